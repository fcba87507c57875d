import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TestClient } from "../client.ts";
import { organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { type ApiClient, adminApplication, apiClient, apiClientWith } from "./api-client.ts";

const BASE = "/api/server/v1";
const SCOPES = [
  ...["create", "view", "update", "delete"].flatMap((verb) => [
    `internal_application_mgt_${verb}`,
    `internal_api_resource_${verb}`,
    `internal_role_mgt_${verb}`,
  ]),
  "internal_idp_view",
  "internal_idp_update",
  "internal_config_view",
  "internal_config_update",
];

describe("APIs that older scripts use", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({
      organizations: organizations.map((organization) => ({
        ...organization,
        apiResources: [{ identifier: "https://docs.example", scopes: ["doc:read"] }],
        applications: [...organization.applications, adminApplication],
      })),
    });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());

  describe("scopes (contract §17.3)", () => {
    const path = "/api/identity/oauth2/v1.0/scopes";
    const one = (name: string) => `${path}/name/${name}`;
    const role = async (displayName: string) => {
      const { status, body } = await api.call("POST", "/scim2/v2/Roles", { displayName });
      assert.equal(status, 201, JSON.stringify(body));
      return async (): Promise<string[]> => {
        const { permissions = [] } = (await api.call("GET", `/scim2/v2/Roles/${body.id}`)).body;
        return permissions.map(({ value }: { value: string }) => value);
      };
    };

    it("registers, gets, changes and deletes one that is bound to roles", async () => {
      const [clerk, boss] = [await role("clerk"), await role("boss")];
      const scope = { name: "stock:read", displayName: "Read stock", description: "All of it", bindings: ["clerk"] };
      const created = await api.call("POST", path, scope);
      assert.equal(created.status, 201, JSON.stringify(created.body));
      assert.equal(created.headers.get("location"), `/t/acme${one("stock%3Aread")}`);
      const whole = { ...scope, scopeBindings: [{ bindingType: "default", binding: ["clerk"] }] };
      assert.deepEqual(created.body, whole);
      assert.deepEqual((await api.call("GET", one("stock:read"))).body, whole);
      assert.deepEqual([await clerk(), await boss()], [["stock:read"], []]);

      const changed = {
        displayName: "See stock",
        scopeBindings: [{ bindingType: "DEFAULT", binding: ["Internal/boss"] }],
      };
      const { status, body } = await api.call("PUT", one("stock:read"), changed);
      assert.deepEqual([status, body.displayName, body.bindings], [200, "See stock", ["boss"]]);
      assert.deepEqual([await clerk(), await boss()], [[], ["stock:read"]]);

      assert.equal((await api.call("DELETE", one("stock:read"))).status, 204);
      assert.deepEqual([await boss(), (await api.call("GET", one("stock:read"))).status], [[], 404]);
    });

    it("lists those of the organization's APIs, and with them those of OpenID Connect if asked to", async () => {
      for (const name of ["list:a", "list:b"]) {
        assert.equal((await api.call("POST", path, { name, displayName: name })).status, 201);
      }
      const names = async (query: string) =>
        (await api.call("GET", `${path}${query}`)).body.map(({ name }: { name: string }) => name);
      const all = await names("");
      assert.deepEqual(all, all.toSorted());
      assert.ok(all.includes("doc:read") && all.includes("list:a") && !all.includes("openid"));
      assert.ok((await names("?includeOIDCScopes=true")).includes("openid"));
      assert.deepEqual(await names("?requestedScopes=list:b%20list:a"), ["list:a", "list:b"]);
      assert.deepEqual(await names("?startIndex=2&count=1"), [all[1]]);
    });

    it("is a scope of an API, which applications are authorized for", async () => {
      assert.equal((await api.call("POST", path, { name: "real", displayName: "Real" })).status, 201);
      const filter = encodeURIComponent("identifier eq oauth2-scopes");
      const { APIResources } = (await api.call("GET", `${BASE}/api-resources?filter=${filter}`)).body;
      const { body } = await api.call("GET", `${BASE}/api-resources/${APIResources[0].id}/scopes`);
      assert.ok(body.some(({ name }: { name: string }) => name === "real"));
    });

    it("refuses a name that is taken, roles that are not there, and scopes that are not there", async () => {
      for (const name of ["doc:read", "email", "internal_user_mgt_list"]) {
        assert.equal((await api.call("POST", path, { name, displayName: name })).status, 409, name);
      }
      for (const body of [
        {},
        { name: "two words", displayName: "x" },
        { name: "bound", displayName: "x", bindings: ["nobody"] },
        { name: "bound", displayName: "x", bindings: ["Administrator"] },
      ]) {
        assert.equal((await api.call("POST", path, body)).status, 400, JSON.stringify(body));
      }
      assert.equal((await api.call("GET", one("bound"))).status, 404);
      assert.equal((await api.call("PUT", one("none"), { displayName: "x" })).status, 404);
      assert.equal((await api.call("DELETE", one("none"))).status, 404);
      assert.equal((await api.call("DELETE", one("internal_user_mgt_list"))).status, 404);
    });
  });

  describe("collections of API resources (contract §17.2)", () => {
    const path = `${BASE}/meta/api-resource-collections`;

    it("sort the scopes of the server's own APIs by what they allow", async () => {
      const filter = encodeURIComponent("name eq applicationManagement");
      const { body } = await api.call("GET", `${path}?filter=${filter}&attributes=apiResources`);
      assert.equal(body.totalResults, 1);
      const [collection] = body.apiResourceCollections;
      const scopes = (part: string) =>
        collection.apiResources[part][0].scopes.map(({ name }: { name: string }) => name);
      assert.ok(scopes("read").includes("internal_application_mgt_view"));
      assert.ok(scopes("create").includes("internal_application_mgt_create"));
      assert.ok(scopes("write").includes("internal_application_mgt_delete"));
      assert.ok(!scopes("write").includes("internal_application_mgt_view"));
      const { self, ...shown } = collection;
      assert.equal(self, `/t/acme${path}/${collection.id}`);
      assert.deepEqual((await api.call("GET", `${path}/${collection.id}`)).body, shown);
    });

    it("are told without their scopes unless those are asked for, of tenants and of organizations", async () => {
      const { body } = await api.call("GET", path);
      const types = new Set(body.apiResourceCollections.map(({ type }: { type: string }) => type));
      assert.deepEqual(types, new Set(["TENANT", "ORGANIZATION"]));
      const ids = body.apiResourceCollections.map(({ id }: { id: string }) => id);
      assert.equal(new Set(ids).size, body.totalResults);
      assert.ok(body.apiResourceCollections.every((each: object) => !("apiResources" in each)));
    });

    it("refuse a filter that is none, and are not found by an id that none has", async () => {
      assert.equal((await api.call("GET", `${path}?filter=colour`)).status, 400);
      assert.equal((await api.call("GET", `${path}/none`)).status, 404);
    });
  });

  describe("preferences of governance connectors (contract §17.10)", () => {
    const path = `${BASE}/identity-governance/preferences`;
    const idOf = (name: string) => Buffer.from(name).toString("base64url");
    let user: ApiClient;
    before(async () => {
      const tokens = await new TestClient(server, "spa").obtainTokens({ scope: "openid internal_login" });
      user = apiClientWith(server, tokens.access_token);
    });

    it("tell an application's users the values as they are now", async () => {
      const wanted = [{ "connector-name": "self-sign-up", properties: ["SelfRegistration.AutoLogin.Enable"] }];
      const told = async () => (await user.call("POST", path, wanted)).body;
      const answer = (value: string) => [
        { "connector-name": "self-sign-up", properties: [{ name: "SelfRegistration.AutoLogin.Enable", value }] },
      ];
      assert.deepEqual(await told(), answer("false"));
      const connector = `${BASE}/identity-governance/${idOf("User Onboarding")}/connectors/${idOf("self-sign-up")}`;
      const properties = [{ name: "SelfRegistration.AutoLogin.Enable", value: "true" }];
      assert.equal((await api.call("PATCH", connector, { operation: "UPDATE", properties })).status, 200);
      assert.deepEqual(await told(), answer("true"));
      const [all] = (await user.call("POST", path, [{ "connector-name": "self-sign-up" }])).body;
      assert.ok(all.properties.length > 1);
    });

    it("refuse names that nothing has: 400", async () => {
      for (const body of [
        [{ "connector-name": "none" }],
        [{ "connector-name": "self-sign-up", properties: ["none"] }],
        [{}],
        {},
      ]) {
        assert.equal((await user.call("POST", path, body)).status, 400, JSON.stringify(body));
      }
    });
  });

  describe("the configuration of an organization (contract §17.11)", () => {
    const path = `${BASE}/configs`;
    const scim = { provisioningUserstore: "DEFAULT", enableProxyMode: false };

    it("tells its names, its roles, and where users go that come by SCIM", async () => {
      assert.deepEqual((await api.call("GET", path)).body, {
        homeRealmIdentifiers: ["acme"],
        realmConfig: { adminRole: "Administrator", everyoneRole: "everyone" },
        provisioning: { inbound: { scim } },
      });
      assert.deepEqual((await api.call("GET", `${path}/home-realm-identifiers`)).body, ["acme"]);
      assert.deepEqual((await api.call("GET", `${path}/provisioning/inbound/scim`)).body, scim);
    });

    it("has one user store, and refuses another for SCIM: 400", async () => {
      const put = async (body: object) => (await api.call("PUT", `${path}/provisioning/inbound/scim`, body)).status;
      assert.equal(await put(scim), 200);
      assert.equal(await put({ provisioningUserstore: "PRIMARY" }), 200);
      for (const wrong of [{ provisioningUserstore: "OTHER" }, { enableProxyMode: true }, { enableProxyMode: "no" }]) {
        assert.equal(await put(wrong), 400, JSON.stringify(wrong));
      }
    });
  });
});
