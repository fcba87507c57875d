import type { KeyObject } from "node:crypto";
import { SIGNING_ALGORITHMS, type SigningAlgorithmName } from "./signing-algorithms.ts";

/** Longer ones are refused before they are parsed (security bar 20.2): 16 KiB. */
const LONGEST_JWT = 16_384;

export interface JwtSigner {
  readonly kid: string;
  readonly x5t: string;
  readonly algorithm: SigningAlgorithmName;
  readonly privateKey: KeyObject;
}

/**
 * A signed JWT in compact form (RFC 7519). The header is `x5t`, `kid`, `typ` where one is given, and `alg`. The signature is made
 * on the thread pool, so that the event loop goes on.
 */
export async function signJwt(
  claims: Readonly<Record<string, unknown>>,
  signer: JwtSigner,
  typ?: "at+jwt" | "logout+jwt" | "token-introspection+jwt" | "JWT",
): Promise<string> {
  const { x5t, kid, algorithm, privateKey } = signer;
  const input = `${encode({ x5t, kid, ...(typ && { typ }), alg: algorithm })}.${encode(claims)}`;
  const signature = await SIGNING_ALGORITHMS[algorithm].sign(Buffer.from(input), privateKey);
  return `${input}.${signature.toString("base64url")}`;
}

export interface VerifiedJwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Verifies the signature of a JWT that this server made: the key is looked up by `kid` among our own, and its algorithm counts,
 * never the header's (security bar 20.1). Undefined for everything else; times and audiences are the caller's to check.
 */
export async function verifyOwnJwt(
  jwt: string,
  publicJwks: readonly Readonly<Record<string, unknown>>[],
): Promise<VerifiedJwt | undefined> {
  if (jwt.length > LONGEST_JWT || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(jwt)) return undefined;
  // Loaded when the first JWT comes back, so that a start need not wait for it.
  const { compactVerify, decodeProtectedHeader, importJWK } = await import("jose");
  try {
    const { kid } = decodeProtectedHeader(jwt);
    const jwk = publicJwks.find((key) => key.kid === kid);
    if (jwk === undefined) return undefined;
    const algorithm = jwk.alg as string;
    const { payload, protectedHeader } = await compactVerify(jwt, await importJWK(jwk, algorithm), {
      algorithms: [algorithm],
    });
    const claims: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    if (typeof claims !== "object" || claims === null) return undefined;
    return { header: { ...protectedHeader }, claims: claims as Record<string, unknown> };
  } catch {
    return undefined; // not a JWT, not ours, or changed on its way: all the same to the caller
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
