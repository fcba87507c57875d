import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { openStore } from "../../src/store/open-store.ts";
import { makeCode, makeId, makeTokens, NOW } from "./values.ts";

describe("opening the store", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tessera-store-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const databaseUrl of ["", "mysql://root:hush@localhost/db", "postgres:hush", "postgres://a b:hush@host:x/db"]) {
    it(`refuses the URL “${databaseUrl}” in one line that names the setting and not the password`, async () => {
      await assert.rejects(openStore({ databaseUrl, dataDirectory: folder }), (error: Error) => {
        assert.match(error.message, /^TESSERA_DATABASE_URL must .+ leave it out .+$/);
        assert.doesNotMatch(error.message, /hush/);
        return true;
      });
    });
  }

  it("loads no PostgreSQL driver for SQLite, and opens a database that is there already", async () => {
    const script = `
      import { openStore } from ${JSON.stringify(import.meta.resolve("../../src/store/open-store.ts"))};
      import { createRequire } from "node:module";
      const options = { databaseUrl: undefined, dataDirectory: ${JSON.stringify(join(folder, "a", "b"))} };
      for (const _ of [1, 2]) {
        const store = await openStore(options);
        await store.migrate();
        await store.ping();
        await store.close();
      }
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      console.log(loaded.some((path) => path.includes("better-sqlite3")), loaded.some((path) => path.includes("/pg/")));`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
    assert.equal(stdout.trim(), "true false");
  });

  it("refuses a data directory that is a file", async () => {
    await writeFile(join(folder, "file"), "");
    await assert.rejects(openStore({ databaseUrl: undefined, dataDirectory: join(folder, "file") }));
  });
});

describe("two processes over one database", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tessera-store-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("redeem a code once on SQLite too (security bar 4.2)", async () => {
    const stores = await Promise.all([1, 2].map(() => openStore({ databaseUrl: undefined, dataDirectory: folder })));
    await stores[0]?.migrate();
    const tenantId = makeId();
    const code = makeCode();
    const { id } = code.authorization;
    await stores[0]?.forTenant(tenantId).authorizations.create(code);
    const told = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        stores[n % 2]?.forTenant(tenantId).authorizations.redeemCode(id, makeTokens(id), NOW),
      ),
    );
    assert.equal(told.filter(Boolean).length, 1);
    for (const store of stores) await store.close();
  });
});
