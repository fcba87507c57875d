import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

const PATH = "/identity/extend-session";

describe("prolonging a session (contract §4)", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ settings: { sessionMaximumSeconds: 3600 } });
  });
  after(() => server.stop());

  /** A browser in which kim is signed in, and the session's key. */
  const signIn = async (tenant = "acme") => {
    const browser = new ScriptLessBrowser();
    const client = new TestClient(server, "spa", tenant);
    const { body } = await client.exchange(await client.obtainCode({}, browser));
    return { browser, isk: claimsOf(body.id_token).isk as string };
  };
  const extend = async (query = "", browser = new ScriptLessBrowser(), tenant = "acme") => {
    const { status, body, headers } = await browser.request(`${server.url(PATH, tenant)}${query}`, { method: "GET" });
    assert.equal(headers.get("cache-control"), "no-store");
    return { status, body: JSON.parse(body) };
  };
  const isSignedIn = async (browser: ScriptLessBrowser) => {
    const url = new TestClient(server, "spa").authorizeUrl({ prompt: "none" });
    return returned(await browser.open(url, CALLBACK)).error !== "login_required";
  };
  const assertRefused = ({ status, body }: Awaited<ReturnType<typeof extend>>, code: string) => {
    assert.equal(status, 400);
    assert.equal(body.code, code);
    assert.deepEqual(Object.keys(body), ["code", "message", "description", "traceId"]);
  };

  for (const how of ["by the key of its ID token", "by its cookie"]) {
    it(`lets it live another idle time, ${how}`, async () => {
      const { browser, isk } = await signIn();
      for (let step = 0; step < 2; step += 1) {
        server.clock.advance(600);
        const { status } = how === "by its cookie" ? await extend("", browser) : await extend(`?idpSessionKey=${isk}`);
        assert.equal(status, 200);
      }
      server.clock.advance(600);
      assert.ok(await isSignedIn(browser));
    });
  }

  it("starts the idle time anew however short ago the session was used", async () => {
    const { browser, isk } = await signIn();
    server.clock.advance(30);
    await extend(`?idpSessionKey=${isk}`);
    server.clock.advance(890);
    assert.ok(await isSignedIn(browser));
  });

  it("does not lead past the absolute end (security bar 15.5)", async () => {
    const { browser, isk } = await signIn();
    for (let step = 0; step < 4; step += 1) {
      server.clock.advance(800);
      assert.equal((await extend(`?idpSessionKey=${isk}`)).status, 200);
    }
    server.clock.advance(400);
    assert.equal(await isSignedIn(browser), false);
  });

  it("refuses what names no session: ISE-60001 to 60004", async () => {
    const { browser, isk } = await signIn();
    assertRefused(await extend(), "ISE-60001");
    assertRefused(await extend(`?idpSessionKey=${isk}&idpSessionKey=${isk}`), "ISE-60001");
    const { isk: ofOtherTenant } = await signIn("globex");
    const forged = `${isk.slice(0, -1)}${isk.endsWith("0") ? "1" : "0"}`;
    for (const key of ["nonsense", forged, isk.toUpperCase(), `${isk}00`, ofOtherTenant, "0".repeat(64)]) {
      assertRefused(await extend(`?idpSessionKey=${key}`), "ISE-60002");
    }
    const headers = { cookie: "commonAuthId=nonsense" };
    const page = await new ScriptLessBrowser().request(server.url(PATH), { method: "GET", headers });
    assert.equal(JSON.parse(page.body).code, "ISE-60003");
    server.clock.advance(901);
    assertRefused(await extend(`?idpSessionKey=${isk}`), "ISE-60004");
    assertRefused(await extend("", browser), "ISE-60004");
  });
});
