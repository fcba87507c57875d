import assert from "node:assert/strict";
import { describe } from "node:test";
import type { TenantStore } from "../../src/store/store.ts";
import { countTrue, forEachStore } from "./stores.ts";
import { makeAccessToken, makeCode, makeHash, makeTokens, NOW } from "./values.ts";

const code = makeCode();
const { id: authorizationId } = code.authorization;
const first = makeTokens(authorizationId);

async function redeem({ authorizations }: TenantStore): Promise<void> {
  await authorizations.create(code);
  assert.equal(await authorizations.redeemCode(authorizationId, first, NOW), true);
}

describe("tokens in the store", () => {
  forEachStore(({ rule }) => {
    describe("access tokens", () => {
      for (const format of ["opaque", "jwt"] as const) {
        rule(`finds a client's own token just as it was saved: ${format}`, async ({ tokens }) => {
          const token = makeAccessToken(undefined, {
            format,
            scope: [],
            clientId: "machine",
            secretHash: makeHash(format),
          });
          assert.equal(await tokens.findAccessToken(token.id), undefined);
          await tokens.saveAccessToken(token);
          assert.deepEqual(await tokens.findAccessToken(token.id), { token, authorization: undefined });
        });
      }

      rule("finds a user's token with its authorization", async (tenant) => {
        await redeem(tenant);
        const token = makeAccessToken(authorizationId, { scope: ["email"] });
        await tenant.tokens.saveAccessToken(token);
        assert.deepEqual(await tenant.tokens.findAccessToken(token.id), { token, authorization: code.authorization });
      });

      rule("ends one access token and leaves the others (security bar 9.7)", async (tenant) => {
        await redeem(tenant);
        const other = makeAccessToken(authorizationId);
        await tenant.tokens.saveAccessToken(other);
        await tenant.tokens.revokeAccessToken(other.id);
        assert.equal(await tenant.tokens.findAccessToken(other.id), undefined);
        assert.ok(await tenant.tokens.findAccessToken(first.accessToken.id));
        await tenant.tokens.revokeAccessToken("no id at all");
      });

      rule("finds no access token by a refresh token's id, nor the reverse (security bar 5.10)", async (tenant) => {
        await redeem(tenant);
        assert.equal(await tenant.tokens.findAccessToken(first.refreshToken.id), undefined);
        assert.equal(await tenant.tokens.findRefreshToken(first.accessToken.id), undefined);
      });
    });

    describe("RFC 9700 §4.14.2: refresh tokens", () => {
      const next = makeTokens(authorizationId);

      rule("rotates a token: the successor lives, the access token beside the old one ends", async (tenant) => {
        assert.equal(await tenant.tokens.rotateRefreshToken(first.refreshToken.id, next, NOW + 5), false);
        await redeem(tenant);
        assert.equal(await tenant.tokens.rotateRefreshToken(first.refreshToken.id, next, NOW + 5), true);
        assert.deepEqual(await tenant.tokens.findRefreshToken(first.refreshToken.id), {
          token: first.refreshToken,
          authorization: code.authorization,
          rotated: { at: NOW + 5, successorId: next.refreshToken.id, successorUsed: false },
        });
        assert.deepEqual(await tenant.tokens.findRefreshToken(next.refreshToken.id), {
          token: next.refreshToken,
          authorization: code.authorization,
          rotated: undefined,
        });
        assert.equal(await tenant.tokens.findAccessToken(first.accessToken.id), undefined);
        assert.ok(await tenant.tokens.findAccessToken(next.accessToken.id));
      });

      rule("tells exactly one of 20 callers that it rotated, and keeps the tokens of no other", async (tenant) => {
        await redeem(tenant);
        const all = Array.from({ length: 20 }, () => makeTokens(authorizationId));
        const told = await Promise.all(
          all.map((each) => tenant.tokens.rotateRefreshToken(first.refreshToken.id, each, NOW)),
        );
        assert.equal(told.filter(Boolean).length, 1);
        for (const [n, { accessToken, refreshToken }] of all.entries()) {
          assert.equal((await tenant.tokens.findAccessToken(accessToken.id)) !== undefined, told[n]);
          assert.equal((await tenant.tokens.findRefreshToken(refreshToken.id)) !== undefined, told[n]);
        }
      });

      rule("says that a successor was used", async (tenant) => {
        await redeem(tenant);
        await tenant.tokens.rotateRefreshToken(first.refreshToken.id, next, NOW);
        await tenant.tokens.rotateRefreshToken(next.refreshToken.id, makeTokens(authorizationId), NOW);
        const found = await tenant.tokens.findRefreshToken(first.refreshToken.id);
        assert.equal(found?.rotated?.successorUsed, true);
      });

      rule(
        "lets a rotated token be used again up to the limit, also by many at once (security bar 5.3)",
        async (tenant) => {
          await redeem(tenant);
          const reuse = (token = makeAccessToken(authorizationId)) =>
            tenant.tokens.reuseRefreshToken(first.refreshToken.id, token, 5);
          assert.equal(await reuse(), false, "before it was rotated");
          await tenant.tokens.rotateRefreshToken(first.refreshToken.id, next, NOW);
          const kept = makeAccessToken(authorizationId);
          assert.equal(await reuse(kept), true);
          assert.deepEqual((await tenant.tokens.findAccessToken(kept.id))?.token, kept);
          assert.equal(await countTrue(Array.from({ length: 20 }, () => reuse())), 4);
          const refused = makeAccessToken(authorizationId);
          assert.equal(await reuse(refused), false);
          assert.equal(await tenant.tokens.findAccessToken(refused.id), undefined);
        },
      );

      rule("does not let a token be used again once its successor was used", async (tenant) => {
        await redeem(tenant);
        await tenant.tokens.rotateRefreshToken(first.refreshToken.id, next, NOW);
        await tenant.tokens.rotateRefreshToken(next.refreshToken.id, makeTokens(authorizationId), NOW);
        const refused = makeAccessToken(authorizationId);
        assert.equal(await tenant.tokens.reuseRefreshToken(first.refreshToken.id, refused, 5), false);
        assert.equal(await tenant.tokens.findAccessToken(refused.id), undefined);
      });
    });
  });
});
