import assert from "node:assert/strict";
import { describe } from "node:test";
import { newId } from "../../src/crypto/ids.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { countTrue, forEachStore } from "./stores.ts";
import { type makeAccessToken, makeCode, makeId, makeTokens, makeUser, NOW } from "./values.ts";

async function twoUsers({ users }: TenantStore) {
  const [ada, bob] = [makeUser({ userName: "ada" }), makeUser({ userName: "bob" })];
  for (const user of [ada, bob]) await users.save(user, undefined);
  return [ada.id, bob.id] as const;
}

describe("what users have allowed clients (security bar 25.3)", () => {
  forEachStore(({ rule }) => {
    rule("for good is listed by user, and taken back", async ({ consents }) => {
      const [ada, bob] = [makeId(), makeId()];
      await consents.save(ada, "web", ["openid", "email"], NOW);
      await consents.save(ada, "app", ["openid"], NOW);
      await consents.save(bob, "web", ["openid"], NOW);
      const web = { clientId: "web", scope: ["openid", "email"] };
      assert.deepEqual(await consents.listOf(ada), [{ clientId: "app", scope: ["openid"] }, web]);
      assert.equal(await countTrue([1, 2].map(() => consents.remove(ada, "app"))), 1);
      assert.deepEqual(await consents.listOf(ada), [web]);
      assert.equal((await consents.listOf(bob)).length, 1);
    });

    rule("is told while it holds and has not run out", async ({ authorizations }) => {
      const userId = makeId();
      const issue = async (clientId: string, change: Parameters<typeof makeAccessToken>[1] = {}) => {
        const { authorization } = makeCode({ userId, clientId, scope: ["openid", clientId] });
        const { accessToken } = makeTokens(authorization.id);
        await authorizations.issue(authorization, {
          accessToken: { ...accessToken, ...change },
          refreshToken: undefined,
        });
        return authorization.id;
      };
      await issue("web");
      await issue("web");
      await issue("over", { expiresAt: NOW });
      await authorizations.revoke(await issue("revoked"), NOW);
      const grant = { clientId: "web", scope: ["openid", "web"] };
      assert.deepEqual(await authorizations.grantsOf(userId, NOW), [grant]);
      assert.deepEqual(await authorizations.grantsOf(makeId(), NOW), []);
    });

    rule("is ended for one client, or for all but one authorization", async ({ authorizations, tokens }) => {
      const userId = makeId();
      const issue = async (clientId: string, of = userId) => {
        const { authorization } = makeCode({ userId: of, clientId });
        const { accessToken, refreshToken } = makeTokens(authorization.id);
        await authorizations.issue(authorization, { accessToken, refreshToken });
        return { id: authorization.id, token: accessToken.id };
      };
      const [web, again, app, foreign] = [
        await issue("web"),
        await issue("web"),
        await issue("app"),
        await issue("web", makeId()),
      ];
      const alive = async () => {
        const found = [web, again, app, foreign].map(({ token }) => tokens.findAccessToken(token));
        return (await Promise.all(found)).map((one) => one !== undefined);
      };
      await authorizations.revokeAllOf(userId, NOW, again.id);
      assert.deepEqual(await alive(), [false, true, false, true]);
      await authorizations.revokeOfClient(userId, "app", NOW);
      assert.deepEqual(await alive(), [false, true, false, true]);
      await authorizations.revokeOfClient(userId, "web", NOW);
      assert.deepEqual(await alive(), [false, false, false, true]);
    });
  });
});

describe("what persons have agreed to", () => {
  forEachStore(({ rule }) => {
    rule("is found by id, and listed by user or in all, page by page in the order of time", async (tenant) => {
      const [ada, bob] = await twoUsers(tenant);
      const { consentReceipts } = tenant;
      const ids = [1, 2, 3, 4, 5].map((n) => newId(NOW * 1000 + n));
      const document = { serviceId: "ü", state: "ACTIVE" };
      for (const [n, id] of ids.entries()) {
        const receipt = { id, userId: n === 2 ? bob : ada, document };
        assert.equal(await consentReceipts.add(receipt, NOW), true);
      }
      const [first, second, third, fourth, fifth] = ids;
      const kept = { id: third, userId: bob, document, version: 1, createdAt: NOW };
      assert.deepEqual(await consentReceipts.find(third as string), kept);
      assert.equal(await consentReceipts.find(makeId()), undefined);
      const listed = async (query: Parameters<typeof consentReceipts.list>[0]) =>
        (await consentReceipts.list(query)).map(({ id }) => id);
      assert.deepEqual(await listed({ limit: 9 }), ids);
      assert.deepEqual(await listed({ limit: 2 }), [first, second]);
      assert.deepEqual(await listed({ userId: ada, limit: 9 }), [first, second, fourth, fifth]);
      assert.deepEqual(await listed({ userId: ada, after: second, limit: 1 }), [fourth]);
      assert.deepEqual(await listed({ before: fifth, limit: 2 }), [third, fourth]);
    });

    rule("is changed in the version that was seen, and goes with its user", async (tenant) => {
      const [ada] = await twoUsers(tenant);
      const { consentReceipts, users } = tenant;
      const id = makeId();
      assert.equal(await consentReceipts.add({ id, userId: makeId(), document: {} }, NOW), false);
      await consentReceipts.add({ id, userId: ada, document: {} }, NOW);
      const replace = (n: number) => consentReceipts.replace({ id, version: 1, document: { n } });
      assert.equal(await countTrue([1, 2, 3].map(replace)), 1);
      assert.equal((await consentReceipts.find(id))?.version, 2);
      await users.remove(ada, NOW);
      assert.equal(await consentReceipts.find(id), undefined);
    });

    rule("is nothing to another tenant (security bar 22.1)", async (tenant, other) => {
      const [ada] = await twoUsers(tenant);
      const id = makeId();
      await tenant.consentReceipts.add({ id, userId: ada, document: {} }, NOW);
      assert.equal(await other.consentReceipts.find(id), undefined);
      assert.deepEqual(await other.consentReceipts.list({ limit: 9 }), []);
      assert.equal(await other.consentReceipts.replace({ id, version: 1, document: {} }), false);
    });
  });
});
