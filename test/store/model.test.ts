import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import fc from "fast-check";
import { type AccessToken, issuedTokenId, type RefreshToken } from "../../src/protocol/model/authorization.ts";
import type { Store, TenantStore } from "../../src/store/port/store.ts";
import { forEachStore } from "./stores.ts";
import { sweepAll } from "./sweep-all.ts";
import { makeAccessToken, makeCode, makeId, makeTokens, NOW } from "./values.ts";

/** The store's promises about codes and tokens, kept in plain maps for one tenant. */
interface Model {
  readonly authorizations: Map<string, ModelAuthorization>;
  readonly accessTokens: Map<string, AccessToken>;
  /** Of access tokens that were revoked, or that others have taken the place of. */
  readonly ended: Set<string>;
  /** All that were ever issued. */
  readonly refreshTokens: RefreshToken[];
}

interface ModelAuthorization {
  readonly userId: string;
  used: boolean;
  revoked: boolean;
  end: number;
  refreshToken?: { readonly token: RefreshToken; reused: number };
}

const REUSE_LIMIT = 2;
const USERS = [makeId(), makeId()];

/** `pick` chooses among what there is already; `lifetime` is of what is made. */
const step = fc.record({
  what: fc.constantFrom("create", "redeem", "rotate", "reuse", "save", "void", "revoke", "revokeAll", "end", "sweep"),
  tenant: fc.nat({ max: 1 }),
  pick: fc.nat(),
  lifetime: fc.integer({ min: 10, max: 100 }),
});

describe("any sequence of operations on codes and tokens", () => {
  forEachStore(({ makeStore }) => {
    let store: Store;
    before(async () => {
      store = await makeStore();
    });

    it("answers as plain maps would, for two tenants with the same users", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
          await sweepAll(store, NOW * 2);
          const models = [emptyModel(), emptyModel()] as const;
          const tenants = [store.forTenant(makeId()), store.forTenant(makeId())] as const;
          let now = NOW;
          for (const { what, tenant, pick, lifetime } of steps) {
            if (what === "sweep") {
              now += lifetime;
              await sweepAll(store, now);
              for (const model of models) sweepModel(model, now);
            } else {
              const end = now + lifetime;
              await take(what, tenants[tenant as 0 | 1], models[tenant as 0 | 1], pick, now, end);
            }
          }
          for (const n of [0, 1] as const) {
            await compare(tenants[n], models[n]);
            await compareForeign(tenants[n], models[n === 0 ? 1 : 0]);
          }
        }),
        { numRuns: 15 },
      );
    });
  });
});

function emptyModel(): Model {
  return { authorizations: new Map(), accessTokens: new Map(), ended: new Set(), refreshTokens: [] };
}

async function take(what: string, tenant: TenantStore, model: Model, pick: number, now: number, end: number) {
  const { authorizations, tokens } = tenant;
  const some = (map: ReadonlyMap<string, unknown>) => [...map.keys()][pick % Math.max(map.size, 1)] ?? makeId();
  const store = (authorizationId: string, { accessToken, refreshToken }: ReturnType<typeof makeTokens>) => {
    storeAccess(model, accessToken);
    model.refreshTokens.push(refreshToken);
    const authorization = model.authorizations.get(authorizationId);
    if (authorization !== undefined) authorization.refreshToken = { token: refreshToken, reused: 0 };
  };
  const make = (authorizationId: string, generation = 0) => {
    const { accessToken, refreshToken } = makeTokens(authorizationId, { expiresAt: end, generation });
    return { accessToken: { ...accessToken, expiresAt: end }, refreshToken };
  };
  const authorizationId = some(model.authorizations);
  const authorization = model.authorizations.get(authorizationId);

  if (what === "create") {
    const userId = USERS[pick % 2] as string;
    const code = makeCode({ userId }, { expiresAt: end });
    await authorizations.create(code);
    model.authorizations.set(code.authorization.id, { userId, used: false, revoked: false, end });
  } else if (what === "redeem") {
    const bought = make(authorizationId);
    const expected = authorization !== undefined && !authorization.used && !authorization.revoked;
    assert.equal(await authorizations.redeemCode(authorizationId, bought, now), expected);
    if (authorization === undefined || !expected) return;
    Object.assign(authorization, { used: true, end });
    store(authorizationId, bought);
  } else if (what === "void") {
    await authorizations.voidCode(authorizationId, now);
    if (authorization !== undefined) authorization.used = true;
  } else if (what === "revoke") {
    await authorizations.revoke(authorizationId, now);
    if (authorization !== undefined) authorization.revoked = true;
  } else if (what === "revokeAll") {
    await authorizations.revokeAllOf(USERS[pick % 2] as string, now);
    for (const each of model.authorizations.values()) if (each.userId === USERS[pick % 2]) each.revoked = true;
  } else if (what === "save") {
    const token = makeAccessToken(authorizationId, { expiresAt: end });
    await tokens.saveAccessToken(token);
    storeAccess(model, token);
  } else if (what === "end") {
    const id = some(model.accessTokens);
    await tokens.revokeAccessToken(id);
    endAccess(model, id);
  } else {
    const token = model.refreshTokens[pick % Math.max(model.refreshTokens.length, 1)];
    if (token === undefined) return;
    const owner = token.authorizationId;
    const held = model.authorizations.get(owner);
    const isOfNow = held?.revoked === false && held.refreshToken?.token.generation === token.generation;
    if (what === "rotate") {
      const next = make(owner, token.generation + 1);
      assert.equal(await tokens.rotateRefreshToken(token, next), isOfNow);
      if (!isOfNow) return;
      endAccess(model, issuedTokenId({ id: owner }, token.generation));
      store(owner, next);
    } else {
      const accessToken = makeAccessToken(owner, { expiresAt: end });
      const expected = isOfNow && (held.refreshToken?.reused ?? 0) < REUSE_LIMIT;
      assert.equal(await tokens.reuseRefreshToken(token, accessToken, REUSE_LIMIT), expected);
      if (!expected || held?.refreshToken === undefined) return;
      held.refreshToken.reused += 1;
      storeAccess(model, accessToken);
    }
  }
}

function storeAccess(model: Model, token: AccessToken): void {
  model.accessTokens.set(token.id, token);
  model.ended.delete(token.id);
  const authorization = authorizationOf(model, token);
  if (authorization !== undefined) authorization.end = Math.max(authorization.end, token.expiresAt);
}

function endAccess(model: Model, id: string): void {
  model.accessTokens.delete(id);
  model.ended.add(id);
}

function authorizationOf(model: Model, { authorizationId = "" }: AccessToken): ModelAuthorization | undefined {
  return model.authorizations.get(authorizationId);
}

function sweepModel(model: Model, now: number): void {
  for (const [id, { end }] of model.authorizations) if (end < now) model.authorizations.delete(id);
  for (const [id, { expiresAt }] of model.accessTokens) if (expiresAt < now) model.accessTokens.delete(id);
}

async function compare({ authorizations, tokens }: TenantStore, model: Model): Promise<void> {
  for (const [id, { used, revoked, refreshToken }] of model.authorizations) {
    assert.equal((await authorizations.findCode(id))?.used, used || revoked);
    assert.deepEqual((await tokens.findRefreshToken(id))?.token, revoked ? undefined : refreshToken?.token);
  }
  for (const [id, token] of model.accessTokens) {
    const found = await tokens.findAccessToken(id);
    const isAlive = authorizationOf(model, token)?.revoked === false;
    assert.deepEqual(found?.token, isAlive ? token : undefined);
    assert.equal(found?.authorization?.id, isAlive ? token.authorizationId : undefined);
  }
  for (const id of model.ended) assert.equal(await tokens.findAccessToken(id), undefined);
}

async function compareForeign({ authorizations, tokens }: TenantStore, foreign: Model): Promise<void> {
  for (const id of foreign.authorizations.keys()) {
    assert.equal(await authorizations.findCode(id), undefined);
    assert.equal(await tokens.findRefreshToken(id), undefined);
  }
  for (const id of foreign.accessTokens.keys()) assert.equal(await tokens.findAccessToken(id), undefined);
}
