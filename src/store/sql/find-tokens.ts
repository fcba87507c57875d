import type { Kysely } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { Database } from "../schema.ts";
import type { StoredRefreshToken, TokenStore } from "../store.ts";
import { type AuthorizationColumns, toAuthorization } from "./authorization-row.ts";
import { listFromText } from "./columns.ts";

const AUTHORIZATION_COLUMNS = [
  "authorizations.id",
  "authorizations.client_id",
  "authorizations.user_id",
  "authorizations.session_id",
  "authorizations.scope",
  "authorizations.amr",
  "authorizations.auth_time",
  "authorizations.created_at",
] as const satisfies readonly `authorizations.${keyof AuthorizationColumns}`[];

/** The access token with its authorization, in one question. */
export async function findAccessToken(
  db: Kysely<Database>,
  tenantId: Buffer,
  id: string,
): ReturnType<TokenStore["findAccessToken"]> {
  const row = await db
    .selectFrom("access_tokens as tokens")
    .leftJoin("authorizations", (join) =>
      join
        .onRef("authorizations.tenant_id", "=", "tokens.tenant_id")
        .onRef("authorizations.id", "=", "tokens.authorization_id")
        .on("authorizations.revoked_at", "is", null),
    )
    .select(AUTHORIZATION_COLUMNS)
    .select([
      "tokens.id as token_id",
      "tokens.authorization_id",
      "tokens.client_id as own_client_id",
      "tokens.scope as token_scope",
      "tokens.is_jwt",
      "tokens.secret_hash",
      "tokens.issued_at",
      "tokens.expires_at",
    ])
    .where("tokens.tenant_id", "=", tenantId)
    .where("tokens.id", "=", idToBytes(id))
    .executeTakeFirst();
  if (row === undefined) return undefined;

  const authorization = row.id === null ? undefined : toAuthorization(row as AuthorizationColumns);
  // An authorization that cannot be found any more was revoked, or has been swept with all it allowed.
  const clientId = row.authorization_id === null ? row.own_client_id : authorization?.clientId;
  if (clientId === undefined || clientId === null) return undefined;
  const token = {
    id: idFromBytes(row.token_id),
    clientId,
    authorizationId: authorization?.id,
    scope: listFromText(row.token_scope),
    format: row.is_jwt === 1 ? ("jwt" as const) : ("opaque" as const),
    secretHash: row.secret_hash,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
  };
  return { token, authorization };
}

/** The refresh token with its authorization and what became of its successor, in one question. */
export async function findRefreshToken(
  db: Kysely<Database>,
  tenantId: Buffer,
  id: string,
): Promise<StoredRefreshToken | undefined> {
  const row = await db
    .selectFrom("refresh_tokens as tokens")
    .innerJoin("authorizations", (join) =>
      join
        .onRef("authorizations.tenant_id", "=", "tokens.tenant_id")
        .onRef("authorizations.id", "=", "tokens.authorization_id"),
    )
    .leftJoin("refresh_tokens as successors", (join) =>
      join
        .onRef("successors.tenant_id", "=", "tokens.tenant_id")
        .onRef("successors.id", "=", "tokens.successor_id")
        .on("successors.used_at", "is", null),
    )
    .select(AUTHORIZATION_COLUMNS)
    .select([
      "tokens.id as token_id",
      "tokens.secret_hash",
      "tokens.access_token_id",
      "tokens.issued_at",
      "tokens.expires_at",
      "tokens.used_at",
      "tokens.successor_id",
      "successors.id as unused_successor_id",
    ])
    .where("tokens.tenant_id", "=", tenantId)
    .where("tokens.id", "=", idToBytes(id))
    .where("authorizations.revoked_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return undefined;

  const authorization = toAuthorization(row);
  const token = {
    id: idFromBytes(row.token_id),
    clientId: authorization.clientId,
    authorizationId: authorization.id,
    secretHash: row.secret_hash,
    accessTokenId: idFromBytes(row.access_token_id),
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
  };
  if (row.used_at === null || row.successor_id === null) return { token, authorization, rotated: undefined };
  // A successor that is gone counts as used: no grace for what cannot be checked.
  const successorUsed = row.unused_successor_id === null;
  return {
    token,
    authorization,
    rotated: { at: row.used_at, successorId: idFromBytes(row.successor_id), successorUsed },
  };
}
