import type { Transaction } from "kysely";
import { idToBytes } from "../../crypto/ids.ts";
import type { AccessToken, RefreshToken } from "../../protocol/model.ts";
import type { Database } from "../schema.ts";
import { listToText, optionalIdToBytes } from "./columns.ts";

/** Stores an access token. What its authorization says (client, user, session) is not said again. */
export async function insertAccessToken(
  transaction: Transaction<Database>,
  tenantId: Buffer,
  token: AccessToken,
): Promise<void> {
  await transaction
    .insertInto("access_tokens")
    .values({
      tenant_id: tenantId,
      id: idToBytes(token.id),
      authorization_id: optionalIdToBytes(token.authorizationId),
      client_id: token.authorizationId === undefined ? token.clientId : null,
      scope: listToText(token.scope),
      is_jwt: Number(token.format === "jwt"),
      secret_hash: token.secretHash,
      issued_at: token.issuedAt,
      expires_at: token.expiresAt,
    })
    .execute();
}

/** Stores a refresh token that has not been used. */
export async function insertRefreshToken(
  transaction: Transaction<Database>,
  tenantId: Buffer,
  token: RefreshToken,
): Promise<void> {
  await transaction
    .insertInto("refresh_tokens")
    .values({
      tenant_id: tenantId,
      id: idToBytes(token.id),
      authorization_id: idToBytes(token.authorizationId),
      secret_hash: token.secretHash,
      access_token_id: idToBytes(token.accessTokenId),
      issued_at: token.issuedAt,
      expires_at: token.expiresAt,
      used_at: null,
      successor_id: null,
      reuse_count: 0,
    })
    .execute();
}
