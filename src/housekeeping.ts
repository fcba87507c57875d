import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import type { Store } from "./store/store.ts";
import { createSweepPace } from "./sweep-pace.ts";

/** What has expired stays this long, so that whoever still sends it is told so. */
const KEPT_SECONDS = 3_600;
/** Small, so that a step never holds the database for long. */
const ROWS_A_STEP = 500;
const AFTER_FAILURE_MILLISECONDS = 60_000;

/**
 * Looks through all that is stored, round and round in small steps, and deletes what expired an hour ago, until the returned
 * function is called. After a step that fails it waits a minute: nothing depends on it, since whatever has expired is refused anyway.
 */
export function startHousekeeping(store: Store, clock: Clock, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pauseAfter = createSweepPace(ROWS_A_STEP);

  async function step(): Promise<number> {
    try {
      const before = Math.floor(clock.nowMilliseconds() / 1000) - KEPT_SECONDS;
      return pauseAfter(await store.sweep(before, ROWS_A_STEP));
    } catch (error) {
      log.warn({ err: error }, "expired rows could not be deleted");
      return AFTER_FAILURE_MILLISECONDS;
    }
  }

  const running = (async () => {
    while (!signal.aborted) {
      await setTimeout(await step(), undefined, { signal, ref: false }).catch(() => {}); // stopped
    }
  })();

  return async () => {
    stopping.abort();
    await running;
  };
}
