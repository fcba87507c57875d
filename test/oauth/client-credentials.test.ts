import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, claimsOf, headerOf, TestClient } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, organizationsWith } from "../tenant-data.ts";

describe("RFC 6749 §4.4: a client that acts for itself", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({
      organizations: organizationsWith(
        {
          clientId: "jwt-service",
          clientSecret: "s",
          grantTypes: ["client_credentials"],
          accessToken: { type: "JWT", applicationAccessTokenExpiryInSeconds: 600 },
        },
        { clientId: "narrow", clientSecret: "s", grantTypes: ["client_credentials"], scopes: ["email"] },
      ),
    });
  });
  after(() => server.stop());

  const secrets: Readonly<Record<string, string>> = { service: "acme-service-secret", web: "acme-web-secret" };
  const token = (form: Record<string, string> = {}, clientId = "service") =>
    new TestClient(server, clientId).token(
      { client_id: undefined, grant_type: "client_credentials", ...form },
      basic(clientId, secrets[clientId] ?? "s"),
    );

  it("answers with an access token alone: no refresh token, no ID token (RFC 6749 §4.4.3, security bar 7.8)", async () => {
    const { status, headers, body } = await token({ scope: "profile openid email" });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ["access_token", "scope", "token_type", "expires_in"]);
    assert.deepEqual([body.scope, body.token_type, body.expires_in], ["email profile", "Bearer", 3600]);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("pragma"), "no-cache");
  });

  it("answers without scope when none was asked for", async () => {
    const { status, body } = await token();
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ["access_token", "token_type", "expires_in"]);
  });

  it("drops openid, so that userinfo answers 403 (contract §6.3)", async () => {
    const { status, body } = await token({ scope: "openid" });
    assert.equal(status, 200);
    assert.equal(body.scope, undefined);
    const userinfo = await new TestClient(server, "service").userinfo(body.access_token);
    assert.deepEqual([userinfo.status, userinfo.body.error], [403, "insufficient_scope"]);
    assert.match(userinfo.headers.get("www-authenticate") as string, /^Bearer error="insufficient_scope"/);
  });

  it("issues a JWT that names the client as its subject, recognisable as without a user (contract §7.3, security bar 9.4)", async () => {
    const { body } = await token({ scope: "email" }, "jwt-service");
    assert.equal(headerOf(body.access_token).typ, "at+jwt");
    const { jti, ...claims } = claimsOf(body.access_token);
    assert.equal(typeof jti, "string");
    assert.equal(body.expires_in, 600);
    assert.deepEqual(claims, {
      sub: "jwt-service",
      aut: "APPLICATION",
      iss: server.url("/oauth2/token"),
      client_id: "jwt-service",
      azp: "jwt-service",
      aud: "jwt-service",
      nbf: server.clock.now,
      iat: server.clock.now,
      exp: server.clock.now + 600,
      scope: "email",
    });
  });

  it("issues a new token each time (security bar 9.7)", async () => {
    const answers = await Promise.all([token(), token()]);
    assert.notEqual(answers[0].body.access_token, answers[1].body.access_token);
  });

  it("ends with the client: disabled, its token is not active (security bar 5.9)", async () => {
    const { body } = await token();
    const client = new TestClient(server, "service");
    assert.equal((await client.introspect(body.access_token)).body.active, true);
    const undo = await changeClient(server, "service", { enabled: false });
    assert.deepEqual((await client.introspect(body.access_token)).body, { active: false });
    await undo();
  });

  it("drops scopes that nobody knows or the client may not have (security bar 7.8)", async () => {
    assert.equal((await token({ scope: "email unknown" })).body.scope, "email");
    assert.equal((await token({ scope: "email profile" }, "narrow")).body.scope, "email");
  });

  const refusals = [
    ["only scopes nobody knows", { scope: "unknown" }, "service", "invalid_scope"],
    ["a scope with a quote (RFC 6749 §3.3)", { scope: 'email "x"' }, "service", "invalid_scope"],
    ["a scope with a backslash (RFC 6749 §3.3)", { scope: "email\\x" }, "service", "invalid_scope"],
    ["a scope with a letter beyond ASCII (RFC 6749 §3.3)", { scope: "émail" }, "service", "invalid_scope"],
    ["scopes with a tab between (RFC 6749 §3.3)", { scope: "email\tprofile" }, "service", "invalid_scope"],
    ["a client without the grant", {}, "web", "unauthorized_client"],
  ] as const;
  for (const [what, form, clientId, error] of refusals) {
    it(`refuses ${what}: ${error} (security bar 7.8)`, async () => {
      const { status, body } = await token(form, clientId);
      assert.deepEqual([status, body.error], [400, error]);
    });
  }

  it("refuses a public client, also one that was given the grant (security bar 6.9)", async () => {
    const publicClient = new TestClient(server, "spa");
    const without = await publicClient.token({ grant_type: "client_credentials" });
    assert.deepEqual([without.status, without.body.error], [400, "unauthorized_client"]);
    const undo = await changeClient(server, "spa", { grantTypes: ["client_credentials"] });
    const granted = await publicClient.token({ grant_type: "client_credentials" });
    assert.deepEqual([granted.status, granted.body.error], [400, "unauthorized_client"]);
    await undo();
  });
});
