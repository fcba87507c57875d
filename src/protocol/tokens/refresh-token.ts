import { newId } from "../../crypto/ids.ts";
import { deriveSuccessor, issueOpaqueToken, type OpaqueToken } from "../../crypto/opaque-token.ts";
import type { ProtocolContext } from "../context.ts";
import type { Authorization, Client, RefreshToken } from "../model.ts";

export interface IssuedRefreshToken {
  readonly text: string;
  readonly record: RefreshToken;
}

/** The refresh token that comes with an authorization's first access token; it is not stored yet. */
export function makeRefreshToken(
  client: Client,
  authorization: Authorization,
  accessTokenId: string,
  ctx: ProtocolContext,
): IssuedRefreshToken {
  const id = newId(ctx.nowMilliseconds);
  const expiresAt = ctx.now + client.refreshToken.lifetimeSeconds;
  return withRecord(id, issueOpaqueToken(id), authorization, accessTokenId, expiresAt, ctx);
}

/** The token that takes a rotated one's place. Its secret follows from the predecessor's, see `deriveSuccessor`. */
export function makeSuccessor(
  predecessor: { readonly text: string; readonly record: RefreshToken },
  client: Client,
  authorization: Authorization,
  accessTokenId: string,
  ctx: ProtocolContext,
): IssuedRefreshToken {
  const id = newId(ctx.nowMilliseconds);
  const token = deriveSuccessor(predecessor.text, id, ctx.secrets.refreshToken);
  const { lifetimeSeconds, extendOnRotation } = client.refreshToken;
  const expiresAt = extendOnRotation ? ctx.now + lifetimeSeconds : predecessor.record.expiresAt;
  return withRecord(id, token, authorization, accessTokenId, expiresAt, ctx);
}

function withRecord(
  id: string,
  { text, secretHash }: OpaqueToken,
  authorization: Authorization,
  accessTokenId: string,
  wantedExpiry: number,
  ctx: ProtocolContext,
): IssuedRefreshToken {
  // Security bar 5.7: rotation never reaches past the authorization's absolute end.
  const absoluteEnd = authorization.createdAt + ctx.lifetimes.refreshTokenMaximumSeconds;
  const expiresAt = Math.min(wantedExpiry, absoluteEnd);
  const { clientId, id: authorizationId } = authorization;
  return {
    text,
    record: { id, clientId, authorizationId, secretHash, accessTokenId, issuedAt: ctx.now, expiresAt },
  };
}
