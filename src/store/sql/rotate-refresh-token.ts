import type { Write } from "../statements.ts";
import { matchRows } from "./answers.ts";
import { valuesOf } from "./table-columns.ts";
import {
  ACCESS_TOKEN_COLUMNS,
  type AccessTokenRow,
  INSERT_ACCESS_TOKEN,
  insertAccessTokens,
  type RefreshTokenColumns,
} from "./token-rows.ts";

export interface Rotation {
  /** The authorization's. */
  readonly id: Buffer;
  /** The generation that is replaced. */
  readonly generation: number;
  /** The access token that was issued with it. */
  readonly endedAccessTokenId: Buffer;
  /** When the last of the new tokens ends. */
  readonly end: number;
  readonly accessToken: AccessTokenRow;
  readonly refreshToken: RefreshTokenColumns;
}

const REPLACE = `update authorizations set refresh_generation = ?, refresh_secret_hash = ?, refresh_access_token_id = ?,
    refresh_issued_at = ?, refresh_expires_at = ?, refresh_reuse_count = 0, expires_at = max(expires_at, ?)
  where tenant_id = ? and id = ? and refresh_generation = ? and revoked_at is null`;
const END_ACCESS_TOKEN = "delete from access_tokens where tenant_id = ? and id = ?";

// What a row needs from its job is looked up in the arrays: joined to them, PostgreSQL may choose to read the whole tenant.
const REPLACE_MANY = {
  name: "rotate_refresh_tokens",
  sql: `update authorizations set
      refresh_generation = refresh_generation + 1,
      refresh_secret_hash = ($4::bytea[])[array_position($2::bytea[], id)],
      refresh_access_token_id = ($5::bytea[])[array_position($2::bytea[], id)],
      refresh_issued_at = ($6::bigint[])[array_position($2::bytea[], id)],
      refresh_expires_at = ($7::bigint[])[array_position($2::bytea[], id)],
      refresh_reuse_count = 0,
      expires_at = greatest(expires_at, ($8::bigint[])[array_position($2::bytea[], id)])
    where tenant_id = $1 and id = any($2::bytea[])
    and refresh_generation = ($3::integer[])[array_position($2::bytea[], id)] and revoked_at is null
    returning id`,
};
const END_ACCESS_TOKENS = {
  name: "end_access_tokens",
  sql: "delete from access_tokens where tenant_id = $1 and id = any($2::bytea[])",
};

/** Replaces refresh tokens by their successors (RFC 9700 §4.14.2): of any number of callers with one token one is told true. */
export const rotateRefreshToken: Write<Rotation, boolean> = {
  name: "rotate_refresh_token",
  key: ({ id }) => id,

  one(sqlite, tenantId, { id, generation, endedAccessTokenId, end, accessToken, refreshToken: next }) {
    const replaced = sqlite.run(
      REPLACE,
      next.refresh_generation,
      next.refresh_secret_hash,
      next.refresh_access_token_id,
      next.refresh_issued_at,
      next.refresh_expires_at,
      end,
      tenantId,
      id,
      generation,
    );
    if (replaced === 0) return false;
    sqlite.run(INSERT_ACCESS_TOKEN, tenantId, ...valuesOf(ACCESS_TOKEN_COLUMNS, accessToken));
    sqlite.run(END_ACCESS_TOKEN, tenantId, endedAccessTokenId);
    return true;
  },

  many: (connection, tenantId, jobs) =>
    connection.transaction(async () => {
      const replaced = await connection.query<{ id: Buffer }>(REPLACE_MANY, [
        tenantId,
        jobs.map(({ id }) => id),
        jobs.map(({ generation }) => generation),
        jobs.map(({ refreshToken }) => refreshToken.refresh_secret_hash),
        jobs.map(({ refreshToken }) => refreshToken.refresh_access_token_id),
        jobs.map(({ refreshToken }) => refreshToken.refresh_issued_at),
        jobs.map(({ refreshToken }) => refreshToken.refresh_expires_at),
        jobs.map(({ end }) => end),
      ]);
      const won = new Set(matchRows(jobs, replaced).map(({ job }) => job));
      if (won.size > 0) {
        const ended = [...won].map(({ endedAccessTokenId }) => endedAccessTokenId);
        await connection.query(END_ACCESS_TOKENS, [tenantId, ended]);
        await insertAccessTokens(
          connection,
          tenantId,
          [...won].map(({ accessToken }) => accessToken),
        );
      }
      return jobs.map((job) => won.has(job));
    }),
};
