import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { memberIdIn } from "../../src/protocol/model/user.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { administrated, ORGANIZATION_SCOPES, switchInto, userClient, within } from "./organization-world.ts";

const ORGANIZATIONS = "/api/server/v1/organizations";
const APPLICATIONS = "/api/server/v1/applications";
const USERS = "/api/server/v2/users";
const OLD_USERS = "/api/server/v1/users";
const OPERATIONS = "/api/server/v1/async-operations";
const SCOPES = [
  ...ORGANIZATION_SCOPES,
  ...["create", "view", "delete"].map((verb) => `internal_shared_application_${verb}`),
  ...["internal_user_share", "internal_user_unshare", "internal_async_operation_status_view"],
  ...["view", "update"].map((verb) => `internal_user_shared_access_${verb}`),
  "internal_application_mgt_create",
];
const ALONE = "SELECTED_ORG_ONLY";
const WITH_BELOW = "SELECTED_ORG_WITH_ALL_EXISTING_AND_FUTURE_CHILDREN";
const ADMINISTRATOR = { displayName: "Administrator", audience: { display: "west", type: "organization" } };

describe("sharing with organizations (contract §21.2)", () => {
  let server: TestServer;
  let api: ApiClient;
  let tenantId: string;
  const ids: Record<string, string> = {};
  before(async () => {
    server = await startServer({ organizations: administrated });
    const { token, call } = await apiClient(server, SCOPES);
    api = {
      token,
      call(method, path, body) {
        // What came of it is sorted by time.
        if (method !== "GET") server.clock.advance(1);
        return call(method, path, body);
      },
    };
    tenantId = (await server.store.tenants.find("acme"))?.id as string;
    for (const [handle, parent] of [["west"], ["east"], ["south", "west"]] as const) await plant(handle, parent);
  });
  after(() => server.stop());

  async function plant(handle: string, parent?: string) {
    const parentId = parent && ids[parent];
    const body = { name: handle, orgHandle: handle, ...(parentId && { parentId }) };
    ids[handle] = (await api.call("POST", ORGANIZATIONS, body)).body.id;
  }
  const newest = async () => (await api.call("GET", `${OPERATIONS}?limit=1`)).body.operations[0];

  describe("applications", () => {
    let applicationId: string;
    before(async () => {
      const inboundProtocolConfiguration = { oidc: { grantTypes: ["authorization_code"], callbackURLs: [CALLBACK] } };
      const { headers } = await api.call("POST", APPLICATIONS, { name: "Shared", inboundProtocolConfiguration });
      applicationId = headers.get("location")?.split("/").at(-1) as string;
      assert.ok(applicationId);
    });

    const sharedWith = async (query = "") => {
      const { body } = await api.call("GET", `${APPLICATIONS}/${applicationId}/share${query}`);
      return body.organizations.map(({ orgHandle }: { orgHandle: string }) => orgHandle);
    };
    const post = async (what: string, body: object) =>
      (await api.call("POST", `${APPLICATIONS}/${what}`, { applicationId, ...body })).status;
    const one = (handle: string, policy: string, more: object = {}) => ({ orgId: ids[handle], policy, ...more });

    it("are shared with organizations, alone or with all below them, now and later", async () => {
      assert.deepEqual(await sharedWith(), []);
      const roleSharing = { mode: "NONE" };
      const answer = await api.call("POST", `${APPLICATIONS}/share`, {
        applicationId,
        organizations: [one("west", ALONE, { roleSharing })],
      });
      assert.deepEqual([answer.status, answer.body.status], [202, "Processing"]);
      assert.deepEqual(await sharedWith(), ["west"]);
      assert.equal(await post("share", { organizations: [one("west", WITH_BELOW)] }), 202);
      assert.deepEqual(await sharedWith(), ["south", "west"]);
      assert.deepEqual(await sharedWith("?recursive=false"), ["west"]);
      assert.deepEqual(await sharedWith("?filter=name+eq+south"), ["south"]);
      await plant("late", "south");
      assert.deepEqual(await sharedWith(), ["late", "south", "west"]);
      const { body } = await api.call("GET", `${APPLICATIONS}/${applicationId}/share?limit=1`);
      assert.equal(body.links.length, 1);
      assert.deepEqual([body.organizations[0].depthFromRoot, body.organizations[0].parentId], [3, ids.south]);
    });

    it("are shared no longer with one and what lies below it", async () => {
      assert.equal(await post("unshare", { orgIds: [ids.south] }), 202);
      assert.deepEqual(await sharedWith(), ["west"]);
      assert.equal(await post("unshare-with-all", {}), 202);
      assert.deepEqual(await sharedWith(), []);
    });

    it("are shared with all, those to come too or not", async () => {
      assert.equal(await post("share-with-all", { policy: "ALL_EXISTING_ORGS_ONLY" }), 202);
      await plant("after");
      assert.deepEqual(await sharedWith(), ["east", "late", "south", "west"]);
      assert.equal(await post("share-with-all", { policy: "ALL_EXISTING_AND_FUTURE_ORGS" }), 202);
      assert.deepEqual(await sharedWith("?attributes=sharingMode"), ["after", "east", "late", "south", "west"]);
      const { body } = await api.call("GET", `${APPLICATIONS}/${applicationId}/share?attributes=sharingMode`);
      assert.equal(body.sharingMode.policy, "ALL_EXISTING_AND_FUTURE_ORGS");
      assert.equal(await post("unshare", { orgIds: [ids.west] }), 202);
      assert.deepEqual(await sharedWith(), ["after", "east"]);
      assert.equal(await post("share-with-all", { policy: "NO_ORGS" }), 202);
      assert.deepEqual(await sharedWith(), []);
    });

    it("are shared by their own paths, and by those below the tenant", async () => {
      for (const owner of [APPLICATIONS, `${ORGANIZATIONS}/${tenantId}/applications`]) {
        const path = `${owner}/${applicationId}`;
        const call = async (method: string, last: string, body?: object) =>
          (await api.call(method, `${path}/${last}`, body)).status;
        assert.equal(await call("POST", "share", { sharedOrganizations: [ids.west, ids.east] }), 200);
        const { body } = await api.call("GET", `${path}/share`);
        assert.equal(body.organizations.length, 2);
        assert.deepEqual((await api.call("GET", `${path}/shared-apps`)).body.sharedApplications, [
          { applicationId, organizationId: ids.east },
          { applicationId, organizationId: ids.west },
        ]);
        assert.equal(await call("DELETE", `share/${ids.east}`), 204);
        assert.deepEqual(await sharedWith(), ["west"]);
        assert.equal(await call("POST", "share", { shareWithAllChildren: true }), 200);
        assert.equal((await sharedWith()).length, 5);
        assert.equal(await call("DELETE", owner === APPLICATIONS ? "shared-apps" : "fragment-apps"), 204);
        assert.deepEqual(await sharedWith(), []);
        assert.equal(await call("DELETE", "shared-apps"), 204);
        assert.equal(await call("POST", "share", { sharedOrganizations: ["nowhere"] }), 404);
        assert.equal(await call("POST", "share", { sharedOrganizations: "all" }), 400);
        assert.equal(await call("DELETE", "share/nowhere"), 404);
        for (const last of ["share", "shared-apps"]) {
          assert.equal((await api.call("GET", `${owner}/${crypto.randomUUID()}/${last}`)).status, 404);
        }
      }
      const others = `${ORGANIZATIONS}/${ids.west}/applications/${applicationId}`;
      assert.equal((await api.call("GET", `${others}/share`)).status, 404);
    });

    it("are not shared with what is not there, in a way that is none, or with roles", async () => {
      const refused: [body: object, status: number][] = [
        [{ organizations: [{ orgId: crypto.randomUUID(), policy: ALONE }] }, 404],
        [{ organizations: [one("west", "SOMETIMES")] }, 400],
        [{ organizations: [one("west", ALONE, { roleSharing: { mode: "SELECTED", roles: [] } })] }, 400],
        [{ applicationId: crypto.randomUUID(), organizations: [] }, 404],
        [{}, 400],
      ];
      for (const [body, status] of refused) assert.equal(await post("share", body), status, JSON.stringify(body));
      for (const what of ["share-with-all", "unshare", "unshare-with-all"]) {
        assert.equal((await api.call("POST", `${APPLICATIONS}/${what}`, {})).status, 400);
      }
      assert.deepEqual(await sharedWith(), []);
    });

    it("open an organization no longer once they are not shared with it", async () => {
      const { clients } = await tenantStore(server);
      const admin = await clients.find("admin");
      assert.ok(admin?.application);
      const inside = await within(server, api, "east", ["internal_organization_view"]);
      const path = `/o${ORGANIZATIONS}/self`;
      assert.equal((await inside.call("GET", path)).status, 200);
      const body = { applicationId: admin.application.id, orgIds: [ids.east] };
      assert.equal((await api.call("POST", `${APPLICATIONS}/unshare`, body)).status, 202);
      assert.equal((await inside.call("GET", path)).status, 401);
      await clients.save(admin);
    });
  });

  describe("users", () => {
    let kim: string;
    let lee: string;
    before(async () => {
      const { users } = await tenantStore(server);
      kim = (await users.findByName("kim"))?.user.id as string;
      lee = (await users.findByName("lee"))?.user.id as string;
    });

    const share = (organizations: object[], userIds = [lee]) =>
      api.call("POST", `${USERS}/share`, { userCriteria: { userIds }, organizations });
    const memberships = async (query = "") =>
      (await api.call("GET", `${USERS}/${lee}/share${query}`)).body.organizations;
    const handles = async () => (await memberships()).map(({ orgHandle }: { orgHandle: string }) => orgHandle);
    const unshareAll = () => api.call("POST", `${USERS}/unshare-with-all`, { userCriteria: { userIds: [lee] } });

    it("become members of organizations, by an id of their own there", async () => {
      const { status, body } = await share([{ orgId: ids.west, policy: ALONE }]);
      assert.deepEqual([status, body.status], [202, "Processing"]);
      const [shared] = await memberships("?attributes=roles,sharingMode");
      assert.deepEqual([shared.orgId, shared.parentUserId, shared.roles], [ids.west, lee, []]);
      assert.equal(shared.sharedUserId, memberIdIn(ids.west as string, lee));
      const operation = await newest();
      assert.deepEqual(
        [operation.status, operation.subjectId, operation.operationType],
        ["SUCCESS", lee, "B2B_USER_SHARE"],
      );
      const token = await userClient(server, "lee", []);
      assert.equal((await switchInto(server, token, "west", ["internal_login"])).status, 200);
      assert.equal((await unshareAll()).status, 202);
      assert.equal((await switchInto(server, token, "west", ["internal_login"])).status, 400);
      assert.deepEqual(await memberships(), []);
    });

    it("become members of those below too, also of those that come later", async () => {
      await share([{ orgId: ids.west, policy: WITH_BELOW }]);
      assert.deepEqual(await handles(), ["late", "south", "west"]);
      await plant("younger", "late");
      assert.deepEqual(await handles(), ["late", "south", "west", "younger"]);
      const found = await memberships("?attributes=sharingMode&filter=orgHandle+eq+west");
      assert.deepEqual(found[0].sharingMode.policy, WITH_BELOW);
      assert.equal((await memberships("?recursive=false")).length, 1);
      const body = { userCriteria: { userIds: [lee] }, orgIds: [ids.west] };
      assert.equal((await api.call("POST", `${USERS}/unshare`, body)).status, 202);
      await plant("youngest", "younger");
      assert.deepEqual(await handles(), ["late", "south", "younger"]);
      await unshareAll();
    });

    it("become members of all, and of every new one", async () => {
      const body = { userCriteria: { userIds: [lee] }, policy: "ALL_EXISTING_AND_FUTURE_ORGS" };
      assert.equal((await api.call("POST", `${USERS}/share-with-all`, body)).status, 202);
      const before = await handles();
      await plant("newcomer");
      assert.deepEqual(await handles(), [...before, "newcomer"].sort());
      const { body: shared } = await api.call("GET", `${USERS}/${lee}/share?attributes=sharingMode`);
      assert.equal(shared.sharingMode.policy, body.policy);
      await unshareAll();
      await plant("stranger");
      assert.deepEqual(await handles(), []);
    });

    it("are given roles of the organization, and lose them", async () => {
      const roleAssignment = { mode: "SELECTED", roles: [ADMINISTRATOR] };
      await share([{ orgId: ids.west, policy: ALONE, roleAssignment }], [kim]);
      await share([{ orgId: ids.west, policy: ALONE, roleAssignment }]);
      const rolesOf = async () => (await memberships("?attributes=roles"))[0].roles;
      assert.deepEqual(await rolesOf(), [ADMINISTRATOR]);
      const inside = await within(server, await userClient(server, "lee", []), "west", ["internal_organization_view"]);
      assert.equal((await inside.call("GET", `/o${ORGANIZATIONS}/self`)).status, 200);
      const patch = (op: string, path = `organizations[orgId eq "${ids.west}"].roles`) =>
        api.call("PATCH", `${USERS}/share`, {
          userCriteria: { userIds: [lee] },
          Operations: [{ op, path, value: [ADMINISTRATOR] }],
        });
      assert.equal((await patch("remove")).status, 202);
      assert.deepEqual(await rolesOf(), []);
      assert.equal((await inside.call("GET", `/o${ORGANIZATIONS}/self`)).status, 403);
      assert.equal((await patch("add")).status, 202);
      assert.deepEqual(await rolesOf(), [ADMINISTRATOR]);
      for (const wrong of [await patch("add", "organizations"), await patch("replace")])
        assert.equal(wrong.status, 400);
      await unshareAll();
      assert.equal((await patch("add")).status, 202);
      assert.equal((await newest()).status, "FAILED");
    });

    it("are not given what the caller may not do (security bar 23.2)", async () => {
      const { records, roleMembers } = await tenantStore(server);
      const document = {
        displayName: "sharers",
        audience: { type: "organization", value: tenantId },
        permissions: ["internal_user_share"],
      };
      const id = crypto.randomUUID();
      await records.add("role", { id, name: "sharers", document }, server.clock.now);
      await roleMembers.change(id, { addedUsers: [lee] });
      const sharer = await userClient(server, "lee", ["internal_user_share"]);
      const roleAssignment = { mode: "SELECTED", roles: [ADMINISTRATOR] };
      const userCriteria = { userIds: [lee] };
      const organizations = [{ orgId: ids.east, policy: ALONE, roleAssignment }];
      assert.equal((await sharer.call("POST", `${USERS}/share`, { userCriteria, organizations })).status, 403);
      const all = { userCriteria, policy: "ALL_EXISTING_AND_FUTURE_ORGS", roleAssignment };
      assert.equal((await sharer.call("POST", `${USERS}/share-with-all`, all)).status, 403);
      assert.deepEqual(await handles(), []);
    });

    it("leave their organizations when they are removed, and no name of an organization's own is taken from anybody", async () => {
      const { users, organizationMembers, organizations } = await tenantStore(server);
      const make = async (userName: string) => {
        const user = { id: crypto.randomUUID(), userName, enabled: true, claims: {}, updatedAt: server.clock.now };
        await users.save(user, undefined);
        return user.id;
      };
      const [passing, clashing] = [await make("passing"), await make("clashing")];
      const west = organizations.worldOf({ id: ids.west as string });
      const own = {
        id: crypto.randomUUID(),
        userName: "Clashing",
        enabled: true,
        claims: {},
        updatedAt: server.clock.now,
      };
      await west.users.save(own, undefined);
      await share([{ orgId: ids.west, policy: WITH_BELOW }], [passing]);
      assert.ok(await west.users.findByName("passing"));
      await users.remove(passing, server.clock.now);
      assert.equal(await west.users.findByName("passing"), undefined);
      assert.deepEqual(await organizationMembers.organizationsOf(passing), []);
      await plant("without-passing", "west");
      await share([{ orgId: ids.west, policy: ALONE }], [clashing]);
      assert.equal((await newest()).status, "FAILED");
      assert.equal((await west.users.findByName("clashing"))?.user.id, own.id);
    });

    it("are shared, listed and unshared by the first version too", async () => {
      const userCriteria = { userIds: [lee] };
      const post = async (what: string, body: object) =>
        (await api.call("POST", `${OLD_USERS}/${what}`, { userCriteria, ...body })).status;
      const children = "SELECTED_ORG_WITH_ALL_EXISTING_CHILDREN_ONLY";
      await share([{ orgId: ids.east, policy: ALONE }], [kim]);
      const organizations = [
        { orgId: ids.south, policy: children },
        { orgId: ids.east, policy: ALONE, roles: [ADMINISTRATOR] },
        { orgId: ids.west, policy: "NO_ORG" },
      ];
      assert.equal(await post("share", { organizations }), 202);
      const path = `${OLD_USERS}/${lee}/shared-organizations`;
      const { sharedOrganizations } = (await api.call("GET", path)).body;
      const names = sharedOrganizations.map(({ orgName }: { orgName: string }) => orgName);
      assert.ok(names.includes("south") && names.includes("late") && !names.includes("west"));
      const { rolesRef } = sharedOrganizations.find(({ orgName }: { orgName: string }) => orgName === "east");
      const { roles } = (await api.call("GET", rolesRef.replace("/t/acme", ""))).body;
      assert.deepEqual(roles, [{ ...ADMINISTRATOR, audience: { display: "east", type: "organization" } }]);
      const none = `${OLD_USERS}/${lee}/shared-roles?orgId=${ids.east}&filter=displayName+eq+none`;
      assert.deepEqual((await api.call("GET", none)).body.roles, []);
      assert.equal(await post("unshare", { organizations: [ids.south] }), 202);
      assert.equal(await post("unshare-with-all", {}), 202);
      assert.deepEqual((await api.call("GET", path)).body.sharedOrganizations, []);
      assert.equal(await post("share-with-all", { policy: "IMMEDIATE_EXISTING_ORGS_ONLY" }), 202);
      assert.ok(!(await handles()).includes("south"));
      assert.equal(await post("unshare-with-all", {}), 202);
      for (const what of ["share", "unshare", "share-with-all"]) assert.equal(await post(what, {}), 400);
      const nobody = `${OLD_USERS}/${crypto.randomUUID()}`;
      for (const wrong of [`${nobody}/shared-organizations`, `${nobody}/shared-roles?orgId=${ids.east}`]) {
        assert.equal((await api.call("GET", wrong)).status, 404);
      }
      for (const query of ["", "?orgId=nowhere", `?orgId=${ids.east}&filter=x`]) {
        assert.equal((await api.call("GET", `${OLD_USERS}/${lee}/shared-roles${query}`)).status, 400);
      }
    });

    it("are told apart from what is none, in requests that are in order", async () => {
      await share([{ orgId: ids.west, policy: ALONE }], [crypto.randomUUID()]);
      assert.equal((await newest()).status, "FAILED");
      const nobody = crypto.randomUUID();
      assert.equal((await api.call("GET", `${USERS}/${nobody}/share`)).status, 404);
      assert.equal((await api.call("GET", `${USERS}/${lee}/share?filter=x`)).status, 400);
      const nowhere = { orgId: nobody, policy: ALONE };
      for (const wrong of [[nowhere], [{ orgId: ids.west, policy: "SOMETIMES" }], "all"]) {
        assert.equal((await share(wrong as object[])).status, 400);
      }
      const userCriteria = { userIds: [lee] };
      assert.equal((await api.call("POST", `${USERS}/unshare`, { userCriteria, orgIds: [nobody] })).status, 400);
      for (const what of ["share-with-all", "unshare-with-all"]) {
        assert.equal((await api.call("POST", `${USERS}/${what}`, { userCriteria: { userIds: [] } })).status, 400);
      }
    });
  });

  describe("what came of it", () => {
    it("is listed, the newest first, and told for each organization", async () => {
      const { users } = await tenantStore(server);
      const lee = (await users.findByName("lee"))?.user.id as string;
      const organizations = [ids.west, ids.east].map((orgId) => ({ orgId, policy: ALONE }));
      await api.call("POST", `${USERS}/share`, { userCriteria: { userIds: [lee] }, organizations });
      const { body } = await api.call("GET", `${OPERATIONS}?limit=2`);
      const [first, second] = body.operations;
      assert.ok(first.operationId > second.operationId);
      assert.equal(body.links[0].rel, "next");
      const after = new URL(body.links[0].href, server.baseUrl).search;
      const [third] = (await api.call("GET", `${OPERATIONS}${after}`)).body.operations;
      assert.ok(second.operationId > third.operationId);
      assert.deepEqual((await api.call("GET", `${OPERATIONS}/${first.operationId}`)).body, first);
      const { summary } = first.unitOperationDetail;
      assert.deepEqual(summary, { success: 2, failed: 0, partiallyCompleted: 0 });
      const units = `${OPERATIONS}/${first.operationId}/unit-operations`;
      const { unitOperations } = (await api.call("GET", `${units}?filter=targetOrgId+eq+${ids.east}`)).body;
      assert.deepEqual(
        [unitOperations.length, unitOperations[0].targetOrgName, unitOperations[0].status],
        [1, "east", "SUCCESS"],
      );
      assert.deepEqual(
        (await api.call("GET", `${units}/${unitOperations[0].unitOperationId}`)).body,
        unitOperations[0],
      );
      assert.equal(
        (await api.call("GET", `${OPERATIONS}?filter=status+eq+FAILED`)).body.operations[0].status,
        "FAILED",
      );
    });

    it("is not found under other ids, or by what is no filter", async () => {
      const { operationId } = await newest();
      for (const last of [
        "none",
        "none/unit-operations",
        `${operationId}/unit-operations/none`,
        "none/unit-operations/none",
      ]) {
        assert.equal((await api.call("GET", `${OPERATIONS}/${last}`)).status, 404);
      }
      for (const path of [OPERATIONS, `${OPERATIONS}/${operationId}/unit-operations`]) {
        assert.equal((await api.call("GET", `${path}?filter=x`)).status, 400);
      }
    });
  });
});
