import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import type { Answer } from "../client.ts";
import { type ApiClient, adminApplication, apiClientWith } from "../management/api-client.ts";
import { nativeOrganization } from "../native-application.ts";
import { codeIn, outboxOf } from "../outbox.ts";
import { giveApp } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";
import { flowApi } from "./flow-steps.ts";

const CLAIMS = "http://wso2.org/claims";
const PASSWORD = "a passphrase of their own";
const RULES = {
  "SelfRegistration.Enable": "true",
  "Recovery.Notification.Password.Enable": "true",
  "Recovery.Notification.Password.OTP.SendOTPInEmail": "true",
  "unseen.device.login.notification.enable": "true",
};
const max = { userName: "max", password: "the passphrase of before", claims: { email: "max@example.com" } };
const SIGNS_IN = { isAutoLoginEnabled: "true", isAccountLockOnCreationEnabled: "false" };

describe("what follows a designed flow (contract §20.4)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({
      organizations: [
        {
          ...nativeOrganization,
          users: [...nativeOrganization.users, max],
          applications: [...nativeOrganization.applications, adminApplication],
          settings: [{ name: "governance", document: RULES }],
        },
      ],
    });
    api = await flowApi(server);
  });
  after(() => server.stop());

  let chosen = 1;
  const execute = (body: object): Promise<Answer> =>
    apiClientWith(server, undefined, "acme").call("POST", "/api/server/v1/flow/execute", body);
  const decide = (flowType: string, flowCompletionConfigs: Readonly<Record<string, string>>) =>
    api.call("PATCH", "/api/server/v1/flow/config", { flowType, flowCompletionConfigs });
  const register = async (name: string, changes: object = {}) => {
    const { flowId } = (await execute({ flowType: "REGISTRATION" })).body;
    const inputs = {
      [`${CLAIMS}/username`]: name,
      [`${CLAIMS}/emailaddress`]: name.includes("@") ? name : `${name}@example.com`,
      password: PASSWORD,
      ...changes,
    };
    return execute({ flowId, flowType: "REGISTRATION", inputs });
  };
  const recover = async (name: string) => {
    const { flowId } = (await execute({ flowType: "PASSWORD_RECOVERY" })).body;
    const flow = { flowId, flowType: "PASSWORD_RECOVERY" };
    await execute({ ...flow, inputs: { [`${CLAIMS}/username`]: name } });
    await execute({ ...flow, inputs: { otp: codeIn(await outboxOf(server).latest(`${name}@example.com`)) } });
    return execute({ ...flow, inputs: { password: `${PASSWORD}, the ${chosen++}th` } });
  };
  /** Who is signed in in the browser, as their own pages say. */
  const isSignedIn = async (browser: ScriptLessBrowser): Promise<boolean> => {
    const page = await browser.open(server.url("/myaccount"));
    return !/login\.do/.test(page.url.pathname);
  };
  const typesTo = async (name: string) => (await outboxOf(server).to(`${name}@example.com`)).map(({ type }) => type);

  it("tells what counts: what was decided of the flow, else the organization's rules", async () => {
    const configs = async () =>
      (await api.call("GET", "/api/server/v1/flow/config?flowType=REGISTRATION")).body.flowCompletionConfigs;
    const ruled = {
      isAccountLockOnCreationEnabled: "true",
      isEmailVerificationEnabled: "false",
      isAutoLoginEnabled: "false",
      isFlowCompletionNotificationEnabled: "false",
    };
    assert.deepEqual(await configs(), ruled);
    assert.equal((await decide("REGISTRATION", { isEmailVerificationEnabled: "true" })).status, 200);
    assert.deepEqual(await configs(), { ...ruled, isEmailVerificationEnabled: "true" });
  });

  for (const { flowType, configs, code } of [
    { flowType: "REGISTRATION", configs: { isAutoLoginEnabled: "perhaps" }, code: "FM-10009" },
    { flowType: "REGISTRATION", configs: { isMagicEnabled: "true" }, code: "FM-10010" },
    { flowType: "PASSWORD_RECOVERY", configs: { isAccountLockOnCreationEnabled: "true" }, code: "FM-10010" },
  ]) {
    it(`refuses ${JSON.stringify(configs)} of ${flowType}`, async () => {
      const { status, body } = await decide(flowType, configs);
      assert.deepEqual([status, body.code], [400, code]);
    });
  }

  it("locks a new account, or has its address confirmed, or neither, as the flow says and whatever the rules say", async () => {
    const stateOf = async (name: string) => {
      const filter = encodeURIComponent(`userName eq "${name}"`);
      const { body } = await api.call("GET", `/scim2/Users?filter=${filter}`);
      return body.Resources[0]["urn:scim:wso2:schema"]?.accountLocked ?? false;
    };
    const cases = [
      { locks: "true", confirms: "false", locked: true, types: ["AccountConfirmation"] },
      { locks: "false", confirms: "true", locked: false, types: ["AccountConfirmation"] },
      { locks: "false", confirms: "false", locked: false, types: [] },
    ];
    for (const [index, { locks, confirms, locked, types }] of cases.entries()) {
      await decide("REGISTRATION", { isAccountLockOnCreationEnabled: locks, isEmailVerificationEnabled: confirms });
      assert.equal((await register(`nora${index}`)).body.flowStatus, "COMPLETE");
      assert.deepEqual([await stateOf(`nora${index}`), await typesTo(`nora${index}`)], [locked, types]);
    }
  });

  it("welcomes whoever has an account from now on, and tells of a new password or does not", async () => {
    const tells = (value: string) => ({ isFlowCompletionNotificationEnabled: value });
    await decide("REGISTRATION", {
      ...tells("true"),
      isAccountLockOnCreationEnabled: "false",
      isEmailVerificationEnabled: "false",
    });
    await register("olga");
    assert.deepEqual(await typesTo("olga"), ["selfSignUpSuccess"]);
    await decide("PASSWORD_RECOVERY", tells("false"));
    await recover("olga");
    assert.equal((await typesTo("olga")).includes("passwordResetSucess"), false);
    await decide("PASSWORD_RECOVERY", tells("true"));
    await recover("kim");
    assert.ok((await typesTo("kim")).includes("passwordResetSucess"));
  });

  describe("signing in at once", () => {
    before(async () => {
      await decide("REGISTRATION", { ...SIGNS_IN, isEmailVerificationEnabled: "false" });
      await decide("PASSWORD_RECOVERY", { isAutoLoginEnabled: "true" });
    });

    it("leads to a page that asks first, and is good once (security bar 14.3)", async () => {
      const { body } = await register("pia");
      assert.deepEqual([body.flowStatus, body.type], ["COMPLETE", "REDIRECTION"]);
      const browser = new ScriptLessBrowser();
      const page = await browser.open(body.data.redirectURL);
      assert.match(page.body, /pia/);
      assert.equal(await isSignedIn(browser), false);
      assert.equal((await browser.submit(page, {})).status, 200);
      assert.equal(await isSignedIn(browser), true);
      assert.equal((await new ScriptLessBrowser().open(body.data.redirectURL)).status, 400);
    });

    it("signs one browser in, however often the form is sent at once", async () => {
      const { redirectURL } = (await register("quin")).body.data;
      const browsers = Array.from({ length: 4 }, () => new ScriptLessBrowser());
      const pages = await Promise.all(browsers.map((browser) => browser.open(redirectURL)));
      const sent = browsers.map((browser, index) => browser.submit(pages[index] as Page, {}));
      assert.deepEqual((await Promise.all(sent)).map(({ status }) => status).sort(), [200, 400, 400, 400]);
    });

    it("takes no form of another browser, and no code of five minutes ago (security bar 14.3)", async () => {
      const { redirectURL } = (await register("rut")).body.data;
      const page = await new ScriptLessBrowser().open(redirectURL);
      assert.equal((await new ScriptLessBrowser().submit(page, {})).status, 403);
      server.clock.advance(301);
      assert.equal((await new ScriptLessBrowser().open(redirectURL)).status, 400);
    });

    it("answers the same for an address that is an account's already, and signs nobody in (security bar 18.4)", async () => {
      const first = await register("sol@example.com");
      const again = await register("sol@example.com", { password: "another passphrase of an attacker" });
      const shape = ({ status, body }: Answer) => [
        status,
        { ...body, flowId: "", data: Object.keys(body.data) },
        body.data.redirectURL.length,
      ];
      assert.deepEqual(shape(again), shape(first));
      assert.equal((await new ScriptLessBrowser().open(again.body.data.redirectURL)).status, 400);
    });

    it("signs in nobody whose account waits to be confirmed", async () => {
      await decide("REGISTRATION", { isAccountLockOnCreationEnabled: "true" });
      const { body } = await register("tara");
      assert.deepEqual([body.type, body.data.redirectURL], ["VIEW", undefined]);
      await decide("REGISTRATION", { isAccountLockOnCreationEnabled: "false" });
    });

    it("tells of a device that is new to somebody who was there before, and knows it from then on", async () => {
      const timesTold = async (name: string) =>
        (await typesTo(name)).filter((type) => type === "UnseenDeviceLogin").length;
      const signIn = async (browser: ScriptLessBrowser, { body }: Answer) =>
        browser.submit(await browser.open(body.data.redirectURL), {});
      const [first, second] = [new ScriptLessBrowser(), new ScriptLessBrowser()];
      await signIn(first, await register("uma"));
      assert.equal(await timesTold("uma"), 0);
      await signIn(second, await recover("uma"));
      assert.equal(await timesTold("uma"), 1);
      for (const browser of [first, second]) await signIn(browser, await recover("uma"));
      assert.equal(await timesTold("uma"), 1);
    });

    it("signs in whoever has chosen a new password, but never past a second factor (security bar 17.4)", async () => {
      const { body } = await recover("max");
      assert.equal(body.type, "REDIRECTION");
      const browser = new ScriptLessBrowser();
      await browser.submit(await browser.open(body.data.redirectURL), {});
      assert.equal(await isSignedIn(browser), true);
      await giveApp(server, "max");
      server.clock.advance(3600);
      const next = await recover("max");
      assert.deepEqual([next.body.flowStatus, next.body.type], ["COMPLETE", "VIEW"]);
    });
  });
});
