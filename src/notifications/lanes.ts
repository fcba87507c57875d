import { setImmediate as nextTurn } from "node:timers/promises";

/** Work that is done beside the requests, in lanes that do not hold each other up. */
export interface Lanes {
  /**
   * Has the task done in the lane when its turn comes; false, and it is not, when too many wait there. A task does not throw. None begins
   * before whoever asks has gone on as far as they can: an answer that waits for nothing else leaves first (security bar 18.4).
   */
  run(lane: string, task: () => Promise<void>): boolean;
  /** Resolves when nothing is left to do. */
  settled(): Promise<void>;
}

/** Lanes in each of which `atOnce` tasks run beside each other, and `waiting` may wait. */
export function createLanes({ atOnce, waiting }: { readonly atOnce: number; readonly waiting: number }): Lanes {
  const lanes = new Map<string, { readonly tasks: (() => Promise<void>)[]; running: number }>();
  const running = new Set<Promise<void>>();

  function next(name: string): void {
    const lane = lanes.get(name);
    while (lane !== undefined && lane.running < atOnce) {
      const task = lane.tasks.shift();
      if (task === undefined) break;
      lane.running += 1;
      const run = nextTurn()
        .then(task)
        .finally(() => {
          running.delete(run);
          lane.running -= 1;
          next(name);
        });
      running.add(run);
    }
    if (lane?.running === 0) lanes.delete(name);
  }

  return {
    run(name, task) {
      const lane = lanes.get(name) ?? { tasks: [], running: 0 };
      if (lane.tasks.length >= waiting) return false;
      lanes.set(name, lane);
      lane.tasks.push(task);
      next(name);
      return true;
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
