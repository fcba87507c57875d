import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Answer, basic, TestClient } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeUser } from "../tenant-data.ts";

describe("RFC 7009: revoking a token", () => {
  let server: TestServer;
  let spa: TestClient;
  before(async () => {
    server = await startServer();
    spa = new TestClient(server, "spa");
  });
  after(() => server.stop());

  const revoke = (token: string | undefined, form: Record<string, string> = {}, client = spa) =>
    client.post("/oauth2/revoke", { token, client_id: client.clientId, ...form });

  function assertDone({ status, headers, body }: Answer) {
    assert.deepEqual([status, body], [200, ""]);
    assert.equal(headers.get("cache-control"), "no-store");
  }

  it("ends an access token at once, and not the refresh token beside it (contract §8.2)", async () => {
    const { access_token, refresh_token } = await spa.obtainTokens();
    assertDone(await revoke(access_token));
    assert.equal((await spa.userinfo(access_token)).status, 401);
    assert.deepEqual((await spa.introspect(access_token)).body, { active: false });
    assert.equal((await spa.refresh(refresh_token)).status, 200);
  });

  it("ends a JWT access token, as far as this server is asked (contract §7.3)", async () => {
    const jwt = new TestClient(server, "jwt");
    const { access_token } = await jwt.obtainTokens();
    assertDone(await revoke(access_token, {}, jwt));
    assert.equal((await jwt.userinfo(access_token)).status, 401);
    assert.deepEqual((await jwt.introspect(access_token)).body, { active: false });
  });

  it("ends a client's own access token", async () => {
    const service = new TestClient(server, "service");
    const secret = { client_secret: "acme-service-secret" };
    const { body } = await service.token({ grant_type: "client_credentials", ...secret });
    assertDone(await revoke(body.access_token, secret, service));
    assert.deepEqual((await service.introspect(body.access_token)).body, { active: false });
  });

  it("ends a refresh token with its family and all their access tokens (security bar 10.3, 28.2)", async () => {
    const other = await spa.obtainTokens();
    const first = await spa.obtainTokens();
    const { body: second } = await spa.refresh(first.refresh_token);
    const { body: sibling } = await spa.refresh(first.refresh_token);
    assertDone(await revoke(second.refresh_token));
    for (const { access_token } of [first, second, sibling]) {
      assert.equal((await spa.userinfo(access_token)).status, 401);
    }
    for (const { refresh_token } of [first, second]) {
      assert.equal((await spa.refresh(refresh_token)).body.error, "invalid_grant");
    }
    assert.equal((await spa.userinfo(other.access_token)).status, 200, "another sign-in is spared");
  });

  it("ends the family by a token that was rotated: its client may never have got the next one (RFC 7009 §2.1)", async () => {
    const first = await spa.obtainTokens();
    const { body: second } = await spa.refresh(first.refresh_token);
    assertDone(await revoke(first.refresh_token));
    assert.equal((await spa.refresh(first.refresh_token)).body.error, "invalid_grant");
    assert.equal((await spa.refresh(second.refresh_token)).body.error, "invalid_grant");
    assert.equal((await spa.userinfo(second.access_token)).status, 401);
  });

  it("ends a disabled user's tokens for good", async () => {
    const { access_token, refresh_token } = await spa.obtainTokens();
    const undo = await changeUser(server, "kim", { enabled: false });
    assertDone(await revoke(access_token));
    assertDone(await revoke(refresh_token));
    await undo();
    assert.equal((await spa.userinfo(access_token)).status, 401);
    assert.equal((await spa.refresh(refresh_token)).body.error, "invalid_grant");
  });

  for (const hint of ["access_token", "refresh_token", "id_token", "constructor"]) {
    it(`finds both kinds whatever the hint says: ${hint} (RFC 7009 §2.1)`, async () => {
      const { access_token, refresh_token } = await spa.obtainTokens();
      assertDone(await revoke(access_token, { token_type_hint: hint }));
      assert.equal((await spa.userinfo(access_token)).status, 401);
      assertDone(await revoke(refresh_token, { token_type_hint: hint }));
      assert.equal((await spa.refresh(refresh_token)).body.error, "invalid_grant");
    });
  }

  it("answers 200 for a token that is unknown or dead already (RFC 7009 §2.2)", async () => {
    const { access_token, id_token } = await spa.obtainTokens();
    assertDone(await revoke(access_token));
    for (const token of [access_token, "nonsense", id_token, "A".repeat(64), "A".repeat(60_000)]) {
      assertDone(await revoke(token));
    }
  });

  it("ignores a callback parameter: no JSONP (security bar 8.8)", async () => {
    const { access_token } = await spa.obtainTokens();
    assertDone(await revoke(access_token, { callback: "alert" }));
  });

  it("serves a confidential client by its secret only (security bar 10.1)", async () => {
    const web = new TestClient(server, "web");
    const secret = { client_secret: "acme-web-secret" };
    const { access_token } = await web.obtainTokens({}, secret);
    const without = await revoke(access_token, {}, web);
    assert.deepEqual([without.status, without.body.error], [401, "invalid_client"]);
    assert.equal((await web.userinfo(access_token)).status, 200);
    assertDone(await web.post("/oauth2/revoke", { token: access_token }, basic("web", "acme-web-secret")));
    assert.equal((await web.userinfo(access_token)).status, 401);
  });

  it("leaves another client's tokens alive (RFC 7009 §2.1, security bar 10.2)", async () => {
    const { access_token, refresh_token } = await spa.obtainTokens();
    for (const token of [access_token, refresh_token]) {
      const { body } = await revoke(token, {}, new TestClient(server, "asking"));
      assert.equal(body.error, "unauthorized_client");
    }
    assert.equal((await spa.userinfo(access_token)).status, 200);
    assert.equal((await spa.refresh(refresh_token)).status, 200);
  });

  it("leaves another tenant's tokens alive (security bar 22.2)", async () => {
    const globex = new TestClient(server, "spa", "globex");
    const { access_token, refresh_token } = await globex.obtainTokens();
    for (const token of [access_token, refresh_token]) assertDone(await revoke(token));
    assert.equal((await globex.userinfo(access_token)).status, 200);
    assert.equal((await globex.refresh(refresh_token)).status, 200);
  });

  const refusals = [
    ["no client (security bar 10.1)", { client_id: "" }, "abc", 401, "invalid_client"],
    ["a client nobody knows (security bar 10.1)", { client_id: "nobody" }, "abc", 401, "invalid_client"],
    ["a wrong secret (security bar 10.1)", { client_id: "web", client_secret: "wrong" }, "abc", 401, "invalid_client"],
    ["no token (RFC 7009 §2.1)", {}, undefined, 400, "invalid_request"],
    ["an empty token (RFC 6749 §3.1)", {}, "", 400, "invalid_request"],
  ] as const;
  for (const [what, form, token, status, error] of refusals) {
    it(`refuses ${what}: ${error}`, async () => {
      const answer = await revoke(token, form);
      assert.deepEqual([answer.status, answer.body.error], [status, error]);
      assert.equal(answer.headers.get("cache-control"), "no-store");
    });
  }
});
