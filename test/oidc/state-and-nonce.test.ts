import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, finish, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { assertErrorPage, returned, returnedInFragment } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

/** Any text of Unicode but the NUL, which no parameter can hold (security bar 7.6). */
const anyText = (maxLength: number) =>
  fc.string({ unit: "binary", minLength: 1, maxLength }).filter((text) => !text.includes("\0"));

describe("security bar 1.14: state and nonce come back byte for byte", () => {
  let server: TestServer;
  let client: TestClient;
  let browser: ScriptLessBrowser;
  before(async () => {
    server = await startServer();
    client = new TestClient(server, "spa");
    browser = new ScriptLessBrowser();
    await client.authorize({}, browser);
  });
  after(() => server.stop());
  const open = (changes: Record<string, string>, from = browser) => from.open(client.authorizeUrl(changes), CALLBACK);
  const nonceOf = async (nonce: string) => {
    const { body } = await client.exchange(await client.obtainCode({ nonce }, browser));
    return claimsOf(body.id_token).nonce;
  };

  it("returns any state with a code and with an error, in query and fragment", async () => {
    const property = fc.asyncProperty(anyText(200), async (state) => {
      assert.equal(returned(await open({ state })).state, state);
      assert.equal(returned(await open({ state, scope: "nonsense" })).state, state);
      assert.equal(returnedInFragment(await open({ state, response_mode: "fragment" })).state, state);
    });
    await fc.assert(property, { numRuns: 50 });
  });

  it("returns any state after sign-in and consent, with which it waited in the database", async () => {
    const asking = new TestClient(server, "asking");
    const property = fc.asyncProperty(anyText(200), anyText(200), async (state, nonce) => {
      const waiting = await browser.open(asking.authorizeUrl({ state, nonce, prompt: "consent" }), CALLBACK);
      assert.equal(returned(await finish(browser, waiting)).state, state);
    });
    await fc.assert(property, { numRuns: 20 });
  });

  it("puts any nonce into the ID token", async () => {
    const property = fc.asyncProperty(anyText(200), async (nonce) => {
      assert.equal(await nonceOf(nonce), nonce);
    });
    await fc.assert(property, { numRuns: 30 });
  });

  const texts = [
    ["line breaks", "a\r\nSet-Cookie: x=y\r\n\r\n<p>"],
    ["what looks like parameters", "x&code=stolen&iss=https://evil.example#error=x"],
    ["markup", '"><script>alert(1)</script>'],
    ["JSON, as applications put into it", '{"returnTo":"/a?b=c&d=é","n":1}'],
    ["percent signs", "100%41%zz%"],
    ["blanks and pluses", " a + b  "],
    ["characters beyond the first plane", "🦊𝒳\u{10ffff}"],
    ["a replacement character", "\ufffd"],
  ] as const;
  for (const [what, text] of texts) {
    it(`returns ${what}`, async () => {
      const page = await open({ state: text });
      assert.equal(returned(page).state, text);
      assert.deepEqual([...(page.redirectedTo as URL).searchParams.keys()], ["code", "session_state", "state", "iss"]);
      assert.equal(page.headers.getSetCookie().length, 0);
      assert.equal(await nonceOf(text), text);
    });
  }

  it("returns a state of 1,000 and a nonce of 384 characters, also of those that are longest in a URL", async () => {
    for (const unit of ["x", "é", "🦊"]) {
      const state = unit.repeat(1000 / unit.length);
      assert.equal(returned(await open({ state })).state, state);
      const nonce = unit.repeat(384 / unit.length);
      assert.equal(await nonceOf(nonce), nonce);
    }
  });

  it("returns 4,096 characters, and refuses one more without echoing the state", async () => {
    const longest = "x".repeat(4096);
    assert.equal(returned(await open({ state: longest })).state, longest);
    assert.equal(await nonceOf(longest), longest);
    const refused = returned(await open({ state: `${longest}x` }));
    assert.equal(refused.error, "invalid_request");
    assert.ok(!("state" in refused));
    assert.equal(returned(await open({ nonce: `${longest}x` })).error, "invalid_request");
  });

  it("leaves state and nonce out where none was sent (security bar 9.3)", async () => {
    const { state: _, ...parameters } = Object.fromEntries(new URL(client.authorizeUrl()).searchParams);
    const url = `${server.url("/oauth2/authorize")}?${new URLSearchParams(parameters as Record<string, string>)}`;
    assert.deepEqual(Object.keys(returned(await browser.open(url, CALLBACK))), ["code", "session_state", "iss"]);
    const { body } = await client.exchange(await client.obtainCode({}, browser));
    assert.ok(!("nonce" in claimsOf(body.id_token)));
  });

  for (const [what, raw] of [
    ["bytes that are no UTF-8", "%ff%fe"],
    ["half a character", "%f0%9f%a6"],
    ["a surrogate", "%ed%a0%80"],
    ["a NUL", "a%00b"],
  ] as const) {
    it(`refuses ${what}, which could not be returned as they came (security bar 7.6)`, async () => {
      const page = await browser.open(`${client.authorizeUrl({ state: "" })}&x=${raw}`, CALLBACK);
      assert.equal(page.redirectedTo, undefined);
      assert.equal(page.status, 400);
      assert.match(page.headers.get("content-type") as string, /^text\/html/);
    });
  }

  it("lets no line break or NUL of any parameter into a header (security bar 1.16)", async () => {
    const parameters = ["client_id", "redirect_uri", "scope", "response_type", "prompt", "nonce", "login_hint"];
    for (const name of [...parameters, "ui_locales", "username", "max_age", "sessionDataKey"]) {
      const value = "x\r\nX-Injected: yes\r\n\r\n<script>";
      const page = await new ScriptLessBrowser().open(client.authorizeUrl({ [name]: value }), CALLBACK);
      assert.equal(page.headers.get("x-injected"), null, name);
      assert.ok(page.status < 500, name);
    }
    assertErrorPage(await open({ redirect_uri: `${CALLBACK}\r\nX-Injected: yes` }), "invalid_callback");
  });
});
