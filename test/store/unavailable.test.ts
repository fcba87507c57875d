import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import SqliteFile from "better-sqlite3";
import { sql } from "kysely";
import pg from "pg";
import { idToBytes } from "../../src/crypto/ids.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/port/store.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import { StoreUnavailableError } from "../../src/store/store-unavailable.ts";
import { inTransaction } from "../../src/store/transaction.ts";
import { administer, createDatabase, type TestDatabase } from "../postgres.ts";
import { makeAccessToken, makeCode, makeId, makeTokens, makeUser, NOW } from "./values.ts";

describe("a database that is lost or busy", () => {
  let folder: string;
  let database: TestDatabase;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tessera-store-"));
    database = await createDatabase();
  });
  after(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it("is told apart from every other error on PostgreSQL: nobody listens", async () => {
    const store = await openStore({ databaseUrl: "postgres://a:b@127.0.0.1:1/c", dataDirectory: folder });
    await assert.rejects(store.ping(), StoreUnavailableError);
    await assert.rejects(store.migrate(), StoreUnavailableError);
    await store.close();
  });

  it("is told apart from every other error on PostgreSQL: the database does not exist, the password is wrong", async () => {
    const missing = new URL(database.url);
    missing.pathname = "/missing";
    const wrong = new URL(database.url);
    wrong.password = "wrong";
    for (const databaseUrl of [missing.href, wrong.href]) {
      const store = await openStore({ databaseUrl, dataDirectory: folder });
      await assert.rejects(store.ping(), StoreUnavailableError);
      await store.close();
    }
  });

  it("is asked again after PostgreSQL ended all connections, idle and busy, and nothing is half done", async () => {
    const store = await openStore({ databaseUrl: database.url, dataDirectory: folder });
    await store.migrate();
    const tenant = store.forTenant(makeId());
    const codes = Array.from({ length: 200 }, () => makeCode());

    const endConnections = `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'tessera' and datname = current_database()`;
    const attempts = codes.map(async (code) => {
      const accessToken = makeAccessToken(code.authorization.id);
      const error = await tenant.authorizations.create(code, accessToken).catch((thrown) => thrown);
      return { code, accessToken, error };
    });
    await administer(database.url, endConnections);
    await loseConnections(store);
    for (const { code, accessToken, error } of await Promise.all(attempts)) {
      if (error !== undefined) assert.ok(error instanceof StoreUnavailableError, String(error));
      const isCreated = (await tenant.authorizations.findCode(code.authorization.id)) !== undefined;
      const isStored = (await tenant.tokens.findAccessToken(accessToken.id)) !== undefined;
      // Told of an error, it may have been committed all the same; but never by half.
      assert.equal(isCreated, isStored);
      if (error === undefined) assert.equal(isStored, true);
    }
    await administer(database.url, endConnections);
    await loseConnections(store);
    await store.ping();
    await store.close();
  });

  it("is told apart from every other error on PostgreSQL: an answer takes too long", async () => {
    const url = new URL(database.url);
    url.searchParams.set("statement_timeout", "100");
    const store = await openStore({ databaseUrl: url.href, dataDirectory: folder });
    await store.migrate();
    const { authorizations } = store.forTenant(makeId());
    const code = makeCode();
    const { id } = code.authorization;
    await authorizations.create(code);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query("begin");
    await client.query("select 1 from authorizations for update");
    await assert.rejects(authorizations.redeemCode(id, makeTokens(id), NOW), StoreUnavailableError);
    await client.end();
    assert.equal(await authorizations.redeemCode(id, makeTokens(id), NOW), true);
    await store.close();
  });

  it("has five seconds for a statement, and for a transaction that does nothing (security bar 27.4)", async () => {
    const { db, close } = openPostgres(database.url);
    for (const name of ["statement_timeout", "idle_in_transaction_session_timeout"]) {
      const { rows } = await sql<Record<string, string>>`show ${sql.raw(name)}`.execute(db);
      assert.equal(rows[0]?.[name], "5s");
    }
    await close();
  });

  it("waits for another process that writes to the SQLite file, while the event loop goes on", async () => {
    const store = await openStore({ databaseUrl: undefined, dataDirectory: folder });
    await store.migrate();
    const other = new SqliteFile(join(folder, "tessera.db"));
    other.exec("begin immediate");
    const user = makeUser();
    const { users } = store.forTenant(makeId());
    const saved = users.save(user, undefined);
    setImmediate(() => other.exec("commit"));
    await saved;
    assert.deepEqual(await users.find(user.id), user);
    other.close();
    await store.close();
  });

  it("stores what came while another process wrote to the SQLite file, early and late", async () => {
    const store = await openStore({ databaseUrl: undefined, dataDirectory: folder });
    await store.migrate();
    const { tokens } = store.forTenant(makeId());
    const other = new SqliteFile(join(folder, "tessera.db"));
    other.exec("begin immediate");
    const all = Array.from({ length: 12 }, () => makeAccessToken(undefined));
    const saved = [];
    for (const token of all) {
      saved.push(tokens.saveAccessToken(token));
      await setTimeout(2);
    }
    other.exec("commit");
    await Promise.all(saved);
    for (const token of all) assert.deepEqual((await tokens.findAccessToken(token.id))?.token, token);
    other.close();
    await store.close();
  });

  it("is told apart from every other error on SQLite: the file cannot be written", async () => {
    const store = await openStore({ databaseUrl: undefined, dataDirectory: folder });
    await store.migrate();
    const { authorizations, users } = store.forTenant(makeId());
    const other = new SqliteFile(join(folder, "tessera.db"));
    other.exec("begin immediate");
    const code = makeCode();
    const refused = [users.save(makeUser(), undefined), authorizations.redeemCode(makeId(), makeTokens(makeId()), NOW)];
    for (const answer of await Promise.allSettled(refused)) {
      assert.ok(answer.status === "rejected" && answer.reason instanceof StoreUnavailableError);
    }
    other.exec("rollback");
    other.close();
    await authorizations.create(code);
    assert.equal((await authorizations.findCode(code.authorization.id))?.used, false);
    await store.close();
  });

  it("runs a transaction again that PostgreSQL ended because of a deadlock", async () => {
    const { db, close } = openPostgres(database.url);
    const tenantIds = [makeId(), makeId()];
    for (const id of tenantIds)
      await db
        .insertInto("tenants")
        .values({
          id: idToBytes(id),
          handle: id,
          name: "",
          demo: 0,
          enabled: 1,
          settings: "{}",
          subject_salt: "",
          created_at: 0,
        })
        .execute();
    const bothHoldTheirFirst = Promise.withResolvers<void>();
    let holding = 0;
    const rename = (ids: readonly string[]) =>
      inTransaction(db, async (transaction) => {
        for (const id of ids) {
          await transaction.updateTable("tenants").set({ name: "renamed" }).where("handle", "=", id).execute();
          holding += 1;
          if (holding === 2) bothHoldTheirFirst.resolve();
          await bothHoldTheirFirst.promise;
        }
        return true;
      });
    const answers = await Promise.all([rename(tenantIds), rename(tenantIds.toReversed())]);
    assert.deepEqual(answers, [true, true]);
    assert.ok(holding > 4, "one of them began anew");
    await close();
  });
});

/** Each of the pool's ten connections may be found lost once. */
async function loseConnections(store: Store): Promise<void> {
  for (let n = 0; n < 10; n += 1) await store.ping().catch(() => {});
}
