import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import { type ApiClient, apiClient } from "../management/api-client.ts";
import { byTwoFactors, idOfUser, ownAccount, startAccountServer } from "../management/own-account.ts";
import { PASSWORD } from "../organizations.ts";
import { outboxOf } from "../outbox.ts";
import type { TestServer } from "../server.ts";
import { decide } from "./governance.ts";

const WSO2 = "urn:scim:wso2:schema";
const KIM = "kim@example.com";
const NEW_PASSWORD = "a walnut boat in May";

describe("what users are told about their account", () => {
  let server: TestServer;
  let admin: ApiClient;
  before(async () => {
    server = await startAccountServer();
    admin = await apiClient(server, ["internal_user_mgt_update", "internal_user_credential_mgt_delete"]);
  });
  after(() => server.stop());

  /** What is sent to the address while something is done. */
  const sentBy = async (address: string, act: () => Promise<unknown>) => {
    const before = (await outboxOf(server).to(address)).length;
    await act();
    const all = await outboxOf(server).to(address);
    return all.slice(0, all.length - before);
  };
  const typesBy = async (address: string, act: () => Promise<unknown>) =>
    (await sentBy(address, act)).map(({ type }) => type);
  const patchUser = async (userName: string, value: object) => {
    const { status, body } = await admin.call("PATCH", `/scim2/Users/${await idOfUser(server, userName)}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", value }],
    });
    assert.equal(status, 200, JSON.stringify(body));
  };

  it("that they have another password, whoever has set it (security bar 19.5)", async () => {
    const kim = await ownAccount(server, "kim");
    const sent = await sentBy(KIM, async () => {
      const body = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
      assert.equal((await kim.call("POST", "/api/users/v1/me/change-password", body)).status, 204);
    });
    assert.deepEqual(
      sent.map(({ type }) => type),
      ["passwordResetSucess"],
    );
    assert.ok(sent[0]?.text.includes("kim"));
    assert.ok(!JSON.stringify(sent).includes(NEW_PASSWORD));
    assert.deepEqual(await typesBy(KIM, () => patchUser("kim", { password: PASSWORD })), ["passwordResetSucess"]);
  });

  it("that a way to sign in was added or removed, by themselves or by others (security bar 19.5)", async () => {
    const { account: kim } = await byTwoFactors(server, "kim");
    const codes = () => kim.call("POST", "/api/users/v1/me/backup-codes");
    assert.deepEqual(await typesBy(KIM, codes), ["SignInMethodsChange"]);
    const removal = () => kim.call("DELETE", "/api/users/v1/me/backup-codes");
    assert.deepEqual(await typesBy(KIM, removal), ["SignInMethodsChange"]);
    assert.deepEqual(await typesBy(KIM, removal), [], "nothing was there to be removed");
  });

  it("at the address that they had, that they have another one (security bar 19.5)", async () => {
    const change = () => patchUser("lee", { emails: [{ value: "lee@new.example" }] });
    assert.deepEqual(await typesBy("lee@example.com", change), ["notifyOnExistingEmailUpdate"]);
    const rename = () => patchUser("lee", { name: { givenName: "Leonora" } });
    assert.deepEqual(await typesBy("lee@new.example", rename), []);
  });

  it("that the account has another mobile number, or none: codes go there (security bar 19.5)", async () => {
    const change = (value: string) => () => patchUser("kim", { phoneNumbers: [{ type: "mobile", value }] });
    assert.deepEqual(await typesBy(KIM, change("+15550100")), ["MobileNumberChange"]);
    assert.deepEqual(await typesBy(KIM, change("+15550100")), []);
    const [message] = await sentBy(KIM, change("+15550199"));
    assert.equal(message?.type, "MobileNumberChange");
    assert.ok(!JSON.stringify(message).includes("555"), "neither the old nor the new one");
  });

  it("that they have said which second factors they want to be asked for (security bar 19.5)", async () => {
    const { account: kim } = await byTwoFactors(server, "kim");
    const say = () => kim.call("POST", "/api/users/v1/me/mfa/authenticators", { enabledAuthenticators: "totp" });
    assert.deepEqual(await typesBy(KIM, say), ["SignInMethodsChange"]);
  });

  describe("of which nobody's mailbox is filled (security bar 18.5)", () => {
    const VICTIM = "victim@example.com";
    /** Changes them twelve times in turn. */
    const changeOften = async (userNames: readonly string[], value: (made: number) => object) => {
      for (let made = 0; made < 12; made++) await patchUser(userNames[made % userNames.length] as string, value(made));
    };
    const mobile = (made: number) => ({ phoneNumbers: [{ type: "mobile", value: `+155501${made + 10}` }] });
    beforeEach(async () => {
      server.clock.advance(90_000);
      admin = await apiClient(server, ["internal_user_mgt_update"]);
    });

    it("by one account or several that have not proved the address, and what else is to be told is", async () => {
      await decide(server, {});
      for (const userName of ["lee", "mia"]) await patchUser(userName, { emails: [{ value: VICTIM }] });
      const changes = await typesBy(VICTIM, () => changeOften(["lee", "mia"], mobile));
      assert.deepEqual(new Set(changes), new Set(["MobileNumberChange"]));
      assert.equal(changes.length, 10);
      assert.deepEqual(await typesBy(VICTIM, () => patchUser("mia", { password: PASSWORD })), ["passwordResetSucess"]);
    });

    it("by one address after the other that is to be proved, of which those are told that are there", async () => {
      await decide(server, { verifiesNewEmail: "true" });
      const wanted = (made: number) => ({ emails: [{ value: `wanted+${made}@example.com` }] });
      const before = (await outboxOf(server).all()).length;
      const told = await typesBy(KIM, () => changeOften(["kim"], wanted));
      assert.deepEqual([told.length, new Set(told)], [10, new Set(["notifyOnExistingEmailUpdate"])]);
      assert.equal((await outboxOf(server).all()).length - before, 20);
      await decide(server, {});
    });

    it("by invitations", async () => {
      const told = await typesBy(KIM, () => changeOften(["kim"], () => ({ [WSO2]: { askPassword: true } })));
      assert.deepEqual([told.length, new Set(told)], [10, new Set(["resendAskPassword"])]);
    });
  });

  it("nothing where nothing was changed", async () => {
    const kim = await ownAccount(server, "kim");
    const body = { currentPassword: "wrong", newPassword: NEW_PASSWORD };
    const act = () => kim.call("POST", "/api/users/v1/me/change-password", body);
    assert.deepEqual(await typesBy(KIM, act), []);
  });

  describe("of sign-ins on devices that are new to them", () => {
    const signIn = (browser = new ScriptLessBrowser()) =>
      new TestClient(server, "spa").obtainCode({ prompt: "login" }, browser);

    it("nothing, unless the organization has switched it on", async () => {
      assert.deepEqual(await typesBy(KIM, () => signIn()), []);
    });

    it("once for each device", async () => {
      await decide(server, { tellsOfDevices: "true" });
      const browser = new ScriptLessBrowser();
      const [message, ...more] = await sentBy(KIM, () => signIn(browser));
      assert.equal(message?.type, "UnseenDeviceLogin");
      assert.match(message.text, /\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC/);
      assert.deepEqual(more, []);
      assert.deepEqual(await typesBy(KIM, () => signIn(browser)), []);
      assert.deepEqual(await typesBy(KIM, () => signIn()), ["UnseenDeviceLogin"]);
    });
  });
});
