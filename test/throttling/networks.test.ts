import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith } from "../tenant-data.ts";

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";

interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What is limited by the address that it comes from, and how much of it passes. */
const LIMITED: Readonly<Record<string, readonly [passing: number, Asked]>> = {
  "wrong secrets of a client (security bar 6.10)": [
    20,
    {
      path: "/t/acme/oauth2/token",
      headers: { ...basic("service", "wrong"), "content-type": FORM },
      body: "grant_type=client_credentials",
    },
  ],
  "wrong passwords (security bar 18.5)": [
    50,
    {
      path: "/t/acme/oauth2/token",
      headers: { ...basic("trusted", "s"), "content-type": FORM },
      body: "grant_type=password&username=nobody&password=wrong",
    },
  ],
  "wrong user codes of devices (RFC 8628 §5.1)": [
    5,
    { path: "/t/acme/oauth2/device", headers: { "content-type": FORM }, body: "user_code=BBBB-BBBB" },
  ],
  "requests about accounts (security bar 18.5)": [
    60,
    {
      path: "/t/acme/api/users/v2/recovery/password/init",
      headers: { "content-type": JSON_TYPE },
      body: JSON.stringify({ claims: [{ uri: "http://wso2.org/claims/username", value: "nobody" }] }),
    },
  ],
  "registrations of clients that nobody vouches for (RFC 7591 §3)": [
    60,
    { path: "/t/acme/api/identity/oauth2/dcr/v1.1/register", headers: { "content-type": JSON_TYPE }, body: "{}" },
  ],
  "wrong credentials of the operator (security bar 18.5)": [
    20,
    { path: "/api/server/v1/tenants", method: "GET", headers: { authorization: "Bearer wrong" } },
  ],
};

describe("limits by address", () => {
  let server: TestServer;
  before(async () => {
    const [acme, ...others] = organizationsWith({
      clientId: "trusted",
      clientSecret: "s",
      grantTypes: ["password"],
    });
    server = await startServer({
      // The tests come through a proxy, so that they can have addresses.
      settings: { trustedProxies: ["127.0.0.1", "::1"], operatorToken: "operator token of the tests" },
      organizations: [{ ...acme, clientRegistration: "open" }, ...others],
    });
  });
  after(() => server.stop());

  async function statusOf({ path, method = "POST", headers, body }: Asked, address: string): Promise<number> {
    const options = { method, headers: { ...headers, "x-forwarded-for": address }, redirect: "manual" as const };
    const answer = await fetch(`${server.baseUrl}${path}`, { ...options, ...(body !== undefined && { body }) });
    await answer.text();
    return answer.status;
  }

  Object.entries(LIMITED).forEach(([what, [passing, asked]], turn) => {
    it(`count ${what} by the network of an IPv6 address, and by an IPv4 address however it is written`, async () => {
      const network = `2001:db8:0:${turn}`;
      for (let n = 1; n <= passing; n++) {
        assert.notEqual(await statusOf(asked, `${network}:${n.toString(16)}::`), 429);
      }
      assert.equal(await statusOf(asked, `${network}:ffff::`), 429);
      assert.notEqual(await statusOf(asked, `2001:db8:1:${turn}::1`), 429);

      const address = `192.0.2.${turn}`;
      for (let n = 0; n < passing; n++) await statusOf(asked, n % 2 === 0 ? address : `::ffff:${address}`);
      assert.equal(await statusOf(asked, address), 429);
    });
  });
});
