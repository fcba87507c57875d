import type { Kysely, Transaction } from "kysely";
import { idFromBytes, idToBytes, isId } from "../../crypto/ids.ts";
import type { RoleDocument } from "../../protocol/model/role.ts";
import type { Reference } from "../port/queries.ts";
import type { AssignedRole, RoleMemberChange, RoleMemberStore } from "../port/role-members.ts";
import type { Database } from "../schema.ts";
import { inTransaction } from "../transaction.ts";
import { enabledUsersOf, keepingRole } from "./kept-role.ts";

/** Rows of one statement. */
const CHUNK = 500;

/** Who has which role: users and groups by their ids. */
export function roleMemberStore(db: Kysely<Database>, tenantId: Buffer): RoleMemberStore {
  return {
    async rolesOf(userId) {
      return (await rolesOfUsers([userId])).get(userId) ?? [];
    },

    async rolesOfGroup(groupId) {
      return (await rolesOfGroups([groupId].filter(isId))).get(groupId) ?? [];
    },

    rolesOfUsers,
    rolesOfGroups,

    async usersOf(roleId) {
      const rows = await db
        .selectFrom("role_users as r")
        .innerJoin("users as u", (join) =>
          join.onRef("u.tenant_id", "=", "r.tenant_id").onRef("u.id", "=", "r.user_id"),
        )
        .select(["u.id", "u.user_name as name"])
        .where("r.tenant_id", "=", tenantId)
        .where("r.role_id", "=", idToBytes(roleId))
        .orderBy("u.user_name_folded")
        .execute();
      return rows.map(toReference);
    },

    async groupsOf(roleId) {
      const rows = await db
        .selectFrom("role_groups as r")
        .innerJoin("user_groups as g", (join) =>
          join.onRef("g.tenant_id", "=", "r.tenant_id").onRef("g.id", "=", "r.group_id"),
        )
        .select(["g.id", "g.name"])
        .where("r.tenant_id", "=", tenantId)
        .where("r.role_id", "=", idToBytes(roleId))
        .orderBy("g.name_folded")
        .execute();
      return rows.map(toReference);
    },

    async change(roleId, change, keepsOne = false) {
      const work = (transaction: Transaction<Database>) => apply(transaction, idToBytes(roleId), change);
      return (await keepingRole(db, tenantId, keepsOne ? roleId : undefined, work)) !== "last of the role";
    },

    enabledUsersOf: (roleId) => enabledUsersOf(db, tenantId, idToBytes(roleId)),

    async removeAll(roleId) {
      const role = idToBytes(roleId);
      await inTransaction(db, async (transaction) => {
        for (const table of ["role_users", "role_groups"] as const) {
          await transaction.deleteFrom(table).where("tenant_id", "=", tenantId).where("role_id", "=", role).execute();
        }
      });
    },
  };

  async function rolesOfUsers(userIds: readonly string[]) {
    if (userIds.length === 0) return new Map<string, AssignedRole[]>();
    const ids = userIds.map(idToBytes);
    const direct = db
      .selectFrom("role_users")
      .select(["user_id as holder", "role_id"])
      .where("tenant_id", "=", tenantId)
      .where("user_id", "in", ids);
    const throughGroups = db
      .selectFrom("group_members as m")
      .innerJoin("role_groups as g", (join) =>
        join.onRef("g.tenant_id", "=", "m.tenant_id").onRef("g.group_id", "=", "m.group_id"),
      )
      .select(["m.user_id as holder", "g.role_id"])
      .where("m.tenant_id", "=", tenantId)
      .where("m.user_id", "in", ids);
    return byHolder(await direct.union(throughGroups).execute());
  }

  async function rolesOfGroups(groupIds: readonly string[]) {
    if (groupIds.length === 0) return new Map<string, AssignedRole[]>();
    const rows = db
      .selectFrom("role_groups")
      .select(["group_id as holder", "role_id"])
      .where("tenant_id", "=", tenantId)
      .where("group_id", "in", groupIds.map(idToBytes));
    return byHolder(await rows.execute());
  }

  async function byHolder(
    rows: readonly { holder: Buffer; role_id: Buffer }[],
  ): Promise<ReadonlyMap<string, AssignedRole[]>> {
    const named = rows.map(({ holder, role_id }) => ({ holder: idFromBytes(holder), id: idFromBytes(role_id) }));
    const documents = await documentsOf([...new Set(named.map(({ id }) => id))]);
    const groups = Map.groupBy(named, ({ holder }) => holder);
    return new Map(
      [...groups].map(([holder, of]) => [holder, of.map(({ id }) => ({ id, document: documents.get(id) }))]),
    );
  }

  async function documentsOf(roleIds: readonly string[]): Promise<ReadonlyMap<string, RoleDocument>> {
    if (roleIds.length === 0) return new Map();
    const records = await db
      .selectFrom("records")
      .select(["id", "document"])
      .where("tenant_id", "=", tenantId)
      .where("kind", "=", "role")
      .where("id", "in", roleIds)
      .execute();
    return new Map(records.map(({ id, document }) => [id, JSON.parse(document)]));
  }

  async function apply(transaction: Transaction<Database>, role: Buffer, change: RoleMemberChange): Promise<void> {
    const { addedUsers = [], removedUsers = [], addedGroups = [], removedGroups = [] } = change;
    for (const ids of chunksOf(removedUsers)) {
      await transaction
        .deleteFrom("role_users")
        .where("tenant_id", "=", tenantId)
        .where("role_id", "=", role)
        .where("user_id", "in", ids)
        .execute();
    }
    for (const ids of chunksOf(removedGroups)) {
      await transaction
        .deleteFrom("role_groups")
        .where("tenant_id", "=", tenantId)
        .where("role_id", "=", role)
        .where("group_id", "in", ids)
        .execute();
    }
    for (const ids of chunksOf(addedUsers)) {
      await transaction
        .insertInto("role_users")
        .values(ids.map((id) => ({ tenant_id: tenantId, role_id: role, user_id: id })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    for (const ids of chunksOf(addedGroups)) {
      await transaction
        .insertInto("role_groups")
        .values(ids.map((id) => ({ tenant_id: tenantId, role_id: role, group_id: id })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  }
}

function chunksOf(ids: readonly string[]): Buffer[][] {
  const bytes = [...new Set(ids)].map(idToBytes);
  return Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, at) => bytes.slice(at * CHUNK, (at + 1) * CHUNK));
}

function toReference({ id, name }: { id: Buffer; name: string }): Reference {
  return { id: idFromBytes(id), name };
}
