import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { TestClient } from "../client.ts";
import { type ApiClient, adminApplication, apiClient } from "../management/api-client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { linkIn, outboxOf } from "../outbox.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { decide, storeOf } from "./governance.ts";

const WSO2 = "urn:scim:wso2:schema";
const INITIAL = "seven green umbrellas";
const OWN = "eight yellow lanterns";

describe("what administrators ask of users (contract §18.2, security bar 17.5)", () => {
  let server: TestServer;
  let client: TestClient;
  let api: ApiClient;
  let outbox: ReturnType<typeof outboxOf>;
  before(async () => {
    const [acme] = organizations as [(typeof organizations)[0]];
    server = await startServer({
      organizations: [{ ...acme, applications: [...acme.applications, adminApplication] }],
    });
    client = new TestClient(server, "spa");
    outbox = outboxOf(server);
  });
  after(() => server.stop());
  beforeEach(async () => {
    await decide(server, {});
    server.clock.advance(4000);
    api = await apiClient(server, ["internal_user_mgt_create", "internal_user_mgt_update", "internal_user_mgt_view"]);
  });

  const create = async (userName: string, more: object = {}) => {
    const emails = [`${userName}@example.com`];
    const { status, body } = await api.call("POST", "/scim2/Users", { userName, emails, ...more });
    assert.equal(status, 201, JSON.stringify(body));
    return body.id as string;
  };
  const patch = (id: string, value: object) =>
    api.call("PATCH", `/scim2/Users/${id}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", value }],
    });
  const signIn = async (usernameUserInput: string, password: string, browser = new ScriptLessBrowser()) =>
    browser.submit(await browser.open(client.authorizeUrl()), { usernameUserInput, password }, CALLBACK);
  const choose = async (link: URL, password: string) => {
    const browser = new ScriptLessBrowser();
    return browser.submit(await browser.open(link), { newPassword: password, confirmPassword: password });
  };

  it("invites somebody who is to choose a password, which proves the address too", async () => {
    const id = await create("ava", { [WSO2]: { askPassword: true } });
    const message = await outbox.latest("ava@example.com");
    assert.equal(message.type, "AskPassword");
    const link = linkIn(message);
    server.clock.advance(86_000);
    assert.equal((await choose(link, OWN)).status, 200);
    assert.ok(returned(await signIn("ava", OWN)).code);
    assert.equal((await (await storeOf(server)).users.find(id))?.claims.email_verified, true);
  });

  it("writes once more to whoever has missed it, and to nobody where the organization invites nobody", async () => {
    const id = await create("mia", { [WSO2]: { askPassword: true } });
    await patch(id, { [WSO2]: { askPassword: true } });
    assert.equal((await outbox.latest("mia@example.com")).type, "resendAskPassword");
    await decide(server, { invites: "false" });
    await create("zoe", { [WSO2]: { askPassword: true } });
    assert.deepEqual(await outbox.to("zoe@example.com"), []);
  });

  it("has an address proved (contract §18.2, verifyEmail)", async () => {
    const id = await create("leo", { password: OWN, [WSO2]: { verifyEmail: true } });
    const browser = new ScriptLessBrowser();
    await browser.submit(await browser.open(linkIn(await outbox.latest("leo@example.com"))), {});
    assert.equal((await (await storeOf(server)).users.find(id))?.claims.email_verified, true);
  });

  describe("an initial password (security bar 17.5)", () => {
    it("opens the page where another one is chosen, and nothing else", async () => {
      await create("ida", { password: INITIAL, [WSO2]: { forcePasswordReset: true } });
      const browser = new ScriptLessBrowser();
      const page = await signIn("ida", INITIAL, browser);
      assert.equal(page.status, 200);
      assert.equal(browser.cookie("commonAuthId"), undefined);
      for (const [password, reason] of [
        [INITIAL, "another password than"],
        ["password1", "most common"],
      ] as const) {
        const entered = { newPassword: password, confirmPassword: password };
        const refused = await browser.submit(await browser.open(page.url), entered);
        assert.ok(refused.body.includes(reason), reason);
      }
      const entered = { newPassword: OWN, confirmPassword: OWN };
      assert.ok(returned(await browser.submit(await browser.open(page.url), entered, CALLBACK)).code);
      assert.ok(returned(await signIn("ida", OWN)).code, "without being asked again");
      assertSignInPage(await signIn("ida", INITIAL));
    });

    it("is not changed by a user who was disabled meanwhile", async () => {
      await create("xia", { password: INITIAL, [WSO2]: { forcePasswordReset: true } });
      const browser = new ScriptLessBrowser();
      const page = await signIn("xia", INITIAL, browser);
      const { users } = await storeOf(server);
      const before = (await users.findByName("xia")) ?? assert.fail();
      await users.save({ ...before.user, enabled: false }, before.passwordHash);
      await browser.submit(await browser.open(page.url), { newPassword: OWN, confirmPassword: OWN }, CALLBACK);
      assert.equal((await users.findByName("xia"))?.passwordHash, before.passwordHash);
    });

    it("opens nothing after a week", async () => {
      await create("tom", { password: INITIAL, [WSO2]: { forcePasswordReset: true } });
      server.clock.advance(604_799);
      assert.ok((await signIn("tom", INITIAL)).body.includes("newPassword"));
      server.clock.advance(1);
      const page = await signIn("tom", INITIAL);
      assertSignInPage(page);
      assert.ok(!page.body.includes("newPassword"));
    });
  });

  it("ends a user's sessions and has the password changed at the next sign-in", async () => {
    const id = await create("max", { password: INITIAL });
    const browser = new ScriptLessBrowser();
    await signIn("max", INITIAL, browser);
    assert.equal((await patch(id, { [WSO2]: { forcePasswordReset: true } })).status, 200);
    const silent = await browser.open(client.authorizeUrl({ prompt: "none" }), CALLBACK);
    assert.equal(returned(silent).error, "login_required");
    assert.ok((await signIn("max", INITIAL)).body.includes("newPassword"));
  });

  it("writes a link where the organization wants that, and the old password opens nothing (contract §17.10)", async () => {
    await decide(server, { resetsByLink: "true" });
    const id = await create("eva", { password: INITIAL });
    await patch(id, { [WSO2]: { forcePasswordReset: true } });
    assert.ok(!(await signIn("eva", INITIAL)).body.includes("newPassword"));
    const message = await outbox.latest("eva@example.com");
    assert.equal(message.type, "AdminForcedPasswordReset");
    await choose(linkIn(message), OWN);
    assert.ok(returned(await signIn("eva", OWN)).code);
  });

  it("has an account confirmed that an application has made for somebody (contract §18.1, POST /Me)", async () => {
    await decide(server, { registers: "true" });
    const body = { userName: "ola", password: OWN, emails: ["ola@example.com"] };
    assert.equal((await api.call("POST", "/scim2/Me", body)).status, 201);
    assertSignInPage(await signIn("ola", OWN));
    const browser = new ScriptLessBrowser();
    await browser.submit(await browser.open(linkIn(await outbox.latest("ola@example.com"))), {});
    assert.ok(returned(await signIn("ola", OWN)).code);
  });

  it("keeps the old address until the new one is proved, and tells the old one (security bar 19.5)", async () => {
    await decide(server, { verifiesNewEmail: "true" });
    const id = await create("ben", { password: OWN });
    assert.equal((await patch(id, { emails: ["new-ben@example.com"] })).status, 200);
    const { users } = await storeOf(server);
    assert.equal((await users.find(id))?.claims.email, "ben@example.com");
    assert.equal((await outbox.latest("ben@example.com")).type, "notifyOnExistingEmailUpdate");
    const browser = new ScriptLessBrowser();
    await browser.submit(await browser.open(linkIn(await outbox.latest("new-ben@example.com"))), {});
    const { email, email_verified } = (await users.find(id))?.claims ?? {};
    assert.deepEqual([email, email_verified], ["new-ben@example.com", true]);
  });

  it("keeps it too where the new one comes in a list of several (security bar 19.5)", async () => {
    await decide(server, { verifiesNewEmail: "true" });
    const id = await create("uma", { password: OWN });
    const emails = [
      { value: "new-uma@example.com", type: "work", primary: true },
      { value: "other-uma@example.com", type: "home" },
    ];
    assert.equal((await patch(id, { emails })).status, 200);
    assert.equal((await (await storeOf(server)).users.find(id))?.claims.email, "uma@example.com");
    assert.equal((await outbox.latest("new-uma@example.com")).type, "VerifyEmailOnUpdate");
  });

  it("gives nobody the address where the password is changed at that very moment (security bar 17.4, 19.5)", async () => {
    await decide(server, { verifiesNewEmail: "true" });
    const id = await create("noe", { password: OWN });
    await patch(id, { emails: ["thief-of-noe@example.com"] });
    const browser = new ScriptLessBrowser();
    const page = await browser.open(linkIn(await outbox.latest("thief-of-noe@example.com")));
    const { forTenant } = server.store;
    const changing = (tenantId: string): TenantStore => {
      const { users, ...tenant } = forTenant(tenantId);
      const replace: TenantStore["users"]["replace"] = async (...change) => {
        await users.setPasswordHash(id, "that of another password");
        return users.replace(...change);
      };
      return { ...tenant, users: { ...users, replace } };
    };
    Object.assign(server.store, { forTenant: changing });
    const refused = await browser.submit(page, {}).finally(() => Object.assign(server.store, { forTenant }));
    assert.equal(refused.status, 400);
    assert.equal((await (await storeOf(server)).users.find(id))?.claims.email, "noe@example.com");
  });

  it("gives nobody the address that was asked for before the password was changed (security bar 17.4, 19.5)", async () => {
    await decide(server, { verifiesNewEmail: "true" });
    const id = await create("may", { password: OWN });
    await patch(id, { emails: ["thief@example.com"] });
    const link = linkIn(await outbox.latest("thief@example.com"));
    await patch(id, { password: "nine purple kettles" });
    const browser = new ScriptLessBrowser();
    assert.equal((await browser.submit(await browser.open(link), {})).status, 400);
    assert.equal((await (await storeOf(server)).users.find(id))?.claims.email, "may@example.com");
  });
});
