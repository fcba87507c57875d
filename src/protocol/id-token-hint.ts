import { verifyOwnJwt } from "../crypto/jwt.ts";
import type { ProtocolContext } from "./context.ts";

export interface IdTokenHint {
  readonly subject: string;
  readonly audience: readonly string[];
  readonly sessionId: string | undefined;
  /** When it ends or has ended, Unix seconds. */
  readonly expiresAt: number;
}

/**
 * What an `id_token_hint` says; an expired one is fine (OIDC Core §3.1.2.1, RP-Initiated Logout §2). Undefined unless it is an ID
 * token that this tenant's issuer signed.
 */
export async function readIdTokenHint(hint: string, ctx: ProtocolContext): Promise<IdTokenHint | undefined> {
  const jwt = await verifyOwnJwt(hint, await ctx.keys.publicJwks());
  // Only ID tokens of ours have no `typ`: an access token is no hint.
  if (jwt === undefined || jwt.claims.iss !== ctx.issuer || jwt.header.typ !== undefined) return undefined;
  const { sub, aud, sid, exp } = jwt.claims;
  if (typeof sub !== "string" || typeof exp !== "number") return undefined;
  const audience = (Array.isArray(aud) ? aud : [aud]).filter((value) => typeof value === "string");
  return { subject: sub, audience, sessionId: typeof sid === "string" ? sid : undefined, expiresAt: exp };
}
