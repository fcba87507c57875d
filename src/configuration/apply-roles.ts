import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../clock.ts";
import type { RoleAudience, RoleDocument } from "../protocol/model/role.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import { builtInRoles, roleName } from "../protocol/roles.ts";
import type { TenantStore } from "../store/port/store.ts";
import type { Applied } from "./apply-api-resources.ts";
import { findGroup } from "./apply-groups.ts";
import { ConfigurationError, type RoleConfiguration } from "./configuration.ts";
import { outcomeOf } from "./outcome.ts";

/** Whose roles they are. `clients` are those of the tenant, which an organization inside it has none of. */
export interface RoleOwner {
  readonly tenant: Pick<Tenant, "id" | "organization">;
  readonly clients: TenantStore["clients"];
}

/**
 * Makes the store hold the role, and gives it to the users and groups that the file names; whoever has it beside them keeps it. A role that
 * every tenant has can only be given.
 */
export async function applyRole(
  wanted: RoleConfiguration,
  { tenant, clients }: RoleOwner,
  store: TenantStore,
  clock: Clock,
): Promise<Applied> {
  const { displayName } = wanted;
  const audience = await audienceOf(wanted, tenant, clients);
  const builtIn = builtInRoles(tenant).find(
    (role) => role.displayName === displayName && isDeepStrictEqual(role.audience, audience),
  );
  if (builtIn !== undefined && wanted.permissions !== undefined) {
    throw new ConfigurationError(`role ${displayName} cannot be changed: leave out its permissions`);
  }
  const role: Applied =
    builtIn === undefined
      ? await applyDocument(wanted, { displayName, audience, permissions: wanted.permissions ?? [] }, store, clock)
      : { id: builtIn.id, kind: "unchanged" };

  const given = await giveTo(wanted, role.id, store);
  if (given.fields.length === 0 || role.kind === "created") return role;
  const { before, after } = role.values ?? {};
  const values = { before: { ...Object(before), ...given.before }, after: { ...Object(after), ...given.after } };
  return { id: role.id, kind: "changed", fields: [...(role.fields ?? []), ...given.fields], values };
}

/** Gives the role to those who do not have it yet. */
async function giveTo({ users, groups }: RoleConfiguration, roleId: string, store: TenantStore) {
  const owners = {
    users: { named: users, have: await store.roleMembers.usersOf(roleId), find: userId },
    groups: { named: groups, have: await store.roleMembers.groupsOf(roleId), find: groupId },
  };
  const added: Record<string, string[]> = {};
  for (const [kind, { named, have, find }] of Object.entries(owners)) {
    const ids = await Promise.all(named.map((name) => find(name, store)));
    added[kind] = ids.filter((id) => !have.some((one) => one.id === id));
  }
  const { users: addedUsers = [], groups: addedGroups = [] } = added;
  const fields = (["users", "groups"] as const).filter((kind) => (added[kind] ?? []).length > 0);
  if (fields.length > 0) await store.roleMembers.change(roleId, { addedUsers, addedGroups });
  const before = Object.fromEntries(fields.map((kind) => [kind, owners[kind].have.map(({ name }) => name)]));
  const after = Object.fromEntries(
    fields.map((kind) => [kind, [...new Set([...(before[kind] ?? []), ...owners[kind].named])]]),
  );
  return { fields, before, after };
}

async function audienceOf(
  { application }: RoleConfiguration,
  { id }: Pick<Tenant, "id">,
  clients: TenantStore["clients"],
): Promise<RoleAudience> {
  if (application === undefined) return { type: "organization", value: id };
  const client = await clients.find(application);
  if (client?.application === undefined) throw new ConfigurationError(`there is no application ${application}`);
  return { type: "application", value: client.application.id };
}

async function applyDocument(
  wanted: RoleConfiguration,
  document: RoleDocument,
  store: TenantStore,
  clock: Clock,
): Promise<Applied> {
  const now = Math.floor(clock.nowMilliseconds() / 1000);
  const name = roleName(document);
  const found = await store.records.findByName<RoleDocument>("role", name);
  if (found === undefined) {
    const id = wanted.id ?? randomUUID();
    const { displayName, permissions } = document;
    const after = { displayName, permissions, users: wanted.users, groups: wanted.groups };
    const created = await store.records.add("role", { id, name, document }, now);
    if (created) return { id, kind: "created", values: { after } };
    // Another process that starts with the same file has made it meanwhile.
    const made = await store.records.findByName("role", name);
    if (made !== undefined) return { id: made.id, kind: "unchanged" };
    throw new ConfigurationError(`role ${displayName} has the id of another one: take its id out`);
  }
  const { id, version } = found;
  const isSame = new Set(found.document.permissions).symmetricDifference(new Set(document.permissions)).size === 0;
  if (isSame) return { id, kind: "unchanged" };
  const outcome = await store.records.replace("role", { id, name, version, document }, now);
  if (outcome !== "replaced") throw new ConfigurationError(`role ${document.displayName} was changed meanwhile`);
  return { id, ...outcomeOf(["permissions"], found.document, document) };
}

async function userId(userName: string, { users }: TenantStore): Promise<string> {
  const found = await users.findByName(userName);
  if (found === undefined) throw new ConfigurationError(`there is no user ${userName} to have a role`);
  return found.user.id;
}

async function groupId(name: string, store: TenantStore): Promise<string> {
  const found = await findGroup(name, store);
  if (found === undefined) throw new ConfigurationError(`there is no group ${name} to have a role`);
  return found.id;
}
