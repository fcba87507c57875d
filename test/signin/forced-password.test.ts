import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { demandPasswordChange } from "../../src/credentials/password-state.ts";
import { hashPassword, verifyPassword } from "../../src/crypto/password-hash.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { TestClient } from "../client.ts";
import {
  applicationWith,
  comeBack,
  connectionTo,
  type FakeProvider,
  goToProvider,
  startFakeProvider,
} from "../federation.ts";
import { NativeApplication, ORIGIN } from "../native-application.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { codeIn, linkIn, outboxOf } from "../outbox.ts";
import { answerWith, optionsOf } from "../passkey-pages.ts";
import { givePasskey, userIdOf } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

const OIDC = "OpenIDConnectAuthenticator";
const OWN = "eight yellow lanterns";
const NEW = { newPassword: OWN, confirmPassword: OWN };

interface At {
  readonly browser: ScriptLessBrowser;
  readonly page: Page;
}

describe("a password that has to be changed before a session begins (security bar 17.4, 17.5)", () => {
  let server: TestServer;
  let provider: FakeProvider;
  let store: TenantStore;
  before(async () => {
    provider = await startFakeProvider();
    const direct = { allowedOrigins: [ORIGIN], enableAPIBasedAuthentication: true };
    server = await startServer({
      settings: { outboundAllowedHosts: ["localhost"] },
      organizations: [
        {
          handle: "acme",
          name: "Acme",
          users: ["kim", "lee", "mia", "noa", "pia", "rio", "sam", "tom", "uma", "vic"].map((userName) => ({
            userName,
            password: PASSWORD,
            claims: { email: `${userName}@example.com`, email_verified: true },
          })),
          applications: [
            applicationWith("password", ["BasicAuthenticator"]),
            applicationWith("passkey", ["FIDOAuthenticator"]),
            applicationWith("code", ["IdentifierExecutor"], ["email-otp-authenticator"]),
            applicationWith("link", ["IdentifierExecutor"], ["MagicLinkAuthenticator"]),
            applicationWith("connection", [`${OIDC}:Partner`]),
            { ...applicationWith("native", ["FIDOAuthenticator"]), ...direct },
          ],
          identityProviders: [connectionTo(provider.origin, "Partner", { provisioning: { associateLocalUser: true } })],
        },
      ],
    });
    store = await tenantStore(server, "acme");
  });
  after(() => Promise.all([server.stop(), provider.close()]));
  // What was tried from the one address of all tests is forgotten.
  beforeEach(() => server.clock.advance(86_401));

  const begin = async (clientId: string): Promise<At> => {
    const browser = new ScriptLessBrowser();
    return { browser, page: await browser.open(new TestClient(server, clientId).authorizeUrl(), CALLBACK) };
  };
  const enter = async ({ browser, page }: At, entered: Readonly<Record<string, string>>): Promise<At> => ({
    browser,
    page: await browser.submit(page, entered, CALLBACK),
  });
  const mailTo = async (userName: string) => outboxOf(server).latest(`${userName}@example.com`);
  const demand = async (userName: string, seconds: number) => {
    const { now } = server.clock;
    const state = { expiresAt: now + seconds, ...(seconds === 0 && { sent: { by: "link" } as const }) };
    await demandPasswordChange(await userIdOf(server, userName), state, { store, now });
  };
  /** As the link's page does. */
  const chooseByLink = async (userName: string) => {
    const userId = await userIdOf(server, userName);
    await store.users.setPasswordHash(userId, await hashPassword(OWN));
    await store.credentials.remove(userId, "password state", userId);
  };
  const hasPassword = async (userName: string, password: string) =>
    (await verifyPassword(password, (await store.users.findByName(userName))?.passwordHash)).matches;
  const isDone = ({ page }: At) => page.redirectedTo?.searchParams.has("code") === true;

  /** Signs in by the way, as far as the new password. */
  const WAYS: Readonly<Record<string, (userName: string) => Promise<At>>> = {
    async passkey(userName) {
      const device = await givePasskey(server, userName);
      const at = await begin("passkey");
      return { ...at, page: await answerWith(at, device.get(optionsOf(at))) };
    },
    async "code by e-mail"(userName) {
      const at = await enter(await begin("code"), { usernameUserInput: userName });
      return enter(at, { OTPCode: codeIn(await mailTo(userName)) });
    },
    async "link by e-mail"(userName) {
      const { browser } = await enter(await begin("link"), { usernameUserInput: userName });
      return enter({ browser, page: await browser.open(linkIn(await mailTo(userName)), CALLBACK) }, {});
    },
    async connection(userName) {
      const browser = new ScriptLessBrowser();
      const at = await goToProvider(server, provider, "connection", browser);
      const person = { sub: userName, email: `${userName}@example.com`, email_verified: true };
      return { browser, page: await comeBack(server, provider, at, person) };
    },
  };

  for (const [index, way] of Object.keys(WAYS).entries()) {
    it(`asks for the present one after a ${way}`, async () => {
      const userName = ["kim", "lee", "mia", "noa"][index] as string;
      await demand(userName, 600);
      const at = await (WAYS[way] as (name: string) => Promise<At>)(userName);
      assert.match(at.page.body, /id="currentPassword"/);
      for (const currentPassword of [undefined, "not the password", OWN]) {
        const refused = await enter(at, { ...NEW, ...(currentPassword !== undefined && { currentPassword }) });
        assert.ok(!isDone(refused));
        assert.match(refused.page.body, /Your current password is not right/);
      }
      assert.ok(await hasPassword(userName, PASSWORD));
      const done = await enter(at, { ...NEW, currentPassword: PASSWORD });
      assert.ok(isDone(done), done.page.body);
      assert.ok(await hasPassword(userName, OWN));
    });
  }

  it("counts what is entered for the present one as any password (security bar 18.1)", async () => {
    await demand("pia", 600);
    const at = await (WAYS.connection as (name: string) => Promise<At>)("pia");
    for (let tries = 0; tries < 5; tries += 1) await enter(at, { ...NEW, currentPassword: `guess ${tries}` });
    const next = await (WAYS.connection as (name: string) => Promise<At>)("pia");
    const locked = await enter(next, { ...NEW, currentPassword: PASSWORD });
    assert.ok(!isDone(locked));
    assert.ok(await hasPassword("pia", PASSWORD));
  });

  it("does not ask for the one that was entered in the same sign-in", async () => {
    await demand("rio", 600);
    const at = await enter(await begin("password"), { usernameUserInput: "rio", password: PASSWORD });
    assert.doesNotMatch(at.page.body, /id="currentPassword"/);
    assert.ok(isDone(await enter(at, NEW)));
  });

  it("does not ask for one where there is none", async () => {
    const user = (await store.users.findByName("sam"))?.user ?? assert.fail();
    await store.users.save(user, undefined);
    await demand("sam", 600);
    const at = await (WAYS.connection as (name: string) => Promise<At>)("sam");
    assert.doesNotMatch(at.page.body, /id="currentPassword"/);
    assert.ok(isDone(await enter(at, NEW)));
  });

  describe("by an administrator's link, which the old one is worth nothing beside", () => {
    it("is chosen there and not here, whatever is entered", async () => {
      await demand("tom", 0);
      const at = await (WAYS.passkey as (name: string) => Promise<At>)("tom");
      assert.match(at.page.body, /Follow the link that we have sent/);
      assert.doesNotMatch(at.page.body, /type="password"/);
      const refused = await enter(at, { ...NEW, currentPassword: PASSWORD });
      assert.ok(!isDone(refused));
      assert.ok(await hasPassword("tom", PASSWORD));
      await chooseByLink("tom");
      assert.ok(isDone(await enter(refused, {})), "the sign-in goes on where it was");
    });

    it("is chosen here by whoever has shown the mailbox that the link goes to", async () => {
      await demand("uma", 0);
      const at = await (WAYS["code by e-mail"] as (name: string) => Promise<At>)("uma");
      assert.match(at.page.body, /id="newPassword"/);
      assert.doesNotMatch(at.page.body, /id="currentPassword"/);
      assert.ok(isDone(await enter(at, NEW)));
    });
  });

  it("is not chosen by whoever entered the old one before it was worth nothing any more", async () => {
    await demand("vic", 600);
    const at = await enter(await begin("password"), { usernameUserInput: "vic", password: PASSWORD });
    assert.match(at.page.body, /id="newPassword"/);
    await demand("vic", 0);
    const refused = await enter(at, NEW);
    assert.ok(!isDone(refused));
    assert.match(refused.page.body, /Something about your account has changed meanwhile/);
    assert.ok(await hasPassword("vic", PASSWORD));
  });

  describe("and the other sessions (security bar 15.6)", () => {
    const liveSessions = async (userName: string) =>
      (await store.sessions.listOf(await userIdOf(server, userName))).length;
    const prepare = async (userName: string) => {
      const { user } = (await store.users.findByName(userName)) ?? assert.fail();
      await store.users.save(user, await hashPassword(PASSWORD));
      await store.credentials.remove(user.id, "password state", user.id);
      await store.sessions.endAllOf(user.id);
      const there = await enter(await begin("password"), { usernameUserInput: userName, password: PASSWORD });
      assert.ok(isDone(there));
      await demand(userName, 600);
      return enter(await begin("password"), { usernameUserInput: userName, password: PASSWORD });
    };

    it("ends them where the box is ticked, as it is at first, and keeps them where it is not", async () => {
      for (const [chosen, left] of [
        [{ endOthers: "on" }, 1],
        [{}, 2],
      ] as const) {
        const at = await prepare("noa");
        assert.match(at.page.body, /name="endOthers" value="on" checked/);
        const refused = await enter(at, { newPassword: "short", confirmPassword: "short", ...chosen });
        assert.equal(/name="endOthers" value="on" checked/.test(refused.page.body), "endOthers" in chosen);
        assert.ok(isDone(await enter(refused, { ...NEW, ...chosen })));
        assert.equal(await liveSessions("noa"), left);
      }
    });

    it("ends them for whoever comes back to the account by a mailbox, and asks nothing", async () => {
      await prepare("noa");
      await demand("noa", 0);
      const at = await (WAYS["code by e-mail"] as (name: string) => Promise<At>)("noa");
      assert.match(at.page.body, /id="newPassword"/);
      assert.doesNotMatch(at.page.body, /endOthers/);
      assert.ok(isDone(await enter(at, { ...NEW, mayKeepOthers: "true" })));
      assert.equal(await liveSessions("noa"), 1);
    });
  });

  it("leaves a password that is set while the new one is hashed (security bar 17.4)", async () => {
    await demand("kim", 600);
    const { user } = (await store.users.findByName("kim")) ?? assert.fail();
    await store.users.save(user, await hashPassword(PASSWORD));
    const at = await enter(await begin("password"), { usernameUserInput: "kim", password: PASSWORD });
    const others = await hashPassword("nine purple kettles");
    const { forTenant } = server.store;
    const changing = (id: string): TenantStore => {
      const { users, ...tenant } = forTenant(id);
      const setPasswordHash: TenantStore["users"]["setPasswordHash"] = async (...change) => {
        await users.setPasswordHash(user.id, others);
        return users.setPasswordHash(...change);
      };
      return { ...tenant, users: { ...users, setPasswordHash } };
    };
    Object.assign(server.store, { forTenant: changing });
    const refused = await enter(at, NEW).finally(() => Object.assign(server.store, { forTenant }));
    assert.ok(!isDone(refused));
    assert.match(refused.page.body, /Something about your account has changed meanwhile/);
    assert.equal((await store.users.findByName("kim"))?.passwordHash, others);
  });

  it("is not chosen by whoever entered the old one, when that is demanded while the new one is looked at (security bar 17.4)", async () => {
    const { user } = (await store.users.findByName("lee")) ?? assert.fail();
    await store.users.save(user, await hashPassword(PASSWORD));
    await demand("lee", 600);
    const at = await enter(await begin("password"), { usernameUserInput: "lee", password: PASSWORD });
    const { forTenant } = server.store;
    const changing = (id: string): TenantStore => {
      const { records, ...tenant } = forTenant(id);
      const findByName: TenantStore["records"]["findByName"] = async (kind, name) => {
        if (name === "governance") await demand("lee", 0);
        return records.findByName(kind, name);
      };
      return { ...tenant, records: { ...records, findByName } };
    };
    Object.assign(server.store, { forTenant: changing });
    const refused = await enter(at, NEW).finally(() => Object.assign(server.store, { forTenant }));
    assert.ok(!isDone(refused));
    assert.match(refused.page.body, /Something about your account has changed meanwhile/);
    assert.ok(await hasPassword("lee", PASSWORD));
  });

  it("is asked for on an application's own pages by the same fields (contract §14.4)", async () => {
    for (const [seconds, required] of [
      [600, ["currentPassword", "newPassword", "confirmPassword"]],
      [0, []],
    ] as const) {
      const user = (await store.users.findByName("rio"))?.user ?? assert.fail();
      await store.users.save(user, await hashPassword(PASSWORD));
      await demand("rio", seconds);
      const device = await givePasskey(server, "rio");
      const native = new NativeApplication(server, "native");
      const { flowId, nextStep } = (await native.start()).body;
      const [passkey] = nextStep.authenticators;
      const { challengeData } = passkey.metadata.additionalData;
      const options = JSON.parse(Buffer.from(challengeData, "base64").toString()).publicKeyCredentialRequestOptions;
      const tokenResponse = JSON.stringify({ requestId: "", credential: device.get(options) });
      const { body } = await native.step(flowId, passkey.authenticatorId, { tokenResponse });
      const [task] = body.nextStep.authenticators;
      assert.deepEqual(task.requiredParams, required);
      assert.equal(task.metadata.promptType, "USER_PROMPT");
      const done = await native.step(flowId, task.authenticatorId, { ...NEW, currentPassword: PASSWORD });
      const expected = seconds > 0 ? "SUCCESS_COMPLETED" : "FAIL_INCOMPLETE";
      assert.equal(done.body.flowStatus, expected, JSON.stringify(done.body));
      if (seconds > 0) continue;
      assert.equal(done.body.nextStep.messages[0].messageId, "msg_password_by_link");
      await chooseByLink("rio");
      const after = await native.step(flowId, task.authenticatorId);
      assert.equal(after.body.flowStatus, "SUCCESS_COMPLETED", JSON.stringify(after.body));
    }
  });
});
