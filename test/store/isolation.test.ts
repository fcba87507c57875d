import assert from "node:assert/strict";
import { describe } from "node:test";
import type { PendingRequest } from "../../src/store/port/requests.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { forEachStore } from "./stores.ts";
import {
  makeAccessToken,
  makeClient,
  makeCode,
  makeHash,
  makeId,
  makeNextTokens,
  makeSession,
  makeTokens,
  makeUser,
  NOW,
} from "./values.ts";

const user = makeUser();
const session = makeSession({ userId: user.id });
const request: PendingRequest = {
  id: makeId(),
  browserHash: makeHash("browser"),
  parameters: [],
  authenticatedSessionId: session.id,
  selectedSessionId: undefined,
  expiresAt: NOW,
};
const [unused, redeemed, rotated] = [1, 2, 3].map(() => makeCode({ userId: user.id })) as [Code, Code, Code];
type Code = ReturnType<typeof makeCode>;
const bought = makeTokens(redeemed.authorization.id);
const first = makeTokens(rotated.authorization.id);
const second = makeNextTokens(first.refreshToken);
const own = makeAccessToken(undefined);
const key = {
  sequence: 1,
  kid: "1",
  algorithm: "RS256",
  publicJwk: {},
  sealedPrivateKey: "",
  createdAt: NOW,
  activatesAt: NOW,
  retiresAt: undefined,
};
const POLICY = { attempts: 1, lockSeconds: 60, maximumLockSeconds: 60, forgetSeconds: 60 };

/** Stores one of everything, under the same ids in whichever tenant. */
async function fill(tenant: TenantStore): Promise<void> {
  await tenant.clients.save(makeClient());
  await tenant.users.save(user, "hash");
  await tenant.sessions.create(session, makeHash("session"), NOW);
  await tenant.requests.create(request);
  for (const code of [unused, redeemed, rotated]) await tenant.authorizations.create(code);
  await tenant.authorizations.redeemCode(redeemed.authorization.id, bought, NOW);
  await tenant.authorizations.redeemCode(rotated.authorization.id, first, NOW);
  await tenant.tokens.rotateRefreshToken(first.refreshToken, second);
  await tenant.tokens.saveAccessToken(own);
  await tenant.consents.save(user.id, "web", ["openid"], NOW);
  await tenant.keys.add(key);
  await tenant.attempts.begin("key", POLICY, NOW);
}

/** Everything that can be found of what `fill` stores. */
async function read(tenant: TenantStore) {
  const codes = [unused, redeemed, rotated].map(({ authorization }) =>
    tenant.authorizations.findCode(authorization.id),
  );
  const access = [bought, first, second].map(({ accessToken }) => tenant.tokens.findAccessToken(accessToken.id));
  const refresh = [unused, redeemed, rotated].map(({ authorization }) =>
    tenant.tokens.findRefreshToken(authorization.id),
  );
  return {
    clients: await tenant.clients.list(),
    client: await tenant.clients.find("web"),
    application: await tenant.clients.findByApplicationId("application of web"),
    origin: await tenant.clients.allowsOrigin("https://app.example"),
    user: await tenant.users.find(user.id),
    named: await tenant.users.findByName(user.userName),
    session: await tenant.sessions.find(session.id),
    request: await tenant.requests.find(request.id),
    codes: await Promise.all(codes),
    access: await Promise.all([...access, tenant.tokens.findAccessToken(own.id)]),
    refresh: await Promise.all(refresh),
    consent: await tenant.consents.find(user.id, "web"),
    keys: await tenant.keys.list(),
  };
}

const CHANGES: readonly (readonly [string, (tenant: TenantStore) => Promise<unknown>])[] = [
  ["clients.save", ({ clients }) => clients.save(makeClient({ enabled: false, allowedOrigins: [] }))],
  ["clients.revokeTokens", ({ clients }) => clients.revokeTokens("web", NOW)],
  ["clients.remove", ({ clients }) => clients.remove("web", NOW)],
  ["users.save", ({ users }) => users.save({ ...user, userName: "other" }, undefined)],
  ["users.setPasswordHash", ({ users }) => users.setPasswordHash(user.id, "other")],
  ["sessions.touch", ({ sessions }) => sessions.touch(session.id, NOW + 1, NOW + 1)],
  ["sessions.end", ({ sessions }) => sessions.end(session.id)],
  ["sessions.endAllOf", ({ sessions }) => sessions.endAllOf(user.id)],
  ["requests.change", ({ requests }) => requests.change({ ...request, parameters: [["a", "b"]] })],
  ["requests.take", ({ requests }) => requests.take(request.id)],
  ["authorizations.redeemCode", (t) => t.authorizations.redeemCode(unused.authorization.id, makeTokens(makeId()), NOW)],
  ["authorizations.voidCode", (t) => t.authorizations.voidCode(unused.authorization.id, NOW)],
  ["authorizations.revoke", (t) => t.authorizations.revoke(redeemed.authorization.id, NOW)],
  ["authorizations.revokeAllOf", (t) => t.authorizations.revokeAllOf(user.id, NOW)],
  ["authorizations.revokeOfSession", (t) => t.authorizations.revokeOfSession(session, ["web"], NOW)],
  [
    "tokens.rotateRefreshToken",
    (t) => t.tokens.rotateRefreshToken(bought.refreshToken, makeNextTokens(bought.refreshToken)),
  ],
  ["tokens.revokeAccessToken", ({ tokens }) => tokens.revokeAccessToken(own.id)],
  ["tokens.revokeAccessToken in an authorization", ({ tokens }) => tokens.revokeAccessToken(bought.accessToken.id)],
  ["consents.save", ({ consents }) => consents.save(user.id, "web", [], NOW)],
];

describe("what one tenant does, another never sees", () => {
  forEachStore(({ rule }) => {
    rule("finds nothing of what another tenant has stored (security bar 22.1)", async (tenant, other) => {
      const nothing = await read(tenant);
      await fill(other);
      assert.deepEqual(await read(tenant), nothing);
      assert.equal(await tenant.attempts.begin("key", POLICY, NOW), undefined);
    });

    for (const [operation, change] of CHANGES) {
      rule(`${operation} changes its own tenant alone`, async (tenant, other) => {
        await fill(tenant);
        await fill(other);
        const before = await read(other);
        assert.deepEqual(await read(tenant), before);
        await change(tenant);
        assert.deepEqual(await read(other), before);
      });
    }

    rule("a code or token of one tenant is refused by another", async (tenant, other) => {
      await fill(other);
      const next = makeNextTokens(bought.refreshToken);
      assert.equal(await tenant.authorizations.redeemCode(unused.authorization.id, bought, NOW), false);
      assert.equal(await tenant.tokens.rotateRefreshToken(bought.refreshToken, next), false);
      assert.equal(await tenant.tokens.reuseRefreshToken(second.refreshToken, next.accessToken, 5), false);
      assert.equal(await tenant.requests.take(request.id), undefined);
    });

    rule("reusing a refresh token counts in its own tenant alone", async (tenant, other) => {
      await fill(tenant);
      await fill(other);
      const reuse = ({ tokens }: TenantStore) =>
        tokens.reuseRefreshToken(second.refreshToken, makeAccessToken(rotated.authorization.id), 1);
      assert.deepEqual([await reuse(tenant), await reuse(other), await reuse(tenant)], [true, true, false]);
    });

    rule("clearing attempts leaves another tenant's lock", async (tenant, other) => {
      await fill(tenant);
      await fill(other);
      await tenant.attempts.clear("key");
      assert.equal(await other.attempts.begin("key", POLICY, NOW), NOW + 60);
    });
  });
});
