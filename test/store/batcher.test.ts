import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { createBatcher } from "../../src/store/batcher.ts";
import { StoreUnavailableError } from "../../src/store/store-unavailable.ts";

interface Job {
  readonly n: number;
  readonly group: string;
  readonly key: string | undefined;
  readonly fails: boolean;
  /** Rounds of the event loop that its batch takes longer. */
  readonly rounds: number;
}

const jobs: fc.Arbitrary<Job[]> = fc
  .array(
    fc.record({
      group: fc.constantFrom("acme", "globex"),
      key: fc.constantFrom("a", "b", "c", undefined),
      fails: fc.boolean(),
      rounds: fc.nat(3),
    }),
    { maxLength: 60 },
  )
  .map((list) => list.map((job, n) => ({ ...job, n })));

describe("the batcher", () => {
  it("answers every job exactly once, fails those at fault alone, and keeps to groups, keys, order and lanes", async () => {
    await fc.assert(
      fc.asyncProperty(
        jobs,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        async (list, lanes, most, asksForMore) => {
          const done: Job[] = [];
          const underWay = new Set<Job>();
          let batches = 0;
          const submit = createBatcher<Job, number>({
            lanes,
            largestBatch: most,
            mostWaiting: 1_000,
            async run(first, more) {
              batches += 1;
              assert.ok(batches <= lanes);
              const begin = (some: readonly Job[]) => {
                for (const job of some) {
                  for (const other of underWay) assert.ok(job.key === undefined || !isSame(job, other));
                  underWay.add(job);
                }
              };
              begin(first);
              for (let left = Math.max(...first.map(({ rounds }) => rounds)); left > 0; left -= 1) await setImmediate();
              const others = asksForMore ? more() : [];
              begin(others);
              const batch = [...first, ...others];
              assert.ok(first.length >= 1 && batch.length <= most);
              assert.equal(new Set(batch.map(({ group }) => group)).size, 1);
              for (const job of batch) underWay.delete(job);
              batches -= 1;
              if (batch.some(({ fails }) => fails)) throw new Error("fails");
              done.push(...batch);
              return batch.map(({ n }) => n);
            },
          });
          let answered = 0;
          await Promise.all(
            list.map(async (job) => {
              if (job.n % 5 === 0) await setImmediate();
              const answer = await submit(job.group, job.key, job).catch((error: Error) => error.message);
              assert.equal(answer, job.fails ? "fails" : job.n);
              answered += 1;
            }),
          );
          assert.equal(answered, list.length);
          assert.deepEqual(
            done.map(({ n }) => n).sort((a, b) => a - b),
            list.filter(({ fails }) => !fails).map(({ n }) => n),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it("does jobs of one key in the order they came", async () => {
    await fc.assert(
      fc.asyncProperty(jobs, fc.integer({ min: 1, max: 3 }), async (list, lanes) => {
        const done: Job[] = [];
        const submit = createBatcher<Job, void>({
          lanes,
          largestBatch: 4,
          mostWaiting: 1_000,
          async run(batch) {
            for (let left = batch[0]?.rounds ?? 0; left > 0; left -= 1) await setImmediate();
            done.push(...batch);
            return batch.map(() => undefined);
          },
        });
        await Promise.all(list.map((job) => submit(job.group, job.key, job)));
        for (const job of list.filter(({ key }) => key !== undefined)) {
          const order = done.filter((other) => isSame(job, other)).map(({ n }) => n);
          assert.deepEqual(
            order,
            order.toSorted((a, b) => a - b),
          );
        }
      }),
    );
  });

  it("makes one batch of what comes together, and another of what comes while that is under way", async () => {
    const sizes: number[] = [];
    const submit = createBatcher<number, number>({
      lanes: 1,
      largestBatch: 100,
      mostWaiting: 100,
      async run(batch) {
        sizes.push(batch.length);
        await setImmediate();
        return batch;
      },
    });
    const first = [1, 2, 3].map((n) => submit("", undefined, n));
    await setImmediate();
    const second = [4, 5].map((n) => submit("", undefined, n));
    assert.deepEqual(await Promise.all([...first, ...second]), [1, 2, 3, 4, 5]);
    assert.deepEqual(sizes, [3, 2]);
  });

  it("does with a batch that had to wait what has come meanwhile", async () => {
    const sizes: number[] = [];
    const submit = createBatcher<number, number>({
      lanes: 1,
      largestBatch: 4,
      mostWaiting: 100,
      async run(first, more) {
        await setImmediate();
        await setImmediate();
        const batch = [...first, ...more()];
        sizes.push(batch.length);
        return batch;
      },
    });
    const first = [1, 2].map((n) => submit("", undefined, n));
    await setImmediate();
    const second = [3, 4, 5].map((n) => submit("", undefined, n));
    assert.deepEqual(await Promise.all([...first, ...second]), [1, 2, 3, 4, 5]);
    assert.deepEqual(sizes, [4, 1]);
  });

  it("tells all of a batch when the database is lost, and tries none of them again", async () => {
    let runs = 0;
    const submit = createBatcher<number, number>({
      lanes: 1,
      largestBatch: 100,
      mostWaiting: 100,
      run() {
        runs += 1;
        return Promise.reject(new StoreUnavailableError("lost"));
      },
    });
    const answers = await Promise.allSettled([1, 2, 3].map((n) => submit("", undefined, n)));
    assert.ok(answers.every(({ status }) => status === "rejected"));
    assert.equal(runs, 1);
  });

  it("refuses what comes when too many wait, and serves again once they were served", async () => {
    const submit = createBatcher<number, number>({
      lanes: 1,
      largestBatch: 2,
      mostWaiting: 5,
      run: async (batch) => batch,
    });
    const answers = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((n) => submit("", undefined, n)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [...Array.from({ length: 5 }, () => "fulfilled"), "rejected"],
    );
    const [refused] = answers.slice(-1);
    assert.ok(refused?.status === "rejected" && refused.reason instanceof StoreUnavailableError);
    assert.equal(await submit("", undefined, 7), 7);
  });

  it("keeps no group waiting behind another that never ends", async () => {
    const order: string[] = [];
    const submit = createBatcher<string, void>({
      lanes: 1,
      largestBatch: 1,
      mostWaiting: 100,
      async run(batch) {
        order.push(...batch);
        return [undefined];
      },
    });
    await Promise.all(["a", "a", "a", "a", "b"].map((group) => submit(group, undefined, group)));
    assert.deepEqual(order, ["a", "b", "a", "a", "a"]);
  });
});

function isSame(one: Job, other: Job): boolean {
  return one.group === other.group && one.key === other.key;
}
