import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, TestClient } from "../client.ts";
import { CALLBACK, organizations, PASSWORD } from "../organizations.ts";
import { assertErrorPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

const WITH_QUERY = "https://app.example/bye?from=us";
const initech = {
  handle: "initech",
  users: [{ userName: "kim", password: PASSWORD }],
  applications: [
    { clientId: "spa", publicClient: true, callbackURLs: [CALLBACK, WITH_QUERY], skipLoginConsent: true },
    {
      clientId: "quick",
      publicClient: true,
      callbackURLs: [CALLBACK],
      skipLoginConsent: true,
      skipLogoutConsent: true,
    },
    {
      clientId: "elsewhere",
      publicClient: true,
      callbackURLs: [CALLBACK],
      skipLoginConsent: true,
      logout: { postLogoutRedirectURLs: ["https://app.example/bye"] },
    },
  ],
};

type Parameters = Record<string, string>;

describe("RP-Initiated Logout 1.0: the end-session endpoint", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: [...organizations, initech] });
  });
  after(() => server.stop());

  /** A browser in which kim is signed in, and the ID token that the client got. */
  const signIn = async (clientId = "spa", tenant = "acme") => {
    const browser = new ScriptLessBrowser();
    const client = new TestClient(server, clientId, tenant);
    const { body: tokens } = await client.exchange(await client.obtainCode({}, browser));
    return { browser, tokens, hint: tokens.id_token as string };
  };
  const logoutUrl = (parameters: Parameters, tenant = "acme") =>
    `${server.url("/oidc/logout", tenant)}?${new URLSearchParams(parameters)}`;
  const logOut = (browser: ScriptLessBrowser, parameters: Parameters, tenant?: string) =>
    browser.open(logoutUrl(parameters, tenant), CALLBACK);
  const isSignedIn = async (browser: ScriptLessBrowser, tenant = "acme") => {
    const url = new TestClient(server, "spa", tenant).authorizeUrl({ prompt: "none" });
    return returned(await browser.open(url, CALLBACK)).error !== "login_required";
  };
  const assertAsks = async (page: Page, browser: ScriptLessBrowser, tenant?: string) => {
    assert.equal(page.status, 200, page.body);
    assert.ok(page.body.includes('id="approve"'), page.body);
    assert.ok(await isSignedIn(browser, tenant), "a link alone has ended nothing");
  };
  const assertSignedOutPage = (page: Page) => {
    assert.equal(page.status, 200);
    assert.match(page.url.pathname, /\/authenticationendpoint\/oauth2_logout\.do$/); // contract §9.1
  };

  for (const method of ["GET", "POST"] as const) {
    it(`ends the session of the hint by ${method}, and returns with the state (contract §9.1)`, async () => {
      const { browser, hint } = await signIn();
      const state = "sign_out_success é&=";
      const parameters = { id_token_hint: hint, post_logout_redirect_uri: CALLBACK, state };
      const page =
        method === "GET"
          ? await browser.request(logoutUrl(parameters), { method })
          : await browser.request(server.url("/oidc/logout"), { method, body: new URLSearchParams(parameters) });
      assert.equal(page.status, method === "GET" ? 302 : 303);
      assert.equal(page.headers.get("cache-control"), "no-store");
      assert.deepEqual(returned(page), { state });
      assert.ok(page.redirectedTo?.href.startsWith(CALLBACK));
      assert.equal(browser.cookie("commonAuthId"), undefined);
      assert.equal(browser.cookie("opbs"), undefined, "session management sees the change (contract §9.2)");
      assert.equal(await isSignedIn(browser), false);
    });
  }

  it("ends the session on the server, not only in the browser (security bar 15.2)", async () => {
    const { browser, hint } = await signIn();
    const cookie = `commonAuthId=${browser.cookie("commonAuthId")}`;
    await logOut(browser, { id_token_hint: hint });
    const url = new TestClient(server, "spa").authorizeUrl({ prompt: "none" });
    const page = await new ScriptLessBrowser().request(url, { method: "GET", headers: { cookie } });
    assert.equal(returned(page).error, "login_required");
  });

  it("leaves the tokens alone (contract §9.1)", async () => {
    const { browser, hint, tokens } = await signIn();
    await logOut(browser, { id_token_hint: hint });
    const client = new TestClient(server, "spa");
    assert.equal((await client.userinfo(tokens.access_token)).status, 200);
    assert.equal((await client.refresh(tokens.refresh_token)).status, 200);
  });

  it("takes an expired hint (security bar 16.2)", async () => {
    const { browser, hint } = await signIn();
    for (let minute = 0; minute < 65; minute += 13) {
      server.clock.advance(13 * 60);
      assert.ok(await isSignedIn(browser));
    }
    assert.ok((await logOut(browser, { id_token_hint: hint, post_logout_redirect_uri: CALLBACK })).redirectedTo);
    assert.equal(await isSignedIn(browser), false);
  });

  it("ends on a page of ours without post_logout_redirect_uri, whatever the state (security bar 16.3)", async () => {
    const { browser, hint } = await signIn();
    assertSignedOutPage(await logOut(browser, { id_token_hint: hint, state: "s" }));
  });

  it("keeps the query of the redirect URI", async () => {
    const { browser, hint } = await signIn("spa", "initech");
    const parameters = { id_token_hint: hint, post_logout_redirect_uri: WITH_QUERY, state: "s" };
    const page = await browser.request(logoutUrl(parameters, "initech"), { method: "GET" });
    assert.equal(page.headers.get("location"), `${WITH_QUERY}&state=s`);
  });

  it("returns to a URI that is registered for logouts alone, which no sign-in returns to (§3.1)", async () => {
    const { browser, hint } = await signIn("elsewhere", "initech");
    const uri = "https://app.example/bye";
    const client = new TestClient(server, "elsewhere", "initech");
    const authorized = await browser.open(client.authorizeUrl({ redirect_uri: uri, prompt: "none" }), uri);
    assertErrorPage(authorized, "invalid_callback");
    const parameters = { id_token_hint: hint, post_logout_redirect_uri: uri, state: "s" };
    const page = await browser.request(logoutUrl(parameters, "initech"), { method: "GET" });
    assert.equal(page.headers.get("location"), `${uri}?state=s`);
  });

  it("takes another site's form, which comes without our cookies, by a redirect that brings them (§2)", async () => {
    const { browser, hint } = await signIn();
    const body = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: CALLBACK, state: "s" });
    const headers = { origin: "https://app.example", "sec-fetch-site": "cross-site" };
    const page = await new ScriptLessBrowser().request(server.url("/oidc/logout"), { method: "POST", body, headers });
    assert.equal(page.status, 303);
    assert.equal(page.redirectedTo?.pathname, "/t/acme/oidc/logout");
    assert.deepEqual(page.headers.getSetCookie(), []);
    assert.deepEqual(returned(await browser.open(page.redirectedTo as URL, CALLBACK)), { state: "s" });
    assert.equal(await isSignedIn(browser), false);
  });

  it("takes the lack of a session for success (contract §9.1)", async () => {
    const { hint } = await signIn();
    const parameters = { id_token_hint: hint, post_logout_redirect_uri: CALLBACK, state: "s" };
    assert.deepEqual(returned(await logOut(new ScriptLessBrowser(), parameters)), { state: "s" });
    assertSignedOutPage(await logOut(new ScriptLessBrowser(), {}));
  });

  const mismatches = [
    ["a URI that is not registered", { post_logout_redirect_uri: "https://evil.example/" }],
    ["a URI that only begins like a registered one", { post_logout_redirect_uri: `${CALLBACK}/` }],
    ["a URI with a query of its own", { post_logout_redirect_uri: `${CALLBACK}?x=1` }],
    ["a client_id that is not the hint's (security bar 16.3)", { client_id: "brief" }],
    ["an unknown client_id beside a hint", { client_id: "nobody" }],
  ] as const;
  for (const [what, changes] of mismatches) {
    it(`refuses ${what} on a page, and ends nothing (security bar 16.2)`, async () => {
      const { browser, hint } = await signIn();
      const parameters = { id_token_hint: hint, post_logout_redirect_uri: CALLBACK, ...changes };
      assertErrorPage(await logOut(browser, parameters), "access_denied");
      assert.ok(await isSignedIn(browser));
      assertErrorPage(await logOut(new ScriptLessBrowser(), parameters), "access_denied");
    });
  }

  it("refuses a repeated parameter on a page", async () => {
    const { browser, hint } = await signIn();
    const url = `${logoutUrl({ id_token_hint: hint, state: "a" })}&state=b`;
    assert.equal((await browser.open(url, CALLBACK)).status, 400);
    assert.ok(await isSignedIn(browser));
  });

  it("asks first without a hint (security bar 16.1)", async () => {
    const { browser } = await signIn();
    for (const parameters of [{}, { client_id: "spa" }, { post_logout_redirect_uri: CALLBACK }]) {
      await assertAsks(await logOut(browser, parameters as Parameters), browser);
      const body = new URLSearchParams(parameters as Parameters);
      await assertAsks(await browser.request(server.url("/oidc/logout"), { method: "POST", body }), browser);
    }
  });

  it("asks first with a hint that is bad or not of this session, and leads nowhere with it (security bar 16.1)", async () => {
    const { browser, hint, tokens } = await signIn();
    const [head = "", body = "", signature = ""] = hint.split(".");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    const forged = Buffer.from(JSON.stringify({ ...claimsOf(hint), aud: "brief" })).toString("base64url");
    const { hint: ofOtherTenant } = await signIn("spa", "globex");
    const bad = ["nonsense", `${none}.${body}.`, `${none}.${body}.${signature}`, `${head}.${forged}.${signature}`];
    for (const id_token_hint of [...bad, ofOtherTenant, tokens.access_token]) {
      const page = await logOut(browser, { id_token_hint, post_logout_redirect_uri: CALLBACK, client_id: "spa" });
      await assertAsks(page, browser);
    }
    const { hint: ofOtherSession } = await signIn();
    await assertAsks(await logOut(browser, { id_token_hint: ofOtherSession }), browser);
    const page = await logOut(browser, {
      id_token_hint: "nonsense",
      post_logout_redirect_uri: CALLBACK,
      client_id: "spa",
    });
    assertSignedOutPage(await browser.submit(page, { consent: "approve" }, CALLBACK));
  });

  it("follows the redirect URI of client_id after the confirmation (security bar 16.2)", async () => {
    const { browser } = await signIn();
    const parameters = { client_id: "spa", post_logout_redirect_uri: CALLBACK, state: "s" };
    const asked = await logOut(browser, parameters);
    assert.ok(asked.headers.get("content-security-policy")?.includes("form-action 'self' https://app.example;"));
    assert.deepEqual(returned(await browser.submit(asked, { consent: "approve" }, CALLBACK)), { state: "s" });
    assert.equal(await isSignedIn(browser), false);
  });

  it("asks nothing where the application's administrator switched the question off (contract §9.1)", async () => {
    const { browser } = await signIn("quick", "initech");
    const parameters = { client_id: "quick", post_logout_redirect_uri: CALLBACK };
    assert.ok((await logOut(browser, parameters, "initech")).redirectedTo);
    assert.equal(await isSignedIn(browser, "initech"), false);
  });

  it("stays signed in when the user says no (contract §9.1)", async () => {
    const { browser } = await signIn();
    const asked = await logOut(browser, { client_id: "spa", post_logout_redirect_uri: CALLBACK });
    assertErrorPage(await browser.submit(asked, { consent: "deny" }, CALLBACK), "access_denied");
    assert.ok(await isSignedIn(browser));
  });

  it("takes the confirmation from its own form alone: 403, nothing ended (security bar 14.3)", async () => {
    const { browser } = await signIn();
    const asked = await logOut(browser, { client_id: "spa" });
    const { browser: otherBrowser } = await signIn();
    const otherPage = await logOut(otherBrowser, { client_id: "spa" });
    const genuine = { ...asked.form?.hidden, consent: "approve" };
    const confirm = (form: Record<string, string | undefined>, headers = {}) => {
      const kept = Object.entries(form).filter((pair): pair is [string, string] => pair[1] !== undefined);
      return browser.request(server.url("/oidc/logout"), { method: "POST", body: new URLSearchParams(kept), headers });
    };
    for (const page of [
      await confirm({ ...genuine, csrfToken: undefined }),
      await confirm({ ...genuine, csrfToken: "nonsense" }),
      await confirm({ ...genuine, csrfToken: otherPage.form?.hidden.csrfToken }),
      await confirm(genuine, { origin: "https://evil.example" }),
      await confirm(genuine, { origin: "null" }),
      await confirm(genuine, { "sec-fetch-site": "cross-site" }),
      await confirm(genuine, { "sec-fetch-site": "same-site" }),
    ]) {
      assert.equal(page.status, 403);
      assert.equal(page.headers.getSetCookie().length, 0);
      assert.ok(await isSignedIn(browser));
    }
    assertSignedOutPage(await browser.submit(asked, { consent: "approve" }));
  });

  it("ends the session of its own tenant alone (security bar 15.4)", async () => {
    const { browser, hint } = await signIn();
    const globex = new TestClient(server, "spa", "globex");
    await globex.authorize({}, browser);
    await logOut(browser, { id_token_hint: hint });
    assert.equal(await isSignedIn(browser), false);
    assert.equal(await isSignedIn(browser, "globex"), true);
  });
});
