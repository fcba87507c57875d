import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { applyConfiguration } from "../../src/configuration/apply.ts";
import { ConfigurationError } from "../../src/configuration/configuration.ts";
import { parseConfiguration } from "../../src/configuration/parse.ts";
import { newId } from "../../src/crypto/ids.ts";
import { hashPassword, verifyPassword } from "../../src/crypto/password-hash.ts";
import { isFromOutside, memberIdIn } from "../../src/protocol/model/user.ts";
import { type StartedStore, startStore } from "./started-store.ts";

const read = (organization: object, env: Record<string, string> = {}) =>
  parseConfiguration(
    JSON.stringify({ demo: true, organizations: [{ handle: "acme", ...organization }] }),
    "my.yaml",
    env,
  );

describe("what stands in a file for users, groups, roles and records", () => {
  const branding = (locale: string) => ({ type: "ORG", locale, preference: {} });
  const faults: readonly [what: string, organization: object, fault: RegExp][] = [
    [
      "a group",
      { groups: [{ displayName: "Staff" }, { displayName: "staff" }] },
      /groups\[1\]\.displayName "staff" stands twice: also in groups\[0\]/,
    ],
    ["a role", { roles: [{ displayName: "a" }, { displayName: "A" }] }, /roles\[1\]\.displayName "A" stands twice/],
    [
      "a record",
      { branding: [branding("en-US"), branding("fr-FR"), branding("en-US")] },
      /branding\[2\] stands twice: also in branding\[0\]/,
    ],
    [
      "a user of an organization inside",
      { subOrganizations: [{ handle: "b", users: [{ userName: "x" }, { userName: "X" }] }] },
      /subOrganizations\[0\]\.users\[1\]\.userName "X" stands twice/,
    ],
  ];
  for (const [what, organization, fault] of faults) {
    it(`does not stand there twice: ${what}`, () => assert.throws(() => read(organization), fault));
  }

  it("has the same words for a role of the organization and one of an application", () => {
    read({ roles: [{ displayName: "reader" }, { displayName: "reader", application: "web" }] });
  });

  it("refers to the environment in secrets, and not in what others have written", () => {
    const preference = { text: `$\{NAME}`, password: `$\{NAME}` };
    const organization = read(
      {
        branding: [{ type: "ORG", locale: "en-US", preference }],
        identityProviders: [{ name: "P", document: { password: `$\{NAME}` }, secrets: { "a.b": `$\{NAME}` } }],
      },
      { NAME: "value" },
    ).organizations[0] as unknown as Record<string, readonly Record<string, unknown>[]>;
    assert.deepEqual(organization.branding?.[0]?.preference, preference);
    assert.deepEqual(organization.identityProviders?.[0]?.secrets, { "a.b": "value" });
    assert.deepEqual(organization.identityProviders?.[0]?.document, { password: `$\{NAME}` });
    assert.throws(
      () => read({ identityProviders: [{ name: "P", document: {}, secrets: { a: `$\{NAME}` } }] }),
      /NAME, which is not set/,
    );
  });

  const secret = { clientId: "web", callbackURLs: ["https://a.example"], clientSecretHash: "A".repeat(43) };
  const wrong: readonly [what: string, application: object, fault: RegExp][] = [
    ["beside the secret", { ...secret, clientSecret: "secret" }, /clientSecretHash .*stands beside a clientSecret/],
    ["of a public client", { ...secret, publicClient: true }, /given to a public client/],
    [
      "where the secret itself is needed",
      { ...secret, tokenEndpointAuthMethod: "client_secret_jwt" },
      /needs the secret itself/,
    ],
    ["that is none", { ...secret, clientSecretHash: "short" }, /is not the base64url/],
  ];
  for (const [what, application, fault] of wrong) {
    it(`refuses a hash of a secret ${what}`, () => assert.throws(() => read({ applications: [application] }), fault));
  }
});

describe("applying users, groups, roles and records", () => {
  let started: StartedStore;
  before(async () => {
    started = await startStore();
  });
  after(() => started.stop());
  beforeEach(async () => {
    const tenant = await started.store.tenants.find("acme");
    if (tenant !== undefined) await started.store.tenants.remove(tenant.id);
  });
  const apply = (organization: object) =>
    applyConfiguration(read(organization), started.store, started.clock, async () => started.keys);
  const world = async () => {
    const tenant = await started.store.tenants.find("acme");
    assert.ok(tenant);
    return { tenant, store: started.store.forTenant(tenant.id) };
  };

  it("leaves a user without a password in the file the one that they have", async () => {
    await apply({ users: [{ userName: "ada", password: "first password" }, { userName: "eve" }] });
    const again = await apply({ users: [{ userName: "ada" }, { userName: "eve" }] });
    assert.ok(again.every(({ kind }) => kind === "unchanged"));
    const { store } = await world();
    const [ada, eve] = await Promise.all(["ada", "eve"].map((name) => store.users.findByName(name)));
    assert.equal((await verifyPassword("first password", ada?.passwordHash)).matches, true);
    assert.equal(eve?.passwordHash, undefined);
  });

  it("takes a password by its hash", async () => {
    const passwordHash = await hashPassword("a password from elsewhere");
    await apply({ users: [{ userName: "ada", passwordHash }] });
    const { store } = await world();
    assert.equal((await store.users.findByName("ada"))?.passwordHash, passwordHash);
    assert.throws(() => read({ users: [{ userName: "ada", passwordHash: "plain" }] }), /is not an argon2id PHC string/);
  });

  it("makes the members of a group those of its list, and without a list leaves them", async () => {
    const users = [{ userName: "ada" }, { userName: "eve" }];
    await apply({ users, groups: [{ displayName: "staff", members: ["ada", "EVE"] }] });
    assert.ok((await apply({ users, groups: [{ displayName: "staff" }] })).every(({ kind }) => kind === "unchanged"));
    await apply({ users, groups: [{ displayName: "Staff", members: ["eve"] }] });
    const { store } = await world();
    const { resources } = await store.groups.search({ offset: 0, limit: 10 });
    assert.deepEqual(
      resources.map(({ name }) => name),
      ["Staff"],
    );
    assert.deepEqual(
      (await store.groups.membersOf(resources[0]?.id ?? "")).map(({ name }) => name),
      ["eve"],
    );
  });

  it("gives a role to groups, and takes it from nobody", async () => {
    const people = { users: [{ userName: "ada" }], groups: [{ displayName: "staff" }] };
    await apply({ ...people, roles: [{ displayName: "reader", users: ["ada"], groups: ["staff"] }] });
    await apply({ ...people, roles: [{ displayName: "reader" }] });
    const { store } = await world();
    const [role] = await store.records.list("role");
    assert.equal((await store.roleMembers.usersOf(role?.id ?? "")).length, 1);
    assert.equal((await store.roleMembers.groupsOf(role?.id ?? "")).length, 1);
    await assert.rejects(
      apply({ ...people, roles: [{ displayName: "reader", groups: ["none"] }] }),
      ConfigurationError,
    );
  });

  it("refuses an id of a user that only a member from outside can have (security bar 22.2)", () => {
    const id = memberIdIn("0189aaaa-ac96-474b-bcce-b302099a8057", "0189aaaa-ac96-474b-bcce-b302099a8058");
    assert.throws(() => read({ users: [{ userName: "ada", id }] }), /or one of version 8/);
    assert.ok(isFromOutside({ id }));
    assert.ok(!isFromOutside({ id: newId(Date.now()) }));
  });

  it("refuses an id that something else has", async () => {
    const id = "0189aaaa-ac96-474b-bcce-b302099a8057";
    const application = (clientId: string) => ({
      clientId,
      id,
      publicClient: true,
      callbackURLs: ["https://a.example"],
    });
    for (const [one, other] of [
      [{ users: [{ userName: "ada", id }] }, { users: [{ userName: "eve", id }] }],
      [{ groups: [{ displayName: "a", id }] }, { groups: [{ displayName: "b", id }] }],
      [{ roles: [{ displayName: "a", id }] }, { roles: [{ displayName: "b", id }] }],
      [{ applications: [application("a")] }, { applications: [application("b")] }],
      [{ apiResources: [{ identifier: "a", id }] }, { apiResources: [{ identifier: "b", id }] }],
      [{ oidcScopes: [{ name: "a", displayName: "A", id }] }, { oidcScopes: [{ name: "b", displayName: "B", id }] }],
    ] as const) {
      await apply(one);
      await assert.rejects(apply(other), /id of another one/);
    }
  });

  it("lets records name an application by the id that it has here", async () => {
    const own = "0189cccc-ac96-474b-bcce-b302099a8057";
    const elsewhere = "0189dddd-ac96-474b-bcce-b302099a8057";
    const file = (id: string) => ({
      applications: [{ clientId: "web", id, publicClient: true, callbackURLs: ["https://a.example"] }],
      branding: [{ type: "APP", name: id, locale: "en-US", preference: { of: id } }],
    });
    await apply(file(own));
    const again = await apply(file(elsewhere));
    assert.ok(again.every(({ kind }) => kind === "unchanged"));
    const { store } = await world();
    const [branding] = await store.records.list<{ preference: { of: string } }>("setting");
    assert.equal(branding?.document.preference.of, own);
  });

  it("keeps how an application has registered itself, and what the file does not say of it", async () => {
    const application = { clientId: "web", publicClient: true, callbackURLs: ["https://a.example"] };
    await apply({ applications: [application] });
    const { store } = await world();
    const client = await store.clients.find("web");
    assert.ok(client?.application);
    const registration = { issuedAt: 1, metadata: { contacts: ["ada@example.com"] } };
    await store.clients.save({ ...client, registration, application: { ...client.application, description: "Said" } });
    const [, change] = await apply({ applications: [{ ...application, name: "New" }] });
    assert.deepEqual(change?.fields, ["name"]);
    const after = await store.clients.find("web");
    assert.deepEqual([after?.registration, after?.application?.description], [registration, "Said"]);
  });

  it("stores what is an organization's own in its own world", async () => {
    await apply({
      users: [{ userName: "ada" }],
      subOrganizations: [
        {
          handle: "branch",
          members: [{ userName: "ada", scopes: [] }],
          users: [{ userName: "own" }],
          groups: [{ displayName: "staff", members: ["ada", "own"] }],
          roles: [{ displayName: "Administrator", groups: ["staff"] }],
          branding: [{ type: "ORG", locale: "en-US", preference: { theme: "dark" } }],
        },
      ],
    });
    const { store } = await world();
    assert.equal(await store.users.findByName("own"), undefined);
    const organization = await store.organizations.findByHandle("branch");
    const inside = store.organizations.worldOf({ id: organization?.id ?? "" });
    assert.ok(await inside.users.findByName("own"));
    assert.equal((await inside.groups.search({ offset: 0, limit: 5 })).total, 1);
    assert.equal((await inside.records.list("setting")).length, 1);
    assert.ok((await inside.audit.list({ limit: 10 })).some(({ action }) => action === "user.create"));
  });
});
