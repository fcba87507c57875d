import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, organizations, PASSWORD } from "../organizations.ts";
import { assertErrorPage, assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

const MARKUP = `"><script>alert('x')</script><img src=x onerror=alert(1)>`;
const hostile = {
  handle: "hostile",
  name: `Org ${MARKUP}`,
  users: [{ userName: `kim${MARKUP}`, password: PASSWORD, claims: { name: `Kim ${MARKUP}` } }],
  applications: [{ clientId: "app", name: `App ${MARKUP}`, publicClient: true, callbackURLs: [CALLBACK] }],
};

describe("security bar 14: the pages", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: [...organizations, hostile] });
  });
  after(() => server.stop());
  const asking = () => new TestClient(server, "asking");
  const signIn = async (browser: ScriptLessBrowser, page: Page, userName = "kim") =>
    browser.submit(page, { usernameUserInput: userName, password: PASSWORD }, CALLBACK);

  /** Every page that there is, each as a browser comes to it. */
  const everyPage = async (): Promise<[string, Page, string][]> => {
    const browser = new ScriptLessBrowser();
    const signInPage = await browser.open(asking().authorizeUrl());
    const refused = await browser.submit(signInPage, { usernameUserInput: "kim", password: "wrong" });
    const consent = await signIn(browser, refused);
    const account = await browser.open(asking().authorizeUrl({ prompt: "select_account" }));
    const logout = await browser.open(server.url("/oidc/logout?client_id=asking"));
    const fragments = new URLSearchParams({ client_id: "asking", post_logout_redirect_uri: CALLBACK });
    return [
      ["sign-in", signInPage, "'self' https://app.example"],
      ["sign-in, refused", refused, "'self' https://app.example"],
      ["consent", consent, "'self' https://app.example"],
      ["account", account, "'self' https://app.example"],
      ["logout", logout, "'self'"],
      [
        "logout with a redirect",
        await browser.open(server.url(`/oidc/logout?${fragments}`)),
        "'self' https://app.example",
      ],
      ["signed out", await browser.open(server.url("/authenticationendpoint/oauth2_logout.do")), "'self'"],
      ["my account", await browser.open(server.url("/myaccount")), "'self'"],
      ["my account, password", await browser.open(server.url("/myaccount/password")), "'self'"],
      ["my account, app", await browser.open(server.url("/myaccount/authenticator")), "'self'"],
      ["error", await browser.open(asking().authorizeUrl({ client_id: "nobody" })), "'self'"],
      ["another browser's", await new ScriptLessBrowser().open(signInPage.url), "'self'"],
      ["ended", await browser.open(server.url("/authenticationendpoint/login.do")), "'self'"],
      ["malformed", await browser.open(server.url("/oauth2/authorize?x=%00")), "'self'"],
    ];
  };

  it("cannot be framed, run no script and load nothing foreign: every page (security bar 14.1, 14.2, 8.1, 8.2, 8.3, 8.4)", async () => {
    for (const [name, { status, headers, body }, formAction] of await everyPage()) {
      const policy = new Map(
        headers
          .get("content-security-policy")
          ?.split(/; */)
          .map((directive) => {
            const [key = "", ...values] = directive.split(" ");
            return [key, values.join(" ")] as const;
          }),
      );
      assert.ok(status === 200 || status === 400 || status === 403, name);
      assert.equal(policy.get("frame-ancestors"), "'none'", name);
      assert.equal(policy.get("default-src"), "'none'", name);
      assert.equal(policy.get("base-uri"), "'none'", name);
      assert.equal(policy.get("form-action"), formAction, name);
      assert.ok(!policy.has("script-src") && !policy.has("object-src"), "default-src 'none' stands for both");
      assert.doesNotMatch(headers.get("content-security-policy") as string, /unsafe/);
      assert.equal(headers.get("x-frame-options"), "DENY", name);
      assert.equal(headers.get("x-content-type-options"), "nosniff", name);
      assert.equal(headers.get("referrer-policy"), "same-origin", name);
      assert.equal(headers.get("cross-origin-opener-policy"), "same-origin", name);
      assert.equal(headers.get("content-type"), "text/html; charset=utf-8", name);
      assert.equal(headers.get("cache-control"), "no-store", name);
      for (const header of ["x-powered-by", "server"]) assert.equal(headers.get(header), null, name);
      assert.deepEqual(
        [...headers.keys()].filter((key) => key.startsWith("access-control-")),
        [],
        name,
      );
      assert.doesNotMatch(body, /<script|\son\w+=|javascript:/i, name);
    }
  });

  it("shows values as text, whoever chose them: names, login_hint, state (security bar 14.4)", async () => {
    const browser = new ScriptLessBrowser();
    const app = new TestClient(server, "app", "hostile");
    const signInPage = await browser.open(app.authorizeUrl({ login_hint: MARKUP, state: MARKUP, ui_locales: MARKUP }));
    const consent = await signIn(browser, signInPage, `kim${MARKUP}`);
    assert.ok(consent.form?.hidden.sessionDataKeyConsent);
    const account = await browser.open(app.authorizeUrl({ prompt: "select_account" }));
    const query = new URLSearchParams({ state: MARKUP, client_id: "app", id_token_hint: MARKUP });
    const logout = await browser.open(server.url(`/oidc/logout?${query}`, "hostile"));
    assert.equal(logout.form?.hidden.state, MARKUP);
    for (const { body } of [signInPage, consent, account, logout]) {
      assert.ok(body.includes("&lt;script&gt;"));
      assert.doesNotMatch(body, /<script|<img src=x/i);
    }
    assert.match(signInPage.body, /value="&quot;&gt;&lt;script&gt;/);
    assert.equal(returned(await browser.submit(consent, { consent: "approve" }, CALLBACK)).state, MARKUP);
  });

  for (const [what, query] of [
    [
      "words of a stranger",
      { oauthErrorCode: "invalid_client", oauthErrorMsg: "Call +1 555 0100 to unlock your account" },
    ],
    ["markup", { oauthErrorCode: MARKUP, oauthErrorMsg: MARKUP }],
    ["our words with another code", { oauthErrorCode: "access_denied", oauthErrorMsg: "application.not.found" }],
    ["a code alone", { oauthErrorCode: "Your_account_is_locked" }],
    ["nothing", {}],
  ] as const) {
    it(`shows on the error page only what we could have said, not ${what} (security bar 14.4)`, async () => {
      const search = new URLSearchParams(query as Record<string, string>);
      const page = await new ScriptLessBrowser().open(server.url(`/authenticationendpoint/oauth2_error.do?${search}`));
      assertErrorPage(page, "invalid_request");
      assert.doesNotMatch(page.body, /555|unlock|locked|alert\(|application\.not\.found/);
    });
  }

  it("names an error and its id in the log, and nothing of the inside (security bar 14.7)", async () => {
    const page = await new ScriptLessBrowser().open(asking().authorizeUrl({ client_id: "nobody" }));
    assert.match(page.body, /<code>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}<\/code>/);
    const withoutTitle = page.body.replace(/<title>[^<]*/, "");
    assert.doesNotMatch(withoutTitle, /node_modules|\.ts\b|SELECT|Error:|nobody/);
  });
});

describe("security bar 14.3: the sign-in, account and consent forms are taken from their own page alone", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  const open = (browser: ScriptLessBrowser, changes = {}) =>
    browser.open(new TestClient(server, "asking").authorizeUrl(changes), CALLBACK);
  const entered = { usernameUserInput: "kim", password: PASSWORD };
  const send = (browser: ScriptLessBrowser, page: Page, changes: Record<string, string | undefined>, headers = {}) => {
    const fields = Object.entries({ ...page.form?.hidden, ...changes });
    const body = new URLSearchParams(fields.filter((field): field is [string, string] => field[1] !== undefined));
    return browser.request(new URL(page.form?.action as string, page.url), { method: "POST", body, headers });
  };

  for (const [name, answer, signedIn, request] of [
    ["sign-in", entered, false, {}],
    ["account", { account: "current" }, true, { prompt: "select_account" }],
    ["consent", { consent: "approveAlways" }, true, {}],
  ] as const) {
    it(`refuses the ${name} form from anywhere else: 403, nothing changed`, async () => {
      const [browser, stranger] = [new ScriptLessBrowser(), new ScriptLessBrowser()];
      if (signedIn) for (const each of [browser, stranger]) await each.submit(await open(each), entered);
      const page = await open(browser, request);
      const otherPage = await open(browser, request);
      const strangersPage = await open(stranger, request);
      const token = (from: Page) => from.form?.hidden.csrfToken as string;
      const before = browser.cookie("commonAuthId");
      const attempts = {
        "no token": await send(browser, page, { ...answer, csrfToken: undefined }),
        "an empty token": await send(browser, page, { ...answer, csrfToken: "" }),
        "a wrong token": await send(browser, page, { ...answer, csrfToken: `${token(page).slice(0, -2)}AA` }),
        "another page's token": await send(browser, page, { ...answer, csrfToken: token(otherPage) }),
        "another browser's token": await send(browser, page, { ...answer, csrfToken: token(strangersPage) }),
        "another browser's form": await send(browser, strangersPage, answer),
        "a foreign origin": await send(browser, page, answer, { origin: "https://evil.example" }),
        "an opaque origin": await send(browser, page, answer, { origin: "null" }),
        "a cross-site request": await send(browser, page, answer, { "sec-fetch-site": "cross-site" }),
        "a request of a sister site": await send(browser, page, answer, { "sec-fetch-site": "same-site" }),
      };
      for (const [what, attempt] of Object.entries(attempts)) {
        assert.equal(attempt.status, 403, what);
        assert.equal(attempt.redirectedTo, undefined, what);
        assert.equal(attempt.headers.getSetCookie().length, 0, what);
        assert.equal(browser.cookie("commonAuthId"), before, what);
      }
      const taken = await send(browser, page, answer, { "sec-fetch-site": "same-origin" });
      assert.equal(taken.status, 303, "the page's own form still works");
    });
  }

  it("refuses the token of one page on another", async () => {
    const browser = new ScriptLessBrowser();
    const signInPage = await open(browser, { prompt: "consent" });
    const consent = await browser.submit(signInPage, entered);
    const account = await open(browser, { prompt: "select_account" });
    const csrfToken = signInPage.form?.hidden.csrfToken;
    assert.equal((await send(browser, consent, { consent: "approve", csrfToken })).status, 403);
    assert.equal((await send(browser, account, { account: "current", csrfToken })).status, 403);
    const tokenOfAccount = account.form?.hidden.csrfToken;
    assert.equal((await send(browser, account, { ...entered, csrfToken: tokenOfAccount })).status, 403);
  });

  it("takes nothing that is entered from a query: at /commonauth a GET comes from another server or a mail (contract §4.2)", async () => {
    const browser = new ScriptLessBrowser();
    const page = await open(browser);
    const query = new URLSearchParams({ ...page.form?.hidden, ...entered });
    const answer = await browser.request(server.url(`/commonauth?${query}`), { method: "GET" });
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.headers.getSetCookie(), []);
    assertSignInPage(await open(browser));
  });
});
