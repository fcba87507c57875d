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

export interface Redemption {
  /** The authorization's. */
  readonly id: Buffer;
  readonly now: number;
  /** When the last of what was bought ends. */
  readonly end: number;
  readonly accessToken: AccessTokenRow;
  readonly refreshToken: RefreshTokenColumns | undefined;
  /** What the authorization says from now on, if that changes. */
  readonly extras: string | null;
}

const UNUSED = "code_used_at is null and revoked_at is null";
const USE = `update authorizations set code_used_at = ?, expires_at = ?
  where tenant_id = ? and id = ? and ${UNUSED}`;
const USE_FOR_BOTH = `update authorizations set code_used_at = ?, expires_at = ?, refresh_generation = ?,
    refresh_secret_hash = ?, refresh_access_token_id = ?, refresh_issued_at = ?, refresh_expires_at = ?, refresh_reuse_count = 0
  where tenant_id = ? and id = ? and ${UNUSED}`;

// What a row needs from its job is looked up in the arrays: joined to them, PostgreSQL may choose to read the whole tenant.
const USE_MANY = {
  name: "use_codes",
  sql: `update authorizations set
      code_used_at = ($3::bigint[])[array_position($2::bytea[], id)],
      expires_at = ($4::bigint[])[array_position($2::bytea[], id)],
      refresh_generation = ($5::integer[])[array_position($2::bytea[], id)],
      refresh_secret_hash = ($6::bytea[])[array_position($2::bytea[], id)],
      refresh_access_token_id = ($7::bytea[])[array_position($2::bytea[], id)],
      refresh_issued_at = ($8::bigint[])[array_position($2::bytea[], id)],
      refresh_expires_at = ($9::bigint[])[array_position($2::bytea[], id)],
      refresh_reuse_count = 0
    where tenant_id = $1 and id = any($2::bytea[]) and ${UNUSED}
    returning id`,
};

const REPLACE_EXTRAS = "update authorizations set extras = ? where tenant_id = ? and id = ?";
const REPLACE_EXTRAS_NUMBERED = {
  name: "replace_extras",
  sql: "update authorizations set extras = $3 where tenant_id = $1 and id = $2",
};

/** Uses codes up and stores what they buy (RFC 6749 §4.1.2): of any number of callers with one code exactly one is told true. */
export const redeemCode: Write<Redemption, boolean> = {
  name: "redeem_code",
  key: ({ id }) => id,

  one(sqlite, tenantId, { id, now, end, accessToken, refreshToken: next, extras }) {
    const used =
      next === undefined
        ? sqlite.run(USE, now, end, tenantId, id)
        : sqlite.run(
            USE_FOR_BOTH,
            now,
            end,
            next.refresh_generation,
            next.refresh_secret_hash,
            next.refresh_access_token_id,
            next.refresh_issued_at,
            next.refresh_expires_at,
            tenantId,
            id,
          );
    if (used === 0) return false;
    if (extras !== null) sqlite.run(REPLACE_EXTRAS, extras, tenantId, id);
    sqlite.run(INSERT_ACCESS_TOKEN, tenantId, ...valuesOf(ACCESS_TOKEN_COLUMNS, accessToken));
    return true;
  },

  many: (connection, tenantId, jobs) =>
    connection.transaction(async () => {
      const ofRefreshTokens = (column: keyof RefreshTokenColumns) =>
        jobs.map(({ refreshToken }) => refreshToken?.[column] ?? null);
      const used = await connection.query<{ id: Buffer }>(USE_MANY, [
        tenantId,
        jobs.map(({ id }) => id),
        jobs.map(({ now }) => now),
        jobs.map(({ end }) => end),
        ofRefreshTokens("refresh_generation"),
        ofRefreshTokens("refresh_secret_hash"),
        ofRefreshTokens("refresh_access_token_id"),
        ofRefreshTokens("refresh_issued_at"),
        ofRefreshTokens("refresh_expires_at"),
      ]);
      const won = new Set(matchRows(jobs, used).map(({ job }) => job));
      for (const { id, extras } of won) {
        if (extras !== null) await connection.query(REPLACE_EXTRAS_NUMBERED, [tenantId, id, extras]);
      }
      await insertAccessTokens(
        connection,
        tenantId,
        [...won].map(({ accessToken }) => accessToken),
      );
      return jobs.map((job) => won.has(job));
    }),
};
