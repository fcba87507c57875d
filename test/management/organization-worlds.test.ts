import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { operations } from "../../src/management/index.ts";
import { nameInOrganizations, SYSTEM_SCOPES } from "../../src/protocol/system-apis.ts";
import { basic, TestClient } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";
import { ADMIN_SECRET, type ApiClient, apiClient, apiClientWith } from "./api-client.ts";
import { administrated, ORGANIZATION_SCOPES, switchInto, userClient, within } from "./organization-world.ts";

const ORGANIZATIONS = "/api/server/v1/organizations";
const ROOT_SCOPES = [...SYSTEM_SCOPES].filter((scope) => !scope.startsWith("internal_org_"));
const AREAS = ["user_mgt", "group_mgt", "role_mgt", "audit_log", "config", "branding_preference", "application_mgt"];
const SCOPES = ROOT_SCOPES.filter((scope) => AREAS.some((area) => scope.startsWith(`internal_${area}_`))).concat(
  ORGANIZATION_SCOPES,
);
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";

describe("an organization is a world of its own (contract §1.1)", () => {
  let server: TestServer;
  let api: ApiClient;
  let kim: ApiClient;
  /** By handle. */
  const ids: Record<string, string> = {};
  /** An application's, in each of them. */
  const inside: Record<string, ApiClient> = {};
  before(async () => {
    server = await startServer({ organizations: administrated });
    api = await apiClient(server, SCOPES);
    kim = await userClient(server, "kim", ORGANIZATION_SCOPES);
    for (const [handle, parent] of [["west"], ["east"], ["south", "west"]] as const) {
      const parentId = parent && ids[parent];
      const { body } = await api.call("POST", ORGANIZATIONS, {
        name: handle,
        orgHandle: handle,
        ...(parentId && { parentId }),
      });
      ids[handle] = body.id;
      inside[handle] = await within(server, api, handle, SCOPES);
    }
  });
  after(() => server.stop());

  const newUser = async (place: string, userName: string, more: object = {}) => {
    const client = place === "acme" ? api : (inside[place] as ApiClient);
    const path = place === "acme" ? "/scim2/Users" : "/o/scim2/Users";
    const body = { schemas: [USER], userName, password: "correct horse battery staple", ...more };
    return client.call("POST", path, body);
  };
  const names = async (client: ApiClient, path: string) =>
    ((await client.call("GET", path)).body.Resources ?? [])
      .map(({ userName, displayName }: Record<string, string>) =>
        (userName ?? displayName ?? "").replace("DEFAULT/", ""),
      )
      .sort();

  it("has users that nobody else has: not the tenant, its siblings, what it lies below, or what lies below it", async () => {
    for (const place of ["west", "east", "south"]) {
      const { status, headers, body } = await newUser(place, `only-${place}`);
      assert.equal(status, 201, JSON.stringify(body));
      assert.equal(headers.get("location"), `/t/acme/o/scim2/Users/${body.id}`);
      assert.deepEqual(await names(inside[place] as ApiClient, "/o/scim2/Users"), [`only-${place}`]);
      for (const [other, client] of Object.entries(inside)) {
        if (other === place) continue;
        for (const [method, sent] of [["GET"], ["DELETE"], ["PUT", { schemas: [USER], userName: "taken" }]] as const) {
          assert.equal((await client.call(method, `/o/scim2/Users/${body.id}`, sent)).status, 404, other);
        }
      }
      assert.equal((await api.call("GET", `/scim2/Users/${body.id}`)).status, 404);
    }
    assert.ok(!(await names(api, "/scim2/Users")).some((name: string) => name.startsWith("only-")));
  });

  it("has names of its own: the same one may be somebody else's next door", async () => {
    for (const place of ["acme", "west", "east"]) assert.equal((await newUser(place, "twice")).status, 201);
    assert.equal((await newUser("west", "twice")).status, 409);
  });

  it("has roles and groups of its own, the administrators' among them", async () => {
    const west = inside.west as ApiClient;
    const { body: user } = await newUser("west", "roland");
    const group = { displayName: "crew", members: [{ value: user.id }] };
    assert.equal((await west.call("POST", "/o/scim2/Groups", group)).status, 201);
    const role = {
      displayName: "crew lead",
      users: [{ value: user.id }],
      permissions: [{ value: "internal_org_user_mgt_list" }],
    };
    const created = await west.call("POST", "/o/scim2/v2/Roles", role);
    assert.equal(created.status, 201, JSON.stringify(created.body));
    assert.equal(created.body.audience.value, ids.west);
    assert.deepEqual(await names(west, "/o/scim2/v2/Roles"), ["Administrator", "crew lead", "everyone"]);
    assert.deepEqual(await names(inside.east as ApiClient, "/o/scim2/v2/Roles"), ["Administrator", "everyone"]);
    assert.deepEqual(await names(inside.south as ApiClient, "/o/scim2/Groups"), []);
    assert.ok(!(await names(api, "/scim2/v2/Roles")).includes("crew lead"));
    const taken = { ...role, users: [{ value: (await newUser("east", "stranger")).body.id }], displayName: "x" };
    assert.ok((await west.call("POST", "/o/scim2/v2/Roles", taken)).status >= 400);
  });

  it("has settings and branding of its own, the tenant's until it decides", async () => {
    const [west, east] = [inside.west as ApiClient, inside.east as ApiClient];
    const rules = "/api/server/v1/validation-rules";
    const longer = [
      {
        field: "password",
        rules: [{ validator: "LengthValidator", properties: [{ key: "min.length", value: "20" }] }],
      },
    ];
    const ofPassword = async (client: ApiClient, place: string) =>
      JSON.stringify((await client.call("GET", `${place}${rules}/password`)).body);
    const before = await ofPassword(api, "");
    assert.equal(await ofPassword(west, "/o"), before);
    assert.equal((await west.call("PUT", `/o${rules}`, longer)).status, 200);
    assert.notEqual(await ofPassword(west, "/o"), before);
    assert.equal(await ofPassword(api, ""), before);
    assert.equal(await ofPassword(east, "/o"), before);
    const created = async (place: string) => (await newUser(place, "rules", { password: "Fifteen-letters" })).status;
    assert.deepEqual([await created("west"), await created("east")], [400, 201]);
    const store = await tenantStore(server);
    const own = {
      type: "ORG",
      name: "west",
      locale: "en-US",
      preference: { organizationDetails: { displayName: "West" } },
    };
    const branding = "/api/server/v1/branding-preference";
    assert.equal((await west.call("POST", `/o${branding}`, own)).status, 201);
    assert.notEqual((await east.call("GET", `/o${branding}`)).status, 200);
    assert.notEqual((await api.call("GET", branding)).status, 200);
    assert.equal((await store.records.list("setting")).length, 0);
  });

  it("looks as the next one above it until it has branding of its own (contract §17.9)", async () => {
    const branding = "/api/server/v1/branding-preference";
    const preference = (displayName: string) => ({ organizationDetails: { displayName } });
    const set = async (client: ApiClient, place: string, displayName: string) => {
      const body = { type: "ORG", locale: "fr-FR", preference: preference(displayName) };
      assert.equal((await client.call("POST", `${place}${branding}`, body)).status, 201);
    };
    const resolved = async (place: string) => {
      const path = `/o${branding}/resolve?type=ORG&locale=fr-FR`;
      const { body } = await (inside[place] as ApiClient).call("GET", path);
      return [body.preference?.organizationDetails.displayName, body.resolvedFrom?.name];
    };
    assert.deepEqual(await resolved("south"), [undefined, undefined]);
    await set(api, "", "Acme");
    assert.deepEqual(
      [await resolved("south"), await resolved("east")],
      [
        ["Acme", "acme"],
        ["Acme", "acme"],
      ],
    );
    await set(inside.west as ApiClient, "/o", "West");
    assert.deepEqual(
      [await resolved("south"), await resolved("east")],
      [
        ["West", ids.west],
        ["Acme", "acme"],
      ],
    );
    await set(inside.south as ApiClient, "/o", "South");
    assert.deepEqual(await resolved("south"), ["South", ids.south]);
    assert.equal((await api.call("DELETE", `${branding}?type=ORG&locale=fr-FR`)).status, 204);
  });

  it("has a log of its own (security bar 26.2)", async () => {
    const { body } = await newUser("south", "logged");
    const events = async (id: string) => server.store.forTenant(id).audit.list({ action: "user.create", limit: 100 });
    const hasIt = async (place: string) =>
      (await events(ids[place] as string)).some(({ target }) => target.id === body.id);
    assert.deepEqual([await hasIt("south"), await hasIt("west"), await hasIt("east")], [true, false, false]);
  });

  it("sees of the tree what lies below it", async () => {
    const { body } = await (inside.west as ApiClient).call("GET", `/o${ORGANIZATIONS}?recursive=true`);
    assert.deepEqual(
      body.organizations.map(({ orgHandle }: { orgHandle: string }) => orgHandle),
      ["south"],
    );
    const self = (await (inside.west as ApiClient).call("GET", `/o${ORGANIZATIONS}/self`)).body;
    assert.deepEqual([self.id, self.hasChildren], [ids.west, true]);
    for (const [from, to] of [
      ["west", "east"],
      ["south", "west"],
      ["east", "south"],
    ] as const) {
      const client = inside[from] as ApiClient;
      for (const method of ["GET", "DELETE"]) {
        assert.equal((await client.call(method, `/o${ORGANIZATIONS}/${ids[to]}`)).status, 404);
      }
      const created = await client.call("POST", `/o${ORGANIZATIONS}`, { name: "Intruder", parentId: ids[to] });
      assert.equal(created.status, 400);
    }
  });

  it("makes organizations below itself, and does not disable or delete itself", async () => {
    const west = inside.west as ApiClient;
    const { status, headers, body } = await west.call("POST", `/o${ORGANIZATIONS}`, {
      name: "Deep",
      orgHandle: "deep",
    });
    assert.deepEqual([status, body.parent.id], [201, ids.west]);
    assert.equal(headers.get("location"), `/t/acme/o${ORGANIZATIONS}/${body.id}`);
    const disable = [{ operation: "REPLACE", path: "/status", value: "DISABLED" }];
    assert.equal((await west.call("PATCH", `/o${ORGANIZATIONS}/self`, disable)).body.code, "ORG-60050");
    assert.equal((await west.call("DELETE", `/o${ORGANIZATIONS}/${ids.west}`)).body.code, "ORG-60050");
    const rename = [{ operation: "REPLACE", path: "/name", value: "The West" }];
    assert.equal((await west.call("PATCH", `/o${ORGANIZATIONS}/self`, rename)).body.name, "The West");
    assert.equal((await west.call("DELETE", `/o${ORGANIZATIONS}/${body.id}`)).status, 204);
  });

  describe("opens to tokens for it alone (security bar 23.1)", () => {
    const mounted = operations.filter(({ place }) => place !== "tenant");
    const scopeOf = new Map<string, string>();
    let nobody: ApiClient;
    let foreigner: ApiClient;
    let member: ApiClient;
    before(async () => {
      for (const { id, scope } of mounted) scopeOf.set(id, nameInOrganizations(scope));
      nobody = apiClientWith(server, undefined);
      foreigner = apiClientWith(server, (inside.west as ApiClient).token, "globex");
      member = await within(server, api, "east", ["internal_email_mgt_view"]);
    });

    for (const { id, method, path } of mounted) {
      const place = `/o${path.replaceAll(/\{[^}]+\}/g, "any")}`;
      it(`${id}: not to one for the tenant, for another tenant, to none, or without the scope`, async () => {
        assert.equal((await nobody.call(method, place)).status, 401);
        assert.equal((await foreigner.call(method, place)).status, 401);
        assert.equal((await api.call(method, place)).status, 403);
        if (scopeOf.get(id) !== "internal_org_email_mgt_view") {
          assert.equal((await member.call(method, place)).status, 403);
        }
      });
    }

    it("and these open nothing of the tenant's", async () => {
      for (const { method, path, open } of operations) {
        if (open) continue;
        const place = path.replaceAll(/\{[^}]+\}/g, "any");
        assert.equal((await (inside.west as ApiClient).call(method, place)).status, 403, `${method} ${place}`);
      }
    });
  });

  it("lets a member do what their roles there allow, and no more (security bar 23.2)", async () => {
    const store = await tenantStore(server);
    const lee = (await store.users.findByName("lee"))?.user.id as string;
    await store.organizationMembers.save(ids.west as string, { userId: lee, scope: [] });
    const west = inside.west as ApiClient;
    const { body } = await west.call("GET", "/o/scim2/Users?filter=userName+eq+lee");
    const [double] = body.Resources;
    assert.notEqual(double.id, lee);
    const leesToken = await userClient(server, "lee", []);
    const scopes = ["internal_user_mgt_list", "internal_user_mgt_delete"];
    assert.equal((await switchInto(server, leesToken, "west", scopes)).status, 400);

    const role = {
      displayName: "listers",
      users: [{ value: double.id }],
      permissions: [{ value: "internal_org_user_mgt_list" }],
    };
    const created = await west.call("POST", "/o/scim2/v2/Roles", role);
    assert.equal(created.status, 201);
    const leeInside = await within(server, leesToken, "west", scopes);
    assert.equal((await leeInside.call("GET", "/o/scim2/Users")).status, 200);
    assert.equal((await leeInside.call("DELETE", `/o/scim2/Users/${double.id}`)).status, 403);
    assert.equal((await leeInside.call("GET", "/scim2/Users")).status, 403);
    assert.equal((await switchInto(server, leesToken, "east", scopes)).status, 400);

    assert.equal((await west.call("DELETE", `/o/scim2/v2/Roles/${created.body.id}`)).status, 204);
    assert.equal((await leeInside.call("GET", "/o/scim2/Users")).status, 403);
  });

  it("knows a member by an id of its own, so that whoever sets a password there becomes nobody elsewhere", async () => {
    const west = inside.west as ApiClient;
    const store = await tenantStore(server);
    const lee = (await store.users.findByName("lee"))?.user.id as string;
    const { body } = await west.call("GET", "/o/scim2/Users?filter=userName+eq+lee");
    const [double] = body.Resources;
    const change = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", path: "active", value: false }],
    };
    const leesToken = await userClient(server, "lee", []);
    const leeInside = await within(server, leesToken, "west", ["internal_login"]);
    assert.equal((await leeInside.call("GET", "/o/scim2/Me")).body.id, double.id);
    assert.equal((await west.call("PATCH", `/o/scim2/Users/${double.id}`, change)).status, 200);
    assert.equal((await leeInside.call("GET", "/o/scim2/Me")).status, 401);
    assert.equal((await store.users.find(lee))?.enabled, true);
    await store.organizationMembers.remove(ids.west as string, lee);
    assert.deepEqual(await names(west, "/o/scim2/Users?filter=userName+eq+lee"), []);
  });

  it("does not hand on what the caller may not do (security bar 23.2)", async () => {
    const weak = await within(server, await apiClient(server, SCOPES), "east", [
      "internal_role_mgt_create",
      "internal_user_mgt_create",
    ]);
    const permissions = [{ value: "internal_org_user_mgt_delete" }];
    // The application may have the scope, though this token has not.
    assert.equal((await weak.call("POST", "/o/scim2/v2/Roles", { displayName: "mighty", permissions })).status, 201);
    const root = [{ value: "internal_user_mgt_delete" }];
    const store = await tenantStore(server);
    const lee = (await store.users.findByName("lee"))?.user.id as string;
    const scope = ["internal_org_role_mgt_create"];
    await store.organizationMembers.save(ids.east as string, { userId: lee, scope });
    const leeInside = await within(server, await userClient(server, "lee", []), "east", scope);
    for (const wanted of [permissions, root]) {
      const answer = await leeInside.call("POST", "/o/scim2/v2/Roles", { displayName: "higher", permissions: wanted });
      assert.equal(answer.status, 403, JSON.stringify(answer.body));
    }
  });

  it("shuts at once when it, or what it lies below, is disabled", async () => {
    const { body: gone } = await api.call("POST", ORGANIZATIONS, { name: "Gone", orgHandle: "gone" });
    const { body: below } = await api.call("POST", ORGANIZATIONS, {
      name: "Below",
      orgHandle: "below",
      parentId: gone.id,
    });
    const client = await within(server, api, "below", SCOPES);
    const path = `/o${ORGANIZATIONS}/self`;
    assert.equal((await client.call("GET", path)).status, 200);
    const { organizations } = await tenantStore(server);
    const stored = await organizations.find(gone.id);
    assert.ok(stored);
    await organizations.update({ ...stored, status: "DISABLED" });
    assert.equal((await client.call("GET", path)).status, 401);
    await organizations.update(stored);
    assert.equal((await client.call("GET", path)).status, 200);
    const value = "DISABLED";
    await api.call("PATCH", `${ORGANIZATIONS}/${below.id}`, [{ operation: "REPLACE", path: "/status", value }]);
    assert.equal((await client.call("GET", path)).status, 401);
  });

  it("goes with all that it has", async () => {
    const { body: organization } = await kim.call("POST", ORGANIZATIONS, { name: "Short", orgHandle: "short" });
    const client = await within(server, api, "short", SCOPES);
    const { body: user } = await client.call("POST", "/o/scim2/Users", { schemas: [USER], userName: "short-lived" });
    assert.ok(user.id);
    assert.equal((await api.call("DELETE", `${ORGANIZATIONS}/${organization.id}`)).status, 204);
    assert.equal((await client.call("GET", "/o/scim2/Users")).status, 401);
    const world = server.store.forTenant(organization.id);
    assert.equal((await world.users.search({ offset: 0, limit: 1 })).total, 0);
    assert.deepEqual(await world.audit.list({ limit: 1 }), []);
  });

  it("tells users which organizations are theirs (contract §19)", async () => {
    const path = "/api/users/v1/me/organizations";
    const { body: mine } = await kim.call("POST", ORGANIZATIONS, { name: "Mine", orgHandle: "mine" });
    const list = async (client: ApiClient, query = "") =>
      (await client.call("GET", `${path}${query}`)).body.organizations.map(
        ({ orgHandle }: { orgHandle: string }) => orgHandle,
      );
    assert.deepEqual(await list(kim), ["mine"]);
    assert.deepEqual(await list(kim, "?filter=name+eq+east"), []);
    const lee = await userClient(server, "lee", []);
    assert.deepEqual(await list(lee), ["east"]);
    assert.equal((await kim.call("GET", `${path}?filter=x`)).status, 400);
    const { body: root } = await kim.call("GET", `${path}/root`);
    assert.equal(root.orgHandle, "acme");
    assert.deepEqual((await kim.call("GET", `${path}/root/descendants`)).body, [root]);
    const within1 = await within(server, kim, "mine", ["internal_login"]);
    const { body } = await within1.call("GET", `/o${path}/root/descendants`);
    assert.deepEqual(body, [root, { id: mine.id, name: "Mine", orgHandle: "mine" }]);
    assert.equal((await api.call("GET", path)).status, 403);
  });

  it("takes no name and password, which say nothing of an organization", async () => {
    const basicAuth = basic("admin", ADMIN_SECRET);
    const answer = await new TestClient(server, "admin").get(`/o${ORGANIZATIONS}/self`, basicAuth);
    assert.equal(answer.status, 401);
  });
});
