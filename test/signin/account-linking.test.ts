import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { makeBackupCodes } from "../../src/credentials/backup-codes.ts";
import { demandPasswordChange } from "../../src/credentials/password-state.ts";
import { hashPassword } from "../../src/crypto/password-hash.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { claimsOf, TestClient } from "../client.ts";
import {
  applicationWith,
  comeBack,
  connectionTo,
  type FakeProvider,
  goToProvider,
  startFakeProvider,
  VERIFIER,
} from "../federation.ts";
import { NativeApplication, ORIGIN, PASSWORD_ID } from "../native-application.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { codeIn, outboxOf } from "../outbox.ts";
import { answerWith, optionsOf } from "../passkey-pages.ts";
import { giveApp, givePasskey, userIdOf } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeUser, tenantStore } from "../tenant-data.ts";

const OIDC = "OpenIDConnectAuthenticator";
const TOTP_ID = Buffer.from("totp:LOCAL").toString("base64url");
const PEOPLE = ["kim", "lee", "mia", "noa", "pia", "rio", "sam", "tom", "uma", "vic", "wim", "zoe", "ada"];

describe("linking with an account that is here (security bar 24.1, 24.2)", () => {
  let server: TestServer;
  let provider: FakeProvider;
  let store: TenantStore;
  before(async () => {
    provider = await startFakeProvider();
    const native = { allowedOrigins: [ORIGIN], enableAPIBasedAuthentication: true };
    server = await startServer({
      settings: { outboundAllowedHosts: ["localhost"] },
      organizations: [
        {
          handle: "acme",
          name: "Acme",
          users: PEOPLE.map((userName) => ({
            userName,
            password: PASSWORD,
            claims: { email: `${userName}@example.com`, email_verified: true },
          })),
          applications: [
            applicationWith("plain", [`${OIDC}:Partner`]),
            applicationWith("strong", [`${OIDC}:Partner`], ["totp"]),
            applicationWith("either", ["BasicAuthenticator", `${OIDC}:Partner`]),
            { ...applicationWith("native", [`${OIDC}:Partner`]), ...native },
          ],
          identityProviders: [connectionTo(provider.origin, "Partner")],
        },
      ],
    });
    store = await tenantStore(server, "acme");
  });
  after(() => Promise.all([server.stop(), provider.close()]));
  // What was tried from the one address of all tests is forgotten.
  beforeEach(() => server.clock.advance(86_401));

  /** Comes back from the provider with the address of the user. */
  async function arrive(userName: string, clientId = "plain") {
    const browser = new ScriptLessBrowser();
    const person = { sub: `${userName} there`, email: `${userName}@example.com`, email_verified: true };
    const page = await comeBack(server, provider, await goToProvider(server, provider, clientId, browser), person);
    assert.match(page.body, /Is this your account\?/);
    return { browser, page };
  }
  type Arrived = Awaited<ReturnType<typeof arrive>>;
  const enter = async ({ browser, page }: Arrived, entered: Readonly<Record<string, string>>) => ({
    browser,
    page: await browser.submit(page, entered, CALLBACK),
  });
  const afterPassword = async (userName: string, clientId?: string, password = PASSWORD) =>
    enter(await arrive(userName, clientId), { usernameUserInput: userName, password });
  const linksOf = async (userName: string) =>
    (await store.federatedAssociations.listOf(await userIdOf(server, userName))).map(({ subject }) => subject);
  const exchangeOf = async ({ redirectedTo, status, body }: Page, clientId = "plain") => {
    const code = redirectedTo?.searchParams.get("code");
    assert.ok(code, `${status} ${body.slice(0, 3000)}`);
    const redeemable = { code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
    return (await new TestClient(server, clientId).exchange(redeemable)).body;
  };
  const amrOf = async (page: Page, clientId?: string) => claimsOf((await exchangeOf(page, clientId)).id_token).amr;
  const liveSessionsOf = (userId: string) => store.sessions.search({ userId, now: server.clock.now, limit: 5 });
  const credentialWorld = () => ({ store, now: server.clock.now - 300 });

  describe("of an account that a second factor stands before", () => {
    it("takes the password and a code of the app, and links after both alone", async () => {
      const app = await giveApp(server, "kim");
      const asked = await afterPassword("kim");
      assert.match(asked.page.body, /name="token"/);
      const came = /<p id="came-from">(.*)<\/p>/.exec(asked.page.body)?.[1]?.replaceAll(/<[^>]*>/g, "");
      assert.equal(came, "You came from Partner as kim@example.com.");
      assert.deepEqual(await linksOf("kim"), []);
      const wrong = await enter(asked, { token: "000000" });
      assert.match(wrong.page.body, /This code is not right/);
      assert.deepEqual(await linksOf("kim"), []);
      const done = await enter(wrong, { token: app.code() });
      assert.deepEqual(await linksOf("kim"), ["kim there"]);
      assert.deepEqual(
        await amrOf(done.page),
        [OIDC, "BasicAuthenticator", "totp"],
        "what happened (security bar 19.6)",
      );
    });

    it("takes a backup code where the app is not at hand", async () => {
      await giveApp(server, "lee");
      const [code = ""] = await makeBackupCodes(await userIdOf(server, "lee"), credentialWorld());
      const choice = await afterPassword("lee");
      const picked = await enter(choice, { pick: "backup-code-authenticator:LOCAL" });
      assert.deepEqual(await linksOf("lee"), []);
      await enter(picked, { BackupCode: code });
      assert.deepEqual(await linksOf("lee"), ["lee there"]);
    });

    it("takes a code by e-mail of who has said to want that", async () => {
      const userId = await userIdOf(server, "mia");
      const document = { names: ["email-otp-authenticator"] };
      await store.credentials.add({ userId, kind: "enabled factors", id: userId, document }, server.clock.now);
      const asked = await afterPassword("mia");
      const message = await outboxOf(server).latest("mia@example.com");
      assert.deepEqual(await linksOf("mia"), []);
      await enter(asked, { OTPCode: codeIn(message) });
      assert.deepEqual(await linksOf("mia"), ["mia there"]);
    });

    it("takes a passkey alone in place of both", async () => {
      const device = await givePasskey(server, "noa");
      await giveApp(server, "noa");
      const at = await enter(await arrive("noa"), { pick: "FIDOAuthenticator:LOCAL" });
      assert.ok(!("allowCredentials" in optionsOf(at)), "whose it may be is not told (security bar 18.4)");
      const done = await answerWith(at, device.get(optionsOf(at)));
      assert.deepEqual(await amrOf(done), [OIDC, "FIDOAuthenticator"]);
      assert.deepEqual(await linksOf("noa"), ["noa there"]);
    });

    it("takes the passkey after the password too, and no other user's", async () => {
      const [device, other] = [await givePasskey(server, "pia"), await givePasskey(server, "rio")];
      const at = await afterPassword("pia");
      const refused = await answerWith(at, other.get(optionsOf(at)));
      assert.equal(refused.redirectedTo, undefined);
      const again = { ...at, page: refused };
      await answerWith(again, device.get(optionsOf(again)));
      assert.deepEqual([await linksOf("pia"), await linksOf("rio")], [["pia there"], []]);
    });

    it("is told to nobody who does not know the password (security bar 18.3)", async () => {
      await giveApp(server, "rio");
      const bodies = [];
      for (const usernameUserInput of ["rio", "sam", "nobody"]) {
        const { page } = await enter(await arrive("rio"), { usernameUserInput, password: "not the password" });
        bodies.push(page.body.replaceAll(/value="[^"]*"/g, ""));
      }
      assert.equal(new Set(bodies).size, 1);
    });

    it("is not asked for twice where the application asks for it too", async () => {
      const app = await giveApp(server, "sam");
      const done = await enter(await afterPassword("sam", "strong"), { token: app.code() });
      assert.deepEqual(await amrOf(done.page, "strong"), [OIDC, "BasicAuthenticator", "totp"]);
    });

    it("is locked by five wrong codes, as at any sign-in (security bar 18.1, 19.1)", async () => {
      const app = await giveApp(server, "tom");
      const at = await afterPassword("tom");
      let page = at.page;
      for (let tries = 0; tries < 5; tries += 1) page = await at.browser.submit(page, { token: "000000" }, CALLBACK);
      await at.browser.submit(page, { token: app.code() }, CALLBACK);
      assert.deepEqual(await linksOf("tom"), []);
      const next = await afterPassword("tom");
      await enter(next, { token: app.code() });
      assert.deepEqual(await linksOf("tom"), [], "another sign-in has no more tries");
    });
  });

  it("cannot be had by a form of another step, nor the provider's answer once more (security bar 19.6)", async () => {
    await giveApp(server, "uma");
    const at = await afterPassword("uma");
    for (const entered of [
      { authenticator: OIDC, idp: "Partner", consent: "true", username: "uma", password: PASSWORD },
      { authenticator: "BasicAuthenticator", idp: "LOCAL", usernameUserInput: "uma", password: PASSWORD },
      { authenticator: "PasswordResetEnforcer", idp: "LOCAL", newPassword: "x", confirmPassword: "x" },
      { pick: `${OIDC}:Partner` },
    ]) {
      const { page } = await enter(at, entered);
      assert.match(page.body, /name="token"/);
    }
    assert.deepEqual(await linksOf("uma"), []);
  });

  it("can be left for another way, and nothing of it counts for that (security bar 19.6)", async () => {
    await giveApp(server, "uma");
    const asked = await enter(await arriveAtEither("uma"), { usernameUserInput: "uma", password: PASSWORD });
    assert.match(asked.page.body, /name="token"[\s\S]*id="another-way"/);
    const left = await enter(asked, { another: "true" });
    assert.match(left.page.body, /id="password"/);
    assert.doesNotMatch(left.page.body, /came-from/);
    const signedIn = await enter(left, { usernameUserInput: "zoe", password: PASSWORD });
    assert.deepEqual(await amrOf(signedIn.page, "either"), ["BasicAuthenticator"]);
    assert.deepEqual([await linksOf("uma"), await linksOf("zoe")], [[], []]);
  });

  async function arriveAtEither(userName: string): Promise<Arrived> {
    const browser = new ScriptLessBrowser();
    const first = await browser.open(new TestClient(server, "either").authorizeUrl({}, VERIFIER), CALLBACK);
    const away = await browser.submit(first, { pick: `${OIDC}:Partner` }, provider.origin);
    const at = { browser, request: away.redirectedTo?.searchParams as URLSearchParams };
    const person = { sub: `${userName} at either`, email: `${userName}@example.com`, email_verified: true };
    return { browser, page: await comeBack(server, provider, at, person) };
  }

  it("is done once, and told once, of two forms that are sent at once", async () => {
    const { browser, page } = await arrive("vic");
    const entered = { usernameUserInput: "vic", password: PASSWORD };
    const pages = await Promise.all([1, 2, 3].map(() => browser.submit(page, entered, CALLBACK)));
    assert.ok(pages.some(({ redirectedTo }) => redirectedTo?.searchParams.has("code")));
    assert.deepEqual(await linksOf("vic"), ["vic there"]);
    const told = (await outboxOf(server).to("vic@example.com")).filter(({ type }) => type === "SignInMethodsChange");
    assert.equal(told.length, 1);
  });

  it("starts over when the password is changed between the steps (security bar 17.4)", async () => {
    const app = await giveApp(server, "wim");
    const at = await afterPassword("wim");
    await store.users.setPasswordHash(await userIdOf(server, "wim"), await hashPassword("eight yellow lanterns"));
    const { page } = await enter(at, { token: app.code() });
    assert.deepEqual(await linksOf("wim"), []);
    assert.equal(page.redirectedTo?.searchParams.get("code") ?? null, null);
  });

  it("is worth nothing for the steps that follow once it is undone (security bar 24.4)", async () => {
    const app = await giveApp(server, "kim");
    const browser = new ScriptLessBrowser();
    const person = { sub: "kim there" };
    const page = await comeBack(server, provider, await goToProvider(server, provider, "strong", browser), person);
    assert.match(page.body, /name="token"/);
    const userId = await userIdOf(server, "kim");
    for (const { id } of await store.federatedAssociations.listOf(userId)) {
      await store.federatedAssociations.remove(userId, id);
    }
    const next = await browser.submit(page, { token: app.code() }, provider.origin);
    assert.equal(next.redirectedTo?.searchParams.get("code") ?? null, null);
    assert.deepEqual(await liveSessionsOf(userId), []);
  });

  it("is undone when the password is changed just before it is written, with what it has opened till then (security bar 17.4)", async () => {
    const userId = await userIdOf(server, "kim");
    await store.credentials.remove(userId, "totp", userId);
    const at = await arrive("kim");
    const hash = await hashPassword("eight yellow lanterns");
    let access = "";
    const { forTenant } = server.store;
    const changing = (id: string): TenantStore => {
      const { federatedAssociations, ...tenant } = forTenant(id);
      const add: TenantStore["federatedAssociations"]["add"] = async (association) => {
        await store.users.setPasswordHash(userId, hash);
        const added = await federatedAssociations.add(association);
        const browser = new ScriptLessBrowser();
        const faster = await goToProvider(server, provider, "plain", browser);
        const page = await comeBack(server, provider, faster, { sub: "kim there" });
        access = (await exchangeOf(page)).access_token;
        return added;
      };
      return { ...tenant, federatedAssociations: { ...federatedAssociations, add } };
    };
    Object.assign(server.store, { forTenant: changing });
    const entered = { usernameUserInput: "kim", password: PASSWORD };
    await at.browser
      .submit(at.page, entered, provider.origin)
      .finally(() => Object.assign(server.store, { forTenant }));
    assert.deepEqual(await linksOf("kim"), []);
    assert.deepEqual(await liveSessionsOf(userId), []);
    assert.equal((await new TestClient(server, "plain").userinfo(access)).status, 401);
    await store.users.setPasswordHash(userId, await hashPassword(PASSWORD));
  });

  it("is refused to a user who is disabled meanwhile (security bar 15.6)", async () => {
    const app = await giveApp(server, "zoe");
    const at = await afterPassword("zoe");
    const undo = await changeUser(server, "zoe", { enabled: false });
    await enter(at, { token: app.code() });
    await undo();
    assert.deepEqual(await linksOf("zoe"), []);
  });

  describe("with a password that is not for good (security bar 17.5)", () => {
    it("takes another password first", async () => {
      const userId = await userIdOf(server, "zoe");
      await store.credentials.remove(userId, "totp", userId);
      await demandPasswordChange(userId, { expiresAt: server.clock.now + 60 }, { store, now: server.clock.now });
      const at = await afterPassword("zoe");
      assert.match(at.page.body, /Choose a password/);
      assert.doesNotMatch(at.page.body, /name="currentPassword"/, "it was entered a moment ago");
      assert.deepEqual(await linksOf("zoe"), []);
      const own = "nine purple tricycles";
      const done = await enter(at, { newPassword: own, confirmPassword: own });
      assert.deepEqual(await linksOf("zoe"), ["zoe there"]);
      assert.deepEqual(await amrOf(done.page), [OIDC, "BasicAuthenticator"]);
    });

    it("takes none that is too old", async () => {
      const userId = await userIdOf(server, "rio");
      const { now } = server.clock;
      await demandPasswordChange(userId, { expiresAt: now }, { store, now });
      const { page } = await afterPassword("rio");
      assert.match(page.body, /The username or the password is not right/);
      await store.credentials.remove(userId, "password state", userId);
    });
  });

  it("is done by an application's own pages step by step, which are told of it (contract §14.4)", async () => {
    const userId = await userIdOf(server, "wim");
    await store.users.setPasswordHash(userId, await hashPassword(PASSWORD));
    await store.credentials.remove(userId, "totp", userId);
    const app = await giveApp(server, "wim");
    const native = new NativeApplication(server, "native");
    const started = (await native.start()).body;
    const [partner] = started.nextStep.authenticators;
    const { redirectUrl, state } = partner.metadata.additionalData;
    const { now } = server.clock;
    const nonce = new URL(redirectUrl).searchParams.get("nonce") as string;
    const claims = { sub: "wim natively", email: "wim@example.com", nonce, iat: now, exp: now + 300 };
    provider.answer("/token", { access_token: "at", token_type: "Bearer", id_token: await provider.idToken(claims) });
    const back = (await native.step(started.flowId, partner.authenticatorId, { code: "a code", state })).body;
    const { stepType, authenticators, messages } = back.nextStep;
    assert.equal(stepType, "MULTI_OPTIONS_PROMPT");
    assert.deepEqual(
      authenticators.map(({ authenticator }: { authenticator: string }) => authenticator),
      ["Username & Password", "Passkey"],
    );
    assert.deepEqual([messages[0].type, messages[0].messageId], ["INFO", "msg_link_account"]);
    assert.deepEqual(messages[0].context, [
      { key: "connection", value: "Partner" },
      { key: "account", value: "wim@example.com" },
    ]);
    const second = (await native.step(started.flowId, PASSWORD_ID, { username: "wim", password: PASSWORD })).body;
    assert.deepEqual(
      second.nextStep.authenticators.map(({ authenticatorId }: { authenticatorId: string }) => authenticatorId),
      [TOTP_ID],
    );
    assert.deepEqual(await linksOf("wim"), []);
    const done = await native.step(started.flowId, TOTP_ID, { token: app.code() });
    assert.equal(done.body.flowStatus, "SUCCESS_COMPLETED", JSON.stringify(done.body));
    assert.deepEqual(await linksOf("wim"), ["wim natively"]);
  });

  it("is not made with a connection that has taken the other's place and name meanwhile (security bar 24.1)", async () => {
    const at = await arrive("ada");
    const found = (await store.records.findByName<object>("identity provider", "Partner")) ?? assert.fail();
    const other = { ...found, id: crypto.randomUUID() };
    await store.records.remove("identity provider", found.id);
    await store.records.add("identity provider", other, server.clock.now);
    const { page } = await enter(at, { usernameUserInput: "ada", password: PASSWORD });
    await store.records.remove("identity provider", other.id);
    await store.records.add("identity provider", found, server.clock.now);
    assert.deepEqual(await linksOf("ada"), []);
    assert.equal(page.redirectedTo?.searchParams.get("code") ?? null, null);
  });
});
