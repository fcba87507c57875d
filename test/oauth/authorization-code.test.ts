import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, claimsOf, headerOf, newVerifier, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

describe("RFC 6749 §4.1.3: exchanging an authorization code", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  const client = (clientId: string, tenant?: string) => new TestClient(server, clientId, tenant);

  it("answers with exactly the documented members, a refresh token without offline_access too (contract §5.4, security bar 28.1)", async () => {
    const { status, headers, body } = await client("spa").exchange(await client("spa").obtainCode());
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), [
      "access_token",
      "refresh_token",
      "scope",
      "id_token",
      "token_type",
      "expires_in",
    ]);
    assert.equal(body.token_type, "Bearer");
    assert.equal(body.expires_in, 3600);
    assert.equal(body.scope, "openid");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("pragma"), "no-cache");
    assert.match(headers.get("content-type") as string, /^application\/json/);
  });

  it("answers without a refresh token when the client has no refresh grant", async () => {
    const body = await client("brief").obtainTokens();
    assert.deepEqual(Object.keys(body).sort(), ["access_token", "expires_in", "id_token", "scope", "token_type"]);
  });

  it("answers without an ID token when openid was not asked for", async () => {
    const body = await client("spa").obtainTokens({ scope: "profile" });
    assert.equal(body.id_token, undefined);
    assert.equal(body.scope, "profile");
  });

  it("names the granted scope, sorted, without the names it does not know (security bar 1.7)", async () => {
    const { scope } = await client("spa").obtainTokens({ scope: "profile nonsense openid email" });
    assert.equal(scope, "email openid profile");
  });

  for (const [method, form, headers] of [
    ["client_secret_basic", { client_id: undefined }, basic("web", "acme-web-secret")],
    ["client_secret_post", { client_secret: "acme-web-secret" }, {}],
  ] as const) {
    it(`serves a confidential client by ${method}`, async () => {
      const redeemable = await client("web").obtainCode({
        code_challenge: undefined,
        code_challenge_method: undefined,
      });
      const { code, redirect_uri } = redeemable;
      const { status } = await client("web").token(
        { grant_type: "authorization_code", code, redirect_uri, ...form },
        headers,
      );
      assert.equal(status, 200);
    });
  }

  it("issues an opaque or a JWT access token, as the client is configured (RFC 9068 §2)", async () => {
    const { access_token: opaque } = await client("spa").obtainTokens();
    assert.doesNotMatch(opaque, /\./);
    const { access_token: jwt } = await client("jwt").obtainTokens({ scope: "openid email" });
    assert.equal(headerOf(jwt).typ, "at+jwt");
    assert.deepEqual(Object.keys(headerOf(jwt)), ["x5t", "kid", "typ", "alg"]);
    const { jti, ...claims } = claimsOf(jwt);
    assert.equal(typeof jti, "string");
    assert.deepEqual(claims, {
      sub: "kim",
      aut: "APPLICATION_USER",
      iss: server.url("/oauth2/token"),
      client_id: "jwt",
      azp: "jwt",
      aud: ["jwt", "https://api.example"],
      nbf: server.clock.now,
      iat: server.clock.now,
      exp: server.clock.now + 3600,
      auth_time: server.clock.now,
      scope: "email openid",
    });
  });

  it("issues a new access token for each sign-in (security bar 9.7)", async () => {
    const tokens = await Promise.all([client("spa").obtainTokens(), client("spa").obtainTokens()]);
    assert.notEqual(tokens[0].access_token, tokens[1].access_token);
  });

  const refusals = [
    ["a code that was never issued", { code: "nonsense" }, "invalid_grant"],
    ["a code with a changed secret", { code: (code: string) => `${code.slice(0, -2)}AA` }, "invalid_grant"],
    ["a code issued to another client", { client_id: "brief" }, "invalid_grant"],
    ["another redirect_uri", { redirect_uri: "https://evil.example/" }, "invalid_grant"],
    ["a missing redirect_uri (security bar 4.5)", { redirect_uri: undefined }, "invalid_request"],
    ["a wrong code_verifier (RFC 7636 §4.6)", { code_verifier: newVerifier() }, "invalid_grant"],
    ["a missing code_verifier (RFC 7636 §4.6)", { code_verifier: undefined }, "invalid_grant"],
    ["a malformed code_verifier (RFC 7636 §4.1)", { code_verifier: "short" }, "invalid_grant"],
    ["a missing code", { code: undefined }, "invalid_request"],
    ["a missing grant_type", { grant_type: undefined }, "invalid_request"],
    ["a grant type it does not have", { grant_type: "urn:example:none" }, "unsupported_grant_type"],
    ["a grant type named like a property", { grant_type: "__proto__" }, "unsupported_grant_type"],
    ["a client it does not know", { client_id: "nobody" }, "invalid_client"],
    ["no client at all", { client_id: undefined }, "invalid_client"],
    ["a disabled client", { client_id: "off" }, "invalid_client"],
    ["a confidential client without its secret", { client_id: "web" }, "invalid_client"],
    [
      "a client without the grant",
      { client_id: "service", client_secret: "acme-service-secret" },
      "unauthorized_client",
    ],
  ] as const;
  for (const [what, changes, error] of refusals) {
    it(`refuses ${what}: ${error}`, async () => {
      const redeemable = await client("spa").obtainCode();
      const changed = Object.entries(changes).map(([name, value]) => [
        name,
        typeof value === "function" ? value(redeemable.code) : value,
      ]);
      const { status, headers, body } = await client("spa").exchange(redeemable, Object.fromEntries(changed));
      assert.equal(body.error, error);
      assert.equal(typeof body.error_description, "string");
      assert.equal(status, error === "invalid_client" ? 401 : 400);
      assert.equal(headers.get("cache-control"), "no-store");
    });
  }

  it("refuses a verifier for a code without a challenge: a downgrade (RFC 9700 §4.8.2, security bar 3.5)", async () => {
    const without = { code_challenge: undefined, code_challenge_method: undefined };
    const redeemable = await client("web").obtainCode(without);
    const { body } = await client("web").exchange(redeemable, { client_secret: "acme-web-secret" });
    assert.equal(body.error, "invalid_grant");
  });

  it("refuses a code after its lifetime of 60 seconds (security bar 4.1, 27.3, 28.3)", async () => {
    const redeemable = await client("spa").obtainCode();
    server.clock.advance(60);
    const { body } = await client("spa").exchange(redeemable);
    assert.deepEqual(
      [body.error, body.error_description],
      ["invalid_grant", "Expired or Revoked authorization code received from token request"],
    );
  });

  for (const [what, changes] of [
    ["verifier", { code_verifier: newVerifier() }],
    ["redirect URI", { redirect_uri: `${CALLBACK}/` }],
  ] as const) {
    it(`voids the code at the first wrong ${what} (security bar 3.6)`, async () => {
      const redeemable = await client("spa").obtainCode();
      await client("spa").exchange(redeemable, changes);
      assert.equal((await client("spa").exchange(redeemable)).body.error, "invalid_grant");
    });
  }

  it("leaves a code alone that another client tried", async () => {
    const redeemable = await client("spa").obtainCode();
    await client("brief").exchange(redeemable);
    assert.equal((await client("spa").exchange(redeemable)).status, 200);
  });

  it("revokes at a replay what the code had bought (RFC 6749 §4.1.2, security bar 4.3)", async () => {
    const redeemable = await client("spa").obtainCode();
    const { body: bought } = await client("spa").exchange(redeemable);
    const other = await client("spa").obtainTokens();
    assert.equal((await client("spa").exchange(redeemable)).body.error, "invalid_grant");

    assert.equal((await client("spa").userinfo(bought.access_token)).status, 401);
    assert.equal((await client("spa").introspect(bought.access_token)).body.active, false);
    assert.equal((await client("spa").refresh(bought.refresh_token)).body.error, "invalid_grant");
    assert.equal((await client("spa").userinfo(other.access_token)).status, 200, "another sign-in is spared");
    assert.ok(server.logLines.some((line) => line.includes('"event":"authorization_code_reused"')));
  });

  it("revokes nothing at a replay with a wrong verifier: whoever saw the code alone cannot sign the user out", async () => {
    const redeemable = await client("spa").obtainCode();
    const { body: bought } = await client("spa").exchange(redeemable);
    await client("spa").exchange(redeemable, { code_verifier: newVerifier() });
    assert.equal((await client("spa").userinfo(bought.access_token)).status, 200);
  });

  it("serves one of twenty requests that race with the same code (security bar 4.2)", async () => {
    const redeemable = await client("spa").obtainCode();
    const answers = await Promise.all(Array.from({ length: 20 }, () => client("spa").exchange(redeemable)));
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, ...Array.from({ length: 19 }, () => 400)]);
    for (const { status, body } of answers) if (status === 400) assert.equal(body.error, "invalid_grant");
  });

  it("refuses another tenant's code (security bar 4.4)", async () => {
    const redeemable = await client("spa", "globex").obtainCode();
    assert.equal((await client("spa", "acme").exchange(redeemable)).body.error, "invalid_grant");
    assert.equal((await client("spa", "globex").exchange(redeemable)).status, 200);
  });
});
