import assert from "node:assert/strict";
import { describe } from "node:test";
import type { TenantStore } from "../../src/store/port/store.ts";
import type { UserProfile } from "../../src/store/port/users.ts";
import { countTrue, forEachStore } from "./stores.ts";
import { makeId, makeUser, NOW } from "./values.ts";

/** Two users, the second in a group, and a stored role. */
async function prepare({ users, groups, records }: TenantStore) {
  const [ada, bob] = [makeUser({ userName: "ada" }), makeUser({ userName: "Bob" })];
  for (const user of [ada, bob]) await users.save(user, undefined);
  const group = { id: makeId(), name: "staff", externalId: undefined };
  await groups.create(group, [bob.id], NOW);
  const document = { displayName: "reader", audience: { type: "organization", value: "x" }, permissions: ["read"] };
  const role = makeId();
  await records.add("role", { id: role, name: "reader", document }, NOW);
  return { ada: ada.id, bob: bob.id, group: group.id, role, document };
}

describe("who has which role (contract §18.4)", () => {
  forEachStore(({ rule }) => {
    rule("is told of users, directly and through groups, and of groups", async (tenant) => {
      const { ada, bob, group, role, document } = await prepare(tenant);
      const { roleMembers } = tenant;
      const builtIn = makeId();
      assert.deepEqual(await roleMembers.rolesOf(ada), []);
      assert.equal(await roleMembers.change(role, { addedUsers: [ada, ada], addedGroups: [group] }), true);
      await roleMembers.change(builtIn, { addedUsers: [bob] });
      assert.deepEqual(await roleMembers.rolesOf(ada), [{ id: role, document }]);
      assert.deepEqual(
        new Set(await roleMembers.rolesOf(bob)),
        new Set([
          { id: role, document },
          { id: builtIn, document: undefined },
        ]),
      );
      assert.deepEqual(await roleMembers.rolesOfGroup(group), [{ id: role, document }]);
      assert.deepEqual(await roleMembers.usersOf(role), [{ id: ada, name: "ada" }]);
      assert.deepEqual(await roleMembers.groupsOf(role), [{ id: group, name: "staff" }]);
      assert.deepEqual(new Set(await roleMembers.enabledUsersOf(role)), new Set([ada, bob]));
    });

    rule("is told of many users and groups at once", async (tenant) => {
      const { ada, bob, group, role, document } = await prepare(tenant);
      const { roleMembers } = tenant;
      await roleMembers.change(role, { addedUsers: [ada], addedGroups: [group] });
      const held = [{ id: role, document }];
      const ofUsers = await roleMembers.rolesOfUsers([ada, bob, makeId()]);
      assert.deepEqual(
        new Set(ofUsers),
        new Set([
          [ada, held],
          [bob, held],
        ] as const),
      );
      assert.deepEqual([...(await roleMembers.rolesOfGroups([group, makeId()]))], [[group, held]]);
      assert.deepEqual([(await roleMembers.rolesOfUsers([])).size, (await roleMembers.rolesOfGroups([])).size], [0, 0]);
    });

    rule("ends when it is taken away", async (tenant) => {
      const { ada, bob, group, role } = await prepare(tenant);
      const { roleMembers } = tenant;
      await roleMembers.change(role, { addedUsers: [ada, bob], addedGroups: [group] });
      await roleMembers.change(role, { removedUsers: [ada] });
      assert.deepEqual(await roleMembers.rolesOf(ada), []);
      await roleMembers.removeAll(role);
      assert.deepEqual([await roleMembers.rolesOf(bob), await roleMembers.groupsOf(role)], [[], []]);
    });

    rule("keeps the last enabled user where it is told to, whoever else leaves at the same time", async (tenant) => {
      const { ada, bob, role } = await prepare(tenant);
      const { roleMembers } = tenant;
      await roleMembers.change(role, { addedUsers: [ada, bob] });
      const leaving = [ada, bob].map((id) => roleMembers.change(role, { removedUsers: [id] }, true));
      assert.equal(await countTrue(leaving), 1);
      assert.equal((await roleMembers.usersOf(role)).length, 1);
      assert.equal(await roleMembers.change(role, { addedUsers: [ada], removedUsers: [ada, bob] }, true), true);
    });

    const leaving: readonly (readonly [
      how: string,
      leave: (tenant: TenantStore, id: string, role: string) => Promise<unknown>,
    ])[] = [
      ["are removed", ({ users }, id, role) => users.remove(id, NOW, role)],
      [
        "are disabled",
        async ({ users }, id, role) => {
          const { user, attributes, version } = (await users.findProfile(id)) as UserProfile;
          return users.replace({ user: { ...user, enabled: false }, attributes, version }, role);
        },
      ],
    ];
    for (const [how, leave] of leaving) {
      rule(`keeps the last enabled user of a role when all of them ${how} at the same time`, async (tenant) => {
        const { ada, bob, group, role } = await prepare(tenant);
        await tenant.roleMembers.change(role, { addedUsers: [ada], addedGroups: [group] });
        const outcomes = await Promise.all([ada, bob].map((id) => leave(tenant, id, role)));
        assert.equal(outcomes.filter((outcome) => outcome === "last of the role").length, 1, outcomes.join());
        assert.equal((await tenant.roleMembers.enabledUsersOf(role)).length, 1);
      });
    }

    rule("keeps the group through which the last enabled user has a role, and that user in it", async (tenant) => {
      const { ada, bob, group, role } = await prepare(tenant);
      const { groups, roleMembers } = tenant;
      const staff = { id: group, name: "staff", externalId: undefined, version: 1 };
      const emptied = { added: [], removed: [bob] };
      await roleMembers.change(role, { addedGroups: [group] });
      assert.equal(await groups.replace(staff, emptied, NOW, role), "last of the role");
      assert.equal(await groups.remove(group, role), "last of the role");
      assert.deepEqual(await groups.membersOf(group), [{ id: bob, name: "Bob" }]);
      assert.equal(await groups.replace(staff, { added: [ada], removed: [bob] }, NOW, role), "replaced");
      await roleMembers.change(role, { addedUsers: [ada] });
      assert.equal(await groups.remove(group, role), "removed");
      assert.equal(await groups.remove(group, role), "not found");
    });
  });
});
