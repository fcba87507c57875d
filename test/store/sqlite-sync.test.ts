import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import SqliteFile from "better-sqlite3";
import { createSqliteStatements } from "../../src/store/sqlite-statements.ts";
import { createLogSync, type LogSync } from "../../src/store/sqlite-sync.ts";
import type { Statements, Write } from "../../src/store/statements.ts";
import { StoreUnavailableError } from "../../src/store/store-unavailable.ts";

const FULL = 2;
const NORMAL = 1;
const TENANT = Buffer.alloc(16);
const MANY = 8;

describe("commits of many jobs, brought to the disk beside the event loop (decision 0014)", () => {
  let folder: string;
  let writer: SqliteFile.Database;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tessera-sync-"));
    writer = new SqliteFile(join(folder, "tessera.db"), { timeout: 0 });
    writer.pragma("journal_mode = WAL");
    writer.pragma("synchronous = FULL");
    writer.pragma("wal_autocheckpoint = 0");
    writer.exec("create table numbers (number integer)");
  });
  after(async () => {
    writer.close();
    await rm(folder, { recursive: true });
  });
  const synchronous = () => writer.pragma("synchronous", { simple: true });

  describe("by the statements", () => {
    let disk: { resolve: () => void; reject: (error: Error) => void }[];
    let writesBack: number;
    let isFileFree: boolean;
    let levels: unknown[];
    let statements: Statements;
    beforeEach(() => {
      [disk, writesBack, isFileFree, levels] = [[], 0, true, []];
      const real = createLogSync(writer);
      const log: LogSync = {
        ...real,
        isReady: () => true,
        sync: () => new Promise<void>((resolve, reject) => disk.push({ resolve, reject })),
        writeBack() {
          writesBack += 1;
          if (!isFileFree) throw new StoreUnavailableError("its log is in use");
        },
      };
      const alone = <T>(work: () => Promise<T>) => work();
      const whenFree = async <T>(work: () => T) => work();
      statements = createSqliteStatements({ writer, reader: writer, alone, whenFree, log, committed: () => {} });
    });

    const insert: Write<number, number> = {
      name: "insert_number",
      one(sqlite, _tenantId, number) {
        levels.push(synchronous());
        return sqlite.run("insert into numbers values (?)", number);
      },
      many: () => Promise.reject(new Error("PostgreSQL's")),
    };
    const write = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, n) => statements.write(insert, TENANT, n)));

    it("are answered once the disk has them, and not before", async () => {
      let answered = false;
      const writing = write(MANY).then(() => {
        answered = true;
      });
      while (disk.length === 0) await setTimeout(1);
      await setTimeout(5);
      assert.deepEqual(levels, Array(MANY).fill(NORMAL));
      assert.equal(synchronous(), FULL);
      assert.equal(answered, false);
      disk[0]?.resolve();
      await writing;
      assert.equal(writesBack, 0);
    });

    it("wait in the commit itself when they are few", async () => {
      await write(2);
      assert.deepEqual(levels, [FULL, FULL]);
      assert.equal(disk.length, 0);
    });

    it("wait for the disk again after one that was undone", async () => {
      const failing = { ...insert, one: () => raise("no such row") };
      const told = await Promise.allSettled(Array.from({ length: MANY }, () => statements.write(failing, TENANT, 1)));
      assert.ok(told.every(({ status }) => status === "rejected"));
      assert.equal(synchronous(), FULL);
    });

    it("are answered when the disk failed, but took the whole log into the file", async () => {
      const writing = write(MANY);
      while (disk.length === 0) await setTimeout(1);
      disk[0]?.reject(new Error("EIO"));
      await writing;
      assert.equal(writesBack, 1);
    });

    it("are refused when it does not, and so is whatever comes until it does", async () => {
      isFileFree = false;
      const writing = write(MANY);
      while (disk.length === 0) await setTimeout(1);
      disk[0]?.reject(new Error("EIO"));
      await assert.rejects(writing, StoreUnavailableError);
      await assert.rejects(write(1), StoreUnavailableError);
      isFileFree = true;
      await write(1);
      await write(1);
      assert.equal(writesBack, 3);
    });
  });

  describe("by a thread", () => {
    let log: LogSync;
    beforeEach(() => {
      log = createLogSync(writer);
    });
    afterEach(() => log.close());
    const becomeReady = async () => {
      while (!log.isReady()) await setTimeout(1);
    };

    it("are on the disk each time it is asked", async () => {
      await becomeReady();
      for (let time = 0; time < 100; time += 1) {
        log.withoutWaiting(() => writer.exec("insert into numbers values (1)"));
        await log.sync();
      }
    });

    it("are not when the thread has ended, and whoever waits for it is told", async () => {
      await becomeReady();
      const asked = log.sync();
      await log.close();
      await asked.catch((error) => assert.ok(error instanceof StoreUnavailableError));
      assert.equal(log.isReady(), false);
      await assert.rejects(log.sync(), StoreUnavailableError);
    });

    it("wait in the commit where there is no log to open", async () => {
      const elsewhere = new SqliteFile(join(folder, "no-log.db"));
      const without = createLogSync(elsewhere);
      try {
        for (let time = 0; time < 200 && without.isReady() === false; time += 1) await setTimeout(1);
        assert.equal(without.isReady(), false);
      } finally {
        await without.close();
        elsewhere.close();
      }
    });

    it("are in the database's file once the log was written back, which is refused while others read it", () => {
      writer.exec("insert into numbers values (2)");
      const reader = new SqliteFile(writer.name);
      reader.exec("begin");
      reader.prepare("select count(*) from numbers").get();
      assert.throws(() => log.writeBack(), StoreUnavailableError);
      reader.close();
      log.writeBack();
      assert.deepEqual(writer.pragma("wal_checkpoint(noop)"), [{ busy: 0, log: 0, checkpointed: 0 }]);
    });
  });
});

function raise(message: string): never {
  throw new Error(message);
}
