import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  deriveRefreshSecret,
  issueRefreshSecret,
  parseRefreshSecret,
  type RefreshSecret,
} from "../../src/crypto/refresh-secret.ts";
import { createServerKeys } from "../../src/crypto/sealing.ts";
import { TestClient } from "../client.ts";
import { startServer, TEST_KEY, type TestServer } from "../server.ts";
import { changeClient } from "../tenant-data.ts";
import { assertDead, rotate } from "./refresh-chains.ts";

describe("RFC 9700 §4.14.2: old refresh tokens, and such that never were", () => {
  let server: TestServer;
  let spa: TestClient;
  before(async () => {
    server = await startServer();
    spa = new TestClient(server, "spa");
  });
  after(() => server.stop());

  it("knows a token again that was rotated long before (security bar 5.2)", async () => {
    const chain = await rotate(spa, 12);
    assert.equal((await spa.refresh(chain[0].refresh_token)).body.error, "invalid_grant");
    await assertDead(spa, chain);
  });

  it("knows it too once its own time is over, as long as its successors live (security bar 5.2)", async () => {
    const chain = await rotate(spa, 1);
    server.clock.advance(80_000);
    const { body } = await spa.refresh(chain[1].refresh_token);
    server.clock.advance(80_000);
    assert.equal((await spa.refresh(chain[0].refresh_token)).body.error, "invalid_grant");
    await assertDead(spa, [...chain, body]);
  });

  it("revokes nothing for a token that was changed, of whatever generation (RFC 9700 §4.14.2)", async () => {
    const chain = await rotate(spa, 2);
    for (const { refresh_token } of chain) {
      // A byte of the generation, of the secret, and of the tag.
      for (const place of [19, 20, 51, 71]) {
        const bytes = Buffer.from(refresh_token, "base64url");
        bytes[place] = (bytes[place] as number) ^ 1;
        assert.equal((await spa.refresh(bytes.toString("base64url"))).body.error, "invalid_grant");
      }
    }
    assert.equal((await spa.refresh(chain[2].refresh_token)).status, 200);
  });

  it("gives nothing to whoever has the database and the server's key (security bar 26.3)", async () => {
    const [first, second] = await rotate(spa, 1);
    const tenant = await server.store.tenants.find("acme");
    const key = createServerKeys(TEST_KEY).derive("refresh tokens");
    const { authorizationId } = parseRefreshSecret(second.refresh_token) as RefreshSecret;
    // Of the right authorization, the generation in its grace or the present one, with a true tag; but with another secret.
    const previous = issueRefreshSecret(authorizationId, tenant?.id as string, key);
    const present = deriveRefreshSecret(previous, tenant?.id as string, key);
    assert.equal((await spa.refresh(present.text)).body.error, "invalid_grant");
    assert.deepEqual((await spa.introspect(present.text)).body, { active: false });
    assert.equal((await spa.userinfo(second.access_token)).status, 200);
    assert.equal((await spa.refresh(previous.text)).body.error, "invalid_grant");
    await assertDead(spa, [first, second]);
  });

  it("refuses rotated tokens after a client's rotation was turned off (security bar 5.2)", async () => {
    const web = new TestClient(server, "web");
    const secret = { client_secret: "acme-web-secret" };
    const { refresh_token } = await web.obtainTokens({}, secret);
    const { body: next } = await web.refresh(refresh_token, secret);
    assert.notEqual(next.refresh_token, refresh_token);
    server.clock.advance(10);
    const undo = await changeClient(server, "web", {
      refreshToken: { lifetimeSeconds: 3600, rotate: false, extendOnRotation: true, graceSeconds: 10 },
    });
    try {
      assert.equal((await web.refresh(refresh_token, secret)).body.error, "invalid_grant");
      assert.equal(
        (await web.refresh(next.refresh_token, secret)).body.error,
        "invalid_grant",
        "its family is revoked",
      );
    } finally {
      await undo();
    }
  });
});
