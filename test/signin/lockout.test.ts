import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { decide } from "../accounts/governance.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { linkIn, outboxOf } from "../outbox.ts";
import { assertSignInPage } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

/** One failure in so many is of no account, so each test signs in at an account of its own. */
const NAMES = Array.from({ length: 24 }, (_, index) => `user${index}`);
const initech = {
  handle: "initech",
  users: NAMES.map((userName) => ({
    userName,
    password: PASSWORD,
    claims: { email: `${userName}@example.com`, email_verified: true },
  })),
  applications: [{ clientId: "spa", publicClient: true, callbackURLs: [CALLBACK], skipLoginConsent: true }],
};

describe("security bar 18: guessing passwords", () => {
  let server: TestServer;
  let userName: string;
  const names = NAMES.values();
  before(async () => {
    server = await startServer({ organizations: [initech] });
  });
  beforeEach(() => {
    userName = names.next().value as string;
    server.clock.advance(86_401); // the address has a clean sheet, too
  });
  after(() => server.stop());

  const signInPage = (browser: ScriptLessBrowser) =>
    browser.open(new TestClient(server, "spa", "initech").authorizeUrl({ prompt: "login" }));
  const attempt = async (password: string, browser = new ScriptLessBrowser(), name = userName) =>
    browser.submit(await signInPage(browser), { usernameUserInput: name, password }, CALLBACK);
  const succeeds = async (browser?: ScriptLessBrowser) => (await attempt(PASSWORD, browser)).redirectedTo !== undefined;
  const fail = async (times: number, browser?: ScriptLessBrowser) => {
    for (let time = 0; time < times; time++) assertSignInPage(await attempt("wrong", browser));
  };

  it("leaves an account open after four failures, and forgets them at a success (security bar 18.1)", async () => {
    await fail(4);
    assert.ok(await succeeds());
    await fail(4);
    assert.ok(await succeeds());
  });

  it("locks an account for five minutes after five failures, then twice as long each time (security bar 18.1)", async () => {
    for (const seconds of [300, 600, 1200]) {
      await fail(5);
      assert.equal(await succeeds(), false);
      server.clock.advance(seconds - 1);
      assert.equal(await succeeds(), false, `one second before ${seconds}`);
      server.clock.advance(1);
    }
    assert.ok(await succeeds(), "unlocked by itself (security bar 18.2)");
    await fail(5);
    server.clock.advance(300);
    assert.ok(await succeeds(), "after a success the count starts anew");
  });

  describe("the mail to whoever has the account", () => {
    const mails = () => outboxOf(server).to(`${userName}@example.com`);
    const unlockBy = async (decided: Parameters<typeof decide>[1]) => decide(server, decided, "initech");

    it("comes once, when the lock begins, with a link to the pages of the account (security bar 18.1)", async () => {
      await unlockBy({});
      await fail(4);
      assert.deepEqual(await mails(), []);
      await Promise.all(Array.from({ length: 6 }, () => fail(1)));
      const [mail, ...others] = await mails();
      assert.deepEqual([mail?.type, others.length], ["AccountLockFailedAttempt", 0]);
      assert.match(mail?.text ?? "", /in 5 minutes/);
      assert.equal(linkIn(mail ?? assert.fail()).href, server.url("/myaccount", "initech"));
    });

    it("leads to the recovery where there is one, and comes for longer locks where that is wanted (contract §17.10)", async () => {
      await unlockBy({ recoversPasswords: "true", recoversByLink: "true" });
      for (const [seconds, told] of [
        [300, 1],
        [600, 1],
        [1200, 2],
      ] as const) {
        if (told === 2) await unlockBy({ tellsOfLongerLocks: "true" });
        await fail(5);
        assert.equal((await mails()).length, told);
        server.clock.advance(seconds);
      }
      const [longer, first] = await mails();
      assert.match(longer?.text ?? "", /in 20 minutes/);
      const page = linkIn(first ?? assert.fail());
      assert.equal(page.pathname, "/t/initech/accountrecoveryendpoint/recoveraccountrouter.do");
      assert.equal((await fetch(page)).status, 403); // it was switched off since
    });

    it("does not come where it is switched off, nor for a name that nobody has (contract §17.10)", async () => {
      await unlockBy({ tellsOfLocks: "false" });
      await fail(5);
      assert.deepEqual(await mails(), []);
      await unlockBy({});
      const before = (await outboxOf(server).all()).length;
      for (let time = 0; time < 5; time++) await attempt("wrong", undefined, "nobody@example.com");
      assert.equal((await outboxOf(server).all()).length, before);
    });
  });

  it("counts an account's failures whatever the case of its name, and from any browser", async () => {
    for (const name of [userName, userName.toUpperCase(), ` ${userName}`, userName, userName]) {
      await attempt("wrong", undefined, name);
    }
    assert.equal(await succeeds(), false);
  });

  it("lets nobody in while the account is locked, also of many who know the password (security bar 18.1)", async () => {
    await fail(5);
    const answers = await Promise.all(Array.from({ length: 20 }, () => succeeds()));
    assert.ok(!answers.includes(true));
  });

  it("locks at the fifth of twenty wrong guesses that come at once (security bar 18.1)", async () => {
    await Promise.all(Array.from({ length: 20 }, () => attempt("wrong")));
    assert.equal(await succeeds(), false);
    const failures = server.logLines.map((line) => JSON.parse(line)).filter(({ event }) => event === "sign_in_failed");
    assert.equal(failures.slice(-21).filter(({ locked }) => locked === false).length, 5);
  });

  it("lets the user in from a device that they signed in on before (security bar 18.2)", async () => {
    const own = new ScriptLessBrowser();
    assert.ok(await succeeds(own));
    await fail(5);
    assert.equal(await succeeds(), false, "locked for strangers");
    assert.ok(await succeeds(own));
    assert.equal(await succeeds(), false, "and still locked for them");
  });

  it("locks the known device, too, after five failures on it (security bar 18.2)", async () => {
    const own = new ScriptLessBrowser();
    assert.ok(await succeeds(own));
    await fail(5, own);
    assert.equal(await succeeds(own), false);
    assert.ok(await succeeds(), "the account itself is open");
  });

  it("does not take a device for known that another user signed in on", async () => {
    const [other, own] = [userName, names.next().value as string];
    const device = new ScriptLessBrowser();
    assert.ok(await succeeds(device));
    userName = own;
    await fail(5);
    assert.equal(await succeeds(device), false);
    assert.notEqual(other, own);
  });

  it("knows a device for each of the five people who signed in on it last (security bar 18.2)", async () => {
    const people = [userName, ...Array.from({ length: 5 }, () => names.next().value as string)];
    const device = new ScriptLessBrowser();
    for (const name of people) assert.ok((await attempt(PASSWORD, device, name)).redirectedTo);
    const marks = device.cookie("knownDevice")?.split("~") ?? [];
    assert.equal(marks.length, 5);
    assert.equal(new Set(marks).size, 5);
    const [first = "", second = ""] = people;
    for (const name of [second, first]) {
      server.clock.advance(86_401);
      for (let time = 0; time < 5; time += 1) await attempt("wrong", undefined, name);
    }
    assert.ok((await attempt(PASSWORD, device, second)).redirectedTo, "one of five");
    assert.equal((await attempt(PASSWORD, device, first)).redirectedTo, undefined, "the sixth has made room");
    assert.equal(device.cookie("knownDevice")?.split("~").length, 5, "who signs in again has one mark");
  });

  it("gives one answer for an unknown user, a wrong password and a locked account (security bar 18.3)", async () => {
    const locked = names.next().value as string;
    for (let time = 0; time < 5; time++) await attempt("wrong", undefined, locked);
    const browser = new ScriptLessBrowser();
    const page = await signInPage(browser);
    const action = new URL(page.form?.action as string, page.url);
    const answers: [string, object][] = [];
    for (const [name, password] of [
      [userName, "wrong"],
      ["nobody", "wrong"],
      ["nobody", PASSWORD],
      [locked, "wrong"],
      [locked, PASSWORD],
    ] as const) {
      const body = new URLSearchParams({ ...page.form?.hidden, usernameUserInput: name, password });
      const first = await browser.request(action, { method: "POST", body });
      const second = await browser.open(first.redirectedTo as URL);
      answers.push([`${name} ${password}`, { first: shown(first), second: shown(second) }]);
    }
    for (const [what, answer] of answers.slice(1)) assert.deepEqual(answer, answers[0]?.[1], what);
  });

  it("slows an address that has failed at many accounts: 429 with Retry-After (security bar 18.5)", async () => {
    for (let time = 0; time < 50; time++) assertSignInPage(await attempt("wrong", undefined, `guessed${time}`));
    const refused = await attempt(PASSWORD);
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get("retry-after"), "300");
    assert.ok(refused.body.includes("<code>too_many_requests</code>"));
    assert.equal(refused.headers.getSetCookie().length, 0);
    server.clock.advance(300);
    assert.ok(await succeeds());
  });

  it("slows an address that guesses at many accounts at once, too (security bar 18.5)", async () => {
    const answers = await Promise.all(
      Array.from({ length: 80 }, (_, index) => attempt("wrong", undefined, `spray${index}`)),
    );
    const looked = answers.filter(({ status }) => status === 200).length;
    assert.equal(looked, 50);
  });
});

/** All that a page tells, but for what is new in each answer. */
function shown({ status, headers, body, redirectedTo }: Page) {
  const told = [...headers].filter(([name]) => name !== "date");
  return { status, headers: told, body, redirectedTo: redirectedTo?.href };
}
