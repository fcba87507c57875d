import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { hasAuthenticatorApp } from "../../src/credentials/authenticator-app.ts";
import { TestClient } from "../client.ts";
import { PASSWORD } from "../organizations.ts";
import { fromBase32, heldApp } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";

describe("my account: what people see to themselves, without a script", () => {
  let server: TestServer;
  let place: string;
  before(async () => {
    server = await startServer();
    place = server.url("/myaccount");
  });
  after(() => server.stop());

  const signIn = async (browser: ScriptLessBrowser, userName = "kim", password = PASSWORD): Promise<Page> => {
    const page = await browser.open(place);
    return browser.submit(page, { usernameUserInput: userName, password });
  };
  const open = async (userName = "kim") => {
    const browser = new ScriptLessBrowser();
    return { browser, page: await signIn(browser, userName) };
  };
  /** Presses the button, as its form is on the page. */
  const press = (browser: ScriptLessBrowser, page: Page, doing: string, of = "") =>
    browser.submit(page, { do: doing, of });
  const kim = async () => {
    const tenant = await server.store.tenants.find("acme");
    const store = server.store.forTenant(tenant?.id ?? "");
    return { store, user: (await store.users.findByName("kim"))?.user as { id: string } };
  };

  it("asks whoever is not signed in to sign in, and goes on to the page", async () => {
    const browser = new ScriptLessBrowser();
    const first = await browser.open(`${place}?ui_locales=de`);
    assert.match(first.body, /<title>Anmelden · Acme<[\s\S]*Mein Konto/);
    const page = await browser.submit(first, { usernameUserInput: "kim", password: PASSWORD });
    assert.equal(page.url.pathname, "/t/acme/myaccount");
    assert.match(page.body, /<h1>Mein Konto<\/h1>[\s\S]*Kim Larsen/);
  });

  it("lists the sessions and ends one, and all the others at once (security bar 15.6)", async () => {
    const mine = await open();
    const [one, two, three] = [await open(), await open(), await open()];
    const before = await mine.browser.open(place);
    const other = await sessionOf(server, one.browser);
    assert.ok(before.body.includes(`session-${other}`));
    const after = await press(mine.browser, before, "endSession", other);
    assert.match(after.body, /role="status" id="account-done">You are signed out there/);
    assert.match((await one.browser.open(place)).body, /<h1>Sign in<\/h1>/);
    assert.match((await two.browser.open(place)).body, /<h1>My account<\/h1>/);
    await press(mine.browser, after, "endOthers");
    for (const { browser } of [two, three]) assert.match((await browser.open(place)).body, /<h1>Sign in<\/h1>/);
    assert.match((await mine.browser.open(place)).body, /<h1>My account<\/h1>/);
  });

  it("ends nobody else's session (security bar 22.2)", async () => {
    const lee = await open("lee");
    const mine = await open();
    const refused = await press(mine.browser, mine.page, "endSession", await sessionOf(server, lee.browser));
    assert.equal(refused.status, 400);
    assert.match((await lee.browser.open(place)).body, /<h1>My account<\/h1>/);
  });

  it("lists the applications with access, and takes it back with their tokens (security bar 25.3)", async () => {
    const { browser } = await open();
    const client = new TestClient(server, "asking");
    const tokens = await client.exchange(await client.obtainCode({ scope: "openid profile" }, browser));
    const page = await browser.open(place);
    const [, id = ""] = /id="application-([^"]+)"><bdi class="name">Asking App</.exec(page.body) ?? [];
    assert.equal((await client.userinfo(tokens.body.access_token)).status, 200);
    const after = await press(browser, page, "revoke", id);
    assert.doesNotMatch(after.body, /Asking App/);
    assert.equal((await client.userinfo(tokens.body.access_token)).status, 401);
  });

  const forms: readonly [what: string, path: string, form: Record<string, string>][] = [
    ["overview's", "", { do: "endOthers", of: "" }],
    [
      "password's",
      "/password",
      { currentPassword: PASSWORD, newPassword: "another horse", confirmPassword: "another horse" },
    ],
    ["authenticator app's", "/authenticator", { token: "123456" }],
  ];
  for (const [what, path, form] of forms) {
    it(`refuses the ${what} form without its token, from another site, or from another session (security bar 14.3, 15.7)`, async () => {
      const mine = await open();
      const lee = await open("lee");
      const page = await mine.browser.open(`${place}${path}`);
      const csrfToken = page.form?.hidden.csrfToken as string;
      const post = (browser: ScriptLessBrowser, token: string, headers = {}) =>
        browser.request(`${place}${path}`, {
          method: "POST",
          body: new URLSearchParams({ ...form, csrfToken: token }),
          headers,
        });
      const answers = [
        await post(mine.browser, ""),
        await post(mine.browser, csrfToken, { origin: "https://evil.example" }),
        await post(mine.browser, csrfToken, { "sec-fetch-site": "cross-site" }),
        await post(lee.browser, csrfToken),
      ];
      assert.deepEqual(
        answers.map(({ status }) => status),
        [403, 403, 403, 403],
      );
      assert.match((await mine.browser.open(place)).body, /<h1>My account<\/h1>/);
    });
  }

  it("changes how one signs in after a recent sign-in alone (security bar 19.5)", async () => {
    const { browser, page } = await open("lee");
    assert.match(page.body, /id="set-up-app"/);
    const waiting = await browser.open(`${place}/password`);
    server.clock.advance(880);
    await browser.open(place);
    server.clock.advance(60);
    const later = await browser.open(place);
    assert.match(later.body, /id="sign-in-again"/);
    assert.doesNotMatch(later.body, /id="set-up-app"/);
    for (const path of ["/password", "/authenticator", "/signin"]) {
      assert.match((await browser.open(`${place}${path}`)).body, /<h1>Sign in<\/h1>/, path);
    }
    const entered = { currentPassword: PASSWORD, newPassword: "another horse", confirmPassword: "another horse" };
    assert.match((await browser.submit(waiting, entered)).body, /<h1>Sign in<\/h1>/);
    const again = await browser.submit(await browser.open(`${place}/signin`), {
      usernameUserInput: "lee",
      password: PASSWORD,
    });
    assert.match(again.body, /id="set-up-app"/);
  });

  it("changes the password, with the old one, and signs out everywhere else (security bar 15.6, 17.4)", async () => {
    const { browser } = await open("lee");
    const elsewhere = await open("lee");
    const change = async (entered: Record<string, string>) =>
      browser.submit(await browser.open(`${place}/password`), { currentPassword: PASSWORD, ...entered });
    const faults: readonly [entered: Record<string, string>, said: RegExp][] = [
      [{ newPassword: "a new long one", confirmPassword: "another" }, /not the same/],
      [{ newPassword: "short", confirmPassword: "short" }, /8 to 256/],
      [
        { currentPassword: "wrong", newPassword: "a new long one", confirmPassword: "a new long one" },
        /current password is not right/,
      ],
    ];
    for (const [entered, said] of faults) {
      const { status, body } = await change(entered);
      assert.equal(status, 400);
      assert.match(body, said);
      assert.match(body, /<title>Error: /);
    }
    const wanted = { newPassword: "a new long one", confirmPassword: "a new long one", endOthers: "on" };
    const done = await change(wanted);
    assert.match(done.body, /Your password is changed. Everywhere else you were signed out/);
    assert.match((await elsewhere.browser.open(place)).body, /<h1>Sign in<\/h1>/);
    assert.match((await signIn(new ScriptLessBrowser(), "lee", "a new long one")).body, /<h1>My account<\/h1>/);
  });

  describe("the other sessions, at a change of how one signs in (security bar 15.6)", () => {
    const LEES = "a new long one";
    const OTHER = "another new long one";
    const signedIn = async (browser: ScriptLessBrowser) => / id="sign-out"/.test((await browser.open(place)).body);
    const openLee = async () => {
      const browser = new ScriptLessBrowser();
      await signIn(browser, "lee", LEES);
      return browser;
    };
    const isTicked = ({ body }: Page) => /name="endOthers" value="on" checked/.test(body);

    it("stay where the box is not ticked, which it is at first, and keep their access", async () => {
      const [here, there] = [await openLee(), await openLee()];
      const page = await here.open(`${place}/password`);
      assert.ok(isTicked(page));
      const entered = { currentPassword: LEES, newPassword: OTHER, confirmPassword: OTHER };
      const refused = await here.submit(page, { ...entered, currentPassword: "wrong" });
      assert.ok(refused.status === 400 && !isTicked(refused), "what was chosen is shown again");
      const done = await here.submit(refused, entered);
      assert.match(done.body, /id="account-done">Your password is changed\.</);
      assert.ok(await signedIn(there));
      const back = { currentPassword: OTHER, newPassword: LEES, confirmPassword: LEES, endOthers: "on" };
      const ended = await here.submit(await here.open(`${place}/password`), back);
      assert.match(ended.body, /Everywhere else you were signed out/);
      assert.deepEqual([await signedIn(here), await signedIn(there)], [true, false]);
    });

    it("are asked about where there are any, and end or stay with a factor that comes or goes", async () => {
      const here = await openLee();
      await press(here, await here.open(place), "endOthers");
      assert.doesNotMatch((await here.open(place)).body, /name="endOthers"/);
      for (const [chosen, stays] of [
        [{}, true],
        [{ endOthers: "on" }, false],
      ] as const) {
        const there = await openLee();
        const page = await here.open(place);
        assert.ok(isTicked(page));
        const made = await here.submit(page, { do: "makeCodes", ...chosen });
        assert.match(made.body, /id="backup-codes"/);
        assert.deepEqual([await signedIn(here), await signedIn(there)], [true, stays]);
        // They would be asked for from now on.
        const { store } = await kim();
        const lee = (await store.users.findByName("lee"))?.user.id ?? "";
        await store.credentials.remove(lee, "backup codes", lee);
        if (stays) await press(here, await here.open(place), "endOthers");
      }
      for (const path of ["authenticator", "passkey"]) assert.ok(isTicked(await here.open(`${place}/${path}`)), path);
    });

    it("end for whoever was not asked", async () => {
      const [here, there] = [await openLee(), await openLee()];
      const page = await here.open(`${place}/password`);
      const hidden = { csrfToken: page.form?.hidden.csrfToken ?? "" };
      const entered = { currentPassword: LEES, newPassword: OTHER, confirmPassword: OTHER };
      await here.submit({ ...page, form: { action: page.form?.action ?? "", hidden } }, entered);
      assert.deepEqual([await signedIn(here), await signedIn(there)], [true, false]);
    });
  });

  it("sets up an authenticator app and backup codes; then a change needs one of them too (security bar 19.1, 19.5)", async () => {
    const { browser } = await open();
    const { store, user } = await kim();
    const offered = await browser.open(`${place}/authenticator`);
    const secretOf = ({ body }: Page) => /id="totp-secret"[^>]*>([^<]+)</.exec(body)?.[1]?.replaceAll(" ", "") ?? "";
    assert.match(offered.body, /<svg class="qr-code"/);
    const wrong = await browser.submit(offered, { token: "000000" });
    assert.equal(secretOf(wrong), secretOf(offered), "what was scanned stays");
    assert.match(wrong.body, /<title>Error: /);
    const { code } = heldApp(server, fromBase32(secretOf(offered)));
    const done = await browser.submit(wrong, { token: code() });
    assert.match(done.body, /id="factor-app"/);
    assert.ok(await hasAuthenticatorApp(user.id, { store }));

    // The password alone does not take away what is there against stolen passwords.
    assert.match(done.body, /id="sign-in-again"/);
    const thief = await open();
    await press(thief.browser, thief.page, "removeApp");
    assert.ok(await hasAuthenticatorApp(user.id, { store }));

    server.clock.advance(30);
    const first = await browser.open(`${place}/signin`);
    const second = await browser.submit(first, { usernameUserInput: "kim", password: PASSWORD });
    const trusted = await browser.submit(second, { token: code() });
    const codes = await press(browser, trusted, "makeCodes");
    assert.equal(codes.body.match(/<li><code/g)?.length, 10);
    const removed = await press(browser, await browser.open(place), "removeCodes");
    assert.doesNotMatch(removed.body, /id="factor-codes"/);
    await press(browser, removed, "removeApp");
    assert.equal(await hasAuthenticatorApp(user.id, { store }), false);
  });
});

/** The id of the session that the browser has. */
async function sessionOf(server: TestServer, browser: ScriptLessBrowser): Promise<string> {
  const tenant = await server.store.tenants.find("acme");
  const { body } = await browser.open(server.url("/myaccount"));
  const [, id] = /id="session-([^"]+)"><strong>/.exec(body) ?? [];
  assert.ok(tenant !== undefined && id !== undefined);
  return id;
}
