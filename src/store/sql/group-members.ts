import { type Kysely, sql, type Transaction } from "kysely";
import { idFromBytes, idToBytes, newId } from "../../crypto/ids.ts";
import { foldUserName } from "../../protocol/model/user.ts";
import type { Reference } from "../port/queries.ts";
import type { Database } from "../schema.ts";

/** SQLite takes 32,766 parameters in a statement. */
const ROWS_AT_ONCE = 1_000;
/** Stands between the names of a user's groups, and in no name. */
const BETWEEN = "\u001f";

/** The names of the groups of the user who is called `u`, as one text; null: there are none. */
export const GROUP_NAMES = `(select string_agg(g.name, '${BETWEEN}') from group_members m
  join user_groups g on g.tenant_id = m.tenant_id and g.id = m.group_id
  where m.tenant_id = u.tenant_id and m.user_id = u.id)`;

/** The names that `GROUP_NAMES` found, in the order of their letters. */
export function namesOf(text: string): string[] {
  return text.split(BETWEEN).sort();
}

/** Somebody was to become a member whom the tenant does not know. */
export class UnknownMemberError extends Error {
  readonly id: string;

  constructor(id: string) {
    super(`there is no user ${id}`);
    this.id = id;
  }
}

/** Refuses, by an UnknownMemberError, to add who is no user. */
export async function changeMembers(
  transaction: Transaction<Database>,
  tenantId: Buffer,
  groupId: string,
  { added, removed }: { readonly added: readonly string[]; readonly removed: readonly string[] },
): Promise<void> {
  const group = idToBytes(groupId);
  for (const ids of inParts(removed)) {
    await transaction
      .deleteFrom("group_members")
      .where("tenant_id", "=", tenantId)
      .where("group_id", "=", group)
      .where("user_id", "in", ids.map(idToBytes))
      .execute();
  }
  for (const ids of inParts(added)) {
    const known = await transaction
      .selectFrom("users")
      .select("id")
      .where("tenant_id", "=", tenantId)
      .where("id", "in", ids.map(idToBytes))
      .execute();
    const names = new Set(known.map(({ id }) => idFromBytes(id)));
    const unknown = ids.find((id) => !names.has(id));
    if (unknown !== undefined) throw new UnknownMemberError(unknown);
    await transaction
      .insertInto("group_members")
      .values(ids.map((id) => ({ tenant_id: tenantId, group_id: group, user_id: idToBytes(id) })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Makes the user a member of the groups of these names and no others. A group that is not there is made. */
export async function setGroupsOf(
  transaction: Transaction<Database>,
  tenantId: Buffer,
  userId: Buffer,
  names: readonly string[],
  now: number,
): Promise<void> {
  await leaveGroups(transaction, tenantId, userId);
  for (const name of names) {
    const group = { name, name_folded: foldUserName(name), external_id: null };
    await transaction
      .insertInto("user_groups")
      .values({
        tenant_id: tenantId,
        id: idToBytes(newId(now * 1000)),
        ...group,
        version: 1,
        created_at: now,
        modified_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const { id } = await transaction
      .selectFrom("user_groups")
      .select("id")
      .where("tenant_id", "=", tenantId)
      .where("name_folded", "=", group.name_folded)
      .executeTakeFirstOrThrow();
    await transaction
      .insertInto("group_members")
      .values({ tenant_id: tenantId, group_id: id, user_id: userId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Takes the user out of all groups. */
export async function leaveGroups(transaction: Transaction<Database>, tenantId: Buffer, userId: Buffer): Promise<void> {
  await transaction
    .updateTable("user_groups")
    .set({ version: sql`version + 1` })
    .where("tenant_id", "=", tenantId)
    .where("id", "in", (from) =>
      from
        .selectFrom("group_members")
        .select("group_id")
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", userId),
    )
    .execute();
  await transaction
    .deleteFrom("group_members")
    .where("tenant_id", "=", tenantId)
    .where("user_id", "=", userId)
    .execute();
}

/** The groups of each of the users, by name. */
export async function groupsOf(
  db: Kysely<Database>,
  tenantId: Buffer,
  userIds: readonly Buffer[],
): Promise<ReadonlyMap<string, readonly Reference[]>> {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("group_members as m")
    .innerJoin("user_groups as g", (join) =>
      join.onRef("g.tenant_id", "=", "m.tenant_id").onRef("g.id", "=", "m.group_id"),
    )
    .select(["m.user_id", "g.id", "g.name"])
    .where("m.tenant_id", "=", tenantId)
    .where("m.user_id", "in", userIds)
    .orderBy("g.name_folded")
    .execute();
  return Map.groupBy(
    rows.map((row) => ({ id: idFromBytes(row.id), name: row.name, userId: idFromBytes(row.user_id) })),
    ({ userId }) => userId,
  );
}

function* inParts(ids: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < ids.length; from += ROWS_AT_ONCE) yield ids.slice(from, from + ROWS_AT_ONCE);
}
