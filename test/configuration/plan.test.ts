import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { applyConfiguration } from "../../src/configuration/apply.ts";
import { writeConfiguration } from "../../src/configuration/export/write-configuration.ts";
import { parseConfiguration } from "../../src/configuration/parse.ts";
import { planConfiguration } from "../../src/configuration/plan.ts";
import { type StartedStore, startStore } from "./started-store.ts";

/** Something of everything, so that planning goes through all that applying does. */
const organization = {
  handle: "acme",
  name: "Acme",
  lockOut: { attempts: 3, lockSeconds: 600 },
  apiResources: [{ identifier: "https://api.acme.example", scopes: ["read", "write"] }],
  applications: [
    { clientId: "web", clientSecret: "first secret", callbackURLs: ["https://acme.example"], sharedWith: ["branch"] },
  ],
  users: [
    { userName: "ada", password: "first password", attributes: { title: "Dr" } },
    { userName: "eve", claims: { name: "Eve" } },
  ],
  groups: [{ displayName: "staff", members: ["ada"] }],
  roles: [
    { displayName: "Administrator", groups: ["staff"] },
    { displayName: "reader", application: "web", permissions: ["read"], users: ["eve"] },
  ],
  oidcScopes: [{ name: "hr", displayName: "HR", claims: ["department"] }],
  settings: [{ name: "governance", document: { "SelfRegistration.Enable": "true" } }],
  identityProviders: [
    {
      name: "Elsewhere",
      document: { authenticators: [{ name: "OpenIDConnectAuthenticator", properties: {}, sealed: {} }] },
      secrets: { "authenticators.0.sealed.ClientSecret": "first provider secret" },
    },
  ],
  subOrganizations: [
    {
      handle: "branch",
      members: [{ userName: "ada", scopes: ["read"] }],
      roles: [{ displayName: "Administrator", users: ["ada"] }],
      users: [{ userName: "own" }],
    },
  ],
  emailDomains: [{ domain: "branch.example", organization: "branch" }],
};

describe("planning", () => {
  let started: StartedStore;
  before(async () => {
    started = await startStore();
  });
  after(() => started.stop());
  const read = (changes: object = {}) =>
    parseConfiguration(
      JSON.stringify({ demo: true, organizations: [{ ...organization, ...changes }] }),
      "test.yaml",
      {},
    );
  const apply = (changes?: object) =>
    applyConfiguration(read(changes), started.store, started.clock, async () => started.keys);
  const plan = (changes?: object) =>
    planConfiguration(read(changes), started.store, started.clock, async () => started.keys);

  it("says of an empty server what applying then does, and writes nothing", async () => {
    const planned = await plan();
    assert.equal(await started.store.tenants.find("acme"), undefined);
    assert.deepEqual(
      planned.map(({ differences: _, ...change }) => change),
      await apply(),
    );
  });

  it("finds nothing to do once it is applied", async () => {
    const changes = [...(await plan()), ...(await apply())];
    assert.deepEqual(
      changes.filter(({ kind }) => kind !== "unchanged"),
      [],
    );
  });

  const changes: readonly [what: string, change: object, thing: string, field: string][] = [
    ["a name", { name: "Acme Corporation" }, "organization acme", "name"],
    ["a lock-out", { lockOut: { attempts: 4, lockSeconds: 600 } }, "organization acme", "lockOut"],
    [
      "a scope",
      { apiResources: [{ identifier: "https://api.acme.example", scopes: ["read"] }] },
      "API resource https://api.acme.example of acme",
      "scopes",
    ],
    [
      "a secret",
      { applications: [{ ...organization.applications[0], clientSecret: "second secret" }] },
      "application web of acme",
      "clientSecret",
    ],
    [
      "a password",
      { users: [{ userName: "ada", password: "second password" }, organization.users[1]] },
      "user ada of acme",
      "password",
    ],
    [
      "a disabled user",
      { users: [organization.users[0], { ...organization.users[1], enabled: false }] },
      "user eve of acme",
      "enabled",
    ],
    [
      "attributes",
      { users: [{ ...organization.users[0], attributes: {} }, organization.users[1]] },
      "user ada of acme",
      "attributes",
    ],
    ["a member less", { groups: [{ displayName: "staff", members: [] }] }, "group staff of acme", "members"],
    [
      "a role's user",
      { roles: [{ displayName: "Administrator", users: ["eve"] }] },
      "role Administrator of acme",
      "users",
    ],
    ["a claim", { oidcScopes: [{ name: "hr", displayName: "HR", claims: [] }] }, "OIDC scope hr of acme", "claims"],
    [
      "a rule",
      { settings: [{ name: "governance", document: {} }] },
      "setting governance of acme",
      "SelfRegistration.Enable",
    ],
    [
      "a provider's secret",
      {
        identityProviders: [
          { ...organization.identityProviders[0], secrets: { "authenticators.0.sealed.ClientSecret": "second" } },
        ],
      },
      "identity provider Elsewhere of acme",
      "authenticators",
    ],
    [
      "a member of an organization",
      { subOrganizations: [{ handle: "branch", members: [] }] },
      "sub-organization branch of acme",
      "members",
    ],
    [
      "a user of an organization",
      { subOrganizations: [{ ...organization.subOrganizations[0], users: [{ userName: "own", enabled: false }] }] },
      "user own of branch in acme",
      "enabled",
    ],
  ];
  for (const [what, change, thing, field] of changes) {
    it(`tells of ${what}, without secrets, what applying then changes`, async () => {
      const before = await writeConfiguration(["acme"], started.store, { hashes: true });
      const planned = (await plan(change)).filter(({ kind }) => kind !== "unchanged");
      assert.equal(await writeConfiguration(["acme"], started.store, { hashes: true }), before);
      assert.deepEqual(
        planned.map(({ what: of, fields, differences }) => [of, fields, differences.map((one) => one.field)]),
        [[thing, [field], [field]]],
      );
      assert.doesNotMatch(JSON.stringify(planned), /second|\$argon2/);
      const applied = (await apply(change)).filter(({ kind }) => kind !== "unchanged");
      assert.deepEqual(
        planned.map(({ differences: _, ...one }) => one),
        applied,
      );
      await apply();
    });
  }
});
