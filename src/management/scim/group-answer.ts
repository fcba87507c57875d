import { toRoles } from "../../protocol/roles.ts";
import type { Group } from "../../store/port/groups.ts";
import type { Reference } from "../../store/port/queries.ts";
import type { ManagementContext } from "../operation.ts";
import { GROUP } from "./group-kind.ts";
import type { Resource } from "./resource.ts";
import { etagOf, locationOf, timeOf } from "./resource-meta.ts";
import { roleReferences } from "./role-references.ts";
import { withDomain } from "./user-store-domain.ts";

interface GroupWithMembers {
  readonly group: Group;
  readonly members: readonly Reference[];
}

/** The groups as they are shown: what is selected of them, with the roles that each has. */
export async function shownGroups(
  groups: readonly GroupWithMembers[],
  select: (resource: Resource) => Resource,
  ctx: ManagementContext,
): Promise<Resource[]> {
  const answers = groups.map((each) => groupAnswer(each, ctx));
  if (!("roles" in select({ roles: [] }))) return answers.map((answer) => select(answer));
  const assigned = await ctx.store.roleMembers.rolesOfGroups(groups.map(({ group }) => group.id));
  const roles = groups.map(({ group }) => toRoles(assigned.get(group.id) ?? [], ctx.tenant));
  const references = await roleReferences(roles, ctx);
  return answers.map((answer, at) => select(references[at]?.length ? { ...answer, roles: references[at] } : answer));
}

/** The group as Asgardeo answers (contract §18.3). */
export function groupAnswer(
  { group, members }: GroupWithMembers,
  { tenantUrl }: Pick<ManagementContext, "tenantUrl">,
): Resource {
  const { id, name, externalId, createdAt, modifiedAt } = group;
  return {
    schemas: GROUP.schemas.map((schema) => schema.id),
    id,
    ...(externalId !== undefined && { externalId }),
    displayName: withDomain(name),
    ...(members.length > 0 && {
      members: members.map((member) => ({
        value: member.id,
        display: withDomain(member.name),
        $ref: locationOf(tenantUrl, "/Users", member.id),
      })),
    }),
    meta: {
      resourceType: "Group",
      created: timeOf(createdAt),
      lastModified: timeOf(modifiedAt),
      location: locationOf(tenantUrl, "/Groups", id),
      version: etagOf(group),
    },
  };
}
