import type { Write } from "../statements.ts";
import {
  ACCESS_TOKEN_COLUMNS,
  type AccessTokenRow,
  INSERT_ACCESS_TOKEN,
  insertAccessTokens,
} from "./access-token-rows.ts";
import { matchRows } from "./answers.ts";
import { ofItsJob, valuesOf } from "./table-columns.ts";

export interface Reuse {
  /** The authorization's. */
  readonly id: Buffer;
  /** The generation that followed the one that is used again. */
  readonly generation: number;
  readonly limit: number;
  readonly accessToken: AccessTokenRow;
}

const COUNT = `update authorizations set refresh_reuse_count = refresh_reuse_count + 1, expires_at = max(expires_at, ?)
  where tenant_id = ? and id = ? and refresh_generation = ? and refresh_reuse_count < ? and revoked_at is null`;

const COUNT_MANY = {
  name: "reuse_refresh_tokens",
  sql: `update authorizations set
      refresh_reuse_count = refresh_reuse_count + 1,
      expires_at = greatest(expires_at, ${ofItsJob("bigint", 5)})
    where tenant_id = $1 and id = any($2::bytea[])
    and refresh_generation = ${ofItsJob("integer", 3)}
    and refresh_reuse_count < ${ofItsJob("integer", 4)} and revoked_at is null
    returning id`,
};

/** Counts a further use of a rotated refresh token and stores what it was given. False: not allowed any more, nothing stored. */
export const reuseRefreshToken: Write<Reuse, boolean> = {
  name: "reuse_refresh_token",
  key: ({ id }) => id,

  one(sqlite, tenantId, { id, generation, limit, accessToken }) {
    if (sqlite.run(COUNT, accessToken.expires_at, tenantId, id, generation, limit) === 0) return false;
    sqlite.run(INSERT_ACCESS_TOKEN, tenantId, ...valuesOf(ACCESS_TOKEN_COLUMNS, accessToken));
    return true;
  },

  many: (connection, tenantId, jobs) =>
    connection.transaction(async () => {
      const counted = await connection.query<{ id: Buffer }>(COUNT_MANY, [
        tenantId,
        jobs.map(({ id }) => id),
        jobs.map(({ generation }) => generation),
        jobs.map(({ limit }) => limit),
        jobs.map(({ accessToken }) => accessToken.expires_at),
      ]);
      const allowed = new Set(matchRows(jobs, counted).map(({ job }) => job));
      await insertAccessTokens(
        connection,
        tenantId,
        [...allowed].map(({ accessToken }) => accessToken),
      );
      return jobs.map((job) => allowed.has(job));
    }),
};
