import { parentPort, workerData } from "node:worker_threads";
import SqliteFile from "better-sqlite3";

/** Here nobody waits for the event loop. */
const LOCK_TIMEOUT_MILLISECONDS = 1_000;

/** Writes SQLite's log back whenever it is told to, in a thread of its own: see sqlite-log.ts. */
const file = new SqliteFile(workerData, { timeout: LOCK_TIMEOUT_MILLISECONDS });
file.pragma("synchronous = FULL");

parentPort?.on("message", (what: "write back" | "close") => {
  if (what === "close") {
    file.close();
    parentPort?.close();
    return;
  }
  try {
    // Most of it while others write. SQLite begins its log anew once all of it is in the file: what has come meanwhile is written back
    // while they wait.
    file.pragma("wal_checkpoint(PASSIVE)");
    file.pragma("wal_checkpoint(FULL)");
  } catch {
    // The disk is full, most likely. Whoever writes is told so, and the next commits ask again.
  }
  parentPort?.postMessage("done");
});
