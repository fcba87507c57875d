import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { issueCode } from "../../src/accounts/account-code.ts";
import { newShortCode, proveShortCode } from "../../src/accounts/short-code.ts";
import { newId } from "../../src/crypto/ids.ts";
import { TestClient } from "../client.ts";
import { applicationWith } from "../federation.ts";
import { type ApiClient, adminApplication, apiClient, apiClientWith } from "../management/api-client.ts";
import { NativeApplication, ORIGIN, PASSWORD_ID } from "../native-application.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { codeIn, linkIn, outboxOf } from "../outbox.ts";
import { answerWith, optionsOf } from "../passkey-pages.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { givePasskey } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";
import { decide, storeOf } from "./governance.ts";

const WSO2 = "urn:scim:wso2:schema";
const OLD = "seven green umbrellas";
const OWN = "eight yellow lanterns";
const NEW = { newPassword: OWN, confirmPassword: OWN };
const RECOVERY = "/api/users/v2/recovery/password";

interface At {
  readonly browser: ScriptLessBrowser;
  readonly page: Page;
}

describe("an administrator's reset by a code (contract §17.10, security bar 17.5, 19.2)", () => {
  let server: TestServer;
  let api: ApiClient;
  let anybody: ApiClient;
  let outbox: ReturnType<typeof outboxOf>;
  before(async () => {
    const [acme] = organizations as [(typeof organizations)[0]];
    const direct = { allowedOrigins: [ORIGIN], enableAPIBasedAuthentication: true };
    const applications = [
      ...acme.applications,
      adminApplication,
      applicationWith("passkey", ["FIDOAuthenticator"]),
      { ...applicationWith("native", ["BasicAuthenticator"]), ...direct },
    ];
    server = await startServer({ organizations: [{ ...acme, applications }] });
    outbox = outboxOf(server);
    anybody = apiClientWith(server, undefined);
  });
  after(() => server.stop());
  beforeEach(async () => {
    await decide(server, { resetsByCode: "true" });
    // What was tried from the one address of all tests is forgotten.
    server.clock.advance(90_000);
    api = await apiClient(server, ["internal_user_mgt_create", "internal_user_mgt_update", "internal_user_mgt_view"]);
  });

  const create = async (userName: string, more: object = {}) => {
    const emails = [`${userName}@example.com`];
    const { status, body } = await api.call("POST", "/scim2/Users", { userName, emails, password: OLD, ...more });
    assert.equal(status, 201, JSON.stringify(body));
    return body.id as string;
  };
  const demand = (id: string, request = "forcePasswordReset") =>
    api.call("PATCH", `/scim2/Users/${id}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", value: { [WSO2]: { [request]: true } } }],
    });
  const mailTo = (userName: string) => outbox.latest(`${userName}@example.com`);
  /** Makes a user who is to choose another password, and returns the code that they were sent. */
  const reset = async (userName: string, more: object = {}) => {
    const id = await create(userName, more);
    assert.equal((await demand(id)).status, 200);
    return { id, code: codeIn(await mailTo(userName)) };
  };
  const enter = async ({ browser, page }: At, entered: Readonly<Record<string, string>>): Promise<At> => ({
    browser,
    page: await browser.submit(page, entered, CALLBACK),
  });
  const signIn = async (usernameUserInput: string, password: string, browser = new ScriptLessBrowser()) =>
    enter(
      { browser, page: await browser.open(new TestClient(server, "spa").authorizeUrl(), CALLBACK) },
      { usernameUserInput, password },
    );
  const isDone = ({ page }: At) => page.redirectedTo?.searchParams.has("code") === true;
  const another = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

  it("takes the code in the place of the password, and has another one chosen before the session begins", async () => {
    const { code } = await reset("ava");
    assert.equal((await mailTo("ava")).type, "AdminForcedPasswordResetWithOTP");
    assert.match(code, /^\d{6}$/);
    assertSignInPage((await signIn("ava", OLD)).page);
    const at = await signIn("ava", code);
    assert.match(at.page.body, /id="newPassword"/);
    assert.doesNotMatch(at.page.body, /id="currentPassword"|endOthers/);
    assert.equal(at.browser.cookie("commonAuthId"), undefined);
    const refused = await enter(at, { newPassword: OLD, confirmPassword: OLD });
    assert.match(refused.page.body, /another password than/);
    assert.ok(isDone(await enter(refused, NEW)));
    assert.ok(isDone(await signIn("ava", OWN)), "without being asked again");
    assertSignInPage((await signIn("ava", OLD)).page);
  });

  it("ends what the old password has opened, and answers without the code (contract §18.2)", async () => {
    const id = await create("ben");
    const { browser } = await signIn("ben", OLD);
    const { status, body } = await demand(id);
    assert.equal(status, 200);
    const code = codeIn(await mailTo("ben"));
    assert.ok(!JSON.stringify(body).includes(code) && !("forcePasswordReset" in (body[WSO2] ?? {})));
    assert.ok(!server.logLines.join().includes(code));
    const silent = await browser.open(new TestClient(server, "spa").authorizeUrl({ prompt: "none" }), CALLBACK);
    assert.equal(returned(silent).error, "login_required");
  });

  it("takes a code once, for ten minutes (security bar 19.2)", async () => {
    const { code } = await reset("cas");
    assert.match((await signIn("cas", code)).page.body, /id="newPassword"/);
    assertSignInPage((await signIn("cas", code)).page);
    const { code: late } = await reset("col");
    server.clock.advance(599);
    assert.match((await signIn("col", late)).page.body, /id="newPassword"/);
    const { code: tooLate } = await reset("cid");
    server.clock.advance(600);
    assertSignInPage((await signIn("cid", tooLate)).page);
  });

  it("takes five tries, whatever they come by, also at once (security bar 18.1, 19.2)", async () => {
    const { code } = await reset("dan");
    const tries = await Promise.all([1, 2, 3, 4].map(() => signIn("dan", another(code))));
    for (const { page } of tries) assertSignInPage(page);
    const [begun] = (await init("dan")).body;
    assert.equal((await confirm(begun.flowConfirmationCode, another(code))).status, 404);
    assert.equal((await confirm(begun.flowConfirmationCode, code)).status, 404);
    server.clock.advance(301);
    assertSignInPage((await signIn("dan", code)).page);
  });

  it("counts every try of many at once, and takes the right one among them (security bar 18.1, 19.2)", async () => {
    const ctx = { store: await storeOf(server), now: server.clock.now };
    const sent = async () => {
      const { short, entry } = newShortCode();
      const about = { purpose: "enter a code", userId: newId(Date.now()), entry } as const;
      return { short, flowCode: await issueCode(about, 600, ctx) };
    };
    const enterAll = async ({ flowCode }: { flowCode: string }, entered: readonly string[]) => {
      const outcomes = await Promise.all(entered.map((code) => proveShortCode(flowCode, code, ctx)));
      return outcomes.filter((proved) => proved !== undefined).length;
    };
    const guessed = await sent();
    assert.equal(await enterAll(guessed, Array(5).fill(another(guessed.short))), 0);
    assert.equal(await enterAll(guessed, [guessed.short]), 0, "after five");
    const found = await sent();
    const wrong = another(found.short);
    assert.equal(await enterAll(found, [wrong, wrong, wrong, wrong, found.short]), 1);
    const doubled = await sent();
    assert.equal(await enterAll(doubled, Array(5).fill(doubled.short)), 1, "once");
  });

  it("does not count what cannot be a code", async () => {
    const { code } = await reset("dot");
    for (let tries = 0; tries < 4; tries += 1) await signIn("dot", OLD);
    assert.match((await signIn("dot", code)).page.body, /id="newPassword"/);
  });

  it("counts the password that is worth nothing any more like a wrong one (security bar 18.1, 18.3)", async () => {
    const { code } = await reset("dov");
    for (let tries = 0; tries < 5; tries += 1) await signIn("dov", OLD);
    assertSignInPage((await signIn("dov", code)).page);
    server.clock.advance(301);
    assert.match((await signIn("dov", code)).page.body, /id="newPassword"/, "which was not tried");
  });

  it("takes no code for an address that is the user's no more, and none of another user", async () => {
    const { id, code } = await reset("eli");
    await create("eve");
    assertSignInPage((await signIn("eve", code)).page);
    const Operations = [{ op: "replace", value: { emails: ["eli-new@example.com"] } }];
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
    assert.equal((await api.call("PATCH", `/scim2/Users/${id}`, { schemas, Operations })).status, 200);
    assertSignInPage((await signIn("eli", code)).page);
  });

  it("makes the one before worth nothing when it is demanded again, also for who has entered that", async () => {
    const { id, code } = await reset("fay");
    const at = await signIn("fay", code);
    await demand(id);
    assert.equal((await mailTo("fay")).type, "resendAdminForcedPasswordResetWithOTP");
    const refused = await enter(at, NEW);
    assert.ok(!isDone(refused));
    assertSignInPage((await signIn("fay", code)).page);
    assert.match((await signIn("fay", codeIn(await mailTo("fay")))).page.body, /id="newPassword"/);
  });

  it("fills nobody's mailbox, however often it is demanded, and what is not sent opens nothing (security bar 18.5)", async () => {
    const { id } = await reset("fil");
    for (let times = 0; times < 10; times += 1) await demand(id);
    const sent = await outbox.to("fil@example.com");
    const code = codeIn(await mailTo("fil"));
    assert.equal((await demand(id)).status, 200);
    assert.equal((await outbox.to("fil@example.com")).length, sent.length);
    for (const password of [code, OLD]) assertSignInPage((await signIn("fil", password)).page);
    server.clock.advance(600);
    await demand(id);
    assert.match((await signIn("fil", codeIn(await mailTo("fil")))).page.body, /id="newPassword"/);
  });

  it("keeps the demand until there is another password, by whatever way it comes", async () => {
    const { id, code } = await reset("gus");
    await signIn("gus", code);
    assertSignInPage((await signIn("gus", OLD)).page);
    await demand(id, "askPassword");
    const link = linkIn(await mailTo("gus"));
    const browser = new ScriptLessBrowser();
    assert.equal((await browser.submit(await browser.open(link), NEW)).status, 200);
    assert.ok(isDone(await signIn("gus", OWN)));
  });

  it("is over once the operator's file brings another password", async () => {
    await reset("rae");
    await server.configure([{ handle: "acme", name: "Acme", users: [{ userName: "rae", password: OWN }] }]);
    assert.ok(isDone(await signIn("rae", OWN)));
  });

  it("writes by text message where the organization wants that, and to whom it can alone", async () => {
    await decide(server, { resetsBySms: "true" });
    const id = await create("hal", { phoneNumbers: [{ type: "mobile", value: "+4791000001" }] });
    await demand(id);
    const message = await outbox.latest("+4791000001");
    assert.deepEqual([message.channel, message.type], ["sms", "adminForcedPasswordReset"]);
    assert.match((await signIn("hal", codeIn(message))).page.body, /id="newPassword"/);
    const without = await create("hil");
    const before = (await outbox.all()).length;
    await demand(without);
    assert.equal((await outbox.all()).length, before);
    assert.match((await signIn("hil", OLD)).page.body, /id="newPassword"/, "with the password that there is");
  });

  it("writes the link where that is wanted too", async () => {
    await decide(server, { resetsByLink: "true", resetsByCode: "true", resetsBySms: "true" });
    await demand(await create("ivy"));
    assert.equal((await mailTo("ivy")).type, "AdminForcedPasswordReset");
  });

  it("takes no code where a password is entered for something else", async () => {
    const { code } = await reset("jon");
    const token = await new TestClient(server, "service").token({
      grant_type: "password",
      username: "jon",
      password: code,
    });
    assert.notEqual(token.status, 200);
    assert.match((await signIn("jon", code)).page.body, /id="newPassword"/, "and it is good still");
  });

  it("asks whoever comes by other means for the code first, and sends another one when it is too old", async () => {
    const { code } = await reset("kai");
    const device = await givePasskey(server, "kai");
    const begin = async (): Promise<At> => {
      const browser = new ScriptLessBrowser();
      const page = await browser.open(new TestClient(server, "passkey").authorizeUrl(), CALLBACK);
      return { browser, page: await answerWith({ browser, page }, device.get(optionsOf({ page }))) };
    };
    const first = await begin();
    assert.match(first.page.body, /Enter the code that we have sent to your email address/);
    assert.doesNotMatch(first.page.body, /type="password"/);
    assert.equal(codeIn(await mailTo("kai")), code, "which is good still");
    const wrong = await enter(first, { OTPCode: another(code) });
    assert.match(wrong.page.body, /This code is not right/);
    server.clock.advance(600);
    const second = await begin();
    const newer = codeIn(await mailTo("kai"));
    assert.notEqual(newer, code);
    const proven = await enter(second, { OTPCode: `${newer.slice(0, 3)} ${newer.slice(3)}` });
    assert.match(proven.page.body, /id="newPassword"/);
    assert.doesNotMatch(proven.page.body, /id="currentPassword"/);
    const refused = await enter(proven, { newPassword: "short", confirmPassword: "short" });
    assert.match(refused.page.body, /8 to 256/);
    assert.ok(isDone(await enter(refused, NEW)));
  });

  it("is done on an application's own pages by the same steps (contract §14.4)", async () => {
    const { code } = await reset("liv");
    const native = new NativeApplication(server, "native");
    const { flowId } = (await native.start()).body;
    const { body } = await native.step(flowId, PASSWORD_ID, { username: "liv", password: code });
    const [task] = body.nextStep.authenticators;
    assert.deepEqual(task.requiredParams, ["newPassword", "confirmPassword"]);
    const done = await native.step(flowId, task.authenticatorId, NEW);
    assert.equal(done.body.flowStatus, "SUCCESS_COMPLETED", JSON.stringify(done.body));
  });

  const init = (userName: string) =>
    anybody.call("POST", `${RECOVERY}/init`, {
      claims: [{ uri: "http://wso2.org/claims/username", value: userName }],
    });
  const confirm = (confirmationCode: string, otp: string) =>
    anybody.call("POST", `${RECOVERY}/confirm`, { confirmationCode, otp });

  it("is done by the recovery API too, where nobody recovers by themselves (contract §20.2)", async () => {
    const { code } = await reset("mel");
    const { status, body } = await init("mel");
    assert.equal(status, 200);
    assert.deepEqual(body[0].channelInfo.channels, []);
    const confirmed = await confirm(body[0].flowConfirmationCode, code);
    assert.equal(confirmed.status, 200);
    const { resetCode } = confirmed.body;
    assert.equal((await anybody.call("POST", `${RECOVERY}/reset`, { resetCode, password: OWN })).status, 200);
    assert.ok(isDone(await signIn("mel", OWN)));
    await decide(server, {});
    assert.equal((await init("mel")).status, 403);
  });

  it("answers the same there whether or not somebody has such a code (security bar 18.4)", async () => {
    await reset("ned");
    const shape = ({ status, body }: { status: number; body: unknown }) => [
      status,
      JSON.stringify(body).replaceAll(/[A-Za-z0-9_-]{43}|[0-9a-f]{8}-[0-9a-f-]{27}/g, "…"),
    ];
    const known = await init("ned");
    const unknown = await init("nobody");
    assert.deepEqual(shape(unknown), shape(known));
    const answers = [known, unknown].map(({ body }) => confirm(body[0].flowConfirmationCode, "000000"));
    const [one, other] = await Promise.all(answers);
    assert.deepEqual(shape(one as never), shape(other as never));
  });

  describe("of a password that was not used in time (security bar 17.5)", () => {
    const byPasskey = async (userName: string): Promise<At> => {
      const device = await givePasskey(server, userName);
      const browser = new ScriptLessBrowser();
      const page = await browser.open(new TestClient(server, "passkey").authorizeUrl(), CALLBACK);
      return { browser, page: await answerWith({ browser, page }, device.get(optionsOf({ page }))) };
    };
    const unused = async (userName: string) => {
      const id = await create(userName, { [WSO2]: { forcePasswordReset: true } });
      server.clock.advance(604_800);
      api = await apiClient(server, ["internal_user_mgt_create", "internal_user_mgt_update", "internal_user_mgt_view"]);
      return id;
    };

    it("says what is so, and what to do next, and goes on once there is another one", async () => {
      const id = await unused("ola");
      const at = await byPasskey("ola");
      assert.match(at.page.body, /was not used in time, and is no longer valid/);
      assert.doesNotMatch(at.page.body, /we have sent|type="password"|recoveraccountrouter/);
      const refused = await enter(at, NEW);
      assert.match(refused.page.body, /role="alert"[^>]*>The password that was set for you was not used in time/);
      await demand(id, "askPassword");
      const browser = new ScriptLessBrowser();
      await browser.submit(await browser.open(linkIn(await mailTo("ola"))), NEW);
      assert.ok(isDone(await enter(refused, {})), "the sign-in goes on where it was");
    });

    it("leads to the page of recovery where that is on", async () => {
      await unused("pam");
      await decide(server, { recoversPasswords: "true", recoversByLink: "true" });
      const { page } = await byPasskey("pam");
      assert.match(page.body, /You can also choose a new one by yourself/);
      assert.match(page.body, /recoveraccountrouter/);
    });

    it("is not opened again by a reset: a link is sent, whatever the organization has switched off", async () => {
      await decide(server, {});
      const id = await unused("quy");
      await demand(id);
      assertSignInPage((await signIn("quy", OLD)).page);
      assert.equal((await mailTo("quy")).type, "AdminForcedPasswordReset");
      const { credentials } = await storeOf(server);
      const state = await credentials.find<{ sent?: object }>("password state", id);
      assert.deepEqual(state?.document.sent, { by: "link" });
    });
  });
});
