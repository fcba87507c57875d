import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, TestClient } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";

const HOME = "203.0.113.7";
const ELSEWHERE = "203.0.113.8";

describe("security bar 6.10: guessing a client's secret", () => {
  let server: TestServer;
  before(async () => {
    // The tests come through a proxy, so that they can have addresses.
    server = await startServer({ settings: { trustedProxies: ["127.0.0.1", "::1"] } });
    for (let failure = 0; failure < 20; failure++) assert.equal((await attempt({ secret: "wrong" })).status, 401);
  });
  after(() => server.stop());

  function attempt({
    clientId = "service",
    secret = "acme-service-secret",
    address = HOME,
    tenant = "acme",
    path = "/oauth2/token",
  }) {
    const form = { grant_type: "client_credentials", token: "abc" };
    const headers = { ...basic(clientId, secret), "x-forwarded-for": address };
    return new TestClient(server, clientId, tenant).post(path, form, headers);
  }

  const attempts = [
    ["a wrong secret", { secret: "wrong" }, 429],
    ["even the right secret", {}, 429],
    ["the same client at introspection", { path: "/oauth2/introspect" }, 429],
    ["the same client at revocation", { path: "/oauth2/revoke" }, 429],
    ["the right secret from another address", { address: ELSEWHERE }, 200],
    ["a wrong secret from another address", { address: ELSEWHERE, secret: "wrong" }, 401],
    [
      "another client at the same address",
      { clientId: "web", secret: "acme-web-secret", path: "/oauth2/introspect" },
      200,
    ],
    [
      "the client of the same name in another tenant (security bar 22.4)",
      { tenant: "globex", secret: "globex-service-secret" },
      200,
    ],
  ] as const;
  for (const [what, changes, expected] of attempts) {
    it(`answers ${what} with ${expected} after twenty failures`, async () => {
      const { status, headers, body } = await attempt(changes);
      assert.equal(status, expected);
      if (expected !== 429) return;
      assert.equal(body.error, "invalid_client");
      assert.match(headers.get("retry-after") as string, /^[1-9]\d*$/);
      assert.equal(headers.get("cache-control"), "no-store");
    });
  }

  it("serves again when the time in Retry-After is over", async () => {
    const { headers } = await attempt({});
    server.clock.advance(Number(headers.get("retry-after")) - 1);
    assert.equal((await attempt({})).status, 429);
    server.clock.advance(1);
    assert.equal((await attempt({})).status, 200);
  });

  it("does not believe an address that the client put before the proxy's (security bar 27.2)", async () => {
    for (let failure = 0; failure < 20; failure++) {
      await attempt({ secret: "wrong", address: `198.51.100.${failure}, ${HOME}` });
    }
    assert.equal((await attempt({})).status, 429);
  });
});
