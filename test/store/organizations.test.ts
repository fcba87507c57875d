import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Organization } from "../../src/protocol/model.ts";
import type { TenantStore } from "../../src/store/store.ts";
import { countTrue, forEachStore } from "./stores.ts";
import { makeId, NOW } from "./values.ts";

function makeOrganization(handle: string, change: Partial<Organization> = {}): Organization {
  return {
    id: makeId(),
    handle,
    name: `The “${handle}” 🏢`,
    description: undefined,
    status: "ACTIVE",
    parentId: undefined,
    attributes: {},
    createdAt: NOW,
    modifiedAt: NOW,
    ...change,
  };
}

/** west ─ south ─ deep, and east. */
async function plant({ organizations }: TenantStore) {
  const west = makeOrganization("west", { description: "All of it", attributes: { Country: "Chile", "🏳": "ü" } });
  const south = makeOrganization("south", { parentId: west.id, status: "DISABLED" });
  const deep = makeOrganization("deep", { parentId: south.id });
  const east = makeOrganization("east");
  for (const each of [west, south, deep, east]) assert.equal(await organizations.add(each), true);
  return { west, south, deep, east };
}

describe("organizations (contract §21)", () => {
  forEachStore(({ rule }) => {
    rule("are found as they were added, by id and by handle", async (tenant) => {
      const { organizations } = tenant;
      for (const each of Object.values(await plant(tenant))) {
        assert.deepEqual(await organizations.find(each.id), each);
        assert.deepEqual(await organizations.findByHandle(each.handle), each);
      }
      for (const handle of ["West", "", "wes_", "we\0st"]) {
        assert.equal(await organizations.findByHandle(handle), undefined);
      }
      assert.equal(await organizations.find(makeId()), undefined);
    });

    rule("tell what they lie below, the nearest first, and what lies right below them", async (tenant) => {
      const { organizations } = tenant;
      const { west, south, deep, east } = await plant(tenant);
      assert.deepEqual(await organizations.lineage(deep.id), [deep, south, west]);
      assert.deepEqual(await organizations.lineage(west.id), [west]);
      assert.deepEqual(await organizations.lineage(makeId()), []);
      assert.deepEqual(await organizations.childrenOf(undefined), [east, west]);
      assert.deepEqual(await organizations.childrenOf(west.id), [south]);
      assert.deepEqual(await organizations.childrenOf(deep.id), []);
    });

    rule("are added by one of ten who bring the same handle", async ({ organizations }) => {
      const made = Array.from({ length: 10 }, () => makeOrganization("west"));
      assert.equal(await countTrue(made.map((each) => organizations.add(each))), 1);
      const stored = await organizations.findByHandle("west");
      assert.ok(made.some(({ id }) => id === stored?.id));
    });

    rule("lie below one that is there", async ({ organizations }) => {
      assert.equal(await organizations.add(makeOrganization("west", { parentId: makeId() })), false);
      assert.equal(await organizations.findByHandle("west"), undefined);
    });

    rule("change, but for their handle, their place and their beginning", async (tenant) => {
      const { organizations } = tenant;
      const { south, east } = await plant(tenant);
      const change = { name: "S", description: "South", status: "ACTIVE", attributes: { a: "b" }, modifiedAt: NOW + 9 };
      const fixed = { handle: "north", parentId: east.id, createdAt: NOW + 5 };
      assert.equal(await organizations.update({ ...south, ...change, ...fixed } as Organization), true);
      assert.deepEqual(await organizations.find(south.id), { ...south, ...change });
      assert.equal(await organizations.update(makeOrganization("nobody")), false);
    });

    rule("are removed from below, with their members", async (tenant) => {
      const { organizations, organizationMembers } = tenant;
      const { west, south, deep } = await plant(tenant);
      await organizationMembers.save(deep.id, { userId: makeId(), scope: ["a"] });
      assert.equal(await organizations.remove(south.id), "has children");
      assert.deepEqual(await organizations.lineage(deep.id), [deep, south, west]);
      assert.equal(await organizations.remove(deep.id), "removed");
      assert.equal(await organizations.remove(deep.id), "not found");
      assert.deepEqual(await organizationMembers.list(deep.id), []);
      assert.equal(await organizations.remove(south.id), "removed");
      assert.equal(await organizations.add(makeOrganization("south")), true);
    });

    rule("are never left below one that is removed at the same moment", async ({ organizations }) => {
      for (let n = 0; n < 10; n++) {
        const parent = makeOrganization(`parent${n}`);
        const child = makeOrganization(`child${n}`, { parentId: parent.id });
        await organizations.add(parent);
        const [removed, added] = await Promise.all([organizations.remove(parent.id), organizations.add(child)]);
        assert.deepEqual([removed, added], removed === "removed" ? ["removed", false] : ["has children", true]);
        assert.equal((await organizations.lineage(child.id)).length, added ? 2 : 0);
      }
    });

    rule("have members, each with scopes", async (tenant) => {
      const { organizationMembers: members } = tenant;
      const { west, east } = await plant(tenant);
      const [kim, lee] = [makeId(), makeId()].sort() as [string, string];
      assert.equal(await members.save(west.id, { userId: lee, scope: ["a", "b"] }), true);
      assert.equal(await members.save(west.id, { userId: kim, scope: [] }), true);
      assert.equal(await members.save(west.id, { userId: lee, scope: ["b"] }), true);
      assert.deepEqual(await members.find(west.id, lee), ["b"]);
      assert.deepEqual(await members.find(west.id, kim), []);
      assert.equal(await members.find(east.id, kim), undefined);
      const both = [kim, lee].map((userId) => ({ userId, scope: userId === kim ? [] : ["b"] }));
      assert.deepEqual(await members.list(west.id), both);
      assert.equal(await members.remove(west.id, lee), true);
      assert.equal(await members.remove(west.id, lee), false);
      assert.equal(await members.find(west.id, lee), undefined);
      assert.equal(await members.save(makeId(), { userId: kim, scope: [] }), false);
    });

    rule("are nothing to another tenant (security bar 22.4)", async (tenant, other) => {
      const { west, deep } = await plant(tenant);
      const userId = makeId();
      await tenant.organizationMembers.save(west.id, { userId, scope: ["a"] });
      assert.equal(await other.organizations.find(west.id), undefined);
      assert.equal(await other.organizations.findByHandle("west"), undefined);
      assert.deepEqual(await other.organizations.lineage(deep.id), []);
      assert.deepEqual(await other.organizations.childrenOf(undefined), []);
      assert.deepEqual(await other.organizations.childrenOf(west.id), []);
      assert.equal(await other.organizations.add(makeOrganization("below", { parentId: west.id })), false);
      assert.equal(await other.organizations.update({ ...west, name: "Other" }), false);
      assert.equal(await other.organizations.remove(deep.id), "not found");
      assert.equal(await other.organizationMembers.find(west.id, userId), undefined);
      assert.deepEqual(await other.organizationMembers.list(west.id), []);
      assert.equal(await other.organizationMembers.save(west.id, { userId, scope: [] }), false);
      assert.equal(await other.organizationMembers.remove(west.id, userId), false);
      assert.deepEqual(await tenant.organizations.lineage(west.id), [west]);
      assert.deepEqual(await tenant.organizationMembers.find(west.id, userId), ["a"]);
      assert.equal(await other.organizations.add(makeOrganization("west")), true);
    });
  });
});
