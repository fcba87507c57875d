import { createHmac } from "node:crypto";
import { leftHalfHash } from "../../crypto/hashes.ts";
import { signJwt } from "../../crypto/jwt.ts";
import type { ProtocolContext } from "../context.ts";
import type { Authorization, Client, User } from "../model.ts";
import { subjectOf, userClaims } from "./claims.ts";

export interface IdTokenGrant {
  readonly client: Client;
  readonly user: User;
  readonly authorization: Authorization;
  readonly scope: readonly string[];
  readonly accessToken: string;
  /** Undefined at a refresh, which has no code. */
  readonly code: string | undefined;
  readonly nonce: string | undefined;
  readonly includeAuthTime: boolean;
  readonly amr: readonly string[];
}

/** A signed ID token with the members of Asgardeo's (OIDC Core §2, contract §7.1). */
export async function makeIdToken(grant: IdTokenGrant, ctx: ProtocolContext): Promise<string> {
  const { client, user, authorization, code } = grant;
  const { audience, lifetimeSeconds, signingAlgorithm } = client.idToken;
  const claims = {
    ...userClaims(user, client, grant.scope),
    ...(authorization.sessionId !== undefined && { isk: sessionKey(authorization.sessionId, ctx) }),
    at_hash: leftHalfHash(grant.accessToken, signingAlgorithm),
    aud: audience.length === 0 ? client.clientId : [client.clientId, ...audience],
    ...(code !== undefined && { c_hash: leftHalfHash(code, signingAlgorithm) }),
    sub: subjectOf(user, client),
    nbf: ctx.now,
    azp: client.clientId,
    amr: grant.amr,
    iss: ctx.issuer,
    exp: ctx.now + lifetimeSeconds,
    iat: ctx.now,
    ...(authorization.sessionId !== undefined && { sid: authorization.sessionId }),
    ...(grant.nonce !== undefined && { nonce: grant.nonce }),
    ...(grant.includeAuthTime && { auth_time: authorization.authTime }),
  };
  return signJwt(claims, await ctx.keys.signer(signingAlgorithm));
}

/** The `isk` claim: 64 hex characters that name the session and cannot be guessed from its `sid`. */
function sessionKey(sessionId: string, ctx: ProtocolContext): string {
  return createHmac("sha256", ctx.secrets.sessionKey).update(`${ctx.tenant.id} ${sessionId}`).digest("hex");
}
