import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import { foldUserName, type User } from "../../protocol/model/user.ts";
import type { Reference } from "../port/queries.ts";
import type { UserProfile, UserStore } from "../port/users.ts";
import type { Database } from "../schema.ts";
import type { IdQuery, Statements } from "../statements.ts";
import { inTransaction } from "../transaction.ts";
import { canBeStored } from "./columns.ts";
import { GROUP_NAMES, groupsOf, namesOf, setGroupsOf } from "./group-members.ts";
import { keepingRole } from "./kept-role.ts";
import { removeUser } from "./remove-user.ts";
import { conditionOf, inOrderOf, ordersOf } from "./resource-search.ts";
import { searchedUsers } from "./searched-users.ts";
import { indexUser } from "./user-attributes.ts";

type UserColumns = Pick<Selectable<Database["users"]>, "user_name" | "enabled" | "claims" | "updated_at"> & {
  readonly group_names: string | null;
};

const FIND_USER: IdQuery<UserColumns> = {
  name: "find_user",
  columns: `u.user_name, u.enabled, u.claims, u.updated_at, ${GROUP_NAMES} as group_names`,
  from: "users u",
  table: "u",
};

/** Users by id and by name, and what SCIM asks for. */
export function userStore(
  db: Kysely<Database>,
  whole: Kysely<Database>,
  statements: Statements,
  tenantId: Buffer,
): UserStore {
  const table = searchedUsers(tenantId);
  const all = () => db.selectFrom("users as r").where("r.tenant_id", "=", tenantId);

  const profilesOf = async (rows: readonly Selectable<Database["users"]>[]): Promise<UserProfile[]> => {
    const groups = await groupsOf(
      db,
      tenantId,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => toProfile(row, groups.get(idFromBytes(row.id)) ?? []));
  };

  return {
    async find(id) {
      const row = await statements.findById(FIND_USER, tenantId, idToBytes(id));
      return row && toUser(row.row_id, row);
    },

    async findByName(userName) {
      if (!canBeStored(userName)) return undefined;
      const row = await db
        .selectFrom("users as u")
        .selectAll()
        .select(sql<string | null>`${sql.raw(GROUP_NAMES)}`.as("group_names"))
        .where("u.tenant_id", "=", tenantId)
        .where("u.user_name_folded", "=", foldUserName(userName))
        .executeTakeFirst();
      return row && { user: toUser(row.id, row), passwordHash: row.password_hash ?? undefined };
    },

    save: (user, passwordHash) =>
      inTransaction(db, async (transaction) => {
        const id = idToBytes(user.id);
        const { groups, ...claims } = user.claims;
        const values = { ...valuesOf(user), password_hash: passwordHash ?? null };
        const added = { attributes: "{}", version: 1, created_at: user.updatedAt };
        const { attributes } = await transaction
          .insertInto("users")
          .values({ tenant_id: tenantId, id, ...values, ...added })
          .onConflict((conflict) =>
            conflict.columns(["tenant_id", "id"]).doUpdateSet({ ...values, version: sql`users.version + 1` }),
          )
          .returning("attributes")
          .executeTakeFirstOrThrow();
        await indexUser(transaction, tenantId, id, claims, JSON.parse(attributes));
        if (Array.isArray(groups)) await setGroupsOf(transaction, tenantId, id, groups, user.updatedAt);
      }),

    async setPasswordHash(id, passwordHash, present) {
      const user = db
        .updateTable("users")
        .set({ password_hash: passwordHash, version: sql`version + 1` })
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idToBytes(id));
      const hash = present?.passwordHash;
      const without = present === undefined ? user : user.where("password_hash", "is", null);
      const meant = hash === undefined ? without : user.where("password_hash", "=", hash);
      return (await meant.executeTakeFirstOrThrow()).numUpdatedRows === 1n;
    },

    async findProfile(id) {
      const row = await all().selectAll().where("r.id", "=", idToBytes(id)).executeTakeFirst();
      return row && (await profilesOf([row]))[0];
    },

    create: ({ user, attributes }, passwordHash) =>
      inTransaction(db, async (transaction) => {
        const id = idToBytes(user.id);
        const document = JSON.stringify(attributes);
        const values = { ...valuesOf(user), attributes: document, password_hash: passwordHash ?? null };
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto("users")
          .values({ tenant_id: tenantId, id, ...values, version: 1, created_at: user.updatedAt })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) return false;
        await indexUser(transaction, tenantId, id, user.claims, attributes);
        return true;
      }),

    replace: ({ user, attributes, version }, keptRole) =>
      keepingRole(db, tenantId, keptRole, async (transaction) => {
        const id = idToBytes(user.id);
        if (await isTaken(transaction, tenantId, user.userName, id)) return "name taken";
        const { numUpdatedRows } = await transaction
          .updateTable("users")
          .set({ ...valuesOf(user), attributes: JSON.stringify(attributes), version: version + 1 })
          .where("tenant_id", "=", tenantId)
          .where("id", "=", id)
          .where("version", "=", version)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) return "changed meanwhile";
        await indexUser(transaction, tenantId, id, user.claims, attributes);
        return "replaced";
      }),

    async search({ filter, sort, offset, limit }) {
      const meant = filter === undefined ? all() : all().where(conditionOf(filter, table));
      const { total } = await meant.select(({ fn }) => fn.countAll().as("total")).executeTakeFirstOrThrow();
      if (limit === 0) return { total: Number(total), resources: [] };
      let sorted = meant.select("r.id");
      for (const order of ordersOf(sort, table)) sorted = sorted.orderBy(order);
      const ids = (await sorted.limit(limit).offset(offset).execute()).map(({ id }) => id);
      const rows = ids.length === 0 ? [] : await all().selectAll().where("r.id", "in", ids).execute();
      return { total: Number(total), resources: await profilesOf(inOrderOf(ids, rows)) };
    },

    remove: (id, now, keptRole) =>
      keepingRole(whole, tenantId, keptRole, async (transaction) =>
        (await removeUser(transaction, tenantId, idToBytes(id), now)) ? "removed" : "not found",
      ),
  };
}

function valuesOf(user: User) {
  const { groups: _, ...claims } = user.claims;
  return {
    user_name: user.userName,
    user_name_folded: foldUserName(user.userName),
    enabled: Number(user.enabled),
    claims: JSON.stringify(claims),
    updated_at: user.updatedAt,
  };
}

/** The name may be another one's: asked for before, since a failed statement ends the transaction on PostgreSQL. */
async function isTaken(transaction: Transaction<Database>, tenantId: Buffer, userName: string, id: Buffer) {
  const row = await transaction
    .selectFrom("users")
    .select("id")
    .where("tenant_id", "=", tenantId)
    .where("user_name_folded", "=", foldUserName(userName))
    .where("id", "!=", id)
    .executeTakeFirst();
  return row !== undefined;
}

function toProfile(row: Selectable<Database["users"]>, groups: readonly Reference[]): UserProfile {
  return {
    user: toUser(row.id, { ...row, group_names: null }),
    attributes: JSON.parse(row.attributes),
    groups,
    version: row.version,
    createdAt: row.created_at,
  };
}

function toUser(id: Buffer, row: UserColumns): User {
  const claims = JSON.parse(row.claims);
  return {
    id: idFromBytes(id),
    userName: row.user_name,
    enabled: row.enabled === 1,
    claims: row.group_names === null ? claims : { ...claims, groups: namesOf(row.group_names) },
    updatedAt: row.updated_at,
  };
}
