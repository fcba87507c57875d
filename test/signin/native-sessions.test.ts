import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { basic, claimsOf, TestClient } from "../client.ts";
import { NativeApplication, nativeOrganization, ORIGIN, PASSWORD_ID, RIGHT } from "../native-application.ts";
import { startServer, type TestServer } from "../server.ts";

describe("sessions, consent and scripts of app-native sign-in (contract §14)", () => {
  let server: TestServer;
  let application: NativeApplication;
  before(async () => {
    server = await startServer({ organizations: [nativeOrganization] });
  });
  beforeEach(() => {
    application = new NativeApplication(server, "native");
  });
  after(() => server.stop());

  describe("a session that is there already (contract §14.1)", () => {
    it("answers with a code at once, to the browser that has it", async () => {
      const browser = new ScriptLessBrowser();
      await new TestClient(server, "pages").obtainCode({}, browser);
      const page = await browser.open(`${server.url("/oauth2/authorize")}?${application.parameters()}`);
      const { flowStatus, authData } = JSON.parse(page.body);
      assert.equal(flowStatus, "SUCCESS_COMPLETED");
      assert.equal((await application.exchange({ ...asAnswer, body: { authData } })).status, 200);
    });

    it("is begun by such a sign-in in a browser, and counts on the pages", async () => {
      const { flowId } = (await application.start()).body;
      const selectedAuthenticator = { authenticatorId: PASSWORD_ID, params: RIGHT };
      const done = await application.authn({ flowId, selectedAuthenticator });
      const cookies = done.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
      const headers = { cookie: cookies.join("; ") };
      const silent = new TestClient(server, "pages").authorizeUrl({ prompt: "none" });
      const response = await fetch(silent, { headers, redirect: "manual" });
      assert.ok(new URL(response.headers.get("location") as string).searchParams.has("code"));
    });

    it("is taken by its key from a client that proves who it is, and from no other", async () => {
      const tokens = (await application.exchange(await application.signIn())).body;
      const sessionId = claimsOf(tokens.id_token).isk;
      const backend = new NativeApplication(server, "backend");
      const proven = basic("backend", "the-secret-of-the-backend");
      assert.equal((await backend.start({ sessionId }, proven)).body.flowStatus, "SUCCESS_COMPLETED");
      assert.equal((await backend.start({ sessionId })).body.flowStatus, "INCOMPLETE");
      assert.equal((await new NativeApplication(server, "other").start({ sessionId })).body.flowStatus, "INCOMPLETE");
      const wrong = await backend.start({ sessionId }, basic("backend", "wrong"));
      assert.deepEqual([wrong.status, wrong.body.code, wrong.body.message], [401, "401", "Unauthorized"]);
      const made = await backend.start({ sessionId: "0".repeat(64) }, proven);
      assert.equal(made.body.flowStatus, "INCOMPLETE");
    });

    it("does not answer prompt=login, and is the only one that answers prompt=none", async () => {
      const browser = new ScriptLessBrowser();
      await new TestClient(server, "pages").obtainCode({}, browser);
      const open = async (changes: Record<string, string>) =>
        JSON.parse((await browser.open(`${server.url("/oauth2/authorize")}?${application.parameters(changes)}`)).body);
      assert.equal((await open({ prompt: "login" })).flowStatus, "INCOMPLETE");
      assert.equal((await open({ prompt: "select_account" })).flowStatus, "INCOMPLETE");
      assert.equal((await open({ prompt: "none" })).flowStatus, "SUCCESS_COMPLETED");
      const { status, body } = await application.start({ prompt: "none" });
      assert.deepEqual([status, body.code], [400, "ABA-60001"]);
      assert.match(body.description, /^login_required/);
    });
  });

  describe("consent (security bar 25.1)", () => {
    it("is never given in the application: the code is refused until it was given on the page", async () => {
      const asking = new NativeApplication(server, "asking");
      const { status, body } = await asking.signIn();
      assert.deepEqual([status, body.code], [400, "ABA-60002"]);
      assert.match(body.description, /^consent_required/);

      await new TestClient(server, "asking").obtainCode();
      assert.equal((await asking.signIn()).body.flowStatus, "SUCCESS_COMPLETED");
      assert.equal((await asking.signIn({ prompt: "consent login" })).body.code, "ABA-60002");
    });
  });

  describe("logout (contract §14.5)", () => {
    it("ends the session of the ID token, without a cookie, and answers in JSON", async () => {
      const { id_token, refresh_token } = (await application.exchange(await application.signIn())).body;
      const { sid } = claimsOf(id_token);
      const sessions = server.store.forTenant(await tenantId()).sessions;
      assert.ok(await sessions.find(sid));
      const form = new URLSearchParams({ response_mode: "direct", id_token_hint: id_token });
      const { status, body } = await application.send("/oidc/logout", form);
      assert.deepEqual([status, body], [200, {}]);
      assert.equal(await sessions.find(sid), undefined);
      assert.equal((await application.send("/oidc/logout", form)).status, 200, "it is over already");
      assert.ok(refresh_token);
    });

    it("ends nothing without an ID token of the application (security bar 16.1)", async () => {
      const { id_token } = (await application.exchange(await application.signIn())).body;
      const [header, claims] = id_token.split(".");
      const send = (form: Record<string, string>) =>
        application.send("/oidc/logout", new URLSearchParams({ response_mode: "direct", ...form }));
      for (const form of [
        { client_id: "native" },
        { id_token_hint: `${header}.${claims}.AAAA` },
        { id_token_hint: id_token, client_id: "other" },
      ]) {
        const { status, body } = await send(form as never);
        assert.deepEqual([status, body.code], [400, "ABA-60010"]);
      }
      const sessions = server.store.forTenant(await tenantId()).sessions;
      assert.ok(await sessions.find(claimsOf(id_token).sid));
    });
  });

  describe("scripts (security bar 8.4, 8.5)", () => {
    it("lets the application's own read every answer, and sends them its steps' address", async () => {
      const from = { origin: ORIGIN };
      const started = await application.start({}, from);
      assert.equal(started.headers.get("access-control-allow-origin"), ORIGIN);
      assert.equal(started.headers.get("access-control-allow-credentials"), "true");
      const done = await application.step(started.body.flowId, PASSWORD_ID, RIGHT, from);
      assert.equal(done.headers.get("access-control-allow-origin"), ORIGIN);
      const refused = await application.start({ scope: "openid", client_id: "pages" }, from);
      assert.equal(refused.headers.get("access-control-allow-origin"), ORIGIN);
    });

    it("signs nobody in for another site's page (security bar 14.3)", async () => {
      const { flowId } = (await application.start()).body;
      for (const headers of [
        { origin: "https://evil.example" },
        { origin: "null" },
        { "sec-fetch-site": "cross-site" },
      ]) {
        const started = await application.start({}, headers as never);
        assert.deepEqual([started.status, started.body.code], [403, "ABA-60001"]);
        assert.equal(started.headers.get("access-control-allow-origin"), null);
        const step = await application.step(flowId, PASSWORD_ID, RIGHT, headers as never);
        assert.deepEqual([step.status, step.headers.getSetCookie()], [403, []]);
      }
    });
  });

  async function tenantId(): Promise<string> {
    return (await server.store.tenants.find("acme"))?.id as string;
  }
});

const asAnswer = { status: 200, headers: new Headers() };
