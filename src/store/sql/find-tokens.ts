import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { AccessTokenExtras, Authorization } from "../../protocol/model.ts";
import type { IdQuery, Statements } from "../statements.ts";
import type { StoredRefreshToken, TokenStore } from "../store.ts";
import { type AuthorizationColumns, toAuthorization } from "./authorization-row.ts";
import { listFromText } from "./columns.ts";

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

const FIND_REFRESH_TOKEN: IdQuery<{
  authorization_id: Buffer;
  secret_hash: Buffer;
  access_token_id: Buffer;
  issued_at: number;
  expires_at: number;
  used_at: number | null;
  successor_id: Buffer | null;
}> = {
  name: "find_refresh_token",
  columns: "t.authorization_id, t.secret_hash, t.access_token_id, t.issued_at, t.expires_at, t.used_at, t.successor_id",
  from: "refresh_tokens t",
  table: "t",
};

const FIND_AUTHORIZATION: IdQuery<AuthorizationColumns> = {
  name: "find_authorization",
  columns: "a.id, a.client_id, a.user_id, a.session_id, a.scope, a.amr, a.auth_time, a.created_at, a.extras",
  from: "authorizations a",
  table: "a",
  where: "and a.revoked_at is null",
};

const FIND_UNUSED_SUCCESSOR: IdQuery<object> = {
  name: "find_unused_successor",
  columns: "s.issued_at",
  from: "refresh_tokens s",
  table: "s",
  where: "and s.used_at is null",
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

/** The refresh token with its authorization and what became of its successor. */
export async function findRefreshToken(
  statements: Statements,
  tenantId: Buffer,
  id: string,
): Promise<StoredRefreshToken | undefined> {
  const row = await statements.findById(FIND_REFRESH_TOKEN, tenantId, idToBytes(id));
  if (row === undefined) return undefined;
  const authorization = await findAuthorization(statements, tenantId, row.authorization_id);
  if (authorization === undefined) return undefined;

  const token = {
    id: idFromBytes(row.row_id),
    clientId: authorization.clientId,
    authorizationId: authorization.id,
    secretHash: row.secret_hash,
    accessTokenId: idFromBytes(row.access_token_id),
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
  };
  if (row.used_at === null || row.successor_id === null) return { token, authorization, rotated: undefined };
  // A successor that is gone counts as used: no grace for what cannot be checked.
  const unused = await statements.findById(FIND_UNUSED_SUCCESSOR, tenantId, row.successor_id);
  const successorId = idFromBytes(row.successor_id);
  return { token, authorization, rotated: { at: row.used_at, successorId, successorUsed: unused === undefined } };
}

async function findAuthorization(
  statements: Statements,
  tenantId: Buffer,
  id: Buffer,
): Promise<Authorization | undefined> {
  const row = await statements.findById(FIND_AUTHORIZATION, tenantId, id);
  return row && toAuthorization(row);
}
