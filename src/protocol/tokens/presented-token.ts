import { sha256 } from "../../crypto/hashes.ts";
import type { ProtocolContext } from "../context.ts";
import { verifyProof } from "../dpop/proof.ts";
import { OAuthError } from "../errors.ts";
import type { AccessToken } from "../model/authorization.ts";
import type { Parameters } from "../parameters.ts";
import { type ActiveToken, findActiveAccessToken } from "./find-token.ts";

const SCHEME = /^(bearer|dpop)\b/i;
const CREDENTIALS = /^(bearer|dpop) +([A-Za-z0-9._~+/-]+=*)$/i;

/** An access token as a request to a protected resource shows it. */
export interface PresentedToken {
  readonly text: string;
  readonly scheme: "Bearer" | "DPoP";
  /** The `DPoP` header. */
  readonly proof: string | undefined;
  readonly bindingCookie?: string | undefined;
}

export interface TokenPlaces {
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  /** The `DPoP` header. */
  readonly proof: string | undefined;
  /** The cookie that the token may be bound to. */
  readonly bindingCookie?: string | undefined;
  readonly form: Parameters;
}

/**
 * The access token of a request to a protected resource, from its header or its form (RFC 6750 §2.1, §2.2; RFC 9449 §7.1), never from its
 * URL. Undefined when there is none; refuses two.
 */
export function presentedToken({ authorization = "", form, ...shown }: TokenPlaces): PresentedToken | undefined {
  const word = SCHEME.exec(authorization)?.[0].toLowerCase();
  const scheme = word === undefined ? undefined : word === "dpop" ? "DPoP" : "Bearer";
  const inForm = form.get("access_token");
  if (scheme !== undefined && inForm !== undefined) {
    throw new OAuthError("invalid_request", "The access token was sent in more than one place.");
  }
  if (scheme === undefined) return inForm === undefined ? undefined : { ...shown, text: inForm, scheme: "Bearer" };
  const text = CREDENTIALS.exec(authorization)?.[2];
  if (text === undefined) throw invalidToken(scheme);
  return { ...shown, text, scheme };
}

/**
 * What stands behind the token. Refuses one that is not active, one that is bound and comes without the proof of its key (RFC 9449 §7.1)
 * the certificate (RFC 8705 §3) or the cookie (contract §13), and one that is not bound but comes as if it were.
 */
export async function acceptToken(
  presented: PresentedToken,
  resource: { readonly method: string; readonly path: string },
  ctx: ProtocolContext,
): Promise<ActiveToken<AccessToken>> {
  const active = await findActiveAccessToken(presented.text, ctx);
  if (active === undefined) throw invalidToken(presented.scheme);
  const { jkt, "x5t#S256": x5t, cookie } = active.token.extras?.confirmation ?? {};
  if (x5t !== undefined && x5t !== ctx.clientCertificate?.thumbprint) {
    throw invalidToken(presented.scheme, "another certificate than the token is bound to");
  }
  if (active.client.accessToken.bindingValidated && cookie !== undefined && cookie !== cookieHash(presented)) {
    throw invalidToken(presented.scheme, "another cookie than the token is bound to");
  }
  // RFC 9449 §7.2: as a Bearer token it would be worth something to a thief.
  if ((jkt === undefined) !== (presented.scheme === "Bearer")) {
    throw invalidToken("DPoP", "another scheme than that of the token");
  }
  if (jkt !== undefined && jkt !== (await thumbprintShown(presented, active, resource, ctx))) {
    throw invalidToken("DPoP", "another key than the token is bound to");
  }
  return active;
}

function cookieHash({ bindingCookie }: PresentedToken): string | undefined {
  return bindingCookie && sha256(bindingCookie).toString("base64url");
}

async function thumbprintShown(
  { proof, text: accessToken }: PresentedToken,
  { client }: ActiveToken<AccessToken>,
  { method, path }: { readonly method: string; readonly path: string },
  ctx: ProtocolContext,
): Promise<string> {
  try {
    if (proof === undefined) throw new OAuthError("invalid_dpop_proof", "DPoP header is required.");
    return await verifyProof({ proof, method, path, accessToken, client }, ctx);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const { code, message, reason, dpopNonce } = error;
    throw new OAuthError(code, message, { reason, dpopNonce, cause: error, status: 401, challenge: "DPoP" });
  }
}

function invalidToken(challenge: PresentedToken["scheme"], reason?: string): OAuthError {
  return new OAuthError("invalid_token", "Access token validation failed", { reason, challenge });
}
