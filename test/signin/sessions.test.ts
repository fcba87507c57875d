import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

describe("security bar 15: the browser's session", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  const client = (clientId = "spa", tenant?: string) => new TestClient(server, clientId, tenant);
  const signIn = async (remember = false, browser = new ScriptLessBrowser()) => {
    const page = await browser.open(client().authorizeUrl({ prompt: "login" }));
    const entered = { usernameUserInput: "kim", password: PASSWORD, ...(remember && { chkRemember: "on" }) };
    await browser.submit(page, entered, CALLBACK);
    return browser;
  };
  const isSignedIn = async (browser: ScriptLessBrowser, clientId = "spa") => {
    const page = await browser.open(client(clientId).authorizeUrl({ prompt: "none" }), CALLBACK);
    return returned(page).error === undefined;
  };
  /** Asks with the session's cookie alone, from nowhere in particular. */
  const answerTo = async (cookie: string, tenant = "acme") => {
    const url = client("spa", tenant).authorizeUrl({ prompt: "none" });
    return returned(await new ScriptLessBrowser().request(url, { method: "GET", headers: { cookie } }));
  };

  it("signs a user in to all clients of the tenant at once (contract §4)", async () => {
    const browser = await signIn();
    assert.ok(await isSignedIn(browser, "brief"));
    assert.ok(await isSignedIn(browser, "web"));
  });

  it("is no session in another tenant, also when its cookie is sent there (security bar 15.4)", async () => {
    const browser = await signIn();
    assertSignInPage(await browser.open(client("spa", "globex").authorizeUrl()));
    const cookie = `commonAuthId=${browser.cookie("commonAuthId")}`;
    assert.ok((await answerTo(cookie)).code);
    assert.equal((await answerTo(cookie, "globex")).error, "login_required");
  });

  it("ends after fifteen minutes without use, and not before (contract §4)", async () => {
    const browser = await signIn();
    server.clock.advance(899);
    assert.ok(await isSignedIn(browser));
    server.clock.advance(899);
    assert.ok(await isSignedIn(browser), "use prolongs it");
    server.clock.advance(900);
    assert.equal(await isSignedIn(browser), false);
  });

  it("ends after thirty days, however much it is used (security bar 15.5)", async () => {
    const browser = await signIn();
    const end = server.clock.now + 2_592_000;
    while (server.clock.now + 890 < end) {
      server.clock.advance(890);
      assert.ok(await isSignedIn(browser));
    }
    server.clock.advance(end - server.clock.now);
    assert.equal(await isSignedIn(browser), false);
  });

  it("ends after fourteen days without use when it is remembered (contract §4)", async () => {
    const browser = await signIn(true);
    server.clock.advance(1_209_599);
    assert.ok(await isSignedIn(browser));
    server.clock.advance(1_209_600);
    assert.equal(await isSignedIn(browser), false);
  });

  it("ends after thirty days when it is remembered, too: that lengthens the idle time alone (security bar 15.5)", async () => {
    const browser = await signIn(true);
    for (let turn = 0; turn < 2; turn++) {
      server.clock.advance(1_209_599);
      assert.ok(await isSignedIn(browser));
    }
    server.clock.advance(2_592_000 - 2 * 1_209_599);
    assert.equal(await isSignedIn(browser), false);
  });

  it("has a new id at every sign-in, and the old one is dead (security bar 15.1)", async () => {
    const browser = await signIn();
    const seen = new Set<string | undefined>();
    for (let turn = 0; turn < 3; turn++) {
      const cookie = browser.cookie("commonAuthId");
      seen.add(cookie);
      seen.add(browser.cookie("opbs"));
      await signIn(false, browser);
      assert.equal((await answerTo(`commonAuthId=${cookie}`)).error, "login_required");
    }
    assert.equal(seen.size, 6);
  });

  it("does not make a session of an id that was set before the sign-in (security bar 15.1)", async () => {
    const planted = (await signIn()).cookie("commonAuthId") as string;
    const forged = `${planted.slice(0, -6)}AAAAAA`;
    for (const cookie of [forged, "nonsense", "A".repeat(64), "", "__proto__"]) {
      assert.equal((await answerTo(`commonAuthId=${cookie}`)).error, "login_required", cookie);
    }
    const browser = new ScriptLessBrowser();
    const page = await browser.open(client().authorizeUrl());
    const body = new URLSearchParams({ ...page.form?.hidden, usernameUserInput: "lee", password: PASSWORD });
    const action = new URL(page.form?.action as string, page.url);
    const headers = { cookie: `sessionNonceCookie=${browser.cookie("sessionNonceCookie")}; commonAuthId=${forged}` };
    const answer = await new ScriptLessBrowser().request(action, { method: "POST", body, headers });
    const set = answer.headers.getSetCookie().find((line) => line.startsWith("commonAuthId="));
    assert.ok(set !== undefined && !set.includes(forged));
    assert.equal((await answerTo(`commonAuthId=${forged}`)).error, "login_required");
  });

  it("is stored as a hash, so that the database signs nobody in (security bar 15.2)", async () => {
    const cookie = (await signIn()).cookie("commonAuthId") as string;
    assert.equal(Buffer.from(cookie, "base64url").length, 48, "an id and 256 random bits");
    const { id = "" } = (await server.store.tenants.find("acme")) ?? {};
    const bytes = Buffer.from(cookie, "base64url").subarray(0, 16).toString("hex");
    const sessionId = bytes.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    const stored = (await server.store.forTenant(id).sessions.find(sessionId)) ?? assert.fail();
    assert.ok(!Buffer.from(cookie, "base64url").includes(stored.secretHash));
  });
});

describe("security bar 15.5: the lifetimes are settings", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({
      settings: { sessionIdleSeconds: 60, sessionRememberedIdleSeconds: 300, sessionMaximumSeconds: 400 },
    });
  });
  after(() => server.stop());

  for (const [what, chkRemember, idle] of [
    ["sessionIdleSeconds", "", 60],
    ["sessionRememberedIdleSeconds", "on", 300],
  ] as const) {
    it(`follows ${what}, up to sessionMaximumSeconds`, async () => {
      const client = new TestClient(server, "spa");
      const ask = async (browser: ScriptLessBrowser) =>
        returned(await browser.open(client.authorizeUrl({ prompt: "none" }), CALLBACK)).error ?? "signed in";
      const signIn = async () => {
        const browser = new ScriptLessBrowser();
        const page = await browser.open(client.authorizeUrl());
        await browser.submit(page, { usernameUserInput: "kim", password: PASSWORD, chkRemember }, CALLBACK);
        return browser;
      };
      const unused = await signIn();
      server.clock.advance(idle);
      assert.equal(await ask(unused), "login_required");

      const used = await signIn();
      for (let passed = 0; passed + 50 < 400; passed += 50) {
        server.clock.advance(50);
        assert.equal(await ask(used), "signed in", `after ${passed + 50} seconds`);
      }
      server.clock.advance(50);
      assert.equal(await ask(used), "login_required");
    });
  }
});
