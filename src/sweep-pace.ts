import type { SweepStep } from "./store/port/store.ts";

const FIRST_MILLISECONDS = 50;
const SHORTEST_MILLISECONDS = 1;
const LONGEST_MILLISECONDS = 10_000;
const LONGEST_ROUND_MILLISECONDS = 3_600_000;

/** One in so many of the rows that a round looks at shall have ended. */
const ONE_IN = 10;

/** After a step that found many rows the next follows once the event loop was idle for so many times as long as the step took … */
const IDLE_TIMES = 4;
/** … or has had no time to be: enough for whatever a server can store meanwhile. */
const WHILE_MANY_MILLISECONDS = 50;

/** What a step met. */
export interface StepCircumstances {
  readonly tookMilliseconds: number;
  /** The part of the pause before it in which the event loop was busy with others, from 0 to 1. */
  readonly busy: number;
}

/**
 * Makes a function that says after each step of the sweep how many milliseconds to wait for the next. Rounds become twice as
 * quick when more than a tenth of their rows had ended, and else twice as slow, down to one an hour. So what has ended
 * stays about a tenth of what is stored however much comes in, and several processes share the work without knowing of each other.
 * Where a step found many, the sweep takes a fifth of the time that requests leave it.
 */
export function createSweepPace(rowsAStep: number): (step: SweepStep, circumstances: StepCircumstances) => number {
  let pause = FIRST_MILLISECONDS;
  let steps = 0;
  let deleted = 0;

  return (step, { tookMilliseconds, busy }) => {
    steps += 1;
    deleted += step.deleted;
    if (step.roundOver) {
      const wanted = deleted * ONE_IN > steps * rowsAStep ? pause / 2 : pause * 2;
      const longest = Math.min(LONGEST_MILLISECONDS, LONGEST_ROUND_MILLISECONDS / steps);
      pause = Math.max(SHORTEST_MILLISECONDS, Math.min(wanted, longest));
      steps = 0;
      deleted = 0;
    }
    if (step.deleted * ONE_IN <= rowsAStep) return pause;
    const untilIdle = (IDLE_TIMES * tookMilliseconds) / (1 - busy);
    return Math.min(pause, Math.max(SHORTEST_MILLISECONDS, Math.min(untilIdle, WHILE_MANY_MILLISECONDS)));
  };
}
