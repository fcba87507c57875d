import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Store, TenantStore } from "../../src/store/port/store.ts";
import { StoreUnavailableError } from "../../src/store/store-unavailable.ts";
import { countTrue, forEachStore } from "./stores.ts";
import { sweepAll } from "./sweep-all.ts";
import { makeAccessToken, makeCode, makeId, makeNextTokens, makeSession, makeTokens, makeUser, NOW } from "./values.ts";

describe("writes that share a commit", () => {
  forEachStore(({ kind, makeStore }) => {
    let store: Store;
    const makeTenants = (count: number) => Array.from({ length: count }, () => store.forTenant(makeId()));
    before(async () => {
      store = await makeStore();
    });

    it("redeems the codes of many tenants at once, each with its own tokens", async () => {
      const redemptions = makeTenants(20).flatMap((tenant) =>
        Array.from({ length: 10 }, (_, n) => {
          const code = makeCode();
          const { accessToken, refreshToken } = makeTokens(code.authorization.id, { expiresAt: NOW + 90_000 + n });
          return { tenant, code, accessToken, refreshToken: n % 3 === 0 ? undefined : refreshToken };
        }),
      );
      await Promise.all(redemptions.map(({ tenant, code }) => tenant.authorizations.create(code)));
      const told = await Promise.all(
        redemptions.map(({ tenant, code, ...tokens }, n) =>
          tenant.authorizations.redeemCode(code.authorization.id, tokens, NOW + n),
        ),
      );
      assert.ok(told.every(Boolean));
      await Promise.all(
        redemptions.map(async ({ tenant, code, accessToken, refreshToken }) => {
          const { authorization } = code;
          assert.deepEqual(await tenant.authorizations.findCode(authorization.id), { code, used: true });
          const found = await tenant.tokens.findAccessToken(accessToken.id);
          assert.deepEqual(found, { token: accessToken, authorization });
          const refresh = await tenant.tokens.findRefreshToken(authorization.id);
          assert.deepEqual(refresh, refreshToken && { token: refreshToken, authorization });
        }),
      );
    });

    it("redeems, refuses and rotates side by side", async () => {
      const [tenant] = makeTenants(1) as [TenantStore];
      const codes = Array.from({ length: 30 }, () => makeCode());
      await Promise.all(codes.map((code) => tenant.authorizations.create(code)));
      const counts = await Promise.all(
        codes.map(async ({ authorization: { id } }, n) => {
          if (n % 3 === 0) await tenant.authorizations.revoke(id, NOW);
          const bought = Array.from({ length: 3 }, () => makeTokens(id));
          const redeemed = await Promise.all(bought.map((tokens) => tenant.authorizations.redeemCode(id, tokens, NOW)));
          const [first] = bought.filter((_, which) => redeemed[which]);
          if (first === undefined) return [0, 0];
          const next = Array.from({ length: 3 }, () => makeNextTokens(first.refreshToken));
          const rotated = await countTrue(
            next.map((tokens) => tenant.tokens.rotateRefreshToken(first.refreshToken, tokens)),
          );
          return [redeemed.filter(Boolean).length, rotated];
        }),
      );
      assert.deepEqual(
        counts,
        codes.map((_, n) => (n % 3 === 0 ? [0, 0] : [1, 1])),
      );
    });

    it("keeps an authorization for as long as the longest of the tokens that were saved for it at once", async () => {
      const [tenant] = makeTenants(1) as [TenantStore];
      const code = makeCode();
      const { id } = code.authorization;
      await tenant.authorizations.create(code);
      await Promise.all(
        [5, 900, 7].map((seconds) =>
          tenant.tokens.saveAccessToken(makeAccessToken(id, { expiresAt: NOW + 60 + seconds })),
        ),
      );
      await sweepAll(store, NOW + 960);
      assert.ok(await tenant.authorizations.findCode(id));
      await sweepAll(store, NOW + 961);
      assert.equal(await tenant.authorizations.findCode(id), undefined);
    });

    it("fails the one job that is at fault, and none of the good ones beside it", async () => {
      const [tenant] = makeTenants(1) as [TenantStore];
      const taken = makeAccessToken(undefined);
      await tenant.tokens.saveAccessToken(taken);
      const codes = Array.from({ length: 9 }, () => makeCode());
      const answers = await Promise.allSettled(
        codes.map((code, n) => {
          const accessToken = makeAccessToken(code.authorization.id, n === 4 ? { id: taken.id } : {});
          return tenant.authorizations.create(code, accessToken);
        }),
      );
      for (const [n, { authorization }] of codes.entries()) {
        const answer = answers[n];
        assert.equal(answer?.status, n === 4 ? "rejected" : "fulfilled");
        if (answer?.status === "rejected") assert.ok(!(answer.reason instanceof StoreUnavailableError));
        assert.equal((await tenant.authorizations.findCode(authorization.id)) !== undefined, n !== 4);
      }
    });

    it("takes turns with transactions of several statements", async () => {
      const [tenant] = makeTenants(1) as [TenantStore];
      const user = makeUser();
      await tenant.users.save(user, undefined);
      const sessions = Array.from({ length: 20 }, () => makeSession());
      for (const session of sessions) await tenant.sessions.create(session, Buffer.alloc(32), NOW);
      const codes = Array.from({ length: 20 }, () => makeCode({ userId: user.id }));
      await Promise.all([
        ...codes.map((code) => tenant.authorizations.create(code)),
        ...sessions.map(({ id }, n) => tenant.sessions.touch(id, NOW + n, NOW)),
        ...codes.map(() => tenant.authorizations.revokeAllOf(user.id, NOW)),
      ]);
      for (const [n, { id }] of sessions.entries()) {
        assert.equal((await tenant.sessions.find(id))?.session.lastUsedAt, NOW + n);
      }
      for (const { authorization } of codes) assert.ok(await tenant.authorizations.findCode(authorization.id));
    });

    it("refuses what no longer fits into the queue as a database that is unavailable, and loses nothing else", async () => {
      const [tenant] = makeTenants(1) as [TenantStore];
      const tokens = Array.from({ length: 6_000 }, () => makeAccessToken(undefined));
      const answers = await Promise.allSettled(tokens.map((token) => tenant.tokens.saveAccessToken(token)));
      const refused = answers.filter(({ status }) => status === "rejected");
      assert.ok(refused.length > 0 && refused.length < 6_000, `${refused.length} refused on ${kind}`);
      for (const answer of refused) {
        assert.ok(answer.status === "rejected" && answer.reason instanceof StoreUnavailableError);
      }
      for (let n = 0; n < tokens.length; n += 500) {
        const found = await tenant.tokens.findAccessToken((tokens[n] as (typeof tokens)[0]).id);
        assert.equal(found !== undefined, answers[n]?.status === "fulfilled");
      }
    });
  });
});
