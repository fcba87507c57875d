import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { organizations } from "../../organizations.ts";
import { startServer, type TestServer } from "../../server.ts";
import { type ApiClient, adminApplication, apiClient } from "../api-client.ts";

const SCOPES = [
  ...["create", "view", "update", "delete"].flatMap((verb) => [
    `internal_role_mgt_${verb}`,
    `internal_user_mgt_${verb}`,
    `internal_group_mgt_${verb}`,
    `internal_application_mgt_${verb}`,
  ]),
  "internal_user_mgt_list",
  "internal_bulk_resource_create",
];
const ROLE_SCHEMA = "urn:ietf:params:scim:schemas:extension:2.0:Role";

interface RoleReference {
  readonly value: string;
  readonly display: string;
}

describe("roles as SCIM tells of them (contract §18.2 to §18.5)", () => {
  let server: TestServer;
  let api: ApiClient;
  let tenantId: string;
  before(async () => {
    server = await startServer({
      organizations: organizations.map((organization) => ({
        ...organization,
        apiResources: [{ identifier: "https://docs.example", scopes: ["doc:read", "doc:write"] }],
        applications: [...organization.applications, adminApplication],
      })),
    });
    api = await apiClient(server, SCOPES);
    tenantId = (await server.store.tenants.find("acme"))?.id as string;
  });
  after(() => server.stop());

  const made = async (path: string, body: object): Promise<string> => {
    const answer = await api.call("POST", path, body);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body.id;
  };
  const newUser = (userName: string) => made("/scim2/Users", { userName });
  const names = ({ roles = [] }: { roles?: readonly RoleReference[] }) => roles.map(({ display }) => display);
  const administrators = async () => {
    const filter = encodeURIComponent("displayName eq Administrator");
    const { Resources } = (await api.call("GET", `/scim2/v2/Roles?filter=${filter}`)).body;
    return `/scim2/v2/Roles/${Resources[0].id}`;
  };

  it("tells a user's roles, had directly and through groups, with where they count", async () => {
    const user = await newUser("rita");
    const group = await made("/scim2/Groups", { displayName: "rota", members: [{ value: user }] });
    const application = await made("/api/server/v1/applications", { name: "Roster" });
    const audience = { type: "application", value: application };
    const direct = await made("/scim2/v2/Roles", { displayName: "planner", audience, users: [{ value: user }] });
    await made("/scim2/v2/Roles", { displayName: "caller", groups: [{ value: group }] });
    const { body } = await api.call("GET", `/scim2/Users/${user}`);
    assert.deepEqual(names(body), ["caller", "everyone", "planner"]);
    assert.deepEqual(body.roles[2], {
      value: direct,
      display: "planner",
      audienceType: "application",
      audienceValue: application,
      audienceDisplay: "Roster",
      $ref: server.url(`/scim2/v2/Roles/${direct}`),
    });
    const { audienceType, audienceValue, audienceDisplay } = body.roles[0];
    assert.deepEqual([audienceType, audienceValue, audienceDisplay], ["organization", tenantId, "Acme"]);
    assert.deepEqual(names((await api.call("GET", `/scim2/Groups/${group}`)).body), ["caller"]);
    const filter = encodeURIComponent("userName eq rita");
    const listed = (await api.call("GET", `/scim2/Users?filter=${filter}&attributes=roles.display`)).body.Resources[0];
    assert.deepEqual(listed.roles, [{ display: "caller" }, { display: "everyone" }, { display: "planner" }]);
    const without = (await api.call("GET", `/scim2/Users/${user}?excludedAttributes=roles`)).body;
    assert.equal(without.roles, undefined);
  });

  it("looks for nobody by role: the role tells who has it", async () => {
    const answer = await api.call("GET", `/scim2/Users?filter=${encodeURIComponent("roles.display eq caller")}`);
    assert.deepEqual([answer.status, answer.body.scimType], [400, "invalidFilter"]);
  });

  it("takes no roles from a user's or a group's own resource: they are changed at the role", async () => {
    const user = await newUser("rosa");
    const roles = [{ value: "x", display: "Administrator" }];
    const put = await api.call("PUT", `/scim2/Users/${user}`, { userName: "rosa", roles });
    assert.deepEqual([put.status, names(put.body)], [200, ["everyone"]]);
    const patch = { Operations: [{ op: "add", path: "roles", value: roles }] };
    const patched = await api.call("PATCH", `/scim2/Users/${user}`, patch);
    assert.deepEqual([patched.status, patched.body.scimType], [400, "mutability"]);
  });

  it("removes an application's roles with it", async () => {
    const application = await made("/api/server/v1/applications", { name: "Gone soon" });
    const user = await newUser("ruth");
    const audience = { type: "application", value: application };
    const role = await made("/scim2/v2/Roles", { displayName: "short", audience, users: [{ value: user }] });
    assert.equal((await api.call("DELETE", `/api/server/v1/applications/${application}`)).status, 204);
    assert.equal((await api.call("GET", `/scim2/v2/Roles/${role}`)).status, 404);
    assert.deepEqual(names((await api.call("GET", `/scim2/Users/${user}`)).body), ["everyone"]);
  });

  it("answers without a body also without a media type (RFC 9110 §8.3)", async () => {
    const answer = await api.call("DELETE", `/scim2/Users/${await newUser("rhea")}`);
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [204, null]);
  });

  describe("in the first version of the API", () => {
    const path = "/scim2/Roles";

    it("creates, gets, lists, replaces, changes and deletes a role whose permissions are names", async () => {
      const user = await newUser("vera");
      const wanted = { schemas: [ROLE_SCHEMA], displayName: "old style", permissions: ["doc:read"] };
      const created = await api.call("POST", path, { ...wanted, users: [{ value: user }] });
      assert.equal(created.status, 201, JSON.stringify(created.body));
      const { id } = created.body;
      assert.equal(created.headers.get("location"), `/t/acme${path}/${id}`);
      const one = `${path}/${id}`;
      const { meta, ...found } = (await api.call("GET", one)).body;
      assert.deepEqual(found, {
        ...wanted,
        id,
        users: [{ value: user, display: "vera", $ref: server.url(`/scim2/Users/${user}`) }],
      });
      assert.equal(meta.location, server.url(one));
      const filter = encodeURIComponent("displayName eq 'old style'".replaceAll("'", '"'));
      assert.equal((await api.call("GET", `${path}?filter=${filter}`)).body.totalResults, 1);
      const search = { filter: 'displayName eq "old style"' };
      assert.equal((await api.call("POST", `${path}/.search`, search)).body.Resources[0].id, id);
      const Operations = [
        { op: "add", path: "permissions", value: ["doc:write"] },
        { op: "remove", path: `users[value eq "${user}"]` },
      ];
      assert.equal((await api.call("PATCH", one, { Operations })).status, 200);
      const patched = (await api.call("GET", one)).body;
      assert.deepEqual([patched.permissions, patched.users], [["doc:read", "doc:write"], undefined]);
      assert.equal((await api.call("PUT", one, { ...wanted, displayName: "older" })).body.displayName, "older");
      assert.deepEqual((await api.call("GET", one)).body.permissions, ["doc:read"]);
      assert.equal((await api.call("DELETE", one)).status, 204);
      assert.equal((await api.call("GET", one)).status, 404);
    });

    it("refuses a name that is taken, no name, and a permission that no API has", async () => {
      await made(path, { displayName: "taken" });
      for (const [body, status] of [
        [{ displayName: "Taken" }, 409],
        [{ permissions: [] }, 400],
        [{ displayName: "free", permissions: ["no:such"] }, 400],
      ] as const) {
        assert.equal((await api.call("POST", path, body)).status, status, JSON.stringify(body));
      }
      assert.equal((await api.call("GET", `${path}/none`)).status, 404);
    });

    it("knows the organization's roles alone", async () => {
      const application = await made("/api/server/v1/applications", { name: "Apart" });
      const audience = { type: "application", value: application };
      const role = await made("/scim2/v2/Roles", { displayName: "of its own", audience });
      assert.equal((await api.call("GET", `${path}/${role}`)).status, 404);
      assert.equal((await api.call("DELETE", `${path}/${role}`)).status, 404);
      const { Resources } = (await api.call("GET", path)).body;
      assert.ok(!Resources.some(({ id }: { id: string }) => id === role));
    });
  });

  it("makes roles in bulk, with users that stand later in the request (RFC 7644 §3.7.2)", async () => {
    const answer = await api.call("POST", "/scim2/Bulk", {
      Operations: [
        {
          method: "POST",
          path: "/v2/Roles",
          bulkId: "r",
          data: { displayName: "bulk", users: [{ value: "bulkId:u" }], permissions: [{ value: "doc:read" }] },
        },
        { method: "POST", path: "/Users", bulkId: "u", data: { userName: "bulk user" } },
      ],
    });
    const codes = answer.body.Operations.map(({ bulkId, status }: { bulkId: string; status: { code: number } }) => [
      bulkId,
      status.code,
    ]);
    assert.deepEqual(Object.fromEntries(codes), { u: 201, r: 201 }, JSON.stringify(answer.body));
    const filter = encodeURIComponent('userName eq "bulk user"');
    const [user] = (await api.call("GET", `/scim2/Users?filter=${filter}`)).body.Resources;
    assert.deepEqual(names(user), ["bulk", "everyone"]);
  });

  const ways: readonly (readonly [how: string, leave: (user: string) => readonly [string, string, object?]])[] = [
    ["deleted", (user) => ["DELETE", `/scim2/Users/${user}`]],
    [
      "disabled",
      (user) => ["PATCH", `/scim2/Users/${user}`, { Operations: [{ op: "replace", path: "active", value: false }] }],
    ],
  ];
  for (const [how, leave] of ways) {
    it(`keeps one administrator when all of them are ${how} at the same time (security bar 23.2)`, async () => {
      const users = await Promise.all([1, 2, 3, 4].map((number) => newUser(`${how} ${number}`)));
      const role = await administrators();
      const replace = { op: "replace", path: "users", value: users.map((value) => ({ value })) };
      assert.equal((await api.call("PATCH", role, { Operations: [replace] })).status, 200);
      const answers = await Promise.all(users.map((user) => api.call(...leave(user))));
      const refused = answers.filter(({ status }) => status === 403);
      assert.equal(refused.length, 1, answers.map(({ status }) => status).join());
      const left = await server.store.forTenant(tenantId).roleMembers.enabledUsersOf(role.split("/").at(-1) as string);
      assert.equal(left.length, 1);
    });
  }
});
