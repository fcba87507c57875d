import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { applyConfiguration } from "../../src/configuration/apply.ts";
import { ConfigurationError } from "../../src/configuration/configuration.ts";
import { parseConfiguration } from "../../src/configuration/parse.ts";
import type { ApiResourceDocument } from "../../src/protocol/model/api-resource.ts";
import { administratorRole } from "../../src/protocol/roles.ts";
import { SYSTEM_SCOPES } from "../../src/protocol/system-apis.ts";
import { startServer, type TestServer } from "../server.ts";

const orders = { identifier: "https://orders.example", scopes: ["orders:read"] };
const jane = { userName: "jane", password: "correct horse battery" };
const script = {
  clientId: "script",
  clientSecret: "s",
  grantTypes: ["client_credentials"],
  authorizedAPIs: "management",
};
const acme = {
  handle: "acme",
  users: [jane],
  apiResources: [orders],
  roles: [
    { displayName: "clerk", application: "script", permissions: ["orders:read"], users: ["jane"] },
    { displayName: "Administrator", users: ["jane"] },
  ],
  applications: [script],
};

describe("API resources and roles of the configuration file", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: [acme] });
  });
  after(() => server.stop());

  async function apply(organization: object) {
    const text = JSON.stringify({ demo: true, organizations: [organization] });
    const sealing = () => assert.fail("nothing is to be sealed");
    return applyConfiguration(parseConfiguration(text, "test.yaml", {}), server.store, server.clock, sealing);
  }

  async function stored() {
    const tenant = await server.store.tenants.find("acme");
    assert.ok(tenant);
    return { tenant, store: server.store.forTenant(tenant.id) };
  }

  it("are stored, and applied again change nothing", async () => {
    const { tenant, store } = await stored();
    assert.deepEqual(tenant.apiResources, [{ ...orders, name: orders.identifier, authorizationDetailsTypes: [] }]);
    const [clerk] = await store.records.list("role");
    const application = (await store.clients.find("script"))?.application?.id;
    assert.deepEqual(clerk?.document, {
      displayName: "clerk",
      audience: { type: "application", value: application },
      permissions: ["orders:read"],
    });
    for (const id of [clerk?.id as string, administratorRole(tenant).id]) {
      assert.deepEqual(
        (await store.roleMembers.usersOf(id)).map(({ name }) => name),
        ["jane"],
      );
    }
    const changes = await apply(acme);
    assert.deepEqual(
      changes.filter(({ kind }) => kind !== "unchanged"),
      [],
    );
    assert.ok(changes.some(({ what }) => what === "API resource https://orders.example of acme"));
  });

  it("authorize an application for every management scope by one word", async () => {
    const client = await (await stored()).store.clients.find("script");
    assert.deepEqual(new Set(client?.authorizedApis.flatMap(({ scopes }) => scopes)), SYSTEM_SCOPES);
  });

  it("keep the ids and the words of scopes that stay", async () => {
    const { store } = await stored();
    const find = () => store.records.findByName<ApiResourceDocument>("api resource", orders.identifier);
    const before = (await find())?.document.scopes;
    await apply({ ...acme, apiResources: [{ ...orders, scopes: ["orders:read", "orders:write"] }] });
    const after = (await find())?.document.scopes;
    assert.deepEqual([after?.length, after?.[0]], [2, before?.[0]]);
  });

  const REFUSED = [
    ["a user that is not there", { displayName: "clerk", users: ["nobody"] }],
    ["an application that is not there", { displayName: "clerk", application: "none" }],
    ["other permissions of a role that every organization has", { displayName: "Administrator", permissions: [] }],
  ] as const;
  for (const [what, role] of REFUSED) {
    it(`are refused with ${what}`, async () => {
      await assert.rejects(apply({ ...acme, roles: [role] }), ConfigurationError);
    });
  }
});
