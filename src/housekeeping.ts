import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import { rotateWhenDue } from "./protocol/key-rotation.ts";
import type { KeyMaking } from "./protocol/sealed-keys.ts";
import type { Store } from "./store/store.ts";

const EVERY_MILLISECONDS = 60_000;
/** What has expired stays this long, so that whoever still sends it is told so. */
const KEPT_SECONDS = 3_600;
/** Small, so that a sweep never holds the database for long. */
const ROWS_A_STEP = 500;
const PAUSE_MILLISECONDS = 50;

export interface Household {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keyMaking: KeyMaking;
}

/**
 * Once a minute, until the returned function is called, rotates the signing keys that are due and deletes, in small steps, what
 * expired an hour ago. What fails is tried again the next minute: nothing depends on it at once, since whatever has expired is
 * refused anyway, and a key is good for longer.
 */
export function startHousekeeping(household: Household): () => Promise<void> {
  const { log } = household;
  const stopping = new AbortController();
  const { signal } = stopping;

  const running = (async () => {
    while (!signal.aborted) {
      try {
        await rotateAll(household, signal);
        await sweepAll(household, signal);
      } catch (error) {
        log.warn({ err: error }, "housekeeping failed");
      }
      await setTimeout(EVERY_MILLISECONDS, undefined, { signal, ref: false }).catch(() => {}); // stopped
    }
  })();

  return async () => {
    stopping.abort();
    await running;
  };
}

async function sweepAll({ store, clock }: Household, signal: AbortSignal): Promise<void> {
  const before = Math.floor(clock.nowMilliseconds() / 1000) - KEPT_SECONDS;
  while (!signal.aborted && (await store.sweep(before, ROWS_A_STEP)) > 0) await setTimeout(PAUSE_MILLISECONDS);
}

/** Rotates the keys of the organizations that have a schedule; every process does, and one of them makes each key. */
async function rotateAll({ store, clock, log, keyMaking }: Household, signal: AbortSignal): Promise<void> {
  for (const { id, handle, settings } of await store.tenants.list()) {
    if (settings.keyRotation === undefined || signal.aborted) continue;
    const now = Math.floor(clock.nowMilliseconds() / 1000);
    const rotating = { id, store: store.forTenant(id), keyMaking, now };
    try {
      for (const { kid, activatesAt } of await rotateWhenDue(settings.keyRotation.everyDays, rotating)) {
        log.info({ event: "signing_key_rotated", tenant: handle, kid, activatesAt }, "signing key rotated");
      }
    } catch (error) {
      log.warn({ err: error, tenant: handle }, "signing keys could not be rotated");
    }
  }
}
