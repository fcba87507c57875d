import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Authorization, AuthorizationCode } from "../../src/protocol/model/authorization.ts";
import { countTrue, forEachStore } from "./stores.ts";
import { makeAccessToken, makeCode, makeId, makeNextTokens, makeTokens, NOW } from "./values.ts";

const CODES: readonly (readonly [string, Partial<Authorization>, Partial<AuthorizationCode>])[] = [
  ["with everything set", {}, {}],
  [
    "with nothing set that may be missing",
    { sessionId: undefined, scope: [], amr: [] },
    { redirectUri: undefined, codeChallenge: undefined, codeChallengeMethod: undefined, nonce: undefined },
  ],
  ["whose nonce is any text at all (security bar 1.14)", {}, { nonce: "\0 \u{1F600} '\" %00" }],
  ["whose nonce is empty", {}, { nonce: "", authTimeRequested: false, codeChallengeMethod: "plain" }],
];

describe("RFC 6749 §4.1.2: an authorization and its code in the store", () => {
  forEachStore(({ rule }) => {
    for (const [what, change, codeChange] of CODES) {
      const code = makeCode(change, codeChange);
      rule(`finds a code ${what} just as it was created`, async ({ authorizations }) => {
        assert.equal(await authorizations.findCode(code.authorization.id), undefined);
        await authorizations.create(code);
        assert.deepEqual(await authorizations.findCode(code.authorization.id), { code, used: false });
      });
    }

    const code = makeCode();
    const { id, userId } = code.authorization;
    const bought = makeTokens(id);

    rule(
      "stores an access token beside the code, which ends with the authorization",
      async ({ authorizations, tokens }) => {
        const accessToken = makeAccessToken(id);
        await authorizations.create(code, accessToken);
        const found = { token: accessToken, authorization: code.authorization };
        assert.deepEqual(await tokens.findAccessToken(accessToken.id), found);
        assert.deepEqual(await authorizations.findCode(id), { code, used: false });
        assert.equal(await authorizations.redeemCode(id, bought, NOW), true);
        assert.deepEqual(await tokens.findAccessToken(accessToken.id), found);
        await authorizations.revoke(id, NOW);
        assert.equal(await tokens.findAccessToken(accessToken.id), undefined);
      },
    );

    rule(
      "remembers something new with the code's redemption, and with that alone (RFC 9449 §5)",
      async ({ authorizations, tokens }) => {
        await authorizations.create(code);
        const extras = { acr: "an acr", confirmation: { jkt: "a thumbprint" } };
        const told = await Promise.all(
          ["first", "second"].map((acr) => authorizations.redeemCode(id, { ...makeTokens(id), extras: { acr } }, NOW)),
        );
        const winner = told[0] ? "first" : "second";
        assert.deepEqual((await authorizations.findCode(id))?.code.authorization.extras, { acr: winner });

        const another = makeCode();
        await authorizations.create(another);
        const next = makeTokens(another.authorization.id);
        assert.equal(await authorizations.redeemCode(another.authorization.id, { ...next, extras }, NOW), true);
        const authorization = { ...another.authorization, extras };
        assert.deepEqual(await tokens.findAccessToken(next.accessToken.id), { token: next.accessToken, authorization });
      },
    );

    rule("ends what a user allowed some clients in a session", async ({ authorizations }) => {
      const session = { id: makeId(), userId };
      const make = async (change: Partial<Authorization>) => {
        const made = makeCode({ userId, sessionId: session.id, ...change });
        await authorizations.create(made);
        return made.authorization.id;
      };
      const ended = await make({ clientId: "ending" });
      const kept = [
        await make({ clientId: "kept" }),
        await make({ clientId: "ending", sessionId: makeId() }),
        await make({ clientId: "ending", sessionId: undefined }),
        await make({ clientId: "ending", userId: makeId() }),
      ];
      const clientIds = async () => [...(await authorizations.clientsOfSession(session.id, userId))].sort();
      assert.deepEqual(await clientIds(), ["ending", "kept"]);
      await authorizations.revokeOfSession(session, ["ending"], NOW);
      assert.deepEqual(await clientIds(), ["kept"]);
      const isUsed = async (authorizationId: string) => (await authorizations.findCode(authorizationId))?.used;
      assert.equal(await isUsed(ended), true);
      for (const authorizationId of kept) assert.equal(await isUsed(authorizationId), false);
    });

    rule("redeems a code once and stores what it bought", async ({ authorizations, tokens }) => {
      assert.equal(await authorizations.redeemCode(id, bought, NOW), false, "before it was created");
      await authorizations.create(code);
      assert.equal(await tokens.findAccessToken(bought.accessToken.id), undefined);
      assert.equal(await authorizations.redeemCode(id, bought, NOW), true);
      assert.deepEqual(await authorizations.findCode(id), { code, used: true });
      assert.deepEqual(await tokens.findAccessToken(bought.accessToken.id), {
        token: bought.accessToken,
        authorization: code.authorization,
      });
      assert.deepEqual(await tokens.findRefreshToken(id), {
        token: bought.refreshToken,
        authorization: code.authorization,
      });
    });

    rule("redeems a code for an access token alone", async ({ authorizations, tokens }) => {
      await authorizations.create(code);
      assert.equal(await authorizations.redeemCode(id, { ...bought, refreshToken: undefined }, NOW), true);
      assert.ok(await tokens.findAccessToken(bought.accessToken.id));
      assert.equal(await tokens.findRefreshToken(id), undefined);
    });

    rule(
      "tells exactly one of 20 callers that it redeemed the code, and keeps the tokens of no other",
      async (tenant) => {
        await tenant.authorizations.create(code);
        const all = Array.from({ length: 20 }, () => makeTokens(id));
        const told = await Promise.all(all.map((tokens) => tenant.authorizations.redeemCode(id, tokens, NOW)));
        assert.equal(told.filter(Boolean).length, 1);
        const stored = await Promise.all(
          all.map(async ({ accessToken, refreshToken }) => [
            (await tenant.tokens.findAccessToken(accessToken.id))?.token.secretHash.equals(accessToken.secretHash),
            (await tenant.tokens.findRefreshToken(id))?.token.secretHash.equals(refreshToken.secretHash),
          ]),
        );
        assert.deepEqual(
          stored,
          told.map((won) => [won, won]),
        );
      },
    );

    rule("stores no code when the access token beside it cannot be stored", async ({ authorizations, tokens }) => {
      const taken = makeAccessToken(undefined);
      await tokens.saveAccessToken(taken);
      const [failed, meanwhile] = await Promise.allSettled([
        authorizations.create(code, makeAccessToken(id, { id: taken.id })),
        authorizations.create(makeCode()),
      ]);
      assert.deepEqual([failed.status, meanwhile.status], ["rejected", "fulfilled"]);
      assert.equal(await authorizations.findCode(id), undefined);
      assert.deepEqual(await tokens.findAccessToken(taken.id), { token: taken, authorization: undefined });
    });

    rule("uses a code up without buying anything", async ({ authorizations }) => {
      await authorizations.create(code);
      await authorizations.voidCode(id, NOW);
      assert.deepEqual(await authorizations.findCode(id), { code, used: true });
      assert.equal(await authorizations.redeemCode(id, bought, NOW), false);
    });

    rule("keeps the tokens of a code that is voided after it was redeemed", async ({ authorizations, tokens }) => {
      await authorizations.create(code);
      await authorizations.redeemCode(id, bought, NOW);
      await authorizations.voidCode(id, NOW);
      assert.ok(await tokens.findRefreshToken(id));
    });

    rule("ends a revoked authorization's code", async ({ authorizations }) => {
      await authorizations.create(code);
      await authorizations.revoke(id, NOW);
      assert.equal((await authorizations.findCode(id))?.used, true);
      assert.equal(await authorizations.redeemCode(id, bought, NOW), false);
    });

    rule(
      "ends a revoked authorization's tokens and no other's (security bar 4.3)",
      async ({ authorizations, tokens }) => {
        const other = makeCode({ userId });
        const others = makeTokens(other.authorization.id);
        await authorizations.create(code);
        await authorizations.create(other);
        await authorizations.redeemCode(id, bought, NOW);
        await authorizations.redeemCode(other.authorization.id, others, NOW);
        await authorizations.revoke(id, NOW);
        assert.equal(await tokens.findAccessToken(bought.accessToken.id), undefined);
        assert.equal(await tokens.findRefreshToken(id), undefined);
        assert.equal(await tokens.rotateRefreshToken(bought.refreshToken, makeNextTokens(bought.refreshToken)), false);
        assert.equal(await tokens.reuseRefreshToken(bought.refreshToken, makeTokens(id).accessToken, 5), false);
        assert.ok(await tokens.findRefreshToken(other.authorization.id));
      },
    );

    rule("leaves no living token when redemption and revocation race", async ({ authorizations, tokens }) => {
      await authorizations.create(code);
      const all = Array.from({ length: 5 }, () => makeTokens(id));
      const redeemed = countTrue(all.map((each) => authorizations.redeemCode(id, each, NOW)));
      await Promise.all([redeemed, authorizations.revoke(id, NOW), authorizations.revokeAllOf(userId, NOW)]);
      for (const { accessToken } of all) assert.equal(await tokens.findAccessToken(accessToken.id), undefined);
      assert.equal(await tokens.findRefreshToken(id), undefined);
    });

    rule("revokes all of a user's authorizations", async ({ authorizations }) => {
      const second = makeCode({ userId });
      const others = makeCode({ userId: makeId() });
      for (const each of [code, second, others]) await authorizations.create(each);
      await authorizations.revokeAllOf(userId, NOW);
      const used = [code, second, others].map(async (each) => authorizations.findCode(each.authorization.id));
      assert.deepEqual(
        (await Promise.all(used)).map((found) => found?.used),
        [true, true, false],
      );
    });
  });
});
