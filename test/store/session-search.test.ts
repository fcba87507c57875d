import assert from "node:assert/strict";
import { describe } from "node:test";
import { newId } from "../../src/crypto/ids.ts";
import { forEachStore } from "./stores.ts";
import { makeHash, makeId, makeSession, NOW } from "./values.ts";

describe("the sessions of a tenant", () => {
  forEachStore(({ rule }) => {
    rule("are found by user and time, those whose time is over left out", async ({ sessions }, other) => {
      const userId = makeId();
      const ids = [1, 2, 3, 4].map((n) => newId(NOW * 1000 + n));
      const [first, second, third, fourth] = ids as [string, string, string, string];
      for (const id of ids) {
        const session = makeSession({
          id,
          ...(id !== third && { userId }),
          userAgent: `Browser ${id}`,
          address: "::1",
        });
        await sessions.create(session, makeHash(id), id === second ? NOW : NOW + 1);
      }
      const found = async (query: object) =>
        (await sessions.search({ now: NOW, limit: 9, ...query })).map(({ id }) => id);
      assert.deepEqual(await found({}), [fourth, third, first]);
      assert.deepEqual(await found({ now: NOW - 1 }), [fourth, third, second, first]);
      assert.deepEqual(await found({ userId }), [fourth, first]);
      assert.deepEqual(await found({ limit: 1 }), [fourth]);
      assert.deepEqual(await found({ before: fourth }), [third, first]);
      assert.deepEqual(await found({ from: third }), [fourth, third]);
      assert.deepEqual(await found({ from: first, oldestFirst: true, limit: 2 }), [first, third]);
      assert.deepEqual(await other.sessions.search({ now: NOW, limit: 9 }), []);
      const [{ userAgent, address } = {}] = await sessions.search({ now: NOW, limit: 1 });
      assert.deepEqual([userAgent, address], [`Browser ${fourth}`, "::1"]);
    });
  });
});
