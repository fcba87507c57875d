import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import SqliteFile from "better-sqlite3";
import { createLogKeeper, type LogKeeper } from "../../src/store/sqlite-log.ts";

const LONG_PAGES = 100;
const ROW_BYTES = 3_000;
const PATIENCE_COMMITS = 5_000;

describe("SQLite's log (decision 0012)", () => {
  let folder: string;
  let writer: SqliteFile.Database;
  let keeper: LogKeeper;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tessera-log-"));
    writer = new SqliteFile(join(folder, "tessera.db"));
    writer.pragma("journal_mode = WAL");
    writer.pragma("wal_autocheckpoint = 0"); // SQLite itself writes nothing back
    writer.exec("create table pages (content blob)");
    keeper = createLogKeeper(writer, LONG_PAGES);
  });
  after(async () => {
    await keeper.close();
    writer.close();
    await rm(folder, { recursive: true });
  });

  const commit = () => {
    writer.prepare("insert into pages values (zeroblob(?))").run(ROW_BYTES);
    keeper.committed();
  };
  const lengths = () => writer.prepare("pragma wal_checkpoint(noop)").get() as { log: number; checkpointed: number };
  const log = () => lengths().log;

  const becomesLongAndBeginsAnew = async () => {
    for (let time = 0; time < 3; time += 1) {
      while (log() < 2 * LONG_PAGES) commit();
      for (let more = 0; more < PATIENCE_COMMITS && log() >= LONG_PAGES; more += 1) {
        await setTimeout(1);
        commit();
      }
      assert.ok(log() < LONG_PAGES, `${log()} pages`);
    }
  };

  it("is left alone while it is short", async () => {
    while (log() < LONG_PAGES / 2) commit();
    await keeper.close();
    assert.equal(lengths().checkpointed, 0);
  });

  it("is written back beside the writes once it is long, and begins anew, time and again", becomesLongAndBeginsAnew);

  it("is kept short by another thread when the first was closed", async () => {
    await keeper.close();
    await becomesLongAndBeginsAnew();
  });
});
