import type { SweepStep } from "./store/store.ts";

const FIRST_MILLISECONDS = 50;
const SHORTEST_MILLISECONDS = 1;
const LONGEST_MILLISECONDS = 10_000;
const LONGEST_ROUND_MILLISECONDS = 3_600_000;
/** After a step that found many rows: the writes of those who wait for an answer come in between. */
const WHILE_MANY_MILLISECONDS = 25;

/** One in so many of the rows that a round looks at shall have ended. */
const ONE_IN = 10;

/**
 * Makes a function that says after each step of the sweep how many milliseconds to wait for the next. Rounds become twice as
 * quick when more than a tenth of their rows had ended, and else twice as slow, down to one an hour. So what has ended
 * stays about a tenth of what is stored however much comes in, and several processes share the work without knowing of each other.
 */
export function createSweepPace(rowsAStep: number): (step: SweepStep) => number {
  let pause = FIRST_MILLISECONDS;
  let steps = 0;
  let deleted = 0;

  return (step) => {
    steps += 1;
    deleted += step.deleted;
    if (step.roundOver) {
      const wanted = deleted * ONE_IN > steps * rowsAStep ? pause / 2 : pause * 2;
      const longest = Math.min(LONGEST_MILLISECONDS, LONGEST_ROUND_MILLISECONDS / steps);
      pause = Math.max(SHORTEST_MILLISECONDS, Math.min(wanted, longest));
      steps = 0;
      deleted = 0;
    }
    return step.deleted * ONE_IN > rowsAStep ? Math.min(pause, WHILE_MANY_MILLISECONDS) : pause;
  };
}
