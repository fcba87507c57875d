import assert from "node:assert/strict";
import { before, beforeEach, describe, it } from "node:test";
import type { Store, TenantStore } from "../../src/store/store.ts";
import { forEachStore } from "./stores.ts";
import { makeAccessToken, makeCode, makeHash, makeId, makeSession, makeTokens, NOW } from "./values.ts";

const EVER = 2 ** 40;

describe("sweeping what has ended", () => {
  forEachStore(({ makeStore }) => {
    let store: Store;
    let tenants: TenantStore[];
    before(async () => {
      store = await makeStore();
    });
    beforeEach(async () => {
      while ((await store.sweep(EVER, 1000)) > 0);
      tenants = [store.forTenant(makeId()), store.forTenant(makeId())];
    });

    it("removes the signing keys that retired before now, and no other", async () => {
      const times = [NOW - 1, NOW, undefined];
      for (const { keys } of tenants) {
        for (const [index, retiresAt] of times.entries()) {
          const sequence = index + 1;
          const key = { sequence, kid: makeId(), algorithm: "RS256", publicJwk: {}, sealedPrivateKey: "" };
          await keys.add({ ...key, createdAt: 0, activatesAt: 0, retiresAt });
        }
      }
      assert.equal(await store.sweep(NOW, 100), 2);
      assert.equal(await store.sweep(NOW, 100), 0);
      for (const { keys } of tenants) {
        assert.deepEqual(
          (await keys.list()).map(({ retiresAt }) => retiresAt),
          times.slice(1),
        );
      }
    });

    it("removes what ended before now, of every tenant, and leaves what ends now or later", async () => {
      const secret = makeHash("secret");
      for (const { sessions, requests, tokens, attempts } of tenants) {
        for (const [id, expiresAt] of [
          [makeId(), NOW - 1],
          [makeId(), NOW],
          [makeId(), NOW + 1],
        ] as const) {
          await sessions.create(makeSession({ id }), secret, expiresAt);
          const kept = { authenticatedSessionId: undefined, selectedSessionId: undefined };
          await requests.save({ id, browserHash: secret, parameters: [], ...kept, expiresAt });
          await tokens.saveAccessToken(makeAccessToken(undefined, { id, expiresAt }));
          const policy = { attempts: 5, lockSeconds: 1, maximumLockSeconds: 10, forgetSeconds: 10 };
          await attempts.begin(id, policy, expiresAt - 20);
        }
      }
      assert.equal(await store.sweep(NOW, 100), 2 * 4);
      assert.equal(await store.sweep(NOW, 100), 0);
      assert.equal(await store.sweep(NOW + 1, 100), 2 * 4);
      assert.equal(await store.sweep(EVER, 100), 2 * 4);
    });

    it("removes no more of a kind than the limit, those that ended first before the others", async () => {
      const sessions = Array.from({ length: 10 }, () => makeSession());
      for (const [n, session] of sessions.entries()) {
        await tenants[n % 2]?.sessions.create(session, makeHash("secret"), NOW - 10 + n);
      }
      assert.equal(await store.sweep(NOW, 4), 4);
      const left = sessions.map(async ({ id }, n) => (await tenants[n % 2]?.sessions.find(id)) !== undefined);
      assert.deepEqual(await Promise.all(left), [false, false, false, false, true, true, true, true, true, true]);
      assert.equal(await store.sweep(NOW, 100), 6);
    });

    it("removes more at once than a statement may name", async () => {
      const [tenant] = tenants as [TenantStore];
      const saved = Array.from({ length: 1100 }, () =>
        tenant.tokens.saveAccessToken(makeAccessToken(undefined, { expiresAt: NOW - 1 })),
      );
      await Promise.all(saved);
      assert.equal(await store.sweep(NOW, 5000), 1100);
    });

    it("keeps a used code for as long as the tokens it bought (security bar 4.3)", async () => {
      for (const { authorizations } of tenants) {
        const code = makeCode();
        await authorizations.create(code);
        await authorizations.redeemCode(code.authorization.id, makeTokens(code.authorization.id), NOW);
        await store.sweep(NOW + 86_400, 100);
        assert.equal((await authorizations.findCode(code.authorization.id))?.used, true);
        await store.sweep(NOW + 86_401, 100);
        assert.equal(await authorizations.findCode(code.authorization.id), undefined);
      }
    });

    it("removes a code that nobody redeemed", async () => {
      const [{ authorizations }] = tenants as [TenantStore];
      const code = makeCode();
      await authorizations.create(code);
      assert.equal(await store.sweep(code.expiresAt, 100), 0);
      assert.equal(await store.sweep(code.expiresAt + 1, 100), 1);
    });

    const EXTENSIONS = [
      [
        "rotated to",
        ({ tokens }: TenantStore, old: string, authorizationId: string, expiresAt: number) => {
          const { accessToken, refreshToken } = makeTokens(authorizationId, { expiresAt });
          return tokens.rotateRefreshToken(old, { accessToken, refreshToken }, NOW);
        },
      ],
      [
        "saved for it",
        ({ tokens }: TenantStore, _: string, authorizationId: string, expiresAt: number) =>
          tokens.saveAccessToken(makeAccessToken(authorizationId, { expiresAt })),
      ],
      [
        "stored when a rotated one was used again",
        async ({ tokens }: TenantStore, old: string, authorizationId: string, expiresAt: number) => {
          await tokens.rotateRefreshToken(old, makeTokens(authorizationId), NOW);
          assert.equal(await tokens.reuseRefreshToken(old, makeAccessToken(authorizationId, { expiresAt }), 5), true);
        },
      ],
    ] as const;
    for (const [what, extend] of EXTENSIONS) {
      it(`keeps an authorization for as long as the last token that was ${what}`, async () => {
        const [tenant] = tenants as [TenantStore];
        const code = makeCode();
        const { id } = code.authorization;
        const bought = makeTokens(id);
        await tenant.authorizations.create(code);
        await tenant.authorizations.redeemCode(id, bought, NOW);
        await extend(tenant, bought.refreshToken.id, id, NOW + 100_000);
        await store.sweep(NOW + 100_000, 100);
        assert.ok(await tenant.authorizations.findCode(id));
        await store.sweep(NOW + 100_001, 100);
        assert.equal(await tenant.authorizations.findCode(id), undefined);
      });
    }

    it("counts each row once when two sweep at the same moment", async () => {
      const [{ sessions }] = tenants as [TenantStore];
      for (let n = 0; n < 20; n += 1) await sessions.create(makeSession(), makeHash("secret"), NOW - 1);
      const second = await makeStore();
      const swept = await Promise.all([store.sweep(NOW, 100), second.sweep(NOW, 100)]);
      assert.equal(swept[0] + swept[1], 20);
    });
  });
});
