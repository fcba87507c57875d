import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, newVerifier, TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { codeIn, outboxOf } from "../outbox.ts";
import { returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeUser } from "../tenant-data.ts";

const step = (...authenticators: string[]) => ({
  options: authenticators.map((authenticator) => ({ idp: "LOCAL", authenticator })),
});
const application = (clientId: string, ...signInSteps: object[]) => ({
  clientId,
  name: clientId,
  publicClient: true,
  callbackURLs: [CALLBACK],
  skipLoginConsent: true,
  signInSteps,
});
const users = [
  { userName: "kim", claims: { email: "kim@example.com", phone_number: "+4712345678" } },
  { userName: "lee", claims: { email: "lee@example.com", locale: "de" } },
  { userName: "ada@example.com", claims: { email: "ada@example.com" } },
  { userName: "boris", claims: {} },
  { userName: "cy", claims: { email: "cy@example.com", email_verified: false } },
];
const organization = {
  handle: "acme",
  name: "Acme",
  users: users.map((user) => ({ ...user, password: PASSWORD })),
  applications: [
    application("second", step("BasicAuthenticator"), step("email-otp-authenticator")),
    application("text", step("BasicAuthenticator"), step("sms-otp-authenticator")),
    { ...application("plain"), signInSteps: undefined },
    application("first", step("IdentifierExecutor"), step("email-otp-authenticator")),
    application("either", step("BasicAuthenticator"), step("email-otp-authenticator", "sms-otp-authenticator")),
  ],
};

describe("signing in with codes that are sent (contract §14.4)", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: [organization] });
  });
  after(() => server.stop());

  const begin = async (clientId: string, entered: Record<string, string>, browser = new ScriptLessBrowser()) => {
    const page = await browser.open(new TestClient(server, clientId).authorizeUrl());
    return { browser, page: await browser.submit(page, entered, CALLBACK) };
  };
  const withPassword = (clientId: string, userName = "kim", browser = new ScriptLessBrowser()) =>
    begin(clientId, { usernameUserInput: userName, password: PASSWORD }, browser);
  const enter = (browser: ScriptLessBrowser, page: Page, OTPCode: string) =>
    browser.submit(page, { OTPCode }, CALLBACK);
  const again = (browser: ScriptLessBrowser, page: Page) =>
    browser.submit(page, { pick: `${page.form?.hidden.authenticator}:LOCAL` }, CALLBACK);
  const latestCode = async (address: string) => codeIn(await outboxOf(server).latest(address));
  const wrongOf = (code: string) => `${(Number(code) + 1) % 1_000_000}`.padStart(6, "0");
  const assertAsksForCode = (page: Page) => {
    assert.equal(page.status, 200, page.body);
    assert.ok(page.body.includes('id="OTPCode"'), page.body);
  };
  const later = () => server.clock.advance(7200); // so that one test's limits are not the next one's

  it("sends six digits by e-mail after the password, to an address that is shown in part (security bar 19.2)", async () => {
    later();
    const { browser, page } = await withPassword("second");
    assertAsksForCode(page);
    assert.ok(page.body.includes("k•••@example.com"));
    assert.ok(!page.body.includes("kim@example.com"));
    const message = await outboxOf(server).latest("kim@example.com");
    assert.equal(message.type, "EmailOTP");
    assert.match(await latestCode("kim@example.com"), /^\d{6}$/);
    const { code } = returned(await enter(browser, page, await latestCode("kim@example.com")));
    assert.ok(code);
  });

  it("tells in `amr` that both were used (security bar 19.6)", async () => {
    later();
    const client = new TestClient(server, "second");
    const verifier = newVerifier();
    const browser = new ScriptLessBrowser();
    const first = await browser.open(client.authorizeUrl({}, verifier));
    const page = await browser.submit(first, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK);
    const { code = "" } = returned(await enter(browser, page, await latestCode("kim@example.com")));
    const { body } = await client.exchange({ code, redirect_uri: CALLBACK, code_verifier: verifier });
    assert.deepEqual(claimsOf(body.id_token).amr, ["BasicAuthenticator", "email-otp-authenticator"]);
  });

  it("sends a text message where that is the step, and shows the last digits of the number", async () => {
    later();
    const { browser, page } = await withPassword("text");
    assert.ok(page.body.includes("••• 78"));
    const message = await outboxOf(server).latest("+4712345678");
    assert.equal(message.channel, "sms");
    assert.ok(returned(await enter(browser, page, codeIn(message))).code);
  });

  it("writes in the user's language", async () => {
    later();
    await withPassword("second", "lee");
    const message = await outboxOf(server).latest("lee@example.com");
    assert.equal(message.channel === "email" && message.subject, "Ihr Code zum Anmelden");
  });

  it("takes a code with blanks in it, as people write it down", async () => {
    later();
    const { browser, page } = await withPassword("second");
    const code = await latestCode("kim@example.com");
    assert.ok(returned(await enter(browser, page, ` ${code.slice(0, 3)} ${code.slice(3)}`)).code);
  });

  it("refuses a wrong code with an alert, and takes the right one then", async () => {
    later();
    const { browser, page } = await withPassword("second");
    const code = await latestCode("kim@example.com");
    const refused = await enter(browser, page, wrongOf(code));
    assert.equal(refused.url.searchParams.get("authFailureMsg"), "wrong_code");
    assert.ok(refused.body.includes('role="alert"'));
    assert.ok(returned(await enter(browser, refused, code)).code);
  });

  it("refuses a code after ten minutes (security bar 19.2)", async () => {
    later();
    const { browser, page } = await withPassword("second");
    const code = await latestCode("kim@example.com");
    server.clock.advance(600);
    assertAsksForCode(await enter(browser, page, code));
  });

  it("refuses every code after five wrong ones, and sends another then (security bar 19.2)", async () => {
    later();
    let { browser, page } = await withPassword("second", "ada@example.com");
    const code = await latestCode("ada@example.com");
    for (let tries = 0; tries < 5; tries++) page = await enter(browser, page, wrongOf(code));
    page = await enter(browser, page, code);
    assertAsksForCode(page);
    assert.equal(browser.cookie("commonAuthId"), undefined);
  });

  it("takes no code twice: neither in the same sign-in nor in another one (security bar 19.2)", async () => {
    later();
    const { browser, page } = await withPassword("second");
    const code = await latestCode("kim@example.com");
    const other = await withPassword("second");
    assertAsksForCode(await enter(other.browser, other.page, code));
    assert.ok(returned(await enter(browser, page, code)).code);
    const replayed = await browser.request(new URL(page.form?.action ?? "", page.url), {
      method: "POST",
      body: new URLSearchParams({ ...page.form?.hidden, OTPCode: code }),
    });
    assert.ok(!replayed.redirectedTo?.href.includes("code="));
  });

  it("sends a new code on demand, which ends the old one", async () => {
    later();
    const { browser, page } = await withPassword("second");
    const old = await latestCode("kim@example.com");
    const resent = await again(browser, page);
    const fresh = await latestCode("kim@example.com");
    assert.notEqual(fresh, old);
    const refused = await enter(browser, resent, old);
    assertAsksForCode(refused);
    assert.ok(returned(await enter(browser, refused, fresh)).code);
  });

  it("sends five codes in one sign-in, and answers 429 with Retry-After to the next (security bar 18.5, 19.2)", async () => {
    later();
    let { browser, page } = await withPassword("second");
    const before = (await outboxOf(server).to("kim@example.com")).length;
    for (let sent = 1; sent < 5; sent++) page = await again(browser, page);
    assert.equal((await outboxOf(server).to("kim@example.com")).length, before + 4);
    const refused = await again(browser, page);
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get("retry-after")) > 0);
    assert.equal((await outboxOf(server).to("kim@example.com")).length, before + 4);
  });

  it("sends no more codes when the same way is picked many times at once (security bar 19.2)", async () => {
    later();
    const { browser, page } = await withPassword("either", "kim");
    const before = (await outboxOf(server).all()).length;
    const pick = () =>
      browser.request(new URL(page.form?.action ?? "", page.url), {
        method: "POST",
        body: new URLSearchParams({ ...page.form?.hidden, pick: "email-otp-authenticator:LOCAL" }),
      });
    await Promise.all(Array.from({ length: 12 }, pick));
    const sent = (await outboxOf(server).all()).length - before;
    assert.ok(sent >= 1 && sent <= 5, `${sent} codes`);
    const code = await latestCode("kim@example.com");
    const present = await browser.open(page.url, CALLBACK);
    assert.ok(returned(await enter(browser, present, code)).code, "and the latest one counts");
  });

  it("fills nobody's mailbox on one device after another (security bar 18.5)", async () => {
    later();
    const before = (await outboxOf(server).to("lee@example.com")).length;
    for (let round = 0; round < 14; round++) {
      const browser = new ScriptLessBrowser();
      const plain = await browser.open(new TestClient(server, "plain").authorizeUrl(), CALLBACK);
      await browser.submit(plain, { usernameUserInput: "lee", password: PASSWORD }, CALLBACK);
      await browser.open(new TestClient(server, "second").authorizeUrl(), CALLBACK);
    }
    assert.equal((await outboxOf(server).to("lee@example.com")).length, before + 10);
  });

  it("counts wrong codes together on all devices that the password alone has made known (security bar 18.1)", async () => {
    later();
    const onNewDevice = async () => {
      const browser = new ScriptLessBrowser();
      const plain = await browser.open(new TestClient(server, "plain").authorizeUrl(), CALLBACK);
      await browser.submit(plain, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK);
      return { browser, page: await browser.open(new TestClient(server, "second").authorizeUrl(), CALLBACK) };
    };
    const first = await onNewDevice();
    const code = await latestCode("kim@example.com");
    for (let tries = 0; tries < 5; tries++) await enter(first.browser, first.page, wrongOf(code));
    const second = await onNewDevice();
    assertAsksForCode(await enter(second.browser, second.page, await latestCode("kim@example.com")));
  });

  it("are one factor however many are entered: two of one mailbox are no multi-factor sign-in (security bar 19.6)", async () => {
    later();
    const client = new TestClient(server, "first");
    const browser = new ScriptLessBrowser();
    const acr_values = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
    const first = await browser.open(client.authorizeUrl({ acr_values }));
    const page = await browser.submit(first, { usernameUserInput: "ada@example.com" }, CALLBACK);
    const next = await enter(browser, page, await latestCode("ada@example.com"));
    assert.equal(next.redirectedTo, undefined);
    assert.notEqual(next.form?.hidden.authenticator, "email-otp-authenticator");
    assert.doesNotMatch(next.body, /value="email-otp-authenticator:LOCAL"/);
  });

  it("fills nobody's mailbox by many sign-ins (security bar 18.5)", async () => {
    later();
    const before = (await outboxOf(server).to("ada@example.com")).length;
    const statuses: number[] = [];
    for (let round = 0; round < 14; round++) {
      statuses.push((await begin("first", { usernameUserInput: "ada@example.com" })).page.status);
    }
    assert.equal((await outboxOf(server).to("ada@example.com")).length, before + 10);
    assert.deepEqual(new Set(statuses.slice(10)), new Set([429]));
  });

  it("lets the user in on a device of theirs while strangers have used that up (security bar 18.2)", async () => {
    later();
    const browser = new ScriptLessBrowser();
    const known = await begin("first", { usernameUserInput: "ada@example.com" }, browser);
    assert.ok(returned(await enter(browser, known.page, await latestCode("ada@example.com"))).code);
    for (let round = 0; round < 12; round++) await begin("first", { usernameUserInput: "ada@example.com" });
    const client = new TestClient(server, "first");
    const page = await browser.open(client.authorizeUrl({ prompt: "login" }));
    const asked = await browser.submit(page, { usernameUserInput: "ada@example.com" }, CALLBACK);
    assert.equal(asked.status, 200);
    assert.ok(returned(await enter(browser, asked, await latestCode("ada@example.com"))).code);
  });

  it("lets strangers who enter wrong codes lock out neither a known device nor whoever has the password (security bar 18.2)", async () => {
    later();
    const browser = new ScriptLessBrowser();
    const known = await begin("first", { usernameUserInput: "ada@example.com" }, browser);
    assert.ok(returned(await enter(browser, known.page, await latestCode("ada@example.com"))).code);

    const stranger = await begin("first", { usernameUserInput: "ada@example.com" });
    const { page } = stranger;
    const code = await latestCode("ada@example.com");
    for (let tries = 0; tries < 5; tries++) await enter(stranger.browser, page, wrongOf(code));
    const another = await begin("first", { usernameUserInput: "ada@example.com" });
    assertAsksForCode(await enter(another.browser, another.page, await latestCode("ada@example.com")));

    const onKnown = await browser.open(new TestClient(server, "first").authorizeUrl({ prompt: "login" }));
    const asked = await browser.submit(onKnown, { usernameUserInput: "ada@example.com" }, CALLBACK);
    assert.ok(returned(await enter(browser, asked, await latestCode("ada@example.com"))).code);
    const elsewhere = await withPassword("second", "ada@example.com");
    assert.ok(returned(await enter(elsewhere.browser, elsewhere.page, await latestCode("ada@example.com"))).code);
  });

  it("looks the same for a name that nobody has, and sends nothing (security bar 18.4)", async () => {
    later();
    const looks = async (name: string) => {
      const { browser, page } = await begin("first", { usernameUserInput: name });
      const refused = await enter(browser, page, "000000");
      return [page, refused].map(({ status, body, url }) => ({
        status,
        path: `${url.pathname} ${url.searchParams.get("authFailureMsg")}`,
        body: body
          .replaceAll(name, "NAME")
          .replace(/name="(csrfToken|sessionDataKey)" value="[^"]*"/g, "")
          .replace(/>[A-Z]<\/span>/g, ">")
          .replaceAll(/\b\w•••/g, "•••"),
      }));
    };
    const before = (await outboxOf(server).all()).length;
    const unknown = await looks("nobody@example.com");
    assert.equal((await outboxOf(server).all()).length, before);
    assert.deepEqual(unknown, await looks("ada@example.com"));
    assert.equal((await outboxOf(server).all()).length, before + 1);
    assert.deepEqual(await looks("nobody"), await looks("lee"));
    assert.deepEqual(await looks("nobody"), await looks("boris"));
  });

  it("does not offer a way that leads nowhere: no address, or one that is not confirmed", async () => {
    later();
    for (const [userName, status] of [
      ["boris", 403],
      ["cy", 403],
    ] as const) {
      const { page } = await withPassword("second", userName);
      assert.equal(page.status, status, page.body);
      assert.equal((await outboxOf(server).to(`${userName}@example.com`)).length, 0);
    }
    const { page } = await withPassword("either", "lee");
    assert.equal(page.form?.hidden.authenticator, "email-otp-authenticator");
  });

  it("sends nothing before one of several ways is picked", async () => {
    later();
    const before = (await outboxOf(server).all()).length;
    const { browser, page } = await withPassword("either");
    assert.ok(page.body.includes('value="sms-otp-authenticator:LOCAL"'));
    assert.equal((await outboxOf(server).all()).length, before);
    const picked = await browser.submit(page, { pick: "sms-otp-authenticator:LOCAL" }, CALLBACK);
    assert.ok(returned(await enter(browser, picked, await latestCode("+4712345678"))).code);
  });

  it("does not sign in a user who was disabled meanwhile", async () => {
    later();
    const { browser, page } = await withPassword("second");
    const code = await latestCode("kim@example.com");
    const undo = await changeUser(server, "kim", { enabled: false });
    const refused = await enter(browser, page, code);
    assert.equal(browser.cookie("commonAuthId"), undefined);
    assert.ok(!refused.redirectedTo?.href.includes("code="));
    await undo();
  });

  it("keeps neither the code nor anything it can be guessed from in the log (security bar 26.1)", async () => {
    later();
    await withPassword("second");
    const code = await latestCode("kim@example.com");
    assert.ok(server.logLines.length > 0);
    assert.ok(!server.logLines.some((line) => line.includes(`"${code}"`) || line.includes(` ${code} `)));
  });
});
