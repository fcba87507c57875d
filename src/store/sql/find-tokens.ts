import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { IdQuery, Statements } from "../statements.ts";
import type { StoredRefreshToken, TokenStore } from "../store.ts";
import { type AuthorizationColumns, toAuthorization } from "./authorization-row.ts";
import { listFromText } from "./columns.ts";

const AUTHORIZATION_COLUMNS = "a.id, a.client_id, a.user_id, a.session_id, a.scope, a.amr, a.auth_time, a.created_at";

const FIND_ACCESS_TOKEN: IdQuery<
  { [Name in keyof AuthorizationColumns]: AuthorizationColumns[Name] | null } & {
    authorization_id: Buffer | null;
    own_client_id: string | null;
    token_scope: string;
    is_jwt: number;
    secret_hash: Buffer;
    issued_at: number;
    expires_at: number;
  }
> = {
  name: "find_access_token",
  columns: `${AUTHORIZATION_COLUMNS}, t.authorization_id, t.client_id as own_client_id, t.scope as token_scope, t.is_jwt,
    t.secret_hash, t.issued_at, t.expires_at`,
  from: `access_tokens t
    left join authorizations a on a.tenant_id = t.tenant_id and a.id = t.authorization_id and a.revoked_at is null`,
  table: "t",
};

const FIND_REFRESH_TOKEN: IdQuery<
  AuthorizationColumns & {
    secret_hash: Buffer;
    access_token_id: Buffer;
    issued_at: number;
    expires_at: number;
    used_at: number | null;
    successor_id: Buffer | null;
    unused_successor_id: Buffer | null;
  }
> = {
  name: "find_refresh_token",
  columns: `${AUTHORIZATION_COLUMNS}, t.secret_hash, t.access_token_id, t.issued_at, t.expires_at, t.used_at, t.successor_id,
    s.id as unused_successor_id`,
  from: `refresh_tokens t
    join authorizations a on a.tenant_id = t.tenant_id and a.id = t.authorization_id
    left join refresh_tokens s on s.tenant_id = t.tenant_id and s.id = t.successor_id and s.used_at is null`,
  table: "t",
  where: "and a.revoked_at is null",
};

/** The access token with its authorization, in one question. */
export async function findAccessToken(
  statements: Statements,
  tenantId: Buffer,
  id: string,
): ReturnType<TokenStore["findAccessToken"]> {
  const row = await statements.findById(FIND_ACCESS_TOKEN, tenantId, idToBytes(id));
  if (row === undefined) return undefined;

  const authorization = row.id === null ? undefined : toAuthorization(row as AuthorizationColumns);
  // An authorization that cannot be found any more was revoked, or has been swept with all it allowed.
  const clientId = row.authorization_id === null ? row.own_client_id : authorization?.clientId;
  if (clientId === undefined || clientId === null) return undefined;
  const token = {
    id: idFromBytes(row.row_id),
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
  statements: Statements,
  tenantId: Buffer,
  id: string,
): Promise<StoredRefreshToken | undefined> {
  const row = await statements.findById(FIND_REFRESH_TOKEN, tenantId, idToBytes(id));
  if (row === undefined) return undefined;

  const authorization = toAuthorization(row);
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
  const successorUsed = row.unused_successor_id === null;
  return {
    token,
    authorization,
    rotated: { at: row.used_at, successorId: idFromBytes(row.successor_id), successorUsed },
  };
}
