import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { basic, TestClient } from "../client.ts";
import { organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { ADMIN_SECRET, type ApiClient, adminApplication, apiClient, apiClientWith } from "./api-client.ts";

const SCOPES = [
  ...["list", "view", "create", "update", "delete"].map((verb) => `internal_user_mgt_${verb}`),
  ...["create", "view", "update", "delete"].map((verb) => `internal_group_mgt_${verb}`),
];
const ROLES = ["internal_role_mgt_view", "internal_role_mgt_users_update", "internal_role_mgt_groups_update"];

describe("administrators and what they hand on (security bar 23.2)", () => {
  let server: TestServer;
  let api: ApiClient;
  /** May manage users and groups, and nothing else. */
  let helper: ApiClient;
  let kim: string;
  let lee: string;
  let group: string;
  let role: string;
  before(async () => {
    const limited = {
      ...adminApplication,
      clientId: "helper",
      authorizedAPIs: [
        { identifier: "/scim2/Users", scopes: SCOPES },
        { identifier: "/scim2/Groups", scopes: SCOPES },
      ],
    };
    server = await startServer({
      organizations: organizations.map((organization) => ({
        ...organization,
        applications: [...organization.applications, adminApplication, limited],
      })),
    });
    api = await apiClient(server, [...SCOPES, ...ROLES]);
    const form = { grant_type: "client_credentials", scope: SCOPES.join(" ") };
    const { body } = await new TestClient(server, "helper").token(form, basic("helper", ADMIN_SECRET));
    helper = apiClientWith(server, body.access_token);

    const { users } = server.store.forTenant((await server.store.tenants.find("acme"))?.id as string);
    kim = (await users.findByName("kim"))?.user.id as string;
    lee = (await users.findByName("lee"))?.user.id as string;
    group = (await api.call("POST", "/scim2/Groups", { displayName: "chiefs" })).body.id;
    const { Resources } = (await api.call("GET", "/scim2/v3/Roles?filter=displayName+eq+Administrator")).body;
    role = `/scim2/v3/Roles/${Resources[0].id}`;
  });
  after(() => server.stop());

  beforeEach(async () => {
    await api.call("PUT", `${role}/Users`, [{ value: kim }, { value: lee }]);
    await api.call("PUT", `${role}/Groups`, []);
  });

  const setPassword = { Operations: [{ op: "replace", value: { password: "a new and long passphrase" } }] };
  const disable = {
    Operations: [{ op: "replace", value: { "urn:scim:wso2:schema": { accountDisabled: true } } }],
  };
  const join = (id: string) => ({ Operations: [{ op: "add", path: "members", value: [{ value: id }] }] });
  const leave = { Operations: [{ op: "remove", path: "members" }] };

  it("lets nobody set the password of a user who may do more", async () => {
    assert.equal((await helper.call("PATCH", `/scim2/Users/${kim}`, setPassword)).status, 403);
    await api.call("PUT", `${role}/Users`, [{ value: lee }]);
    assert.equal((await helper.call("PATCH", `/scim2/Users/${kim}`, setPassword)).status, 200);
  });

  it("lets nobody add to a group that may do more", async () => {
    assert.equal((await helper.call("PATCH", `/scim2/Groups/${group}`, join(kim))).status, 200);
    await api.call("PATCH", `/scim2/Groups/${group}`, leave);
    await api.call("PUT", `${role}/Groups`, [{ value: group }]);
    assert.equal((await helper.call("PATCH", `/scim2/Groups/${group}`, join(kim))).status, 403);
    assert.equal((await api.call("PATCH", `/scim2/Groups/${group}`, join(kim))).status, 200);
    await api.call("PATCH", `/scim2/Groups/${group}`, leave);
  });

  it("keeps the last administrator from being disabled and removed", async () => {
    await api.call("PUT", `${role}/Users`, [{ value: lee }]);
    assert.equal((await api.call("PATCH", `/scim2/Users/${lee}`, disable)).status, 403);
    assert.equal((await api.call("DELETE", `/scim2/Users/${lee}`)).status, 403);
    assert.equal((await api.call("GET", `/scim2/Users/${lee}`)).status, 200);
  });

  it("keeps the last administrator in the group that makes them one", async () => {
    await api.call("PUT", `${role}/Groups`, [{ value: group }]);
    await api.call("PATCH", `/scim2/Groups/${group}`, join(lee));
    assert.equal((await api.call("PUT", `${role}/Users`, [])).status, 200);
    assert.equal((await api.call("PATCH", `/scim2/Groups/${group}`, leave)).status, 403);
    assert.equal((await api.call("DELETE", `/scim2/Groups/${group}`)).status, 403);
    assert.equal((await api.call("PUT", `${role}/Groups`, [])).status, 403);
    await api.call("PUT", `${role}/Users`, [{ value: kim }]);
    assert.equal((await api.call("PATCH", `/scim2/Groups/${group}`, leave)).status, 200);
  });
});
