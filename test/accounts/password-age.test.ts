import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { basic, TestClient } from "../client.ts";
import { type ApiClient, adminApplication, apiClient } from "../management/api-client.ts";
import { CALLBACK, organizations, PASSWORD } from "../organizations.ts";
import { linkIn, outboxOf } from "../outbox.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { decide, storeOf } from "./governance.ts";

const DAY = 86_400;
const SECOND = "seven green umbrellas";
const THIRD = "eight yellow lanterns";
const TILL = {
  clientId: "till",
  clientSecret: "the-secret-of-the-till",
  grantTypes: ["password"],
  callbackURLs: [],
};
const FOURTH = "nine purple kettles";

describe("how long passwords last, and which come back (contract §17.10)", () => {
  let server: TestServer;
  let client: TestClient;
  const [acme] = organizations as [(typeof organizations)[0]];
  const withUser = (password: string) => [
    {
      ...acme,
      users: [...acme.users, { userName: "ada", password, claims: { email: "ada@example.com", email_verified: true } }],
      applications: [...acme.applications, adminApplication, TILL],
    },
  ];
  before(async () => {
    server = await startServer({ organizations: withUser(PASSWORD) });
    client = new TestClient(server, "spa");
  });
  after(() => server.stop());
  beforeEach(() => decide(server, {}));

  const admin = (): Promise<ApiClient> =>
    apiClient(server, ["internal_user_mgt_create", "internal_user_mgt_update", "internal_user_mgt_view"]);
  const signIn = async (usernameUserInput: string, password: string, browser = new ScriptLessBrowser()) =>
    browser.submit(await browser.open(client.authorizeUrl()), { usernameUserInput, password }, CALLBACK);
  const setByAdministrator = async (userName: string, password: string) => {
    const api = await admin();
    const { user } = (await (await storeOf(server)).users.findByName(userName)) ?? assert.fail();
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
    const Operations = [{ op: "replace", value: { password } }];
    return (await api.call("PATCH", `/scim2/Users/${user.id}`, { schemas, Operations })).status;
  };

  it("asks for another password after so many days, whoever has set it: the file, the owner or an administrator", async () => {
    await decide(server, { passwordsExpire: "true", passwordDays: "30" });
    assert.ok(returned(await signIn("ada", PASSWORD)).code);
    server.clock.advance(30 * DAY);
    const browser = new ScriptLessBrowser();
    const asked = await signIn("ada", PASSWORD, browser);
    assert.ok(asked.body.includes('id="newPassword"'), asked.body);
    const done = await browser.submit(asked, { newPassword: SECOND, confirmPassword: SECOND }, CALLBACK);
    assert.ok(returned(done).code);
    server.clock.advance(29 * DAY);
    assert.ok(returned(await signIn("ada", SECOND)).code);

    assert.equal(await setByAdministrator("ada", THIRD), 200);
    server.clock.advance(29 * DAY);
    await server.configure(withUser(FOURTH));
    server.clock.advance(29 * DAY);
    assert.ok(returned(await signIn("ada", FOURTH)).code);
    server.clock.advance(DAY);
    assert.ok((await signIn("ada", FOURTH)).body.includes('id="newPassword"'));
    // It stays the password, however long nobody comes.
    server.clock.advance(1000 * DAY);
    assert.ok((await signIn("ada", FOURTH)).body.includes('id="newPassword"'));
  });

  it("lets no program in with a password that is too old, since it has no page to choose another", async () => {
    await server.configure(withUser(PASSWORD));
    const grant = async () => {
      const till = new TestClient(server, "till");
      const form = { grant_type: "password", username: "lee", password: PASSWORD, scope: "openid" };
      return (await till.post("/oauth2/token", form, basic("till", "the-secret-of-the-till"))).status;
    };
    assert.equal(await grant(), 200);
    await decide(server, { passwordsExpire: "true", passwordDays: "30" });
    server.clock.advance(2000 * DAY);
    assert.equal(await grant(), 400);
  });

  it("refuses the last so many passwords where they are remembered, on every way to a new one", async () => {
    await decide(server, {
      remembersPasswords: "true",
      rememberedPasswords: "3",
      recoversPasswords: "true",
      recoversByLink: "true",
    });
    assert.equal(await setByAdministrator("kim", SECOND), 200);
    assert.equal(await setByAdministrator("kim", THIRD), 200);
    for (const old of [THIRD, SECOND, PASSWORD]) assert.equal(await setByAdministrator("kim", old), 400, old);

    const browser = new ScriptLessBrowser();
    const page = await browser.open(server.url("/accountrecoveryendpoint/recoveraccountrouter.do"));
    await browser.submit(page, { login: "kim" });
    const choice = await browser.open(linkIn(await outboxOf(server).latest("kim@example.com")));
    const refused = await browser.submit(choice, { newPassword: SECOND, confirmPassword: SECOND });
    assert.equal(refused.status, 400);
    assert.ok(refused.body.includes("had this password before"));
    const chosen = await browser.submit(refused, { newPassword: FOURTH, confirmPassword: FOURTH });
    assert.equal(chosen.status, 200);
    // The first one is forgotten by now.
    assert.equal(await setByAdministrator("kim", PASSWORD), 200);
  });

  it("keeps no old password where the organization does not want that", async () => {
    await setByAdministrator("lee", SECOND);
    await setByAdministrator("lee", THIRD);
    const store = await storeOf(server);
    const { user } = (await store.users.findByName("lee")) ?? assert.fail();
    const kept = await store.credentials.find<{ hashes: string[] }>("password history", user.id);
    assert.deepEqual(kept?.document.hashes, []);
    assert.equal(await setByAdministrator("lee", SECOND), 200);
    assertSignInPage(await signIn("lee", THIRD));
  });
});
