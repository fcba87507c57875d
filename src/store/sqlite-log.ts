import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type SqliteFile from "better-sqlite3";

/** Asking how long the log is takes some microseconds. */
const ASK_EACH_COMMITS = 16;

/** Of a thread that keeps nothing: V8 shall not take what it would for a program. */
export const SMALL_HEAP = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32 };

/** SQLite's log, as the connection that writes sees it. */
export interface LogKeeper {
  /** To be called after a commit; never throws. */
  committed(): void;
  /** Resolves when nothing of it has the file open any longer. */
  close(): Promise<void>;
}

/**
 * Has the log of the database written back to its file beside the event loop, each time that so many pages wait in it. The thread for it
 * is started when that is so for the first time. Whatever it fails at is left to SQLite's own limit.
 */
export function createLogKeeper(writer: SqliteFile.Database, longPages: number): LogKeeper {
  const question = writer.prepare<[], { log: number; checkpointed: number }>("pragma wal_checkpoint(noop)");
  let commits = 0;
  let thread: Worker | undefined;
  let writingBack = false;

  function isLong(): boolean {
    const { log, checkpointed } = question.get() ?? { log: 0, checkpointed: 0 };
    return log - checkpointed >= longPages;
  }

  function startThread(): Worker {
    const started = new Worker(new URL("./sqlite-log-thread.ts", import.meta.url), {
      workerData: writer.name,
      resourceLimits: SMALL_HEAP,
    });
    started.unref();
    started.on("message", () => {
      writingBack = false;
    });
    started.on("error", () => {}); // without it the process would end
    started.on("exit", () => {
      writingBack = false;
      thread = undefined;
    });
    return started;
  }

  return {
    committed() {
      commits += 1;
      if (commits < ASK_EACH_COMMITS || writingBack) return;
      commits = 0;
      try {
        if (!isLong()) return;
        thread ??= startThread();
        thread.postMessage("write back");
        writingBack = true;
      } catch {
        // What was committed is: a database that is lost is told by the next question.
      }
    },
    async close() {
      if (thread === undefined) return;
      thread.ref();
      const ended = once(thread, "exit");
      thread.postMessage("close");
      await ended;
    },
  };
}
