import type { Store } from "../../src/store/port/store.ts";

/** Sweeps until everything that is stored has been looked at, wherever the walk stood. Returns how many rows went. */
export async function sweepAll(store: Store, now: number, limit = 1000): Promise<number> {
  let deleted = 0;
  for (let roundsOver = 0; roundsOver < 2; ) {
    const step = await store.sweep(now, limit);
    deleted += step.deleted;
    if (step.roundOver) roundsOver += 1;
  }
  return deleted;
}
