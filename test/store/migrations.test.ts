import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import SqliteFile from "better-sqlite3";
import { openStore } from "../../src/store/open-store.ts";
import { administer } from "../postgres.ts";
import { forEachEmptyDatabase, type StoreUnderTest } from "./stores.ts";
import { makeClient, makeId, makeTenant } from "./values.ts";

const CHILD = join(import.meta.dirname, "migrate-child.ts");

describe("migrating the database", () => {
  forEachEmptyDatabase((under) => {
    before(async () => {
      // The very first migration is the race: processes and stores of one process, at the same moment.
      const { databaseUrl, dataDirectory } = under.options();
      const processes = Array.from({ length: 3 }, () =>
        promisify(execFile)(process.execPath, [CHILD, databaseUrl ?? "", dataDirectory]),
      );
      const stores = Array.from({ length: 4 }, async () => (await under.makeStore()).migrate());
      await Promise.all([...processes, ...stores]);
    });

    it("is done once by processes and stores that start together, and works afterwards", async () => {
      const store = await under.makeStore();
      await store.migrate();
      const { clients } = store.forTenant(makeId());
      await clients.save(makeClient());
      assert.deepEqual(await clients.find("web"), makeClient());
    });

    it("keeps what is stored", async () => {
      const store = await under.makeStore();
      const tenant = makeTenant({ handle: "kept" });
      await store.tenants.create(tenant);
      await store.migrate();
      assert.deepEqual(await store.tenants.find("kept"), tenant);
    });

    it("refuses a database of a newer version in one line that names the migration", async () => {
      await run(
        under,
        "insert into tessera_migrations (name, timestamp) values ('9999-later', '2100-01-01T00:00:00.000Z')",
      );
      const store = await under.makeStore();
      await assert.rejects(store.migrate(), (error: Error) => {
        assert.match(
          error.message,
          /^the database was changed by a newer version of Tessera \(migration 9999-later\): .+$/,
        );
        return true;
      });
    });
  });
});

describe("reading by user or by parent on SQLite", () => {
  let dataDirectory: string;
  before(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), "tessera-store-"));
    const store = await openStore({ databaseUrl: undefined, dataDirectory });
    await store.migrate();
    await store.close();
  });
  after(() => rm(dataDirectory, { recursive: true, force: true }));

  for (const [statement, index] of [
    ["delete from sessions where tenant_id = ? and user_id = ?", "sessions_by_user_id"],
    ["update authorizations set revoked_at = 1 where tenant_id = ? and user_id = ?", "authorizations_by_user_id"],
    ["select * from organizations where tenant_id = ? and parent_id = ? order by handle", "organizations_by_parent_id"],
    ["select * from sessions where tenant_id = ? and id = ?", "PRIMARY KEY"],
    ["select * from authorizations where tenant_id = ? and id = ?", "PRIMARY KEY"],
  ] as const) {
    it(`uses ${index} for “${statement}”`, () => {
      const file = new SqliteFile(join(dataDirectory, "tessera.db"));
      const plan = file.prepare(`explain query plan ${statement}`).all(Buffer.alloc(16), Buffer.alloc(16));
      file.close();
      assert.match(JSON.stringify(plan), new RegExp(`${index} \\(tenant_id=\\? AND`));
    });
  }
});

async function run({ options }: StoreUnderTest, statement: string): Promise<void> {
  const { databaseUrl, dataDirectory } = options();
  if (databaseUrl !== undefined) return administer(databaseUrl, statement);
  const file = new SqliteFile(join(dataDirectory, "tessera.db"));
  file.exec(statement);
  file.close();
}
