import { leftHalfHash } from "../../crypto/hashes.ts";
import { signJwt } from "../../crypto/jwt.ts";
import type { ProtocolContext } from "../context.ts";
import { encryptForClient } from "../encrypt-for-client.ts";
import type { Authorization } from "../model/authorization.ts";
import type { Client } from "../model/client.ts";
import type { User } from "../model/user.ts";
import { userClaims } from "./claims.ts";
import { organizationClaims } from "./organization-claims.ts";
import { makeSessionKey } from "./session-key.ts";
import { subjectOf } from "./subject.ts";

export interface IdTokenGrant {
  readonly client: Client;
  readonly user: User;
  readonly authorization: Authorization;
  readonly scope: readonly string[];
  /** Undefined where the authorization endpoint issues none beside it. */
  readonly accessToken: string | undefined;
  /** Undefined at a refresh, which has no code. */
  readonly code: string | undefined;
  readonly nonce: string | undefined;
  /** Of an ID token in the front channel: it becomes `s_hash`. */
  readonly state?: string | undefined;
  readonly includeAuthTime: boolean;
  readonly amr: readonly string[];
}

/**
 * A signed ID token with the members of Asgardeo's (OIDC Core §2, contract §7.1), encrypted if the client wants that. Refuses when the
 * client's key to encrypt to cannot be had.
 */
export async function makeIdToken(grant: IdTokenGrant, ctx: ProtocolContext): Promise<string> {
  const { client, user, authorization, accessToken, code, state } = grant;
  const { audience, lifetimeSeconds, signingAlgorithm, encryption, minimal = false } = client.idToken;
  const hasUserinfo = accessToken !== undefined || code !== undefined;
  const { acr, organization } = authorization.extras ?? {};
  const claims = {
    ...(await userClaims(
      user,
      client,
      minimal && hasUserinfo ? [] : grant.scope,
      ctx,
      authorization.extras?.claims?.id_token,
    )),
    ...(authorization.sessionId !== undefined && !minimal && { isk: makeSessionKey(authorization.sessionId, ctx) }),
    ...(accessToken !== undefined && { at_hash: leftHalfHash(accessToken, signingAlgorithm) }),
    aud: audience.length === 0 ? client.clientId : [client.clientId, ...audience],
    ...(code !== undefined && { c_hash: leftHalfHash(code, signingAlgorithm) }),
    ...(state !== undefined && { s_hash: leftHalfHash(state, signingAlgorithm) }),
    sub: subjectOf(user, client, ctx),
    nbf: ctx.now,
    azp: client.clientId,
    amr: grant.amr,
    iss: ctx.issuer,
    exp: ctx.now + lifetimeSeconds,
    iat: ctx.now,
    ...(authorization.sessionId !== undefined && { sid: authorization.sessionId }),
    ...(grant.nonce !== undefined && { nonce: grant.nonce }),
    ...(grant.includeAuthTime && { auth_time: authorization.authTime }),
    ...(acr !== undefined && { acr }),
    ...organizationClaims(organization, user, ctx.tenant),
  };
  const signed = await signJwt(claims, await ctx.keys.signer(signingAlgorithm));
  return encryption === undefined ? signed : encryptForClient(signed, client, encryption, ctx);
}
