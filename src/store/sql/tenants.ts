import type { Kysely, Selectable } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { Tenant } from "../../protocol/model.ts";
import type { Database } from "../schema.ts";
import type { TenantDirectory } from "../store.ts";
import { canBeStored } from "./columns.ts";

/** The tenants by handle. */
export function tenantDirectory(db: Kysely<Database>): TenantDirectory {
  const find = async (handle: string): Promise<Tenant | undefined> => {
    if (!canBeStored(handle)) return undefined;
    const row = await db.selectFrom("tenants").selectAll().where("handle", "=", handle).executeTakeFirst();
    return row && toTenant(row);
  };

  return {
    find,
    async list() {
      const rows = await db.selectFrom("tenants").selectAll().orderBy("handle").execute();
      return rows.map(toTenant);
    },
    async create(tenant) {
      await db
        .insertInto("tenants")
        .values({ id: idToBytes(tenant.id), handle: tenant.handle, name: tenant.name, demo: Number(tenant.demo) })
        .onConflict((conflict) => conflict.column("handle").doNothing())
        .execute();
      const stored = await find(tenant.handle);
      if (stored === undefined) throw new Error(`tenant ${tenant.handle} was removed while it was created`);
      return stored;
    },
    async update(tenant) {
      await db
        .updateTable("tenants")
        .set({ handle: tenant.handle, name: tenant.name, demo: Number(tenant.demo) })
        .where("id", "=", idToBytes(tenant.id))
        .execute();
    },
  };
}

function toTenant(row: Selectable<Database["tenants"]>): Tenant {
  return { id: idFromBytes(row.id), handle: row.handle, name: row.name, demo: row.demo === 1 };
}
