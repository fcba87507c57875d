import type { Kysely, Selectable, Transaction } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { Organization } from "../../protocol/model/organization.ts";
import type { OrganizationStore } from "../port/organizations.ts";
import type { Database, OrganizationRow } from "../schema.ts";
import type { SqlDatabase } from "../sql-store.ts";
import type { RowQuery, Statements } from "../statements.ts";
import { inTransaction } from "../transaction.ts";
import { canBeStored, optionalIdFromBytes, optionalIdToBytes } from "./columns.ts";
import { emptyTenant } from "./empty-tenant.ts";

type Row = Omit<Selectable<OrganizationRow>, "tenant_id">;

const COLUMNS = [
  "id",
  "handle",
  "name",
  "description",
  "active",
  "parent_id",
  "attributes",
  "created_at",
  "modified_at",
] as const;

// Whatever a token is for is asked each time that the token is shown, so this is one question and a short one.
const FIND_LINEAGE: RowQuery<Row> = {
  name: "find_lineage",
  sql: `with recursive lineage as (
    select tenant_id, ${COLUMNS.join(", ")}, 0 as height from organizations where tenant_id = $1 and id = $2
    union all
    select above.tenant_id, ${COLUMNS.map((name) => `above.${name}`).join(", ")}, lineage.height + 1
      from lineage join organizations above on above.tenant_id = lineage.tenant_id and above.id = lineage.parent_id
  ) select ${COLUMNS.join(", ")} from lineage order by height`,
};

const FIND_BELOW: RowQuery<Row> = {
  name: "find_organizations_below",
  sql: `with recursive below as (
    select tenant_id, ${COLUMNS.join(", ")} from organizations where tenant_id = $1 and parent_id = $2
    union all
    select child.tenant_id, ${COLUMNS.map((name) => `child.${name}`).join(", ")}
      from below join organizations child on child.tenant_id = below.tenant_id and child.parent_id = below.id
  ) select ${COLUMNS.join(", ")} from below order by handle`,
};

/** Organizations, each with its place in the tree. No two of a tenant have one handle. */
export function organizationStore(
  db: Kysely<Database>,
  statements: Statements,
  announceChange: SqlDatabase["announceChange"],
  tenantId: Buffer,
  worldOf: OrganizationStore["worldOf"],
): OrganizationStore {
  const ofTenant = () => db.selectFrom("organizations").selectAll().where("tenant_id", "=", tenantId);

  return {
    async find(id) {
      const row = await ofTenant().where("id", "=", idToBytes(id)).executeTakeFirst();
      return row && toOrganization(row);
    },

    async findByHandle(handle) {
      if (!canBeStored(handle)) return undefined;
      const row = await ofTenant().where("handle", "=", handle).executeTakeFirst();
      return row && toOrganization(row);
    },

    async findByName(name) {
      if (!canBeStored(name)) return undefined;
      const [row, another] = await ofTenant().where("name", "=", name).limit(2).execute();
      return row === undefined || another !== undefined ? undefined : toOrganization(row);
    },

    async lineage(id) {
      const rows = await statements.findAll(FIND_LINEAGE, [tenantId, idToBytes(id)]);
      return rows.map(toOrganization);
    },

    async childrenOf(id) {
      const children =
        id === undefined
          ? ofTenant().where("parent_id", "is", null)
          : ofTenant().where("parent_id", "=", idToBytes(id));
      return (await children.orderBy("handle").execute()).map(toOrganization);
    },

    async below(id) {
      const rows =
        id === undefined
          ? await ofTenant().orderBy("handle").execute()
          : await statements.findAll(FIND_BELOW, [tenantId, idToBytes(id)]);
      return rows.map(toOrganization);
    },

    add(organization) {
      const { id, handle, parentId, createdAt } = organization;
      return inTransaction(db, async (transaction) => {
        if (parentId !== undefined && !(await holdOrganization(transaction, tenantId, parentId))) return false;
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto("organizations")
          .values({
            tenant_id: tenantId,
            id: idToBytes(id),
            handle,
            parent_id: optionalIdToBytes(parentId),
            created_at: createdAt,
            ...changeableColumns(organization),
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        return numInsertedOrUpdatedRows === 1n;
      });
    },

    async update(organization) {
      const { numUpdatedRows } = await db
        .updateTable("organizations")
        .set(changeableColumns(organization))
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idToBytes(organization.id))
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async remove(id) {
      const bytes = idToBytes(id);
      const blocker = await inTransaction(db, async (transaction) => {
        const found = await whatKeeps(transaction, id);
        if (found === undefined) await disable(transaction, bytes);
        return found;
      });
      if (blocker !== undefined) return blocker;
      // While it is emptied it stands there disabled: a removal that was cut off is made good by the next one.
      await emptyTenant(db, bytes);
      const outcome = await inTransaction(db, async (transaction) => {
        const found = await whatKeeps(transaction, id);
        if (found !== undefined) return found;
        await transaction
          .deleteFrom("organization_members")
          .where("tenant_id", "=", tenantId)
          .where("organization_id", "=", bytes)
          .execute();
        await transaction
          .deleteFrom("organizations")
          .where("tenant_id", "=", tenantId)
          .where("id", "=", bytes)
          .execute();
        await announceChange(transaction);
        return "removed";
      });
      // What a request has still written that had begun before.
      await emptyTenant(db, bytes);
      return outcome;
    },

    worldOf,
  };

  async function whatKeeps(transaction: Transaction<Database>, id: string) {
    if (!(await holdOrganization(transaction, tenantId, id))) return "not found";
    const child = await transaction
      .selectFrom("organizations")
      .select("id")
      .where("tenant_id", "=", tenantId)
      .where("parent_id", "=", idToBytes(id))
      .executeTakeFirst();
    return child && "has children";
  }

  async function disable(transaction: Transaction<Database>, id: Buffer): Promise<void> {
    await transaction
      .updateTable("organizations")
      .set({ active: 0 })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .execute();
  }
}

/**
 * Whether there is the organization. If so it stays until the transaction ends, so that nobody removes it while something is put below
 * it or into it, and what others have put there is seen.
 */
export async function holdOrganization(
  transaction: Transaction<Database>,
  tenantId: Buffer,
  id: string,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable("organizations")
    .set(({ ref }) => ({ active: ref("active") }))
    .where("tenant_id", "=", tenantId)
    .where("id", "=", idToBytes(id))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function changeableColumns({ name, description, status, attributes, modifiedAt }: Organization) {
  return {
    name,
    description: description ?? null,
    active: Number(status === "ACTIVE"),
    attributes: JSON.stringify(attributes),
    modified_at: modifiedAt,
  };
}

function toOrganization(row: Row): Organization {
  return {
    id: idFromBytes(row.id),
    handle: row.handle,
    name: row.name,
    description: row.description ?? undefined,
    status: row.active === 1 ? "ACTIVE" : "DISABLED",
    parentId: optionalIdFromBytes(row.parent_id),
    attributes: JSON.parse(row.attributes) as Organization["attributes"],
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  };
}
