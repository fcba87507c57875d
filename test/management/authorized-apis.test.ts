import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, TestClient } from "../client.ts";
import { organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { type ApiClient, adminApplication, apiClient } from "./api-client.ts";

const PATH = "/api/server/v1/applications";
const SCOPES = ["create", "view", "update", "client_secret_create"].map((verb) => `internal_application_mgt_${verb}`);
const SHOP = "https://shop.example";

describe("authorized APIs of applications (contract §17.1)", () => {
  let server: TestServer;
  let api: ApiClient;
  /** One that may do less than `admin`. */
  let helper: ApiClient;
  let shop: { id: string };
  let claims: { id: string };
  before(async () => {
    const [acme, ...others] = organizations;
    const authorizedAPIs = [{ identifier: PATH, scopes: SCOPES }];
    const small = { ...adminApplication, clientId: "small", authorizedAPIs };
    const apiResources = [
      { identifier: SHOP, name: "Shop", scopes: ["shop:read", "shop:write"], authorizationDetailsTypes: ["order"] },
    ];
    const applications = [...(acme?.applications ?? []), adminApplication, small];
    server = await startServer({ organizations: [{ ...acme, apiResources, applications }, ...others] });
    api = await apiClient(server, [...SCOPES, "internal_api_resource_view"]);
    const form = { grant_type: "client_credentials", scope: SCOPES.join(" ") };
    const answer = await new TestClient(server, "small").token(form, basic("small", adminApplication.clientSecret));
    helper = apiClientOf(answer.body.access_token);
    const find = async (identifier: string) =>
      (await api.call("GET", `/api/server/v1/api-resources?filter=identifier eq ${identifier}`)).body.APIResources[0];
    shop = await find(SHOP);
    claims = await find("/api/server/v1/claim-dialects");
  });
  after(() => server.stop());

  function apiClientOf(token: string): ApiClient {
    return {
      token,
      async call(method, path, body) {
        const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
        const answer = await fetch(server.url(path), { method, headers, body: body ? JSON.stringify(body) : null });
        const text = await answer.text();
        return { status: answer.status, headers: answer.headers, body: text === "" ? undefined : JSON.parse(text) };
      },
    };
  }

  let made = 0;
  async function create() {
    made += 1;
    const name = `Service ${made}`;
    const { body } = await api.call("POST", PATH, { name, templateId: "m2m-application" });
    const granted = async (scope: string): Promise<string | undefined> => {
      const form = { grant_type: "client_credentials", scope };
      const client = new TestClient(server, body.clientId);
      return (await client.token(form, basic(body.clientId, body.clientSecret))).body.scope;
    };
    return { at: `${PATH}/${body.id}/authorized-apis`, one: `${PATH}/${body.id}`, granted };
  }

  it("decide which scopes its tokens get, from the next request on", async () => {
    const { at, granted } = await create();
    assert.deepEqual((await api.call("GET", at)).body, []);
    assert.equal(await granted("shop:read"), undefined);
    const body = { id: shop.id, policyIdentifier: "No Policy", scopes: ["shop:read"] };
    assert.equal((await api.call("POST", at, body)).status, 201);
    assert.equal(await granted("shop:read shop:write"), "shop:read");

    const change = {
      addedScopes: ["shop:write"],
      removedScopes: ["shop:read"],
      addedAuthorizationDetailsTypes: ["order"],
    };
    assert.equal((await api.call("PATCH", `${at}/${shop.id}`, change)).status, 200);
    assert.equal(await granted("shop:read shop:write"), "shop:write");
    const [told, ...more] = (await api.call("GET", at)).body;
    const { authorizedScopes, authorizedAuthorizationDetailsTypes, ...rest } = told;
    const expected = { id: shop.id, identifier: SHOP, displayName: "Shop", policyId: "No Policy", type: "BUSINESS" };
    assert.deepEqual([rest, more], [expected, []]);
    assert.deepEqual(
      authorizedScopes.map(({ name }: { name: string }) => name),
      ["shop:write"],
    );
    assert.deepEqual(
      authorizedAuthorizationDetailsTypes.map(({ type }: { type: string }) => type),
      ["order"],
    );

    assert.equal((await api.call("DELETE", `${at}/${shop.id}`)).status, 204);
    assert.equal(await granted("shop:write"), undefined);
    assert.deepEqual((await api.call("GET", at)).body, []);
  });

  it("stay when the application is changed otherwise", async () => {
    const { at, one } = await create();
    await api.call("POST", at, { id: shop.id, scopes: ["shop:read"] });
    const before = (await api.call("GET", at)).body;
    assert.equal(before[0].policyId, "RBAC");
    await api.call("PATCH", one, { description: "Changed" });
    await api.call("PUT", `${one}/inbound-protocols/oidc`, { grantTypes: ["client_credentials"] });
    assert.deepEqual((await api.call("GET", at)).body, before);
  });

  const refusals = [
    ["an API that is not there", () => ({ id: "none" }), 404, "APP-60507"],
    ["a scope that is not the API's", () => ({ id: shop.id, scopes: ["openid"] }), 400, "APP-60508"],
    ["a type that is not the API's", () => ({ id: shop.id, authorizationDetailsTypes: ["x"] }), 400, "APP-60519"],
    ["a policy that is not known", () => ({ id: shop.id, policyIdentifier: "ANY" }), 400, "APP-60511"],
    ["a body without an id", () => ({ scopes: [] }), 400, "UE-10000"],
    ["scopes that are no list", () => ({ id: shop.id, scopes: "shop:read" }), 400, "UE-10000"],
  ] as const;
  for (const [what, body, status, code] of refusals) {
    it(`refuse ${what}`, async () => {
      const { at } = await create();
      const answer = await api.call("POST", at, body());
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
      assert.deepEqual((await api.call("GET", at)).body, []);
    });
  }

  it("refuse an API a second time, and to change one that is not among them", async () => {
    const { at } = await create();
    for (const method of ["PATCH", "DELETE"]) {
      for (const [id, code] of [
        [shop.id, "APP-60510"],
        ["none", "APP-60507"],
      ]) {
        const { status, body } = await api.call(method, `${at}/${id}`, method === "PATCH" ? {} : undefined);
        assert.deepEqual([status, body.code], [404, code]);
      }
    }
    await api.call("POST", at, { id: shop.id });
    const again = await api.call("POST", at, { id: shop.id });
    assert.deepEqual([again.status, again.body.code], [409, "APP-60509"]);
    const unknown = await api.call("PATCH", `${at}/${shop.id}`, { addedScopes: ["x"] });
    assert.deepEqual([unknown.status, unknown.body.code], [400, "APP-60508"]);
    assert.equal((await api.call("PATCH", `${at}/${shop.id}`, { scopes: [] })).status, 400);
  });

  it("hand on nothing of the server's own APIs that the caller may not have (security bar 23.2)", async () => {
    const { at, one, granted } = await create();
    const body = { id: claims.id, scopes: ["internal_claim_meta_view"] };
    const refused = await helper.call("POST", at, body);
    assert.deepEqual([refused.status, refused.body.code], [403, "APP-60520"]);
    assert.equal((await helper.call("POST", at, { id: claims.id })).status, 201);
    const added = await helper.call("PATCH", `${at}/${claims.id}`, { addedScopes: body.scopes });
    assert.equal(added.status, 403);
    assert.equal((await api.call("PATCH", `${at}/${claims.id}`, { addedScopes: body.scopes })).status, 200);
    assert.equal(await granted("internal_claim_meta_view"), "internal_claim_meta_view");
    // Nor does one become an application that may do more.
    const oidc = `${one}/inbound-protocols/oidc`;
    for (const [method, path, sent] of [
      ["POST", `${oidc}/regenerate-secret`, undefined],
      ["POST", `${oidc}/secrets`, {}],
      ["PUT", oidc, { grantTypes: ["client_credentials"] }],
      ["PATCH", one, { description: "Mine" }],
    ] as const) {
      assert.equal((await helper.call(method, path, sent)).status, 403, `${method} ${path}`);
    }
  });
});
