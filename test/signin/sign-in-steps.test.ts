import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, newVerifier, TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import {
  giveApp,
  type HeldApp,
  organizationOf,
  step,
  steppedApplication,
  storeOf,
  userIdOf,
} from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";

const NAMES = ["kim", "lee", "ada", "boris", "cy", "dora", "eve"];
const APPLICATIONS = [
  steppedApplication("two", step("BasicAuthenticator"), step("totp")),
  steppedApplication("three", step("IdentifierExecutor"), step("BasicAuthenticator"), step("totp")),
  steppedApplication(
    "either",
    step("BasicAuthenticator", "IdentifierExecutor"),
    step("BasicAuthenticator"),
    step("totp"),
  ),
];

describe("the steps of a sign-in (security bar 19.6)", () => {
  let server: TestServer;
  const apps = new Map<string, HeldApp>();
  before(async () => {
    server = await startServer({ organizations: [organizationOf(NAMES, APPLICATIONS)] });
    for (const name of NAMES) apps.set(name, await giveApp(server, name));
  });
  after(() => server.stop());
  beforeEach(() => server.clock.advance(86_401));

  type Entered = Record<string, string>;
  const code = (userName: string) => (apps.get(userName) as HeldApp).code();
  const open = (browser: ScriptLessBrowser, clientId = "two", verifier = newVerifier()) =>
    browser.open(new TestClient(server, clientId).authorizeUrl({}, verifier), CALLBACK);
  const withPassword = (userName: string): Entered => ({ usernameUserInput: userName, password: PASSWORD });
  const send = (browser: ScriptLessBrowser, page: Page, entered: Entered) => browser.submit(page, entered, CALLBACK);
  /** One request with the page's form, without following it. */
  const post = (browser: ScriptLessBrowser, page: Page, entered: Entered) =>
    browser.request(new URL(page.form?.action ?? "", page.url), {
      method: "POST",
      body: new URLSearchParams({ ...page.form?.hidden, ...entered }),
    });
  const isAskedForCode = (page: Page) => page.form?.hidden.authenticator === "totp";
  const sessionsOf = async (userName: string) =>
    (await storeOf(server)).sessions.listOf(await userIdOf(server, userName));

  it("are not skipped by sending the form of a later one", async () => {
    const browser = new ScriptLessBrowser();
    const first = await open(browser);
    for (const entered of [
      { authenticator: "totp", token: code("kim"), usernameUserInput: "kim" },
      { pick: "totp:LOCAL" },
      { authenticator: "totp", idp: "Elsewhere", token: code("kim") },
      { authenticator: "nothing", token: code("kim") },
      { authenticator: "remembered-device" },
      { pick: "remembered-device:LOCAL" },
      { pick: "constructor:LOCAL" },
      { another: "true" },
    ] as Entered[]) {
      const page = await send(browser, first, entered);
      assert.match(page.url.pathname, /login\.do$/, JSON.stringify(entered));
      assertSignInPage(page);
    }
    assert.equal((await sessionsOf("kim")).length, 0);
    assert.ok(
      returned(await send(browser, await send(browser, first, withPassword("kim")), { token: code("kim") })).code,
    );
  });

  it("are not repeated: an old form, by the back button, leads to the step that is due", async () => {
    const browser = new ScriptLessBrowser();
    const first = await open(browser);
    const second = await send(browser, first, withPassword("kim"));
    assert.ok(isAskedForCode(second));
    for (const entered of [withPassword("kim"), withPassword("lee"), { usernameUserInput: "kim", password: "wrong" }]) {
      assert.ok(isAskedForCode(await send(browser, first, entered)), JSON.stringify(entered));
    }
    assert.ok(isAskedForCode(await browser.open(first.url)));
    assert.ok(returned(await send(browser, second, { token: code("kim") })).code);
    assert.equal((await sessionsOf("lee")).length, 0);
  });

  it("are all of one person: whoever was named has to prove it, whatever name is sent later", async () => {
    for (const clientId of ["three", "either"]) {
      server.clock.advance(3600);
      const browser = new ScriptLessBrowser();
      const verifier = newVerifier();
      const first = await open(browser, clientId, verifier);
      const named = { authenticator: "IdentifierExecutor", usernameUserInput: "kim" };
      const second = await send(browser, first, named);
      assert.ok(!second.body.includes('id="usernameUserInput"'), "the password alone is asked for");
      const third = await send(browser, second, { ...withPassword("lee"), username: "lee" });
      assert.ok(isAskedForCode(third));
      assert.ok(isAskedForCode(await send(browser, third, { token: code("lee"), username: "lee" })), "not Lee's app");
      const done = await send(browser, third, { token: code("kim") });
      const { body } = await new TestClient(server, clientId).exchange({
        code: returned(done).code ?? "",
        redirect_uri: CALLBACK,
        code_verifier: verifier,
      });
      assert.equal(claimsOf(body.id_token).sub, await userIdOf(server, "kim"));
      assert.deepEqual(claimsOf(body.id_token).amr, ["BasicAuthenticator", "totp"], "who it is is no proof");
    }
  });

  it("are those of one browser: the key of its request is worth nothing in another (security bar 1.18)", async () => {
    const browser = new ScriptLessBrowser();
    const second = await send(browser, await open(browser), withPassword("kim"));
    const stranger = new ScriptLessBrowser();
    await open(stranger);
    const refused = await post(stranger, second, { token: code("kim") });
    assert.ok([400, 403].includes(refused.status), String(refused.status));
    assert.ok(returned(await send(browser, second, { token: code("kim") })).code);
  });

  it("are those of one request: what one tab has done another one has to do", async () => {
    const browser = new ScriptLessBrowser();
    const [one, other] = [await open(browser), await open(browser)];
    assert.ok(isAskedForCode(await send(browser, one, withPassword("ada"))));
    assertSignInPage(await browser.open(other.url));
    const mixed = { ...one.form?.hidden, sessionDataKey: other.form?.hidden.sessionDataKey ?? "" };
    assert.equal((await post(browser, other, { ...mixed, token: code("ada") })).status, 403);
  });

  it("are done once: of two passwords sent at once both lead to the code", async () => {
    const browser = new ScriptLessBrowser();
    const first = await open(browser);
    const both = await Promise.all([
      send(browser, first, withPassword("boris")),
      send(browser, first, withPassword("boris")),
    ]);
    assert.deepEqual(both.map(isAskedForCode), [true, true]);
    assert.ok(returned(await send(browser, both[0] as Page, { token: code("boris") })).code);
    assert.equal((await sessionsOf("boris")).length, 1);
  });

  it("end in one session: of one code sent several times at once, whichever is answered goes on", async () => {
    const browser = new ScriptLessBrowser();
    const second = await send(browser, await open(browser), withPassword("cy"));
    const answers = await Promise.all([1, 2, 3].map(() => post(browser, second, { token: code("cy") })));
    assert.equal((await sessionsOf("cy")).length, 1);
    const resumed = await browser.open(answers[0]?.redirectedTo ?? assert.fail(), CALLBACK);
    // Whatever the browser shows of them, the session is there to go on with.
    const page = resumed.redirectedTo === undefined ? await open(browser) : resumed;
    assert.ok(returned(page).code);
    assert.equal((await sessionsOf("cy")).length, 1);
  });

  it("gain no tries by being sent at once (security bar 18.1)", async () => {
    const browser = new ScriptLessBrowser();
    const second = await send(browser, await open(browser), withPassword("dora"));
    // Of those at once that meet each other some are not looked at, and count for nothing; one of them always is.
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 4 }, () => post(browser, second, { token: "000000" })));
    }
    const late = await post(browser, second, { token: code("dora") });
    assert.ok(!late.redirectedTo?.pathname.endsWith("/oauth2/authorize"));
    assert.equal((await sessionsOf("dora")).length, 0);
  });

  it("are over with their session: the old form of the last one opens nothing", async () => {
    const browser = new ScriptLessBrowser();
    const second = await send(browser, await open(browser), withPassword("eve"));
    assert.ok(returned(await send(browser, second, { token: code("eve") })).code);
    const [session] = await sessionsOf("eve");
    await (await storeOf(server)).sessions.end(session?.id ?? "");
    server.clock.advance(30);
    const page = await send(browser, second, { token: code("eve") });
    assert.ok(page.redirectedTo === undefined && !isAskedForCode(page), "it begins anew, or is refused");
    assert.equal((await sessionsOf("eve")).length, 0);
  });

  it("are refused in a form without its token, or from another site (security bar 14.3)", async () => {
    const browser = new ScriptLessBrowser();
    const second = await send(browser, await open(browser), withPassword("eve"));
    assert.equal((await post(browser, second, { token: code("eve"), csrfToken: "x" })).status, 403);
    const foreign = await browser.request(new URL(second.form?.action ?? "", second.url), {
      method: "POST",
      body: new URLSearchParams({ ...second.form?.hidden, token: code("eve") }),
      headers: { origin: "https://elsewhere.example" },
    });
    assert.equal(foreign.status, 403);
    assert.ok(returned(await send(browser, second, { token: code("eve") })).code);
  });
});
