import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type SqliteFile from "better-sqlite3";
import { SMALL_HEAP } from "./sqlite-log.ts";
import { StoreUnavailableError } from "./store-unavailable.ts";

/** What the thread is given. */
export interface SyncWork {
  /** Of SQLite's log. */
  readonly path: string;
  readonly state: Int32Array<SharedArrayBuffer>;
}

/** Where in the state the number of the last question is. */
export const ASKED = 0;
/** And where that of the last one answered is, negative when the disk failed. */
export const WRITTEN = 1;
/** Stands there until the log is open. */
const UNOPENED = -2_147_483_648;

/** Numbers of questions, which begin anew before they leave an Int32. */
const LAST_QUESTION = 1_000_000_000;

/** Brings commits to the disk beside the event loop. */
export interface LogSync {
  /** Whether `sync` can be asked. The first question starts the thread, which takes a moment. */
  isReady(): boolean;
  /** Runs the work, whose commits do not wait for the disk. Nothing of it may be answered before `sync` has resolved. */
  withoutWaiting<T>(work: () => T): T;
  /**
   * Resolves when all that was committed before is on the disk, and rejects when the disk fails. To be asked again only after it has
   * resolved or rejected.
   */
  sync(): Promise<void>;
  /**
   * Writes the whole log back to the database's file and brings that to the disk. After a sync has failed this alone says that what was committed
   * is there: the system may have forgotten which pages it owes the disk. Throws while others use the log.
   */
  writeBack(): void;
  /** Resolves when the thread has ended. */
  close(): Promise<void>;
}

/** Makes it for the connection that writes, whose commits wait for the disk (`synchronous=FULL`) whenever they are not told otherwise. */
export function createLogSync(writer: SqliteFile.Database): LogSync {
  let thread: Worker | undefined;
  let state = newState();
  let question = 0;
  let isUsable = true;

  function startThread(): Worker {
    state = newState();
    question = 0;
    const started = new Worker(new URL("./sqlite-sync-thread.ts", import.meta.url), {
      workerData: { path: `${writer.name}-wal`, state } satisfies SyncWork,
      resourceLimits: SMALL_HEAP,
    });
    started.unref();
    started.on("error", () => {
      // Without a thread commits wait for the disk by themselves, as those of few jobs do.
      isUsable = false;
    });
    started.on("exit", () => {
      thread = undefined;
      // Whoever still waits is told that nothing is certain.
      Atomics.store(state, WRITTEN, -question);
      Atomics.notify(state, WRITTEN);
    });
    return started;
  }

  async function answered(): Promise<number> {
    for (;;) {
      const written = Atomics.load(state, WRITTEN);
      if (Math.abs(written) === question) return written;
      const change = Atomics.waitAsync(state, WRITTEN, written);
      if (change.async) await change.value;
    }
  }

  return {
    isReady() {
      if (!isUsable) return false;
      thread ??= startThread();
      return Atomics.load(state, WRITTEN) !== UNOPENED;
    },

    withoutWaiting(work) {
      writer.exec("pragma synchronous = normal");
      try {
        return work();
      } finally {
        writer.exec("pragma synchronous = full");
      }
    },

    async sync() {
      if (thread === undefined) throw new StoreUnavailableError("what brings its log to the disk has ended");
      const asked = thread;
      question = (question % LAST_QUESTION) + 1;
      asked.ref(); // a process that waits for its disk does not end
      try {
        Atomics.store(state, ASKED, question);
        Atomics.notify(state, ASKED);
        if ((await answered()) < 0) throw new StoreUnavailableError("its log could not be brought to the disk");
      } finally {
        asked.unref();
      }
    },

    writeBack() {
      const [result] = writer.pragma("wal_checkpoint(truncate)") as { busy: number }[];
      if (result?.busy !== 0) throw new StoreUnavailableError("its log is in use");
    },

    async close() {
      isUsable = false;
      if (thread === undefined) return;
      thread.ref();
      const ended = once(thread, "exit");
      await thread.terminate();
      await ended;
    },
  };
}

function newState(): Int32Array<SharedArrayBuffer> {
  const state = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  state[WRITTEN] = UNOPENED;
  return state;
}
