import assert from "node:assert/strict";
import { describe } from "node:test";
import type { TenantStore } from "../../src/store/port/store.ts";
import { countTrue, forEachStore } from "./stores.ts";
import { makeId, makeUser, NOW } from "./values.ts";

/** The longest id that a passkey has (Web Authentication §5.1: 1,023 bytes), in base64url. */
const LONGEST = Buffer.alloc(1_023, 0xfb).toString("base64url");

async function prepare({ users }: TenantStore) {
  const [ada, bob] = [makeUser({ userName: "ada" }), makeUser({ userName: "bob" })];
  for (const user of [ada, bob]) await users.save(user, undefined);
  return { ada: ada.id, bob: bob.id };
}

describe("what users prove who they are with", () => {
  forEachStore(({ rule }) => {
    rule("is listed by its kind, whoever has it, page by page", async (tenant, other) => {
      const { ada, bob } = await prepare(tenant);
      const { credentials } = tenant;
      for (const id of ["c", "a", "b"]) {
        await credentials.add({ userId: id === "a" ? bob : ada, kind: "passkey", id, document: {} }, NOW);
      }
      await credentials.add({ userId: ada, kind: "totp", id: ada, document: {} }, NOW);
      const idsAfter = async (after: string) => (await credentials.listKind("passkey", after, 2)).map(({ id }) => id);
      assert.deepEqual(await idsAfter(""), ["a", "b"]);
      assert.deepEqual(await idsAfter("b"), ["c"]);
      assert.deepEqual(await other.credentials.listKind("passkey", "", 2), []);
    });

    rule("is found by its kind and id, and listed by its user and kind in order of time", async (tenant) => {
      const { ada, bob } = await prepare(tenant);
      const { credentials } = tenant;
      const document = { name: "ü 🔑", publicKey: "AQID" };
      const passkey = { userId: ada, kind: "passkey", id: LONGEST, document } as const;
      assert.equal(await credentials.find("passkey", LONGEST), undefined);
      assert.equal(await credentials.add(passkey, NOW + 2), true);
      const kept = { ...passkey, version: 1, createdAt: NOW + 2, lastUsedAt: undefined };
      assert.deepEqual(await credentials.find("passkey", LONGEST), kept);
      assert.equal(await credentials.find("totp", LONGEST), undefined);
      assert.equal(await credentials.find("passkey", "\0"), undefined);

      const totp = { userId: ada, kind: "totp", id: ada, document: {} } as const;
      await credentials.add(totp, NOW);
      await credentials.add({ ...passkey, id: "first" }, NOW + 1);
      const listed = async (...of: Parameters<typeof credentials.listOf>) =>
        (await credentials.listOf(...of)).map(({ kind, id }) => [kind, id]);
      const passkeys = [
        ["passkey", "first"],
        ["passkey", LONGEST],
      ];
      assert.deepEqual(await listed(ada), [["totp", ada], ...passkeys]);
      assert.deepEqual(await listed(ada, "passkey"), passkeys);
      assert.deepEqual(await listed(ada, "backup codes"), []);
      assert.deepEqual(await listed(bob), []);
    });

    rule("has an id of its own, whoever has it, and belongs to somebody who is there", async (tenant) => {
      const { ada, bob } = await prepare(tenant);
      const { credentials } = tenant;
      const add = (userId: string) => credentials.add({ userId, kind: "passkey", id: "a", document: {} }, NOW);
      assert.equal(await add(makeId()), false);
      assert.equal(await countTrue([ada, bob, ada, bob].map(add)), 1);
      assert.equal(await credentials.add({ userId: ada, kind: "totp", id: "a", document: {} }, NOW), true);
    });

    rule("is used by one of ten who saw the same version", async (tenant) => {
      const { ada } = await prepare(tenant);
      const { credentials } = tenant;
      const totp = { kind: "totp", id: ada } as const;
      await credentials.add({ userId: ada, ...totp, document: { step: 0 } }, NOW);
      const use = (step: number) =>
        credentials.replace({ ...totp, version: 1, document: { step }, lastUsedAt: NOW + 7 });
      assert.equal(await countTrue(Array.from({ length: 10 }, (_, step) => use(step))), 1);
      const used = await credentials.find("totp", ada);
      assert.deepEqual([used?.version, used?.lastUsedAt, used?.createdAt], [2, NOW + 7, NOW]);
      assert.equal(await credentials.replace({ ...totp, version: 2, document: {}, lastUsedAt: undefined }), true);
      assert.equal((await credentials.find("totp", ada))?.lastUsedAt, undefined);
    });

    rule("is removed from its own user alone, and with the user", async (tenant) => {
      const { ada, bob } = await prepare(tenant);
      const { credentials, users } = tenant;
      for (const [userId, id] of [
        [ada, "a"],
        [ada, "b"],
        [bob, "c"],
      ] as const) {
        await credentials.add({ userId, kind: "passkey", id, document: {} }, NOW);
      }
      assert.equal(await credentials.remove(bob, "passkey", "a"), false);
      assert.equal(await credentials.remove(ada, "totp", "a"), false);
      assert.equal(await credentials.remove(ada, "passkey", "a\0"), false);
      assert.equal(await countTrue([1, 2, 3].map(() => credentials.remove(ada, "passkey", "a"))), 1);
      await users.remove(ada, NOW);
      assert.equal(await credentials.find("passkey", "b"), undefined);
      assert.notEqual(await credentials.find("passkey", "c"), undefined);
    });

    rule("is nothing to another tenant (security bar 22.1)", async (tenant, other) => {
      const { ada } = await prepare(tenant);
      const key = { kind: "passkey", id: "a" } as const;
      await tenant.credentials.add({ userId: ada, ...key, document: {} }, NOW);
      assert.equal(await other.credentials.find("passkey", "a"), undefined);
      assert.deepEqual(await other.credentials.listOf(ada), []);
      assert.equal(await other.credentials.add({ userId: ada, ...key, document: {} }, NOW), false);
      const change = { ...key, version: 1, document: {}, lastUsedAt: NOW };
      assert.equal(await other.credentials.replace(change), false);
      assert.equal(await other.credentials.remove(ada, "passkey", "a"), false);
    });
  });
});
