import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { sql } from "kysely";
import { idToBytes } from "../../src/crypto/ids.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/port/store.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import type { RowSecurity } from "../../src/store/row-security.ts";
import type { SqlDatabase } from "../../src/store/sql-store.ts";
import { createDatabase, ordinaryOwner, type TestDatabase } from "../postgres.ts";
import { makeId, makeSession, makeTenant, makeUser, NOW } from "./values.ts";

describe("row-level security in PostgreSQL, the second line between tenants (security bar 22.1)", () => {
  let server: TestDatabase;
  let databaseUrl: string;
  let store: Store;
  let database: SqlDatabase;
  const [own, other] = [makeId(), makeId()];
  const opened: Store[] = [];
  const open = async (rowLevelSecurity: RowSecurity, url = databaseUrl) => {
    const made = await openStore({ databaseUrl: url, dataDirectory: "", rowLevelSecurity });
    opened.push(made);
    await made.migrate();
    return made;
  };
  before(async () => {
    server = await createDatabase();
    databaseUrl = await ordinaryOwner(server);
    store = await open("on");
    database = openPostgres(databaseUrl, "on");
    for (const id of [own, other]) {
      for (const userName of ["ada", "bo"]) await store.forTenant(id).users.save(makeUser({ userName }), undefined);
    }
  });
  after(async () => {
    for (const each of opened) await each.close();
    await database.close();
    await server.drop();
  });

  /** The tenants whose users are seen by a statement that has forgotten to name one. */
  const seenBy = async (db: SqlDatabase["db"]) => {
    const { rows } = await sql<{ id: string }>`select distinct encode(tenant_id, 'hex') as id from users`.execute(db);
    return rows.map(({ id }) => id).sort();
  };
  const hex = (...ids: string[]) => ids.map((id) => idToBytes(id).toString("hex")).sort();

  it("holds for every table that has rows of tenants, their owner included", async () => {
    const { rows } = await sql<{ name: string; secured: boolean }>`select c.relname as name,
      c.relrowsecurity and c.relforcerowsecurity as secured
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
      where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace`.execute(database.db);
    assert.ok(rows.length > 15);
    assert.deepEqual(
      rows.filter(({ secured }) => !secured),
      [],
    );
  });

  it("shows a statement without a tenant's condition that tenant's rows alone", async () => {
    for (const id of [own, other, own]) assert.deepEqual(await seenBy(database.ofTenant(idToBytes(id))), hex(id));
    assert.deepEqual(await seenBy(database.ofTenant(idToBytes(makeId()))), []);
    assert.deepEqual(await seenBy(database.db), hex(own, other));
  });

  it("does so in a transaction, and in the statements of the hot path", async () => {
    const seen = await database
      .ofTenant(idToBytes(own))
      .transaction()
      .execute((transaction) => seenBy(transaction));
    assert.deepEqual(seen, hex(own));
    const forgetful = { name: "forgetful", sql: "select tenant_id from users where tenant_id = $1 or $2 = 'any'" };
    const rows = await database.statements.findAll<{ tenant_id: Buffer }>(forgetful, [idToBytes(own), "any"]);
    assert.deepEqual(new Set(rows.map(({ tenant_id }) => tenant_id.toString("hex"))), new Set(hex(own)));
  });

  it("keeps many tenants apart that ask at the same moment, over the same connections", async () => {
    const asked = Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? own : other));
    const seen = await Promise.all(asked.map((id) => seenBy(database.ofTenant(idToBytes(id)))));
    assert.deepEqual(
      seen,
      asked.map((id) => hex(id)),
    );
  });

  it("stores nothing in another tenant, and changes and removes nothing there", async () => {
    const db = database.ofTenant(idToBytes(own));
    const row = { id: idToBytes(makeId()), document: "{}", version: 1, expires_at: NOW };
    const strange = db.insertInto("transients").values({ tenant_id: idToBytes(other), ...row });
    await assert.rejects(strange.execute(), /row-level security/);
    const { numUpdatedRows } = await db.updateTable("users").set({ enabled: 0 }).executeTakeFirstOrThrow();
    const { numDeletedRows } = await db.deleteFrom("users").executeTakeFirstOrThrow();
    assert.deepEqual([numUpdatedRows, numDeletedRows], [2n, 2n]);
    assert.equal((await store.forTenant(other).users.findByName("ada"))?.user.enabled, true);
  });

  it("lets the sweep and the removal of a tenant through", async () => {
    const tenant = await store.tenants.create(makeTenant());
    const { sessions, users } = store.forTenant(tenant.id);
    await users.save(makeUser({ userName: "cy" }), undefined);
    await sessions.create(makeSession({}), randomBytes(32), NOW - 10);
    let deleted = 0;
    for (let round = 0; round < 2; ) {
      const step = await store.sweep(NOW, 100);
      deleted += step.deleted;
      if (step.roundOver) round += 1;
    }
    assert.equal(deleted, 1);
    assert.equal(await store.tenants.remove(tenant.id), true);
    assert.equal(await users.findByName("cy"), undefined);
  });

  it("is refused to a role that no policy holds for", async () => {
    await assert.rejects(
      open("on", server.url),
      /^RowSecurityError: .* no policy holds for the role postgres: connect as/,
    );
  });

  it("is not forgotten by a process that is started without it, and is removed by one that is told to", async () => {
    await assert.rejects(
      open("off"),
      /^RowSecurityError: .* the database has it: set TESSERA_ROW_LEVEL_SECURITY to on/,
    );
    const plain = openPostgres(databaseUrl);
    try {
      assert.deepEqual(await seenBy(plain.db), []);
      await open("remove");
      assert.deepEqual(await seenBy(plain.db), hex(other));
      assert.equal((await (await open("off")).forTenant(other).users.findByName("ada"))?.user.enabled, true);
      await Promise.all([open("on"), open("on"), open("on")]);
      assert.deepEqual(await seenBy(plain.db), []);
    } finally {
      await plain.close();
    }
  });
});
