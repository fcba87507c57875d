import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { pino } from "pino";
import { parseOpaqueToken } from "../src/crypto/opaque-token.ts";
import { createServerKeys } from "../src/crypto/sealing.ts";
import { startHousekeeping } from "../src/housekeeping.ts";
import { TestClient } from "./client.ts";
import { startServer, TEST_KEY, type TestServer } from "./server.ts";
import { tenantStore } from "./tenant-data.ts";

describe("housekeeping", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  it("deletes what expired more than an hour ago, and leaves the rest", async () => {
    const client = new TestClient(server, "spa");
    const redeemable = await client.obtainCode();
    const { body: old } = await client.exchange(redeemable);
    const { authorizations, tokens } = await tenantStore(server);
    const questions = [
      () => authorizations.findCode(idOf(redeemable.code)),
      () => tokens.findAccessToken(idOf(old.access_token)),
      () => tokens.findRefreshToken(idOf(redeemable.code)),
    ];
    for (const ask of questions) assert.ok(await ask());

    server.clock.advance(86_400 + 3_601);
    const { access_token, refresh_token } = await client.obtainTokens();
    for (const ask of questions) while ((await ask()) !== undefined) await setTimeout(20);
    assert.equal((await client.userinfo(access_token)).status, 200);
    assert.equal((await client.refresh(refresh_token)).status, 200);
  });

  it("plans the rotation of keys of the schedule's age, in many processes at once one (security bar 20.5)", async () => {
    await server.configure([{ handle: "scheduled", keyRotation: { everyDays: 90 } }, { handle: "unscheduled" }]);
    const kids = async (tenant: string): Promise<string[]> =>
      (await new TestClient(server, "spa", tenant).get("/oauth2/jwks")).body.keys.map(
        ({ kid }: { kid: string }) => kid,
      );
    const [[first], [other]] = [await kids("scheduled"), await kids("unscheduled")];
    server.clock.advance(90 * 86_400);
    let listed = 0;
    const list = () => {
      listed += 1;
      return server.store.tenants.list();
    };
    const counting = { ...server.store.tenants, list };
    const processes = [keepHouse({ ...server.store, tenants: counting }), keepHouse(), keepHouse()];
    while ((await kids("scheduled")).length < 2) await setTimeout(20);
    for (const stop of processes) await stop();
    const [old, next, ...more] = await kids("scheduled");
    assert.equal(old, first);
    assert.ok(next !== undefined);
    assert.deepEqual(more, []);
    assert.deepEqual(await kids("unscheduled"), [other]);
    assert.equal(listed, 0, "reads no tenant but those with a schedule");
  });

  it("plans it for the issuers of the tenant's organizations too", async () => {
    const subOrganizations = [{ handle: "inner" }, { handle: "keyless" }];
    await server.configure([{ handle: "around", keyRotation: { everyDays: 90 }, subOrganizations }]);
    const { organizations } = await tenantStore(server, "around");
    const [inner, keyless] = await Promise.all(
      ["inner", "keyless"].map(async (handle) => (await organizations.findByHandle(handle))?.id as string),
    );
    const kids = async () =>
      (await fetch(server.url(`/o/${inner}/oauth2/jwks`, "around"))).json() as Promise<{ keys: [] }>;
    assert.equal((await kids()).keys.length, 1);
    server.clock.advance(90 * 86_400);
    const stop = keepHouse();
    while ((await kids()).keys.length < 2) await setTimeout(20);
    await stop();
    assert.deepEqual(await organizations.worldOf({ id: keyless as string }).keys.list(), []);
  });

  const keepHouse = (store = server.store) =>
    startHousekeeping({
      store,
      clock: server.clock,
      log: pino({ level: "silent" }),
      keyMaking: { serverKeys: createServerKeys(TEST_KEY), rsaBits: 2048 },
    });
});

function idOf(token: string): string {
  return parseOpaqueToken(token)?.id as string;
}
