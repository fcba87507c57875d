import { type Kysely, type RawBuilder, type Selectable, sql, type Transaction } from "kysely";
import { idFromBytes, idToBytes, isId } from "../../crypto/ids.ts";
import { foldUserName } from "../../protocol/model/user.ts";
import type { Group, GroupStore, UnknownMember } from "../port/groups.ts";
import type { Reference } from "../port/queries.ts";
import type { Database, GroupRow } from "../schema.ts";
import { inTransaction } from "../transaction.ts";
import { changeMembers, UnknownMemberError } from "./group-members.ts";
import { keepingRole } from "./kept-role.ts";
import {
  conditionOf,
  inOrderOf,
  ordersOf,
  ownColumn,
  type SearchedColumn,
  type SearchedTable,
} from "./resource-search.ts";

/** Groups, and who is in them. */
export function groupStore(db: Kysely<Database>, tenantId: Buffer): GroupStore {
  const table = searchedGroups(tenantId);
  const all = () => db.selectFrom("user_groups as r").where("r.tenant_id", "=", tenantId);

  return {
    async find(id) {
      const row = await all().selectAll().where("r.id", "=", idToBytes(id)).executeTakeFirst();
      return row && toGroup(row);
    },

    async membersOf(id): Promise<Reference[]> {
      const rows = await db
        .selectFrom("group_members as m")
        .innerJoin("users as u", (join) =>
          join.onRef("u.tenant_id", "=", "m.tenant_id").onRef("u.id", "=", "m.user_id"),
        )
        .select(["u.id", "u.user_name"])
        .where("m.tenant_id", "=", tenantId)
        .where("m.group_id", "=", idToBytes(id))
        .orderBy("u.user_name_folded")
        .execute();
      return rows.map((row) => ({ id: idFromBytes(row.id), name: row.user_name }));
    },

    async search({ filter, sort, offset, limit }) {
      const meant = filter === undefined ? all() : all().where(conditionOf(filter, table));
      const { total } = await meant.select(({ fn }) => fn.countAll().as("total")).executeTakeFirstOrThrow();
      if (limit === 0) return { total: Number(total), resources: [] };
      let sorted = meant.select("r.id");
      for (const order of ordersOf(sort, table)) sorted = sorted.orderBy(order);
      const ids = (await sorted.limit(limit).offset(offset).execute()).map(({ id }) => id);
      const rows = ids.length === 0 ? [] : await all().selectAll().where("r.id", "in", ids).execute();
      return { total: Number(total), resources: inOrderOf(ids, rows).map(toGroup) };
    },

    create: ({ id, name, externalId }, members, now) =>
      undoing(() =>
        inTransaction(db, async (transaction) => {
          const { numInsertedOrUpdatedRows } = await transaction
            .insertInto("user_groups")
            .values({
              tenant_id: tenantId,
              id: idToBytes(id),
              name,
              name_folded: foldUserName(name),
              external_id: externalId ?? null,
              version: 1,
              created_at: now,
              modified_at: now,
            })
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirstOrThrow();
          if (numInsertedOrUpdatedRows !== 1n) return "name taken" as const;
          await changeMembers(transaction, tenantId, id, { added: members, removed: [] });
          return "created" as const;
        }),
      ),

    replace: ({ id, name, externalId, version }, members, now, keptRole) =>
      undoing(() =>
        keepingRole(db, tenantId, keptRole, async (transaction) => {
          if (await isTaken(transaction, tenantId, name, id)) return "name taken" as const;
          const values = { name, name_folded: foldUserName(name), external_id: externalId ?? null };
          const { numUpdatedRows } = await transaction
            .updateTable("user_groups")
            .set({ ...values, version: version + 1, modified_at: now })
            .where("tenant_id", "=", tenantId)
            .where("id", "=", idToBytes(id))
            .where("version", "=", version)
            .executeTakeFirst();
          if (numUpdatedRows !== 1n) return "changed meanwhile" as const;
          await changeMembers(transaction, tenantId, id, members);
          return "replaced" as const;
        }),
      ),

    remove: (id, keptRole) =>
      keepingRole(db, tenantId, keptRole, async (transaction) => {
        for (const table of ["group_members", "role_groups"] as const) {
          await transaction
            .deleteFrom(table)
            .where("tenant_id", "=", tenantId)
            .where("group_id", "=", idToBytes(id))
            .execute();
        }
        const { numDeletedRows } = await transaction
          .deleteFrom("user_groups")
          .where("tenant_id", "=", tenantId)
          .where("id", "=", idToBytes(id))
          .executeTakeFirst();
        return numDeletedRows === 1n ? "removed" : "not found";
      }),
  };
}

/** The name may be another one's: asked for before, since a failed statement ends the transaction on PostgreSQL. */
async function isTaken(transaction: Transaction<Database>, tenantId: Buffer, name: string, id: string) {
  const row = await transaction
    .selectFrom("user_groups")
    .select("id")
    .where("tenant_id", "=", tenantId)
    .where("name_folded", "=", foldUserName(name))
    .where("id", "!=", idToBytes(id))
    .executeTakeFirst();
  return row !== undefined;
}

function searchedGroups(tenantId: Buffer): SearchedTable {
  const ofMember = (value: RawBuilder<unknown>): SearchedColumn["condition"] => {
    return (hold) => sql<boolean>`r.id in (select m.group_id from group_members m
      join users u on u.tenant_id = m.tenant_id and u.id = m.user_id
      where m.tenant_id = ${tenantId} and ${hold(value)})`;
  };
  return {
    tenantId,
    columns: {
      id: ownColumn(sql`r.id`, comparableId),
      displayName: ownColumn(sql`r.name_folded`, foldUserName),
      externalId: {
        ...ownColumn(sql`r.external_id`, (value) => value),
        nullable: true,
        condition: (hold) => sql<boolean>`(r.external_id is not null and ${hold(sql`r.external_id`)})`,
      },
      "meta.created": ownColumn(sql`r.created_at`, Number),
      "meta.lastModified": ownColumn(sql`r.modified_at`, Number),
      "members.value": { condition: ofMember(sql`u.id`), comparable: comparableId },
      "members.display": { condition: ofMember(sql`u.user_name_folded`), comparable: foldUserName },
    },
    comparable: (_path, value) => value,
  };
}

/** The bytes of an id; what is none is nobody's. */
export function comparableId(value: string): Buffer | undefined {
  return isId(value) ? idToBytes(value) : undefined;
}

/** Ends the transaction when a member is unknown, and answers with that. */
async function undoing<T>(work: () => Promise<T>): Promise<T | UnknownMember> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnknownMemberError) return { unknownMember: error.id };
    throw error;
  }
}

function toGroup(row: Selectable<GroupRow>): Group {
  return {
    id: idFromBytes(row.id),
    name: row.name,
    externalId: row.external_id ?? undefined,
    version: row.version,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  };
}
