import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import SqliteFile from "better-sqlite3";
import { openStore } from "../../src/store/open-store.ts";

/** Tables that belong to the server as a whole. Each new one is an exception that wants a reason. */
const SHARED = new Set(["tenants", "tessera_migrations", "tessera_migrations_lock"]);

interface Column {
  readonly name: string;
  /** The place in the primary key, from 1; 0 outside it. */
  readonly pk: number;
  readonly notnull: number;
}

describe("the schema", () => {
  let dataDirectory: string;
  let file: SqliteFile.Database;
  before(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), "tessera-store-"));
    const store = await openStore({ databaseUrl: undefined, dataDirectory });
    await store.migrate();
    await store.close();
    file = new SqliteFile(join(dataDirectory, "tessera.db"), { readonly: true });
  });
  after(async () => {
    file.close();
    await rm(dataDirectory, { recursive: true, force: true });
  });
  const names = (kind: "table" | "index") =>
    file.prepare("select name from sqlite_schema where type = ?").pluck().all(kind) as string[];

  it("keys every row by its tenant, or names the table here (security bar 22.1)", () => {
    const tables = names("table").filter((name) => !name.startsWith("sqlite_") && !SHARED.has(name));
    assert.ok(tables.length > 8, tables.join());
    for (const table of tables) {
      const columns = file.pragma(`table_info(${table})`) as Column[];
      const tenant = columns.find(({ name }) => name === "tenant_id");
      assert.equal(tenant?.pk, 1, `the primary key of ${table} leads with the tenant`);
      assert.equal(tenant?.notnull, 1, `no row of ${table} is without a tenant`);
    }
  });
});
