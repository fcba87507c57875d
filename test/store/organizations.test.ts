import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Organization } from "../../src/protocol/model/organization.ts";
import { memberIdIn } from "../../src/protocol/model/user.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { countTrue, forEachStore } from "./stores.ts";
import { makeId, makeUser, NOW } from "./values.ts";

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

    rule("are found by a name that one alone has", async (tenant) => {
      const { organizations } = tenant;
      const { west, east } = await plant(tenant);
      assert.deepEqual(await organizations.findByName(west.name), west);
      for (const name of ["", "the “west” 🏢", "we\0st"]) {
        assert.equal(await organizations.findByName(name), undefined);
      }
      await organizations.update({ ...east, name: west.name });
      assert.equal(await organizations.findByName(west.name), undefined);
      assert.equal(await organizations.findByName(east.name), undefined);
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
      assert.deepEqual([await members.hasAny(west.id), await members.hasAny(east.id)], [true, false]);
      const both = [kim, lee].map((userId) => ({ userId, scope: userId === kim ? [] : ["b"] }));
      assert.deepEqual(await members.list(west.id), both);
      assert.equal(await members.remove(west.id, lee), true);
      assert.equal(await members.remove(west.id, lee), false);
      assert.equal(await members.find(west.id, lee), undefined);
      assert.equal(await members.save(makeId(), { userId: kim, scope: [] }), false);
    });

    rule("tell what lies below them, however deep", async (tenant) => {
      const { organizations } = tenant;
      const { west, south, deep, east } = await plant(tenant);
      assert.deepEqual(await organizations.below(west.id), [deep, south]);
      assert.deepEqual(await organizations.below(deep.id), []);
      assert.deepEqual(await organizations.below(undefined), [deep, east, south, west]);
      assert.deepEqual(await organizations.below(makeId()), []);
    });

    rule("have worlds of their own, which go with them", async (tenant) => {
      const { organizations } = tenant;
      const { west, deep, east } = await plant(tenant);
      const worlds = [west, deep, east].map((each) => organizations.worldOf(each));
      for (const { users, records } of worlds) {
        await users.save(makeUser({ userName: "kim" }), undefined);
        assert.equal(await records.add("role", { id: makeId(), name: "a role", document: {} }, NOW), true);
      }
      assert.equal(await tenant.users.findByName("kim"), undefined);
      assert.equal(await organizations.remove(west.id), "has children");
      assert.equal(await organizations.remove(deep.id), "removed");
      const left = await Promise.all(worlds.map(async ({ users }) => (await users.findByName("kim")) !== undefined));
      assert.deepEqual(left, [true, false, true]);
      assert.deepEqual(await worlds[1]?.records.list("role"), []);
    });

    rule("know their members by other ids, and without a password", async (tenant) => {
      const { organizations, organizationMembers, users } = tenant;
      const { west, east } = await plant(tenant);
      const user = makeUser({ userName: "Kim", claims: { given_name: "Kim" } });
      await users.save(user, "a hash");
      const namesake = makeUser({ userName: "KIM" });
      await organizations.worldOf(east).users.save(namesake, "a hash");
      for (const { id } of [west, east]) await organizationMembers.save(id, { userId: user.id, scope: ["a"] });
      await organizationMembers.save(west.id, { userId: user.id, scope: ["b"] });
      assert.deepEqual((await organizationMembers.organizationsOf(user.id)).sort(), [west.id, east.id].sort());
      const id = memberIdIn(west.id, user.id);
      const { users: ofWest, roleMembers } = organizations.worldOf(west);
      assert.deepEqual(await ofWest.findByName("kim"), { user: { ...user, id }, passwordHash: undefined });
      const filter = { kind: "comparison", path: "name.givenName", operator: "eq", value: "kim" } as const;
      assert.equal((await ofWest.search({ filter, offset: 0, limit: 1 })).total, 1);
      const { users: ofEast } = organizations.worldOf(east);
      assert.equal((await ofEast.findByName("kim"))?.user.id, namesake.id);
      assert.equal((await ofEast.find(memberIdIn(east.id, user.id)))?.userName, `Kim-${user.id}`);

      const role = makeId();
      await roleMembers.change(role, { addedUsers: [id] });
      assert.equal(await organizationMembers.remove(west.id, user.id), true);
      assert.equal(await ofWest.find(id), undefined);
      assert.deepEqual(await roleMembers.rolesOf(id), []);
      assert.equal(await users.remove(user.id, NOW), "removed");
      assert.equal(await ofEast.find(memberIdIn(east.id, user.id)), undefined);
      assert.ok(await ofEast.find(namesake.id));
      assert.deepEqual(await organizationMembers.organizationsOf(user.id), []);
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
