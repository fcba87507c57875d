import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSweepPace } from "../src/sweep-pace.ts";

const ROWS_A_STEP = 500;

describe("the pace of the sweep", () => {
  it("doubles from round to round while a tenth of the rows or more have ended, up to a step each millisecond", () => {
    assert.deepEqual(pausesOfRounds(8, { steps: 100, deletedAtEnd: 5_001 }), [25, 12.5, 6.25, 3.125, 1.5625, 1, 1, 1]);
  });

  it("halves while fewer have ended, down to a round an hour and a step each ten seconds", () => {
    assert.deepEqual(
      pausesOfRounds(8, { steps: 10_000, deletedAtEnd: 49_999 }),
      [100, 200, 360, 360, 360, 360, 360, 360],
    );
    assert.equal(pausesOfRounds(20, { steps: 6, deletedAtEnd: 0 }).at(-1), 10_000);
  });

  it("does not rest in the middle of rows that have ended", () => {
    const pauseAfter = createSweepPace(ROWS_A_STEP);
    assert.equal(pauseAfter({ deleted: 50, roundOver: false }), 50);
    assert.equal(pauseAfter({ deleted: 51, roundOver: false }), 25);
    assert.equal(pauseAfter({ deleted: 0, roundOver: false }), 50);
  });
});

/** How long the pauses are after each of so many rounds. */
function pausesOfRounds(rounds: number, { steps, deletedAtEnd }: { steps: number; deletedAtEnd: number }): number[] {
  const pauseAfter = createSweepPace(ROWS_A_STEP);
  return Array.from({ length: rounds }, () => {
    pauseAfter({ deleted: deletedAtEnd, roundOver: false });
    for (let step = 2; step < steps; step += 1) pauseAfter({ deleted: 0, roundOver: false });
    return pauseAfter({ deleted: 0, roundOver: true });
  });
}
