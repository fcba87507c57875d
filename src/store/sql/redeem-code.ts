import type { Write } from "../statements.ts";
import { haveRows } from "./answers.ts";
import { ASSIGN_ISSUED, assignIssuedFrom, ISSUED_COLUMNS, type IssuedColumns } from "./issued-tokens.ts";
import { arraysOf, ofItsJob, valuesOf } from "./table-columns.ts";

export interface Redemption {
  /** The authorization's. */
  readonly id: Buffer;
  readonly now: number;
  /** When the last of what was bought ends. */
  readonly end: number;
  readonly issued: IssuedColumns;
  /** What the authorization says from now on, if that changes. */
  readonly extras: string | null;
}

const UNUSED = "code_used_at is null and revoked_at is null";
const USE = `update authorizations set code_used_at = ?, expires_at = ?, extras = coalesce(?, extras), ${ASSIGN_ISSUED}
  where tenant_id = ? and id = ? and ${UNUSED}`;
const USE_MANY = {
  name: "use_codes",
  sql: `update authorizations set
      code_used_at = ${ofItsJob("bigint", 3)},
      expires_at = ${ofItsJob("bigint", 4)},
      extras = coalesce(${ofItsJob("text", 5)}, extras),
      ${assignIssuedFrom(6)}
    where tenant_id = $1 and id = any($2::bytea[]) and ${UNUSED}
    returning id`,
};

/** Uses codes up and stores what they buy (RFC 6749 §4.1.2): of any number of callers with one code exactly one is told true. */
export const redeemCode: Write<Redemption, boolean> = {
  name: "redeem_code",
  key: ({ id }) => id,

  one(sqlite, tenantId, { id, now, end, extras, issued }) {
    return sqlite.run(USE, now, end, extras, ...valuesOf(ISSUED_COLUMNS, issued), tenantId, id) > 0;
  },

  async many({ query }, tenantId, jobs) {
    const used = await query<{ id: Buffer }>(USE_MANY, [
      tenantId,
      jobs.map(({ id }) => id),
      jobs.map(({ now }) => now),
      jobs.map(({ end }) => end),
      jobs.map(({ extras }) => extras),
      ...arraysOf(
        ISSUED_COLUMNS,
        jobs.map(({ issued }) => issued),
      ),
    ]);
    return haveRows(jobs, used);
  },
};
