import { randomUUID } from "node:crypto";
import { isId } from "../../crypto/ids.ts";
import type { Role, RoleAudience, RoleDocument } from "../../protocol/model/role.ts";
import { administratorRole, builtInRoles, everyoneRole, roleName } from "../../protocol/roles.ts";
import type { RoleMemberChange } from "../../store/port/role-members.ts";
import { listApis } from "../api-resources/apis.ts";
import type { Change, ManagementContext } from "../operation.ts";
import type { Resource } from "../scim/resource.ts";
import { failure, refusal } from "../scim/scim-error.ts";
import { getRole, type KeptRole } from "./find-roles.ts";
import { lastAdministrator, verifyMayGrant } from "./guards.ts";

/** What a request says of a role; undefined: nothing, and that part stays. */
export interface WantedRole {
  readonly displayName: string;
  readonly permissions?: readonly string[] | undefined;
  readonly users?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
}

/** Makes a role. Refuses a name that another one of the audience has, and permissions that the caller has not (security bar 23.2). */
export async function createRole(
  wanted: WantedRole,
  audience: unknown,
  ctx: ManagementContext,
): Promise<{ kept: KeptRole; change: Change }> {
  const { permissions = [], users = [], groups = [], displayName } = wanted;
  const document = { displayName, audience: await readAudience(audience, ctx), permissions: unique(permissions) };
  const role: Role = { id: randomUUID(), ...document };
  await verifyPermissions(document.permissions, ctx);
  await verifyMayGrant(document.permissions, ctx);
  const members = { addedUsers: unique(users), addedGroups: unique(groups) };
  await verifyMembers(members, ctx);
  const name = roleName(role);
  const isBuiltIn = builtInRoles(ctx.tenant).some((builtIn) => roleName(builtIn) === name);
  if (isBuiltIn || !(await ctx.store.records.add("role", { id: role.id, name, document }, ctx.now))) {
    throw nameTaken(displayName);
  }
  await ctx.store.roleMembers.change(role.id, members);
  const target = { kind: "role", id: role.id, name: displayName };
  const change = { action: "role.create", target, after: { ...document, ...members } };
  return { kept: await getRole(role.id, ctx), change };
}

/**
 * Makes the role what is wanted. Refuses to change a role that every tenant has, to give away permissions that the caller has not, and to
 * take administration from the last one who has it (security bar 23.2).
 */
export async function changeRole(
  { role, record }: KeptRole,
  wanted: WantedRole,
  ctx: ManagementContext,
): Promise<Change | undefined> {
  const { displayName } = wanted;
  const isGiven = wanted.permissions !== undefined && (record !== undefined || wanted.permissions.length > 0);
  const permissions = isGiven ? unique(wanted.permissions) : role.permissions;
  const added = permissions.filter((permission) => !role.permissions.includes(permission));
  const isChanged =
    displayName !== role.displayName || added.length > 0 || permissions.length !== role.permissions.length;
  if (isChanged && record === undefined) throw refusal("mutability", `The role ${role.displayName} stays as it is.`);
  await verifyPermissions(added, ctx);
  await verifyMayGrant(added, ctx);
  const members = await memberChange(role, wanted, ctx);
  if (isChanged && record !== undefined) {
    const document: RoleDocument = { ...record.document, displayName, permissions };
    const changed = { id: role.id, name: roleName(document), version: record.version, document };
    const outcome = await ctx.store.records.replace("role", changed, ctx.now);
    if (outcome === "name taken") throw nameTaken(displayName);
    if (outcome === "changed meanwhile")
      throw failure(409, "The role was changed by another request at the same time.");
  }
  if (members !== undefined) {
    const isAdministrator = role.id === administratorRole(ctx.tenant).id;
    if (!(await ctx.store.roleMembers.change(role.id, members, isAdministrator))) {
      throw lastAdministrator();
    }
  }
  if (!isChanged && members === undefined) return undefined;
  const { displayName: name, permissions: before } = role;
  const target = { kind: "role", id: role.id, name: displayName };
  const after = { displayName, permissions, ...members };
  return { action: "role.update", target, before: { displayName: name, permissions: before }, after };
}

/** Removes the role. Refuses one that every tenant has. */
export async function deleteRole({ role, record }: KeptRole, { store }: ManagementContext): Promise<Change> {
  if (record === undefined) throw failure(403, `The role ${role.displayName} cannot be removed.`);
  await store.records.remove("role", role.id);
  await store.roleMembers.removeAll(role.id);
  const { displayName, permissions } = role;
  const target = { kind: "role", id: role.id, name: displayName };
  return { action: "role.delete", target, before: { displayName, permissions } };
}

/** What the resource says of a role. */
export function toWanted(resource: Resource): WantedRole & { audience: unknown } {
  const values = (list: unknown) =>
    ((list ?? []) as readonly Resource[]).flatMap(({ value }) => (typeof value === "string" ? [value] : []));
  return {
    displayName: String(resource.displayName),
    permissions: values(resource.permissions),
    users: values(resource.users),
    groups: values(resource.groups),
    audience: resource.audience,
  };
}

async function readAudience(given: unknown, { tenant, store }: ManagementContext): Promise<RoleAudience> {
  const { type = "organization", value } = (given ?? {}) as { type?: string; value?: string };
  if (type.toLowerCase() === "organization") {
    if (value !== undefined && value !== tenant.id) throw refusal("invalidValue", `There is no organization ${value}.`);
    return { type: "organization", value: tenant.id };
  }
  const client = value === undefined ? undefined : await store.clients.findByApplicationId(value);
  if (type.toLowerCase() !== "application" || client?.application === undefined) {
    throw refusal("invalidValue", `There is no ${type} ${value ?? ""} to be the audience.`);
  }
  return { type: "application", value: client.application.id };
}

/** What changes in who has the role; undefined for nothing. */
async function memberChange(role: Role, { users, groups }: WantedRole, ctx: ManagementContext) {
  const [hadUsers, hadGroups] = await Promise.all([
    users && ctx.store.roleMembers.usersOf(role.id),
    groups && ctx.store.roleMembers.groupsOf(role.id),
  ]);
  const missing = (wanted: readonly string[] = [], had: readonly { id: string }[] = []) =>
    unique(wanted).filter((id) => !had.some((one) => one.id === id));
  const leaving = (wanted: readonly string[] = [], had: readonly { id: string }[] = []) =>
    had.map(({ id }) => id).filter((id) => !wanted.includes(id));
  const change = {
    addedUsers: missing(users, hadUsers),
    removedUsers: leaving(users, hadUsers),
    addedGroups: missing(groups, hadGroups),
    removedGroups: leaving(groups, hadGroups),
  };
  if (Object.values(change).every((ids) => ids.length === 0)) return undefined;
  if (role.id === everyoneRole(ctx.tenant).id) throw refusal("mutability", "Every user has the role everyone.");
  if (change.addedUsers.length + change.addedGroups.length > 0) await verifyMayGrant(role.permissions, ctx);
  await verifyMembers(change, ctx);
  return change;
}

/** Refuses scopes that no API has. */
async function verifyPermissions(permissions: readonly string[], ctx: ManagementContext): Promise<void> {
  if (permissions.length === 0) return;
  const known = new Set((await listApis(ctx)).flatMap(({ scopes }) => scopes.map(({ name }) => name)));
  const unknown = permissions.find((permission) => !known.has(permission));
  if (unknown !== undefined) throw refusal("invalidValue", `There is no permission ${unknown}.`);
}

async function verifyMembers(change: RoleMemberChange, { store }: ManagementContext): Promise<void> {
  for (const id of change.addedUsers ?? []) {
    if (!isId(id) || (await store.users.find(id)) === undefined) {
      throw refusal("invalidValue", `No user with the id : ${id} in the user store.`);
    }
  }
  for (const id of change.addedGroups ?? []) {
    if (!isId(id) || (await store.groups.find(id)) === undefined) {
      throw refusal("invalidValue", `There is no group with the id ${id}.`);
    }
  }
}

function nameTaken(name: string) {
  return refusal("uniqueness", `Role with name: ${name} already exists in the audience.`);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
