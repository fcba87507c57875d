import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { PATHS } from "../../src/http/paths.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

/** What the pages of other servers take for the place to go on to. */
const NAMES = [
  "returnTo",
  "return_to",
  "callback",
  "commonAuthCallerPath",
  "redirect",
  "redirect_url",
  "confirm_url",
  "next",
  "url",
  "RelayState",
];
const PLACES = [
  "https://evil.example/x",
  "//evil.example/x",
  "/\\evil.example/x",
  "\\\\evil.example",
  "javascript:alert(1)",
];
/** Those that people see. */
const PAGES = Object.values(PATHS).filter((path) => path.endsWith(".do") || path === PATHS.myAccount);

describe("where the pages lead", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  const hostile = (place: string) => new URLSearchParams(NAMES.map((name): [string, string] => [name, place]));
  const verify = (page: Page, what: string) => {
    const { redirectedTo, body } = page;
    if (redirectedTo !== undefined) assert.equal(redirectedTo.origin, server.baseUrl, what);
    assert.equal(page.headers.get("refresh"), null, what);
    for (const [, url = ""] of body.matchAll(/\s(?:href|action|src)="([^"]*)"/g)) {
      assert.match(url, /^\/[\w-]/, `${what}: ${url}`);
      assert.equal(new URL(url.replaceAll("&amp;", "&"), page.url).origin, server.baseUrl, what);
    }
    assert.doesNotMatch(page.headers.get("content-security-policy") ?? "", /evil/, what);
  };

  for (const place of PLACES) {
    it(`stay here whatever a link names as the place to go on to: ${place} (security bar 14.5)`, async () => {
      const signedIn = new ScriptLessBrowser();
      await signedIn.submit(await signedIn.open(server.url(PATHS.myAccount)), {
        usernameUserInput: "kim",
        password: PASSWORD,
      });
      for (const path of [...PAGES, PATHS.logout]) {
        for (const browser of [new ScriptLessBrowser(), signedIn]) {
          verify(await browser.request(`${server.url(path)}?${hostile(place)}`, { method: "GET" }), path);
        }
      }
    });
  }

  it("lead on from the sign-in to the application's own address, whatever stands in the page's URL and its form (security bar 14.5)", async () => {
    const [place = ""] = PLACES;
    const browser = new ScriptLessBrowser();
    const page = await browser.open(new TestClient(server, "spa").authorizeUrl());
    const wrapped = await browser.open(`${page.url}&${hostile(place)}`);
    verify({ ...wrapped, body: wrapped.body.replaceAll(/href="https:\/\/app\.example[^"]*"/g, "") }, "sign-in");
    const entered = { usernameUserInput: "kim", password: PASSWORD, ...Object.fromEntries(hostile(place)) };
    const answer = await browser.submit(wrapped, entered, CALLBACK);
    assert.ok(answer.redirectedTo?.href.startsWith(`${CALLBACK}?`));
  });
});
