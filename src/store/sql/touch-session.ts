import type { Write } from "../statements.ts";
import { ofItsJob } from "./table-columns.ts";

export interface Touch {
  readonly id: Buffer;
  readonly lastUsedAt: number;
  readonly expiresAt: number;
}

const ONE = "update sessions set last_used_at = ?, expires_at = ? where tenant_id = ? and id = ?";
const MANY = {
  name: "touch_sessions",
  sql: `update sessions set
      last_used_at = ${ofItsJob("bigint", 3)},
      expires_at = ${ofItsJob("bigint", 4)}
    where tenant_id = $1 and id = any($2::bytea[])`,
};

/** Moves a session's end. */
export const touchSession: Write<Touch, void> = {
  name: "touch_session",
  key: ({ id }) => id,
  one(sqlite, tenantId, { id, lastUsedAt, expiresAt }) {
    sqlite.run(ONE, lastUsedAt, expiresAt, tenantId, id);
  },
  async many({ query }, tenantId, jobs) {
    await query(MANY, [
      tenantId,
      jobs.map(({ id }) => id),
      jobs.map(({ lastUsedAt }) => lastUsedAt),
      jobs.map(({ expiresAt }) => expiresAt),
    ]);
    return jobs.map(() => undefined);
  },
};
