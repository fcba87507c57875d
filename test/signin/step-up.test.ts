import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, newVerifier, TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { giveApp, type HeldApp, organizationOf, step, steppedApplication, storeOf } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";

const MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
const PASSWORD_ACR = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password";
const APPLICATIONS = [
  steppedApplication("plain"),
  steppedApplication("two", step("BasicAuthenticator"), step("totp")),
  steppedApplication("codes", step("BasicAuthenticator"), step("backup-code-authenticator")),
  steppedApplication("other", step("IdentifierExecutor"), step("BasicAuthenticator")),
];

describe("step-up (RFC 9470 §4, OIDC Core §3.1.2.1)", () => {
  let server: TestServer;
  let app: HeldApp;
  before(async () => {
    server = await startServer({ organizations: [organizationOf(["kim", "lee"], APPLICATIONS)] });
    app = await giveApp(server, "kim");
  });
  after(() => server.stop());
  beforeEach(() => server.clock.advance(60));

  type Changes = Record<string, string>;
  const open = (browser: ScriptLessBrowser, clientId: string, changes: Changes = {}, verifier = newVerifier()) =>
    browser.open(new TestClient(server, clientId).authorizeUrl(changes, verifier), CALLBACK);
  const password = (browser: ScriptLessBrowser, page: Page) =>
    browser.submit(page, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK);
  const enterCode = (browser: ScriptLessBrowser, page: Page) => browser.submit(page, { token: app.code() }, CALLBACK);
  const isAskedForCode = (page: Page) => page.form?.hidden.authenticator === "totp";
  const signedIn = async (clientId: string) => {
    const browser = new ScriptLessBrowser();
    const page = await password(browser, await open(browser, clientId));
    assert.ok(returned(page.redirectedTo === undefined ? await enterCode(browser, page) : page).code);
    server.clock.advance(60);
    return browser;
  };
  const tokensOf = async (clientId: string, page: Page, code_verifier: string) => {
    const { code = "" } = returned(page);
    const { body } = await new TestClient(server, clientId).exchange({ code, redirect_uri: CALLBACK, code_verifier });
    return claimsOf(body.id_token);
  };

  it("asks a session for the second factor alone, under a new session id, and tells acr and amr (security bar 15.1)", async () => {
    const browser = await signedIn("plain");
    const before = browser.cookie("commonAuthId");
    const verifier = newVerifier();
    const page = await open(browser, "plain", { acr_values: MULTI_FACTOR }, verifier);
    assert.ok(isAskedForCode(page), page.body);
    assert.ok(page.body.includes("kim"), "whose session is gone on with");
    const claims = await tokensOf("plain", await enterCode(browser, page), verifier);
    assert.equal(claims.acr, MULTI_FACTOR);
    assert.deepEqual(claims.amr, ["BasicAuthenticator", "totp"]);
    assert.notEqual(browser.cookie("commonAuthId"), before);
    const again = await open(browser, "plain", { acr_values: MULTI_FACTOR, prompt: "none" });
    assert.ok(returned(again).code, "it need not be done twice");
  });

  it("asks for both where there is no session", async () => {
    const browser = new ScriptLessBrowser();
    const page = await open(browser, "plain", { acr_values: MULTI_FACTOR });
    assertSignInPage(page);
    const second = await password(browser, page);
    assert.ok(isAskedForCode(second));
    assert.ok(returned(await enterCode(browser, second)).code);
  });

  it("answers login_required with prompt=none, and the code without acr_values (OIDC Core §3.1.2.6)", async () => {
    const browser = await signedIn("plain");
    const silent = { acr_values: MULTI_FACTOR, prompt: "none" };
    assert.equal(returned(await open(browser, "plain", silent)).error, "login_required");
    assert.ok(returned(await open(browser, "plain", { prompt: "none" })).code);
    assert.ok(returned(await open(browser, "plain", { acr_values: PASSWORD_ACR, prompt: "none" })).code);
  });

  it("asks for the password too with prompt=login and max_age=0 (security bar 1.9)", async () => {
    for (const changes of [{ prompt: "login" }, { max_age: "0" }]) {
      const browser = await signedIn("two");
      assertSignInPage(await open(browser, "plain", { ...changes, acr_values: MULTI_FACTOR } as Changes));
    }
  });

  it("takes an essential acr that can be reached, and refuses one that cannot (OIDC Core §5.5.1.1)", async () => {
    const claims = (value: string) => JSON.stringify({ id_token: { acr: { essential: true, value } } });
    const browser = await signedIn("plain");
    assert.ok(isAskedForCode(await open(browser, "plain", { claims: claims(MULTI_FACTOR) })));
    assert.equal(
      returned(await open(browser, "plain", { claims: claims("urn:example:more") })).error,
      "unmet_authentication_requirements",
    );
  });

  it("takes the first of several acr_values for what is wished for, and any of them for enough", async () => {
    const browser = await signedIn("plain");
    const both = { acr_values: `${MULTI_FACTOR} ${PASSWORD_ACR}` };
    const verifier = newVerifier();
    const page = await open(browser, "plain", both, verifier);
    assert.equal((await tokensOf("plain", page, verifier)).acr, PASSWORD_ACR);
  });

  it("does not let whoever has no passkey reach phr (security bar 19.6)", async () => {
    const browser = await signedIn("two");
    const page = await open(browser, "two", { acr_values: "phr" });
    assert.equal(page.redirectedTo, undefined);
    assert.ok(!isAskedForCode(page));
    assert.equal(returned(await open(browser, "two", { acr_values: "phr", prompt: "none" })).error, "login_required");
  });

  describe("that this user cannot do (OpenID Connect Core Error Code unmet_authentication_requirements §2, RFC 9470 §5)", () => {
    const UNMET = "unmet_authentication_requirements";

    it("is told the application, with its state, and the request is over", async () => {
      const browser = new ScriptLessBrowser();
      const first = await open(browser, "plain", { acr_values: "phr", state: "s" });
      const told = await password(browser, first);
      assert.equal(told.redirectedTo?.origin, new URL(CALLBACK).origin);
      assert.deepEqual([returned(told).error, returned(told).state], [UNMET, "s"]);
      assert.ok(returned(told).error_description);
      assert.match((await browser.open(first.url)).body, /has ended or took too long/);
    });

    it("also of a session that is there already, in the response mode that was asked for", async () => {
      const browser = await signedIn("plain");
      const { redirectedTo } = await open(browser, "plain", { acr_values: "phr", response_mode: "fragment" });
      assert.match(redirectedTo?.hash ?? "", new RegExp(`error=${UNMET}`));
    });

    it("is told by a page where the application's own steps are what cannot be done", async () => {
      const browser = new ScriptLessBrowser();
      const page = await password(browser, await open(browser, "codes"));
      assert.equal(page.status, 403);
      assert.match(page.body, /a way to sign in that this account does not have/);
    });
  });

  describe("between applications (contract §4)", () => {
    it("two steps are enough for an application with one", async () => {
      const browser = await signedIn("two");
      assert.ok(returned(await open(browser, "plain", { prompt: "none" })).code);
      assert.ok(returned(await open(browser, "other", { prompt: "none" })).code, "who it is is known");
    });

    it("one step is not enough for an application with two: the other one is asked for, alone", async () => {
      const browser = await signedIn("plain");
      assert.equal(returned(await open(browser, "two", { prompt: "none" })).error, "login_required");
      const page = await open(browser, "two");
      assert.ok(isAskedForCode(page));
      const verifier = newVerifier();
      assert.ok(returned(await enterCode(browser, page)).code);
      const claims = await tokensOf("two", await open(browser, "two", {}, verifier), verifier);
      assert.deepEqual(claims.amr, ["BasicAuthenticator", "totp"]);
    });
  });

  describe("and the session that it goes on with (security bar 15.2)", () => {
    it("asks for the password again when that has ended meanwhile", async () => {
      const browser = await signedIn("plain");
      const page = await open(browser, "two");
      assert.ok(isAskedForCode(page));
      const { sessions, users } = await storeOf(server);
      const { user } = (await users.findByName("kim")) ?? assert.fail();
      for (const { id } of await sessions.listOf(user.id)) await sessions.end(id);
      const refused = await enterCode(browser, page);
      assertSignInPage(refused);
      const second = await password(browser, refused);
      assert.ok(isAskedForCode(second));
      server.clock.advance(30);
      assert.ok(returned(await enterCode(browser, second)).code);
    });

    it("asks for the password again when somebody else signed in meanwhile (security bar 15.7)", async () => {
      const browser = await signedIn("plain");
      const page = await open(browser, "two");
      const other = await open(browser, "plain", { prompt: "login" });
      assert.ok(returned(await browser.submit(other, { usernameUserInput: "lee", password: PASSWORD }, CALLBACK)).code);
      assertSignInPage(await enterCode(browser, page));
    });

    it("goes on with its successor when another tab has done the same step", async () => {
      const browser = await signedIn("plain");
      const [one, other] = [await open(browser, "two"), await open(browser, "two")];
      assert.ok(returned(await enterCode(browser, one)).code);
      server.clock.advance(30);
      assert.ok(returned(await enterCode(browser, other)).code);
    });
  });
});
