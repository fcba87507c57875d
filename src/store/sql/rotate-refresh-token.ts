import type { Write } from "../statements.ts";
import { matchRows } from "./answers.ts";
import { EXTEND_AUTHORIZATION, extendAuthorizations } from "./save-access-token.ts";
import { valuesOf } from "./table-columns.ts";
import {
  ACCESS_TOKEN_COLUMNS,
  type AccessTokenRow,
  INSERT_ACCESS_TOKEN,
  INSERT_REFRESH_TOKEN,
  insertAccessTokens,
  insertRefreshTokens,
  REFRESH_TOKEN_COLUMNS,
  type toRefreshTokenRow,
} from "./token-rows.ts";

export interface Rotation {
  readonly id: Buffer;
  readonly now: number;
  /** When the last of the new tokens ends. */
  readonly end: number;
  readonly accessToken: AccessTokenRow;
  readonly refreshToken: ReturnType<typeof toRefreshTokenRow>;
}

const USE = `update refresh_tokens set used_at = ?, successor_id = ?
  where tenant_id = ? and id = ? and used_at is null
  and (select a.revoked_at is null from authorizations a where a.tenant_id = ? and a.id = refresh_tokens.authorization_id)
  returning authorization_id, access_token_id`;
const END_ACCESS_TOKEN = "delete from access_tokens where tenant_id = ? and id = ?";

// The authorization is asked for in a subquery, row by row: as a join, PostgreSQL may choose to read the whole tenant.
const USE_MANY = {
  name: "use_refresh_tokens",
  sql: `update refresh_tokens set
      used_at = ($3::bigint[])[array_position($2::bytea[], id)],
      successor_id = ($4::bytea[])[array_position($2::bytea[], id)]
    where tenant_id = $1 and id = any($2::bytea[]) and used_at is null
    and (select a.revoked_at is null from authorizations a where a.tenant_id = $1 and a.id = refresh_tokens.authorization_id)
    returning id, authorization_id, access_token_id`,
};
const END_ACCESS_TOKENS = {
  name: "end_access_tokens",
  sql: "delete from access_tokens where tenant_id = $1 and id = any($2::bytea[])",
};

type UsedRow = { id: Buffer; authorization_id: Buffer; access_token_id: Buffer };

/** Replaces refresh tokens by their successors (RFC 9700 §4.14.2): of any number of callers with one token one is told true. */
export const rotateRefreshToken: Write<Rotation, boolean> = {
  name: "rotate_refresh_token",
  key: ({ id }) => id,

  one(sqlite, tenantId, { id, now, end, accessToken, refreshToken }) {
    const rotated = sqlite.get<{ authorization_id: Buffer; access_token_id: Buffer }>(
      USE,
      now,
      refreshToken.id,
      tenantId,
      id,
      tenantId,
    );
    if (rotated === undefined) return false;
    sqlite.run(INSERT_REFRESH_TOKEN, tenantId, ...valuesOf(REFRESH_TOKEN_COLUMNS, refreshToken));
    sqlite.run(INSERT_ACCESS_TOKEN, tenantId, ...valuesOf(ACCESS_TOKEN_COLUMNS, accessToken));
    sqlite.run(END_ACCESS_TOKEN, tenantId, rotated.access_token_id);
    sqlite.run(EXTEND_AUTHORIZATION, end, tenantId, rotated.authorization_id, end);
    return true;
  },

  many: (connection, tenantId, jobs) =>
    connection.transaction(async () => {
      const used = await connection.query<UsedRow>(USE_MANY, [
        tenantId,
        jobs.map(({ id }) => id),
        jobs.map(({ now }) => now),
        jobs.map(({ refreshToken }) => refreshToken.id),
      ]);
      const won = matchRows(jobs, used);
      if (won.length > 0) {
        await extendAuthorizations(
          connection,
          tenantId,
          won.map(({ job, row }) => ({ id: row.authorization_id, end: job.end })),
        );
        await connection.query(END_ACCESS_TOKENS, [tenantId, won.map(({ row }) => row.access_token_id)]);
        await insertAccessTokens(
          connection,
          tenantId,
          won.map(({ job }) => job.accessToken),
        );
        await insertRefreshTokens(
          connection,
          tenantId,
          won.map(({ job }) => job.refreshToken),
        );
      }
      const winners = new Set(won.map(({ job }) => job));
      return jobs.map((job) => winners.has(job));
    }),
};
