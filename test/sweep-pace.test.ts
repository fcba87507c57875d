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

  it("takes a fifth of what requests leave of the event loop while many of the rows have ended", () => {
    const pauseAfter = createSweepPace(ROWS_A_STEP);
    assert.equal(pauseAfter(FEW, { tookMilliseconds: 2, busy: 0 }), 50);
    assert.equal(pauseAfter(MANY, { tookMilliseconds: 2, busy: 0 }), 8);
    assert.equal(pauseAfter(MANY, { tookMilliseconds: 2, busy: 0.75 }), 32);
    assert.equal(pauseAfter(MANY, { tookMilliseconds: 0, busy: 0 }), 1);
    assert.equal(pauseAfter(FEW, { tookMilliseconds: 2, busy: 0 }), 50);
  });

  it("does not rest in the middle of rows that have ended, however busy the event loop is", () => {
    const pauseAfter = paceOfAnOldServer(1);
    assert.equal(pauseAfter(FEW, AT_FULL_LOAD), 10_000);
    assert.equal(pauseAfter(MANY, AT_FULL_LOAD), 50);
  });

  it("deletes as much as comes in at full load, and leaves a fifth of what is stored at most", () => {
    const [LIVE, ENDING_EACH_SECOND] = [1_000_000, 6_000];
    const pauseAfter = paceOfAnOldServer(LIVE / ROWS_A_STEP);
    const shares: number[] = [];
    let [seconds, ended, place] = [0, 0, 0];
    while (seconds < 7_200) {
      const share = ended / (LIVE + ended);
      shares.push(share);
      place += ROWS_A_STEP;
      const roundOver = place >= LIVE + ended;
      if (roundOver) place = 0;
      const deleted = Math.round(ROWS_A_STEP * share);
      const passed = (pauseAfter({ deleted, roundOver }, AT_FULL_LOAD) + AT_FULL_LOAD.tookMilliseconds) / 1000;
      seconds += passed;
      ended += ENDING_EACH_SECOND * passed - deleted;
    }
    assert.ok(Math.max(...shares.slice(-100_000)) < 0.2, "in the end");
    assert.ok(
      shares.every((share) => share < 2 / 3),
      "when the load begins after a quiet day",
    );
  });
});

const FEW = { deleted: 50, roundOver: false };
const MANY = { deleted: 51, roundOver: false };
const AT_FULL_LOAD = { tookMilliseconds: 2, busy: 1 };

/** The pace of a server in which nothing has ended for long. */
function paceOfAnOldServer(stepsARound: number): ReturnType<typeof createSweepPace> {
  const pauseAfter = createSweepPace(ROWS_A_STEP);
  for (let step = 1; step <= 20 * stepsARound; step += 1) {
    pauseAfter({ deleted: 0, roundOver: step % stepsARound === 0 }, AT_FULL_LOAD);
  }
  return pauseAfter;
}

/** How long the pauses are after each of so many rounds. */
function pausesOfRounds(rounds: number, { steps, deletedAtEnd }: { steps: number; deletedAtEnd: number }): number[] {
  const pauseAfter = createSweepPace(ROWS_A_STEP);
  return Array.from({ length: rounds }, () => {
    pauseAfter({ deleted: deletedAtEnd, roundOver: false }, AT_FULL_LOAD);
    for (let step = 2; step < steps; step += 1) pauseAfter({ deleted: 0, roundOver: false }, AT_FULL_LOAD);
    return pauseAfter({ deleted: 0, roundOver: true }, AT_FULL_LOAD);
  });
}
