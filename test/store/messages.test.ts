import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { MessageStore, QueuedMessage } from "../../src/store/port/messages.ts";
import { forEachStore } from "./stores.ts";
import { makeId, NOW } from "./values.ts";

describe("messages on their way", () => {
  forEachStore(({ makeStore }) => {
    let messages: MessageStore;
    before(async () => {
      messages = (await makeStore()).messages;
    });

    async function leave(tenantId: string, count: number): Promise<string[]> {
      const ids = Array.from({ length: count }, makeId).sort();
      for (const id of ids) {
        const message = { id, tenantId, sealed: `sealed ${id}`, attempts: 0, dueAt: NOW, expiresAt: NOW + 60 };
        await messages.add(message);
      }
      return ids;
    }

    it("are listed by their ids, some at a time, and each tenant's apart", async () => {
      const [tenantId, other] = [makeId(), makeId()];
      const ids = await leave(tenantId, 5);
      await leave(other, 1);
      const listed: string[] = [];
      for (let after: string | undefined; ; after = listed.at(-1)) {
        const some = await messages.listAfter(tenantId, after, 2);
        listed.push(...some.map(({ id }) => id));
        if (some.length < 2) break;
      }
      assert.deepEqual(listed, ids);
    });

    it("are sealed otherwise also while they are taken, and stay those of whoever has taken them", async () => {
      const [tenantId, other] = [makeId(), makeId()];
      await leave(tenantId, 1);
      const [listed] = (await messages.listAfter(tenantId, undefined, 2)) as [QueuedMessage];
      const [taken] = (await messages.take(tenantId, NOW, NOW + 60, 1)) as [QueuedMessage];
      await messages.reseal({ ...listed, tenantId: other }, "of another tenant");
      await messages.reseal(listed, "anew");
      assert.equal(await messages.postpone(taken, NOW), true);
      assert.deepEqual(await messages.take(tenantId, NOW, NOW + 60, 1), [{ ...taken, sealed: "anew", attempts: 2 }]);
    });
  });
});
