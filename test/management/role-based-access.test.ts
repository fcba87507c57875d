import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, claimsOf, TestClient } from "../client.ts";
import { CALLBACK, organizations, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { apiClientWith } from "./api-client.ts";

const API = "https://docs.example";
const USERS_API = { identifier: "/scim2/Users", scopes: ["internal_user_mgt_list"] };
const ORGANIZATION_API = { identifier: "/o/scim2/Users", scopes: ["internal_org_user_mgt_list"] };
const common = {
  callbackURLs: [CALLBACK],
  publicClient: true,
  skipLoginConsent: true,
  grantTypes: ["authorization_code", "refresh_token", "password", "organization_switch"],
  sharedWith: "all",
};
const rbac = { identifier: API, scopes: ["doc:read", "doc:write"], policyIdentifier: "RBAC" };

const applications = [
  {
    ...common,
    clientId: "docs",
    authorizedAPIs: [rbac, { identifier: "https://open.example", scopes: ["open"] }, USERS_API, ORGANIZATION_API],
    accessToken: { type: "JWT", accessTokenAttributes: ["roles"] },
  },
  { ...common, clientId: "bare" },
];

/** RFC 7617. */
function httpBasic(userName: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${userName}:${password}`).toString("base64")}` };
}

describe("what roles let a user's tokens do (contract §16, security bar 23.2)", () => {
  let server: TestServer;
  let kim: string;
  let readers: string;
  before(async () => {
    server = await startServer({
      settings: { managementBasicAuth: "on" },
      organizations: organizations.map((organization) => ({
        ...organization,
        applications: [...organization.applications, ...applications],
        apiResources: [
          { identifier: API, scopes: ["doc:read", "doc:write"] },
          { identifier: "https://open.example", scopes: ["open"] },
        ],
        subOrganizations: [{ handle: "north", members: [{ userName: "lee", scopes: ["internal_org_user_mgt_list"] }] }],
        roles: [
          { displayName: "reader", permissions: ["doc:read"], users: ["kim"] },
          { displayName: "Administrator", users: organization.handle === "acme" ? ["lee"] : [] },
        ],
      })),
    });
    const store = await storeOf("acme");
    kim = (await store.users.findByName("kim"))?.user.id as string;
    readers = (await store.records.list("role"))[0]?.id as string;
  });
  after(() => server.stop());

  async function storeOf(handle: string) {
    return server.store.forTenant((await server.store.tenants.find(handle))?.id as string);
  }

  const scope = "openid roles doc:read doc:write open internal_user_mgt_list";

  /** A token response for the user by the password grant. */
  async function tokensOf(userName: string, clientId = "docs", tenant = "acme", asked = scope) {
    const client = new TestClient(server, clientId, tenant);
    return (await client.token({ grant_type: "password", username: userName, password: PASSWORD, scope: asked })).body;
  }

  it("gives the scopes under RBAC that a role of the user has, and the others to everybody", async () => {
    assert.equal((await tokensOf("kim")).scope, "doc:read open openid roles");
    const lee = await tokensOf("lee");
    assert.equal(lee.scope, "internal_user_mgt_list open openid roles");
    assert.equal((await tokensOf("lee", "docs", "globex")).scope, "open openid roles");
  });

  it("decides so for codes and for refresh tokens too, each time anew", async () => {
    const client = new TestClient(server, "docs");
    const tokens = await client.obtainTokens({ scope });
    assert.equal(tokens.scope, "doc:read open openid roles");
    const store = await storeOf("acme");
    await store.roleMembers.change(readers, { removedUsers: [kim] });
    const refreshed = await client.refresh(tokens.refresh_token);
    assert.equal(refreshed.body.scope, "open openid roles");
    await store.roleMembers.change(readers, { addedUsers: [kim] });
    assert.equal((await client.refresh(refreshed.body.refresh_token)).body.scope, "doc:read open openid roles");
  });

  it("counts a role that the user has through a group", async () => {
    const store = await storeOf("acme");
    const group = { id: "019a0000-0000-7000-8000-000000000001", name: "staff", externalId: undefined };
    await store.groups.create(group, [(await store.users.findByName("lee"))?.user.id as string], server.clock.now);
    await store.roleMembers.change(readers, { addedGroups: [group.id] });
    assert.ok((await tokensOf("lee")).scope.includes("doc:read"));
    await store.roleMembers.change(readers, { removedGroups: [group.id] });
    assert.ok(!(await tokensOf("lee")).scope.includes("doc:read"));
  });

  it("tells the roles in the claim of that name, in the ID token, the JWT access token and userinfo (contract §7.6)", async () => {
    const { id_token, access_token } = await tokensOf("kim");
    const { body } = await new TestClient(server, "docs").userinfo(access_token);
    for (const claims of [claimsOf(id_token), claimsOf(access_token), body]) assert.deepEqual(claims.roles, ["reader"]);
    const bare = await tokensOf("kim", "bare", "acme", "openid");
    assert.equal(claimsOf(bare.id_token).roles, undefined);
  });

  it("lets an administrator use the management APIs through an application that is authorized for them", async () => {
    const { access_token } = await tokensOf("lee");
    assert.equal((await apiClientWith(server, access_token).call("GET", "/scim2/Users")).status, 200);
    assert.equal((await apiClientWith(server, access_token).call("GET", "/scim2/v2/Roles")).status, 403);
    assert.equal((await apiClientWith(server, access_token, "globex").call("GET", "/scim2/Users")).status, 401);
  });

  it("keeps the tenant's own APIs shut to a token for an organization inside it (contract §16)", async () => {
    const { access_token: token } = await tokensOf("lee");
    const form = { grant_type: "organization_switch", token, switching_organization: "north" };
    const switched = await new TestClient(server, "docs").token({ ...form, scope: "openid internal_user_mgt_list" });
    assert.equal(switched.body.scope, "internal_org_user_mgt_list openid", JSON.stringify(switched.body));
    const api = apiClientWith(server, switched.body.access_token);
    assert.equal((await api.call("GET", "/scim2/Users")).status, 403);
  });

  it("shuts the APIs at once when the role is taken away", async () => {
    const store = await storeOf("acme");
    const { id } = await addRole("lister", ["internal_user_mgt_list"]);
    await store.roleMembers.change(id, { addedUsers: [kim] });
    const { access_token } = await tokensOf("kim");
    const api = apiClientWith(server, access_token);
    assert.equal((await api.call("GET", "/scim2/Users")).status, 200);
    await store.roleMembers.change(id, { removedUsers: [kim] });
    assert.equal((await api.call("GET", "/scim2/Users")).status, 403);
  });

  it("counts an application's own roles alone where the application says so (contract §17.1)", async () => {
    const store = await storeOf("acme");
    const docs = await store.clients.find("docs");
    const application = { ...docs?.application, id: docs?.application?.id as string, rolesOf: "application" } as const;
    await store.clients.save({ ...(docs as NonNullable<typeof docs>), application });
    assert.equal((await tokensOf("kim")).scope, "open openid roles");
    const { id } = await addRole("writer", ["doc:write"], application.id);
    await store.roleMembers.change(id, { addedUsers: [kim] });
    assert.equal((await tokensOf("kim")).scope, "doc:write open openid roles");
    await store.clients.save(docs as NonNullable<typeof docs>);
  });

  async function addRole(displayName: string, permissions: readonly string[], application?: string) {
    const store = await storeOf("acme");
    const tenantId = (await server.store.tenants.find("acme"))?.id as string;
    const audience =
      application === undefined
        ? { type: "organization", value: tenantId }
        : { type: "application", value: application };
    const id = crypto.randomUUID();
    await store.records.add("role", { id, name: displayName, document: { displayName, audience, permissions } }, 1);
    return { id };
  }

  it("gives users internal_login, and clients that act for themselves not (contract §7.6)", async () => {
    assert.equal((await tokensOf("kim", "bare", "acme", "openid internal_login")).scope, "internal_login openid");
    const form = { grant_type: "client_credentials", scope: "internal_login" };
    const { body } = await new TestClient(server, "service").token(form, basic("service", "acme-service-secret"));
    assert.equal(body.error, "invalid_scope");
  });

  it("takes an administrator's name and password where the operator has allowed that (contract §16)", async () => {
    const list = (userName: string, password: string, tenant = "acme") =>
      fetch(server.url("/scim2/v2/Roles", tenant), { headers: httpBasic(userName, password) });
    assert.equal((await list("lee", PASSWORD)).status, 200);
    assert.equal((await list("lee@acme", PASSWORD)).status, 200);
    assert.equal((await list("kim", PASSWORD)).status, 403);
    assert.equal((await list("lee", "wrong")).status, 401);
    assert.equal((await list("nobody", PASSWORD)).status, 401);
    assert.equal((await list("lee", PASSWORD, "globex")).status, 403);
  });
});

describe("a server without the setting managementBasicAuth", () => {
  let server: TestServer;
  before(async () => {
    const roles = [{ displayName: "Administrator", users: ["lee"] }];
    server = await startServer({ organizations: organizations.map((organization) => ({ ...organization, roles })) });
  });
  after(() => server.stop());

  it("refuses an administrator's name and password: 401", async () => {
    const { status } = await fetch(server.url("/scim2/v2/Roles"), { headers: httpBasic("lee", PASSWORD) });
    assert.equal(status, 401);
  });
});
