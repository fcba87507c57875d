import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLanes } from "../../src/notifications/lanes.ts";

describe("work beside the requests", () => {
  it("begins after whatever the request goes on with, so that its answer takes no longer where somebody is written to (security bar 18.4)", async () => {
    const lanes = createLanes({ atOnce: 1, waiting: 1 });
    const order: string[] = [];
    lanes.run("acme", async () => void order.push("message"));
    for (let step = 0; step < 100; step++) await Promise.resolve();
    order.push("answer");
    await lanes.settled();
    assert.deepEqual(order, ["answer", "message"]);
  });

  it("is done so much at once in each lane, however full the others are, and what is too much is refused (security bar 22.4)", async () => {
    const lanes = createLanes({ atOnce: 2, waiting: 1 });
    const done: string[] = [];
    let present = 0;
    let most = 0;
    const task = (name: string) => async () => {
      most = Math.max(most, ++present);
      await new Promise(setImmediate);
      present -= 1;
      done.push(name);
    };
    assert.deepEqual(
      ["a", "b", "c", "d"].map((name) => lanes.run("acme", task(name))),
      [true, true, true, false],
    );
    await lanes.settled();
    assert.deepEqual([done, most], [["a", "b", "c"], 2]);
    assert.ok(lanes.run("acme", task("e")) && lanes.run("globex", task("f")));
    await lanes.settled();
    assert.deepEqual(done.slice(3), ["e", "f"]);
  });
});
