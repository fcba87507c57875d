import type { PostgresConnection, Write } from "../statements.ts";
import {
  ACCESS_TOKEN_COLUMNS,
  INSERT_ACCESS_TOKEN,
  insertAccessTokens,
  type toAccessTokenRow,
} from "./access-token-rows.ts";
import { valuesOf } from "./table-columns.ts";

/** SQLite's statement to keep an authorization's row for as long as a token, whose end it must outlive (security bar 4.3). */
export const EXTEND_AUTHORIZATION =
  "update authorizations set expires_at = ? where tenant_id = ? and id = ? and expires_at < ?";

// The arrays are looked through row by row: joined to them, PostgreSQL may choose to read the whole tenant.
const END = "(select max(job.b) from unnest($2::bytea[], $3::bigint[]) as job (a, b) where job.a = authorizations.id)";
const EXTEND_MANY = {
  name: "extend_authorizations",
  sql: `update authorizations set expires_at = ${END}
    where tenant_id = $1 and id = any($2::bytea[]) and expires_at < ${END}`,
};

/** Keeps authorizations for as long as their tokens on PostgreSQL; of those that are named twice the later end counts. */
export async function extendAuthorizations(
  { query }: PostgresConnection,
  tenantId: Buffer,
  ends: readonly { readonly id: Buffer; readonly end: number }[],
): Promise<void> {
  await query(EXTEND_MANY, [tenantId, ends.map(({ id }) => id), ends.map(({ end }) => end)]);
}

/** Stores an access token. */
export const saveAccessToken: Write<ReturnType<typeof toAccessTokenRow>, void> = {
  name: "save_access_token",
  one(sqlite, tenantId, row) {
    sqlite.run(INSERT_ACCESS_TOKEN, tenantId, ...valuesOf(ACCESS_TOKEN_COLUMNS, row));
    if (row.authorization_id === null) return;
    sqlite.run(EXTEND_AUTHORIZATION, row.expires_at, tenantId, row.authorization_id, row.expires_at);
  },
  async many(connection, tenantId, rows) {
    const insert = () => insertAccessTokens(connection, tenantId, rows);
    const ends = rows.flatMap(({ authorization_id: id, expires_at: end }) => (id === null ? [] : [{ id, end }]));
    if (ends.length === 0) {
      await insert();
    } else {
      await connection.transaction(async () => {
        await extendAuthorizations(connection, tenantId, ends);
        await insert();
      });
    }
    return rows.map(() => undefined);
  },
};
