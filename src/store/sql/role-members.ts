import type { Kysely, Transaction } from "kysely";
import { idFromBytes, idToBytes, isId } from "../../crypto/ids.ts";
import type { Database } from "../schema.ts";
import type { AssignedRole, Reference, RoleMemberChange, RoleMemberStore } from "../store.ts";
import { inTransaction } from "../transaction.ts";

/** Rows of one statement. */
const CHUNK = 500;

/** Who has which role: users and groups by their ids. */
export function roleMemberStore(db: Kysely<Database>, tenantId: Buffer): RoleMemberStore {
  return {
    async rolesOf(userId) {
      const direct = db
        .selectFrom("role_users")
        .select("role_id")
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", idToBytes(userId));
      const throughGroups = db
        .selectFrom("group_members as m")
        .innerJoin("role_groups as g", (join) =>
          join.onRef("g.tenant_id", "=", "m.tenant_id").onRef("g.group_id", "=", "m.group_id"),
        )
        .select("g.role_id")
        .where("m.tenant_id", "=", tenantId)
        .where("m.user_id", "=", idToBytes(userId));
      return assigned(await direct.union(throughGroups).execute());
    },

    async rolesOfGroup(groupId) {
      if (!isId(groupId)) return [];
      const rows = db
        .selectFrom("role_groups")
        .select("role_id")
        .where("tenant_id", "=", tenantId)
        .where("group_id", "=", idToBytes(groupId));
      return assigned(await rows.execute());
    },

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
      const role = idToBytes(roleId);
      const kept = await inTransaction(db, async (transaction) => {
        if (keepsOne) await waitForOthers(transaction, role);
        const before = keepsOne ? await enabledUsers(transaction, role) : [];
        await apply(transaction, role, change);
        if (before.length > 0 && (await enabledUsers(transaction, role)).length === 0) throw new LastOneError();
        return true;
      }).catch((error: unknown) => {
        if (error instanceof LastOneError) return false;
        throw error;
      });
      return kept;
    },

    enabledUsersOf: (roleId, withoutGroup) =>
      enabledUsers(db, idToBytes(roleId), withoutGroup === undefined ? undefined : idToBytes(withoutGroup)),

    async removeAll(roleId) {
      const role = idToBytes(roleId);
      await inTransaction(db, async (transaction) => {
        for (const table of ["role_users", "role_groups"] as const) {
          await transaction.deleteFrom(table).where("tenant_id", "=", tenantId).where("role_id", "=", role).execute();
        }
      });
    },
  };

  async function assigned(rows: readonly { role_id: Buffer }[]): Promise<AssignedRole[]> {
    const ids = rows.map(({ role_id }) => idFromBytes(role_id));
    if (ids.length === 0) return [];
    const records = await db
      .selectFrom("records")
      .select(["id", "document"])
      .where("tenant_id", "=", tenantId)
      .where("kind", "=", "role")
      .where("id", "in", ids)
      .execute();
    const documents = new Map(records.map(({ id, document }) => [id, JSON.parse(document)]));
    return ids.map((id) => ({ id, document: documents.get(id) }));
  }

  /** Of two changes at a time the second sees what the first has left: both write the role's rows. */
  async function waitForOthers(transaction: Transaction<Database>, role: Buffer): Promise<void> {
    for (const table of ["role_users", "role_groups"] as const) {
      await transaction
        .updateTable(table)
        .set({ role_id: role })
        .where("tenant_id", "=", tenantId)
        .where("role_id", "=", role)
        .execute();
    }
  }

  async function enabledUsers(from: Kysely<Database>, role: Buffer, withoutGroup?: Buffer): Promise<string[]> {
    const direct = from
      .selectFrom("role_users as r")
      .innerJoin("users as u", (join) => join.onRef("u.tenant_id", "=", "r.tenant_id").onRef("u.id", "=", "r.user_id"))
      .select("u.id")
      .where("r.tenant_id", "=", tenantId)
      .where("r.role_id", "=", role)
      .where("u.enabled", "=", 1);
    const throughGroups = from
      .selectFrom("role_groups as r")
      .innerJoin("group_members as m", (join) =>
        join.onRef("m.tenant_id", "=", "r.tenant_id").onRef("m.group_id", "=", "r.group_id"),
      )
      .innerJoin("users as u", (join) => join.onRef("u.tenant_id", "=", "m.tenant_id").onRef("u.id", "=", "m.user_id"))
      .select("u.id")
      .where("r.tenant_id", "=", tenantId)
      .where("r.role_id", "=", role)
      .where("u.enabled", "=", 1)
      .$if(withoutGroup !== undefined, (query) => query.where("r.group_id", "!=", withoutGroup as Buffer));
    const rows = await direct.union(throughGroups).execute();
    return rows.map(({ id }) => idFromBytes(id));
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

/** Undoes the transaction. */
class LastOneError extends Error {}

function chunksOf(ids: readonly string[]): Buffer[][] {
  const bytes = [...new Set(ids)].map(idToBytes);
  return Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, at) => bytes.slice(at * CHUNK, (at + 1) * CHUNK));
}

function toReference({ id, name }: { id: Buffer; name: string }): Reference {
  return { id: idFromBytes(id), name };
}
