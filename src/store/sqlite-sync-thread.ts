import { fdatasyncSync, openSync } from "node:fs";
import { isMainThread, workerData } from "node:worker_threads";
import { ASKED, type SyncWork, WRITTEN } from "./sqlite-sync.ts";

/**
 * Brings SQLite's log to the disk whenever it is asked to, in a thread of its own, with which its file is closed: see sqlite-sync.ts. It sleeps
 * in between, without an event loop: waking it takes the asking thread three microseconds, a message ten.
 */
function answerQuestions({ path, state }: SyncWork): never {
  const log = openSync(path, "r+"); // Windows brings to the disk only what may be written
  Atomics.store(state, WRITTEN, 0);
  for (let seen = 0; ; ) {
    Atomics.wait(state, ASKED, seen);
    seen = Atomics.load(state, ASKED);
    Atomics.store(state, WRITTEN, isOnDisk(log) ? seen : -seen);
    Atomics.notify(state, WRITTEN);
  }
}

function isOnDisk(file: number): boolean {
  try {
    fdatasyncSync(file);
    return true;
  } catch {
    return false;
  }
}

// Who imports it elsewhere has it compiled (bin/warm-up.js).
if (!isMainThread) answerQuestions(workerData);
