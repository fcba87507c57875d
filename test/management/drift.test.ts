import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { applyConfiguration } from "../../src/configuration/apply.ts";
import { rememberApplied } from "../../src/configuration/drift/applied.ts";
import { type Drifted, findDrift } from "../../src/configuration/drift/drift.ts";
import { writeConfiguration } from "../../src/configuration/export/write-configuration.ts";
import { parseConfiguration } from "../../src/configuration/parse.ts";
import { createServerKeys } from "../../src/crypto/sealing.ts";
import { SYSTEM_SCOPES } from "../../src/protocol/system-apis.ts";
import { type StartedStore, startStore } from "../configuration/started-store.ts";
import { startServer, TEST_KEY, type TestServer } from "../server.ts";
import { ADMIN_SECRET, type ApiClient, adminApplication, apiClient } from "./api-client.ts";
import { APPLICATIONS, applicationId, createApplication, singlePage } from "./applications.ts";

const SHOP = { clientId: "shop-application", name: "Shop", publicClient: true, callbackURLs: ["https://shop.example"] };
const organization = {
  handle: "acme",
  applications: [adminApplication, SHOP],
  apiResources: [{ identifier: "https://api.example", scopes: ["read"] }],
  users: [{ userName: "ada", claims: { name: "Ada" } }],
  groups: [{ displayName: "staff", members: ["ada"] }],
  roles: [{ displayName: "reader", permissions: ["read"] }],
  oidcScopes: [{ name: "hr", displayName: "HR", claims: ["department"] }],
};
const PEOPLE = "/scim2/Users";
const BRANDING = "/api/server/v1/branding-preference";

describe("what administrators change beside a configuration file", () => {
  let server: TestServer;
  let other: StartedStore;
  let api: ApiClient;
  before(async () => {
    server = await startServer({ organizations: [organization] });
    other = await startStore();
    api = await apiClient(server, [...SYSTEM_SCOPES]);
  });
  after(async () => {
    await server.stop();
    await other.stop();
  });

  const tenantOf = async () => {
    const tenant = await server.store.tenants.find("acme");
    assert.ok(tenant);
    return tenant;
  };
  const remember = async () => {
    const file = parseConfiguration(JSON.stringify({ demo: true, organizations: [organization] }), "test.yaml", {});
    await rememberApplied(file, server.store, server.clock);
    server.clock.advance(1);
  };
  const drift = async () => {
    const tenant = await tenantOf();
    return findDrift(tenant, server.store.forTenant(tenant.id));
  };
  const done = async (method: string, path: string, body: object | undefined, status: number) => {
    const answer = await api.call(method, path, body);
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    server.clock.advance(1);
    return answer.body;
  };

  it("is told as never applied before a file was", async () => {
    assert.deepEqual(await drift(), { since: undefined, changes: [] });
  });

  const ours = { kind: "application", id: "admin" };
  const authorOf = ({ by }: Partial<Pick<Drifted, "by">>) => by && { kind: by.kind, id: by.id };

  it("is told per field, with who changed it and by what (security bar 26.2)", async () => {
    await remember();
    const { since } = await drift();
    assert.equal(since, server.clock.now - 1);
    const id = await applicationId(api, SHOP.clientId);
    await done("PATCH", `${APPLICATIONS}/${id}`, { name: "New shop", description: "It sells" }, 200);
    const changed = await drift();
    assert.deepEqual(
      changed.changes.map(({ kind, what }) => [kind, what]),
      [["changed", "application shop-application of acme"]],
    );
    const [shop] = changed.changes as [Drifted];
    const fields = shop.differences.map(({ field, before, after }) => [field, before, after]);
    assert.deepEqual(
      fields.filter(([field]) => field !== "kept" && field !== "requestedClaims"),
      [
        ["name", "Shop", "New shop"],
        ["description", undefined, "It sells"],
      ],
    );
    assert.deepEqual(authorOf(shop.differences[0] ?? {}), ours);
    assert.equal(shop.by?.action, "application.update");
    assert.ok((shop.by?.address ?? "").length > 0);
  });

  it("holds what is new and what is gone, of every kind", async () => {
    await remember();
    await createApplication(api, singlePage("Added"));
    await done("POST", BRANDING, { type: "ORG", preference: { theme: "dark" } }, 201);
    await done("PUT", "/api/server/v1/oidc/scopes/hr", { displayName: "People", claims: ["department"] }, 200);
    const { Resources } = await done("GET", `${PEOPLE}?filter=userName eq ada`, undefined, 200);
    await done("DELETE", `${PEOPLE}/${Resources[0].id}`, undefined, 204);
    const { changes } = await drift();
    const told = changes.map(({ kind, what }) => `${kind} ${what.replace(/application \S{28} /, "application … ")}`);
    assert.deepEqual(told.sort(), [
      "changed OIDC scope hr of acme",
      "changed group staff of acme",
      "created application … of acme",
      "created branding ORG en-US of acme",
      "removed user ada of acme",
    ]);
    for (const change of changes)
      assert.deepEqual(authorOf(change), change.what.startsWith("group") ? undefined : ours);
  });

  it("leaves out users and groups that no file names: they come and go", async () => {
    await remember();
    await done("POST", PEOPLE, { userName: "guest", emails: ["guest@example.com"] }, 201);
    await done("POST", "/scim2/Groups", { displayName: "guests" }, 201);
    assert.deepEqual((await drift()).changes, []);
  });

  it("tells of a new secret, and not what it is", async () => {
    await remember();
    const id = await applicationId(api, "admin");
    const { secretValue } = await done("POST", `${APPLICATIONS}/${id}/inbound-protocols/oidc/secrets`, undefined, 201);
    const { changes } = await drift();
    assert.deepEqual(
      changes.map(({ what, differences }) => [what, differences.map(({ field }) => field)]),
      [["application admin of acme", ["clientSecret", "previousClientSecret"]]],
    );
    assert.ok(!JSON.stringify(changes).includes(secretValue));
  });

  it("is exported, and exported alike where that was applied", async () => {
    const keys = createServerKeys(TEST_KEY);
    const env: Record<string, string> = new Proxy({}, { get: () => ADMIN_SECRET });
    let number = 0;
    const next = (word: string) => `${word} ${++number}`;
    const steps: Record<string, (text: string) => Promise<unknown>> = {
      application: (text) => createApplication(api, { ...singlePage(next("App")), description: text }),
      machine: () =>
        createApplication(api, {
          name: next("Machine"),
          inboundProtocolConfiguration: { oidc: { grantTypes: ["client_credentials"], idToken: { audience: ["a"] } } },
        }),
      silent: () => createApplication(api, { name: next("Without a protocol") }),
      revoked: async () => {
        const { id } = await createApplication(api, singlePage(next("Revoked")));
        await done("POST", `${APPLICATIONS}/${id}/inbound-protocols/oidc/revoke`, undefined, 200);
      },
      claims: async (text) => {
        const { id } = await createApplication(api, singlePage(next("With claims")));
        const requestedClaims = ["emailaddress", "department"].map((name, index) => ({
          claim: { uri: `http://wso2.org/claims/${name}` },
          mandatory: index === 0,
        }));
        const patch = {
          accessUrl: `https://${id}.example`,
          description: text,
          claimConfiguration: { requestedClaims },
        };
        await done("PATCH", `${APPLICATIONS}/${id}`, patch, 200);
      },
      user: (text) =>
        done(
          "POST",
          PEOPLE,
          {
            userName: next("user"),
            name: { givenName: text, honorificPrefix: "Dr" },
            emails: [
              { type: "work", value: "w@example.com" },
              { type: "home", value: "h@example.com" },
            ],
            "urn:scim:wso2:schema": { accountLocked: true },
          },
          201,
        ),
      group: (text) => done("POST", "/scim2/Groups", { displayName: next(text.trim() || "group") }, 201),
      role: () => done("POST", "/scim2/v2/Roles", { displayName: next("role"), permissions: [{ value: "read" }] }, 201),
      api: (text) =>
        done(
          "POST",
          "/api/server/v1/api-resources",
          {
            name: next("API"),
            identifier: next("https://api.example/"),
            description: text,
            scopes: [{ name: `scope:${number}`, displayName: text, description: text }],
          },
          201,
        ),
      branding: (text) => done("POST", BRANDING, { type: "APP", name: next("app"), preference: { text } }, 201),
      rule: (text) =>
        done(
          "PUT",
          "/api/server/v1/validation-rules/password",
          {
            rules: [
              {
                validator: "LengthValidator",
                properties: [{ key: "min.length", value: String(8 + (text.length % 9)) }],
              },
            ],
          },
          200,
        ),
      dialect: () => done("POST", "/api/server/v1/claim-dialects", { dialectURI: next("urn:dialect:") }, 201),
    };
    const words = fc
      .string({ minLength: 1, maxLength: 10, unit: "grapheme-ascii" })
      .filter((text) => text.trim() === text);
    const step = fc.tuple(fc.constantFrom(...Object.keys(steps)), words);
    const apply = async (text: string) =>
      applyConfiguration(parseConfiguration(text, "test.yaml", env), other.store, other.clock, async () => keys);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (chosen) => {
        for (const [name, text] of chosen) await steps[name]?.(text);
        const before = await other.store.tenants.find("acme");
        if (before !== undefined) await other.store.tenants.remove(before.id);
        const exported = await writeConfiguration(["acme"], server.store);
        await apply(exported);
        assert.equal(await writeConfiguration(["acme"], other.store), exported);
        assert.deepEqual(
          (await apply(exported)).filter(({ kind }) => kind !== "unchanged"),
          [],
        );
      }),
      { numRuns: 3, examples: [[Object.keys(steps).map((name): [string, string] => [name, "an example"])]] },
    );
  });
});
