import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import type { Store } from "./store/store.ts";

const EVERY_MILLISECONDS = 60_000;
/** What has expired stays this long, so that whoever still sends it is told so. */
const KEPT_SECONDS = 3_600;
/** Small, so that a sweep never holds the database for long. */
const ROWS_A_STEP = 500;
const PAUSE_MILLISECONDS = 50;

/**
 * Deletes what expired an hour ago, in small steps, once a minute, until the returned function is called. A step that fails is
 * tried again the next minute: nothing depends on it, since whatever has expired is refused anyway.
 */
export function startHousekeeping(store: Store, clock: Clock, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;

  const running = (async () => {
    while (!signal.aborted) {
      try {
        await sweepAll(store, clock, signal);
      } catch (error) {
        log.warn({ err: error }, "expired rows could not be deleted");
      }
      await setTimeout(EVERY_MILLISECONDS, undefined, { signal, ref: false }).catch(() => {}); // stopped
    }
  })();

  return async () => {
    stopping.abort();
    await running;
  };
}

async function sweepAll(store: Store, clock: Clock, signal: AbortSignal): Promise<void> {
  const before = Math.floor(clock.nowMilliseconds() / 1000) - KEPT_SECONDS;
  while (!signal.aborted && (await store.sweep(before, ROWS_A_STEP)) > 0) await setTimeout(PAUSE_MILLISECONDS);
}
