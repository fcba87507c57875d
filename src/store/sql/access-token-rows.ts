import { idToBytes } from "../../crypto/ids.ts";
import type { AccessToken } from "../../protocol/model/authorization.ts";
import type { PostgresConnection } from "../statements.ts";
import { documentToText, listToText, optionalIdToBytes } from "./columns.ts";
import { arraysOf, insertMany, insertOne, type RowOf } from "./table-columns.ts";

/** Of `access_tokens`, which holds those that are not in the row of their authorization (docs/decisions/0015). */
export const ACCESS_TOKEN_COLUMNS = {
  id: "bytea",
  authorization_id: "bytea",
  client_id: "text",
  scope: "text",
  is_jwt: "integer",
  secret_hash: "bytea",
  issued_at: "bigint",
  expires_at: "bigint",
  extras: "text",
} as const;

/** SQLite's statement for an access token. */
export const INSERT_ACCESS_TOKEN = insertOne("access_tokens", ACCESS_TOKEN_COLUMNS);

const INSERT_ACCESS_TOKENS = {
  name: "insert_access_tokens",
  sql: insertMany("access_tokens", ACCESS_TOKEN_COLUMNS),
};
export type AccessTokenRow = RowOf<typeof ACCESS_TOKEN_COLUMNS>;

/** Stores access tokens on PostgreSQL. */
export async function insertAccessTokens(
  { query }: PostgresConnection,
  tenantId: Buffer,
  rows: readonly AccessTokenRow[],
): Promise<void> {
  if (rows.length > 0) await query(INSERT_ACCESS_TOKENS, [tenantId, ...arraysOf(ACCESS_TOKEN_COLUMNS, rows)]);
}

/** The row of an access token. What its authorization says (client, user, session) is not said again. */
export function toAccessTokenRow(token: AccessToken) {
  return {
    id: idToBytes(token.id),
    authorization_id: optionalIdToBytes(token.authorizationId),
    client_id: token.authorizationId === undefined ? token.clientId : null,
    scope: listToText(token.scope),
    is_jwt: Number(token.format === "jwt"),
    secret_hash: token.secretHash,
    issued_at: token.issuedAt,
    expires_at: token.expiresAt,
    extras: documentToText(token.extras),
  } satisfies AccessTokenRow;
}
