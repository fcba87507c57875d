import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as oauth from "oauth4webapi";
import { answerOf, TestClient } from "../client.ts";
import { sendRequest } from "../raw-http.ts";
import { callRegistration, DCR_SCOPES, organizationsThatRegister, REGISTER } from "../registration.ts";
import { startServer, type TestServer } from "../server.ts";

const WELL_KNOWN = "/.well-known/oauth-protected-resource";

describe("RFC 9728: the metadata of the server's own APIs", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: organizationsThatRegister() });
  });
  after(() => server.stop());

  const insecure = { [oauth.allowInsecureRequests]: true };

  it("is found by oauth4webapi, and leads to the server that gives the tokens (§3)", async () => {
    const resource = new URL(server.url(REGISTER));
    const response = await oauth.resourceDiscoveryRequest(resource, insecure);
    const found = await oauth.processResourceDiscoveryResponse(resource, response);
    assert.deepEqual(found.authorization_servers, [server.url("/oauth2/token")]);
    assert.deepEqual(found.scopes_supported, DCR_SCOPES);
    assert.deepEqual(found.bearer_methods_supported, ["header"]);
    const issuer = new URL(found.authorization_servers?.[0] as string);
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    assert.equal(as.registration_endpoint, resource.href);
  });

  for (const path of ["", "/abc"]) {
    it(`is named by the challenge at ${REGISTER}${path}, and names that very URL (§3.3, §5.1)`, async () => {
      const { status, headers } = await callRegistration(server, { method: "GET", path });
      assert.equal(status, 401);
      const metadata = /resource_metadata="([^"]+)"/.exec(headers.get("www-authenticate") as string)?.[1] as string;
      assert.equal(metadata, `${server.baseUrl}${WELL_KNOWN}/t/acme${REGISTER}${path}`);
      const { body } = await answerOf(await fetch(metadata));
      assert.equal(body.resource, server.url(`${REGISTER}${path}`));
    });
  }

  it("is named without what would end the parameter", async () => {
    const { status, headers } = await sendRequest(server, "GET", `/t/acme${REGISTER}/a",error="b`);
    assert.equal(status, 401);
    assert.match(headers.get("www-authenticate") as string, /^Bearer resource_metadata="[^"]+\/a%22,error=%22b"$/);
  });

  it("is below the API as well, for whoever looks there", async () => {
    const { status, body } = await new TestClient(server, "", "globex").get(`/api/identity/oauth2/dcr${WELL_KNOWN}`);
    assert.equal(status, 200);
    assert.equal(body.resource, server.url("/api/identity/oauth2/dcr", "globex"));
    assert.deepEqual(body.authorization_servers, [server.url("/oauth2/token", "globex")]);
  });

  it("is public, for scripts of any origin (security bar 8.7)", async () => {
    const answer = await sendRequest(server, "GET", `${WELL_KNOWN}/t/acme${REGISTER}`, {
      origin: "https://any.example",
    });
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    assert.match(answer.headers.get("content-type") as string, /^application\/json/);
    const head = await sendRequest(server, "HEAD", `${WELL_KNOWN}/t/acme${REGISTER}`);
    assert.deepEqual([head.status, head.body], [200, ""]);
  });

  for (const [what, path] of [
    ["what is no API of ours", "/t/acme/oauth2/userinfo"],
    ["a path that only begins like one", "/t/acme/api/identity/oauth2/dcrx"],
    ["a path that is not written as ours are", '/t/acme/api/identity/oauth2/dcr/"a"'],
    ["an organization that there is not (security bar 22.3)", `/t/nowhere${REGISTER}`],
  ] as const) {
    it(`knows nothing of ${what}`, async () => {
      assert.equal((await sendRequest(server, "GET", `${WELL_KNOWN}${path}`)).status, 404);
    });
  }

  it("is read and not written", async () => {
    const { status, headers } = await sendRequest(server, "POST", `${WELL_KNOWN}/t/acme${REGISTER}`, {}, "");
    assert.deepEqual([status, headers.get("allow")], [405, "GET, HEAD"]);
  });
});
