import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { mayBeWritten } from "../../src/accounts/mail-limit.ts";
import { changeAccount, proveEmail } from "../../src/accounts/user-changes.ts";
import { newId } from "../../src/crypto/ids.ts";
import { TestClient } from "../client.ts";
import { apiClientWith } from "../management/api-client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { codeIn, linkIn, outboxOf } from "../outbox.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { decide, storeOf } from "./governance.ts";

const PATH = "/accountrecoveryendpoint/recoveraccountrouter.do";
const NEW_PASSWORD = "seven green umbrellas";

describe("recovery of passwords and user names (contract §1.3, security bar 17.4)", () => {
  let server: TestServer;
  let client: TestClient;
  let outbox: ReturnType<typeof outboxOf>;
  before(async () => {
    server = await startServer();
    client = new TestClient(server, "spa");
    outbox = outboxOf(server);
  });
  after(() => server.stop());
  beforeEach(async () => {
    await decide(server, { recoversPasswords: "true", recoversByLink: "true", recoversUserNames: "true" });
    server.clock.advance(90_000); // so that no count of the test before is left
  });

  const ask = async (login: string, browser = new ScriptLessBrowser()) =>
    browser.submit(await browser.open(server.url(PATH)), { login });
  const choose = async (link: URL, password: string, again = password, browser = new ScriptLessBrowser()) =>
    browser.submit(await browser.open(link), { newPassword: password, confirmPassword: again });
  const signIn = async (userName: string, password: string) => {
    const browser = new ScriptLessBrowser();
    return browser.submit(
      await browser.open(client.authorizeUrl()),
      { usernameUserInput: userName, password },
      CALLBACK,
    );
  };
  /** A page without what is of this very request. */
  const shownBy = ({ status, body }: Page) => ({
    status,
    body: body.replaceAll(/name="(csrfToken|flowConfirmationCode)" value="[^"]*"/g, ""),
  });

  it("recovers the password by the link of an e-mail", async () => {
    const page = await ask("kim");
    assert.equal(page.status, 200);
    const message = await outbox.latest("kim@example.com");
    assert.equal(message.type, "PasswordReset");
    const chosen = await choose(linkIn(message), NEW_PASSWORD);
    assert.equal(chosen.status, 200);
    assert.ok(returned(await signIn("kim", NEW_PASSWORD)).code);
    assertSignInPage(await signIn("kim", PASSWORD));
    assert.equal((await outbox.latest("kim@example.com")).type, "passwordResetSucess");
  });

  it("finds the account by its e-mail address too", async () => {
    await ask("lee@example.com");
    assert.equal((await outbox.latest("lee@example.com")).type, "PasswordReset");
  });

  it("takes a link once, for 30 minutes, with 256 random bits, and stores its hash alone (security bar 17.4, 26.3)", async () => {
    await ask("lee");
    const link = linkIn(await outbox.latest("lee@example.com"));
    assert.match(link.searchParams.get("confirmation") as string, /^[A-Za-z0-9_-]{43}$/);
    assert.ok(!server.logLines.join().includes(link.searchParams.get("confirmation") as string));
    await choose(link, PASSWORD.toUpperCase());
    assert.equal((await new ScriptLessBrowser().open(link)).status, 400);

    await ask("lee");
    const late = linkIn(await outbox.latest("lee@example.com"));
    server.clock.advance(1799);
    assert.equal((await new ScriptLessBrowser().open(late)).status, 200);
    server.clock.advance(1);
    assert.equal((await new ScriptLessBrowser().open(late)).status, 400);
  });

  it("takes no other link after one was used, nor after the password was changed otherwise (security bar 17.4)", async () => {
    const links = [];
    for (let asked = 0; asked < 2; asked++) {
      await ask("lee");
      links.push(linkIn(await outbox.latest("lee@example.com")));
    }
    assert.equal((await choose(links[0] as URL, "nine purple kettles")).status, 200);
    assert.equal((await new ScriptLessBrowser().open(links[1] as URL)).status, 400);
  });

  it("takes one of several links that are used at once (security bar 17.4)", async () => {
    const links: URL[] = [];
    for (let asked = 0; asked < 3; asked++) {
      await ask("lee");
      links.push(linkIn(await outbox.latest("lee@example.com")));
    }
    const passwords = ["nine purple kettles", "four silver spoons", "two wooden bridges"];
    const pages = await Promise.all(links.map((link, index) => choose(link, passwords[index] as string)));
    assert.deepEqual(pages.map(({ status }) => status).sort(), [200, 400, 400]);
    const chosen = passwords[pages.findIndex(({ status }) => status === 200)] as string;
    assert.ok(returned(await signIn("lee", chosen)).code);
  });

  it("is used up by one of two that come at once", async () => {
    await ask("lee");
    const link = linkIn(await outbox.latest("lee@example.com"));
    const pages = await Promise.all([choose(link, "the first of them"), choose(link, "the second of them")]);
    assert.deepEqual(pages.map(({ status }) => status).sort(), [200, 400]);
  });

  it("ends the sessions and the tokens that the old password opened (security bar 17.4)", async () => {
    const browser = new ScriptLessBrowser();
    await signInAgain();
    await browser.submit(
      await browser.open(client.authorizeUrl()),
      { usernameUserInput: "kim", password: PASSWORD },
      CALLBACK,
    );
    const { access_token } = await client.obtainTokens();
    await ask("kim");
    const link = linkIn(await outbox.latest("kim@example.com"));
    assert.doesNotMatch((await new ScriptLessBrowser().open(link)).body, /endOthers/, "(security bar 15.6)");
    await choose(link, "a third password of kim");
    const silent = await browser.open(client.authorizeUrl({ prompt: "none" }), CALLBACK);
    assert.equal(returned(silent).error, "login_required");
    assert.equal((await client.userinfo(access_token as string)).status, 401);
    await signInAgain();
  });
  /** Gives kim the password of the other tests back. */
  async function signInAgain() {
    const { users } = await storeOf(server);
    const kim = (await users.findByName("kim")) ?? assert.fail();
    const lee = await (await storeOf(server, "globex")).users.findByName("kim");
    await users.setPasswordHash(kim.user.id, lee?.passwordHash as string);
  }

  it("signs nobody in: the other steps are asked for as ever (security bar 17.4)", async () => {
    const browser = new ScriptLessBrowser();
    await ask("kim");
    const page = await choose(linkIn(await outbox.latest("kim@example.com")), NEW_PASSWORD, NEW_PASSWORD, browser);
    assert.equal(page.status, 200);
    assert.equal(browser.cookie("commonAuthId"), undefined);
    await signInAgain();
  });

  it("opens an account that wrong passwords have locked", async () => {
    for (let tries = 0; tries < 5; tries++) await signIn("kim", "wrong");
    assertSignInPage(await signIn("kim", PASSWORD));
    await ask("kim");
    await choose(linkIn(await outbox.latest("kim@example.com")), NEW_PASSWORD);
    assert.ok(returned(await signIn("kim", NEW_PASSWORD)).code);
    await signInAgain();
  });

  it("answers the same whether or not the account exists, and writes to nobody else (security bar 18.4)", async () => {
    const before = (await outbox.all()).length;
    const known = await ask("kim");
    for (const login of ["nobody", "nobody@example.com", "off", ""]) {
      assert.deepEqual(shownBy(await ask(login)), shownBy(known), login);
    }
    assert.equal((await outbox.all()).length, before + 1);
  });

  it("writes five messages to an account at once, and answers on as before (security bar 18.5)", async () => {
    const before = (await outbox.to("lee@example.com")).length;
    const pages = [];
    for (let asked = 0; asked < 8; asked++) pages.push(await ask("lee"));
    assert.equal((await outbox.to("lee@example.com")).length, before + 5);
    assert.ok(pages.every(({ status }) => status === 200));
  });

  it("counts messages by the mailbox, by whatever name it is asked for (security bar 18.5)", async () => {
    const before = (await outbox.to("lee@example.com")).length;
    for (const login of ["lee", "lee@example.com", "LEE@example.com", "Lee"]) {
      for (let asked = 0; asked < 2; asked++) await ask(login);
    }
    assert.equal((await outbox.to("lee@example.com")).length, before + 5);
  });

  it("writes to whoever asks on a device of theirs, however often strangers have asked (security bar 18.2)", async () => {
    await signInAgain();
    const own = new ScriptLessBrowser();
    const entered = { usernameUserInput: "kim", password: PASSWORD };
    assert.ok(returned(await own.submit(await own.open(client.authorizeUrl()), entered, CALLBACK)).code);
    const before = await textsTo("kim@example.com");
    const written = async () => [...(await textsTo("kim@example.com"))].filter((text) => !before.has(text)).length;
    for (let asked = 0; asked < 7; asked++) await ask("kim");
    assert.equal(await written(), 5);
    for (let asked = 0; asked < 7; asked++) await ask("kim@example.com", own);
    assert.equal(await written(), 10);
  });

  it("writes to the owner of an address whatever strangers have had written there that is no recovery (security bar 18.2)", async () => {
    await decide(server, {
      ...{ recoversPasswords: "true", recoversByLink: "true", recoversUserNames: "true" },
      ...{ registers: "true" },
    });
    const api = apiClientWith(server, undefined);
    const claims = [{ uri: "http://wso2.org/claims/emailaddress", value: "lee@example.com" }];
    const types = async () => (await outbox.to("lee@example.com")).map(({ type }) => type);
    for (let asked = 0; asked < 6; asked++) {
      const user = { username: `lee-${asked}`, password: NEW_PASSWORD, claims };
      assert.equal((await api.call("POST", "/api/identity/user/v1.0/me", { user })).status, 201);
      // Whoever has the address is the one who has proved it.
      if (asked === 0) await proveEmail((await lee()).id, "lee@example.com", await worldOf());
      assert.equal((await api.call("POST", "/api/identity/recovery/v0.9/recover-username/", claims)).status, 202);
    }
    const before = (await types()).length;
    await ask("lee");
    assert.deepEqual((await types()).slice(0, -before), ["PasswordReset"]);
    await decide(server, { registers: "true" });
  });
  const lee = async () => ((await (await storeOf(server)).users.findByName("lee")) ?? assert.fail()).user;

  it("does not write more to an address the more accounts have it that have not proved it (security bar 18.5)", async () => {
    const world = { ...(await worldOf()), isKnownHere: () => true };
    const askAs = async (account: Parameters<typeof mayBeWritten>[0]["account"], to: string) => {
      const written = [];
      for (let asked = 0; asked < 7; asked++) written.push(await mayBeWritten({ to, login: "", account }, world));
      return written.filter(Boolean).length;
    };
    const claims = { email: "victim@example.com", phone_number: "+4791000777" };
    const ofTheirs = { ...claims, email_verified: true };
    assert.equal(await askAs({ userName: "squatter-3", claims }, claims.email), 5);
    assert.equal(await askAs({ userName: "squatter-4", claims }, claims.email), 0);
    assert.equal(await askAs({ userName: "owner", claims: ofTheirs }, claims.email), 5, "who has proved it");
    assert.equal(await askAs({ userName: "squatter-3", claims: ofTheirs }, claims.phone_number), 5);
    assert.equal(await askAs({ userName: "squatter-4", claims: ofTheirs }, claims.phone_number), 0, "not the number");
  });

  it("writes to the owner of an address whatever was asked of names that nobody has (security bar 18.2)", async () => {
    await decide(server, { registers: "true", recoversPasswords: "true", recoversByLink: "true" });
    const api = apiClientWith(server, undefined);
    const resend = { user: { username: "lee@example.com" } };
    for (let asked = 0; asked < 7; asked++) {
      assert.equal((await api.call("POST", "/api/identity/user/v1.0/resend-code", resend)).status, 200);
    }
    const before = await textsTo("lee@example.com");
    await ask("lee");
    assert.equal([...(await textsTo("lee@example.com"))].filter((text) => !before.has(text)).length, 1);
  });

  it("lets nobody guess a code that was never sent (security bar 18.5, 19.2)", async () => {
    await decide(server, { recoversPasswords: "true", recoversByCode: "true" });
    const { transients } = await storeOf(server);
    const users = [];
    for (let asked = 0; asked < 6; asked++) {
      const code = /name="flowConfirmationCode" value="([^"]*)"/.exec((await ask("lee")).body)?.[1] ?? "";
      const kept = await transients.find<{ userId?: string }>("account code", code, server.clock.now);
      users.push(kept?.document.userId !== undefined);
    }
    assert.deepEqual(users, [true, true, true, true, true, false]);
  });

  it("finds the account also when somebody has registered with its address (security bar 18.2)", async () => {
    const { users } = await storeOf(server);
    for (const [userName, enabled] of [
      ["squatter", false],
      ["squatter-2", true],
    ] as const) {
      const user = { id: newId(Date.now()), userName, enabled, claims: { email: "lee@example.com" }, updatedAt: 0 };
      await users.create({ user, attributes: {} }, undefined);
      if (enabled) await proveEmail((await users.findByName("lee"))?.user.id ?? "", "lee@example.com", await worldOf());
      const before = await textsTo("lee@example.com");
      await ask("lee@example.com");
      const [message, ...others] = (await outbox.to("lee@example.com")).filter(({ text }) => !before.has(text));
      assert.equal(others.length, 0, userName);
      const { body } = await new ScriptLessBrowser().open(linkIn(message ?? assert.fail()));
      assert.match(body, /value="lee"/);
    }
  });
  it("finds it also among more of them than are looked at (security bar 18.2)", async () => {
    const { users } = await storeOf(server);
    const email = "crowd@example.com";
    for (let made = 0; made <= 20; made++) {
      const [enabled, isOwner] = [made === 0 || made === 20, made === 20];
      const claims = { email, ...(isOwner && { email_verified: true }) };
      const user = { id: newId(Date.now() + made), userName: `crowd-${made}`, enabled, claims, updatedAt: 0 };
      await users.create({ user, attributes: {} }, undefined);
    }
    await ask(email);
    const { body } = await new ScriptLessBrowser().open(linkIn(await outbox.latest(email)));
    assert.match(body, /value="crowd-20"/);
  });
  it("finds it also when another user has its address beside their own (security bar 18.2)", async () => {
    const { users } = await storeOf(server);
    const claims = { email: "own@example.com", email_verified: true };
    const user = { id: newId(Date.now()), userName: "collector", enabled: true, claims, updatedAt: 0 };
    await users.create(
      { user, attributes: { emails: [{ value: "own@example.com" }, { value: "kim@example.com" }] } },
      undefined,
    );
    await proveEmail((await users.findByName("kim"))?.user.id ?? "", "kim@example.com", await worldOf());
    const before = await textsTo("kim@example.com");
    await ask("kim@example.com");
    assert.equal([...(await textsTo("kim@example.com"))].filter((text) => !before.has(text)).length, 1);
  });
  /** Each has a link or a code of its own. What is older than a week goes meanwhile, so that counting would not do. */
  const textsTo = async (address: string) => new Set((await outbox.to(address)).map(({ text }) => text));
  const worldOf = async () => ({ store: await storeOf(server), now: server.clock.now });

  it("refuses what comes too often from an address, with 429 and Retry-After (security bar 18.5)", async () => {
    let page = await ask("nobody");
    for (let asked = 0; asked < 60 && page.status === 200; asked++) page = await ask("nobody");
    assert.equal(page.status, 429);
    assert.ok(Number(page.headers.get("retry-after")) > 0);
  });

  for (const [password, again, reason] of [
    ["short", "short", "8 to 256"],
    ["password123", "password123", "most common"],
    ["acme2026!", "acme2026!", "easily guessed here"],
    [NEW_PASSWORD, `${NEW_PASSWORD}!`, "not the same"],
  ] as const) {
    it(`refuses ${password} and ${again}, and the link is good still (security bar 17.2, 17.3)`, async () => {
      await ask("kim");
      const link = linkIn(await outbox.latest("kim@example.com"));
      const page = await choose(link, password, again);
      assert.equal(page.status, 400);
      assert.ok(page.body.includes('role="alert"') && page.body.includes(reason));
      assert.equal((await new ScriptLessBrowser().open(link)).status, 200);
    });
  }

  it("refuses a form that is not of this browser's page, and changes nothing (security bar 14.3)", async () => {
    await ask("kim");
    const link = linkIn(await outbox.latest("kim@example.com"));
    const page = await new ScriptLessBrowser().open(link);
    const entered = { newPassword: NEW_PASSWORD, confirmPassword: NEW_PASSWORD };
    assert.equal((await new ScriptLessBrowser().submit(page, entered)).status, 403);
    assert.equal((await new ScriptLessBrowser().open(link)).status, 200);
  });

  it("is of no use in another organization (security bar 22.2)", async () => {
    await ask("kim");
    const link = linkIn(await outbox.latest("kim@example.com"));
    const elsewhere = new URL(link.href.replace("/t/acme/", "/t/globex/"));
    assert.equal((await new ScriptLessBrowser().open(elsewhere)).status, 400);
  });

  it("recovers the password by a code where the organization wants that, for ten minutes and with five tries (security bar 19.2)", async () => {
    await decide(server, { recoversPasswords: "true", recoversByCode: "true" });
    const browser = new ScriptLessBrowser();
    const late = await ask("kim", browser);
    const tooOld = codeIn(await outbox.latest("kim@example.com"));
    server.clock.advance(600);
    assert.equal((await browser.submit(late, { code: tooOld })).status, 400);
    const asked = await ask("kim", browser);
    const message = await outbox.latest("kim@example.com");
    assert.equal(message.type, "PasswordResetOTP");
    const choice = await browser.submit(await browser.submit(asked, { code: "nothing" }), { code: codeIn(message) });
    const chosen = await browser.submit(choice, { newPassword: NEW_PASSWORD, confirmPassword: NEW_PASSWORD });
    assert.equal(chosen.status, 200);
    assert.ok(returned(await signIn("kim", NEW_PASSWORD)).code);
    await signInAgain();

    let page = await ask("kim", browser);
    const code = codeIn(await outbox.latest("kim@example.com"));
    for (let tries = 0; tries < 5; tries++) page = await browser.submit(page, { code: "nothing" });
    assert.equal((await browser.submit(page, { code })).status, 400);
  });

  it("gives ten minutes for the password, however late the code was entered (security bar 19.2)", async () => {
    await decide(server, { recoversPasswords: "true", recoversByCode: "true" });
    for (const [seconds, status] of [
      [599, 200],
      [600, 400],
    ] as const) {
      const browser = new ScriptLessBrowser();
      const asked = await ask("kim", browser);
      const code = codeIn(await outbox.latest("kim@example.com"));
      server.clock.advance(599);
      const choice = await browser.submit(asked, { code });
      server.clock.advance(seconds);
      const chosen = await browser.submit(choice, { newPassword: NEW_PASSWORD, confirmPassword: NEW_PASSWORD });
      assert.equal(chosen.status, status);
    }
    await signInAgain();
  });

  it("asks for a code that nobody has where there is no account (security bar 18.4)", async () => {
    await decide(server, { recoversPasswords: "true", recoversByCode: "true" });
    assert.deepEqual(shownBy(await ask("nobody")), shownBy(await ask("kim")));
  });

  describe("by text message (contract §17.10)", () => {
    const askBySms = async (login: string, browser = new ScriptLessBrowser()) =>
      browser.submit(await browser.open(server.url(PATH)), { login, channel: "sms" });
    const setPhone = async (phone_number: string | undefined, verified = true) => {
      const { user } = (await (await storeOf(server)).users.findByName("lee")) ?? assert.fail();
      const change = ({ user, attributes }: Parameters<Parameters<typeof changeAccount>[1]>[0]) => ({
        user: { ...user, claims: { ...user.claims, phone_number, phone_number_verified: verified } },
        attributes,
      });
      await changeAccount(user.id, change as never, await worldOf());
    };
    before(() => setPhone("+4712345678"));
    after(() => setPhone(undefined));

    it("lets people choose where both are there, and sends a code of six digits to the number", async () => {
      await decide(server, { recoversPasswords: "true", recoversByLink: "true", recoversBySms: "true" });
      const browser = new ScriptLessBrowser();
      const asked = await askBySms("lee", browser);
      const message = await outbox.latest("+4712345678");
      assert.deepEqual([message.channel, message.type], ["sms", "passwordReset"]);
      assert.match(codeIn(message), /^\d{6}$/);
      assert.ok(asked.body.includes("mobile number") && !asked.body.includes("12345678"));
      const wrong = await browser.submit(asked, { code: "nothing" });
      assert.ok(wrong.body.includes("mobile number"));
      const choice = await browser.submit(wrong, { code: codeIn(message) });
      const chosen = await browser.submit(choice, { newPassword: NEW_PASSWORD, confirmPassword: NEW_PASSWORD });
      assert.equal(chosen.status, 200);
      assert.ok(returned(await signIn("lee", NEW_PASSWORD)).code);
    });

    it("is all there is where the organization has no other way, and no way where it is off", async () => {
      await decide(server, { recoversPasswords: "true", recoversBySms: "true" });
      const { body } = await new ScriptLessBrowser().open(server.url(PATH));
      assert.ok(!body.includes("radio") && body.includes("mobile number"));
      const before = (await outbox.to("lee@example.com")).length;
      await ask("lee");
      assert.equal((await outbox.latest("+4712345678")).type, "passwordReset");
      await decide(server, { recoversPasswords: "true", recoversByLink: "true" });
      const texts = (await outbox.to("+4712345678")).length;
      const browser = new ScriptLessBrowser();
      const page = await browser.open(server.url(PATH));
      assert.ok(!page.body.includes("radio"));
      const hidden = '<input type="hidden" name="channel" value="sms">';
      const forged = { ...page, body: page.body.replace("</form>", `${hidden}</form>`) };
      await browser.submit(forged, { login: "lee" });
      assert.equal((await outbox.to("+4712345678")).length, texts);
      assert.equal((await outbox.to("lee@example.com")).length, before + 1);
    });

    it("answers the same without an account, without a number, and with one that is not theirs (security bar 18.4)", async () => {
      await decide(server, { recoversPasswords: "true", recoversByCode: "true", recoversBySms: "true" });
      const before = (await outbox.all()).length;
      const known = shownBy(await askBySms("lee"));
      for (const login of ["nobody", "kim", "off"]) assert.deepEqual(shownBy(await askBySms(login)), known, login);
      await setPhone("+4799999999", false);
      assert.deepEqual(shownBy(await askBySms("lee")), known);
      assert.equal((await outbox.all()).length, before + 1);
      await setPhone("+4712345678");
    });

    it("sends five at once to a number, and takes no code for one that the user has no more (security bar 18.5)", async () => {
      await decide(server, { recoversPasswords: "true", recoversBySms: "true" });
      const before = (await outbox.to("+4712345678")).length;
      for (let asked = 0; asked < 7; asked++) await askBySms("lee");
      assert.equal((await outbox.to("+4712345678")).length, before + 5);
      await setPhone("+47 (123) 45-678");
      await askBySms("lee");
      assert.equal((await outbox.to("+47 (123) 45-678")).length, 0, "the same number");
      await setPhone("+4712345678");
      server.clock.advance(90_000);
      const browser = new ScriptLessBrowser();
      const asked = await askBySms("lee", browser);
      const code = codeIn(await outbox.latest("+4712345678"));
      await setPhone("+4700000000");
      assert.equal((await browser.submit(asked, { code })).status, 400);
      await setPhone("+4712345678");
    });
  });

  describe("of user names by text message (contract §17.10)", () => {
    const NUMBER = "+4712000001";
    const open = (browser: ScriptLessBrowser) => browser.open(`${server.url(PATH)}?isUsernameRecovery=true`);
    const askName = async (login: string, channel?: string) => {
      const browser = new ScriptLessBrowser();
      return browser.submit(await open(browser), { login, ...(channel !== undefined && { channel }) });
    };
    const textsTo = async (number: string) =>
      (await outbox.to(number)).filter(({ type }) => type === "accountIdRecovery");
    /** A user with the number; theirs for sure, or as they say. */
    const create = async (userName: string, phone_number: string, phone_number_verified?: boolean) => {
      const { users } = await storeOf(server);
      const proof = phone_number_verified === undefined ? {} : { phone_number_verified };
      const claims = { email: `${userName}@example.com`, phone_number, ...proof };
      const user = { id: newId(Date.now()), userName, enabled: true, claims, updatedAt: 0 };
      await users.create({ user, attributes: {} }, undefined);
    };
    const both = { recoversUserNames: "true", recoversUserNamesBySms: "true" };
    before(() => create("rudi", NUMBER, true));

    it("lets people choose where both are there, and finds them by either", async () => {
      await decide(server, both);
      assert.match((await open(new ScriptLessBrowser())).body, /Email address or mobile number[\s\S]*type="radio"/);
      for (const login of [NUMBER, "+47 120-00 (001)", "rudi@example.com", "rudi"]) {
        const before = (await textsTo(NUMBER)).length;
        const page = await askName(login, "sms");
        assert.match(page.body, /a text message is on its way/, login);
        assert.ok(!page.body.includes(NUMBER));
        const [message, ...others] = await textsTo(NUMBER);
        assert.equal(others.length, before, login);
        assert.ok(message?.text.includes("rudi"));
      }
      const texts = (await textsTo(NUMBER)).length;
      await askName(NUMBER, "email");
      assert.equal((await outbox.latest("rudi@example.com")).type, "AccountIdRecovery");
      assert.equal((await textsTo(NUMBER)).length, texts);
    });

    it("is all there is where the organization has no other way, and no way where it is off", async () => {
      await decide(server, { ...both, recoversUserNamesByEmail: "false" });
      const { body } = await open(new ScriptLessBrowser());
      assert.ok(body.includes('type="tel"') && !body.includes('type="radio"'));
      const letters = (await outbox.to("rudi@example.com")).length;
      await askName("rudi@example.com");
      assert.equal((await textsTo(NUMBER)).length > 0, true);
      assert.equal((await outbox.to("rudi@example.com")).length, letters);
      await decide(server, { recoversUserNames: "true" });
      assert.ok(!(await open(new ScriptLessBrowser())).body.includes('type="radio"'));
      await decide(server, { ...both, recoversUserNamesByEmail: "false", recoversUserNamesBySms: "false" });
      assert.equal((await open(new ScriptLessBrowser())).status, 403);
    });

    it("answers the same without an account, without a number, and with one that is not theirs (security bar 18.4)", async () => {
      await decide(server, both);
      await create("rosa", "+4712000002", false);
      const before = (await outbox.all()).length;
      const known = shownBy(await askName(NUMBER, "sms"));
      assert.equal((await outbox.all()).length, before + 1);
      for (const login of ["nobody", "+4799999999", "kim", "off", "rosa", "+4712000002", ""]) {
        assert.deepEqual(shownBy(await askName(login, "sms")), known, login);
      }
      assert.equal((await outbox.all()).length, before + 1);
    });

    it("finds its owner also when somebody has registered with the number (security bar 18.2)", async () => {
      await decide(server, both);
      await create("squatting", NUMBER);
      const before = (await textsTo(NUMBER)).length;
      await askName(NUMBER, "sms");
      const [message, ...others] = await textsTo(NUMBER);
      assert.equal(others.length, before);
      assert.ok(message?.text.includes("rudi"));
    });

    it("sends five at once to a number, and answers on as before (security bar 18.5)", async () => {
      await decide(server, both);
      const before = (await textsTo(NUMBER)).length;
      const pages = [];
      for (let asked = 0; asked < 7; asked++) pages.push(await askName("rudi", "sms"));
      assert.equal((await textsTo(NUMBER)).length, before + 5);
      assert.ok(pages.every(({ status }) => status === 200));
    });
  });

  it("sends the user name to whoever has forgotten it, and answers everybody the same (security bar 18.4)", async () => {
    const askName = async (login: string) => {
      const browser = new ScriptLessBrowser();
      return browser.submit(await browser.open(`${server.url(PATH)}?isUsernameRecovery=true`), { login });
    };
    const page = await askName("kim@example.com");
    const message = await outbox.latest("kim@example.com");
    assert.equal(message.type, "AccountIdRecovery");
    assert.ok(message.text.includes("kim"));
    assert.deepEqual(shownBy(await askName("nobody@example.com")), shownBy(page));
  });

  it("is off until the organization switches it on (contract §17.10)", async () => {
    await decide(server, {});
    for (const query of ["", "?isUsernameRecovery=true"]) {
      assert.equal((await new ScriptLessBrowser().open(`${server.url(PATH)}${query}`)).status, 403);
    }
    assert.ok(!(await new ScriptLessBrowser().open(client.authorizeUrl())).body.includes("recoveraccountrouter"));
  });

  it("is offered on the sign-in page where it is on", async () => {
    const { body } = await new ScriptLessBrowser().open(client.authorizeUrl());
    assert.ok(body.includes(`href="/t/acme${PATH}"`));
    assert.ok(body.includes("isUsernameRecovery=true"));
  });
});
