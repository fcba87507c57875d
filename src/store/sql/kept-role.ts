import type { Kysely, Transaction } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { Database } from "../schema.ts";
import { inTransaction } from "../transaction.ts";

/** Undoes the transaction. */
class LastOfRoleError extends Error {}

/**
 * Runs `work` in one transaction, as `inTransaction` does. If a role is named that some enabled user has, and none would have after it,
 * nothing is stored, and the answer is `last of the role`.
 */
export async function keepingRole<T>(
  db: Kysely<Database>,
  tenantId: Buffer,
  roleId: string | undefined,
  work: (transaction: Transaction<Database>) => Promise<T>,
): Promise<T | "last of the role"> {
  if (roleId === undefined) return inTransaction(db, work);
  const role = idToBytes(roleId);
  try {
    return await inTransaction(db, async (transaction) => {
      await waitForOthers(transaction, tenantId, role);
      const before = await enabledUsersOf(transaction, tenantId, role);
      const done = await work(transaction);
      const after = await enabledUsersOf(transaction, tenantId, role);
      if (before.length > 0 && after.length === 0) throw new LastOfRoleError();
      return done;
    });
  } catch (error) {
    if (error instanceof LastOfRoleError) return "last of the role";
    throw error;
  }
}

/** The ids of the enabled users that have the role, directly or through a group. */
export async function enabledUsersOf(db: Kysely<Database>, tenantId: Buffer, role: Buffer): Promise<string[]> {
  const direct = db
    .selectFrom("role_users as r")
    .innerJoin("users as u", (join) => join.onRef("u.tenant_id", "=", "r.tenant_id").onRef("u.id", "=", "r.user_id"))
    .select("u.id")
    .where("r.tenant_id", "=", tenantId)
    .where("r.role_id", "=", role)
    .where("u.enabled", "=", 1);
  const throughGroups = db
    .selectFrom("role_groups as r")
    .innerJoin("group_members as m", (join) =>
      join.onRef("m.tenant_id", "=", "r.tenant_id").onRef("m.group_id", "=", "r.group_id"),
    )
    .innerJoin("users as u", (join) => join.onRef("u.tenant_id", "=", "m.tenant_id").onRef("u.id", "=", "m.user_id"))
    .select("u.id")
    .where("r.tenant_id", "=", tenantId)
    .where("r.role_id", "=", role)
    .where("u.enabled", "=", 1);
  const rows = await direct.union(throughGroups).execute();
  return rows.map(({ id }) => idFromBytes(id));
}

/** Of two changes at a time the second sees what the first has left: both write the role's rows. */
async function waitForOthers(transaction: Transaction<Database>, tenantId: Buffer, role: Buffer): Promise<void> {
  for (const table of ["role_users", "role_groups"] as const) {
    await transaction
      .updateTable(table)
      .set({ role_id: role })
      .where("tenant_id", "=", tenantId)
      .where("role_id", "=", role)
      .execute();
  }
}
