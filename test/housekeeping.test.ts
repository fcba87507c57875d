import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pino } from "pino";
import { createServerKeys } from "../src/crypto/sealing.ts";
import { startHousekeeping } from "../src/housekeeping.ts";
import { TestClient } from "./client.ts";
import { startServer, TEST_KEY, type TestServer } from "./server.ts";

describe("housekeeping", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  it("deletes what expired more than an hour ago, and leaves the rest", async () => {
    const client = new TestClient(server, "spa");
    await client.obtainTokens();
    server.clock.advance(86_400 + 3_601);
    const { access_token, refresh_token } = await client.obtainTokens();

    const swept = await sweepOnce();
    assert.ok(swept >= 3, `an authorization, an access token and a refresh token: ${swept}`);
    assert.equal(await sweepOnce(), 0);
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
    await Promise.all([sweepOnce(), sweepOnce(), sweepOnce()]);
    const [old, next, ...more] = await kids("scheduled");
    assert.equal(old, first);
    assert.ok(next !== undefined);
    assert.deepEqual(more, []);
    assert.deepEqual(await kids("unscheduled"), [other]);
    await sweepOnce();
    assert.deepEqual(await kids("scheduled"), [old, next]);
  });

  /** Runs the first round, and returns how many rows went. */
  async function sweepOnce(): Promise<number> {
    let rows = 0;
    let finish: () => void = () => {};
    const nothingLeft = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const counting = {
      ...server.store,
      async sweep(now: number, limit: number) {
        const deleted = await server.store.sweep(now, limit);
        rows += deleted;
        if (deleted === 0) finish();
        return deleted;
      },
    };
    const stop = startHousekeeping({
      store: counting,
      clock: server.clock,
      log: pino({ level: "silent" }),
      keyMaking: { serverKeys: createServerKeys(TEST_KEY), rsaBits: 2048 },
    });
    await nothingLeft;
    await stop();
    return rows;
  }
});
