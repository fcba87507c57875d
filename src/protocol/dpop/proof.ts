import { PUBLIC_KEY_ALGORITHMS } from "../../crypto/client-algorithms.ts";
import { sha256 } from "../../crypto/hashes.ts";
import { type Jwk, readJwks, thumbprintOfJwk } from "../../crypto/jwk.ts";
import { JwtFault } from "../../crypto/jwt-fault.ts";
import { parseJwt } from "../../crypto/parse-jwt.ts";
import { verifyJwt } from "../../crypto/verify-jwt.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { Client } from "../model/client.ts";
import { algorithmsAllowed } from "../profile.ts";
import { isNonce, makeNonce } from "./nonce.ts";

/** What proofs may be signed with, in the order discovery lists them. */
export const PROOF_ALGORITHMS: readonly string[] = Object.keys(PUBLIC_KEY_ALGORITHMS);

/** Either way (RFC 9449 §11.1, security bar 12.1). */
const WINDOW_SECONDS = 60;

/** A request that comes with a proof. */
export interface ProvenRequest {
  /** The `DPoP` header as it came. Several of them are joined by commas, which no JWT has. */
  readonly proof: string;
  readonly method: string;
  /** Below the tenant's URL. */
  readonly path: string;
  /** At a protected resource: the token that the proof has to be about. */
  readonly accessToken?: string;
  /** Whose profile says how strong a proof has to be, and whether it needs a nonce. */
  readonly client: Client;
}

/**
 * The thumbprint (RFC 7638) of the key that a request proves to have. Refuses a proof that is not in order (RFC 9449 §4.3), that came
 * before, or that lacks a nonce of ours where it needs one (§8).
 */
export async function verifyProof(request: ProvenRequest, ctx: ProtocolContext): Promise<string> {
  try {
    const key = keyIn(request.proof);
    const { claims } = await verifyJwt(request.proof, {
      keys: [key],
      algorithms: algorithmsAllowed(PROOF_ALGORITHMS, request.client),
      typ: ["dpop+jwt"],
      now: ctx.now,
      clockSkewSeconds: WINDOW_SECONDS,
      requiredTimes: ["iat"],
    });
    refuseForeign(claims, request, ctx);
    const { iat } = claims as { readonly iat: number };
    if (iat < ctx.now - WINDOW_SECONDS) throw refused("Expired DPoP Proof", "a proof that is too old");
    verifyNonce(claims.nonce, request.client, ctx);
    const thumbprint = thumbprintOfJwk(key);
    await refuseReuse(claims.jti, iat, thumbprint, ctx);
    return thumbprint;
  } catch (error) {
    throw error instanceof JwtFault ? refused("Invalid DPoP Proof", error.message) : error;
  }
}

/** The public key that the proof names. A private one is refused, and so is what is no key to sign with. */
function keyIn(proof: string): Jwk {
  const [key] = readJwks({ keys: [parseJwt(proof).header.jwk] });
  if (key === undefined) throw new JwtFault("no public key in the proof");
  return key;
}

function refuseForeign(
  { htm, htu, ath, jti }: Readonly<Record<string, unknown>>,
  request: ProvenRequest,
  ctx: ProtocolContext,
): void {
  if (htm !== request.method) throw new JwtFault("a proof for another method");
  if (!isUrlOf(htu, request, ctx)) throw new JwtFault("a proof for another URL");
  if (typeof jti !== "string" || jti === "") throw new JwtFault("a proof without jti");
  const { accessToken } = request;
  if (accessToken !== undefined && ath !== sha256(accessToken).toString("base64url")) {
    throw new JwtFault("a proof for another access token");
  }
}

/** Query and fragment do not count; the public URL does, whatever the request was sent to (security bar 12.1). */
function isUrlOf(htu: unknown, { path }: ProvenRequest, { tenantUrl, mutualTlsUrl }: ProtocolContext): boolean {
  if (typeof htu !== "string" || !URL.canParse(htu)) return false;
  const url = new URL(htu);
  url.search = "";
  url.hash = "";
  return [tenantUrl, mutualTlsUrl].some((base) => base !== undefined && url.href === new URL(`${base}${path}`).href);
}

/** Clients with a profile prove that the proof was made now and not kept for later (RFC 9449 §11.2); of others one is only checked. */
function verifyNonce(nonce: unknown, client: Client, ctx: ProtocolContext): void {
  if (nonce === undefined && client.profile === undefined) return;
  if (typeof nonce === "string" && isNonce(nonce, ctx)) return;
  throw new OAuthError("use_dpop_nonce", "The DPoP proof needs a nonce of this server.", { dpopNonce: makeNonce(ctx) });
}

/** Of any number of requests with one proof, one gets through. It is remembered until it is refused for its age. */
async function refuseReuse(jti: unknown, iat: number, thumbprint: string, ctx: ProtocolContext): Promise<void> {
  const until = Math.ceil(iat) + WINDOW_SECONDS + 1;
  const isNew = await ctx.store.transients.add("proof", `${thumbprint} ${jti}`, {}, until, ctx.now);
  if (!isNew) throw new JwtFault("a proof that was used before");
}

function refused(description: string, reason: string): OAuthError {
  return new OAuthError("invalid_dpop_proof", description, { reason });
}
