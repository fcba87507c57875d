import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import type { Client } from "../../src/protocol/model/client.ts";
import { claimsOf, newVerifier, TestClient } from "../client.ts";
import { type LogoutReceiver, startLogoutReceiver } from "../logout-receiver.ts";
import { addPerson, worldOf } from "../organization-people.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { returned } from "../redirects.ts";
import { giveApp, userIdOf } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";
import { type ApiClient, apiClientWith } from "./api-client.ts";
import { administrated, userClient, within } from "./organization-world.ts";

const ME = "/o/api/users/v1/me";
const SCOPES = [
  "internal_session_view",
  "internal_session_delete",
  "internal_user_mgt_view",
  "internal_user_credential_mgt_view",
  "internal_user_credential_mgt_delete",
];

describe("the accounts of an organization's people (contract §19, §21.3)", () => {
  let server: TestServer;
  let pat: string;
  let west: ApiClient;
  let east: ApiClient;
  let root: ApiClient;
  before(async () => {
    const account = {
      clientId: "account",
      name: "My Account",
      publicClient: true,
      callbackURLs: [CALLBACK],
      grantTypes: ["authorization_code", "refresh_token"],
      skipLoginConsent: true,
      sharedWith: "all",
    };
    const [acme, globex] = administrated;
    server = await startServer({
      settings: { outboundAllowedHosts: ["localhost"] },
      organizations: [
        {
          ...acme,
          applications: [...(acme?.applications ?? []), account],
          subOrganizations: ["west", "east"].map((handle) => ({
            handle,
            members: [{ userName: "kim", scopes: SCOPES.map((scope) => scope.replace("internal_", "internal_org_")) }],
          })),
        },
        globex as object,
      ],
    });
    pat = (await addPerson(server, "west", "pat")).id;
    root = await userClient(server, "kim", SCOPES);
    const inside = SCOPES.map((scope) => scope.replace("internal_", "internal_org_"));
    [west, east] = [await within(server, root, "west", inside), await within(server, root, "east", inside)];
  });
  after(() => server.stop());

  const signIn = async (browser = new ScriptLessBrowser()) => {
    server.clock.advance(1);
    const client = new TestClient(server, "account");
    const code_verifier = newVerifier();
    const asked = { orgHandle: "west", scope: "openid internal_login" };
    let page = await browser.open(client.authorizeUrl(asked, code_verifier), CALLBACK);
    if (page.redirectedTo === undefined) {
      page = await browser.submit(page, { usernameUserInput: "pat", password: PASSWORD }, CALLBACK);
    }
    const { code = "" } = returned(page);
    const { status, body } = await client.exchange({ code, redirect_uri: CALLBACK, code_verifier });
    assert.equal(status, 200, JSON.stringify(body));
    return apiClientWith(server, body.access_token);
  };

  it("have their sessions and applications in the organization, and nowhere else", async () => {
    const account = await signIn();
    const { status, body } = await account.call("GET", `${ME}/sessions`);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.userId, pat);
    assert.deepEqual(
      body.sessions[0].applications.map(({ appName }: { appName: string }) => appName),
      ["My Account"],
    );
    assert.deepEqual((await west.call("GET", `/o/api/users/v1/${pat}/sessions`)).body, body);
    const apps = (await account.call("GET", "/o/api/users/v2/me/authorized-apps")).body;
    assert.deepEqual(
      apps.map(({ clientId }: { clientId: string }) => clientId),
      ["account"],
    );

    const found = async (api: ApiClient, place: string) =>
      (await api.call("GET", `${place}/api/users/v1/sessions`)).body.Resources.map(({ id }: { id: string }) => id);
    assert.deepEqual(await found(west, "/o"), [body.sessions[0].id]);
    for (const [api, place] of [
      [east, "/o"],
      [root, ""],
    ] as const) {
      assert.deepEqual(await found(api, place), []);
      assert.equal((await api.call("GET", `${place}/api/users/v1/${pat}/sessions`)).status, 404);
    }
    assert.equal((await account.call("GET", "/api/users/v1/me/sessions")).status, 403, "its token is not the tenant's");
  });

  it("end their sessions, and change their password and factors", async () => {
    const [here, there] = [await signIn(), await signIn()];
    assert.equal((await here.call("POST", `${ME}/backup-codes`)).status, 201);
    assert.equal((await here.call("GET", `${ME}/sessions`)).body.sessions.length, 1, "those elsewhere have ended");
    assert.equal((await west.call("GET", `/o/api/users/v2/${pat}/credentials`)).body["backup-code"], true);
    // The codes are a second factor, which this sign-in has not shown.
    assert.equal((await here.call("DELETE", `${ME}/backup-codes`)).status, 401);
    assert.equal((await west.call("DELETE", `/o/api/users/v2/${pat}/credentials/backup-code`)).status, 204);
    const change = (currentPassword: string) =>
      here.call("POST", `${ME}/change-password`, { currentPassword, newPassword: "a walnut boat in May" });
    assert.equal((await change("wrong")).status, 400);
    assert.equal((await change(PASSWORD)).status, 204);
    assert.equal((await there.call("GET", `${ME}/sessions`)).status, 401);
    assert.equal((await west.call("DELETE", `/o/api/users/v1/${pat}/sessions`)).status, 204);
    assert.deepEqual((await here.call("GET", `${ME}/sessions`)).body.sessions, []);
  });

  it("are not changed by a member from the tenant without the second factor that they have at home (security bar 19.5)", async () => {
    const kim = await within(server, await userClient(server, "kim", []), "west", ["internal_login"]);
    assert.equal((await kim.call("POST", `${ME}/totp`, { action: "INIT" })).status, 201);
    await giveApp(server, "kim");
    const emails = { op: "replace", value: { emails: ["thief@example.com"] } };
    const patch = { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: [emails] };
    for (const [method, path, body] of [
      ["POST", `${ME}/backup-codes`],
      ["POST", `${ME}/totp`, { action: "REFRESH" }],
      ["PATCH", "/o/scim2/Me", patch],
    ] as const) {
      const { status, headers } = await kim.call(method, path, body);
      assert.equal(status, 401, path);
      assert.match(headers.get("www-authenticate") ?? "", /acr_values="[^"]*multi-factor"/);
    }
    await (await tenantStore(server)).credentials.remove(
      await userIdOf(server, "kim"),
      "totp",
      await userIdOf(server, "kim"),
    );
  });

  describe("at the organization's own applications (contract §1.1)", () => {
    let sue: string;
    let own: TestClient;
    let receiver: LogoutReceiver;
    before(async () => {
      receiver = await startLogoutReceiver();
      sue = (await addPerson(server, "west", "sue")).id;
      const { organization, store } = await worldOf(server, "west");
      const { application: _, ...settings } = (await (await tenantStore(server)).clients.find("account")) as Client;
      const logout = { ...settings.logout, backChannelUri: `${receiver.origin}/western` };
      await store.clients.save({ ...settings, clientId: "western", name: "Western", logout });
      const url = (path: string, tenant?: string) => server.url(`/o/${organization.id}${path}`, tenant);
      own = new TestClient({ url }, "western");
    });
    after(() => receiver.close());

    const signInAt = async (client: TestClient, changes: object = {}, browser = new ScriptLessBrowser()) => {
      server.clock.advance(1);
      const scope = "openid internal_login";
      const { body } = await client.exchange(await client.obtainCode({ scope, ...changes }, browser, "sue"));
      const isSignedIn = async () =>
        returned(await browser.open(client.authorizeUrl({ prompt: "none", ...changes }), CALLBACK)).code !== undefined;
      return { token: body.access_token as string, isSignedIn };
    };
    const isAlive = async (token: string) => (await own.userinfo(token)).status === 200;
    const told = async () => (await west.call("GET", `/o/api/users/v1/${sue}/sessions`)).body.sessions;

    it("are signed in too: their administrators see these sessions and end them", async () => {
      const western = await signInAt(own);
      const [session] = await told();
      assert.deepEqual(
        session.applications.map(({ appName }: { appName: string }) => appName),
        ["Western"],
      );
      const apps = (await west.call("GET", `/o/api/users/v2/${sue}/authorized-apps`)).body;
      assert.deepEqual(
        apps.map(({ clientId }: { clientId: string }) => clientId),
        ["western"],
      );
      assert.equal((await west.call("DELETE", `/o/api/users/v1/${sue}/sessions/${session.id}`)).status, 204);
      assert.equal(await western.isSignedIn(), false);
      const other = await signInAt(own);
      assert.equal((await west.call("DELETE", `/o/api/users/v1/${sue}/sessions`)).status, 204);
      assert.equal(await other.isSignedIn(), false);
      const tokens = receiver.tokensAt("/western").map((token) => claimsOf(token));
      assert.deepEqual(
        tokens.map(({ iss, sub }) => [iss, sub]),
        [1, 2].map(() => [own.server.url("/oauth2/token"), sue]),
      );
    });

    it("lose what a password has opened there when they change it (security bar 17.4)", async () => {
      const western = await signInAt(own);
      const { token } = await signInAt(new TestClient(server, "account"), { orgHandle: "west" });
      const body = { currentPassword: PASSWORD, newPassword: "a walnut boat in May" };
      assert.equal((await apiClientWith(server, token).call("POST", `${ME}/change-password`, body)).status, 204);
      assert.deepEqual([await isAlive(western.token), await western.isSignedIn()], [false, false]);
    });
  });
});
