import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import type { Answer } from "../client.ts";
import { NativeApplication, nativeOrganization, PASSWORD_ID, RIGHT } from "../native-application.ts";
import { startServer, type TestServer } from "../server.ts";

describe("what the app-native API refuses (contract §14.5)", () => {
  let server: TestServer;
  let application: NativeApplication;
  before(async () => {
    server = await startServer({ organizations: [nativeOrganization] });
  });
  beforeEach(() => {
    application = new NativeApplication(server, "native");
    server.clock.advance(86_400);
  });
  after(() => server.stop());

  const starts: [what: string, changes: Record<string, string | undefined>, code: string][] = [
    ["an application that is not there", { client_id: "nobody" }, "ABA-60005"],
    ["an application that shows our pages", { client_id: "pages" }, "ABA-60007"],
    ["a redirect URI that is not registered", { redirect_uri: "https://evil.example" }, "ABA-60001"],
    ["another response type than code", { response_type: "code id_token", nonce: "n" }, "ABA-60001"],
    ["a request without PKCE, where it is mandatory", { code_challenge: undefined }, "ABA-60001"],
    ["an unknown request_uri", { request_uri: "urn:ietf:params:oauth:par:request_uri:x" }, "ABA-60001"],
  ];
  for (const [what, changes, code] of starts) {
    it(`refuses ${what} with ${code}, in JSON`, async () => assertRefused(await application.start(changes), code));
  }

  it("refuses a pushed request for another mode than it is (RFC 9126 §4)", async () => {
    const pushed = await application.send("/oauth2/par", application.parameters({ response_mode: "query" }));
    const { request_uri } = pushed.body;
    assertRefused(await application.start({ request_uri }), "ABA-60001");
    const refused = await application.send("/oauth2/par", application.parameters({ client_id: "pages" }));
    assert.deepEqual([refused.status, refused.body.error], [400, "unauthorized_client"]);
  });

  const bodies: [what: string, body: unknown, code: string][] = [
    ["what is no JSON", "{", "ABA-60001"],
    ["a step without an authenticator", { flowId: "x" }, "ABA-60001"],
    ["a parameter that is no text", step("x", { password: ["a"] }), "ABA-60001"],
    ["a NUL character (security bar 7.6)", step("x", { password: "a\0" }), "ABA-60001"],
    ["a flow that is no id", step("x"), "ABA-60009"],
    ["a flow that nobody began", step("3bd1f207-e5b5-4b45-8a91-13b0acfb2151"), "ABA-60009"],
  ];
  for (const [what, body, code] of bodies) {
    it(`refuses ${what} with ${code}`, async () => assertRefused(await application.authn(body), code));
  }

  it("takes a step in JSON alone, so that no form of another site can send one (security bar 14.3)", async () => {
    const { flowId } = (await application.start()).body;
    for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
      const { status } = await application.authn(step(flowId, RIGHT), { "content-type": type });
      assert.ok(status >= 400);
    }
    assert.equal((await application.step(flowId, PASSWORD_ID, RIGHT)).status, 200);
  });

  it("answers another method with 405 (security bar 7.1)", async () => {
    const response = await fetch(server.url("/oauth2/authn"));
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "POST"]);
  });

  for (const id of ["", "nonsense", btoa("BasicAuthenticator:Other"), `${PASSWORD_ID}=`, btoa("a")]) {
    it(`refuses the authenticator ${id || "without a name"} with ABA-60004`, async () => {
      const { flowId } = (await application.start()).body;
      assertRefused(await application.step(flowId, id, RIGHT), "ABA-60004");
    });
  }

  it("refuses a flow that took too long with ABA-60008", async () => {
    const { flowId } = (await application.start()).body;
    server.clock.advance(599);
    assert.equal((await application.step(flowId, PASSWORD_ID, {})).status, 200);
    server.clock.advance(1);
    assertRefused(await application.step(flowId, PASSWORD_ID, RIGHT), "ABA-60008");
  });

  it("lets a flow be finished once (security bar 19.6)", async () => {
    const { flowId } = (await application.start()).body;
    assert.equal((await application.step(flowId, PASSWORD_ID, RIGHT)).body.flowStatus, "SUCCESS_COMPLETED");
    assertRefused(await application.step(flowId, PASSWORD_ID, RIGHT), "ABA-60009");
  });

  it("keeps the flow of a page and that of an application apart (security bar 1.18)", async () => {
    const { flowId } = (await application.start()).body;
    const browser = new ScriptLessBrowser();
    const page = await browser.open(
      `${server.url("/oauth2/authorize")}?${application.parameters({ response_mode: "query" })}`,
    );
    const key = page.form?.hidden.sessionDataKey as string;
    assertRefused(await application.step(key, PASSWORD_ID, RIGHT), "ABA-60009");
    for (const path of [
      `/authenticationendpoint/login.do?sessionDataKey=${flowId}`,
      `/oauth2/authorize?sessionDataKey=${flowId}`,
      `/authenticationendpoint/oauth2_consent.do?sessionDataKeyConsent=${flowId}`,
    ]) {
      assert.equal((await browser.open(server.url(path))).status, 400, path);
    }
  });

  it("keeps the flows of two organizations apart (security bar 22.1)", async () => {
    await server.configure([nativeOrganization, { ...nativeOrganization, handle: "globex" }]);
    const { flowId } = (await application.start()).body;
    const other = new NativeApplication(server, "native", "globex");
    assertRefused(await other.step(flowId, PASSWORD_ID, RIGHT), "ABA-60009");
  });

  it("locks an account as the pages do, whatever flows are begun (security bar 18.1)", async () => {
    for (let time = 0; time < 5; time++) {
      const { flowId } = (await application.start()).body;
      await application.step(flowId, PASSWORD_ID, { ...RIGHT, password: "wrong" });
    }
    assert.equal((await application.signIn()).body.flowStatus, "FAIL_INCOMPLETE");
    server.clock.advance(300);
    assert.equal((await application.signIn()).body.flowStatus, "SUCCESS_COMPLETED");
  });

  it("slows an address down that fails too often (security bar 18.5)", async () => {
    const { flowId } = (await application.start()).body;
    const tries = Array.from({ length: 50 }, (_, index) =>
      application.step(flowId, PASSWORD_ID, { username: `nobody${index}`, password: "wrong" }),
    );
    await Promise.all(tries);
    const { status, headers, body } = await application.step(flowId, PASSWORD_ID, RIGHT);
    assert.deepEqual([status, body.code], [429, "ABA-60003"]);
    assert.ok(Number(headers.get("retry-after")) > 0);
  });

  it("keeps what proves the client out of what is stored (security bar 6.5)", async () => {
    const backend = new NativeApplication(server, "backend");
    const { body } = await backend.start({ client_secret: "the-secret-of-the-backend" });
    const id = (await server.store.tenants.find("acme"))?.id as string;
    const pending = await server.store.forTenant(id).requests.find(body.flowId);
    assert.ok(pending);
    assert.ok(!JSON.stringify(pending.parameters).includes("the-secret"));
  });
});

function step(flowId: string, params?: object) {
  return { flowId, selectedAuthenticator: { authenticatorId: PASSWORD_ID, ...(params && { params }) } };
}

function assertRefused({ status, headers, body }: Answer, code: string) {
  assert.deepEqual([status, body.code], [400, code]);
  assert.deepEqual(Object.keys(body), ["code", "message", "description", "traceId"]);
  assert.equal(headers.get("cache-control"), "no-store");
}
