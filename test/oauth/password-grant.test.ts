import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import * as openid from "openid-client";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { basic, claimsOf, TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, changeUser, organizationsWith } from "../tenant-data.ts";

const GRANTS = ["password", "refresh_token"];
const API = "https://api.example";
const TEXT = "Authentication failed for";

describe("RFC 6749 §4.3: the password of a user", () => {
  let server: TestServer;
  let addresses = 0;
  const address = () => `10.0.0.${addresses}`;
  before(async () => {
    const authorizedAPIs = [{ identifier: API, scopes: ["read"] }];
    const [acme, ...others] = organizationsWith(
      { clientId: "trusted", clientSecret: "s", grantTypes: GRANTS, authorizedAPIs },
      { clientId: "device", publicClient: true, grantTypes: ["password"], accessToken: { type: "JWT" } },
    );
    server = await startServer({
      settings: { trustedProxies: ["127.0.0.1", "::1"] },
      organizations: [{ ...acme, apiResources: [{ identifier: API, scopes: ["read", "write"] }] }, ...others],
    });
  });
  // The failures of one test are neither at the address of the next nor remembered by then.
  afterEach(() => {
    addresses += 1;
    server.clock.advance(86_401);
  });
  after(() => server.stop());

  type Form = Record<string, string | undefined>;
  const token = (form: Form = {}, from = address()) =>
    new TestClient(server, "trusted").token(
      { client_id: undefined, grant_type: "password", username: "kim", password: PASSWORD, ...form },
      { ...basic("trusted", "s"), "x-forwarded-for": from },
    );
  const refusal = async (form: Form) => {
    const { status, body } = await token(form);
    return [status, body.error, body.error_description];
  };

  it("works for openid-client (RFC 6749 §4.3.2)", async () => {
    const configuration = await openid.discovery(new URL(server.url("/oauth2/token")), "trusted", "s", undefined, {
      execute: [openid.allowInsecureRequests],
    });
    assert.ok(configuration.serverMetadata().grant_types_supported?.includes("password"));
    const tokens = await openid.genericGrantRequest(configuration, "password", {
      username: "kim",
      password: PASSWORD,
      scope: "openid",
    });
    const subject = tokens.claims()?.sub as string;
    assert.equal((await openid.fetchUserInfo(configuration, tokens.access_token, subject)).sub, subject);
  });

  it("buys what a code does, and starts no session (contract §6.4)", async () => {
    const { status, headers, body } = await token({ scope: "openid email" });
    assert.equal(status, 200, JSON.stringify(body));
    const members = ["access_token", "refresh_token", "scope", "id_token", "token_type", "expires_in"];
    assert.deepEqual(Object.keys(body), members);
    assert.deepEqual([body.scope, body.token_type, body.expires_in], ["email openid", "Bearer", 3600]);
    assert.deepEqual([headers.get("cache-control"), headers.getSetCookie()], ["no-store", []]);
    const { amr, auth_time, email, sid, isk } = claimsOf(body.id_token);
    assert.deepEqual([amr, email, sid, isk], [["BasicAuthenticator"], "kim@example.com", undefined, undefined]);
    assert.ok(auth_time === undefined || auth_time === server.clock.now);
    const client = new TestClient(server, "trusted");
    assert.equal((await client.userinfo(body.access_token)).body.email, "kim@example.com");
    const refreshed = await client.refresh(body.refresh_token, { client_id: undefined }, basic("trusted", "s"));
    assert.equal(refreshed.status, 200);
  });

  it("takes the name as the sign-in page does, also from a public client, which gets no refresh token without that grant (contract §5.3)", async () => {
    const form = { grant_type: "password", username: " KIM ", password: PASSWORD, scope: "openid" };
    const { body } = await new TestClient(server, "device").token(form);
    assert.equal(body.refresh_token, undefined);
    assert.equal(claimsOf(body.access_token).aut, "APPLICATION_USER");
  });

  it("gives the API that is named, and no scope that the client may not have (RFC 8707 §2, contract §5.6)", async () => {
    const { body } = await token({ scope: "read write email", resource: API });
    assert.equal(body.scope, "email read");
    assert.equal((await new TestClient(server, "").introspect(body.access_token)).body.aud, API);
    assert.deepEqual(await refusal({ scope: "write" }), [400, "invalid_scope", "Invalid Scope!"]);
    assert.equal((await token({ resource: "https://other.example" })).body.error, "invalid_target");
  });

  it("is off unless an administrator switches it on, and then nothing is looked at (security bar 7.7, 28.3)", async () => {
    for (let time = 0; time < 6; time++) {
      const form = { grant_type: "password", username: "kim", password: "wrong" };
      const { status, body } = await new TestClient(server, "spa").token(form, { "x-forwarded-for": address() });
      assert.deepEqual([status, body.error], [400, "unauthorized_client"]);
    }
    assert.equal((await token()).status, 200);
  });

  it("is refused to a client that is held to a profile (FAPI 2.0 Security Profile §5.3.2.1)", async () => {
    const undo = await changeClient(server, "device", {
      profile: "fapi2-security",
      publicClient: false,
      tokenEndpointAuthMethod: "private_key_jwt",
    });
    const form = { grant_type: "password", username: "kim", password: PASSWORD };
    assert.notEqual((await new TestClient(server, "device").token(form)).status, 200);
    await undo();
  });

  it("gives one answer for a wrong password, an unknown, a disabled and a locked user (security bar 18.3)", async () => {
    for (let time = 0; time < 5; time++) await token({ username: "lee", password: "wrong" });
    const undo = await changeUser(server, "kim", { enabled: false });
    const answers = [
      [{ username: "nobody" }, "nobody"],
      [{ username: "kim" }, "kim"],
      [{ username: "kim", password: "wrong" }, "kim"],
      [{ username: "lee" }, "lee"],
    ] as const;
    for (const [form, name] of answers) {
      assert.deepEqual(await refusal(form), [400, "invalid_grant", `${TEXT} ${name}`]);
    }
    await undo();
  });

  it("quotes no name as it came (security bar 8.9)", async () => {
    const [, , description] = await refusal({ username: 'a"b\\c\r\nSet-Cookie: d=é' });
    assert.equal(description, `${TEXT} a?b?c??Set-Cookie: d=?`);
    const [, , long] = await refusal({ username: "x".repeat(5000) });
    assert.equal(long, `${TEXT} ${"x".repeat(255)}`);
  });

  it("refuses a password that is too long (security bar 17.2)", async () => {
    assert.deepEqual(await refusal({ password: "x".repeat(257) }), [400, "invalid_grant", `${TEXT} kim`]);
  });

  it("shares the lock-out with the sign-in page, both ways (security bar 7.7, 18.1)", async () => {
    const signsIn = async (password: string) => {
      const browser = new ScriptLessBrowser();
      const page = await browser.open(new TestClient(server, "spa").authorizeUrl(), CALLBACK);
      const landed = await browser.submit(page, { usernameUserInput: "kim", password }, CALLBACK);
      return landed.redirectedTo !== undefined;
    };
    for (let time = 0; time < 3; time++) assert.equal(await signsIn("wrong"), false);
    for (let time = 0; time < 2; time++) assert.equal((await token({ password: "wrong" })).status, 400);
    assert.equal(await signsIn(PASSWORD), false);
    assert.equal((await token()).status, 400);
    server.clock.advance(300);
    assert.equal((await token()).status, 200);
    assert.equal(await signsIn(PASSWORD), true);
  });

  it("locks at the fifth of twenty guesses that come at once (security bar 18.1)", async () => {
    await Promise.all(Array.from({ length: 20 }, () => token({ username: "lee", password: "wrong" })));
    assert.equal((await token({ username: "lee" })).status, 400);
    const failures = server.logLines.map((line) => JSON.parse(line)).filter(({ event }) => event === "sign_in_failed");
    assert.equal(failures.slice(-21).filter(({ locked }) => locked === false).length, 5);
  });

  it("slows an address that has failed at many users: 429 with Retry-After (security bar 18.5)", async () => {
    for (let time = 0; time < 50; time++) await token({ username: `guessed${time}`, password: "wrong" });
    const { status, headers, body } = await token();
    assert.deepEqual([status, headers.get("retry-after"), body.error], [429, "300", "invalid_grant"]);
    assert.equal((await token({}, "10.1.0.1")).status, 200);
  });

  for (const name of ["username", "password"]) {
    it(`refuses a request without ${name} (contract §5.2)`, async () => {
      assert.deepEqual(await refusal({ [name]: undefined }), [400, "invalid_request", `Missing parameters: ${name}`]);
    });

    it(`refuses a ${name} in the URL (contract §5.1)`, async () => {
      const form = { grant_type: "password", username: "kim", password: PASSWORD };
      const path = `/oauth2/token?${new URLSearchParams({ [name]: "kim" })}`;
      const { status, body } = await new TestClient(server, "").post(path, form, basic("trusted", "s"));
      assert.deepEqual([status, body.error], [400, "invalid_request"]);
    });
  }

  it("leaves neither the name nor the password in the log (security bar 26.3)", async () => {
    await token({ username: "an unknown name", password: "an unknown password" });
    assert.ok(!server.logLines.some((line) => line.includes("an unknown") || line.includes(PASSWORD)));
  });
});
