import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { foldUserName } from "../protocol/model/user.ts";
import type { Group } from "../store/port/groups.ts";
import type { TenantStore } from "../store/port/store.ts";
import type { Applied } from "./apply-api-resources.ts";
import { ConfigurationError, type GroupConfiguration } from "./configuration.ts";
import { outcomeOf } from "./outcome.ts";

/** Makes the store hold the group, with the members of the file and no others. Without a list in the file they stay. */
export async function applyGroup(wanted: GroupConfiguration, store: TenantStore, clock: Clock): Promise<Applied> {
  const now = Math.floor(clock.nowMilliseconds() / 1000);
  const { displayName: name } = wanted;
  const found = await findGroup(name, store);
  const members = await idsOf(wanted.members ?? [], store);
  if (found === undefined) {
    const id = wanted.id ?? randomUUID();
    const outcome = await store.groups.create({ id, name, externalId: wanted.externalId }, members, now);
    if (outcome === "created") return { id, kind: "created", values: { after: wanted } };
    // Another process that starts with the same file has made it meanwhile.
    if ((await findGroup(name, store)) !== undefined) return applyGroup(wanted, store, clock);
    throw new ConfigurationError(`group ${name} has the id of another one: take its id out`);
  }
  const { id, version } = found;
  const present = await store.groups.membersOf(id);
  const { externalId = found.externalId } = wanted;
  const added = members.filter((member) => !present.some((one) => one.id === member));
  const removed = wanted.members === undefined ? [] : present.filter((one) => !members.includes(one.id));
  const before = { displayName: found.name, externalId: found.externalId, members: present.map((one) => one.name) };
  const after = { displayName: name, externalId, members: wanted.members };
  const fields = [
    ...(name === found.name ? [] : ["displayName"]),
    ...(externalId === found.externalId ? [] : ["externalId"]),
    ...(added.length + removed.length > 0 ? ["members"] : []),
  ];
  if (fields.length > 0) {
    const change = { added, removed: removed.map((one) => one.id) };
    const outcome = await store.groups.replace({ id, name, externalId, version }, change, now);
    if (outcome !== "replaced") throw new ConfigurationError(`group ${name} was changed meanwhile`);
  }
  return { id, ...outcomeOf(fields, before, after) };
}

/** The group of the name: names that differ by case alone are one. */
export async function findGroup(name: string, { groups }: TenantStore): Promise<Group | undefined> {
  const filter = { kind: "comparison", path: "displayName", operator: "eq", value: name } as const;
  const { resources } = await groups.search({ filter, offset: 0, limit: 10 });
  return resources.find((group) => foldUserName(group.name) === foldUserName(name));
}

async function idsOf(userNames: readonly string[], { users }: TenantStore): Promise<string[]> {
  const ids: string[] = [];
  for (const userName of new Set(userNames.map(foldUserName))) {
    const found = await users.findByName(userName);
    if (found === undefined) throw new ConfigurationError(`there is no user ${userName} to be in a group`);
    ids.push(found.user.id);
  }
  return ids;
}
