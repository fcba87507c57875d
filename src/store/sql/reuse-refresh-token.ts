import type { Write } from "../statements.ts";
import { matchRows } from "./answers.ts";
import { EXTEND_AUTHORIZATION, extendAuthorizations } from "./save-access-token.ts";
import { valuesOf } from "./table-columns.ts";
import { ACCESS_TOKEN_COLUMNS, INSERT_ACCESS_TOKEN, insertAccessTokens, type toAccessTokenRow } from "./token-rows.ts";

export interface Reuse {
  readonly id: Buffer;
  readonly limit: number;
  readonly accessToken: ReturnType<typeof toAccessTokenRow>;
}

const COUNT = `update refresh_tokens set reuse_count = reuse_count + 1
  where tenant_id = ? and id = ? and reuse_count < ?
  and (select s.used_at is null from refresh_tokens s where s.tenant_id = ? and s.id = refresh_tokens.successor_id)
  and (select a.revoked_at is null from authorizations a where a.tenant_id = ? and a.id = refresh_tokens.authorization_id)
  returning authorization_id`;

const COUNT_MANY = {
  name: "reuse_refresh_tokens",
  sql: `update refresh_tokens set reuse_count = reuse_count + 1
    where tenant_id = $1 and id = any($2::bytea[]) and reuse_count < ($3::bigint[])[array_position($2::bytea[], id)]
    and (select s.used_at is null from refresh_tokens s where s.tenant_id = $1 and s.id = refresh_tokens.successor_id)
    and (select a.revoked_at is null from authorizations a where a.tenant_id = $1 and a.id = refresh_tokens.authorization_id)
    returning id, authorization_id`,
};

/** Counts a further use of a rotated refresh token and stores what it was given. False: not allowed any more, nothing stored. */
export const reuseRefreshToken: Write<Reuse, boolean> = {
  name: "reuse_refresh_token",
  key: ({ id }) => id,

  one(sqlite, tenantId, { id, limit, accessToken }) {
    const reused = sqlite.get<{ authorization_id: Buffer }>(COUNT, tenantId, id, limit, tenantId, tenantId);
    if (reused === undefined) return false;
    const end = accessToken.expires_at;
    sqlite.run(INSERT_ACCESS_TOKEN, tenantId, ...valuesOf(ACCESS_TOKEN_COLUMNS, accessToken));
    sqlite.run(EXTEND_AUTHORIZATION, end, tenantId, reused.authorization_id, end);
    return true;
  },

  many: (connection, tenantId, jobs) =>
    connection.transaction(async () => {
      const counted = await connection.query<{ id: Buffer; authorization_id: Buffer }>(COUNT_MANY, [
        tenantId,
        jobs.map(({ id }) => id),
        jobs.map(({ limit }) => limit),
      ]);
      const allowed = matchRows(jobs, counted);
      if (allowed.length > 0) {
        await extendAuthorizations(
          connection,
          tenantId,
          allowed.map(({ job, row }) => ({ id: row.authorization_id, end: job.accessToken.expires_at })),
        );
        await insertAccessTokens(
          connection,
          tenantId,
          allowed.map(({ job }) => job.accessToken),
        );
      }
      const winners = new Set(allowed.map(({ job }) => job));
      return jobs.map((job) => winners.has(job));
    }),
};
