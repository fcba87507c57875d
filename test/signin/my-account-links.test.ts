import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { comeBack, connectionTo, type FakeProvider, startFakeProvider } from "../federation.ts";
import { byTwoFactors } from "../management/own-account.ts";
import { organizations, PASSWORD } from "../organizations.ts";
import { outboxOf } from "../outbox.ts";
import { assertSignInPage } from "../redirects.ts";
import { giveApp, type HeldApp, storeOf, userIdOf } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";

const NAMES = ["noa", "ada", "bob", "cyd", "dan", "eve", "fay", "gil", "hal"];

describe("my account: accounts at connections (contract §19, security bar 24.4)", () => {
  let server: TestServer;
  let provider: FakeProvider;
  let place: string;
  before(async () => {
    provider = await startFakeProvider();
    const users = NAMES.map((userName) => ({
      userName,
      password: PASSWORD,
      claims: { email: `${userName}@acme.example` },
    }));
    server = await startServer({
      settings: { outboundAllowedHosts: ["localhost"] },
      organizations: organizations.map((organization) => ({
        ...organization,
        users: [...organization.users, ...users],
        ...(organization.handle === "acme" && {
          identityProviders: [
            connectionTo(provider.origin, "upstream"),
            connectionTo(provider.origin, "off", { document: { enabled: false } }),
          ],
        }),
      })),
    });
    place = server.url("/myaccount");
  });
  after(async () => {
    await server.stop();
    await provider.close();
  });
  beforeEach(() => server.clock.advance(30));

  const open = async (userName: string) => {
    const browser = new ScriptLessBrowser();
    const page = await browser.submit(await browser.open(place), { usernameUserInput: userName, password: PASSWORD });
    return { browser, page };
  };
  const press = (browser: ScriptLessBrowser, page: Page, doing: string, of = "") =>
    browser.submit(page, { do: doing, of }, provider.origin);
  /** Where the page that a browser leaves by leads. */
  const requestOf = (page: Page) => {
    assert.equal(page.redirectedTo?.origin, provider.origin, `${page.status} ${page.body}`);
    return (page.redirectedTo as URL).searchParams;
  };
  const linksOf = async (userName: string) => {
    const { federatedAssociations } = await storeOf(server);
    return (await federatedAssociations.listOf(await userIdOf(server, userName))).map(({ subject }) => subject);
  };
  const link = async (userName: string, sub: string) => {
    const { browser, page } = await open(userName);
    const request = requestOf(await press(browser, page, "link", "upstream"));
    return { browser, page: await comeBack(server, provider, { browser, request }, { sub }) };
  };

  it("links one that the provider has signed the person in to, tells them, and shows it (security bar 19.5, 24.2)", async () => {
    const { page } = await link("noa", "noa elsewhere");
    assert.match(page.body, /id="account-done">The account is linked/);
    assert.match(page.body, /noa elsewhere/);
    assert.doesNotMatch(page.body, /value="link"/, "no other connection is there");
    assert.deepEqual(await linksOf("noa"), ["noa elsewhere"]);
    const told = await outboxOf(server).to("noa@acme.example");
    assert.deepEqual(
      told.map(({ type }) => type),
      ["SignInMethodsChange"],
    );
    assert.ok(server.logLines.some((line) => line.includes('"user.associate"') && line.includes("noa elsewhere")));
  });

  it("signs nobody in anew: neither by another way nor later (security bar 15.5)", async () => {
    const { browser, page } = await open("ada");
    const before = browser.cookie("commonAuthId");
    const request = requestOf(await press(browser, page, "link", "upstream"));
    server.clock.advance(120);
    await comeBack(server, provider, { browser, request }, { sub: "ada elsewhere" });
    assert.equal(browser.cookie("commonAuthId"), before);
    const { sessions } = await storeOf(server);
    const [session] = await sessions.listOf(await userIdOf(server, "ada"));
    assert.deepEqual(session?.amr, ["BasicAuthenticator"]);
    assert.ok(server.clock.now - (session?.authTime ?? 0) >= 120);
  });

  it("does not link what is linked with another user already (security bar 24.1)", async () => {
    await link("bob", "bob elsewhere");
    const { page } = await link("cyd", "bob elsewhere");
    assert.match(page.body, /id="account-alert"[^>]*>This account is linked already/);
    assert.deepEqual([await linksOf("bob"), await linksOf("cyd")], [["bob elsewhere"], []]);
  });

  it("takes the provider's answer once, in that browser and in that session (security bar 24.3)", async () => {
    const { browser, page } = await open("dan");
    const request = requestOf(await press(browser, page, "link", "upstream"));
    const thief = await open("eve");
    assert.equal((await comeBack(server, provider, { browser: thief.browser, request }, { sub: "x" })).status, 403);
    const wrong = await comeBack(server, provider, { browser, request }, { sub: "x", nonce: "another" });
    assert.match(wrong.body, /id="account-alert"[^>]*>The account could not be linked/);
    assert.equal((await comeBack(server, provider, { browser, request }, { sub: "x" })).status, 400, "it is over");

    const again = requestOf(await press(browser, await browser.open(place), "link", "upstream"));
    const { sessions } = await storeOf(server);
    for (const { id } of await sessions.listOf(await userIdOf(server, "dan"))) await sessions.end(id);
    assert.equal((await comeBack(server, provider, { browser, request: again }, { sub: "x" })).status, 400);
    assert.deepEqual([await linksOf("dan"), await linksOf("eve")], [[], []]);
  });

  it("begins and ends by a recent sign-in, with the second factor of the account (security bar 19.5, 24.4)", async () => {
    const { browser, page } = await open("eve");
    const request = requestOf(await press(browser, page, "link", "upstream"));
    const app: HeldApp = await giveApp(server, "eve");
    const back = await comeBack(server, provider, { browser, request }, { sub: "eve elsewhere" });
    assert.match(back.body, /<h1>Sign in<\/h1>/);
    const weak = await open("eve");
    assert.doesNotMatch(weak.page.body, /value="link"/);
    assert.match((await press(weak.browser, weak.page, "link", "upstream")).body, /<h1>Sign in<\/h1>/);
    assert.deepEqual(await linksOf("eve"), []);

    const first = await browser.submit(await browser.open(`${place}/signin`), {
      usernameUserInput: "eve",
      password: PASSWORD,
    });
    const trusted = await browser.submit(first, { token: app.code() });
    const sent = requestOf(await press(browser, trusted, "link", "upstream"));
    await comeBack(server, provider, { browser, request: sent }, { sub: "eve elsewhere" });
    assert.deepEqual(await linksOf("eve"), ["eve elsewhere"]);
  });

  it("does not link for a session that ends while the provider is asked, as with a new password (security bar 15.2, 24.4)", async () => {
    const { browser, page } = await open("gil");
    const request = requestOf(await press(browser, page, "link", "upstream"));
    const { sessions } = await storeOf(server);
    const id = await userIdOf(server, "gil");
    provider.meanwhile("/token", () => sessions.endAllOf(id));
    await comeBack(server, provider, { browser, request }, { sub: "gil elsewhere" });
    assert.deepEqual(await sessions.listOf(id), []);
    assert.deepEqual(await linksOf("gil"), []);
    assert.deepEqual(await outboxOf(server).to("gil@acme.example"), []);
  });

  it("leads to connections alone that are there and switched on", async () => {
    for (const name of ["off", "nowhere", ""]) {
      const { browser, page } = await open("dan");
      assert.match((await press(browser, page, "link", name)).body, /The account could not be linked/, name);
    }
  });

  it("unlinks one, but never the last way to sign in (security bar 24.4)", async () => {
    const { browser, page } = await link("fay", "fay elsewhere");
    const [, id = ""] = /id="link-([^"]+)"/.exec(page.body) ?? [];
    const store = await storeOf(server);
    const { user } = (await store.users.findByName("fay")) ?? assert.fail();
    const { passwordHash } = (await store.users.findByName("fay")) ?? {};
    await store.users.save(user, undefined);
    const refused = await press(browser, page, "unlink", id);
    assert.match(refused.body, /id="account-alert"[^>]*>It is your only way to sign in/);
    await store.users.save(user, passwordHash);
    assert.match(
      (await press(browser, page, "unlink", id)).body,
      /id="account-done">The account is not linked any more/,
    );
    assert.deepEqual(await linksOf("fay"), []);
  });

  it("ends with one that is unlinked the sessions that it may have opened elsewhere (security bar 15.6)", async () => {
    const { browser, page } = await link("hal", "hal elsewhere");
    const other = await open("hal");
    const [, id = ""] = /id="link-([^"]+)"/.exec(page.body) ?? [];
    const done = await press(browser, page, "unlink", id);
    assert.match(
      done.body,
      /id="account-done">The account is not linked any more. Everywhere else you were signed out/,
    );
    assertSignInPage(await other.browser.open(place));
    assert.match((await browser.open(place)).body, /id="sessions"/);
  });

  it("nor the last passkey, where there is no password and no account elsewhere (security bar 24.4)", async () => {
    const { browser } = await byTwoFactors(server, "fay", { address: "fay@acme.example", clientId: "spa" });
    const store = await storeOf(server);
    const { user, passwordHash } = (await store.users.findByName("fay")) ?? assert.fail();
    const passkey = { userId: user.id, kind: "passkey", id: "a2V5", document: { displayName: "Passkey" } } as const;
    await store.credentials.add(passkey, 1);
    const page = await browser.open(place);
    await store.users.save(user, undefined);
    assert.match((await press(browser, page, "removePasskey", "a2V5")).body, /It is your only way to sign in/);
    await store.users.save(user, passwordHash);
    assert.match((await press(browser, page, "removePasskey", "a2V5")).body, /id="account-done">It is removed/);
  });

  it("lets whoever has no password confirm by the account elsewhere that it is they (security bar 19.5)", async () => {
    const { browser, page } = await link("dan", "dan elsewhere");
    const store = await storeOf(server);
    const { user } = (await store.users.findByName("dan")) ?? assert.fail();
    await store.users.save(user, undefined);
    assert.match(page.body, /set-up-app/);
    server.clock.advance(500);
    await browser.open(place);
    server.clock.advance(500);
    const later = await browser.open(place);
    assert.doesNotMatch(later.body, /set-up-app/);
    const asked = await browser.open(`${place}/signin`);
    const left = await browser.submit(asked, { pick: "OpenIDConnectAuthenticator:upstream" }, provider.origin);
    const again = await comeBack(server, provider, { browser, request: requestOf(left) }, { sub: "dan elsewhere" });
    assert.match(again.body, /set-up-app/);
  });
});
