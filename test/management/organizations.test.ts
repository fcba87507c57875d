import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startServer, type TestServer } from "../server.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { administrated, ORGANIZATION_SCOPES, switchInto, userClient, within } from "./organization-world.ts";

const ORGANIZATIONS = "/api/server/v1/organizations";
const CONFIG = "/api/server/v1/organization-configs/discovery";
const CONFIG_SCOPES = ["add", "view", "update", "delete"].map((verb) => `internal_config_mgt_${verb}`);

describe("organizations (contract §21.1)", () => {
  let server: TestServer;
  let api: ApiClient;
  let tenantId: string;
  before(async () => {
    server = await startServer({ organizations: administrated });
    api = await apiClient(server, [...ORGANIZATION_SCOPES, ...CONFIG_SCOPES, "internal_audit_log_view"]);
    tenantId = (await server.store.tenants.find("acme"))?.id as string;
  });
  after(() => server.stop());

  const create = async (name: string, more: object = {}) => {
    const { status, body } = await api.call("POST", ORGANIZATIONS, { name, ...more });
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  };
  const codeOf = async (method: string, path: string, body?: unknown) => {
    const answer = await api.call(method, path, body);
    return [answer.status, answer.body.code];
  };

  it("are created below the tenant, and found there", async () => {
    const wanted = { orgHandle: "one", description: "The first", attributes: [{ key: "Country", value: "Chile" }] };
    const { status, headers, body } = await api.call("POST", ORGANIZATIONS, { name: "One", type: "TENANT", ...wanted });
    assert.equal(status, 201);
    const { id, created, lastModified, ...rest } = body;
    assert.equal(headers.get("location"), `/t/acme${ORGANIZATIONS}/${id}`);
    assert.equal(created, lastModified);
    assert.deepEqual(rest, {
      name: "One",
      ...wanted,
      status: "ACTIVE",
      version: "v1.0.0",
      hasChildren: false,
      type: "TENANT",
      parent: { id: tenantId, ref: `/t/acme${ORGANIZATIONS}/${tenantId}` },
    });
    const found = (await api.call("GET", `${ORGANIZATIONS}/${id}?includePermissions=true`)).body;
    const { ancestorPath, permissions, ...same } = found;
    assert.deepEqual(same, body);
    assert.deepEqual(ancestorPath, [{ id: tenantId, name: "Acme", depth: 0 }]);
    assert.ok(permissions.includes("internal_organization_view"));
  });

  it("have no handle that begins other paths, and no name that others are called by in handles", async () => {
    for (const orgHandle of ["api", "scim2"]) {
      assert.equal((await api.call("POST", ORGANIZATIONS, { name: orgHandle, orgHandle })).status, 400, orgHandle);
      const { body } = await api.call("POST", `${ORGANIZATIONS}/check-handle`, { orgHandle });
      assert.equal(body.available, false, orgHandle);
    }
    // The parameter `org` takes either, so who were called like another's handle would be met in its place.
    await create("Handled", { orgHandle: "handled" });
    const taken = await api.call("POST", ORGANIZATIONS, { name: "handled", orgHandle: "other-handle" });
    assert.equal(taken.status, 400, JSON.stringify(taken.body));
    await create("called-so");
    const reverse = await api.call("POST", ORGANIZATIONS, { name: "Reverse", orgHandle: "called-so" });
    assert.equal(reverse.status, 400, JSON.stringify(reverse.body));
  });

  it("have no more attributes than at the beginning, and are found by none that objects have", async () => {
    const { id } = await create("Attributes");
    const add = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        operation: "ADD",
        path: `/attributes/key-${from + index}`,
        value: "v",
      }));
    assert.equal((await api.call("PATCH", `${ORGANIZATIONS}/${id}`, add(0, 100))).status, 200);
    assert.equal((await api.call("PATCH", `${ORGANIZATIONS}/${id}`, add(100, 1))).status, 400);
    const longKey = [{ operation: "REPLACE", path: `/attributes/${"k".repeat(256)}`, value: "v" }];
    assert.equal((await api.call("PATCH", `${ORGANIZATIONS}/${id}`, longKey)).status, 400);
    for (const name of ["constructor", "__proto__", "toString"]) {
      const { status, body } = await api.call("GET", `${ORGANIZATIONS}?filter=attributes.${name}+co+a`);
      assert.deepEqual([status, body.organizations], [200, []], name);
    }
  });

  it("are called by their id where no handle is given", async () => {
    const { id, orgHandle } = await create("Unhandled");
    assert.equal(orgHandle, id);
  });

  it("lie below each other", async () => {
    const upper = await create("Upper", { orgHandle: "upper" });
    const lower = await create("Lower", { orgHandle: "lower", parentId: upper.id });
    assert.equal(lower.parent.id, upper.id);
    const { body } = await api.call("GET", `${ORGANIZATIONS}/${lower.id}`);
    assert.deepEqual(
      body.ancestorPath.map(({ name, depth }: { name: string; depth: number }) => [name, depth]),
      [
        ["Acme", 0],
        ["Upper", 1],
      ],
    );
    assert.equal((await api.call("GET", `${ORGANIZATIONS}/${upper.id}`)).body.hasChildren, true);
  });

  it("lie in the tenant where the parent is named by nothing, as Asgardeo's SDK does (contract §21.1)", async () => {
    const { parent } = await create("Nowhere else", { orgHandle: "nowhere-else", parentId: "" });
    const { body } = await api.call("GET", `${ORGANIZATIONS}/${parent.id}`);
    assert.equal(body.name, "Acme");
  });

  const refused: [what: string, body: unknown, status: number, code: string][] = [
    ["without a name", {}, 400, "UE-10000"],
    ["with a name that is blank", { name: "  " }, 400, "UE-10000"],
    ["with a handle that is no part of URLs", { name: "X", orgHandle: "a b" }, 400, "UE-10000"],
    [
      "with an attribute twice",
      { name: "X", attributes: [1, 2].map((n) => ({ key: "a", value: `${n}` })) },
      400,
      "UE-10000",
    ],
    ["of the type that has no users", { name: "X", type: "STRUCTURAL" }, 400, "ORG-60034"],
    ["below one that is not there", { name: "X", parentId: crypto.randomUUID() }, 400, "ORG-60005"],
    ["below what is no id", { name: "X", parentId: "upper" }, 400, "ORG-60005"],
    ["with another's name", { name: "ONE" }, 400, "ORG-60006"],
    ["with the tenant's name", { name: "acme" }, 400, "ORG-60006"],
    ["with another's handle", { name: "X", orgHandle: "one" }, 400, "ORG-60006"],
    ["with the tenant's handle", { name: "X", orgHandle: "acme" }, 400, "ORG-60006"],
  ];
  for (const [what, body, status, code] of refused) {
    it(`are not created ${what}`, async () => {
      assert.deepEqual(await codeOf("POST", ORGANIZATIONS, body), [status, code]);
    });
  }

  it("are created by one of five who bring the same handle", async () => {
    const sent = [1, 2, 3, 4, 5].map((n) => api.call("POST", ORGANIZATIONS, { name: `Race ${n}`, orgHandle: "race" }));
    const statuses = (await Promise.all(sent)).map(({ status }) => status).sort();
    assert.deepEqual(statuses, [201, 400, 400, 400, 400]);
  });

  it("are listed right below, or all, a page at a time", async () => {
    const top = await create("Top", { orgHandle: "top" });
    for (const name of ["a", "b", "c"]) await create(`Page ${name}`, { orgHandle: `page-${name}`, parentId: top.id });
    const handles = async (query: string) => {
      const { body } = await api.call("GET", `${ORGANIZATIONS}?${query}`);
      return body.organizations.map((each: { orgHandle: string }) => each.orgHandle);
    };
    assert.deepEqual(await handles("filter=name+sw+Page"), []);
    assert.deepEqual(await handles("filter=name+sw+page&recursive=true"), ["page-a", "page-b", "page-c"]);
    assert.deepEqual(await handles(`recursive=true&filter=parentId+eq+${top.id}+and+orgHandle+ew+b`), ["page-b"]);
    assert.deepEqual(await handles("filter=attributes.Country+eq+chile"), ["one"]);
    const { body } = await api.call("GET", `${ORGANIZATIONS}?recursive=true&filter=name+sw+Page&limit=2`);
    const { rel, href } = body.links[0];
    assert.deepEqual([body.links.length, rel], [1, "next"]);
    assert.ok(href.startsWith(`/t/acme${ORGANIZATIONS}?`), href);
    const after = new URL(href, server.baseUrl).searchParams.get("after");
    assert.deepEqual(await handles(`recursive=true&filter=name+sw+Page&limit=2&after=${after}`), ["page-c"]);
    const listed = (await api.call("GET", `${ORGANIZATIONS}?filter=orgHandle+eq+top`)).body.organizations;
    assert.deepEqual(listed, [
      {
        id: top.id,
        name: "Top",
        orgHandle: "top",
        status: "ACTIVE",
        version: "v1.0.0",
        hasChildren: true,
        ref: `/t/acme${ORGANIZATIONS}/${top.id}`,
      },
    ]);
    for (const wrong of ["filter=nonsense", "filter=secret+eq+x"]) {
      assert.deepEqual(await codeOf("GET", `${ORGANIZATIONS}?${wrong}`), [400, "ORG-60022"]);
    }
  });

  it("tell which attributes they have", async () => {
    const { body } = await api.call("GET", `${ORGANIZATIONS}/meta-attributes?filter=attributes+sw+count`);
    assert.deepEqual(body, { links: [], attributes: ["Country"] });
    assert.deepEqual(await codeOf("GET", `${ORGANIZATIONS}/meta-attributes?filter=x`), [400, "ORG-60022"]);
  });

  it("say which names and handles are free", async () => {
    const check = async (what: string, body: object) =>
      (await api.call("POST", `${ORGANIZATIONS}/check-${what}`, body)).body;
    assert.deepEqual(await check("name", { name: "one" }), { available: false });
    assert.deepEqual(await check("name", { name: "Nobody's" }), { available: true });
    for (const orgHandle of ["one", "acme", "no handle"]) {
      assert.deepEqual(await check("handle", { orgHandle }), { available: false });
    }
    assert.deepEqual(await check("handle", { orgHandle: "free" }), { available: true });
    for (const what of ["name", "handle"]) {
      assert.deepEqual(await codeOf("POST", `${ORGANIZATIONS}/check-${what}`, {}), [400, "UE-10000"]);
    }
  });

  it("are changed by operations, all or none of them", async () => {
    const { id } = await create("Patched", { orgHandle: "patched", attributes: [{ key: "old", value: "1" }] });
    const patch = (...items: object[]) => api.call("PATCH", `${ORGANIZATIONS}/${id}`, items);
    const { status, body } = await patch(
      { operation: "REPLACE", path: "/name", value: "Mended" },
      { operation: "ADD", path: "/description", value: "New" },
      { operation: "ADD", path: "/attributes/new", value: "2" },
      { operation: "REMOVE", path: "/attributes/old" },
    );
    assert.equal(status, 200);
    const { name, description, attributes } = body;
    assert.deepEqual([name, description, attributes], ["Mended", "New", [{ key: "new", value: "2" }]]);
    const wrong: [item: object, code: string][] = [
      [{ operation: "REPLACE", path: "/orgHandle", value: "x" }, "ORG-60011"],
      [{ operation: "REPLACE", path: "/name" }, "ORG-60012"],
      [{ operation: "REPLACE", path: "/name", value: "One" }, "ORG-60006"],
      [{ operation: "REMOVE", path: "/name" }, "ORG-60013"],
      [{ operation: "REPLACE", path: "/status", value: "GONE" }, "ORG-60028"],
      [{ operation: "REMOVE", path: "/attributes/none" }, "ORG-60019"],
      [{ operation: "REPLACE", path: "/attributes/none", value: "x" }, "ORG-60020"],
      [{ operation: "MOVE", path: "/name", value: "x" }, "UE-10000"],
    ];
    for (const [item, code] of wrong) {
      const answer = await patch({ operation: "REPLACE", path: "/description", value: "lost" }, item);
      assert.deepEqual([answer.status, answer.body.code], [400, code], JSON.stringify(item));
    }
    assert.equal((await api.call("GET", `${ORGANIZATIONS}/${id}`)).body.description, "New");
  });

  it("are replaced, but for what stays", async () => {
    const { id } = await create("Replaced", { orgHandle: "replaced", description: "Old" });
    const { status, body } = await api.call("PUT", `${ORGANIZATIONS}/${id}`, { name: "Other", status: "ACTIVE" });
    assert.equal(status, 200);
    assert.deepEqual([body.name, body.orgHandle, body.description], ["Other", "replaced", undefined]);
    assert.deepEqual(await codeOf("PUT", `${ORGANIZATIONS}/${id}`, { name: "Other" }), [400, "UE-10000"]);
  });

  it("are disabled from below, and enabled from above", async () => {
    const upper = await create("Status upper");
    const lower = await create("Status lower", { parentId: upper.id });
    const set = async (id: string, value: string) => {
      const answer = await api.call("PATCH", `${ORGANIZATIONS}/${id}`, [
        { operation: "REPLACE", path: "/status", value },
      ]);
      return answer.status === 200 ? answer.body.status : answer.body.code;
    };
    assert.equal(await set(upper.id, "DISABLED"), "ORG-60029");
    assert.equal(await set(lower.id, "DISABLED"), "DISABLED");
    assert.equal(await set(upper.id, "DISABLED"), "DISABLED");
    assert.equal(await set(lower.id, "ACTIVE"), "ORG-60030");
    assert.deepEqual(await codeOf("POST", ORGANIZATIONS, { name: "X", parentId: upper.id }), [400, "ORG-60031"]);
    assert.equal(await set(upper.id, "ACTIVE"), "ACTIVE");
  });

  it("are deleted from below, and are not found then", async () => {
    const upper = await create("Deleted upper");
    const lower = await create("Deleted lower", { parentId: upper.id });
    assert.deepEqual(await codeOf("DELETE", `${ORGANIZATIONS}/${upper.id}`), [400, "ORG-60007"]);
    for (const { id } of [lower, upper]) {
      assert.equal((await api.call("DELETE", `${ORGANIZATIONS}/${id}`)).status, 204);
    }
    for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
      const body = { PUT: { name: "X", status: "ACTIVE" }, PATCH: [] }[method];
      assert.deepEqual(await codeOf(method, `${ORGANIZATIONS}/${lower.id}`, body), [404, "ORG-60015"]);
      assert.deepEqual(await codeOf(method, `${ORGANIZATIONS}/nonsense`, body), [404, "ORG-60015"]);
    }
  });

  it("tell what the call is made in", async () => {
    const { body } = await api.call("GET", `${ORGANIZATIONS}/self`);
    assert.deepEqual([body.id, body.orgHandle, body.hasChildren, body.parent], [tenantId, "acme", true, undefined]);
    assert.equal((await api.call("GET", `${ORGANIZATIONS}/metadata`)).body.id, tenantId);
    const rename = [{ operation: "REPLACE", path: "/name", value: "Acme & Sons" }];
    assert.deepEqual(await codeOf("PATCH", `${ORGANIZATIONS}/self`, rename), [400, "ORG-60051"]);
    assert.deepEqual(await codeOf("DELETE", `${ORGANIZATIONS}/${tenantId}`), [400, "ORG-60050"]);
  });

  it("are administrated by the user who creates them (security bar 23.2)", async () => {
    const kim = await userClient(server, "kim", ORGANIZATION_SCOPES);
    const { body } = await kim.call("POST", ORGANIZATIONS, { name: "Kim's", orgHandle: "kims" });
    const inside = await within(server, kim, "kims", ORGANIZATION_SCOPES);
    assert.equal((await inside.call("GET", `/o${ORGANIZATIONS}/self`)).body.id, body.id);
    const lee = await userClient(server, "lee", []);
    assert.equal((await switchInto(server, lee, "kims", [])).status, 400);
    assert.equal((await kim.call("DELETE", `${ORGANIZATIONS}/${body.id}`)).status, 204);
  });

  it("are logged with who has changed them (security bar 26.2)", async () => {
    const { body } = await api.call("GET", "/api/server/v1/audit-logs?action=organization.delete");
    const [entry] = body.entries ?? body.auditLogs ?? Object.values(body).find(Array.isArray);
    assert.equal(entry.action, "organization.delete");
  });

  describe("found by e-mail domains (contract §21.3)", () => {
    const attributes = (...values: string[]) => ({ attributes: [{ type: "emailDomain", values }] });
    let one: string;
    let other: string;
    before(async () => {
      one = (await create("Mail one", { orgHandle: "mail-one" })).id;
      other = (await create("Mail two", { orgHandle: "mail-two" })).id;
    });

    it("are given domains, no two the same one", async () => {
      const body = { organizationId: one, ...attributes("One.example", "uno.example") };
      const answer = await api.call("POST", `${ORGANIZATIONS}/discovery`, body);
      assert.deepEqual([answer.status, answer.body], [201, attributes("one.example", "uno.example")]);
      assert.equal((await api.call("POST", `${ORGANIZATIONS}/discovery`, body)).status, 400);
      const taken = { organizationId: other, ...attributes("two.example", "ONE.example") };
      assert.equal((await api.call("POST", `${ORGANIZATIONS}/discovery`, taken)).status, 400);
      assert.equal((await api.call("GET", `${ORGANIZATIONS}/${other}/discovery`)).status, 404);
      const check = async (value: string) =>
        (await api.call("POST", `${ORGANIZATIONS}/check-discovery`, { type: "emailDomain", value })).body.available;
      assert.deepEqual([await check("ONE.example"), await check("two.example")], [false, true]);
    });

    it("refuse what is no domain, another type, and an organization that is not there", async () => {
      for (const wrong of [
        attributes("no domain"),
        attributes("one"),
        { attributes: [{ type: "color", values: ["red"] }] },
        {},
      ]) {
        assert.equal((await api.call("PUT", `${ORGANIZATIONS}/${one}/discovery`, wrong)).status, 400);
      }
      const nowhere = { organizationId: crypto.randomUUID(), ...attributes("three.example") };
      assert.equal((await api.call("POST", `${ORGANIZATIONS}/discovery`, nowhere)).status, 404);
      for (const type of ["color", undefined]) {
        assert.equal(
          (await api.call("POST", `${ORGANIZATIONS}/check-discovery`, { type, value: "x.example" })).status,
          400,
        );
      }
    });

    it("are listed, read, changed and forgotten", async () => {
      const listed = (await api.call("GET", `${ORGANIZATIONS}/discovery?filter=attributes.values+co+uno`)).body;
      assert.deepEqual([listed.totalResults, listed.organizations[0].organizationId], [1, one]);
      assert.equal((await api.call("GET", `${ORGANIZATIONS}/discovery?filter=x`)).status, 400);
      assert.deepEqual(
        (await api.call("GET", `${ORGANIZATIONS}/${one}/discovery`)).body,
        attributes("one.example", "uno.example"),
      );
      const put = await api.call("PUT", `${ORGANIZATIONS}/${one}/discovery`, attributes("uno.example", "un.example"));
      assert.deepEqual(put.body, attributes("un.example", "uno.example"));
      assert.equal((await api.call("DELETE", `${ORGANIZATIONS}/${one}/discovery`)).status, 204);
      assert.equal((await api.call("GET", `${ORGANIZATIONS}/${one}/discovery`)).status, 404);
      assert.equal((await api.call("DELETE", `${ORGANIZATIONS}/${crypto.randomUUID()}/discovery`)).status, 404);
    });

    it("leave their domains to others when they are deleted", async () => {
      await api.call("PUT", `${ORGANIZATIONS}/${one}/discovery`, attributes("free.example"));
      assert.equal((await api.call("DELETE", `${ORGANIZATIONS}/${one}`)).status, 204);
      assert.equal(
        (await api.call("PUT", `${ORGANIZATIONS}/${other}/discovery`, attributes("free.example"))).status,
        200,
      );
    });

    it("are found where the tenant has said so", async () => {
      const config = (value: string) => ({ properties: [{ key: "emailDomain.enable", value }] });
      assert.equal((await api.call("GET", CONFIG)).status, 404);
      assert.equal((await api.call("POST", CONFIG, { properties: [{ key: "x", value: "true" }] })).status, 400);
      assert.equal((await api.call("POST", CONFIG, {})).status, 400);
      const { status, body } = await api.call("POST", CONFIG, config("true"));
      assert.deepEqual([status, body], [201, config("true")]);
      assert.equal((await api.call("POST", CONFIG, config("true"))).status, 409);
      assert.deepEqual((await api.call("PUT", CONFIG, config("false"))).body, config("false"));
      assert.deepEqual((await api.call("GET", CONFIG)).body, config("false"));
      assert.equal((await api.call("DELETE", CONFIG)).status, 204);
      assert.equal((await api.call("GET", CONFIG)).status, 404);
    });
  });
});
