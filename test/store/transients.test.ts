import assert from "node:assert/strict";
import { describe } from "node:test";
import { countTrue, forEachStore } from "./stores.ts";
import { NOW } from "./values.ts";

describe("what is kept for minutes", () => {
  forEachStore(({ rule }) => {
    rule("is found by its kind and key until its time is over", async ({ transients }) => {
      const document = { client: "web", text: "ü 🛒" };
      assert.equal(await transients.add("pushed request", "key", document, NOW + 60, NOW), true);
      assert.deepEqual(await transients.find("pushed request", "key", NOW + 59), {
        document,
        version: 1,
        expiresAt: NOW + 60,
      });
      assert.equal(await transients.find("pushed request", "key", NOW + 60), undefined);
      assert.equal(await transients.find("device code", "key", NOW), undefined);
    });

    rule("is nothing to another tenant", async ({ transients }, other) => {
      await transients.add("pushed request", "key", {}, NOW + 60, NOW);
      assert.equal(await other.transients.find("pushed request", "key", NOW), undefined);
      assert.equal(await other.transients.replace("pushed request", "key", 1, {}), false);
      assert.equal(await other.transients.remove("pushed request", "key", 1), false);
    });

    rule("is added by one of ten who bring the same key, and again once its time is over", async ({ transients }) => {
      const add = (now: number) => transients.add("proof", "jti", {}, now + 60, now);
      assert.equal(await countTrue(Array.from({ length: 10 }, () => add(NOW))), 1);
      assert.equal(await add(NOW + 59), false);
      assert.equal(await countTrue(Array.from({ length: 10 }, () => add(NOW + 60))), 1);
    });

    rule("is changed by one of ten who saw the same version", async ({ transients }) => {
      await transients.add("device code", "key", { state: "pending" }, NOW + 60, NOW);
      const replace = (n: number) => transients.replace("device code", "key", 1, { state: `allowed ${n}` });
      assert.equal(await countTrue(Array.from({ length: 10 }, (_, n) => replace(n))), 1);
      const changed = await transients.find("device code", "key", NOW);
      assert.equal(changed?.version, 2);
      assert.equal(changed?.expiresAt, NOW + 60);
    });

    rule("is removed by one of ten, and not in a version that was never seen", async ({ transients }) => {
      await transients.add("pushed request", "key", {}, NOW + 60, NOW);
      assert.equal(await transients.remove("pushed request", "key", 2), false);
      const remove = () => transients.remove("pushed request", "key", 1);
      assert.equal(await countTrue(Array.from({ length: 10 }, remove)), 1);
      assert.equal(await transients.find("pushed request", "key", NOW), undefined);
    });
  });
});
