import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { claimsOf, TestClient } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeUser } from "../tenant-data.ts";

describe("OIDC Core §5.3: the userinfo endpoint", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  const client = (clientId = "spa", tenant?: string) => new TestClient(server, clientId, tenant);

  it("answers GET and POST, the token in the header or in the form (RFC 6750 §2.1, §2.2; security bar 9.6)", async () => {
    const { access_token, id_token } = await client().obtainTokens({ scope: "openid email" });
    const authorization = `Bearer ${access_token}`;
    const answers = [
      await client().get("/oauth2/userinfo", { authorization }),
      await client().get("/oauth2/userinfo", { authorization: `bearer ${access_token}` }),
      await client().post("/oauth2/userinfo", {}, { authorization }),
      await client().post("/oauth2/userinfo", { access_token }),
    ];
    for (const { status, headers, body } of answers) {
      assert.equal(status, 200);
      assert.match(headers.get("content-type") as string, /^application\/json; charset=utf-8$/);
      assert.equal(headers.get("cache-control"), "no-store");
      assert.deepEqual(body, { sub: claimsOf(id_token).sub, email: "kim@example.com", email_verified: true });
    }
  });

  it("has the subject of the ID token and the claims of the granted scopes alone (security bar 9.6)", async () => {
    for (const clientId of ["spa", "jwt"]) {
      const { access_token, id_token } = await client(clientId).obtainTokens({ scope: "openid" });
      assert.deepEqual((await client().userinfo(access_token)).body, { sub: claimsOf(id_token).sub });
    }
    const { access_token } = await client().obtainTokens({ scope: "openid profile" });
    const { sub: _, updated_at: __, ...claims } = (await client().userinfo(access_token)).body;
    assert.deepEqual(claims, { family_name: "Larsen", given_name: "Kim", username: "kim" });
  });

  it("gives groups as an array, the address as an object too, and updated_at as a number (contract §7.6)", async () => {
    const claims = { groups: ["staff"], locality: "Oslo", country: "NO" };
    const undo = await changeUser(server, "kim", { claims });
    const { access_token } = await client().obtainTokens({ scope: "openid profile groups address" });
    const { body } = await client().userinfo(access_token);
    await undo();
    assert.deepEqual([body.groups, body.address], [["staff"], { locality: "Oslo", country: "NO" }]);
    assert.deepEqual([body.locality, typeof body.updated_at], ["Oslo", "number"]);
  });

  for (const [what, headers] of [
    ["no header", {}],
    ["another scheme", { authorization: "Basic c3BhOg==" }],
  ] as const) {
    it(`answers ${what} with a challenge that names no error (RFC 6750 §3.1)`, async () => {
      const answer = await client().get("/oauth2/userinfo", headers);
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get("www-authenticate"), "Bearer");
      assert.equal(answer.headers.get("cache-control"), "no-store");
    });
  }

  it("returns the UUID that a client gives to its call, and else one of its own (FAPI 1.0 Baseline §6.2.1)", async () => {
    const { access_token } = await client().obtainTokens({ scope: "openid" });
    const idOf = async (headers: Record<string, string>) => {
      const answer = await client().get("/oauth2/userinfo", { authorization: `Bearer ${access_token}`, ...headers });
      assert.equal(answer.status, 200);
      return answer.headers.get("x-fapi-interaction-id");
    };
    const given = "c770aef3-6784-41f7-8e0e-ff5f97bddb3a";
    assert.equal(await idOf({ "x-fapi-interaction-id": given }), given);
    for (const headers of [{}, { "x-fapi-interaction-id": "no UUID" }] as Record<string, string>[]) {
      assert.match((await idOf(headers)) as string, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    }
    const refused = await client().get("/oauth2/userinfo", { "x-fapi-interaction-id": given });
    assert.deepEqual([refused.status, refused.headers.get("x-fapi-interaction-id")], [401, given]);
  });

  it("does not take a token from the URL (RFC 9700 §4.3.2)", async () => {
    const { access_token } = await client().obtainTokens();
    for (const method of ["GET", "POST"]) {
      const response = await fetch(server.url(`/oauth2/userinfo?access_token=${access_token}`), { method });
      assert.equal(response.status, 401);
      assert.equal(response.headers.get("www-authenticate"), "Bearer");
    }
  });

  it("refuses a token in two places (RFC 6750 §2)", async () => {
    const { access_token } = await client().obtainTokens();
    const headers = { authorization: `Bearer ${access_token}` };
    const { status, body } = await client().post("/oauth2/userinfo", { access_token }, headers);
    assert.deepEqual([status, body.error], [400, "invalid_request"]);
  });

  const assertInvalid = async (token: string, tenant?: string) => {
    const { status, headers, body } = await client("spa", tenant).userinfo(token);
    assert.equal(status, 401, token);
    assert.match(headers.get("www-authenticate") as string, /^Bearer error="invalid_token"/);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.deepEqual(body, { error: "invalid_token", error_description: "Access token validation failed" }); // contract §8.3
  };

  it("refuses what is no access token: invalid_token (security bar 9.5)", async () => {
    const opaque = await client().obtainTokens();
    const jwt = await client("jwt").obtainTokens();
    const [head = "", body = "", signature = ""] = jwt.access_token.split(".");
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url");
    const forged = Buffer.from(JSON.stringify({ ...claimsOf(jwt.access_token), sub: "lee" })).toString("base64url");
    for (const token of [
      "nonsense",
      "A".repeat(64),
      opaque.id_token,
      opaque.refresh_token,
      `${opaque.access_token.slice(0, -4)}AAAA`,
      `${head}.${body}.${signature.slice(0, -4)}AAAA`,
      `${head}.${forged}.${signature}`,
      `${none}.${body}.`,
      `${none}.${body}.${signature}`,
    ]) {
      await assertInvalid(token);
    }
    assert.equal((await client().get("/oauth2/userinfo", { authorization: "Bearer" })).status, 401);
    assert.equal((await client().get("/oauth2/userinfo", { authorization: "Bearer a b" })).status, 401);
  });

  for (const clientId of ["spa", "jwt"]) {
    it(`refuses a token of ${clientId} that has expired, was revoked, or is another tenant's (security bar 9.5)`, async () => {
      const { access_token: expired } = await client(clientId).obtainTokens();
      server.clock.advance(3599);
      assert.equal((await client().userinfo(expired)).status, 200);
      server.clock.advance(1);
      await assertInvalid(expired);

      const { access_token: revoked } = await client(clientId).obtainTokens();
      assert.equal(
        (await client(clientId).post("/oauth2/revoke", { token: revoked, client_id: clientId })).status,
        200,
      );
      await assertInvalid(revoked);

      const { access_token: foreign } = await client(clientId, "globex").obtainTokens();
      await assertInvalid(foreign);
    });
  }

  it("refuses the token of a user who was disabled since (security bar 9.5)", async () => {
    const { access_token } = await client().obtainTokens();
    const { id = "" } = (await server.store.tenants.find("acme")) ?? {};
    const { users } = server.store.forTenant(id);
    const { user, passwordHash } = (await users.findByName("kim")) ?? assert.fail();
    await users.save({ ...user, enabled: false }, passwordHash);
    await assertInvalid(access_token);
    await users.save(user, passwordHash);
    assert.equal((await client().userinfo(access_token)).status, 200);
  });

  it("refuses a token without openid: insufficient_scope (contract §8.3)", async () => {
    const { access_token: ofUser } = await client().obtainTokens({ scope: "profile" });
    const service = await client("service").token({
      grant_type: "client_credentials",
      client_secret: "acme-service-secret",
      scope: "openid",
    });
    for (const token of [ofUser, service.body.access_token]) {
      const { status, headers, body } = await client().userinfo(token);
      assert.equal(status, 403);
      assert.match(headers.get("www-authenticate") as string, /^Bearer error="insufficient_scope"/);
      assert.equal(body.error_description, "Access token does not have the openid scope");
    }
  });

  for (const method of ["PUT", "DELETE", "HEAD"]) {
    it(`does not take ${method} (security bar 7.1)`, async () => {
      const response = await fetch(server.url("/oauth2/userinfo"), { method });
      assert.equal(response.status, 405);
      assert.equal(response.headers.get("allow"), "GET, POST");
    });
  }
});
