import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { type Answer, newVerifier, TestClient } from "../client.ts";
import { DEVICE_CODE, Device } from "../devices.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { giveApp, type HeldApp, storeOf, userIdOf } from "../second-factors.ts";
import type { TestServer } from "../server.ts";
import { ACCESS_TOKEN, TOKEN_EXCHANGE } from "../token-exchange.ts";
import { apiClient, apiClientWith } from "./api-client.ts";
import { byTwoFactors, inBrowser, ownAccount, startAccountServer } from "./own-account.ts";

const MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
const V1 = "/api/users/v1/me";
const V2 = "/api/users/v2/me/webauthn";
const patch = (value: object) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations: [{ op: "replace", value }],
});

const common = { publicClient: true, callbackURLs: [CALLBACK], skipLoginConsent: true };

/** All that changes how a user signs in, what they are reached by, or whether they are there at all. */
const CHANGES: readonly (readonly [method: string, path: string, body?: object])[] = [
  ["POST", `${V1}/totp`, { action: "REFRESH" }],
  ["POST", `${V1}/totp`, { action: "VALIDATE", verificationCode: "123456" }],
  ["DELETE", `${V1}/totp`],
  ["POST", `${V1}/backup-codes`],
  ["DELETE", `${V1}/backup-codes`],
  ["POST", `${V1}/mfa/authenticators`, { enabledAuthenticators: "" }],
  ["POST", `${V2}/start-registration`, { appId: "https://acme.example" }],
  ["POST", `${V2}/start-usernameless-registration`, { appId: "https://acme.example" }],
  ["POST", `${V2}/finish-registration`, { requestId: "x", credential: { id: "x", response: { clientDataJSON: "x" } } }],
  ["DELETE", `${V2}/any`],
  ["POST", `${V1}/change-password`, { currentPassword: PASSWORD, newPassword: "a walnut boat in May" }],
  ["DELETE", `${V1}/federated-associations`],
  ["DELETE", `${V1}/federated-associations/any`],
  ["PATCH", "/scim2/Me", patch({ emails: ["thief@example.com"] })],
  ["PATCH", "/scim2/Me", patch({ phoneNumbers: [{ type: "mobile", value: "+15550100" }] })],
  ["PUT", "/scim2/Me", { userName: "kim", emails: ["thief@example.com"] }],
  ["DELETE", "/scim2/Me"],
];

describe("changing how one signs in takes the second factor that the account has (security bar 19.5, RFC 9470)", () => {
  let server: TestServer;
  let app: HeldApp;
  before(async () => {
    server = await startAccountServer([
      { ...common, clientId: "tv", grantTypes: [DEVICE_CODE] },
      { ...common, clientId: "acting", grantTypes: ["authorization_code", "password", TOKEN_EXCHANGE] },
      { ...common, clientId: "operator", grantTypes: ["password"], authorizedAPIs: "management" },
    ]);
    app = await giveApp(server, "kim");
  });
  after(() => server.stop());

  /** Authorizes with what the challenge names, by the password and the app's code. */
  const stepUp = async (
    parameters: Record<string, string> = { acr_values: MULTI_FACTOR, max_age: "900" },
    clientId = "account",
  ) => {
    server.clock.advance(30);
    const browser = new ScriptLessBrowser();
    const client = new TestClient(server, clientId);
    const verifier = newVerifier();
    const asked = { scope: "openid internal_login", ...parameters };
    const first = await browser.open(client.authorizeUrl(asked, verifier), CALLBACK);
    const second = await browser.submit(first, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK);
    const picked = await browser.submit(second, { pick: "totp" });
    const done = await browser.submit(picked, { token: app.code() }, CALLBACK);
    const code = done.redirectedTo?.searchParams.get("code") ?? "";
    const { body } = await client.exchange({ code, redirect_uri: CALLBACK, code_verifier: verifier });
    return { browser, tokens: body, account: apiClientWith(server, body.access_token) };
  };
  const parametersOf = ({ headers }: Answer) =>
    Object.fromEntries(
      [...(headers.get("www-authenticate") ?? "").matchAll(/(\w+)="([^"]*)"/g)].map(([, k, v]) => [k, v]),
    );
  const hasApp = async () => {
    const { credentials } = await storeOf(server);
    return (await credentials.find("totp", await userIdOf(server, "kim"))) !== undefined;
  };
  const assertRefused = (answer: Answer, what: string) => {
    assert.equal(answer.status, 401, what);
    const { error, acr_values, max_age } = parametersOf(answer);
    assert.deepEqual([error, acr_values, max_age], ["insufficient_user_authentication", MULTI_FACTOR, "900"], what);
  };

  for (const [method, path, body] of CHANGES) {
    it(`refuses ${method} ${path} ${JSON.stringify(body ?? "")} after a password alone`, async () => {
      const ofPassword = await ownAccount(server, "kim");
      assertRefused(await ofPassword.call(method, path, body), "a token without a session");
      const { account } = await inBrowser(server, "kim");
      assertRefused(await account.call(method, path, body), "a token of a session");
      assert.ok(await hasApp());
    });
  }

  it("answers in the form of the API: with a code, and as SCIM (RFC 7644 §3.12, contract §16)", async () => {
    const kim = await ownAccount(server, "kim");
    const { body, headers } = await kim.call("DELETE", `${V1}/totp`);
    assert.match(headers.get("www-authenticate") ?? "", /^Bearer error="insufficient_user_authentication", error_desc/);
    assert.deepEqual([body.code, body.message], ["UE-10001", "Insufficient user authentication"]);
    assert.match(body.description, /second factor/);
    const scim = await kim.call("DELETE", "/scim2/Me");
    assert.deepEqual([scim.body.status, scim.body.schemas], ["401", ["urn:ietf:params:scim:api:messages:2.0:Error"]]);
    assert.match(scim.headers.get("content-type") ?? "", /^application\/scim\+json/);
  });

  it("does what a token may that the challenge's acr_values and max_age have led to (RFC 9470 §4)", async () => {
    const refusal = await (await ownAccount(server, "kim")).call("POST", `${V1}/backup-codes`);
    const { acr_values = "", max_age = "" } = parametersOf(refusal);
    const { account } = await stepUp({ acr_values, max_age });
    assert.equal((await account.call("POST", `${V1}/backup-codes`)).status, 201);
    assert.equal((await account.call("DELETE", `${V1}/backup-codes`)).status, 204);
    server.clock.advance(901);
    assertRefused(await account.call("POST", `${V1}/backup-codes`), "later");
  });

  it("counts no refresh for a sign-in (RFC 9470 §5)", async () => {
    const { tokens } = await stepUp();
    server.clock.advance(901);
    const { body } = await new TestClient(server, "account").refresh(tokens.refresh_token);
    assertRefused(await apiClientWith(server, body.access_token).call("DELETE", `${V1}/totp`), "refreshed");
  });

  it("takes a device's token for what the browser has shown that allowed it (RFC 8628 §3.3)", async () => {
    const tokenBy = async (browser: ScriptLessBrowser) => {
      const tv = new Device(server, "tv");
      const { device_code, user_code } = await tv.start({ scope: "openid internal_login" });
      await tv.decide(user_code, "approve", browser);
      const { status, body } = await tv.poll(device_code);
      assert.equal(status, 200, JSON.stringify(body));
      return apiClientWith(server, body.access_token);
    };
    const { browser: weak } = await inBrowser(server, "kim");
    assertRefused(await (await tokenBy(weak)).call("POST", `${V1}/backup-codes`), "a password alone");
    const { browser: strong } = await stepUp();
    assert.equal((await (await tokenBy(strong)).call("POST", `${V1}/backup-codes`)).status, 201);
  });

  it("is not for whoever acts for the user (RFC 8693 §4.1)", async () => {
    const { tokens } = await stepUp({ acr_values: MULTI_FACTOR }, "acting");
    const acting = new TestClient(server, "acting");
    const password = { grant_type: "password", username: "lee", password: PASSWORD, scope: "openid internal_login" };
    const { body: lee } = await acting.token(password);
    const exchanged = async (actor: Record<string, string>) => {
      const subject = { subject_token: tokens.access_token, subject_token_type: ACCESS_TOKEN };
      const { status, body } = await acting.token({ grant_type: TOKEN_EXCHANGE, ...subject, ...actor });
      assert.equal(status, 200, JSON.stringify(body));
      return apiClientWith(server, body.access_token);
    };
    const ofNobodyElse = await exchanged({});
    assert.equal((await ofNobodyElse.call("POST", `${V1}/backup-codes`)).status, 201);
    const byLee = await exchanged({ actor_token: lee.access_token, actor_token_type: ACCESS_TOKEN });
    assert.equal((await byLee.call("DELETE", `${V1}/totp`)).status, 403);
    await ofNobodyElse.call("POST", `${V1}/totp`, { action: "REFRESH" });
    assert.deepEqual((await byLee.call("GET", `${V1}/totp`)).body, { isValid: true }, "nor is the secret told");
    assert.ok(await hasApp());
  });

  it("tells nobody else the secret that an app is about to have (security bar 19.1)", async () => {
    const { account } = await stepUp();
    await account.call("POST", `${V1}/totp`, { action: "REFRESH" });
    assert.ok((await account.call("GET", `${V1}/totp/secret`)).body.secret);
    const weak = await ownAccount(server, "kim");
    assert.deepEqual((await weak.call("GET", `${V1}/totp`)).body, { isValid: true });
    assertRefused(await weak.call("GET", `${V1}/totp/secret`), "the secret");
  });

  it("leaves the rest of the profile to any token, and all of it where there is no second factor", async () => {
    const weak = await ownAccount(server, "kim");
    assert.equal((await weak.call("PATCH", "/scim2/Me", patch({ nickName: "K" }))).status, 200);
    const lee = await ownAccount(server, "lee");
    assert.equal((await lee.call("PATCH", "/scim2/Me", patch({ emails: ["lee@new.example"] }))).status, 200);
    assert.equal((await lee.call("POST", `${V1}/totp`, { action: "INIT" })).status, 201);
  });

  it("asks for no factor that the user has none of, or has used up", async () => {
    const mia = await ownAccount(server, "mia");
    const say = (names: string) => mia.call("POST", `${V1}/mfa/authenticators`, { enabledAuthenticators: names });
    assert.equal((await say("totp,email-otp-authenticator")).status, 201);
    assert.equal((await say("email-otp-authenticator")).status, 200, "they have neither");
    assert.equal((await mia.call("PATCH", "/scim2/Me", patch({ emails: ["mia@acme.example"] }))).status, 200);
    assertRefused(await say(""), "now they have an address");
  });

  it("asks for those that the user has also where they have said to want none: applications may ask for them", async () => {
    const { account } = await byTwoFactors(server, "lee", { address: "lee@new.example" });
    const say = (names: string) => account.call("POST", `${V1}/mfa/authenticators`, { enabledAuthenticators: names });
    assert.equal((await account.call("POST", `${V1}/backup-codes`)).status, 201);
    assert.equal((await say("")).status, 201);
    assertRefused(await (await ownAccount(server, "lee")).call("DELETE", `${V1}/backup-codes`), "by the password");
    assert.equal((await account.call("DELETE", `${V1}/backup-codes`)).status, 204);
  });

  it("holds for administrators and their own accounts, by whichever API", async () => {
    const { credentials } = await storeOf(server);
    const userId = await userIdOf(server, "kim");
    const scope = "internal_user_credential_mgt_delete internal_user_mgt_update";
    const form = { grant_type: "password", username: "kim", password: PASSWORD, scope: `openid ${scope}` };
    const roles = await apiClient(server, ["internal_role_mgt_view", "internal_role_mgt_users_update"]);
    const { Resources } = (await roles.call("GET", "/scim2/v3/Roles?filter=displayName+eq+Administrator")).body;
    await roles.call("PUT", `/scim2/v3/Roles/${Resources[0].id}/Users`, [{ value: userId }]);
    const { body } = await new TestClient(server, "operator").token(form);
    const admin = apiClientWith(server, body.access_token);
    assertRefused(await admin.call("DELETE", `/api/users/v2/${userId}/credentials/totp`), "credentials");
    assertRefused(
      await admin.call("PATCH", `/scim2/Users/${userId}`, patch({ password: "a walnut boat" })),
      "password",
    );
    assert.ok(await credentials.find("totp", userId));
  });

  it("lets nobody have address after address written to in their own name (security bar 18.5)", async () => {
    server.clock.advance(90_000); // so that no count of the test before is left
    const lee = await ownAccount(server, "lee");
    const change = (n: number) => lee.call("PATCH", "/scim2/Me", patch({ emails: [`somebody-${n}@new.example`] }));
    for (let n = 0; n < 5; n++) assert.equal((await change(n)).status, 200);
    const { status, headers } = await change(5);
    assert.equal(status, 429);
    assert.ok(Number(headers.get("retry-after")) > 0);
    assert.equal((await lee.call("PATCH", "/scim2/Me", patch({ nickName: "L" }))).status, 200);
  });
});
