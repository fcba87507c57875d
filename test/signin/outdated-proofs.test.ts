import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { replacePasswordHash } from "../../src/accounts/replace-password.ts";
import { makeBackupCodes } from "../../src/credentials/backup-codes.ts";
import { demandPasswordChange } from "../../src/credentials/password-state.ts";
import { hashPassword } from "../../src/crypto/password-hash.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { TestClient } from "../client.ts";
import { NativeApplication, ORIGIN, PASSWORD_ID } from "../native-application.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { codeIn, linkIn, outboxOf } from "../outbox.ts";
import { answerWith, optionsOf } from "../passkey-pages.ts";
import { giveApp, givePasskey, step, steppedApplication, storeOf, userIdOf } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeUser } from "../tenant-data.ts";

const NEW_PASSWORD = "eight yellow lanterns";
const TOTP_ID = Buffer.from("totp:LOCAL").toString("base64url");
const [WITH_PASSWORD, WITH_APP, WITH_MAIL] = ["BasicAuthenticator", "totp", "email-otp-authenticator"].map((way) =>
  step(way),
) as [object, object, object];

describe("what was proven with what is gone by now, between the steps of a sign-in (security bar 17.4, 19.5)", () => {
  let server: TestServer;
  let store: TenantStore;
  before(async () => {
    const direct = { allowedOrigins: [ORIGIN], enableAPIBasedAuthentication: true };
    server = await startServer({
      organizations: [
        {
          handle: "acme",
          name: "Acme",
          users: ["kim", "lee", "mia", "noa", "pia", "rio", "sam", "tom", "uma"].map((userName) => ({
            userName,
            password: PASSWORD,
            claims: { email: `${userName}@example.com` },
          })),
          applications: [
            steppedApplication("password", WITH_PASSWORD, WITH_APP),
            steppedApplication("app", WITH_PASSWORD, WITH_APP, WITH_MAIL),
            steppedApplication("codes", WITH_PASSWORD, step("backup-code-authenticator"), WITH_MAIL),
            steppedApplication("mail", WITH_PASSWORD, WITH_MAIL, WITH_APP),
            steppedApplication("link", WITH_PASSWORD, step("MagicLinkAuthenticator"), WITH_APP),
            steppedApplication("passkey", step("FIDOAuthenticator"), WITH_MAIL),
            { ...steppedApplication("native", WITH_PASSWORD, WITH_APP), ...direct },
          ],
        },
      ],
    });
    store = await storeOf(server);
  });
  after(() => server.stop());
  // What was tried from the one address of all tests is forgotten.
  beforeEach(() => server.clock.advance(86_401));

  interface At {
    readonly browser: ScriptLessBrowser;
    readonly page: Page;
  }
  const begin = async (clientId: string): Promise<At> => {
    const browser = new ScriptLessBrowser();
    return { browser, page: await browser.open(new TestClient(server, clientId).authorizeUrl(), CALLBACK) };
  };
  const enter = async ({ browser, page }: At, entered: Readonly<Record<string, string>>): Promise<At> => ({
    browser,
    page: await browser.submit(page, entered, CALLBACK),
  });
  const afterPassword = async (clientId: string, usernameUserInput: string, password = PASSWORD) =>
    enter(await begin(clientId), { usernameUserInput, password });
  const mailTo = async (userName: string) => outboxOf(server).latest(`${userName}@example.com`);
  const changePassword = async (userName: string) =>
    store.users.setPasswordHash(await userIdOf(server, userName), await hashPassword(NEW_PASSWORD));
  const takeApp = async (userName: string) => {
    const userId = await userIdOf(server, userName);
    await store.credentials.remove(userId, "totp", userId);
  };

  /** Each comes to its last step, and says what to enter there; then what was proven before goes. */
  const GONE: readonly [
    what: string,
    userName: string,
    come: () => Promise<[At, () => Promise<object>]>,
    () => Promise<unknown>,
  ][] = [
    [
      "the password was changed",
      "kim",
      async () => {
        const app = await giveApp(server, "kim");
        return [await afterPassword("password", "kim"), async () => ({ token: app.code() })];
      },
      () => changePassword("kim"),
    ],
    [
      "the app was replaced by another",
      "lee",
      async () => {
        const app = await giveApp(server, "lee");
        const at = await enter(await afterPassword("app", "lee"), { token: app.code() });
        return [at, async () => ({ OTPCode: codeIn(await mailTo("lee")) })];
      },
      async () => {
        await takeApp("lee");
        await giveApp(server, "lee");
      },
    ],
    [
      "the passkey was removed",
      "mia",
      async () => {
        const device = await givePasskey(server, "mia");
        const at = await begin("passkey");
        const next = { ...at, page: await answerWith(at, device.get(optionsOf(at))) };
        return [next, async () => ({ OTPCode: codeIn(await mailTo("mia")) })];
      },
      async () => {
        const userId = await userIdOf(server, "mia");
        const [passkey] = await store.credentials.listOf(userId, "passkey");
        await store.credentials.remove(userId, "passkey", passkey?.id as string);
      },
    ],
    [
      "the backup codes were made anew",
      "noa",
      async () => {
        const userId = await userIdOf(server, "noa");
        const [code = ""] = await makeBackupCodes(userId, { store, now: server.clock.now - 60 });
        const at = await enter(await afterPassword("codes", "noa"), { BackupCode: code });
        return [at, async () => ({ OTPCode: codeIn(await mailTo("noa")) })];
      },
      async () => makeBackupCodes(await userIdOf(server, "noa"), { store, now: server.clock.now }),
    ],
    [
      "the address was changed that the code went to",
      "pia",
      async () => {
        const app = await giveApp(server, "pia");
        const at = await afterPassword("mail", "pia");
        return [await enter(at, { OTPCode: codeIn(await mailTo("pia")) }), async () => ({ token: app.code() })];
      },
      () => changeUser(server, "pia", { claims: { email: "other@example.com" } }),
    ],
    [
      "the address was changed that the link went to",
      "rio",
      async () => {
        const app = await giveApp(server, "rio");
        const { browser } = await afterPassword("link", "rio");
        const opened = { browser, page: await browser.open(linkIn(await mailTo("rio")), CALLBACK) };
        return [await enter(opened, {}), async () => ({ token: app.code() })];
      },
      () => changeUser(server, "rio", { claims: { email: "other@example.com" } }),
    ],
    [
      "the user was disabled, and enabled again",
      "sam",
      async () => {
        const app = await giveApp(server, "sam");
        const at = await afterPassword("password", "sam");
        const undo = await changeUser(server, "sam", { enabled: false });
        const between = await enter(at, { token: app.code() });
        await undo();
        return [between, async () => ({ usernameUserInput: "", password: "", token: app.code() })];
      },
      async () => {},
    ],
  ];
  for (const [what, userName, come, go] of GONE) {
    it(`opens nothing when ${what}`, async () => {
      const [at, entered] = await come();
      assert.equal(at.page.redirectedTo, undefined, `${at.page.body}`);
      await go();
      const last = (await entered()) as Record<string, string>;
      const { page } = await enter(at, last);
      assert.equal(page.redirectedTo, undefined, String(page.redirectedTo));
      assert.match(page.url.pathname, /login\.do$/);
      assert.deepEqual(await store.sessions.listOf(await userIdOf(server, userName)), []);
    });
  }

  it("is said, and the sign-in goes on from its beginning with what counts now", async () => {
    const app = await giveApp(server, "tom");
    const at = await afterPassword("password", "tom");
    await changePassword("tom");
    const again = await enter(at, { token: app.code() });
    assert.match(again.page.body, /Something about your account has changed meanwhile/);
    const wrong = await enter(again, { usernameUserInput: "tom", password: PASSWORD });
    assert.match(wrong.page.body, /The username or the password is not right/);
    const right = await enter(wrong, { usernameUserInput: "tom", password: NEW_PASSWORD });
    const { page } = await enter(right, { token: app.code() });
    assert.ok(page.redirectedTo?.searchParams.get("code"), page.body);
  });

  it("is seen too where the page is only looked at", async () => {
    const at = await afterPassword("password", "lee");
    await changePassword("lee");
    const page = await at.browser.open(at.page.url, CALLBACK);
    assert.match(page.body, /id="password"/);
    assert.match(page.body, /Something about your account has changed meanwhile/);
  });

  it("is not what the sign-in itself has changed", async () => {
    const userId = await userIdOf(server, "uma");
    const { now } = server.clock;
    await demandPasswordChange(userId, { expiresAt: now + 600 }, { store, now });
    const app = await giveApp(server, "uma");
    const choosing = await enter(await afterPassword("password", "uma"), { token: app.code() });
    assert.match(choosing.page.body, /id="newPassword"/);
    const { page } = await enter(choosing, { newPassword: NEW_PASSWORD, confirmPassword: NEW_PASSWORD });
    assert.ok(page.redirectedTo?.searchParams.get("code"), page.body);
  });

  it("leaves no session where the password is changed just before it begins", async () => {
    const user = (await store.users.findByName("noa"))?.user ?? assert.fail();
    const world = { store, root: { store }, now: server.clock.now, sessionsEnded: async () => {} };
    const app = await giveApp(server, "noa");
    const at = await afterPassword("password", "noa");
    const hash = await hashPassword(NEW_PASSWORD);
    const { forTenant } = server.store;
    // All that the change ends is what is there by then.
    const changing = (id: string): TenantStore => {
      const tenant = forTenant(id);
      const create: TenantStore["sessions"]["create"] = async (...session) => {
        await replacePasswordHash(user, hash, world);
        return tenant.sessions.create(...session);
      };
      return { ...tenant, sessions: { ...tenant.sessions, create } };
    };
    Object.assign(server.store, { forTenant: changing });
    const { page } = await enter(at, { token: app.code() }).finally(() => Object.assign(server.store, { forTenant }));
    assert.deepEqual(await store.sessions.listOf(user.id), []);
    assert.match(page.body, /id="password"/);
  });

  it("is told to an application that shows the steps itself, with the first of them (contract §14.4)", async () => {
    const native = new NativeApplication(server, "native");
    await store.users.setPasswordHash(await userIdOf(server, "kim"), await hashPassword(PASSWORD));
    await takeApp("kim");
    const app = await giveApp(server, "kim");
    const { flowId } = (await native.start()).body;
    await native.step(flowId, PASSWORD_ID, { username: "kim", password: PASSWORD });
    await changePassword("kim");
    const { body } = await native.step(flowId, TOTP_ID, { token: app.code() });
    assert.equal(body.flowStatus, "FAIL_INCOMPLETE", JSON.stringify(body));
    assert.equal(body.nextStep.messages[0].messageId, "msg_starts_over");
    assert.equal(body.nextStep.authenticators[0].authenticatorId, PASSWORD_ID);
    await native.step(flowId, PASSWORD_ID, { username: "kim", password: NEW_PASSWORD });
    const done = await native.step(flowId, TOTP_ID, { token: app.code() });
    assert.equal(done.body.flowStatus, "SUCCESS_COMPLETED", JSON.stringify(done.body));
  });
});
