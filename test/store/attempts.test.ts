import assert from "node:assert/strict";
import { describe } from "node:test";
import type { AttemptPolicy } from "../../src/store/port/attempts.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { forEachStore } from "./stores.ts";
import { NOW } from "./values.ts";

const POLICY: AttemptPolicy = { attempts: 5, lockSeconds: 300, maximumLockSeconds: 1000, forgetSeconds: 86_400 };
const KEY = "sign-in \0 ada@example.com";

describe("security bar 18.1: attempts are counted before they are made", () => {
  forEachStore(({ rule }) => {
    /** What `count` callers are told who begin at the same moment. */
    const beginAtOnce = ({ attempts }: TenantStore, count: number, now: number, policy = POLICY) =>
      Promise.all(Array.from({ length: count }, () => attempts.begin(KEY, policy, now)));
    const allowed = (answers: readonly (number | undefined)[]) => answers.filter((until) => until === undefined).length;

    rule("allows five of 50 at once and tells the others when the lock ends", async (tenant) => {
      const answers = await beginAtOnce(tenant, 50, NOW);
      assert.equal(allowed(answers), 5);
      assert.deepEqual(new Set(answers), new Set([undefined, NOW + 300]));
    });

    rule("tells one of 50 at once that it was one too many", async ({ attempts }) => {
      const count = (now: number) => Promise.all(Array.from({ length: 50 }, () => attempts.count(KEY, POLICY, now)));
      for (const [now, end] of [
        [NOW, NOW + 300],
        [NOW + 300, NOW + 900],
      ] as const) {
        const locking = (await count(now)).filter(({ locksUntil }) => locksUntil !== undefined);
        assert.deepEqual(locking, [{ lockedUntil: undefined, locksUntil: end }]);
      }
    });

    rule("doubles the lock up to its greatest length", async (tenant) => {
      let now = NOW;
      for (const length of [300, 600, 1000, 1000]) {
        assert.equal(allowed(await beginAtOnce(tenant, 5, now)), 5);
        const end = now + length;
        assert.equal(await tenant.attempts.begin(KEY, POLICY, now), end);
        assert.equal(await tenant.attempts.begin(KEY, POLICY, end - 1), end);
        now = end;
      }
    });

    rule("counts five attempts one after the other", async ({ attempts }) => {
      for (let n = 0; n < 5; n += 1) assert.equal(await attempts.begin(KEY, POLICY, NOW + n), undefined);
      assert.equal(await attempts.begin(KEY, POLICY, NOW + 5), NOW + 304);
    });

    rule("does not count what it refuses", async (tenant) => {
      await beginAtOnce(tenant, 20, NOW);
      assert.equal(allowed(await beginAtOnce(tenant, 20, NOW + 300)), 5);
      assert.equal(await tenant.attempts.begin(KEY, POLICY, NOW + 300), NOW + 900);
    });

    rule("counts each key alone", async (tenant) => {
      await beginAtOnce(tenant, 6, NOW);
      assert.equal(await tenant.attempts.begin("another", POLICY, NOW), undefined);
    });

    rule("starts anew after a success", async (tenant) => {
      await beginAtOnce(tenant, 6, NOW);
      await tenant.attempts.clear(KEY);
      await tenant.attempts.clear("never begun");
      assert.equal(allowed(await beginAtOnce(tenant, 6, NOW)), 5);
      assert.equal(await tenant.attempts.begin(KEY, POLICY, NOW), NOW + 300);
    });

    rule("starts anew after a day without an attempt", async (tenant) => {
      await beginAtOnce(tenant, 5, NOW);
      assert.equal(allowed(await beginAtOnce(tenant, 4, NOW + 300)), 4);
      const later = NOW + 300 + 86_400;
      assert.equal(allowed(await beginAtOnce(tenant, 6, later)), 5);
      assert.equal(await tenant.attempts.begin(KEY, POLICY, later), later + 300);
    });

    rule("locks with each attempt where one is the limit", async ({ attempts }) => {
      const policy = { ...POLICY, attempts: 1 };
      assert.equal(await attempts.begin(KEY, policy, NOW), undefined);
      assert.equal(await attempts.begin(KEY, policy, NOW), NOW + 300);
      assert.equal(await attempts.begin(KEY, policy, NOW + 300), undefined);
      assert.equal(await attempts.begin(KEY, policy, NOW + 300), NOW + 900);
    });
  });
});
