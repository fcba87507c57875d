import { derivedId } from "../crypto/derived-id.ts";
import type { AssignedRole } from "../store/port/role-members.ts";
import type { TenantStore } from "../store/port/store.ts";
import type { Client } from "./model/client.ts";
import type { Role } from "./model/role.ts";
import type { Tenant, TenantProperties } from "./model/tenant.ts";
import { memberIdIn, type User } from "./model/user.ts";
import { isOfOrganizations, SYSTEM_SCOPES } from "./system-apis.ts";

type World = { readonly tenant: TenantProperties; readonly store: TenantStore };

type Named = Pick<Tenant, "id" | "organization">;

/**
 * Who has it may do everything with the server's own APIs, in an organization inside a tenant with those of organizations. Every tenant and
 * every organization has this role, and it stays as it is.
 */
export function administratorRole({ id, organization }: Named): Role {
  const all = [...SYSTEM_SCOPES];
  return builtIn(id, "Administrator", organization === undefined ? all : all.filter(isOfOrganizations));
}

/** Every user has it; it allows nothing. */
export function everyoneRole({ id }: Named): Role {
  return builtIn(id, "everyone", []);
}

/** The roles that every tenant has. They are not stored: their ids follow from the tenant's. */
export function builtInRoles(tenant: Named): readonly Role[] {
  return [administratorRole(tenant), everyoneRole(tenant)];
}

/** The roles that were given to the user, directly or through a group; `everyone` is not among them. */
export async function rolesOf(userId: string, { tenant, store }: World): Promise<Role[]> {
  return toRoles(await store.roleMembers.rolesOf(userId), tenant);
}

/** The roles that are stored for somebody, with what those allow that every tenant has. */
export function toRoles(assigned: readonly AssignedRole[], tenant: Named): Role[] {
  const known = builtInRoles(tenant);
  return assigned.flatMap(({ id, document }): Role[] => {
    if (document !== undefined) return [{ id, ...document }];
    return known.filter((role) => role.id === id);
  });
}

/** Those of the user's roles that count in the client: the organization's, or its own (contract §17.1); without a client the former. */
export async function rolesIn(
  client: Pick<Client, "application"> | undefined,
  user: Pick<User, "id" | "home">,
  world: World,
): Promise<Role[]> {
  const roles = await rolesOf(idIn(world.tenant, user), world);
  const application = client?.application;
  return roles.filter(({ audience }) =>
    application?.rolesOf === "application"
      ? audience.type === "application" && audience.value === application.id
      : audience.type === "organization",
  );
}

/** The roles that tokens tell of the user: of somebody who is at home in an organization those that they have there. */
export function toldRoles(client: Client, user: User, { tenant, store }: World): Promise<Role[]> {
  const { home } = user;
  if (home === undefined || tenant.organization !== undefined) return rolesIn(client, user, { tenant, store });
  const own = { ...tenant, id: home, organization: { id: home } };
  return rolesIn(undefined, user, { tenant: own, store: store.organizations.worldOf({ id: home }) });
}

/** The scopes that the user's roles allow in the client, or without one by themselves. */
export async function permissionsIn(
  client: Pick<Client, "application"> | undefined,
  user: Pick<User, "id" | "home">,
  world: World,
): Promise<ReadonlySet<string>> {
  return new Set((await rolesIn(client, user, world)).flatMap(({ permissions }) => permissions));
}

/** The id that roles are given to: in an organization a member from outside has one of their own. */
function idIn({ organization }: Named, { id, home }: Pick<User, "id" | "home">): string {
  const isFromOutside = organization !== undefined && home !== undefined && home !== organization.id;
  return isFromOutside ? memberIdIn(organization.id, id) : id;
}

/** What tells the role apart from all others of its audience: names that differ by case alone are one. */
export function roleName({ displayName, audience }: Pick<Role, "displayName" | "audience">): string {
  return `${audience.type} ${audience.value} ${displayName.normalize("NFC").toLowerCase()}`;
}

function builtIn(tenantId: string, displayName: string, permissions: readonly string[]): Role {
  const id = derivedId(`${tenantId} role ${displayName}`);
  return { id, displayName, audience: { type: "organization", value: tenantId }, permissions };
}
