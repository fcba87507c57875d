import assert from "node:assert/strict";
import { before, beforeEach, describe, it } from "node:test";
import type { RefreshToken } from "../../src/protocol/model/authorization.ts";
import type { Store, SweepStep, TenantStore } from "../../src/store/port/store.ts";
import { forEachStore } from "./stores.ts";
import { sweepAll } from "./sweep-all.ts";
import { makeAccessToken, makeCode, makeHash, makeId, makeNextTokens, makeSession, makeTokens, NOW } from "./values.ts";

const EVER = 2 ** 40;

describe("sweeping what has ended", () => {
  forEachStore(({ makeStore }) => {
    let store: Store;
    let tenants: TenantStore[];
    before(async () => {
      store = await makeStore();
    });
    beforeEach(async () => {
      await sweepAll(store, EVER);
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
      assert.equal(await sweepAll(store, NOW), 2);
      assert.equal(await sweepAll(store, NOW), 0);
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
          await requests.create({ id, browserHash: secret, parameters: [], ...kept, expiresAt });
          await tokens.saveAccessToken(makeAccessToken(undefined, { id, expiresAt }));
          const policy = { attempts: 5, lockSeconds: 1, maximumLockSeconds: 10, forgetSeconds: 10 };
          await attempts.begin(id, policy, expiresAt - 20);
        }
      }
      assert.equal(await sweepAll(store, NOW), 2 * 4);
      assert.equal(await sweepAll(store, NOW), 0);
      assert.equal(await sweepAll(store, NOW + 1), 2 * 4);
      assert.equal(await sweepAll(store, EVER), 2 * 4);
    });

    it("looks at no more rows in a step than the limit, and goes on where the last one ended", async () => {
      for (let n = 0; n < 10; n += 1) {
        await tenants[n % 2]?.sessions.create(makeSession(), makeHash("secret"), NOW - 1);
        await tenants[n % 2]?.tokens.saveAccessToken(makeAccessToken(undefined, { expiresAt: NOW }));
      }
      const deleted = (await stepsOfRound(store, 4)).map((step) => step.deleted);
      assert.deepEqual(
        deleted.filter((count) => count > 0),
        [4, 4, 2],
      );
      // Three steps through the access tokens, all of which stay, three through the sessions, one for each empty table.
      assert.equal(deleted.length, 3 + 3 + 5);
      assert.equal(await sweepAll(store, EVER), 10);
    });

    it("begins anywhere in what is stored, and comes to all of it in the end", async () => {
      for (const { sessions } of tenants) {
        for (let n = 0; n < 5; n += 1) await sessions.create(makeSession(), makeHash("secret"), NOW);
      }
      const lengths = new Set<number>();
      for (let n = 0; n < 20; n += 1) lengths.add((await stepsOfRound(await makeStore(), 1)).length);
      assert.ok(lengths.size > 1, `first rounds of ${[...lengths]} steps`);
      assert.equal(await sweepAll(await makeStore(), EVER, 1), 10);
    });

    it("removes more at once than a statement may name", async () => {
      const [tenant] = tenants as [TenantStore];
      const saved = Array.from({ length: 1100 }, () =>
        tenant.tokens.saveAccessToken(makeAccessToken(undefined, { expiresAt: NOW - 1 })),
      );
      await Promise.all(saved);
      assert.equal(await sweepAll(store, NOW, 5000), 1100);
    });

    it("keeps a used code for as long as the tokens it bought (security bar 4.3)", async () => {
      for (const { authorizations } of tenants) {
        const code = makeCode();
        await authorizations.create(code);
        await authorizations.redeemCode(code.authorization.id, makeTokens(code.authorization.id), NOW);
        await sweepAll(store, NOW + 86_400);
        assert.equal((await authorizations.findCode(code.authorization.id))?.used, true);
        await sweepAll(store, NOW + 86_401);
        assert.equal(await authorizations.findCode(code.authorization.id), undefined);
      }
    });

    it("removes a code that nobody redeemed", async () => {
      const [{ authorizations }] = tenants as [TenantStore];
      const code = makeCode();
      await authorizations.create(code);
      assert.equal(await sweepAll(store, code.expiresAt), 0);
      assert.equal(await sweepAll(store, code.expiresAt + 1), 1);
    });

    const EXTENSIONS = [
      [
        "rotated to",
        ({ tokens }: TenantStore, old: RefreshToken, expiresAt: number) =>
          tokens.rotateRefreshToken(old, makeNextTokens(old, { expiresAt })),
      ],
      [
        "saved for it",
        ({ tokens }: TenantStore, { authorizationId }: RefreshToken, expiresAt: number) =>
          tokens.saveAccessToken(makeAccessToken(authorizationId, { expiresAt })),
      ],
      [
        "stored when a rotated one was used again",
        async ({ tokens }: TenantStore, old: RefreshToken, expiresAt: number) => {
          const next = makeNextTokens(old);
          await tokens.rotateRefreshToken(old, next);
          const again = makeAccessToken(old.authorizationId, { expiresAt });
          assert.equal(await tokens.reuseRefreshToken(next.refreshToken, again, 5), true);
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
        await extend(tenant, bought.refreshToken, NOW + 100_000);
        await sweepAll(store, NOW + 100_000);
        assert.ok(await tenant.authorizations.findCode(id));
        await sweepAll(store, NOW + 100_001);
        assert.equal(await tenant.authorizations.findCode(id), undefined);
      });
    }

    it("counts each row once when two sweep at the same moment", async () => {
      const [{ sessions }] = tenants as [TenantStore];
      for (let n = 0; n < 20; n += 1) await sessions.create(makeSession(), makeHash("secret"), NOW - 1);
      const second = await makeStore();
      const [one, other] = await Promise.all([sweepAll(store, NOW), sweepAll(second, NOW)]);
      assert.equal(one + other, 20);
    });
  });
});

/** The steps up to the end of the round that the store is in. */
async function stepsOfRound(store: Store, limit: number): Promise<SweepStep[]> {
  const steps: SweepStep[] = [];
  while (steps.at(-1)?.roundOver !== true) steps.push(await store.sweep(NOW, limit));
  return steps;
}
