import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Kysely, sql } from "kysely";
import { idToBytes } from "../../src/crypto/ids.ts";
import type { Store } from "../../src/store/port/store.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import type { SqlDatabase } from "../../src/store/sql-store.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { forEachStore } from "./stores.ts";
import { makeId, makeTenant, NOW } from "./values.ts";

/** More than one step of the removal takes. */
const MANY = 1_201;

/** All tables that have rows of tenants, whichever there are. */
async function tenantTables({ db }: SqlDatabase) {
  const tables = await db.introspection.getTables();
  return tables.filter(({ columns }) => columns.some(({ name }) => name === "tenant_id"));
}

/** Stores a row of the tenant in the table, of which no two values are the same. */
async function addRow(db: Kysely<never>, { name, columns }: Table, tenantId: string): Promise<void> {
  const needed = columns.filter(({ isNullable }) => !isNullable);
  const values = needed.map(({ name: column, dataType }) => {
    if (column === "tenant_id") return idToBytes(tenantId);
    if (/blob|bytea/i.test(dataType)) return randomBytes(16);
    return /text/i.test(dataType) ? makeId() : randomBytes(4).readUInt32BE() >> 1;
  });
  const names = sql.join(needed.map((column) => sql.ref(column.name)));
  await sql`insert into ${sql.table(name)} (${names}) values (${sql.join(values)})`.execute(db);
}
type Table = Awaited<ReturnType<typeof tenantTables>>[number];

describe("removing a tenant", () => {
  forEachStore(({ kind, options, makeStore }) => {
    let store: Store;
    let database: SqlDatabase;
    before(async () => {
      store = await makeStore();
      const { databaseUrl, dataDirectory } = options();
      database = kind === "SQLite" ? await openSqlite(dataDirectory) : openPostgres(databaseUrl as string);
    });
    after(() => database.close());

    const add = async (table: Table, tenantId: string) => addRow(database.db as never, table, tenantId);
    const count = async ({ name }: Table, tenantId: string) => {
      const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}
        where tenant_id = ${idToBytes(tenantId)}`.execute(database.db);
      return Number(rows[0]?.n);
    };

    it("removes every row that is its or its organizations', and no other's (security bar 22.1)", async () => {
      const [tenant, other] = [await store.tenants.create(makeTenant()), await store.tenants.create(makeTenant())];
      const [above, below] = [makeId(), makeId()];
      const { organizations, transients } = store.forTenant(tenant.id);
      for (const [id, parentId] of [[above, undefined] as const, [below, above] as const]) {
        const common = { description: undefined, status: "ACTIVE", attributes: {}, createdAt: NOW } as const;
        await organizations.add({ id, handle: id, name: id, parentId, modifiedAt: NOW, ...common });
      }
      const proofs = Array.from({ length: MANY }, (_, n) => transients.add("proof", `proof ${n}`, {}, NOW, NOW));
      await Promise.all(proofs);
      const tables = await tenantTables(database);
      assert.ok(tables.length > 15);
      for (const table of tables) for (const id of [tenant.id, above, below, other.id]) await add(table, id);

      assert.equal(await store.tenants.remove(tenant.id), true);
      for (const table of tables) {
        const left = await Promise.all([tenant.id, above, below, other.id].map((id) => count(table, id)));
        assert.deepEqual(left, [0, 0, 0, 1], table.name);
      }
      assert.equal(await store.tenants.find(tenant.handle), undefined);
      assert.equal(await store.tenants.remove(tenant.id), false);
      assert.deepEqual(await store.tenants.find(other.handle), other);
      // Its handle is free again.
      const next = await store.tenants.create(makeTenant({ handle: tenant.handle }));
      assert.notEqual(next.id, tenant.id);
    });
  });
});
