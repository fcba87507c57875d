import { sql, type Transaction } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import { memberIdIn } from "../../protocol/model/user.ts";
import type { Database } from "../schema.ts";
import { leaveGroups } from "./group-members.ts";
import { OF_A_USER } from "./of-a-user.ts";
import { indexUser } from "./user-attributes.ts";

/**
 * Makes the tenant's user be one of the organization's users, by an id of its own there and without a password, so that roles and groups
 * can be given to it. A name that somebody of the organization has already stays theirs: then the id follows it.
 */
export async function enterWorld(
  transaction: Transaction<Database>,
  tenantId: Buffer,
  organizationId: string,
  userId: string,
): Promise<void> {
  const user = await transaction
    .selectFrom("users")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", idToBytes(userId))
    .executeTakeFirst();
  if (user === undefined) return;
  const world = idToBytes(organizationId);
  const id = idToBytes(memberIdIn(organizationId, userId));
  const known = await transaction
    .selectFrom("users")
    .select(["id", "user_name_folded"])
    .where("tenant_id", "=", world)
    .where((where) => where.or([where("id", "=", id), where("user_name_folded", "=", user.user_name_folded)]))
    .execute();
  if (known.some((each) => id.equals(each.id))) return;
  const suffix = known.length === 0 ? "" : `-${userId}`;
  const names = { user_name: user.user_name + suffix, user_name_folded: user.user_name_folded + suffix };
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto("users")
    .values({ ...user, ...names, tenant_id: world, id, password_hash: null, version: 1 })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) return;
  await indexUser(transaction, world, id, JSON.parse(user.claims), JSON.parse(user.attributes));
}

/** Takes back what the user was given in the organization, and what they have opened there by the id that they have at home. */
export async function leaveWorld(
  transaction: Transaction<Database>,
  organizationId: string,
  userId: string,
): Promise<void> {
  const world = idToBytes(organizationId);
  const id = idToBytes(memberIdIn(organizationId, userId));
  await leaveGroups(transaction, world, id);
  for (const known of [id, idToBytes(userId)]) {
    for (const table of OF_A_USER) {
      await sql`delete from ${sql.table(table)} where tenant_id = ${world} and user_id = ${known}`.execute(transaction);
    }
  }
  // That they are revoked counts, and not since when: whoever becomes a member again begins anew.
  await transaction
    .updateTable("authorizations")
    .set(({ ref }) => ({ revoked_at: ref("created_at") }))
    .where("tenant_id", "=", world)
    .where("user_id", "=", idToBytes(userId))
    .where("revoked_at", "is", null)
    .execute();
  await transaction.deleteFrom("users").where("tenant_id", "=", world).where("id", "=", id).execute();
}

/** The same in every organization that the user is a member of. */
export async function leaveWorlds(transaction: Transaction<Database>, tenantId: Buffer, userId: Buffer): Promise<void> {
  const memberships = await transaction
    .selectFrom("organization_members")
    .select("organization_id")
    .where("tenant_id", "=", tenantId)
    .where("user_id", "=", userId)
    .execute();
  for (const { organization_id } of memberships) {
    await leaveWorld(transaction, idFromBytes(organization_id), idFromBytes(userId));
  }
}
