import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import { apiClient } from "../management/api-client.ts";
import { byTwoFactors, ownAccount, startAccountServer } from "../management/own-account.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { outboxOf } from "../outbox.ts";
import { giveApp, type HeldApp, step, steppedApplication, storeOf, userIdOf } from "../second-factors.ts";
import type { TestServer } from "../server.ts";

const DEVICES = "/api/users/v1/me/remembered-devices";
const EXPORT = "/api/identity/user/v1.0";

describe("my account: what else is a person's own", () => {
  let server: TestServer;
  let place: string;
  let app: HeldApp;
  before(async () => {
    server = await startAccountServer([steppedApplication("two", step("BasicAuthenticator"), step("totp"))]);
    place = server.url("/myaccount");
    app = await giveApp(server, "kim");
  });
  after(() => server.stop());
  beforeEach(() => server.clock.advance(60));

  const open = async (userName: string) => {
    const browser = new ScriptLessBrowser();
    const page = await browser.submit(await browser.open(place), { usernameUserInput: userName, password: PASSWORD });
    return { browser, page };
  };
  const press = (browser: ScriptLessBrowser, page: Page, doing: string, of = "", more: Record<string, string> = {}) =>
    browser.submit(page, { do: doing, of, ...more });

  describe("browsers that are remembered (security bar 15.6)", () => {
    const begin = (browser: ScriptLessBrowser) =>
      browser.open(new TestClient(server, "two").authorizeUrl({ prompt: "login" }), CALLBACK);
    /** In a browser of that name, which is to be remembered. */
    const remember = async (name: string) => {
      server.clock.advance(30);
      const browser = new ScriptLessBrowser();
      const url = new TestClient(server, "two").authorizeUrl();
      const second = await browser.submit(await browser.open(url), { usernameUserInput: "kim", password: PASSWORD });
      await browser.submit(second, { token: app.code(), rememberDevice: "on" }, CALLBACK);
      assert.ok(browser.cookie("rememberedDevice"), name);
      return browser;
    };
    const isAsked = async (browser: ScriptLessBrowser) => {
      for (const { id } of await (await storeOf(server)).sessions.listOf(await userIdOf(server, "kim"))) {
        await (await storeOf(server)).sessions.end(id);
      }
      const first = await browser.open(new TestClient(server, "two").authorizeUrl(), CALLBACK);
      const next = await browser.submit(first, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK);
      return next.redirectedTo === undefined;
    };

    it("are shown, and forgotten one by one: then the second factor is asked for there again", async () => {
      const [one, two] = [await remember("one"), await remember("two")];
      assert.ok(await begin(one));
      const kim = await ownAccount(server, "kim");
      const devices: { id: string; expiryTime: string; userAgent: string; ip: string }[] = (
        await kim.call("GET", DEVICES)
      ).body;
      assert.equal(devices.length, 2);
      assert.deepEqual(Object.keys(devices[0] ?? {}).sort(), ["expiryTime", "id", "ip", "rememberedTime", "userAgent"]);
      assert.equal(await isAsked(one), false);
      const { browser, page } = await open("kim");
      for (const { id } of devices) assert.ok(page.body.includes(`id="device-${id}"`));
      const after = await press(browser, page, "forgetDevice", devices[0]?.id);
      assert.match(after.body, /id="account-done">You will be asked there again/);
      assert.deepEqual([await isAsked(one), await isAsked(two)], [true, false]);
      assert.ok(server.logLines.some((line) => line.includes('"user.forget-device"')));
    });

    it("are each user's own (security bar 22.2)", async () => {
      await remember("three");
      const kim = await ownAccount(server, "kim");
      const [device] = (await kim.call("GET", DEVICES)).body;
      const lee = await ownAccount(server, "lee");
      assert.deepEqual((await lee.call("GET", DEVICES)).body, []);
      assert.equal((await lee.call("DELETE", `${DEVICES}/${device.id}`)).status, 404);
      assert.equal((await lee.call("DELETE", DEVICES)).status, 204);
      assert.ok((await kim.call("GET", DEVICES)).body.length > 0);
      assert.equal((await kim.call("DELETE", DEVICES)).status, 204);
      assert.deepEqual((await kim.call("GET", DEVICES)).body, []);
    });
  });

  it("gives a passkey another name (contract §19)", async () => {
    const { credentials } = await storeOf(server);
    const userId = await userIdOf(server, "lee");
    const document = { displayName: "Passkey", publicKey: "", counter: 0, backedUp: false };
    await credentials.add({ userId, kind: "passkey", id: "a2V5", document }, 1);
    const { browser, page } = await open("lee");
    const [, asked = ""] = /href="([^"]*rename=0)"/.exec(page.body) ?? [];
    const form = await browser.open(new URL(asked, page.url));
    assert.match(form.body, /<input id="passkey-name" name="name" type="text" value="Passkey"/);
    const after = await press(browser, form, "renamePasskey", "a2V5", { name: "<b>My phone</b>" });
    assert.match(after.body, /id="account-done">The passkey has its new name/);
    assert.ok(after.body.includes("&lt;b&gt;My phone&lt;/b&gt;"));
    for (const [of, name] of [
      ["a2V5", ""],
      ["a2V5", "x".repeat(101)],
      ["other", "x"],
    ] as const) {
      assert.equal((await press(browser, page, "renamePasskey", of, { name })).status, 400, `${of} ${name}`);
    }
    assert.equal(
      (await credentials.find<{ displayName: string }>("passkey", "a2V5"))?.document.displayName,
      "<b>My phone</b>",
    );
    await credentials.remove(userId, "passkey", "a2V5");
  });

  it("writes to the person when one of its pages has changed how they sign in (security bar 19.5)", async () => {
    const told = async () => (await outboxOf(server).to("lee@example.com")).map(({ type }) => type);
    const before = (await told()).length;
    const { browser, page } = await open("lee");
    await press(browser, page, "makeCodes");
    assert.deepEqual((await told()).slice(0, (await told()).length - before), ["SignInMethodsChange"]);
    const { account } = await byTwoFactors(server, "lee");
    assert.equal((await account.call("DELETE", "/api/users/v1/me/backup-codes")).status, 204);
  });

  describe("the person's data (contract §20.1)", () => {
    it("are told by the API, by the URIs of the attributes", async () => {
      const lee = await ownAccount(server, "lee");
      const { status, body } = await lee.call("GET", `${EXPORT}/me`);
      assert.equal(status, 200);
      assert.deepEqual(Object.keys(body).sort(), ["basic", "consents", "security"]);
      assert.equal(body.basic["http://wso2.org/claims/username"], "lee");
      assert.equal(body.basic["http://wso2.org/claims/emailaddress"], "lee@example.com");
      assert.equal(body.basic["http://wso2.org/claims/userid"], await userIdOf(server, "lee"));
      assert.deepEqual(body.consents, []);
    });

    it("are told to administrators, by id or by the name in base64", async () => {
      const admin = await apiClient(server, ["internal_user_mgt_list", "internal_user_mgt_view"]);
      const found = await admin.call("GET", `${EXPORT}/pi-info?username=lee`);
      assert.deepEqual(found.body, [{ username: "lee", userId: await userIdOf(server, "lee") }]);
      for (const id of [found.body[0]?.userId, Buffer.from("lee").toString("base64url")]) {
        const { body } = await admin.call("GET", `${EXPORT}/pi-info/${id}`);
        assert.equal(body.basic["http://wso2.org/claims/username"], "lee", id);
      }
      for (const missing of ["pi-info?username=nobody", "pi-info/nobody", `pi-info/${crypto.randomUUID()}`]) {
        assert.equal((await admin.call("GET", `${EXPORT}/${missing}`)).status, 404, missing);
      }
    });

    it("are a file at my account, without a secret", async () => {
      const { browser, page } = await open("kim");
      assert.match(page.body, /href="\/t\/acme\/myaccount\/data"/);
      const file = await browser.open(`${place}/data`);
      assert.equal(file.headers.get("content-disposition"), 'attachment; filename="my-data.json"');
      assert.match(file.headers.get("content-type") ?? "", /^application\/json/);
      assert.equal(file.headers.get("cache-control"), "no-store");
      const data = JSON.parse(file.body);
      assert.equal(data.profile.userName, "DEFAULT/kim");
      assert.ok(data.sessions.sessions.length > 0);
      assert.deepEqual(data.secondFactors, { enabledAuthenticators: "totp" });
      assert.doesNotMatch(file.body, /secret|password/i);
      assert.match((await new ScriptLessBrowser().open(`${place}/data`)).body, /<h1>Sign in<\/h1>/);
    });
  });
});
