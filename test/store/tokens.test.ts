import assert from "node:assert/strict";
import { describe } from "node:test";
import { FAMILY_SIZE } from "../../src/crypto/id-families.ts";
import type { AccessToken, RefreshToken } from "../../src/protocol/model/authorization.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { countTrue, forEachStore } from "./stores.ts";
import { makeAccessToken, makeCode, makeHash, makeNextTokens, makeTokens, NOW } from "./values.ts";

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
    });

    describe("the access token that an authorization keeps", () => {
      for (const [what, change] of [
        ["with the authorization's scope", { scope: code.authorization.scope }],
        ["with a narrower scope", { scope: ["email"] }],
        ["with no scope", { scope: [] }],
        ["a JWT", { format: "jwt" }],
        ["with what few have", { extras: { audience: ["https://api.example"], confirmation: { jkt: "thumb" } } }],
      ] as const satisfies readonly (readonly [string, Partial<AccessToken>])[]) {
        const accessToken = { ...first.accessToken, ...change };

        rule(`is found just as a code bought it: ${what}`, async ({ authorizations, tokens }) => {
          await authorizations.create(code);
          assert.equal(await tokens.findAccessToken(accessToken.id), undefined);
          await authorizations.redeemCode(authorizationId, { accessToken, refreshToken: undefined }, NOW);
          const found = { token: accessToken, authorization: code.authorization };
          assert.deepEqual(await tokens.findAccessToken(accessToken.id), found);
        });

        rule(`is found just as it was issued without a code: ${what}`, async ({ authorizations, tokens }) => {
          await authorizations.issue(code.authorization, { ...first, accessToken });
          const found = { token: accessToken, authorization: code.authorization };
          assert.deepEqual(await tokens.findAccessToken(accessToken.id), found);
        });
      }

      rule("ends alone when it is revoked: the refresh token stays, and gets the next", async (tenant) => {
        const { tokens } = tenant;
        await redeem(tenant);
        await tokens.revokeAccessToken(first.accessToken.id);
        assert.equal(await tokens.findAccessToken(first.accessToken.id), undefined);
        assert.deepEqual((await tokens.findRefreshToken(authorizationId))?.token, first.refreshToken);
        const next = makeNextTokens(first.refreshToken);
        assert.equal(await tokens.rotateRefreshToken(first.refreshToken, next), true);
        assert.deepEqual((await tokens.findAccessToken(next.accessToken.id))?.token, next.accessToken);
      });

      rule("outlives the revocation of the one before it, and of a later one that does not exist", async (tenant) => {
        const { tokens } = tenant;
        await redeem(tenant);
        const next = makeNextTokens(first.refreshToken);
        await tokens.revokeAccessToken(next.accessToken.id);
        assert.ok(await tokens.findAccessToken(first.accessToken.id));
        await tokens.rotateRefreshToken(first.refreshToken, next);
        await tokens.revokeAccessToken(first.accessToken.id);
        assert.deepEqual((await tokens.findAccessToken(next.accessToken.id))?.token, next.accessToken);
      });

      rule("is known after so many rotations that the numbers in its id begin anew", async (tenant) => {
        const { tokens, authorizations } = tenant;
        const last = makeTokens(authorizationId, { generation: FAMILY_SIZE - 1 });
        await authorizations.issue(code.authorization, last);
        assert.deepEqual((await tokens.findAccessToken(last.accessToken.id))?.token, last.accessToken);
        const next = makeNextTokens(last.refreshToken);
        assert.equal(next.accessToken.id, first.accessToken.id);
        assert.equal(await tokens.rotateRefreshToken(last.refreshToken, next), true);
        assert.equal(await tokens.findAccessToken(last.accessToken.id), undefined);
        assert.deepEqual((await tokens.findAccessToken(next.accessToken.id))?.token, next.accessToken);
        await tokens.revokeAccessToken(next.accessToken.id);
        assert.equal(await tokens.findAccessToken(next.accessToken.id), undefined);
      });
    });

    describe("RFC 9700 §4.14.2: refresh tokens", () => {
      const next = makeNextTokens(first.refreshToken);
      const nextButOne = makeNextTokens(next.refreshToken);

      rule(
        "rotates a token: the successor takes its place, the access token beside the old one ends",
        async (tenant) => {
          assert.equal(await tenant.tokens.rotateRefreshToken(first.refreshToken, next), false);
          await redeem(tenant);
          assert.equal(await tenant.tokens.rotateRefreshToken(first.refreshToken, next), true);
          assert.deepEqual(await tenant.tokens.findRefreshToken(authorizationId), {
            token: next.refreshToken,
            authorization: code.authorization,
          });
          assert.equal(await tenant.tokens.findAccessToken(first.accessToken.id), undefined);
          assert.ok(await tenant.tokens.findAccessToken(next.accessToken.id));
          assert.equal(await tenant.tokens.rotateRefreshToken(first.refreshToken, next), false, "a second time");
        },
      );

      rule("tells exactly one of 20 callers that it rotated, and keeps the tokens of no other", async (tenant) => {
        await redeem(tenant);
        const all = Array.from({ length: 20 }, () => makeNextTokens(first.refreshToken));
        const told = await Promise.all(all.map((each) => tenant.tokens.rotateRefreshToken(first.refreshToken, each)));
        assert.equal(told.filter(Boolean).length, 1);
        const winner = all[told.indexOf(true)] as (typeof all)[0];
        assert.deepEqual((await tenant.tokens.findAccessToken(winner.accessToken.id))?.token, winner.accessToken);
        assert.deepEqual((await tenant.tokens.findRefreshToken(authorizationId))?.token, winner.refreshToken);
      });

      rule(
        "lets a rotated token be used again up to the limit, also by many at once (security bar 5.3)",
        async (tenant) => {
          await redeem(tenant);
          const reuse = (token = makeAccessToken(authorizationId)) =>
            tenant.tokens.reuseRefreshToken(next.refreshToken, token, 5);
          assert.equal(await reuse(), false, "before it was rotated");
          await tenant.tokens.rotateRefreshToken(first.refreshToken, next);
          const kept = makeAccessToken(authorizationId);
          assert.equal(await reuse(kept), true);
          assert.deepEqual((await tenant.tokens.findAccessToken(kept.id))?.token, kept);
          assert.equal(await countTrue(Array.from({ length: 20 }, () => reuse())), 4);
          const refused = makeAccessToken(authorizationId);
          assert.equal(await reuse(refused), false);
          assert.equal(await tenant.tokens.findAccessToken(refused.id), undefined);
        },
      );

      rule("counts anew for each token that is rotated", async (tenant) => {
        await redeem(tenant);
        await tenant.tokens.rotateRefreshToken(first.refreshToken, next);
        const reuse = (token: RefreshToken) =>
          tenant.tokens.reuseRefreshToken(token, makeAccessToken(authorizationId), 1);
        assert.equal(await reuse(next.refreshToken), true);
        assert.equal(await reuse(next.refreshToken), false);
        await tenant.tokens.rotateRefreshToken(next.refreshToken, nextButOne);
        assert.equal(await reuse(nextButOne.refreshToken), true);
      });

      rule("does not let a token be used again once its successor was used", async (tenant) => {
        await redeem(tenant);
        await tenant.tokens.rotateRefreshToken(first.refreshToken, next);
        await tenant.tokens.rotateRefreshToken(next.refreshToken, nextButOne);
        const refused = makeAccessToken(authorizationId);
        assert.equal(await tenant.tokens.reuseRefreshToken(next.refreshToken, refused, 5), false);
        assert.equal(await tenant.tokens.findAccessToken(refused.id), undefined);
      });
    });
  });
});
