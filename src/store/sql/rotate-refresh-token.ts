import type { Write } from "../statements.ts";
import { haveRows } from "./answers.ts";
import { ASSIGN_ISSUED, assignIssuedFrom, ISSUED_COLUMNS, type IssuedColumns } from "./issued-tokens.ts";
import { arraysOf, ofItsJob, valuesOf } from "./table-columns.ts";

export interface Rotation {
  /** The authorization's. */
  readonly id: Buffer;
  /** The generation that is replaced. */
  readonly generation: number;
  /** When the last of the new tokens ends. */
  readonly end: number;
  readonly issued: IssuedColumns;
}

const REPLACE = `update authorizations set expires_at = max(expires_at, ?), ${ASSIGN_ISSUED}
  where tenant_id = ? and id = ? and refresh_generation = ? and revoked_at is null`;
const REPLACE_MANY = {
  name: "rotate_refresh_tokens",
  sql: `update authorizations set
      expires_at = greatest(expires_at, ${ofItsJob("bigint", 4)}),
      ${assignIssuedFrom(5)}
    where tenant_id = $1 and id = any($2::bytea[])
    and refresh_generation = ${ofItsJob("integer", 3)} and revoked_at is null
    returning id`,
};

/**
 * Replaces refresh tokens and the access tokens issued beside them by their successors (RFC 9700 §4.14.2): of any number of callers
 * with one token one is told true.
 */
export const rotateRefreshToken: Write<Rotation, boolean> = {
  name: "rotate_refresh_token",
  key: ({ id }) => id,

  one(sqlite, tenantId, { id, generation, end, issued }) {
    return sqlite.run(REPLACE, end, ...valuesOf(ISSUED_COLUMNS, issued), tenantId, id, generation) > 0;
  },

  async many({ query }, tenantId, jobs) {
    const replaced = await query<{ id: Buffer }>(REPLACE_MANY, [
      tenantId,
      jobs.map(({ id }) => id),
      jobs.map(({ generation }) => generation),
      jobs.map(({ end }) => end),
      ...arraysOf(
        ISSUED_COLUMNS,
        jobs.map(({ issued }) => issued),
      ),
    ]);
    return haveRows(jobs, replaced);
  },
};
