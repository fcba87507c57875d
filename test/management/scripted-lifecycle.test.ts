import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { SYSTEM_SCOPES } from "../../src/protocol/system-apis.ts";
import { answerOf } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { adminApplication, apiClient } from "./api-client.ts";
import { singlePage } from "./applications.ts";
import { apiResource, application, authorizedApi, group, oidcScope, role, user } from "./declared-kinds.ts";
import {
  type Attributes,
  Declarations,
  type Declared,
  type Plan,
  type ResourceKind,
  type Send,
} from "./declared-resources.ts";

const declared = (kind: ResourceKind, attributes: Declared["attributes"]): Declared => ({ kind, attributes });
const scopes = (...names: string[]) => names.map((name) => ({ name, displayName: `May ${name}` }));
const values = (...list: (string | undefined)[]) => list.map((value) => ({ value }));

/** A small company's set-up: an API, two applications, roles in both audiences, people in groups. */
const PLAN: Plan = {
  orders: declared(apiResource, () => ({
    name: "Orders",
    identifier: "https://orders.example",
    requiresAuthorization: true,
    scopes: scopes("orders:read", "orders:write"),
  })),
  shop: declared(application, () => ({ ...singlePage("Shop"), description: "Sells" })),
  robot: declared(application, () => ({
    name: "Robot",
    inboundProtocolConfiguration: { oidc: { grantTypes: ["client_credentials"], publicClient: false } },
  })),
  "shop uses orders": declared(authorizedApi, ({ shop, orders }) => ({
    application: shop,
    id: orders,
    policyIdentifier: "RBAC",
    scopes: ["orders:read"],
  })),
  badge: declared(oidcScope, () => ({ name: "badge", displayName: "Badge", claims: ["given_name", "picture"] })),
  kim: declared(user, () => ({ userName: "DEFAULT/kim", name: { givenName: "Kim", familyName: "Berry" } })),
  lee: declared(user, () => ({ userName: "DEFAULT/lee", emails: ["lee@example.com"] })),
  sales: declared(group, ({ kim, lee }) => ({ displayName: "DEFAULT/sales", members: values(kim, lee) })),
  reader: declared(role, ({ sales }) => ({
    displayName: "reader",
    permissions: values("orders:read"),
    groups: values(sales),
  })),
  "shop keeper": declared(role, ({ shop, kim }) => ({
    displayName: "keeper",
    audience: { type: "application", value: shop },
    permissions: values("orders:write"),
    users: values(kim),
  })),
};

/** The resource with other attributes. */
function changed(name: string, change: (before: Attributes, ids: Readonly<Record<string, string>>) => Attributes) {
  const { kind, attributes } = PLAN[name] as Declared;
  return { [name]: declared(kind, (ids) => ({ ...attributes(ids), ...change(attributes(ids), ids) })) };
}

/** The next version of it: everything but the second application has changed, and one user is gone. */
const NEXT: Plan = (() => {
  const { lee: _, ...rest } = PLAN;
  return {
    ...rest,
    ...changed("orders", () => ({ description: "All orders", scopes: scopes("orders:read", "orders:cancel") })),
    ...changed("shop", () => ({
      description: "Sells more",
      inboundProtocolConfiguration: {
        oidc: {
          grantTypes: ["authorization_code"],
          callbackURLs: ["https://shop.example/back"],
          allowedOrigins: ["https://shop.example", "https://www.shop.example"],
        },
      },
    })),
    ...changed("shop uses orders", () => ({ scopes: ["orders:cancel"] })),
    ...changed("badge", () => ({ claims: ["given_name"] })),
    ...changed("kim", () => ({ name: { givenName: "Kim", familyName: "Larsen" }, title: "Head of sales" })),
    ...changed("sales", (_before, { kim }) => ({ displayName: "DEFAULT/selling", members: values(kim) })),
    ...changed("reader", () => ({ permissions: values("orders:read", "orders:cancel") })),
    ...changed("shop keeper", () => ({ displayName: "owner", permissions: values("orders:cancel") })),
  };
})();

describe("a script that declares what there is to be, as Terraform does (contract §17, §18)", () => {
  let server: TestServer;
  let send: Send;
  before(async () => {
    server = await startServer({ organizations: [{ handle: "acme", applications: [adminApplication] }] });
    const { token } = await apiClient(server, [...SYSTEM_SCOPES]);
    send = async (method, path, body) => {
      const headers = {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json",
      };
      return answerOf(await fetch(server.url(path), { method, headers, ...(body && { body: JSON.stringify(body) }) }));
    };
  });
  after(() => server.stop());

  const all = Object.keys(PLAN).map((name) => `create ${name}`);

  for (const time of ["first", "second"]) {
    it(`makes everything, changes it and removes it the ${time} time`, async () => {
      const declarations = new Declarations(send);
      assert.deepEqual(await declarations.apply(PLAN), all);
      assert.deepEqual(await declarations.drift(PLAN), []);
      assert.deepEqual(await declarations.apply(PLAN), [], "nothing is left to do");

      const steps = await declarations.apply(NEXT);
      const untouched = ["robot", "lee"];
      const updated = Object.keys(PLAN).filter((name) => !untouched.includes(name));
      assert.deepEqual(steps, [...updated.map((name) => `update ${name}`), "delete lee"]);
      assert.deepEqual(await declarations.drift(NEXT), []);
      assert.deepEqual(await declarations.apply(NEXT), [], "nothing is left to do");
      await declarations.destroy();
    });
  }

  it("sees what somebody else has changed or removed, and puts it back", async () => {
    const declarations = new Declarations(send);
    await declarations.apply(PLAN);
    const filter = encodeURIComponent("userName eq lee");
    const { body } = await send("GET", `/scim2/Users?filter=${filter}`);
    await send("DELETE", `/scim2/Users/${body.Resources[0].id}`);
    const applications = (await send("GET", "/api/server/v1/applications?filter=name%20eq%20Shop")).body.applications;
    await send("PATCH", `/api/server/v1/applications/${applications[0].id}`, { description: "By hand" });
    const drift = await declarations.drift(PLAN);
    assert.deepEqual(drift, ["shop.description", "lee is not there", "sales.members"]);
    assert.deepEqual(await declarations.apply(PLAN), ["update shop", "create lee", "update sales"]);
    assert.deepEqual(await declarations.drift(PLAN), []);
    await declarations.destroy();
  });
});
