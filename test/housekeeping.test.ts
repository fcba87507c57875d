import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { parseOpaqueToken } from "../src/crypto/opaque-token.ts";
import { TestClient } from "./client.ts";
import { startServer, type TestServer } from "./server.ts";
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
});

function idOf(token: string): string {
  return parseOpaqueToken(token)?.id as string;
}
