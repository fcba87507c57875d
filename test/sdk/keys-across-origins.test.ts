import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startServer, type TestServer } from "../server.ts";

const APPLICATION = "https://app.example";
const OF_ANOTHER_TENANT = "https://app.globex.example";

/** Asgardeo's SDKs fetch the keys with credentials, and to those requests a browser takes no `*` for an answer. */
describe("security bar 8.5, 8.7: keys and metadata across origins", () => {
  let server: TestServer;
  before(async () => {
    const organizations = [
      { handle: "acme", applications: [application(APPLICATION)] },
      { handle: "globex", applications: [application(OF_ANOTHER_TENANT)] },
    ];
    server = await startServer({ organizations });
  });
  after(() => server.stop());

  for (const path of ["/oauth2/jwks", "/oauth2/token/.well-known/openid-configuration"]) {
    for (const { origin, whose, allowed, credentials } of [
      { origin: APPLICATION, whose: "a registered origin by its name", allowed: APPLICATION, credentials: "true" },
      { origin: OF_ANOTHER_TENANT, whose: "another tenant's origin as any other", allowed: "*", credentials: null },
      { origin: "https://evil.example", whose: "any other without credentials", allowed: "*", credentials: null },
      { origin: "null", whose: "the origin `null` without credentials", allowed: "*", credentials: null },
    ]) {
      it(`${path} answers ${whose} (security bar 8.5, 8.7)`, async () => {
        const response = await fetch(server.url(path), { headers: { origin } });
        assert.equal(response.status, 200);
        assert.equal(response.headers.get("access-control-allow-origin"), allowed);
        assert.equal(response.headers.get("access-control-allow-credentials"), credentials);
        assert.match(response.headers.get("vary") as string, /\bOrigin\b/i);
      });
    }

    it(`${path} tells caches that the answer is the origin's, when none is sent (security bar 8.5)`, async () => {
      const { headers } = await fetch(server.url(path));
      assert.equal(headers.get("access-control-allow-origin"), null);
      assert.match(headers.get("vary") as string, /\bOrigin\b/i);
    });
  }
});

function application(origin: string) {
  return { clientId: "spa", publicClient: true, callbackURLs: [`${origin}/callback`], allowedOrigins: [origin] };
}
