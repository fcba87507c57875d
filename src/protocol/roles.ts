import { sha256 } from "../crypto/hashes.ts";
import { idFromBytes } from "../crypto/ids.ts";
import type { TenantStore } from "../store/store.ts";
import type { Client, Role, Tenant, TenantProperties, User } from "./model.ts";
import { SYSTEM_SCOPES } from "./system-apis.ts";

type World = { readonly tenant: TenantProperties; readonly store: TenantStore };

/** Who has it may do everything with the server's own APIs. Every tenant has this role, and it stays as it is. */
export function administratorRole({ id }: Pick<Tenant, "id">): Role {
  return builtIn(id, "Administrator", [...SYSTEM_SCOPES]);
}

/** Every user has it; it allows nothing. */
export function everyoneRole({ id }: Pick<Tenant, "id">): Role {
  return builtIn(id, "everyone", []);
}

/** The roles that every tenant has. They are not stored: their ids follow from the tenant's. */
export function builtInRoles(tenant: Pick<Tenant, "id">): readonly Role[] {
  return [administratorRole(tenant), everyoneRole(tenant)];
}

/** The roles that were given to the user, directly or through a group; `everyone` is not among them. */
export async function rolesOf(userId: string, { tenant, store }: World): Promise<Role[]> {
  const assigned = await store.roleMembers.rolesOf(userId);
  const known = builtInRoles(tenant);
  return assigned.flatMap(({ id, document }): Role[] => {
    if (document !== undefined) return [{ id, ...document }];
    return known.filter((role) => role.id === id);
  });
}

/** Those of the user's roles that count in the client: the organization's, or its own (contract §17.1); without a client the former. */
export async function rolesIn(
  client: Pick<Client, "application"> | undefined,
  user: Pick<User, "id">,
  world: World,
): Promise<Role[]> {
  const roles = await rolesOf(user.id, world);
  const application = client?.application;
  return roles.filter(({ audience }) =>
    application?.rolesOf === "application"
      ? audience.type === "application" && audience.value === application.id
      : audience.type === "organization",
  );
}

/** The scopes that the user's roles allow in the client, or without one by themselves. */
export async function permissionsIn(
  client: Pick<Client, "application"> | undefined,
  user: Pick<User, "id">,
  world: World,
): Promise<ReadonlySet<string>> {
  return new Set((await rolesIn(client, user, world)).flatMap(({ permissions }) => permissions));
}

/** What tells the role apart from all others of its audience: names that differ by case alone are one. */
export function roleName({ displayName, audience }: Pick<Role, "displayName" | "audience">): string {
  return `${audience.type} ${audience.value} ${displayName.normalize("NFC").toLowerCase()}`;
}

function builtIn(tenantId: string, displayName: string, permissions: readonly string[]): Role {
  const bytes = sha256(`${tenantId} role ${displayName}`).subarray(0, 16);
  // RFC 9562 §5.8: a UUID whose bits say nothing.
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return { id: idFromBytes(bytes), displayName, audience: { type: "organization", value: tenantId }, permissions };
}
