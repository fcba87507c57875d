import { isId } from "../../crypto/ids.ts";
import type { Organization } from "../../protocol/model/organization.ts";
import type { Role, RoleDocument } from "../../protocol/model/role.ts";
import { memberIdIn, type User } from "../../protocol/model/user.ts";
import { administratorRole, builtInRoles, roleName } from "../../protocol/roles.ts";
import type { ManagementContext } from "../operation.ts";
import { verifyMayGrant } from "../roles/guards.ts";
import type { UnitOutcome } from "./async-operations.ts";

/** A role of an organization, by its name there. */
export interface NamedRole {
  readonly displayName: string;
  readonly audience: { readonly display: string; readonly type: string };
}

/** Makes the user a member of the organization, with these of its roles beside those that they have there. */
export async function shareUser(
  userId: string,
  organization: Organization,
  names: readonly NamedRole[],
  ctx: ManagementContext,
): Promise<UnitOutcome> {
  const outcome = outcomeFor(userId, organization);
  const user = await findUser(userId, ctx);
  if (user === undefined) return outcome(`User with ID: ${userId} doesn't exist.`);
  const roles = await rolesNamed(names, organization, ctx);
  const missing = names.find((_name, index) => roles[index] === undefined);
  if (missing !== undefined) return outcome(`The organization has no role ${missing.displayName}.`);
  const { organizationMembers, organizations } = ctx.root.store;
  const own = await organizations.worldOf(organization).users.findByName(user.userName);
  if (own !== undefined && own.user.id !== memberIdIn(organization.id, userId)) {
    return outcome(`The organization has a user of its own with the name ${user.userName}.`);
  }
  const scope = (await organizationMembers.find(organization.id, userId)) ?? [];
  if (!(await organizationMembers.save(organization.id, { userId, scope })))
    return outcome("The organization is gone.");
  await giveRoles(userId, organization, { added: defined(roles), removed: [] }, ctx);
  return outcome();
}

/** Makes the user a member of the organization no longer. */
export async function unshareUser(
  userId: string,
  organization: Organization,
  ctx: ManagementContext,
): Promise<UnitOutcome> {
  const outcome = outcomeFor(userId, organization);
  const wasMember = isId(userId) && (await ctx.root.store.organizationMembers.remove(organization.id, userId));
  return wasMember ? outcome() : outcome(`User with ID: ${userId} is not shared with the organization.`);
}

/** Gives a member roles of the organization, or takes them. */
export async function changeRoles(
  userId: string,
  organization: Organization,
  change: { readonly op: "add" | "remove"; readonly names: readonly NamedRole[] },
  ctx: ManagementContext,
): Promise<UnitOutcome> {
  const outcome = outcomeFor(userId, organization);
  const isMember = isId(userId) && (await ctx.root.store.organizationMembers.find(organization.id, userId));
  if (!isMember) return outcome(`User with ID: ${userId} is not shared with the organization.`);
  const roles = defined(await rolesNamed(change.names, organization, ctx));
  if (roles.length < change.names.length) return outcome("The organization has no such role.");
  const wanted = change.op === "add" ? { added: roles, removed: [] } : { added: [], removed: roles };
  const done = await giveRoles(userId, organization, wanted, ctx);
  return done ? outcome() : outcome("The last administrator stays.");
}

/** The roles that the user has in the organization as a member, by name. */
export async function rolesOfMember(userId: string, organization: Organization, ctx: ManagementContext) {
  const world = ctx.root.store.organizations.worldOf(organization);
  const assigned = await world.roleMembers.rolesOf(memberIdIn(organization.id, userId));
  const known = builtInRoles({ id: organization.id, organization });
  return assigned
    .map(({ id, document }) => document ?? known.find((role) => role.id === id))
    .filter((role) => role !== undefined)
    .map(({ displayName, audience }) => ({
      displayName,
      audience: { display: organization.name, type: audience.type },
    }));
}

/**
 * Security bar 23.2: refuses to hand on, in the organizations, what the caller may not do in them. Of those to come the roles that every
 * organization has count.
 */
export async function verifyMayShare(
  names: readonly NamedRole[],
  organizations: readonly Organization[],
  ctx: ManagementContext,
): Promise<void> {
  const found = await Promise.all(organizations.map((organization) => rolesNamed(names, organization, ctx)));
  const everywhere = names.flatMap((name) =>
    isAdministrator(name) ? [administratorRole({ id: "", organization: { id: "" } })] : [],
  );
  await verifyMayGrant(
    defined([...found.flat(), ...everywhere]).flatMap(({ permissions }) => permissions),
    ctx,
  );
}

function isAdministrator({ displayName }: NamedRole): boolean {
  return displayName.toLowerCase() === "administrator";
}

/** The organization's roles of these names, undefined where it has none. Roles of applications are not the organization's. */
async function rolesNamed(names: readonly NamedRole[], organization: Organization, { root }: ManagementContext) {
  const { id } = organization;
  const known = builtInRoles({ id, organization });
  const { records } = root.store.organizations.worldOf(organization);
  return Promise.all(
    names.map(async ({ displayName, audience }): Promise<Role | undefined> => {
      if (audience.type.toLowerCase() !== "organization") return undefined;
      const name = roleName({ displayName, audience: { type: "organization", value: id } });
      const builtIn = known.find((role) => roleName(role) === name);
      if (builtIn !== undefined) return builtIn;
      const record = await records.findByName<RoleDocument>("role", name);
      return record && { id: record.id, ...record.document };
    }),
  );
}

/** False, and nothing changed, when the last administrator would go. */
async function giveRoles(
  userId: string,
  organization: Organization,
  { added, removed }: { readonly added: readonly Role[]; readonly removed: readonly Role[] },
  { root }: ManagementContext,
): Promise<boolean> {
  const { roleMembers } = root.store.organizations.worldOf(organization);
  const id = memberIdIn(organization.id, userId);
  const administrator = administratorRole({ id: organization.id, organization });
  for (const role of added) await roleMembers.change(role.id, { addedUsers: [id] });
  for (const role of removed) {
    if (!(await roleMembers.change(role.id, { removedUsers: [id] }, role.id === administrator.id))) return false;
  }
  return true;
}

async function findUser(id: string, { root }: ManagementContext): Promise<User | undefined> {
  return isId(id) ? root.store.users.find(id) : undefined;
}

function outcomeFor(userId: string, { id, name }: Organization): (failure?: string) => UnitOutcome {
  const about = { residentResourceId: userId, targetOrgId: id, targetOrgName: name };
  return (failure) => ({
    ...about,
    status: failure === undefined ? "SUCCESS" : "FAILED",
    statusMessage: failure ?? "",
  });
}

function defined<Value>(values: readonly (Value | undefined)[]): Value[] {
  return values.filter((value) => value !== undefined);
}
