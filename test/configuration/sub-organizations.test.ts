import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { applyConfiguration } from "../../src/configuration/apply.ts";
import { ConfigurationError } from "../../src/configuration/configuration.ts";
import { parseConfiguration } from "../../src/configuration/parse.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/port/store.ts";

const NOW = 1_790_000_000;

/** A file with one organization. */
function parse(organization: object) {
  const file = { demo: true, organizations: [{ handle: "acme", ...organization }] };
  return parseConfiguration(JSON.stringify(file), "my.yaml", {});
}

const users = ["kim", "lee"].map((userName) => ({ userName, password: "a password" }));
const application = { clientId: "web", publicClient: true, callbackURLs: ["https://a.example"] };

describe("sub-organizations of a configuration file (contract §21)", () => {
  const refused: [what: string, organization: object, fault: string][] = [
    [
      "a handle twice",
      { subOrganizations: [{ handle: "west" }, { handle: "west" }] },
      'organizations[0].subOrganizations[1].handle "west" stands twice: also in subOrganizations[0]',
    ],
    [
      "a handle of other characters",
      { subOrganizations: [{ handle: "The West" }] },
      'organizations[0].subOrganizations[0].handle "The West" is not 1 to 63 lower-case letters, digits, - and ., with a letter or digit at both ends',
    ],
    [
      "a handle that other paths begin with",
      { subOrganizations: [{ handle: "scim2" }] },
      'organizations[0].subOrganizations[0].handle "scim2" is reserved: other paths begin with api and scim2',
    ],
    [
      "a parent that is not there",
      { subOrganizations: [{ handle: "west", parent: "north" }] },
      'organizations[0].subOrganizations[0].parent "north" is no handle of the subOrganizations here',
    ],
    [
      "an organization below itself",
      { subOrganizations: [{ handle: "west", parent: "west" }] },
      'organizations[0].subOrganizations[0].parent "west" lies below the organization itself',
    ],
    [
      "a member that is no user",
      { users, subOrganizations: [{ handle: "west", members: [{ userName: "KIM" }, { userName: "max" }] }] },
      'organizations[0].subOrganizations[0].members[1].userName "max" is no userName of the users here',
    ],
    [
      "a member twice",
      { users, subOrganizations: [{ handle: "west", members: [{ userName: "kim" }, { userName: "Kim" }] }] },
      'organizations[0].subOrganizations[0].members[1].userName "Kim" stands twice',
    ],
    [
      "an application that is shared with what is not there",
      { applications: [{ ...application, sharedWith: ["west"] }] },
      'organizations[0].applications[0].sharedWith[0] "west" is no handle of the subOrganizations here',
    ],
    [
      "an application that is shared with a word",
      { applications: [{ ...application, sharedWith: "everybody" }] },
      'organizations[0].applications[0].sharedWith "everybody" is not known: write all, or list handles of subOrganizations',
    ],
  ];
  for (const [what, organization, fault] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => parse(organization),
        (error: Error) => {
          assert.deepEqual(
            error.message.split("\n").map((line) => line.replace(/^my\.yaml:\d+:\d+: /, "")),
            [fault],
          );
          return error instanceof ConfigurationError;
        },
      );
    });
  }

  it("refuses organizations that lie below each other, at each of them", () => {
    const circle = [
      { handle: "a", parent: "c" },
      { handle: "b", parent: "a" },
      { handle: "c", parent: "b" },
      { handle: "d", parent: "a" },
    ];
    assert.throws(
      () => parse({ subOrganizations: circle }),
      ({ message }: Error) => message.split("\n").length === 3,
    );
  });
});

describe("applying sub-organizations", () => {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tessera-apply-"));
    store = await openStore({ databaseUrl: undefined, dataDirectory: folder });
    await store.migrate();
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const apply = async (organization: object) => {
    const noKeys = () => Promise.reject(new Error("a key was asked for"));
    const changes = await applyConfiguration(parse(organization), store, { nowMilliseconds: () => NOW * 1000 }, noKeys);
    return changes.filter(({ kind }) => kind !== "unchanged");
  };
  const acme = async () => {
    const tenant = await store.tenants.find("acme");
    assert.ok(tenant);
    return store.forTenant(tenant.id);
  };
  const file = (west: object = {}, changes: object = {}) => ({
    users,
    applications: [{ ...application, sharedWith: ["south"] }],
    // The child stands before its parent.
    subOrganizations: [
      { handle: "south", parent: "west", members: [{ userName: "lee" }] },
      { handle: "west", name: "The West", members: [{ userName: "kim", scopes: ["b", "a", "b"] }], ...west },
    ],
    ...changes,
  });

  it("makes the tree, the members and what is shared, once", async () => {
    const changes = await apply(file());
    assert.deepEqual(changes.slice(-2), [
      { kind: "created", what: "sub-organization south of acme" },
      { kind: "created", what: "sub-organization west of acme" },
    ]);
    const { organizations, organizationMembers, users: known, clients } = await acme();
    const west = await organizations.findByHandle("west");
    assert.deepEqual(west, {
      id: west?.id,
      handle: "west",
      name: "The West",
      description: undefined,
      status: "ACTIVE",
      parentId: undefined,
      attributes: {},
      createdAt: NOW,
      modifiedAt: NOW,
    });
    const [south] = await organizations.childrenOf(west?.id);
    assert.deepEqual([south?.handle, south?.name], ["south", "south"]);
    const kim = (await known.findByName("kim"))?.user.id;
    assert.deepEqual(await organizationMembers.list(west?.id as string), [{ userId: kim, scope: ["a", "b"] }]);
    assert.deepEqual((await clients.find("web"))?.sharing, { with: [south?.id] });
    assert.deepEqual(await apply(file()), []);
  });

  it("makes everything once for processes that start together with the same file", async () => {
    const changes = (await Promise.all([1, 2, 3].map(() => apply(file())))).flat();
    const made = changes.filter(({ kind, what }) => kind === "created" && what === "sub-organization west of acme");
    assert.equal(made.length, 1);
    assert.equal((await (await acme()).organizations.childrenOf(undefined)).length, 1);
    assert.deepEqual(await apply(file()), []);
  });

  const changes: [what: string, west: object, ...fields: string[]][] = [
    ["a name", { name: "West" }, "name"],
    ["a description and attributes", { description: "W", attributes: { Country: "CL" } }, "attributes", "description"],
    ["the status", { status: "DISABLED" }, "status"],
    ["a member's scopes", { members: [{ userName: "kim", scopes: ["a"] }] }, "members"],
    ["who is a member", { members: [{ userName: "lee", scopes: ["a"] }] }, "members"],
    ["that nobody is a member", { members: [] }, "members"],
  ];
  for (const [what, west, ...fields] of changes) {
    it(`changes ${what}, and says so once`, async () => {
      await apply(file());
      const id = (await (await acme()).organizations.findByHandle("west"))?.id;
      const changed = { kind: "changed", what: "sub-organization west of acme", fields };
      assert.deepEqual(await apply(file(west)), [changed]);
      assert.equal((await (await acme()).organizations.findByHandle("west"))?.id, id);
      assert.deepEqual(await apply(file(west)), []);
    });
  }

  it("ends a membership that the file's list leaves out, and none where the file has no list", async () => {
    await apply(file());
    const { organizations, organizationMembers } = await acme();
    const id = (await organizations.findByHandle("west"))?.id as string;
    assert.deepEqual(await apply(file({ members: undefined })), []);
    assert.equal((await organizationMembers.list(id)).length, 1);
    await apply(file({ members: [] }));
    assert.deepEqual(await organizationMembers.list(id), []);
  });

  it("shares an application with all, or with none", async () => {
    await apply(file());
    for (const [sharedWith, expected] of [
      ["all", "all"],
      [[], "none"],
    ] as const) {
      const changed = await apply(file({}, { applications: [{ ...application, sharedWith }] }));
      assert.deepEqual(changed, [{ kind: "changed", what: "application web of acme", fields: ["sharedWith"] }]);
      assert.deepEqual((await (await acme()).clients.find("web"))?.sharing, { with: expected });
    }
  });

  it("deletes none that the file no longer names", async () => {
    await apply(file());
    await apply({});
    assert.equal((await (await acme()).organizations.childrenOf(undefined)).length, 1);
  });

  it("moves none to another place in the tree, and writes nothing then", async () => {
    await apply(file());
    const moved = file({ name: "New" }, {});
    moved.subOrganizations[0] = { handle: "south", parent: undefined as never, members: [] };
    await assert.rejects(
      apply(moved),
      new ConfigurationError(
        "sub-organization south lies below west and the file puts it below no other: it cannot be moved",
      ),
    );
    assert.equal((await (await acme()).organizations.findByHandle("west"))?.name, "The West");
  });
});
