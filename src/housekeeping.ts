import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import { rotateWhenDue } from "./protocol/key-rotation.ts";
import type { KeyMaking } from "./protocol/sealed-keys.ts";
import type { Store } from "./store/port/store.ts";
import { createSweepPace } from "./sweep-pace.ts";

/** What has expired stays this long, so that whoever still sends it is told so. */
const KEPT_SECONDS = 3_600;
/** Small, so that a step never holds the database for long. */
const ROWS_A_STEP = 500;
const AFTER_FAILURE_MILLISECONDS = 60_000;
const ROTATE_EVERY_MILLISECONDS = 60_000;

export interface Household {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keyMaking: KeyMaking;
}

/**
 * Until the returned function is called: looks through all that is stored, round and round in small steps, and deletes what expired
 * an hour ago; and once a minute rotates the signing keys that are due. What fails waits a minute: nothing depends on it at once,
 * since whatever has expired is refused anyway, and a key is good for longer.
 */
export function startHousekeeping(household: Household): () => Promise<void> {
  const { store, clock, log } = household;
  const stopping = new AbortController();
  const { signal } = stopping;
  const pauseAfter = createSweepPace(ROWS_A_STEP);

  let rested = performance.eventLoopUtilization();

  async function step(): Promise<number> {
    const { utilization: busy } = performance.eventLoopUtilization(rested);
    const begun = performance.now();
    try {
      const before = Math.floor(clock.nowMilliseconds() / 1000) - KEPT_SECONDS;
      const swept = await store.sweep(before, ROWS_A_STEP);
      return pauseAfter(swept, { tookMilliseconds: performance.now() - begun, busy });
    } catch (error) {
      log.warn({ err: error }, "expired rows could not be deleted");
      return AFTER_FAILURE_MILLISECONDS;
    } finally {
      rested = performance.eventLoopUtilization();
    }
  }

  const sweeping = (async () => {
    while (!signal.aborted) {
      await setTimeout(await step(), undefined, { signal, ref: false }).catch(() => {}); // stopped
    }
  })();

  const rotating = (async () => {
    while (!signal.aborted) {
      await rotateAll(household, signal).catch((err: unknown) =>
        log.warn({ err }, "signing keys could not be rotated"),
      );
      await setTimeout(ROTATE_EVERY_MILLISECONDS, undefined, { signal, ref: false }).catch(() => {}); // stopped
    }
  })();

  return async () => {
    stopping.abort();
    await Promise.all([sweeping, rotating]);
  };
}

/**
 * Rotates the keys of the tenants that have a schedule, and of the issuers of their organizations; every process does, and one of them makes
 * each key.
 */
async function rotateAll(household: Household, signal: AbortSignal): Promise<void> {
  const { store } = household;
  for (const { id, handle, everyDays } of await store.tenants.withKeyRotation()) {
    if (signal.aborted) return;
    const { organizations } = store.forTenant(id);
    await rotate({ id, name: handle }, everyDays, household);
    for (const organization of await organizations.below(undefined)) {
      if (signal.aborted) return;
      await rotate({ id: organization.id, name: `${handle}/o/${organization.handle}` }, everyDays, household);
    }
  }
}

async function rotate(
  { id, name }: { readonly id: string; readonly name: string },
  everyDays: number,
  { store, clock, log, keyMaking }: Household,
): Promise<void> {
  const rotating = { id, store: store.forTenant(id), keyMaking, now: Math.floor(clock.nowMilliseconds() / 1000) };
  try {
    for (const { kid, activatesAt } of await rotateWhenDue(everyDays, rotating)) {
      log.info({ event: "signing_key_rotated", tenant: name, kid, activatesAt }, "signing key rotated");
    }
  } catch (error) {
    log.warn({ err: error, tenant: name }, "signing keys could not be rotated");
  }
}
