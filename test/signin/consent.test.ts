import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { challengeOf, claimsOf, newVerifier, TestClient } from "../client.ts";
import { CALLBACK, organizations, PASSWORD } from "../organizations.ts";
import { assertConsentPage, assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

describe("security bar 25: consent", () => {
  let server: TestServer;
  let browser: ScriptLessBrowser;
  let tenant: string;
  let tenants = 0;
  before(async () => {
    server = await startServer();
  });
  beforeEach(async () => {
    // A tenant for each test, in which nobody has consented to anything yet.
    tenant = `acme-${++tenants}`;
    await server.configure([{ ...organizations[0], handle: tenant }]);
    browser = new ScriptLessBrowser();
    await client("spa").authorize({}, browser);
  });
  after(() => server.stop());
  const client = (clientId = "asking") => new TestClient(server, clientId, tenant);
  const open = (changes: Record<string, string> = {}, clientId = "asking") =>
    browser.open(client(clientId).authorizeUrl(changes), CALLBACK);

  it("shows application, account, organization, scopes in words, and where it leads (security bar 25.2)", async () => {
    const page = await open({ scope: "openid email" });
    assertConsentPage(page);
    for (const text of ["Asking App", "Kim Larsen", "kim", "Acme", "See your email address", "app.example"]) {
      assert.ok(page.body.includes(text), text);
    }
    assert.equal(page.form?.action, `/t/${tenant}/oauth2/authorize`);
  });

  for (const [what, answer] of [
    ["approve with the box ticked", { consent: "approve", hasApprovedAlways: "true" }],
    ["approveAlways", { consent: "approveAlways" }],
  ] as const) {
    it(`is asked once per user, application and scope, and remembered: ${what} (contract §4.4, §4.5)`, async () => {
      assert.ok(returned(await browser.submit(await open({ scope: "openid email" }), answer, CALLBACK)).code);
      assert.ok(returned(await open({ scope: "openid email" })).code);
      assert.ok(returned(await open({ scope: "openid" })).code, "less asks nothing new");
      assert.ok(returned(await open({ scope: "openid", prompt: "none" })).code);

      const more = await open({ scope: "openid email profile" });
      assertConsentPage(more);
      await browser.submit(more, answer, CALLBACK);
      assert.ok(returned(await open({ scope: "openid email profile" })).code);

      browser = new ScriptLessBrowser();
      await client("spa").authorize({}, browser, "lee");
      assertConsentPage(await open({ scope: "openid" }));
    });
  }

  it("holds for this once when the box is not ticked (contract §4.4)", async () => {
    for (const answer of [{ consent: "approve" }, { consent: "approve", hasApprovedAlways: "false" }]) {
      assert.ok(returned(await browser.submit(await open(), answer as Record<string, string>, CALLBACK)).code);
      assertConsentPage(await open());
    }
  });

  it("is asked every time with prompt=consent (security bar 25.1)", async () => {
    const always = { consent: "approveAlways" };
    await browser.submit(await open(), always, CALLBACK);
    for (let turn = 0; turn < 2; turn++) {
      const page = await open({ prompt: "consent" });
      assertConsentPage(page);
      assert.ok(returned(await browser.submit(page, always, CALLBACK)).code);
    }
  });

  it("is not asked for an application that an administrator marked as trusted (contract §4.5)", async () => {
    assert.ok(returned(await open({ scope: "openid email profile" }, "spa")).code);
  });

  for (const answer of [
    { consent: "deny" },
    { consent: "nonsense" },
    {},
    { consent: "deny", hasApprovedAlways: "true" },
  ]) {
    it(`is denied by ${JSON.stringify(answer)}: access_denied (contract §3.3)`, async () => {
      const page = await browser.submit(await open(), answer as Record<string, string>, CALLBACK);
      assert.deepEqual(returned(page), {
        error: "access_denied",
        error_description: "User denied the consent",
        state: "the state",
        iss: server.url("/oauth2/token", tenant),
      });
      assertConsentPage(await open());
    });
  }

  it("is for the scopes of the stored request: the form cannot widen them (security bar 25.2)", async () => {
    const verifier = newVerifier();
    const page = await open({ scope: "openid", code_challenge: challengeOf(verifier) });
    const widened = { consent: "approveAlways", scope: "openid email profile", consent_email: "on", client_id: "spa" };
    const { code = "" } = returned(await browser.submit(page, widened, CALLBACK));
    const { body } = await client().exchange({ code, code_verifier: verifier, redirect_uri: CALLBACK });
    assert.equal(body.scope, "openid");
    assert.ok(!("email" in claimsOf(body.id_token)));
    assertConsentPage(await open({ scope: "openid email" }));
  });

  it("is not taken from a query: approval is a POST (security bar 25.2)", async () => {
    const page = await open();
    const query = new URLSearchParams({ ...page.form?.hidden, consent: "approve" });
    const answer = await browser.open(`${server.url("/oauth2/authorize", tenant)}?${query}`, CALLBACK);
    assert.equal(answer.redirectedTo, undefined);
    assert.equal(answer.status, 400);
  });

  it("is answered once", async () => {
    const page = await open();
    assert.ok(returned(await browser.submit(page, { consent: "approve" }, CALLBACK)).code);
    assert.equal((await browser.submit(page, { consent: "approve" }, CALLBACK)).status, 400);
  });

  it("is asked of the user who is there now: the request starts over after another sign-in (security bar 15.7)", async () => {
    const page = await open();
    const elsewhere = await browser.open(client("spa").authorizeUrl({ prompt: "login" }), CALLBACK);
    await browser.submit(elsewhere, { usernameUserInput: "lee", password: PASSWORD }, CALLBACK);
    const again = await browser.submit(page, { consent: "approveAlways" }, CALLBACK);
    assertConsentPage(again);
    assert.ok(again.body.includes('<bdi class="name">lee</bdi>'), again.body);
  });

  it("continues as the account that was shown: another sign-in asks again (security bar 15.7)", async () => {
    const page = await open({ prompt: "select_account" }, "spa");
    assert.ok(page.body.includes("Kim Larsen"));
    const elsewhere = await browser.open(client("spa").authorizeUrl({ prompt: "login" }), CALLBACK);
    await browser.submit(elsewhere, { usernameUserInput: "lee", password: PASSWORD }, CALLBACK);
    const again = await browser.submit(page, { account: "current" }, CALLBACK);
    assert.equal(again.redirectedTo, undefined);
    assert.ok(again.body.includes("Lee"), again.body);
    assert.ok(returned(await browser.submit(again, { account: "current" }, CALLBACK)).code);
  });

  it("waits for a new sign-in when the session has ended in between", async () => {
    const page = await open();
    await browser
      .open(server.url("/oidc/logout", tenant))
      .then((asked) => browser.submit(asked, { consent: "approve" }));
    assertSignInPage(await browser.submit(page, { consent: "approveAlways" }, CALLBACK));
  });
});
