import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { mayBeWritten } from "../../src/accounts/mail-limit.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { linkIn, outboxOf } from "../outbox.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { decide, storeOf } from "./governance.ts";

const PATH = "/accountrecoveryendpoint/register.do";
const PASSWORD = "seven green umbrellas";

describe("self-registration by the pages (contract §1.3, §20.5)", () => {
  let server: TestServer;
  let client: TestClient;
  let outbox: ReturnType<typeof outboxOf>;
  before(async () => {
    const terms = {
      clientId: "terms",
      name: "With Terms",
      publicClient: true,
      callbackURLs: [CALLBACK],
      grantTypes: ["authorization_code"],
      policyUrl: "https://app.example/privacy",
    };
    const [acme, globex] = organizations as [(typeof organizations)[0], (typeof organizations)[0]];
    server = await startServer({ organizations: [{ ...acme, applications: [...acme.applications, terms] }, globex] });
    client = new TestClient(server, "spa");
    outbox = outboxOf(server);
  });
  after(() => server.stop());
  beforeEach(async () => {
    await decide(server, { registers: "true" });
    server.clock.advance(90_000);
  });

  const entered = (userName: string, email = userName) => ({
    userName,
    email,
    givenName: "Robin",
    familyName: "Ax",
    newPassword: PASSWORD,
    confirmPassword: PASSWORD,
  });
  const register = async (values: Readonly<Record<string, string>>, query = "", browser = new ScriptLessBrowser()) =>
    browser.submit(await browser.open(`${server.url(PATH)}${query}`), values);
  const signIn = async (usernameUserInput: string, password = PASSWORD) => {
    const browser = new ScriptLessBrowser();
    return browser.submit(await browser.open(client.authorizeUrl()), { usernameUserInput, password }, CALLBACK);
  };
  const confirm = async (link: URL) => {
    const browser = new ScriptLessBrowser();
    return browser.submit(await browser.open(link), {});
  };

  it("makes an account that opens when its address is confirmed, by POST (security bar 19.7)", async () => {
    assert.equal((await register(entered("robin@example.com"))).status, 200);
    assertSignInPage(await signIn("robin@example.com"));
    const link = linkIn(await outbox.latest("robin@example.com"));
    assert.ok(link.pathname.endsWith("/accountrecoveryendpoint/confirmregistration.do"));
    await new ScriptLessBrowser().open(link);
    assertSignInPage(await signIn("robin@example.com"));
    assert.equal((await confirm(link)).status, 200);
    assert.ok(returned(await signIn("robin@example.com")).code);
    const { user } = (await (await storeOf(server)).users.findByName("robin@example.com")) ?? assert.fail();
    assert.deepEqual([user.claims.email_verified, user.claims.given_name], [true, "Robin"]);
    assert.equal((await confirm(link)).status, 400, "once");
  });

  it("needs no confirmation where the organization wants none (contract §17.10)", async () => {
    await decide(server, { registers: "true", locksNewAccounts: "false" });
    await register(entered("finley", "finley@example.com"));
    assert.ok(returned(await signIn("finley")).code);
    assert.deepEqual(await outbox.to("finley@example.com"), []);
  });

  it("answers the same for an address that has an account already, which its owner alone is told (security bar 18.4)", async () => {
    const page = await register(entered("jules@example.com"));
    const again = await register({
      ...entered("jules@example.com"),
      newPassword: `${PASSWORD}!`,
      confirmPassword: `${PASSWORD}!`,
    });
    assert.deepEqual([again.status, again.body], [page.status, page.body]);
    const [latest, first] = await outbox.to("jules@example.com");
    assert.deepEqual([latest?.type, first?.type], ["AccountIdRecovery", "AccountConfirmation"]);
    await confirm(linkIn(first ?? assert.fail()));
    assertSignInPage(await signIn("jules@example.com", `${PASSWORD}!`));
    assert.ok(returned(await signIn("jules@example.com")).code);
  });

  it("writes five messages to an address at once, under whatever names it is registered (security bar 18.5)", async () => {
    for (let made = 0; made < 7; made++) await register(entered(`many-${made}`, "many@example.com"));
    assert.equal((await outbox.to("many@example.com")).length, 5);
  });

  it("counts an address with a word behind a plus as the mailbox that it leads to (RFC 5233 §1, security bar 18.5)", async () => {
    for (let made = 0; made < 7; made++) await register(entered(`plus-${made}`, `plus+${made}@example.com`));
    assert.equal((await outbox.all()).filter(({ to }) => to.startsWith("plus+")).length, 5);
  });

  for (const [what, writings] of Object.entries({
    "an address with other dots and letters (RFC 3490 §3.1)": [
      "Dots@mail.example.com",
      "dots@mail。example。com",
      "dots@mail．example｡com",
      "dots@ｍail.example.com",
      "dots@mail.example.com.",
      "d.o.ts@mail.example.com",
    ],
    "an address beyond ASCII in either form (RFC 5890 §2.3.2.1)": [
      "forms@bücher.example",
      "forms@BÜCHER.example",
      "forms@xn--bcher-kva.example",
    ],
    "a number with other signs": ["+47 910 00 123", "004791000123", "47-91000123", "(+47) 91000123"],
  })) {
    it(`counts ${what} as one mailbox (security bar 18.5)`, async () => {
      const world = { store: await storeOf(server), now: server.clock.now };
      const written = [];
      for (const to of [...writings, ...writings, ...writings]) {
        written.push(await mayBeWritten({ to, login: to }, world));
      }
      assert.equal(written.filter(Boolean).length, 5);
    });
  }

  it("counts addresses that are not one mailbox apart (security bar 18.2)", async () => {
    const world = { store: await storeOf(server), now: server.clock.now };
    for (const to of ["+1@apart.example", "+2@apart.example", "+1@apart.example.org", "a@b@apart.example"]) {
      for (let asked = 0; asked < 5; asked++) assert.ok(await mayBeWritten({ to, login: to }, world), to);
      assert.ok(!(await mayBeWritten({ to, login: to }, world)), to);
    }
  });

  it("takes no address as a name but the one that is to be confirmed", async () => {
    const page = await register(entered("victim@example.com", "attacker@example.com"));
    assert.equal(page.status, 400);
    assert.equal(await (await storeOf(server)).users.findByName("victim@example.com"), undefined);
  });

  for (const userName of ["kim", "KIM", "spa"]) {
    it(`refuses the name ${userName}, which is taken`, async () => {
      const page = await register(entered(userName, "another@example.com"));
      assert.equal(page.status, 400);
      assert.ok(page.body.includes("cannot be used") && page.body.includes('value="another@example.com"'));
    });
  }

  for (const [what, userName] of Object.entries({
    "a sentence": "Your account is closed, ask at evil.example",
    "what is not seen": "kim\u200b",
    "what turns the letters around": "\u202emik",
  })) {
    it(`takes no name that has ${what} in it: it stands in messages to the address of anybody (security bar 18.5)`, async () => {
      const before = (await outbox.all()).length;
      const page = await register(entered(userName, "victim@example.com"));
      assert.equal(page.status, 400);
      assert.equal((await outbox.all()).length, before);
      assert.equal(await (await storeOf(server)).users.findByName(userName), undefined);
    });
  }

  for (const [what, changes] of Object.entries({
    "a common password": { newPassword: "sunshine1", confirmPassword: "sunshine1" },
    "a password that is typed differently": { confirmPassword: "seven green umbrella" },
    "no address": { email: "nobody" },
    "no name": { userName: " " },
  })) {
    it(`refuses ${what}, and makes nothing (security bar 17.3)`, async () => {
      const page = await register({ ...entered("alex", "alex@example.com"), ...changes });
      assert.equal(page.status, 400);
      assert.ok(page.body.includes('role="alert"') && !page.body.includes(PASSWORD));
      assert.equal(await (await storeOf(server)).users.findByName("alex"), undefined);
    });
  }

  it("asks for consent to the application's terms", async () => {
    const browser = new ScriptLessBrowser();
    const refused = await register(entered("noah", "noah@example.com"), "?client_id=terms", browser);
    assert.equal(refused.status, 400);
    assert.ok(refused.body.includes("https://app.example/privacy"));
    const values = { ...entered("noah", "noah@example.com"), terms: "on" };
    assert.equal((await browser.submit(refused, values)).status, 200);
  });

  it("is off until the organization switches it on, links included (contract §17.10)", async () => {
    const link = `href="/t/acme${PATH}?client_id=spa&amp;spId=`;
    assert.ok((await new ScriptLessBrowser().open(client.authorizeUrl())).body.includes(link));
    const browser = new ScriptLessBrowser();
    const page = await browser.open(server.url(PATH));
    await decide(server, {});
    assert.ok(!(await new ScriptLessBrowser().open(client.authorizeUrl())).body.includes(PATH));
    assert.equal((await new ScriptLessBrowser().open(server.url(PATH))).status, 403);
    assert.equal((await browser.submit(page, entered("too-late", "late@example.com"))).status, 403);
    assert.equal(await (await storeOf(server)).users.findByName("too-late"), undefined);
  });

  it("lets people without a password in where the organization takes lite users", async () => {
    await decide(server, { registersWithoutPassword: "true" });
    const { newPassword: _, confirmPassword: __, ...lite } = entered("lite@example.com");
    assert.equal((await register(lite)).status, 200);
    await confirm(linkIn(await outbox.latest("lite@example.com")));
    const found = await (await storeOf(server)).users.findByName("lite@example.com");
    assert.deepEqual([found?.user.enabled, found?.passwordHash], [true, undefined]);
  });

  it("leaves an account locked that an administrator has locked meanwhile", async () => {
    await register(entered("sam@example.com"));
    const { users } = await storeOf(server);
    const { user } = (await users.findByName("sam@example.com")) ?? assert.fail();
    const profile = (await users.findProfile(user.id)) ?? assert.fail();
    await users.replace({ ...profile, attributes: { ...profile.attributes, active: false } });
    await confirm(linkIn(await outbox.latest("sam@example.com")));
    assert.equal((await users.find(user.id))?.enabled, false);
  });

  it("refuses a form that is not of this browser's page (security bar 14.3)", async () => {
    const page = await new ScriptLessBrowser().open(server.url(PATH));
    assert.equal((await new ScriptLessBrowser().submit(page, entered("other"))).status, 403);
  });

  it("refuses what comes too often from an address (security bar 18.5)", async () => {
    let page = await register({ ...entered("x"), email: "" });
    for (let asked = 0; asked < 60 && page.status !== 429; asked++)
      page = await register({ ...entered("x"), email: "" });
    assert.equal(page.status, 429);
  });
});
