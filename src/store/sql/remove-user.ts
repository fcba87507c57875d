import { sql, type Transaction } from "kysely";
import type { Database } from "../schema.ts";
import { leaveGroups } from "./group-members.ts";
import { leaveWorlds } from "./member-in-world.ts";
import { OF_A_USER } from "./of-a-user.ts";

/** Removes the user and all that hangs on them; their tokens end at once. False when there is none. */
export async function removeUser(
  transaction: Transaction<Database>,
  tenantId: Buffer,
  userId: Buffer,
  now: number,
): Promise<boolean> {
  await leaveGroups(transaction, tenantId, userId);
  await leaveWorlds(transaction, tenantId, userId);
  for (const table of OF_A_USER) {
    await sql`delete from ${sql.table(table)} where tenant_id = ${tenantId} and user_id = ${userId}`.execute(
      transaction,
    );
  }
  // Their rows tell the tokens that they have ended; the sweep takes them in its time.
  await transaction
    .updateTable("authorizations")
    .set({ revoked_at: now })
    .where("tenant_id", "=", tenantId)
    .where("user_id", "=", userId)
    .where("revoked_at", "is", null)
    .execute();
  const { numDeletedRows } = await transaction
    .deleteFrom("users")
    .where("tenant_id", "=", tenantId)
    .where("id", "=", userId)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
