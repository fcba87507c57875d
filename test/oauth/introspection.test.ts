import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { newId } from "../../src/crypto/ids.ts";
import { issueOpaqueToken } from "../../src/crypto/opaque-token.ts";
import type { AccessTokenExtras } from "../../src/protocol/model/authorization.ts";
import { type Answer, basic, claimsOf, TestClient } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeUser, tenantStore } from "../tenant-data.ts";

describe("RFC 7662: introspecting a token", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  const client = (clientId: string, tenant?: string) => new TestClient(server, clientId, tenant);
  const introspect = (token: string, form = {}) => client("web").introspect(token, form);

  it("describes an opaque access token (contract §8.1)", async () => {
    const { access_token } = await client("spa").obtainTokens({ scope: "openid email" });
    server.clock.advance(5);
    const { status, headers, body } = await introspect(access_token);
    assert.equal(status, 200);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.match(headers.get("content-type") as string, /^application\/json/);
    assert.deepEqual(body, {
      active: true,
      scope: "email openid",
      client_id: "spa",
      username: "kim@acme",
      token_type: "Bearer",
      aut: "APPLICATION_USER",
      iat: server.clock.now - 5,
      nbf: server.clock.now - 5,
      exp: server.clock.now + 3595,
    });
  });

  it("describes a JWT access token by its claims (contract §8.1)", async () => {
    const { access_token } = await client("jwt").obtainTokens();
    const { jti, iss, aud, sub, iat, exp } = claimsOf(access_token);
    const { body } = await introspect(access_token);
    assert.deepEqual([body.active, body.token_type, body.username], [true, "JWT", "kim@acme"]);
    assert.deepEqual([body.jti, body.iss, body.aud, body.sub, body.iat, body.exp], [jti, iss, aud, sub, iat, exp]);
  });

  it("describes a refresh token as one (contract §8.1)", async () => {
    const { refresh_token } = await client("spa").obtainTokens();
    const { body } = await introspect(refresh_token);
    assert.deepEqual([body.active, body.token_type, body.client_id], [true, "Refresh", "spa"]);
    assert.equal(body.exp, server.clock.now + 86_400);
  });

  it("names no user for a client's own token (contract §8.1)", async () => {
    const { body: tokens } = await client("service").token({
      grant_type: "client_credentials",
      client_secret: "acme-service-secret",
    });
    const { body } = await introspect(tokens.access_token);
    assert.deepEqual([body.active, body.aut, "username" in body], [true, "APPLICATION", false]);
  });

  const jkt = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
  const extras: [string, AccessTokenExtras, object][] = [
    [
      "the key a token is bound to (RFC 9449 §6.2)",
      { confirmation: { jkt } },
      { token_type: "DPoP", cnf: { jkt }, binding_type: "DPoP", binding_ref: jkt },
    ],
    [
      "the certificate a token is bound to (RFC 8705 §3.2)",
      { confirmation: { "x5t#S256": jkt } },
      { token_type: "Bearer", cnf: { "x5t#S256": jkt }, binding_type: "certificate", binding_ref: jkt },
    ],
    [
      "who acts for the user (RFC 8693 §4.1)",
      { actor: { sub: "service" } },
      { token_type: "Bearer", act: { sub: "service" } },
    ],
    [
      "the APIs a token is for (RFC 7662 §2.2)",
      { audience: ["https://a.example", "https://b.example"] },
      { token_type: "Bearer", aud: ["https://a.example", "https://b.example"] },
    ],
  ];
  for (const [what, given, told] of extras) {
    it(`tells ${what}`, async () => {
      const id = newId(server.clock.nowMilliseconds());
      const { text, secretHash } = issueOpaqueToken(id);
      const { now } = server.clock;
      const common = { clientId: "service", authorizationId: undefined, scope: [], format: "opaque" } as const;
      const token = { ...common, id, secretHash, issuedAt: now, expiresAt: now + 60, extras: given };
      await (await tenantStore(server)).tokens.saveAccessToken(token);
      const { body } = await introspect(text);
      const times = { iat: now, nbf: now, exp: now + 60 };
      assert.deepEqual(body, { active: true, client_id: "service", aut: "APPLICATION", ...times, ...told });
    });
  }

  for (const hint of ["access_token", "refresh_token", "id_token", "__proto__"]) {
    it(`finds both kinds whatever the hint says: ${hint} (RFC 7662 §2.1)`, async () => {
      const { access_token, refresh_token } = await client("spa").obtainTokens();
      for (const token of [access_token, refresh_token]) {
        assert.equal((await introspect(token, { token_type_hint: hint })).body.active, true);
      }
    });
  }

  it("answers any confidential client of the tenant, by both methods (contract §8.1)", async () => {
    const { access_token: token } = await client("spa").obtainTokens();
    const secret = "acme-service-secret";
    const byHeader = await client("spa").post("/oauth2/introspect", { token }, basic("service", secret));
    const byForm = await client("spa").post("/oauth2/introspect", {
      token,
      client_id: "service",
      client_secret: secret,
    });
    assert.deepEqual([byHeader.body.active, byForm.body.active], [true, true]);
  });

  type Tokens = { access_token: string; refresh_token: string; id_token: string };
  const inactive: [string, (tokens: Tokens) => string | Promise<string>][] = [
    ["a text that was never a token", () => "nonsense"],
    ["a token with a changed secret", ({ access_token }) => `${access_token.slice(0, -4)}AAAA`],
    ["an ID token", ({ id_token }) => id_token],
    ["an authorization code", async () => (await client("spa").obtainCode()).code],
    ["another tenant's access token", async () => (await client("spa", "globex").obtainTokens()).access_token],
    ["another tenant's JWT", async () => (await client("jwt", "globex").obtainTokens()).access_token],
    ["another tenant's refresh token", async () => (await client("spa", "globex").obtainTokens()).refresh_token],
    [
      "a JWT with a changed signature",
      async () => `${(await client("jwt").obtainTokens()).access_token.slice(0, -8)}AAAAAAAA`,
    ],
    [
      "a JWT with alg none (security bar 20.1)",
      async () => {
        const [, payload] = (await client("jwt").obtainTokens()).access_token.split(".");
        return `${Buffer.from('{"typ":"at+jwt","alg":"none"}').toString("base64url")}.${payload}.`;
      },
    ],
    ["a JWT above 16 KiB (security bar 20.2)", () => `${"e".repeat(10)}.${"e".repeat(20_000)}.e`],
    ["a text of 60,000 characters", () => "A".repeat(60_000)],
    [
      "a revoked token",
      async ({ access_token: token }) => {
        await client("spa").post("/oauth2/revoke", { token, client_id: "spa" });
        return token;
      },
    ],
    [
      "an expired token",
      ({ access_token }) => {
        server.clock.advance(3600);
        return access_token;
      },
    ],
    [
      "an expired JWT",
      async () => {
        const { access_token } = await client("jwt").obtainTokens();
        server.clock.advance(3600);
        return access_token;
      },
    ],
  ];
  for (const [what, make] of inactive) {
    it(`tells nothing of ${what} but that it is not active (RFC 7662 §2.2, security bar 10.4)`, async () => {
      const token = await make(await client("spa").obtainTokens());
      const { status, body } = await introspect(token);
      assert.equal(status, 200);
      assert.deepEqual(body, { active: false });
    });
  }

  it("tells nothing of a disabled user's token (security bar 5.9)", async () => {
    const { access_token, refresh_token } = await client("spa").obtainTokens();
    const undo = await changeUser(server, "kim", { enabled: false });
    for (const token of [access_token, refresh_token])
      assert.deepEqual((await introspect(token)).body, { active: false });
    await undo();
  });

  const refusals: [string, () => Promise<Answer>, number, string][] = [
    [
      "no client (security bar 10.1)",
      () => client("spa").post("/oauth2/introspect", { token: "a" }),
      401,
      "invalid_client",
    ],
    [
      "a public client (security bar 6.9)",
      () => client("spa").post("/oauth2/introspect", { token: "a", client_id: "spa" }),
      401,
      "invalid_client",
    ],
    [
      "a wrong secret (security bar 10.1)",
      () => client("spa").post("/oauth2/introspect", { token: "a" }, basic("web", "wrong")),
      401,
      "invalid_client",
    ],
    [
      "another tenant's client (security bar 22.2)",
      () => client("spa", "globex").post("/oauth2/introspect", { token: "a" }, basic("web", "acme-web-secret")),
      401,
      "invalid_client",
    ],
    [
      "a Bearer token instead of a client",
      () => client("spa").post("/oauth2/introspect", { token: "a" }, { authorization: "Bearer abc" }),
      401,
      "invalid_client",
    ],
    ["no token (security bar 10.1)", () => introspect(""), 400, "invalid_request"],
  ];
  for (const [what, send, status, error] of refusals) {
    it(`refuses ${what}: ${error}`, async () => {
      const answer = await send();
      assert.deepEqual([answer.status, answer.body.error], [status, error]);
      assert.equal(answer.headers.get("cache-control"), "no-store");
    });
  }
});
