import { deriveRefreshSecret, issueRefreshSecret, type RefreshSecret } from "../../crypto/refresh-secret.ts";
import type { ProtocolContext } from "../context.ts";
import type { Authorization, RefreshToken } from "../model/authorization.ts";
import type { Client } from "../model/client.ts";
import type { FoundRefreshToken } from "./find-token.ts";

export interface IssuedRefreshToken {
  readonly text: string;
  readonly record: RefreshToken;
}

/** The refresh token that comes with an authorization's first access token; it is not stored yet. */
export function makeRefreshToken(
  client: Client,
  authorization: Authorization,
  ctx: ProtocolContext,
): IssuedRefreshToken {
  const secret = issueRefreshSecret(authorization.id, ctx.tenant.id, ctx.secrets.refreshToken);
  return withRecord(secret, authorization, ctx.now + client.refreshToken.lifetimeSeconds, ctx);
}

/** The token that takes a found one's place. Its secret follows from the predecessor's, see `deriveRefreshSecret`. */
export function makeSuccessor(
  { presented, token, authorization }: FoundRefreshToken,
  client: Client,
  ctx: ProtocolContext,
): IssuedRefreshToken {
  const secret = deriveRefreshSecret(presented, ctx.tenant.id, ctx.secrets.refreshToken);
  const { lifetimeSeconds, extendOnRotation } = client.refreshToken;
  const expiresAt = extendOnRotation ? ctx.now + lifetimeSeconds : token.expiresAt;
  return withRecord(secret, authorization, expiresAt, ctx);
}

function withRecord(
  { text, generation, secretHash }: RefreshSecret,
  authorization: Authorization,
  wantedExpiry: number,
  ctx: ProtocolContext,
): IssuedRefreshToken {
  // Security bar 5.7: rotation never reaches past the authorization's absolute end.
  const absoluteEnd = authorization.createdAt + ctx.lifetimes.refreshTokenMaximumSeconds;
  const expiresAt = Math.min(wantedExpiry, absoluteEnd);
  const { clientId, id: authorizationId } = authorization;
  return {
    text,
    record: { clientId, authorizationId, generation, secretHash, issuedAt: ctx.now, expiresAt },
  };
}
