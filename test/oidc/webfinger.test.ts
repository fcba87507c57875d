import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TestClient } from "../client.ts";
import { sendRequest } from "../raw-http.ts";
import { startServer, type TestServer } from "../server.ts";

const ISSUER = "http://openid.net/specs/connect/1.0/issuer";
const WEBFINGER = "/.well-known/webfinger";

describe("OpenID Connect Discovery §2, RFC 7033: webfinger", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  const ask = (parameters: Record<string, string> | string, place = `/t/acme${WEBFINGER}`) =>
    sendRequest(server, "GET", `${place}?${new URLSearchParams(parameters)}`);
  const parsed = (body: unknown) => (typeof body === "string" ? JSON.parse(body) : body);

  for (const resource of ["acct:kim@example.com", "acct:nobody@example.com", "https://app.example/kim"]) {
    it(`tells the organization's issuer for ${resource}, whether there is such a user or not (contract §2.1)`, async () => {
      const { status, headers, body } = await ask({ resource, rel: ISSUER });
      assert.equal(status, 200);
      assert.match(headers.get("content-type") as string, /^application\/jrd\+json/);
      const links = [{ rel: ISSUER, href: server.url("/oauth2/token") }];
      assert.deepEqual(parsed(body), { subject: resource, links });
    });
  }

  for (const [what, rels, expected] of [
    ["no relation", "", 1],
    ["another relation", "&rel=avatar", 0],
    ["several relations", `&rel=avatar&rel=${ISSUER}`, 1],
  ] as const) {
    it(`tells ${expected} links when asked for ${what} (RFC 7033 §4.3)`, async () => {
      const { body } = await sendRequest(server, "GET", `/t/acme${WEBFINGER}?resource=acct:kim@example.com${rels}`);
      assert.equal(parsed(body).links.length, expected);
    });
  }

  for (const query of ["", "resource=", "resource=kim", "resource=javascript:alert(1)"]) {
    it(`refuses "${query}", which names no resource (RFC 7033 §4.2)`, async () => {
      for (const place of [`/t/acme${WEBFINGER}`, WEBFINGER]) {
        assert.equal((await sendRequest(server, "GET", `${place}?${query}`)).status, 400);
      }
    });
  }

  it("is at the host's root too, where the resource itself says which organization is meant (RFC 7033 §4)", async () => {
    const resource = `${server.baseUrl}/t/globex/users/kim`;
    const { status, body } = await ask({ resource }, WEBFINGER);
    assert.equal(status, 200);
    assert.equal(parsed(body).links[0].href, server.url("/oauth2/token", "globex"));
    const elsewhere = ["acct:kim@example.com", "https://app.example/t/globex", `${server.baseUrl}/t/nowhere`];
    for (const unknown of elsewhere) assert.equal((await ask({ resource: unknown }, WEBFINGER)).status, 404, unknown);
  });

  it("may be asked by scripts of any origin (RFC 7033 §5)", async () => {
    const path = `/t/acme${WEBFINGER}?resource=acct:kim@example.com`;
    const { headers } = await sendRequest(server, "GET", path, { origin: "https://any.example" });
    assert.equal(headers.get("access-control-allow-origin"), "*");
  });

  it("is in the metadata (contract §2.1)", async () => {
    const { body } = await new TestClient(server, "spa").get("/.well-known/openid-configuration");
    assert.equal(body.webfinger_endpoint, server.url(WEBFINGER));
  });
});
