import { everyoneRole, toRoles } from "../../protocol/roles.ts";
import type { UserProfile } from "../../store/port/users.ts";
import type { ManagementContext } from "../operation.ts";
import type { Resource } from "./resource.ts";
import { etagOf, locationOf, timeOf } from "./resource-meta.ts";
import { roleReferences } from "./role-references.ts";
import { USER, WSO2_SCHEMA } from "./user-kind.ts";
import { toResource } from "./user-profile.ts";
import { withDomain } from "./user-store-domain.ts";

const SCHEMAS = USER.schemas.map(({ id }) => id);

/** The users as they are shown: what is selected of them, with the roles that each has. */
export async function shownUsers(
  profiles: readonly UserProfile[],
  select: (resource: Resource) => Resource,
  ctx: ManagementContext,
): Promise<Resource[]> {
  const answers = profiles.map((profile) => userAnswer(profile, ctx));
  if (!("roles" in select({ roles: [] }))) return answers.map((answer) => select(answer));
  const assigned = await ctx.store.roleMembers.rolesOfUsers(profiles.map(({ user }) => user.id));
  const everyone = everyoneRole(ctx.tenant);
  const roles = profiles.map(({ user }) => [...toRoles(assigned.get(user.id) ?? [], ctx.tenant), everyone]);
  const references = await roleReferences(roles, ctx);
  return answers.map((answer, at) => select({ ...answer, roles: references[at] }));
}

/** The user as Asgardeo answers (contract §18.2): a plain e-mail address is a text, and names have the user store's domain before them. */
export function userAnswer(profile: UserProfile, { tenantUrl }: Pick<ManagementContext, "tenantUrl">): Resource {
  const { user, groups, createdAt } = profile;
  const { emails, ...resource } = toResource(profile);
  const extension = { ...(resource[WSO2_SCHEMA] as Resource | undefined), isReadOnlyUser: "false" };
  return {
    schemas: SCHEMAS,
    id: user.id,
    ...resource,
    userName: withDomain(user.userName),
    ...(emails !== undefined && { emails: (emails as Resource[]).map(plain) }),
    ...(groups.length > 0 && {
      groups: groups.map(({ id, name }) => ({
        value: id,
        display: withDomain(name),
        $ref: locationOf(tenantUrl, "/Groups", id),
      })),
    }),
    [WSO2_SCHEMA]: resource.active === false ? { ...extension, accountDisabled: true } : extension,
    meta: {
      resourceType: "User",
      created: timeOf(createdAt),
      lastModified: timeOf(user.updatedAt),
      location: locationOf(tenantUrl, "/Users", user.id),
      version: etagOf(profile),
    },
  };
}

function plain(email: Resource): unknown {
  return Object.keys(email).join() === "value" ? email.value : email;
}
