import type { Write } from "../statements.ts";
import { valuesOf } from "./table-columns.ts";
import {
  ACCESS_TOKEN_COLUMNS,
  type AccessTokenRow,
  INSERT_ACCESS_TOKEN,
  INSERT_REFRESH_TOKEN,
  insertAccessTokens,
  insertRefreshTokens,
  REFRESH_TOKEN_COLUMNS,
  type RefreshTokenRow,
} from "./token-rows.ts";

export interface Redemption {
  readonly authorizationId: Buffer;
  readonly now: number;
  /** When the last of what was bought ends. */
  readonly end: number;
  readonly accessToken: AccessTokenRow;
  readonly refreshToken: RefreshTokenRow | undefined;
  /** What the authorization says from now on, if that changes. */
  readonly extras: string | null;
}

const USE = `update authorizations set code_used_at = ?, expires_at = ?
  where tenant_id = ? and id = ? and code_used_at is null and revoked_at is null`;

// What a row needs from its job is looked up in the arrays: joined to them, PostgreSQL may choose to read the whole tenant.
const USE_MANY = {
  name: "use_codes",
  sql: `update authorizations set
      code_used_at = ($3::bigint[])[array_position($2::bytea[], id)],
      expires_at = ($4::bigint[])[array_position($2::bytea[], id)]
    where tenant_id = $1 and id = any($2::bytea[]) and code_used_at is null and revoked_at is null
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
  key: ({ authorizationId }) => authorizationId,

  one(sqlite, tenantId, { authorizationId, now, end, accessToken, refreshToken, extras }) {
    if (sqlite.run(USE, now, end, tenantId, authorizationId) === 0) return false;
    if (extras !== null) sqlite.run(REPLACE_EXTRAS, extras, tenantId, authorizationId);
    sqlite.run(INSERT_ACCESS_TOKEN, tenantId, ...valuesOf(ACCESS_TOKEN_COLUMNS, accessToken));
    if (refreshToken !== undefined) {
      sqlite.run(INSERT_REFRESH_TOKEN, tenantId, ...valuesOf(REFRESH_TOKEN_COLUMNS, refreshToken));
    }
    return true;
  },

  many: (connection, tenantId, jobs) =>
    connection.transaction(async () => {
      const ids = jobs.map(({ authorizationId }) => authorizationId);
      const times = [jobs.map(({ now }) => now), jobs.map(({ end }) => end)];
      const used = await connection.query<{ id: Buffer }>(USE_MANY, [tenantId, ids, ...times]);
      const usedIds = new Set(used.map(({ id }) => id.toString("latin1")));
      const answers = ids.map((id) => usedIds.has(id.toString("latin1")));
      const won = jobs.filter((_, n) => answers[n]);
      for (const { authorizationId, extras } of won) {
        if (extras !== null) await connection.query(REPLACE_EXTRAS_NUMBERED, [tenantId, authorizationId, extras]);
      }
      await insertAccessTokens(
        connection,
        tenantId,
        won.map(({ accessToken }) => accessToken),
      );
      await insertRefreshTokens(
        connection,
        tenantId,
        won.flatMap(({ refreshToken }) => refreshToken ?? []),
      );
      return answers;
    }),
};
