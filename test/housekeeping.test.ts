import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pino } from "pino";
import { startHousekeeping } from "../src/housekeeping.ts";
import { TestClient } from "./client.ts";
import { startServer, type TestServer } from "./server.ts";

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
    const stop = startHousekeeping(counting, server.clock, pino({ level: "silent" }));
    await nothingLeft;
    await stop();
    return rows;
  }
});
