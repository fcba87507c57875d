import type { Transaction } from "kysely";
import { idToBytes } from "../../crypto/ids.ts";
import type { Database } from "../schema.ts";

/**
 * Whether there is the user. If so they stay until the transaction ends, so that nothing that is added to them is left behind when they
 * are removed.
 */
export async function holdUser(transaction: Transaction<Database>, tenantId: Buffer, userId: string): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable("users")
    .set(({ ref }) => ({ enabled: ref("enabled") }))
    .where("tenant_id", "=", tenantId)
    .where("id", "=", idToBytes(userId))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
