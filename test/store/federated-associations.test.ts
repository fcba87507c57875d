import assert from "node:assert/strict";
import { describe } from "node:test";
import type { FederatedAssociation } from "../../src/store/port/federated-associations.ts";
import { countTrue, forEachStore } from "./stores.ts";
import { makeId, makeUser, NOW } from "./values.ts";

const PROVIDER = makeId();

function make(userId: string, change: Partial<FederatedAssociation> = {}): FederatedAssociation {
  return { id: makeId(), userId, providerId: PROVIDER, subject: "ada@provider.example", createdAt: NOW, ...change };
}

describe("whom other identity providers know users as", () => {
  forEachStore(({ rule }) => {
    rule("is found by provider and subject, character for character, and listed by user", async (tenant) => {
      const { users, federatedAssociations } = tenant;
      const ada = makeUser();
      await users.save(ada, undefined);
      const [first, second] = [make(ada.id), make(ada.id, { providerId: makeId() })];
      for (const one of [first, second]) assert.equal(await federatedAssociations.add(one), true);
      assert.deepEqual(await federatedAssociations.find(PROVIDER, first.subject), first);
      for (const [provider, subject] of [
        [PROVIDER, "ADA@provider.example"],
        [PROVIDER, "\0"],
        [makeId(), first.subject],
      ] as const) {
        assert.equal(await federatedAssociations.find(provider, subject), undefined);
      }
      assert.deepEqual(new Set(await federatedAssociations.listOf(ada.id)), new Set([first, second]));
      assert.deepEqual(await federatedAssociations.listOf(makeId()), []);
    });

    rule("is one user's alone, and of one who is there", async ({ users, federatedAssociations }) => {
      const [ada, bob] = [makeUser({ userName: "ada" }), makeUser({ userName: "bob" })];
      for (const user of [ada, bob]) await users.save(user, undefined);
      assert.equal(await federatedAssociations.add(make(makeId())), false);
      const added = [ada, bob, ada, bob].map(({ id }) => federatedAssociations.add(make(id)));
      assert.equal(await countTrue(added), 1);
    });

    rule("is removed from its own user alone, and with the user", async (tenant) => {
      const { users, federatedAssociations } = tenant;
      const [ada, bob] = [makeUser({ userName: "ada" }), makeUser({ userName: "bob" })];
      for (const user of [ada, bob]) await users.save(user, undefined);
      const [first, second] = [make(ada.id), make(ada.id, { subject: "second" })];
      for (const one of [first, second]) await federatedAssociations.add(one);
      assert.equal(await federatedAssociations.remove(bob.id, first.id), false);
      const removed = [1, 2, 3].map(() => federatedAssociations.remove(ada.id, first.id));
      assert.equal(await countTrue(removed), 1);
      await users.remove(ada.id, NOW);
      assert.equal(await federatedAssociations.find(PROVIDER, "second"), undefined);
    });

    rule("is removed with its provider, whoever has it", async ({ users, federatedAssociations }) => {
      const [ada, bob] = [makeUser({ userName: "ada" }), makeUser({ userName: "bob" })];
      for (const user of [ada, bob]) await users.save(user, undefined);
      const [gone, elsewhere] = [makeId(), makeId()];
      assert.equal(await federatedAssociations.hasAny(gone), false);
      const kept = make(ada.id, { providerId: elsewhere });
      for (const one of [make(ada.id, { providerId: gone, subject: "a" }), make(bob.id, { providerId: gone }), kept]) {
        await federatedAssociations.add(one);
      }
      assert.equal(await federatedAssociations.hasAny(gone), true);
      await federatedAssociations.removeOfProvider(gone);
      assert.equal(await federatedAssociations.hasAny(gone), false);
      assert.deepEqual(await federatedAssociations.listOf(ada.id), [kept]);
      assert.deepEqual(await federatedAssociations.listOf(bob.id), []);
    });

    rule("is nothing to another tenant (security bar 22.1)", async (tenant, other) => {
      const ada = makeUser();
      await tenant.users.save(ada, undefined);
      const one = make(ada.id);
      await tenant.federatedAssociations.add(one);
      assert.equal(await other.federatedAssociations.hasAny(PROVIDER), false);
      await other.federatedAssociations.removeOfProvider(PROVIDER);
      assert.deepEqual(await tenant.federatedAssociations.listOf(ada.id), [one]);
      assert.equal(await other.federatedAssociations.find(PROVIDER, one.subject), undefined);
      assert.deepEqual(await other.federatedAssociations.listOf(ada.id), []);
      assert.equal(await other.federatedAssociations.remove(ada.id, one.id), false);
    });
  });
});
