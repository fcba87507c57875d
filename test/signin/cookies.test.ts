import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

/** What readable by script means: only the state that the session check reads is. */
const COOKIES = { commonAuthId: "; HttpOnly", opbs: "", sessionNonceCookie: "; HttpOnly", knownDevice: "; HttpOnly" };
/** The session check reads it in a frame of another site (Session Management §3.2), and browsers allow that on https alone. */
const sameSiteOf = (name: string, scheme: string) => (name === "opbs" && scheme === "https" ? "None" : "Lax");

for (const { scheme, prefix, secure, settings, origin } of [
  { scheme: "http", prefix: "", secure: "", settings: {}, origin: undefined },
  {
    scheme: "https",
    prefix: "__Secure-",
    secure: "; Secure",
    settings: { baseUrl: "https://id.example" },
    origin: "https://id.example",
  },
]) {
  describe(`security bar 15.3: cookies on ${scheme}`, () => {
    let server: TestServer;
    before(async () => {
      server = await startServer({ settings });
    });
    after(() => server.stop());

    /** Signs kim in. Returns every line that set a cookie, by the cookie's name. */
    const signIn = async (chkRemember: string, browser = new ScriptLessBrowser()) => {
      const page = await browser.open(new TestClient(server, "spa").authorizeUrl());
      const body = new URLSearchParams({
        ...page.form?.hidden,
        usernameUserInput: "kim",
        password: PASSWORD,
        chkRemember,
      });
      const action = new URL(page.form?.action as string, page.url);
      const headers = origin === undefined ? {} : { origin };
      const answer = await browser.request(action, { method: "POST", body, headers });
      const nonceCookie = `${prefix}sessionNonceCookie=${browser.cookie("sessionNonceCookie")}`;
      const lines = [...answer.headers.getSetCookie(), `${nonceCookie}; Path=/t/acme/`];
      const end = await browser.open(answer.redirectedTo as URL, CALLBACK);
      return { browser, end, lines: new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line])) };
    };

    it("have exactly the attributes that confine them, and no Domain", async () => {
      const { lines, end } = await signIn("");
      assert.ok(returned(end).code);
      const first = await new ScriptLessBrowser().request(new TestClient(server, "spa").authorizeUrl(), {
        method: "GET",
      });
      const [nonceLine = ""] = first.headers.getSetCookie();
      lines.set(`${prefix}sessionNonceCookie`, nonceLine);
      assert.deepEqual(
        [...lines.keys()].sort(),
        Object.keys(COOKIES)
          .map((name) => `${prefix}${name}`)
          .sort(),
      );
      for (const [name, httpOnly] of Object.entries(COOKIES)) {
        const maxAge = name === "knownDevice" ? "; Max-Age=31536000" : "";
        const [, ...attributes] = (lines.get(`${prefix}${name}`) as string).split("; ");
        assert.equal(
          attributes.join("; "),
          `${maxAge.slice(2)}${maxAge && "; "}Path=/t/acme/${httpOnly}${secure}; SameSite=${sameSiteOf(name, scheme)}`,
        );
      }
    });

    it("outlive the browser's end only when the user wants to be remembered, as long as the session can", async () => {
      const forgotten = (await signIn("")).lines;
      const remembered = (await signIn("on")).lines;
      for (const name of [`${prefix}commonAuthId`, `${prefix}opbs`]) {
        assert.doesNotMatch(forgotten.get(name) as string, /Max-Age|Expires/i);
        // Use prolongs the session, not the cookie: were it shorter, the browser would forget a session in use.
        assert.match(remembered.get(name) as string, /; Max-Age=2592000;/);
      }
    });

    it("are cleared at the logout, all that belong to the session", async () => {
      const { browser } = await signIn("");
      const asked = await browser.open(server.url("/oidc/logout"));
      const body = new URLSearchParams({ ...asked.form?.hidden, consent: "approve" });
      const headers = origin === undefined ? {} : { origin };
      const answer = await browser.request(server.url("/oidc/logout"), { method: "POST", body, headers });
      const cleared = answer.headers.getSetCookie().map((line) => line.split("; "));
      assert.deepEqual(cleared.map(([pair]) => pair).sort(), [`${prefix}commonAuthId=`, `${prefix}opbs=`]);
      for (const attributes of cleared) {
        assert.ok(attributes.includes("Path=/t/acme/"));
        assert.ok(attributes.some((attribute) => /^(Max-Age=0|Expires=Thu, 01 Jan 1970)/.test(attribute)));
      }
    });
  });
}

describe("security bar 27.1: the public URL is configuration", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ settings: { baseUrl: "https://id.example" } });
  });
  after(() => server.stop());

  it("names the configured issuer, whatever Host and forwarded headers say", async () => {
    const headers = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "http", forwarded: "host=evil.example" };
    const url = new TestClient(server, "spa").authorizeUrl({ prompt: "none" });
    const page = await new ScriptLessBrowser().request(url, { method: "GET", headers });
    assert.equal(returned(page).iss, "https://id.example/t/acme/oauth2/token");
  });

  it("asks browsers to stay with https (security bar 8.2)", async () => {
    const page = await new ScriptLessBrowser().open(new TestClient(server, "spa").authorizeUrl());
    assert.match(page.headers.get("strict-transport-security") as string, /max-age=31536000/);
  });
});
