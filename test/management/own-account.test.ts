import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { newId } from "../../src/crypto/ids.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import type { TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { idOfUser, inBrowser, ownAccount, startAccountServer } from "./own-account.ts";

const V1 = "/api/users/v1";
const NEW_PASSWORD = "a walnut boat in May";
const SCOPES = [
  "internal_user_association_create",
  "internal_user_association_view",
  "internal_user_association_delete",
  "internal_user_fed_association_bulk",
  "internal_application_mgt_view",
  "internal_application_mgt_update",
  "internal_idp_update",
  "internal_user_mgt_create",
  "internal_user_mgt_list",
  "internal_group_mgt_create",
];

describe("what users do with their own account (contract §19)", () => {
  let server: TestServer;
  let api: ApiClient;
  let kim: ApiClient;
  let kimId: string;
  before(async () => {
    server = await startAccountServer();
    api = await apiClient(server, SCOPES);
    kim = await ownAccount(server, "kim");
    kimId = await idOfUser(server, "kim");
  });
  after(() => server.stop());

  describe("the password (security bar 17.4)", () => {
    const change = (account: ApiClient, currentPassword: unknown, newPassword: unknown) =>
      account.call("POST", `${V1}/me/change-password`, { currentPassword, newPassword });
    const isSignedIn = async (browser: ScriptLessBrowser) => {
      const url = new TestClient(server, "account").authorizeUrl({ prompt: "none" });
      return (await browser.open(url, CALLBACK)).redirectedTo?.searchParams.has("code") ?? false;
    };

    it("changes, and ends other sessions and tokens, but not those of the request", async () => {
      const [here, there] = [await inBrowser(server, "lee"), await inBrowser(server, "lee", { clientId: "spa" })];
      const elsewhere = await ownAccount(server, "lee");
      assert.equal((await change(here.account, PASSWORD, NEW_PASSWORD)).status, 204);
      assert.deepEqual([await isSignedIn(here.browser), await isSignedIn(there.browser)], [true, false]);
      assert.equal((await here.account.call("GET", "/scim2/Me")).status, 200);
      assert.equal((await elsewhere.call("GET", "/scim2/Me")).status, 401);
      const refresh = (clientId: string, { refresh_token }: { refresh_token: string }) =>
        new TestClient(server, clientId).refresh(refresh_token);
      assert.equal((await refresh("spa", there.tokens)).body.error, "invalid_grant");
      assert.equal((await refresh("account", here.tokens)).status, 200);
      await assert.rejects(ownAccount(server, "lee"));
      await ownAccount(server, "lee", { password: NEW_PASSWORD });
      assert.ok(server.logLines.some((line) => line.includes('"user.change-password"')));
      assert.ok(!server.logLines.some((line) => line.includes(NEW_PASSWORD)));
    });

    it("is changed once of two changes at once", async () => {
      const account = await ownAccount(server, "lee", { password: NEW_PASSWORD });
      const wanted = ["nine purple kettles", "four silver spoons"];
      const answers = await Promise.all(wanted.map((password) => change(account, NEW_PASSWORD, password)));
      assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 400]);
      const chosen = wanted[answers.findIndex(({ status }) => status === 204)] as string;
      assert.equal((await change(account, chosen, NEW_PASSWORD)).status, 204);
    });

    it("stays where the present one is wrong, or the new one cannot be taken", async () => {
      const wrong = await change(kim, "not the password", NEW_PASSWORD);
      assert.deepEqual([wrong.status, wrong.body.code], [400, "PWD-10001"]);
      for (const refused of ["short", "password1", "x".repeat(257)]) {
        const { status, body } = await change(kim, PASSWORD, refused);
        assert.deepEqual([status, body.code], [400, "PWD-10003"], refused);
      }
      assert.equal((await change(kim, undefined, NEW_PASSWORD)).status, 400);
      assert.equal((await change(api, PASSWORD, NEW_PASSWORD)).status, 403);
      await ownAccount(server, "kim");
    });

    it("cannot be guessed here either: five failures lock the account (security bar 18.1)", async () => {
      const mia = await ownAccount(server, "mia");
      for (let n = 0; n < 5; n += 1) assert.equal((await change(mia, `guess ${n}`, NEW_PASSWORD)).status, 400);
      assert.equal((await change(mia, PASSWORD, NEW_PASSWORD)).body.code, "PWD-10001");
      await assert.rejects(ownAccount(server, "mia"));
      server.clock.advance(301);
      await ownAccount(server, "mia");
      [api, kim] = [await apiClient(server, SCOPES), await ownAccount(server, "kim")];
    });
  });

  describe("the applications that a user finds", () => {
    const PATH = `${V1}/me/applications`;
    const discoverable = async (clientId: string, accessUrl: string, discoverableGroups?: object[]) => {
      const { body } = await api.call("GET", `/api/server/v1/applications?filter=clientId+eq+${clientId}`);
      const { id } = body.applications[0];
      const advancedConfigurations = {
        discoverableByEndUsers: true,
        ...(discoverableGroups && { discoverableGroups }),
      };
      const changes = { accessUrl, description: `About ${clientId}`, advancedConfigurations };
      const changed = await api.call("PATCH", `/api/server/v1/applications/${id}`, changes);
      assert.equal(changed.status, 200, JSON.stringify(changed.body));
      return id as string;
    };
    let spa: string;
    let grouped: string;
    before(async () => {
      spa = await discoverable("spa", "https://spa.example/");
      await discoverable("asking", "https://asking.example/");
      await discoverable("off", "https://off.example/");
      const members = [{ value: await idOfUser(server, "lee") }];
      const { body: group } = await api.call("POST", "/scim2/Groups", { displayName: "staff", members });
      const groups = [{ userStore: "DEFAULT", groups: [{ id: group.id, name: "staff" }] }];
      grouped = await discoverable("jwt", "https://jwt.example/", groups);
    });

    it("are those that are made to be found, by name, and no others", async () => {
      const { body } = await kim.call("GET", PATH);
      assert.deepEqual(
        body.applications.map(({ name }: { name: string }) => name),
        ["Asking App", "Single Page"],
      );
      assert.deepEqual([body.totalResults, body.startIndex, body.count, body.links], [2, 1, 2, []]);
      const told = { id: spa, name: "Single Page", description: "About spa", accessUrl: "https://spa.example/" };
      assert.deepEqual(body.applications[1], told);
      assert.deepEqual((await kim.call("GET", `${PATH}/${spa}`)).body, told);
      assert.equal(body.applications[0].image, "https://app.example/logo.png");
    });

    it("are there for the groups that they are for", async () => {
      const lee = await ownAccount(server, "lee", { password: NEW_PASSWORD });
      assert.equal((await lee.call("GET", `${PATH}/${grouped}`)).status, 200);
      assert.equal((await kim.call("GET", `${PATH}/${grouped}`)).body.code, "UAM-60002");
    });

    it("are chosen by a filter, page by page, and told in part", async () => {
      const { body } = await kim.call("GET", `${PATH}?filter=name+co+page&attributes=name`);
      assert.deepEqual(body.applications, [{ id: spa, name: "Single Page" }]);
      const page = (await kim.call("GET", `${PATH}?limit=1&offset=1`)).body;
      assert.deepEqual([page.applications.length, page.links[0].rel], [1, "previous"]);
      assert.equal((await kim.call("GET", `${PATH}?filter=id+eq+a`)).status, 400);
      assert.equal((await kim.call("GET", `${PATH}?sortBy=name`)).status, 501);
      assert.equal((await api.call("GET", PATH)).status, 403);
    });
  });

  describe("accounts at other identity providers", () => {
    const OWN = `${V1}/me/federated-associations`;
    const google = newId(Date.now());
    const links = (id: string) => `${V1}/${id}/federated-associations`;
    const associate = (id: string, federatedUserId: string, idp = "Google") =>
      api.call("POST", links(id), { idp, federatedUserId });
    before(async () => {
      const { id } = (await server.store.tenants.find("acme")) ?? {};
      const document = { enabled: true, image: "https://google.example/logo.png" };
      const { records } = server.store.forTenant(id as string);
      await records.add("identity provider", { id: google, name: "Google", document }, 1);
    });

    it("are linked by administrators, and told", async () => {
      assert.equal((await kim.call("GET", OWN)).status, 204);
      assert.equal((await associate(kimId, "kim@google")).status, 200);
      const { status, body } = await kim.call("GET", OWN);
      assert.equal(status, 200);
      const idp = { id: google, name: "Google", displayName: "Google", imageUrl: "https://google.example/logo.png" };
      assert.deepEqual(body, [{ id: body[0].id, idp, federatedUserId: "kim@google" }]);
      assert.deepEqual((await api.call("GET", links(kimId))).body, body);
    });

    it("are one user's alone, at a connection that there is", async () => {
      const lee = await idOfUser(server, "lee");
      assert.equal((await associate(lee, "kim@google")).body.code, "UAA-10012");
      assert.equal((await associate(lee, "lee", "Nowhere")).body.code, "UAA-10007");
      for (const subject of ["", "a\0b", "x".repeat(256)]) assert.equal((await associate(lee, subject)).status, 400);
      assert.equal((await api.call("POST", links(lee), { idp: "Google" })).status, 400);
      assert.equal((await associate("nobody", "a")).body.code, "UAA-10002");
      assert.equal((await api.call("GET", links(lee))).status, 204);
    });

    it("are taken away by the user, or an administrator, and by nobody else", async () => {
      await associate(kimId, "second");
      const [first, second] = (await kim.call("GET", OWN)).body;
      const lee = await ownAccount(server, "lee", { password: NEW_PASSWORD });
      assert.equal((await lee.call("DELETE", `${OWN}/${first.id}`)).status, 404);
      assert.equal((await lee.call("DELETE", OWN)).status, 204);
      assert.equal((await kim.call("DELETE", `${OWN}/${first.id}`)).status, 204);
      assert.equal((await kim.call("DELETE", `${OWN}/${first.id}`)).status, 404);
      assert.equal((await api.call("DELETE", `${links(kimId)}/${second.id}`)).status, 204);
      assert.equal((await api.call("DELETE", `${links(kimId)}/none`)).body.code, "UAA-10013");
      for (const remove of [() => kim.call("DELETE", OWN), () => api.call("DELETE", links(kimId))]) {
        await associate(kimId, "third");
        assert.equal((await remove()).status, 204);
        assert.equal((await kim.call("GET", OWN)).status, 204);
      }
    });

    it("are not taken away when they are the last way to sign in (security bar 24.4)", async () => {
      const mia = await ownAccount(server, "mia");
      const id = await idOfUser(server, "mia");
      const { users } = await tenantStore(server);
      const before = await users.findByName("mia");
      assert.ok(before);
      await associate(id, "mia-one");
      await associate(id, "mia-two");
      await users.save(before.user, undefined);
      const [first, second] = (await mia.call("GET", OWN)).body;
      assert.equal((await mia.call("DELETE", OWN)).body.code, "UAA-10014");
      assert.equal((await mia.call("DELETE", `${OWN}/${first.id}`)).status, 204);
      assert.equal((await mia.call("DELETE", `${OWN}/${second.id}`)).status, 400);
      await users.save(before.user, before.passwordHash);
      assert.equal((await mia.call("DELETE", `${OWN}/${second.id}`)).status, 204);
    });

    describe("of somebody without a password (security bar 24.4)", () => {
      let users: Awaited<ReturnType<typeof tenantStore>>["users"];
      let before: NonNullable<Awaited<ReturnType<typeof users.findByName>>>;
      let mia: ApiClient;
      beforeEach(async () => {
        const store = await tenantStore(server);
        users = store.users;
        mia = await ownAccount(server, "mia");
        before = (await users.findByName("mia")) ?? assert.fail();
        await users.save(before.user, undefined);
      });
      afterEach(async () => {
        await users.save(before.user, before.passwordHash);
        assert.equal((await api.call("DELETE", links(before.user.id))).status, 204);
      });

      it("are not all taken away by requests that come at once", async () => {
        for (const subject of ["one", "two", "three", "four"]) await associate(before.user.id, `mia-${subject}`);
        const told: { id: string }[] = (await mia.call("GET", OWN)).body;
        const removals = [...told.map(({ id }) => `${OWN}/${id}`), OWN].map((path) => mia.call("DELETE", path));
        for (const { status } of await Promise.all(removals)) assert.ok([204, 400, 409].includes(status), `${status}`);
        assert.equal((await mia.call("GET", OWN)).status, 200, "one is left");
      });

      it("do not count where the connection is switched off", async () => {
        const { records } = await tenantStore(server);
        await records.add("identity provider", { id: newId(Date.now()), name: "Off", document: { enabled: false } }, 1);
        await associate(before.user.id, "mia-on");
        await associate(before.user.id, "mia-off", "Off");
        const told: { id: string; idp: { name: string } }[] = (await mia.call("GET", OWN)).body;
        const [on, off] = ["Google", "Off"].map((name) => told.find(({ idp }) => idp.name === name)?.id);
        assert.equal((await mia.call("DELETE", `${OWN}/${on}`)).body.code, "UAA-10014");
        assert.equal((await mia.call("DELETE", `${OWN}/${off}`)).status, 204);
      });
    });

    it("are linked and taken away in bulk, each for itself", async () => {
      const bulk = async (operations: object[], failOnErrors?: number) => {
        const body = { operations, ...(failOnErrors !== undefined && { failOnErrors }) };
        const answer = await api.call("POST", `${V1}/federated-associations/bulk`, body);
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        return answer.body.Operations.map((one: { bulkId: string; status: { statusCode: number } }) => [
          one.bulkId,
          one.status.statusCode,
        ]);
      };
      const post = (bulkId: string, federatedUserId: string, userId = kimId) => {
        const path = `/${userId}/federated-associations`;
        return { method: "POST", bulkId, path, data: { idp: "Google", federatedUserId } };
      };
      const done = await bulk([
        post("a", "one"),
        post("b", "one"),
        post("c", "two", "nobody"),
        { method: "PUT", bulkId: "d", path: `/${kimId}/federated-associations` },
        post("e", "three"),
      ]);
      assert.deepEqual(done, [
        ["a", 201],
        ["b", 400],
        ["c", 404],
        ["d", 400],
        ["e", 201],
      ]);
      const { body } = await kim.call("GET", OWN);
      const path = `/${kimId}/federated-associations/${body[0].id}`;
      assert.deepEqual(await bulk([{ method: "DELETE", bulkId: "f", path }]), [["f", 204]]);
      assert.deepEqual(await bulk([post("g", ""), post("h", "four")], 1), [["g", 400]]);
      assert.equal((await kim.call("GET", OWN)).body.length, 1);
      const wrong = await api.call("POST", `${V1}/federated-associations/bulk`, { operations: [{}] });
      assert.equal(wrong.status, 400);
    });

    it("are taken away by the user only soon after a sign-in (security bar 24.4)", async () => {
      const lee = await ownAccount(server, "lee", { password: NEW_PASSWORD });
      server.clock.advance(901);
      assert.equal((await lee.call("DELETE", OWN)).status, 401);
      assert.equal((await lee.call("DELETE", `${OWN}/${crypto.randomUUID()}`)).status, 401);
      assert.equal((await lee.call("GET", OWN)).status, 204);
    });
  });

  describe("the account itself (contract §18.1)", () => {
    const register = (change: object = {}) =>
      api.call("POST", "/scim2/Me", { userName: "noa", password: PASSWORD, ...change });
    const setSwitch = async (name: string, value: string) => {
      const category = Buffer.from("User Onboarding").toString("base64url");
      const connector = Buffer.from("self-sign-up").toString("base64url");
      const place = `/api/server/v1/identity-governance/${category}/connectors/${connector}`;
      const body = { operation: "UPDATE", properties: [{ name, value }] };
      const answer = await api.call("PATCH", place, body);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
    };

    it("is made by an application where users may register themselves", async () => {
      assert.equal((await register()).status, 403);
      await setSwitch("SelfRegistration.Enable", "true");
      assert.equal((await register({ userName: "locked" })).status, 201);
      await assert.rejects(ownAccount(server, "locked"), "until somebody confirms it");
      await setSwitch("SelfRegistration.LockOnCreation", "false");
      assert.equal((await register()).status, 201);
      assert.equal((await register()).status, 409);
      for (const change of [{ active: true }, { "urn:scim:wso2:schema": { emailVerified: true } }, { password: "x" }]) {
        assert.equal((await register({ userName: "other", ...change })).status, 400, JSON.stringify(change));
      }
    });

    it("is deleted by its user, with all that it has opened", async () => {
      const account = await ownAccount(server, "noa");
      assert.equal((await account.call("DELETE", "/scim2/Me")).status, 204);
      assert.equal((await account.call("GET", "/scim2/Me")).status, 401);
      await assert.rejects(ownAccount(server, "noa"));
      assert.equal((await api.call("DELETE", "/scim2/Me")).status, 403);
    });
  });
});
