import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, TestClient } from "../client.ts";
import { organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { type ApiClient, adminApplication, apiClient, apiClientWith } from "./api-client.ts";

const PATH = "/api/server/v1/api-resources";
const SCOPES = ["create", "view", "update", "delete"].map((verb) => `internal_api_resource_${verb}`);

describe("API resources (contract §17.2)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({
      organizations: organizations.map((organization) => ({
        ...organization,
        applications: [
          ...organization.applications,
          adminApplication,
          {
            clientId: "shop",
            clientSecret: "the secret of the shop",
            grantTypes: ["client_credentials"],
            authorizedAPIs: [{ identifier: "https://shop.example", scopes: ["shop:read", "shop:write"] }],
            authorizationDetailsTypes: ["order"],
          },
        ],
      })),
    });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());

  const shop = {
    name: "Shop",
    identifier: "https://shop.example",
    description: "Sells things",
    scopes: [{ name: "shop:read", displayName: "Read" }, { name: "shop:write" }],
    authorizationDetailsTypes: [{ type: "order", name: "Order", description: "One order", schema: { type: "object" } }],
  };

  /** What the application `shop` is granted of the scope now. */
  async function granted(scope: string): Promise<string | undefined> {
    const client = new TestClient(server, "shop");
    const form = { grant_type: "client_credentials", scope };
    return (await client.token(form, basic("shop", "the secret of the shop"))).body.scope;
  }

  it("creates, gets, changes and deletes one, and tokens follow at once (security bar 23.2)", async () => {
    assert.equal(await granted("shop:read"), undefined);
    const created = await api.call("POST", PATH, shop);
    assert.equal(created.status, 201);
    const { id, self, type, requiresAuthorization, scopes } = created.body;
    assert.deepEqual([self, type, requiresAuthorization], [`/t/acme${PATH}/${id}`, "BUSINESS", true]);
    assert.equal(created.headers.get("location"), `/t/acme${PATH}/${id}`);
    assert.deepEqual(
      scopes.map(({ name, displayName }: Record<string, string>) => [name, displayName]),
      [
        ["shop:read", "Read"],
        ["shop:write", "shop:write"],
      ],
    );
    assert.equal(await granted("shop:read shop:write"), "shop:read shop:write");

    const found = await api.call("GET", `${PATH}/${id}`);
    assert.deepEqual(
      found.body.subscribedApplications.map(({ name }: Record<string, string>) => name),
      ["shop"],
    );
    const change = { name: "Shopping", addedScopes: [{ name: "shop:admin" }], removedScopes: ["shop:write"] };
    assert.equal((await api.call("PATCH", `${PATH}/${id}`, change)).status, 204);
    const changed = (await api.call("GET", `${PATH}/${id}`)).body;
    assert.deepEqual(
      [changed.name, changed.description, changed.scopes[0].id],
      ["Shopping", "Sells things", scopes[0].id],
    );
    assert.equal(await granted("shop:read shop:write"), "shop:read");
    // One of the same name that comes later is nobody's.
    await api.call("PATCH", `${PATH}/${id}`, { addedScopes: [{ name: "shop:write" }] });
    assert.equal(await granted("shop:read shop:write"), "shop:read");

    assert.equal((await api.call("DELETE", `${PATH}/${id}`)).status, 204);
    assert.equal((await api.call("GET", `${PATH}/${id}`)).status, 404);
    assert.equal(await granted("shop:read"), undefined);
  });

  it("lists them with those of the server, by page and by filter", async () => {
    await api.call("POST", PATH, {
      ...shop,
      identifier: "https://list.example",
      scopes: [],
      authorizationDetailsTypes: [],
    });
    const system = await api.call("GET", `${PATH}?filter=type+eq+TENANT&limit=100`);
    const identifiers = system.body.APIResources.map(({ identifier }: Record<string, string>) => identifier);
    assert.ok(identifiers.includes("/api/server/v1/api-resources") && identifiers.includes("/scim2/Users"));
    const own = await api.call(
      "GET",
      `${PATH}?filter=${encodeURIComponent("type eq BUSINESS and identifier eq https://list.example")}`,
    );
    assert.equal(own.body.totalResults, 1);

    const first = await api.call("GET", `${PATH}?limit=3`);
    const link = (body: { links: { rel: string; href: string }[] }, rel: string) =>
      body.links.find((each) => each.rel === rel)?.href.replace("/t/acme", "") ?? "";
    const second = await api.call("GET", link(first.body, "next"));
    assert.deepEqual([first.body.APIResources.length, second.body.APIResources.length], [3, 3]);
    const back = await api.call("GET", link(second.body, "previous"));
    assert.deepEqual(back.body.APIResources, first.body.APIResources);
    assert.equal(link(first.body, "previous"), "");
  });

  it("keeps scopes by name and by id", async () => {
    const identifier = "https://scopes.example";
    const scopes = [{ name: "s:one" }, { name: "s:two" }];
    const { id } = (await api.call("POST", PATH, { name: "Scopes", identifier, scopes })).body;
    const listed = (await api.call("GET", `${PATH}/${id}/scopes`)).body;
    assert.equal((await api.call("PATCH", `${PATH}/${id}/scopes/s:one`, { displayName: "One" })).status, 204);
    assert.equal(
      (await api.call("PATCH", `${PATH}/${id}/scopes/id/${listed[1].id}`, { description: "2" })).status,
      204,
    );
    const all = (await api.call("GET", "/api/server/v1/scopes?filter=name+sw+s:")).body;
    assert.deepEqual(all, [
      { ...listed[0], displayName: "One" },
      { ...listed[1], description: "2" },
    ]);
    assert.equal((await api.call("DELETE", `${PATH}/${id}/scopes/s:one`)).status, 204);
    assert.equal((await api.call("DELETE", `${PATH}/${id}/scopes/id/${listed[1].id}`)).status, 204);
    assert.equal((await api.call("DELETE", `${PATH}/${id}/scopes/s:one`)).status, 404);
    assert.equal((await api.call("PUT", `${PATH}/${id}/scopes`, [{ name: "s:three" }])).status, 204);
    const [three] = (await api.call("GET", `${PATH}/${id}/scopes`)).body;
    await api.call("PUT", `${PATH}/${id}/scopes`, [{ name: "s:three", displayName: "Three" }]);
    assert.deepEqual((await api.call("GET", `${PATH}/${id}/scopes`)).body, [{ ...three, displayName: "Three" }]);
  });

  it("keeps authorization details types (RFC 9396)", async () => {
    const { id } = (await api.call("POST", PATH, { name: "Bank", identifier: "https://bank.example" })).body;
    const types = `${PATH}/${id}/authorization-details-types`;
    const payment = { type: "payment", name: "Payment", description: "One payment", schema: { type: "object" } };
    const [stored] = (await api.call("PUT", types, [payment])).body;
    assert.deepEqual((await api.call("GET", types)).body, [{ ...payment, id: stored.id }]);
    assert.equal((await api.call("PATCH", `${types}/${stored.id}`, { name: "Transfer" })).status, 204);
    const changed = { ...stored, name: "Transfer" };
    assert.deepEqual((await api.call("GET", `${types}/${stored.id}`)).body, changed);
    const found = await api.call("GET", "/api/server/v1/authorization-details-types?filter=type+eq+payment");
    assert.deepEqual(found.body, [changed]);
    assert.equal((await api.call("DELETE", `${types}/${stored.id}`)).status, 204);
    assert.equal((await api.call("GET", `${types}/${stored.id}`)).status, 404);
  });

  it("refuses what is there already: 409", async () => {
    const one = { name: "One", identifier: "https://one.example", scopes: [{ name: "one:read" }] };
    await api.call("POST", PATH, one);
    const answers = [
      await api.call("POST", PATH, { ...one, scopes: [] }),
      await api.call("POST", PATH, { ...one, identifier: "/scim2/Users", scopes: [] }),
      await api.call("POST", PATH, { ...one, identifier: "https://two.example" }),
      await api.call("POST", PATH, { name: "Two", identifier: "https://two.example", scopes: [{ name: "profile" }] }),
      await api.call("POST", PATH, {
        name: "Two",
        identifier: "https://two.example",
        scopes: [{ name: "internal_login" }],
      }),
      await api.call("POST", PATH, {
        name: "Two",
        identifier: "https://two.example",
        scopes: [{ name: "internal_user_mgt_list" }],
      }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      Array(6).fill(409),
    );
    assert.deepEqual(Object.keys(answers[0]?.body).sort(), ["code", "description", "message", "traceId"]);
  });

  it("leaves the server's own APIs as they are: 403", async () => {
    const [own] = (await api.call("GET", `${PATH}?filter=identifier+eq+/scim2/Users`)).body.APIResources;
    for (const [method, path, body] of [
      ["PATCH", "", { name: "Mine" }],
      ["DELETE", "", undefined],
      ["PUT", "/scopes", []],
      ["PUT", "/authorization-details-types", []],
    ] as const) {
      assert.equal((await api.call(method, `${PATH}/${own.id}${path}`, body)).status, 403, `${method} ${path}`);
    }
  });

  const BAD_BODIES = [
    ["POST", PATH, { identifier: "x" }],
    ["POST", PATH, { name: "X", identifier: "x", scopes: [{ name: "two words" }] }],
    ["POST", PATH, { name: "X", identifier: "x", scopes: [{ name: "a" }, { name: "a" }] }],
    ["POST", PATH, "no JSON"],
    ["PATCH", `${PATH}/none`, { addedScopes: "a" }],
    ["PUT", `${PATH}/none/scopes`, { name: "a" }],
    ["PATCH", `${PATH}/none/scopes/a`, { displayName: 1 }],
    ["PUT", `${PATH}/none/authorization-details-types`, [{ type: "a" }]],
  ] as const;
  for (const [method, path, body] of BAD_BODIES) {
    it(`refuses ${method} ${path} with ${JSON.stringify(body)}: 400`, async () => {
      const answer = await api.call(method, path, body);
      assert.equal(answer.status, 400);
      assert.equal(typeof answer.body.description, "string");
    });
  }

  it("refuses a filter that is none: 400", async () => {
    for (const path of [
      `${PATH}?filter=size+gt+3`,
      "/api/server/v1/scopes?filter=x",
      "/api/server/v1/authorization-details-types?filter=x",
    ]) {
      assert.equal((await api.call("GET", path)).status, 400, path);
    }
  });

  const OPERATIONS = [
    ["POST", PATH, "create", shop],
    ["GET", PATH, "view"],
    ["GET", `${PATH}/none`, "view"],
    ["PATCH", `${PATH}/none`, "update", {}],
    ["DELETE", `${PATH}/none`, "delete"],
    ["GET", `${PATH}/none/scopes`, "view"],
    ["PUT", `${PATH}/none/scopes`, "update", []],
    ["PATCH", `${PATH}/none/scopes/a`, "update", {}],
    ["DELETE", `${PATH}/none/scopes/a`, "delete"],
    ["PATCH", `${PATH}/none/scopes/id/a`, "update", {}],
    ["DELETE", `${PATH}/none/scopes/id/a`, "delete"],
    ["GET", "/api/server/v1/scopes", "view"],
    ["GET", `${PATH}/none/authorization-details-types`, "view"],
    ["PUT", `${PATH}/none/authorization-details-types`, "update", []],
    ["GET", `${PATH}/none/authorization-details-types/a`, "view"],
    ["PATCH", `${PATH}/none/authorization-details-types/a`, "update", {}],
    ["DELETE", `${PATH}/none/authorization-details-types/a`, "update"],
    ["GET", "/api/server/v1/authorization-details-types", "view"],
  ] as const;
  for (const [method, path, verb, body] of OPERATIONS) {
    it(`takes ${method} ${path} from a token of the tenant with internal_api_resource_${verb} alone (security bar 23.1)`, async () => {
      const others = SCOPES.filter((scope) => scope !== `internal_api_resource_${verb}`);
      const lacking = await apiClient(server, others);
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
      if (path.includes("/none")) assert.equal((await api.call(method, path, body)).status, 404);
    });
  }
});
