import type { Kysely } from "kysely";
import type { Database } from "../schema.ts";
import type { Statements, Write } from "../statements.ts";

const EXPIRING = [
  "access_tokens",
  "refresh_tokens",
  "authorizations",
  "authorization_requests",
  "sessions",
  "attempts",
  "transients",
] as const satisfies readonly (keyof Database)[];

/** So few that the writes of those who wait for an answer come in between. */
const TENANTS_AT_ONCE = 16;

/** Two deletions never share a statement. */
const ALONE = Buffer.alloc(0);

interface Deletion {
  readonly ids: readonly Buffer[];
  readonly now: number;
}

const DELETIONS = new Map(EXPIRING.map((table) => [table, deletionFrom(table)]));

/**
 * Deletes up to `limit` rows of each kind that ended before `now`. Returns how many went. An authorization ends no earlier than
 * its last token.
 */
export async function sweepExpired(
  db: Kysely<Database>,
  statements: Statements,
  now: number,
  limit: number,
): Promise<number> {
  let deleted = 0;
  for (const [table, deletion] of DELETIONS) {
    const ended = await db
      .selectFrom(table)
      .select(["tenant_id", "id"])
      .where("expires_at", "<", now)
      .orderBy("expires_at")
      .limit(limit)
      .execute();
    // Each statement for one tenant: in a cluster that is one node's work.
    const tenants = [...Map.groupBy(ended, ({ tenant_id }) => tenant_id.toString("latin1")).values()];
    for (let start = 0; start < tenants.length; start += TENANTS_AT_ONCE) {
      const counts = tenants.slice(start, start + TENANTS_AT_ONCE).map((rows) => {
        const ids = rows.map(({ id }) => id);
        return statements.write(deletion, rows[0]?.tenant_id as Buffer, { ids, now });
      });
      for (const count of await Promise.all(counts)) deleted += count;
    }
  }
  return deleted;
}

/** Deletes rows that were found to have ended, unless they have been used since and given more time. Answers how many went. */
function deletionFrom(table: (typeof EXPIRING)[number]): Write<Deletion, number> {
  const one = `delete from ${table} where tenant_id = ? and id = ? and expires_at < ?`;
  const many = {
    name: `delete_${table}`,
    sql: `delete from ${table} where tenant_id = $1 and id = any($2::bytea[]) and expires_at < $3 returning id`,
  };
  return {
    name: many.name,
    key: () => ALONE,
    one: (sqlite, tenantId, { ids, now }) =>
      ids.reduce((deleted, id) => deleted + sqlite.run(one, tenantId, id, now), 0),
    many: async ({ query }, tenantId, [job]) => {
      const { ids, now } = job as Deletion;
      return [(await query(many, [tenantId, ids, now])).length];
    },
  };
}
