import { type FamilyMember, memberNumber, readMember } from "../../crypto/id-families.ts";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { AccessToken, AccessTokenExtras, Authorization } from "../../protocol/model/authorization.ts";
import type { StoredRefreshToken, TokenStore } from "../port/tokens.ts";
import type { IdQuery, Statements } from "../statements.ts";
import { type AuthorizationColumns, toAuthorization } from "./authorization-row.ts";
import { listFromText } from "./columns.ts";

/** What a row says of an access token, in whichever table. */
interface AccessTokenColumns {
  readonly token_scope: string;
  readonly is_jwt: number;
  readonly secret_hash: Buffer;
  readonly issued_at: number;
  readonly token_expires_at: number;
  readonly token_extras: string | null;
}

// Each table is asked by itself: through better-sqlite3 a join of two rows takes three times as long as the two.
const FIND_ACCESS_TOKEN: IdQuery<AccessTokenColumns & { authorization_id: Buffer | null; client_id: string | null }> = {
  name: "find_access_token",
  columns: `t.authorization_id, t.client_id, t.scope as token_scope, t.is_jwt, t.secret_hash, t.issued_at,
    t.expires_at as token_expires_at, t.extras as token_extras`,
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

const FIND_ISSUED_ACCESS_TOKEN: IdQuery<AuthorizationColumns & AccessTokenColumns & { generation: number }> = {
  name: "find_issued_access_token",
  columns: `${AUTHORIZATION_COLUMNS}, coalesce(a.access_scope, a.scope) as token_scope, a.access_is_jwt as is_jwt,
    a.access_secret_hash as secret_hash, a.tokens_issued_at as issued_at, a.access_expires_at as token_expires_at,
    a.access_extras as token_extras, coalesce(a.refresh_generation, 0) as generation`,
  from: "authorizations a",
  table: "a",
  where: "and a.revoked_at is null and a.access_is_jwt is not null and a.access_secret_hash is not null",
};

const FIND_REFRESH_TOKEN: IdQuery<
  AuthorizationColumns & {
    refresh_generation: number;
    refresh_secret_hash: Buffer;
    tokens_issued_at: number;
    refresh_expires_at: number;
  }
> = {
  name: "find_refresh_token",
  columns: `${AUTHORIZATION_COLUMNS}, a.refresh_generation, a.refresh_secret_hash, a.tokens_issued_at, a.refresh_expires_at`,
  from: "authorizations a",
  table: "a",
  where: "and a.revoked_at is null and a.refresh_generation is not null",
};

type FoundAccessToken = Awaited<ReturnType<TokenStore["findAccessToken"]>>;

/** The access token with its authorization. */
export function findAccessToken(statements: Statements, tenantId: Buffer, id: string): Promise<FoundAccessToken> {
  const bytes = idToBytes(id);
  const member = readMember(bytes);
  return member === undefined
    ? findByItself(statements, tenantId, bytes)
    : findInAuthorization(statements, tenantId, id, member);
}

/** One that has a row of its own. */
async function findByItself(statements: Statements, tenantId: Buffer, id: Buffer): Promise<FoundAccessToken> {
  const row = await statements.findById(FIND_ACCESS_TOKEN, tenantId, id);
  if (row === undefined) return undefined;

  // An authorization that cannot be found any more was revoked, or has been swept with all it allowed.
  const authorization =
    row.authorization_id === null ? undefined : await findAuthorization(statements, tenantId, row.authorization_id);
  const clientId = row.authorization_id === null ? row.client_id : authorization?.clientId;
  if (clientId === undefined || clientId === null) return undefined;
  return { token: toAccessToken(row, idFromBytes(row.row_id), clientId, authorization), authorization };
}

/** One in its authorization's row, which has the number of the refresh token's generation that it was issued with. */
async function findInAuthorization(
  statements: Statements,
  tenantId: Buffer,
  id: string,
  { family, number }: FamilyMember,
): Promise<FoundAccessToken> {
  const row = await statements.findById(FIND_ISSUED_ACCESS_TOKEN, tenantId, family);
  if (row === undefined || memberNumber(row.generation) !== number) return undefined;
  const authorization = toAuthorization(row);
  return { token: toAccessToken(row, id, authorization.clientId, authorization), authorization };
}

function toAccessToken(
  row: AccessTokenColumns,
  id: string,
  clientId: string,
  authorization: Authorization | undefined,
): AccessToken {
  return {
    id,
    clientId,
    authorizationId: authorization?.id,
    scope: listFromText(row.token_scope),
    format: row.is_jwt === 1 ? "jwt" : "opaque",
    secretHash: row.secret_hash,
    issuedAt: row.issued_at,
    expiresAt: row.token_expires_at,
    ...(row.token_extras !== null && { extras: JSON.parse(row.token_extras) as AccessTokenExtras }),
  };
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
    issuedAt: row.tokens_issued_at,
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
