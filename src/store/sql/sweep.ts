import type { Kysely } from "kysely";
import type { Database } from "../schema.ts";
import { inTransaction } from "../transaction.ts";

const EXPIRING = [
  "access_tokens",
  "refresh_tokens",
  "authorizations",
  "authorization_requests",
  "sessions",
  "attempts",
] as const satisfies readonly (keyof Database)[];

/** Ids in one statement: databases limit the number of parameters. */
const BATCH = 500;

/**
 * Deletes up to `limit` rows of each kind that ended before `now`. Returns how many went. An authorization ends no earlier than
 * its last token.
 */
export async function sweepExpired(db: Kysely<Database>, now: number, limit: number): Promise<number> {
  let deleted = 0;
  for (const table of EXPIRING) deleted += await sweepTable(db, table, now, limit);
  return deleted;
}

async function sweepTable(
  db: Kysely<Database>,
  table: (typeof EXPIRING)[number],
  now: number,
  limit: number,
): Promise<number> {
  const ended = await db
    .selectFrom(table)
    .select(["tenant_id", "id"])
    .where("expires_at", "<", now)
    .orderBy("expires_at")
    .limit(limit)
    .execute();
  if (ended.length === 0) return 0;

  // One commit for all, but each statement for one tenant: in a cluster that is one node's work.
  return inTransaction(db, async (transaction) => {
    let deleted = 0;
    for (const rows of Map.groupBy(ended, ({ tenant_id }) => tenant_id.toString("hex")).values()) {
      for (let start = 0; start < rows.length; start += BATCH) {
        const ids = rows.slice(start, start + BATCH).map(({ id }) => id);
        const { numDeletedRows } = await transaction
          .deleteFrom(table)
          .where("tenant_id", "=", rows[0]?.tenant_id as Buffer)
          .where("id", "in", ids)
          // One that was used since it was found has been given more time.
          .where("expires_at", "<", now)
          .executeTakeFirst();
        deleted += Number(numDeletedRows);
      }
    }
    return deleted;
  });
}
