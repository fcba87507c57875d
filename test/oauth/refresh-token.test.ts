import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, claimsOf, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, changeUser, organizationsWith } from "../tenant-data.ts";

const DAY = 86_400;

describe("RFC 6749 §6: refreshing an access token", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({
      organizations: organizationsWith({
        clientId: "fixed-end",
        publicClient: true,
        callbackURLs: [CALLBACK],
        refreshToken: { extendRenewedRefreshTokenExpiryTime: false },
        skipLoginConsent: true,
      }),
    });
  });
  after(() => server.stop());
  const client = (clientId: string, tenant?: string) => new TestClient(server, clientId, tenant);

  it("answers with the members of the first answer (contract §5.4)", async () => {
    const first = await client("spa").obtainTokens({ scope: "openid email" });
    const { status, headers, body } = await client("spa").refresh(first.refresh_token);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), Object.keys(first));
    assert.deepEqual([body.scope, body.token_type, body.expires_in], ["email openid", "Bearer", 3600]);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("pragma"), "no-cache");
    assert.equal((await client("spa").userinfo(body.access_token)).body.email, "kim@example.com");
  });

  it("answers with the same refresh token where renewal is off (contract §6.2)", async () => {
    const secret = { client_secret: "acme-steady-secret" };
    const { refresh_token } = await client("steady").obtainTokens({}, secret);
    for (const seconds of [0, 5, 3600]) {
      server.clock.advance(seconds);
      const { status, body } = await client("steady").refresh(refresh_token, secret);
      assert.equal(status, 200);
      assert.equal(body.refresh_token, refresh_token);
      assert.equal((await client("steady").userinfo(body.access_token)).status, 200);
    }
  });

  it("issues an ID token with the first one's identity, no nonce, and amr refresh_token (OIDC Core §12.2, security bar 5.8)", async () => {
    const first = await client("spa").obtainTokens({ nonce: "n-1", max_age: "1000" });
    server.clock.advance(60);
    const { body } = await client("spa").refresh(first.refresh_token);
    const [then, now] = [claimsOf(first.id_token), claimsOf(body.id_token)];
    assert.equal(then.nonce, "n-1");
    for (const name of ["iss", "sub", "aud", "azp", "auth_time", "sid", "isk"])
      assert.equal(now[name], then[name], name);
    assert.equal(typeof now.auth_time, "number");
    assert.ok(!("nonce" in now) && !("c_hash" in now));
    assert.deepEqual(now.amr, ["refresh_token"]);
    assert.deepEqual([now.iat, now.exp], [then.iat + 60, then.exp + 60]);
    assert.notEqual(now.at_hash, then.at_hash);
  });

  it("says when the user signed in only where the first ID token did (OIDC Core §12.2)", async () => {
    for (const [changes, expected] of [
      [{}, false],
      [{ max_age: "1000" }, true],
    ] as const) {
      const first = await client("spa").obtainTokens(changes);
      const { body } = await client("spa").refresh(first.refresh_token);
      for (const token of [first.id_token, body.id_token]) assert.equal("auth_time" in claimsOf(token), expected);
    }
  });

  it("narrows the scope of one access token; the next has the whole scope again (security bar 5.6)", async () => {
    const first = await client("spa").obtainTokens({ scope: "openid email profile" });
    const { body: narrow } = await client("spa").refresh(first.refresh_token, { scope: "profile openid" });
    assert.equal(narrow.scope, "openid profile");
    assert.equal((await client("spa").userinfo(narrow.access_token)).body.email, undefined);
    assert.equal((await client("spa").introspect(narrow.access_token)).body.scope, "openid profile");
    const { body: without } = await client("spa").refresh(narrow.refresh_token, { scope: "email" });
    assert.deepEqual([without.scope, without.id_token], ["email", undefined]);
    const { body: whole } = await client("spa").refresh(without.refresh_token);
    assert.equal(whole.scope, "email openid profile");
  });

  it("takes offline_access in the scope for nothing more than the refresh token that is there (OIDC Core §11)", async () => {
    const first = await client("spa").obtainTokens({ scope: "openid offline_access email" });
    const { body } = await client("spa").refresh(first.refresh_token, { scope: "openid offline_access" });
    assert.equal(body.scope, "openid");
  });

  for (const scope of ["openid phone", "openid unknown", "phone", "offline_access", 'openid "', " "]) {
    it(`refuses the scope ${JSON.stringify(scope)} where openid was granted, and uses nothing up (security bar 5.6)`, async () => {
      const { refresh_token } = await client("spa").obtainTokens();
      const { status, body } = await client("spa").refresh(refresh_token, { scope });
      assert.deepEqual([status, body.error], [400, "invalid_scope"]);
      const { status: next, body: answer } = await client("spa").refresh(refresh_token);
      assert.equal(next, 200);
      assert.equal((await client("spa").refresh(answer.refresh_token)).status, 200);
    });
  }

  it("refuses a token that was idle for its lifetime: expired (security bar 5.7)", async () => {
    const [used, idle] = [await client("spa").obtainTokens(), await client("spa").obtainTokens()];
    server.clock.advance(DAY - 1);
    assert.equal((await client("spa").refresh(used.refresh_token)).status, 200);
    server.clock.advance(1);
    const { status, body } = await client("spa").refresh(idle.refresh_token);
    assert.deepEqual([status, body.error, body.error_description], [400, "invalid_grant", "Refresh token is expired."]);
  });

  it("keeps the first token's end where the client's settings say so (contract §6.2)", async () => {
    const { refresh_token } = await client("fixed-end").obtainTokens();
    server.clock.advance(DAY - 1);
    const { body } = await client("fixed-end").refresh(refresh_token);
    server.clock.advance(1);
    assert.equal((await client("fixed-end").refresh(body.refresh_token)).body.error, "invalid_grant");
  });

  it("ends after 30 days however often it was rotated (security bar 5.7)", async () => {
    let { refresh_token } = await client("spa").obtainTokens();
    for (let half = 1; half < 60; half++) {
      server.clock.advance(DAY / 2);
      const { status, body } = await client("spa").refresh(refresh_token);
      assert.equal(status, 200, `after ${half} half days`);
      refresh_token = body.refresh_token;
    }
    server.clock.advance(DAY / 2);
    assert.equal((await client("spa").refresh(refresh_token)).body.error_description, "Refresh token is expired.");
  });

  const refusals = [
    ["one that was never issued", () => ({ refresh_token: "nonsense" }), "invalid_grant"],
    ["one whose secret was changed", (text: string) => ({ refresh_token: `${text.slice(0, -2)}AA` }), "invalid_grant"],
    ["another client's (security bar 5.5)", () => ({ client_id: "asking" }), "invalid_grant"],
    ["none", () => ({ refresh_token: undefined }), "invalid_request"],
    ["an empty one (RFC 6749 §3.1)", () => ({ refresh_token: "" }), "invalid_request"],
    ["a client without the grant", () => ({ client_id: "brief" }), "unauthorized_client"],
    ["a client that is switched off", () => ({ client_id: "off" }), "invalid_client"],
  ] as const;
  for (const [what, changes, error] of refusals) {
    it(`refuses ${what}: ${error}, and leaves the token alive`, async () => {
      const { refresh_token } = await client("spa").obtainTokens();
      const { status, headers, body } = await client("spa").refresh(refresh_token, changes(refresh_token));
      assert.equal(body.error, error);
      assert.equal(status, error === "invalid_client" ? 401 : 400);
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal((await client("spa").refresh(refresh_token)).status, 200);
    });
  }

  it("refuses a confidential client's token without its secret: invalid_client (security bar 5.5)", async () => {
    const { refresh_token } = await client("web").obtainTokens({}, { client_secret: "acme-web-secret" });
    assert.equal((await client("web").refresh(refresh_token)).body.error, "invalid_client");
    assert.equal((await client("spa").refresh(refresh_token)).body.error, "invalid_grant");
    const authenticated = basic("web", "acme-web-secret");
    assert.equal((await client("web").refresh(refresh_token, {}, authenticated)).status, 200);
  });

  it("takes no access, ID or code text for a refresh token, nor the reverse (security bar 5.10)", async () => {
    const redeemable = await client("spa").obtainCode();
    assert.equal((await client("spa").refresh(redeemable.code)).body.error, "invalid_grant");
    const { body: tokens } = await client("spa").exchange(redeemable);
    assert.equal((await client("spa").refresh(tokens.access_token)).body.error, "invalid_grant");
    assert.equal((await client("spa").refresh(tokens.id_token)).body.error, "invalid_grant");
    assert.equal((await client("spa").userinfo(tokens.refresh_token)).status, 401);
    const { body } = await client("spa").exchange({ ...redeemable, code: tokens.refresh_token });
    assert.equal(body.error, "invalid_grant");
  });

  it("carries at least 256 random bits, and no two are alike (security bar 5.10)", async () => {
    const { refresh_token } = await client("spa").obtainTokens();
    const { body } = await client("spa").refresh(refresh_token);
    for (const text of [refresh_token, body.refresh_token]) assert.ok(Buffer.from(text, "base64url").length >= 32);
    assert.notEqual(body.refresh_token.slice(-40), refresh_token.slice(-40));
  });

  it("refuses another tenant's token (security bar 22.2)", async () => {
    const { refresh_token } = await client("spa", "globex").obtainTokens();
    assert.equal((await client("spa", "acme").refresh(refresh_token)).body.error, "invalid_grant");
    assert.equal((await client("spa", "globex").refresh(refresh_token)).status, 200);
  });

  const ends = [
    ["its user is disabled", () => changeUser(server, "kim", { enabled: false }), "invalid_grant"],
    ["its client is disabled", () => changeClient(server, "spa", { enabled: false }), "invalid_client"],
    [
      "its client lost the grant",
      () => changeClient(server, "spa", { grantTypes: ["authorization_code"] }),
      "unauthorized_client",
    ],
  ] as const;
  for (const [when, change, error] of ends) {
    it(`is dead at once after ${when}: ${error} (security bar 5.9)`, async () => {
      const { refresh_token, access_token } = await client("spa").obtainTokens();
      const undo = await change();
      try {
        assert.equal((await client("spa").refresh(refresh_token)).body.error, error);
        assert.deepEqual((await client("spa").introspect(refresh_token)).body, { active: false });
        const alive = error === "unauthorized_client"; // that client may still use what it has
        assert.equal((await client("spa").userinfo(access_token)).status, alive ? 200 : 401);
      } finally {
        await undo();
      }
    });
  }

  it("is dead at once after its user's password was replaced (security bar 5.9)", async () => {
    const { refresh_token, access_token } = await client("spa", "globex").obtainTokens();
    const kim = { userName: "kim", password: "another good password" };
    await server.configure([{ handle: "globex", name: "Globex", users: [kim] }]);
    assert.equal((await client("spa", "globex").refresh(refresh_token)).body.error, "invalid_grant");
    assert.equal((await client("spa", "globex").userinfo(access_token)).status, 401);
  });
});
