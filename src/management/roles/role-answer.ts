import type { Reference } from "../../store/port/queries.ts";
import { listApis } from "../api-resources/apis.ts";
import type { ManagementContext } from "../operation.ts";
import type { Resource } from "../scim/resource.ts";
import { timeOf } from "../scim/resource-meta.ts";
import { withDomain } from "../scim/user-store-domain.ts";
import type { KeptRole } from "./find-roles.ts";
import { ROLE } from "./role-kind.ts";

/** Which of the versions of the API answers. */
export type RoleVersion = "v1" | "v2" | "v3";

/** Where each version's roles are, below SCIM's own path. */
export const ROLE_PATHS = { v1: "/Roles", v2: "/v2/Roles", v3: "/v3/Roles" } as const satisfies Record<
  RoleVersion,
  string
>;

/** What costs a question to the store each, so that it is told only where it is wanted. */
export const COSTLY = ["permissions", "users", "groups", "associatedApplications"] as const;

export interface RoleMembers {
  readonly users: readonly Reference[];
  readonly groups: readonly Reference[];
}

/** The role as it is told, with those of its costly parts that are wanted. */
export async function roleAnswer(
  kept: KeptRole,
  version: RoleVersion,
  isWanted: (attribute: (typeof COSTLY)[number]) => boolean,
  ctx: ManagementContext,
): Promise<Resource> {
  const { role, record } = kept;
  const { roleMembers } = ctx.store;
  const scim = `${ctx.tenantUrl}/scim2`;
  const references = (path: string, list: readonly Reference[]) =>
    list.map(({ id, name }) => ({ value: id, display: name, $ref: `${scim}/${path}/${id}` }));
  const users = isWanted("users") ? references("Users", await roleMembers.usersOf(role.id)) : [];
  const groups = isWanted("groups") ? await roleMembers.groupsOf(role.id) : [];
  const groupReferences = references(
    "Groups",
    groups.map(({ id, name }) => ({ id, name: withDomain(name) })),
  );
  const permissions = isWanted("permissions") ? await permissionsOf(kept, ctx) : [];
  const application = await applicationOf(kept, ctx);
  const { type, value } = role.audience;
  return {
    schemas: [ROLE.schemas[0].id],
    id: role.id,
    displayName: role.displayName,
    // The first version knows of no audience, and permissions by their names alone.
    ...(version !== "v1" && {
      audience: { value, display: type === "organization" ? ctx.tenant.name : (application?.display ?? ""), type },
    }),
    ...(permissions.length > 0 && {
      permissions: version === "v1" ? permissions.map((permission) => permission.value) : permissions,
    }),
    ...(users.length > 0 && { users }),
    ...(groupReferences.length > 0 && { groups: groupReferences }),
    ...(application !== undefined && isWanted("associatedApplications") && { associatedApplications: [application] }),
    meta: {
      resourceType: ROLE.name,
      location: `${scim}${ROLE_PATHS[version]}/${role.id}`,
      ...(record && { created: timeOf(record.createdAt), lastModified: timeOf(record.modifiedAt) }),
    },
  };
}

async function permissionsOf({ role }: KeptRole, ctx: ManagementContext): Promise<Resource[]> {
  const scopes = (await listApis(ctx)).flatMap((api) => api.scopes);
  const names = new Map(scopes.map(({ name, displayName }) => [name, displayName]));
  return role.permissions.map((value) => ({ value, display: names.get(value) ?? value }));
}

async function applicationOf({ role: { audience } }: KeptRole, { store }: ManagementContext) {
  if (audience.type === "organization") return undefined;
  const client = await store.clients.findByApplicationId(audience.value);
  return client && { value: audience.value, display: client.name };
}
