import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { finish, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { assertErrorPage, assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

describe("OIDC Core §3.1.2.1: the authorization endpoint over HTTP", () => {
  let server: TestServer;
  let client: TestClient;
  before(async () => {
    server = await startServer();
    client = new TestClient(server, "spa");
  });
  after(() => server.stop());
  const signedIn = async () => {
    const browser = new ScriptLessBrowser();
    await client.authorize({}, browser);
    return browser;
  };
  /** The same request as a form. */
  const post = (browser: ScriptLessBrowser, changes: Record<string, string> = {}, headers = {}): Promise<Page> => {
    const url = new URL(client.authorizeUrl(changes));
    const body = url.searchParams;
    return browser.request(`${url.origin}${url.pathname}`, { method: "POST", body, headers });
  };

  it("takes a form as it takes a query (security bar 1.11)", async () => {
    const browser = await signedIn();
    assert.deepEqual(Object.keys(returned(await post(browser))), ["code", "session_state", "state", "iss"]);
    assert.equal(returned(await post(browser, { scope: "nonsense" })).error, "invalid_scope");
    assert.equal(returned(await post(new ScriptLessBrowser(), { prompt: "none" })).error, "login_required");
    const stranger = new ScriptLessBrowser();
    const toSignIn = await post(stranger);
    assertSignInPage(await stranger.open(toSignIn.redirectedTo as URL));
    const toErrorPage = await post(browser, { client_id: "nobody" });
    assertErrorPage(await browser.open(toErrorPage.redirectedTo as URL), "invalid_client");
  });

  it("answers a GET with 302 and a POST with 303, never 307 or 308 (RFC 9700 §4.12, security bar 1.15)", async () => {
    const browser = await signedIn();
    for (const changes of [{}, { scope: "nonsense" }, { client_id: "nobody" }, { prompt: "login" }]) {
      assert.equal((await browser.request(client.authorizeUrl(changes), { method: "GET" })).status, 302);
      assert.equal((await post(browser, changes)).status, 303);
    }
    const page = await browser.open(client.authorizeUrl({ prompt: "login" }), CALLBACK);
    assert.equal((await finish(browser, page)).status, 302, "the GET after the form");
    const action = new URL(page.form?.action ?? "", page.url);
    const again = await browser.open(client.authorizeUrl({ prompt: "login" }), CALLBACK);
    const body = new URLSearchParams({ ...again.form?.hidden, usernameUserInput: "kim", password: "wrong" });
    assert.equal((await browser.request(action, { method: "POST", body })).status, 303);
  });

  it("finds the session of a form that another site sent, whose cookies the browser withheld", async () => {
    const browser = await signedIn();
    // SameSite=Lax: the form of another site arrives without cookies, as from a browser that has none.
    const first = await post(
      new ScriptLessBrowser(),
      {},
      { "sec-fetch-site": "cross-site", origin: "https://app.example" },
    );
    assert.equal(first.status, 303);
    assert.equal(first.redirectedTo?.pathname, "/t/acme/oauth2/authorize");
    assert.equal(first.headers.getSetCookie().length, 0, "the browser keeps the name it has");
    const second = await browser.open(first.redirectedTo as URL, CALLBACK);
    assert.deepEqual(Object.keys(returned(second)), ["code", "session_state", "state", "iss"]);
  });

  it("serves a form of another site that is too long for a URL, with a sign-in", async () => {
    const browser = new ScriptLessBrowser();
    const page = await post(browser, { login_hint: "é".repeat(4000) }, { "sec-fetch-site": "cross-site" });
    assertSignInPage(await browser.open(page.redirectedTo as URL));
  });

  it("refuses a repeated parameter of a form of another site too (security bar 1.5)", async () => {
    const url = new URL(client.authorizeUrl());
    url.searchParams.append("state", "another");
    const headers = { "sec-fetch-site": "cross-site" };
    const page = await new ScriptLessBrowser().request(`${url.origin}${url.pathname}`, {
      method: "POST",
      body: url.searchParams,
      headers,
    });
    assert.equal(returned(page).error, "invalid_request");
  });

  for (const method of ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    it(`does not take ${method} (security bar 1.11)`, async () => {
      const response = await fetch(client.authorizeUrl(), { method, redirect: "manual" });
      assert.equal(response.status, 405);
      assert.equal(response.headers.get("allow"), "GET, POST");
    });
  }

  it("has no CORS header, for any origin (security bar 8.4)", async () => {
    for (const origin of ["https://app.example", "https://evil.example", "null"]) {
      for (const method of ["GET", "POST", "OPTIONS"]) {
        const headers = { origin, "access-control-request-method": "POST" };
        const response = await fetch(client.authorizeUrl(), { method, headers, redirect: "manual" });
        const names = [...response.headers.keys()].filter((name) => name.startsWith("access-control-"));
        assert.deepEqual(names, [], `${method} ${origin}`);
      }
    }
  });

  it("refuses a body that is no form with a page, not a failure (security bar 7.2)", async () => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(server.url("/oauth2/authorize"), { method: "POST", body: "{}", headers });
    assert.equal(response.status, 415);
    assert.match(response.headers.get("content-type") as string, /^text\/html/);
  });

  it("makes session_state from the client, its origin, the browser state and a salt (contract §9.2)", async () => {
    const browser = await signedIn();
    const states = [];
    for (let turn = 0; turn < 2; turn++) {
      const { session_state } = returned(await browser.open(client.authorizeUrl(), CALLBACK));
      const [, hash, salt] = /^([0-9a-f]{64})\.([\w-]+)$/.exec(session_state as string) ?? [];
      const text = `spa https://app.example ${browser.cookie("opbs")} ${salt}`;
      assert.equal(createHash("sha256").update(text).digest("hex"), hash);
      states.push(session_state);
    }
    assert.notEqual(states[0], states[1], "the salt is new each time");
  });

  it("leaves session_state out when openid was not asked for (contract §3.2)", async () => {
    const page = await (await signedIn()).open(client.authorizeUrl({ scope: "profile" }), CALLBACK);
    assert.deepEqual(Object.keys(returned(page)), ["code", "state", "iss"]);
  });

  it("names the same issuer in each response as discovery does (RFC 9207 §2, security bar 9.1)", async () => {
    const { body } = await client.get("/oauth2/token/.well-known/openid-configuration");
    assert.equal(body.authorization_response_iss_parameter_supported, true);
    const browser = await signedIn();
    for (const changes of [{}, { scope: "nonsense" }]) {
      assert.equal(returned(await browser.open(client.authorizeUrl(changes), CALLBACK)).iss, body.issuer);
    }
  });
});

describe("security bar 1.18: a pending request belongs to the browser it was begun in", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  const resumeUrl = (page: Page) => {
    const key = page.form?.hidden.sessionDataKey ?? page.form?.hidden.sessionDataKeyConsent ?? "";
    return server.url(`/oauth2/authorize?${new URLSearchParams({ sessionDataKey: key })}`);
  };
  const assertRefused = (page: Page) => {
    assert.equal(page.status, 403);
    assert.equal(page.redirectedTo, undefined);
    assert.equal(page.headers.getSetCookie().length, 0);
    assert.ok(page.body.includes("<code>wrong_browser</code>"), page.body);
  };

  for (const [who, startBrowser] of [
    ["a browser without cookies", async () => new ScriptLessBrowser()],
    [
      "a browser that is signed in",
      async () => {
        const browser = new ScriptLessBrowser();
        await new TestClient(server, "spa").authorize({}, browser, "lee");
        return browser;
      },
    ],
    [
      "a browser with a request of its own",
      async () => {
        const browser = new ScriptLessBrowser();
        await browser.open(new TestClient(server, "spa").authorizeUrl());
        return browser;
      },
    ],
  ] as const) {
    it(`refuses ${who}: 403, on every page and form`, async () => {
      const owner = new ScriptLessBrowser();
      const stranger = await startBrowser();
      const asking = new TestClient(server, "asking");
      const signIn = await owner.open(asking.authorizeUrl());
      assertRefused(await stranger.request(signIn.url, { method: "GET" }));
      assertRefused(await stranger.request(resumeUrl(signIn), { method: "GET" }));
      assertRefused(await stranger.submit(signIn, { usernameUserInput: "kim", password: "correct horse battery" }));

      const consent = await owner.submit(signIn, { usernameUserInput: "kim", password: "correct horse battery" });
      assert.ok(consent.form?.hidden.sessionDataKeyConsent);
      assertRefused(await stranger.request(consent.url, { method: "GET" }));
      assertRefused(await stranger.request(resumeUrl(consent), { method: "GET" }));
      assertRefused(await stranger.submit(consent, { consent: "approve" }, CALLBACK));
      assert.ok(
        returned(await owner.submit(consent, { consent: "approve" }, CALLBACK)).code,
        "its own browser goes on",
      );
    });
  }

  it("has a key that nobody can guess, and says no more of an unknown one", async () => {
    const browser = new ScriptLessBrowser();
    const page = await browser.open(new TestClient(server, "spa").authorizeUrl());
    const key = page.form?.hidden.sessionDataKey as string;
    assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    for (const unknown of ["", "nonsense", "__proto__", "00000000-0000-4000-8000-000000000000", `${key}x`]) {
      const url = server.url(`/oauth2/authorize?${new URLSearchParams({ sessionDataKey: unknown, x: "" })}`);
      const answer = await browser.open(url);
      assert.equal(answer.status, 400, unknown);
    }
  });

  it("ends after fifteen minutes, and once it was answered", async () => {
    const browser = new ScriptLessBrowser();
    const spa = new TestClient(server, "spa");
    const late = await browser.open(spa.authorizeUrl());
    server.clock.advance(900);
    assert.equal((await finish(browser, late)).status, 400);
    const answered = await browser.open(spa.authorizeUrl());
    await finish(browser, answered);
    const page = await browser.open(resumeUrl(answered), CALLBACK);
    assert.equal(page.status, 400);
    assert.ok(page.body.includes("<code>session_expired</code>"));
  });

  it("is no request in another tenant", async () => {
    const browser = new ScriptLessBrowser();
    const page = await browser.open(new TestClient(server, "spa").authorizeUrl());
    await browser.open(new TestClient(server, "spa", "globex").authorizeUrl());
    const url = new URL(resumeUrl(page));
    url.pathname = url.pathname.replace("/acme/", "/globex/");
    assert.equal((await browser.open(url)).status, 400);
  });
});
