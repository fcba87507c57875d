import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import { PASSWORD } from "../organizations.ts";
import { assertErrorPage } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

const WEB = "https://app.example:8443/call/Back?from=us&x=%C3%A9";
const callbackURLs = [
  WEB,
  "https://plain.example",
  "http://127.0.0.1/cb",
  "http://127.0.0.1:4000/port",
  "http://[::1]/cb",
  "http://localhost:3000/spa?x=1",
  "com.example.app:/oauth",
];
const initech = {
  handle: "initech",
  users: [{ userName: "kim", password: PASSWORD }],
  applications: [
    { clientId: "native", publicClient: true, callbackURLs, skipLoginConsent: true },
    {
      clientId: "web",
      clientSecret: "initech-web-secret",
      callbackURLs: [...callbackURLs, "regexp=(https://one.example/cb|https://two.example/cb)"],
      skipLoginConsent: true,
    },
  ],
};

describe("RFC 9700 §2.1: redirect URIs of authorization requests", () => {
  let server: TestServer;
  let signedIn: ScriptLessBrowser;
  before(async () => {
    server = await startServer({ organizations: [initech] });
    signedIn = new ScriptLessBrowser();
    await signedIn
      .open(new TestClient(server, "native", "initech").authorizeUrl({ redirect_uri: WEB }))
      .then((page) => signedIn.submit(page, { usernameUserInput: "kim", password: PASSWORD }, "https:"));
  });
  after(() => server.stop());
  const location = async (redirect_uri: string, clientId = "native", more = {}) => {
    const url = new TestClient(server, clientId, "initech").authorizeUrl({ redirect_uri, ...more });
    return (await signedIn.request(url, { method: "GET" })).headers.get("location") as string;
  };
  const assertRefused = async (redirect_uri: string, clientId = "native") => {
    for (const browser of [signedIn, new ScriptLessBrowser()]) {
      const url = new TestClient(server, clientId, "initech").authorizeUrl({ redirect_uri });
      assertErrorPage(await browser.open(url), "invalid_callback");
    }
  };

  for (const redirectUri of callbackURLs) {
    it(`leads to ${redirectUri}, its own query kept (RFC 6749 §3.1.2)`, async () => {
      const start = `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}`;
      assert.ok((await location(redirectUri)).startsWith(`${start}code=`));
      assert.ok((await location(redirectUri, "web")).startsWith(`${start}code=`));
      assert.ok(
        (await location(redirectUri, "native", { scope: "nonsense" })).startsWith(`${start}error=invalid_scope&`),
      );
      const inFragment = await location(redirectUri, "native", { response_mode: "fragment" });
      assert.ok(inFragment.startsWith(`${redirectUri}#code=`));
    });
  }

  const altered = [
    ["the scheme", WEB.replace("https", "http")],
    ["the case of the scheme", WEB.replace("https", "HTTPS")],
    ["the case of the host", WEB.replace("app.example", "APP.example")],
    ["a dot after the host", WEB.replace("app.example", "app.example.")],
    ["a subdomain", WEB.replace("app.example", "evil.app.example")],
    ["a longer host", WEB.replace("app.example", "app.example.evil.example")],
    ["user info before the host", WEB.replace("app.example", "app.example@evil.example")],
    ["user info before the right host", WEB.replace("app.example", "evil@app.example")],
    ["the port", WEB.replace(":8443", ":8444")],
    ["no port", WEB.replace(":8443", "")],
    ["the case of the path", WEB.replace("Back", "back")],
    ["a longer path", WEB.replace("Back", "Back/more")],
    ["a slash at the end of the path", WEB.replace("Back", "Back/")],
    ["dot segments", WEB.replace("/call", "/x/../call")],
    ["encoded dot segments", WEB.replace("/call", "/x/%2e%2e/call")],
    ["a doubled slash", WEB.replace("/call", "//call")],
    ["a backslash", WEB.replace("/call", "\\call")],
    ["an encoded letter", WEB.replace("Back", "%42ack")],
    ["a decoded letter", WEB.replace("%C3%A9", "é")],
    ["small hexadecimal digits", WEB.replace("%C3%A9", "%c3%a9")],
    ["an added query parameter", `${WEB}&y=2`],
    ["no query", WEB.replace(/\?.*/, "")],
    ["the order of the query", WEB.replace("from=us&x=%C3%A9", "x=%C3%A9&from=us")],
    ["a fragment", `${WEB}#x`],
    ["an empty fragment", `${WEB}#`],
    ["a blank at the end", `${WEB} `],
    ["a blank at the start", ` ${WEB}`],
    ["a line break", `${WEB}\r\n`],
    ["two URIs", `${WEB} https://plain.example`],
    ["a slash after the host alone", "https://plain.example/"],
    ["the scheme's own port", "https://plain.example:443"],
    ["a private scheme's slashes", "com.example.app:///oauth"],
    ["a relative URI", "/call/Back"],
    ["no scheme", "//app.example:8443/call/Back"],
    ["a script", "javascript:alert(1)"],
    ["data", "data:text/html,x"],
  ] as const;
  for (const [what, redirectUri] of altered) {
    it(`refuses ${what}, on a page (security bar 2.1)`, () => assertRefused(redirectUri));
  }

  for (const redirectUri of [
    "http://127.0.0.1:51004/cb",
    "http://127.0.0.1:1/port",
    "http://127.0.0.1/port",
    "http://[::1]:51004/cb",
    "http://localhost:51004/spa?x=1",
    "http://localhost/spa?x=1",
  ]) {
    it(`lets the port of a loopback address differ for a public client: ${redirectUri} (RFC 8252 §7.3)`, async () => {
      assert.ok(
        (await location(redirectUri)).startsWith(`${redirectUri}${redirectUri.includes("?") ? "&" : "?"}code=`),
      );
    });

    it(`does not for a confidential one: ${redirectUri} (security bar 2.2)`, () => assertRefused(redirectUri, "web"));
  }

  for (const redirectUri of [
    "http://localhost:51004/cb", // registered for 127.0.0.1 and ::1 alone
    "http://127.0.0.1:51004/spa?x=1",
    "http://127.0.0.2:51004/cb",
    "http://127.1:51004/cb",
    "http://2130706433:51004/cb",
    "http://[0:0:0:0:0:0:0:1]:51004/cb",
    "http://[::ffff:127.0.0.1]:51004/cb",
    "http://LOCALHOST:51004/spa?x=1",
    "http://localhost.:51004/spa?x=1",
    "http://localhost.evil.example:51004/spa?x=1",
    "http://127.0.0.1.evil.example/cb",
    "http://127.0.0.1:51004@evil.example/cb",
    "http://evil@127.0.0.1:51004/cb",
    "https://127.0.0.1:51004/cb",
    "http://127.0.0.1:51004/cb/",
    "http://127.0.0.1:51004/cb?x=1",
    "http://127.0.0.1:51004/cb#x",
    "http://127.0.0.1:51004/CB",
    "http://127.0.0.1:51004//cb",
    "http://127.0.0.1:51004\\@evil.example/cb",
    "http://127.0.0.1:/cb",
    "http://127.0.0.1:-1/cb",
    "http://127.0.0.1:65536/cb",
    "http://127.0.0.1:99999/cb",
    "http://127.0.0.1:51004",
  ]) {
    it(`lets nothing but the port differ: ${redirectUri} (security bar 2.2)`, () => assertRefused(redirectUri));
  }

  it("takes Asgardeo's regexp=(a|b) for a list of literals (security bar 2.4)", async () => {
    for (const redirectUri of ["https://one.example/cb", "https://two.example/cb"]) {
      assert.ok((await location(redirectUri, "web")).startsWith(`${redirectUri}?code=`));
    }
    await assertRefused("regexp=(https://one.example/cb|https://two.example/cb)", "web");
    await assertRefused("https://oneXexample/cb", "web");
    await assertRefused("https://one.example/cb|https://two.example/cb", "web");
  });
});
