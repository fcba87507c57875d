import { sha256 } from "../../crypto/hashes.ts";
import { newId } from "../../crypto/ids.ts";
import { signJwt } from "../../crypto/jwt.ts";
import { issueOpaqueToken } from "../../crypto/opaque-token.ts";
import type { ProtocolContext } from "../context.ts";
import type { AccessToken, AccessTokenExtras, Client, User } from "../model.ts";
import { subjectOf } from "./claims.ts";

export interface IssuedAccessToken {
  readonly text: string;
  readonly record: AccessToken;
}

/** Whom an access token speaks for: a user through an authorization, or with no user the client itself (RFC 6749 §4.4). */
export interface AccessTokenGrant {
  readonly client: Client;
  readonly user: User | undefined;
  readonly authorizationId: string | undefined;
  readonly scope: readonly string[];
  readonly extras?: AccessTokenExtras;
}

/** Makes an access token of the client's format; it is not stored yet. Always a new one (security bar 9.7). */
export async function makeAccessToken(grant: AccessTokenGrant, ctx: ProtocolContext): Promise<IssuedAccessToken> {
  const { client, user, authorizationId, scope, extras } = grant;
  const { format, userLifetimeSeconds, applicationLifetimeSeconds } = client.accessToken;
  const id = newId(ctx.nowMilliseconds);
  const expiresAt = ctx.now + (user === undefined ? applicationLifetimeSeconds : userLifetimeSeconds);
  const common = {
    id,
    clientId: client.clientId,
    authorizationId,
    scope,
    format,
    issuedAt: ctx.now,
    expiresAt,
    ...(extras !== undefined && { extras }),
  };

  if (format === "opaque") {
    const { text, secretHash } = issueOpaqueToken(id);
    return { text, record: { ...common, secretHash } };
  }
  const text = await signJwt(
    jwtClaims(grant, id, expiresAt, ctx),
    await ctx.keys.signer(client.accessToken.signingAlgorithm),
    "at+jwt",
  );
  return { text, record: { ...common, secretHash: sha256(text) } };
}

/** RFC 9068 §2.2, with Asgardeo's `aut`, `azp` and `nbf` (contract §7.3). */
function jwtClaims({ client, user, scope }: AccessTokenGrant, id: string, expiresAt: number, ctx: ProtocolContext) {
  const { audience } = client.accessToken;
  return {
    sub: user === undefined ? client.clientId : subjectOf(user, client),
    aut: user === undefined ? "APPLICATION" : "APPLICATION_USER",
    iss: ctx.issuer,
    client_id: client.clientId,
    azp: client.clientId,
    aud: audience.length === 0 ? client.clientId : [client.clientId, ...audience],
    nbf: ctx.now,
    iat: ctx.now,
    exp: expiresAt,
    jti: id,
    ...(scope.length > 0 && { scope: scope.join(" ") }),
  };
}
