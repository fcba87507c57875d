import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, TestClient } from "../client.ts";
import { organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { ADMIN_SECRET, type ApiClient, adminApplication, apiClient, apiClientWith } from "./api-client.ts";

const SCOPES = [
  ...["create", "view", "update", "delete", "meta_create", "meta_update", "users_update", "groups_update"].map(
    (verb) => `internal_role_mgt_${verb}`,
  ),
  "internal_group_mgt_create",
];
const SCHEMA = "urn:ietf:params:scim:schemas:extension:2.0:Role";

describe("roles (contract §18.4)", () => {
  let server: TestServer;
  let api: ApiClient;
  let kim: string;
  let lee: string;
  let tenantId: string;
  before(async () => {
    server = await startServer({
      organizations: organizations.map((organization) => ({
        ...organization,
        apiResources: [{ identifier: "https://docs.example", scopes: ["doc:read", "doc:write"] }],
        applications: [
          ...organization.applications,
          adminApplication,
          {
            ...adminApplication,
            clientId: "role-keeper",
            authorizedAPIs: [{ identifier: "/scim2/Roles", scopes: SCOPES }],
          },
        ],
      })),
    });
    api = await apiClient(server, SCOPES);
    const tenant = await server.store.tenants.find("acme");
    tenantId = tenant?.id as string;
    const { users } = server.store.forTenant(tenantId);
    kim = (await users.findByName("kim"))?.user.id as string;
    lee = (await users.findByName("lee"))?.user.id as string;
  });
  after(() => server.stop());

  const reader = { schemas: [SCHEMA], displayName: "reader", permissions: [{ value: "doc:read" }] };

  async function create(role: object): Promise<string> {
    const { status, body } = await api.call("POST", "/scim2/v2/Roles", role);
    assert.equal(status, 201, JSON.stringify(body));
    return body.id;
  }

  for (const version of ["v2", "v3"]) {
    it(`${version}: creates, gets, replaces and deletes a role`, async () => {
      const path = `/scim2/${version}/Roles`;
      const created = await api.call("POST", path, { ...reader, displayName: `reader ${version}` });
      assert.equal(created.status, 201);
      const { id, displayName, schemas, audience, meta } = created.body;
      assert.deepEqual([displayName, schemas], [`reader ${version}`, [SCHEMA]]);
      assert.deepEqual(audience, { type: "organization", value: tenantId, display: "Acme" });
      assert.equal(meta.location, `${server.url(path)}/${id}`);
      assert.equal(created.headers.get("location"), `/t/acme${path}/${id}`);
      assert.match(created.headers.get("content-type") ?? "", /^application\/scim\+json/);

      const changed = { displayName: `writer ${version}`, permissions: [{ value: "doc:write" }] };
      assert.equal((await api.call("PUT", `${path}/${id}`, changed)).body.displayName, `writer ${version}`);
      const found = (await api.call("GET", `${path}/${id}`)).body;
      assert.deepEqual(found.permissions, [{ value: "doc:write", display: "doc:write" }]);
      assert.equal((await api.call("DELETE", `${path}/${id}`)).status, 204);
      assert.equal((await api.call("GET", `${path}/${id}`)).status, 404);
    });
  }

  it("v2: holds users and groups, changed by PATCH in every form (RFC 7644 §3.5.2)", async () => {
    const group = (await api.call("POST", "/scim2/Groups", { displayName: "editors" })).body.id;
    const id = await create({ ...reader, displayName: "editor", users: [{ value: kim }], groups: [{ value: group }] });
    const patch = async (...Operations: object[]) => {
      const { status, body } = await api.call("PATCH", `/scim2/v2/Roles/${id}`, { Operations });
      assert.equal(status, 200, JSON.stringify(body));
      const found = (await api.call("GET", `/scim2/v2/Roles/${id}`)).body;
      const values = (list: { value: string }[] = []) => list.map(({ value }) => value).sort();
      return [found.displayName, values(found.users), values(found.groups), values(found.permissions)];
    };
    assert.deepEqual(await patch({ op: "add", path: "users", value: [{ value: lee }] }), [
      "editor",
      [kim, lee].sort(),
      [group],
      ["doc:read"],
    ]);
    assert.deepEqual(
      await patch(
        { op: "remove", path: `users[value eq ${kim}]` },
        { op: "remove", path: "groups" },
        { op: "Add", value: { permissions: [{ value: "doc:write" }] } },
        { op: "replace", path: "displayName", value: "author" },
      ),
      ["author", [lee], [], ["doc:read", "doc:write"]],
    );
    const [user] = (await api.call("GET", `/scim2/v2/Roles/${id}?attributes=users`)).body.users;
    assert.deepEqual(user, { value: lee, display: "lee", $ref: `${server.url("/scim2/Users")}/${lee}` });
  });

  it("v3: changes users and groups below the role", async () => {
    const group = (await api.call("POST", "/scim2/Groups", { displayName: "owners" })).body.id;
    const id = await create({ ...reader, displayName: "owner" });
    const path = `/scim2/v3/Roles/${id}`;
    const members = async () => {
      const { users = [], groups = [] } = (await api.call("GET", path)).body;
      return [...users, ...groups].map(({ value }: { value: string }) => value);
    };
    assert.equal((await api.call("PUT", `${path}/Users`, [{ value: kim }])).status, 200);
    assert.equal((await api.call("PUT", `${path}/Groups`, [{ value: group }])).status, 200);
    assert.deepEqual(await members(), [kim, group]);
    const swap = [
      { op: "add", value: [{ value: lee }] },
      { op: "remove", path: `value eq ${kim}` },
    ];
    assert.equal((await api.call("PATCH", `${path}/Users`, { Operations: swap })).status, 200);
    assert.equal(
      (await api.call("PATCH", `${path}/Groups`, { Operations: [{ op: "remove", path: "groups" }] })).status,
      200,
    );
    assert.deepEqual(await members(), [lee]);
    const wrongPlace = { Operations: [{ op: "add", path: "users", value: [{ value: kim }] }] };
    assert.equal((await api.call("PATCH", path, wrongPlace)).status, 400);
  });

  it("keeps roles of an application apart from the organization's", async () => {
    const { clients } = server.store.forTenant(tenantId);
    const spa = (await clients.find("spa"))?.application?.id as string;
    const audience = { type: "application", value: spa };
    await create({ ...reader, displayName: "apart" });
    const id = await create({ ...reader, displayName: "apart", audience });
    const filter = encodeURIComponent(`audience.value eq "${spa}" and displayName sw APA`);
    const { totalResults, Resources } = (await api.call("GET", `/scim2/v2/Roles?filter=${filter}`)).body;
    assert.deepEqual([totalResults, Resources[0].id], [1, id]);
    assert.deepEqual(Resources[0].audience, { ...audience, display: "Single Page" });
    const { associatedApplications } = (await api.call("GET", `/scim2/v2/Roles/${id}`)).body;
    assert.deepEqual(associatedApplications, [{ value: spa, display: "Single Page" }]);
    const moved = { Operations: [{ op: "replace", path: "audience.type", value: "organization" }] };
    assert.equal((await api.call("PATCH", `/scim2/v2/Roles/${id}`, moved)).status, 400);
  });

  it("lists roles by page, and has the two that every organization has", async () => {
    const names = async (query: string) => {
      const { Resources = [] } = (await api.call("GET", `/scim2/v2/Roles?${query}`)).body;
      return Resources.map(({ displayName }: { displayName: string }) => displayName);
    };
    assert.deepEqual(await names("filter=displayName+eq+everyone+or+displayName+eq+Administrator"), [
      "Administrator",
      "everyone",
    ]);
    const all = await names("count=100");
    assert.deepEqual([...(await names("count=2")), ...(await names("startIndex=3&count=98"))], all);
    const searched = await api.call("POST", "/scim2/v2/Roles/.search", { filter: "displayName eq everyone" });
    assert.equal(searched.body.totalResults, 1);
    assert.equal((await api.call("GET", "/scim2/v2/Roles?filter=size+gt+3")).status, 400);
  });

  it("leaves the roles that every organization has as they are", async () => {
    const { Resources } = (await api.call("GET", "/scim2/v2/Roles?filter=displayName+eq+everyone")).body;
    const path = `/scim2/v2/Roles/${Resources[0].id}`;
    assert.equal((await api.call("DELETE", path)).status, 403);
    assert.equal((await api.call("PUT", path, { displayName: "nobody" })).status, 400);
    const join = { Operations: [{ op: "add", path: "users", value: [{ value: kim }] }] };
    assert.equal((await api.call("PATCH", path, join)).status, 400);
  });

  it("refuses what is there already: 409", async () => {
    await create({ ...reader, displayName: "once" });
    const again = await api.call("POST", "/scim2/v2/Roles", { ...reader, displayName: "ONCE" });
    assert.deepEqual([again.status, again.body.scimType, again.body.status], [409, "uniqueness", "409"]);
    assert.equal((await api.call("POST", "/scim2/v2/Roles", { ...reader, displayName: "administrator" })).status, 409);
    const other = await create({ ...reader, displayName: "other" });
    assert.equal((await api.call("PUT", `/scim2/v2/Roles/${other}`, { displayName: "once" })).status, 409);
  });

  it("gives no permission that the caller has not (security bar 23.2)", async () => {
    const form = { grant_type: "client_credentials", scope: SCOPES.join(" ") };
    const { body } = await new TestClient(server, "role-keeper").token(form, basic("role-keeper", ADMIN_SECRET));
    const keeper = apiClientWith(server, body.access_token);
    const mighty = { displayName: "mighty", permissions: [{ value: "internal_user_mgt_delete" }] };
    assert.equal((await keeper.call("POST", "/scim2/v2/Roles", mighty)).status, 403);
    assert.equal((await keeper.call("POST", "/scim2/v2/Roles", { ...reader, displayName: "humble" })).status, 201);
    const id = await create(mighty);
    const join = { Operations: [{ op: "add", path: "users", value: [{ value: kim }] }] };
    assert.equal((await keeper.call("PATCH", `/scim2/v2/Roles/${id}`, join)).status, 403);
    assert.equal((await api.call("PATCH", `/scim2/v2/Roles/${id}`, join)).status, 200);
  });

  it("keeps the last administrator (security bar 23.2)", async () => {
    const { Resources } = (await api.call("GET", "/scim2/v2/Roles?filter=displayName+eq+Administrator")).body;
    const path = `/scim2/v3/Roles/${Resources[0].id}`;
    assert.equal((await api.call("PUT", `${path}/Users`, [{ value: kim }, { value: lee }])).status, 200);
    const leave = (id: string) =>
      api.call("PATCH", `${path}/Users`, { Operations: [{ op: "remove", path: `value eq ${id}` }] });
    const outcomes = await Promise.all([leave(kim), leave(lee)]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), [200, 403]);
    assert.equal((await api.call("PUT", `${path}/Users`, [])).status, 403);
  });

  const BAD_BODIES = [
    ["POST", "/scim2/v2/Roles", { schemas: [SCHEMA] }],
    ["POST", "/scim2/v2/Roles", { ...reader, displayName: "bad", permissions: [{ value: "no:such" }] }],
    ["POST", "/scim2/v2/Roles", { ...reader, displayName: "bad", users: [{ value: "nobody" }] }],
    ["POST", "/scim2/v2/Roles", { ...reader, displayName: "bad", groups: [{ value: "nobody" }] }],
    ["POST", "/scim2/v3/Roles", { ...reader, displayName: "bad", audience: { type: "application", value: "none" } }],
    ["POST", "/scim2/v3/Roles", { ...reader, displayName: "bad", audience: { type: "planet" } }],
    ["POST", "/scim2/v2/Roles", "no JSON"],
  ] as const;
  for (const [method, path, body] of BAD_BODIES) {
    it(`refuses ${method} ${path} with ${JSON.stringify(body)}: 400`, async () => {
      const answer = await api.call(method, path, body);
      assert.deepEqual([answer.status, answer.body.status], [400, "400"]);
    });
  }

  const NONE = "00000000-0000-4000-8000-000000000000";
  const patch = { Operations: [{ op: "replace", path: "displayName", value: "x" }] };
  const OPERATIONS = [
    ["GET", "/scim2/v2/Roles", "view"],
    ["POST", "/scim2/v2/Roles", "create", { displayName: "table" }],
    ["POST", "/scim2/v2/Roles/.search", "view", {}],
    ["GET", `/scim2/v2/Roles/${NONE}`, "view"],
    ["PUT", `/scim2/v2/Roles/${NONE}`, "update", { displayName: "x" }],
    ["PATCH", `/scim2/v2/Roles/${NONE}`, "update", patch],
    ["DELETE", `/scim2/v2/Roles/${NONE}`, "delete"],
    ["GET", "/scim2/v3/Roles", "view"],
    ["POST", "/scim2/v3/Roles", "meta_create", { displayName: "table" }],
    ["POST", "/scim2/v3/Roles/.search", "view", {}],
    ["GET", `/scim2/v3/Roles/${NONE}`, "view"],
    ["PUT", `/scim2/v3/Roles/${NONE}`, "meta_update", { displayName: "x" }],
    ["PATCH", `/scim2/v3/Roles/${NONE}`, "meta_update", patch],
    ["DELETE", `/scim2/v3/Roles/${NONE}`, "delete"],
    ["PUT", `/scim2/v3/Roles/${NONE}/Users`, "users_update", []],
    ["PATCH", `/scim2/v3/Roles/${NONE}/Users`, "users_update", patch],
    ["PUT", `/scim2/v3/Roles/${NONE}/Groups`, "groups_update", []],
    ["PATCH", `/scim2/v3/Roles/${NONE}/Groups`, "groups_update", patch],
  ] as const;
  for (const [method, path, verb, body] of OPERATIONS) {
    it(`takes ${method} ${path} from a token of the tenant with internal_role_mgt_${verb} alone (security bar 23.1)`, async () => {
      const lacking = await apiClient(
        server,
        SCOPES.filter((scope) => scope !== `internal_role_mgt_${verb}`),
      );
      const foreign = await apiClient(server, SCOPES, "globex");
      const answers = [
        await lacking.call(method, path, body),
        await apiClientWith(server, undefined).call(method, path, body),
        await apiClientWith(server, foreign.token).call(method, path, body),
      ];
      assert.deepEqual(
        answers.map(({ status }) => status),
        [403, 401, 401],
      );
      if (path.includes(NONE)) assert.equal((await api.call(method, path, body)).status, 404);
    });
  }
});
