import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { AccessTokenExtras, Authorization } from "../../protocol/model/authorization.ts";
import type { StoredRefreshToken, TokenStore } from "../port/tokens.ts";
import type { IdQuery, Statements } from "../statements.ts";
import { type AuthorizationColumns, toAuthorization } from "./authorization-row.ts";
import { listFromText } from "./columns.ts";
import type { RefreshTokenColumns } from "./token-rows.ts";

// Each table is asked by itself: through better-sqlite3 a join of two rows takes three times as long as the two.
const FIND_ACCESS_TOKEN: IdQuery<{
  authorization_id: Buffer | null;
  client_id: string | null;
  scope: string;
  is_jwt: number;
  secret_hash: Buffer;
  issued_at: number;
  expires_at: number;
  extras: string | null;
}> = {
  name: "find_access_token",
  columns: "t.authorization_id, t.client_id, t.scope, t.is_jwt, t.secret_hash, t.issued_at, t.expires_at, t.extras",
  from: "access_tokens t",
  table: "t",
};

const AUTHORIZATION_COLUMNS =
  "a.client_id, a.user_id, a.session_id, a.scope, a.amr, a.auth_time, a.created_at, a.extras";

const FIND_AUTHORIZATION: IdQuery<AuthorizationColumns> = {
  name: "find_authorization",
  columns: AUTHORIZATION_COLUMNS,
  from: "authorizations a",
  table: "a",
  where: "and a.revoked_at is null",
};

const FIND_REFRESH_TOKEN: IdQuery<AuthorizationColumns & RefreshTokenColumns> = {
  name: "find_refresh_token",
  columns: `${AUTHORIZATION_COLUMNS}, a.refresh_generation, a.refresh_secret_hash, a.refresh_access_token_id,
    a.refresh_issued_at, a.refresh_expires_at`,
  from: "authorizations a",
  table: "a",
  where: "and a.revoked_at is null and a.refresh_generation is not null",
};

/** The access token with its authorization. */
export async function findAccessToken(
  statements: Statements,
  tenantId: Buffer,
  id: string,
): ReturnType<TokenStore["findAccessToken"]> {
  const row = await statements.findById(FIND_ACCESS_TOKEN, tenantId, idToBytes(id));
  if (row === undefined) return undefined;

  // An authorization that cannot be found any more was revoked, or has been swept with all it allowed.
  const authorization =
    row.authorization_id === null ? undefined : await findAuthorization(statements, tenantId, row.authorization_id);
  const clientId = row.authorization_id === null ? row.client_id : authorization?.clientId;
  if (clientId === undefined || clientId === null) return undefined;
  const token = {
    id: idFromBytes(row.row_id),
    clientId,
    authorizationId: authorization?.id,
    scope: listFromText(row.scope),
    format: row.is_jwt === 1 ? ("jwt" as const) : ("opaque" as const),
    secretHash: row.secret_hash,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    ...(row.extras !== null && { extras: JSON.parse(row.extras) as AccessTokenExtras }),
  };
  return { token, authorization };
}

/** The refresh token of an authorization, with it. */
export async function findRefreshToken(
  statements: Statements,
  tenantId: Buffer,
  authorizationId: string,
): Promise<StoredRefreshToken | undefined> {
  const row = await statements.findById(FIND_REFRESH_TOKEN, tenantId, idToBytes(authorizationId));
  if (row === undefined) return undefined;
  const authorization = toAuthorization(row);
  const token = {
    clientId: authorization.clientId,
    authorizationId: authorization.id,
    generation: row.refresh_generation,
    secretHash: row.refresh_secret_hash,
    accessTokenId: idFromBytes(row.refresh_access_token_id),
    issuedAt: row.refresh_issued_at,
    expiresAt: row.refresh_expires_at,
  };
  return { token, authorization };
}

async function findAuthorization(
  statements: Statements,
  tenantId: Buffer,
  id: Buffer,
): Promise<Authorization | undefined> {
  const row = await statements.findById(FIND_AUTHORIZATION, tenantId, id);
  return row && toAuthorization(row);
}
