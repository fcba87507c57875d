import type { Group, Reference } from "../../store/store.ts";
import type { ManagementContext } from "../operation.ts";
import { GROUP } from "./group-kind.ts";
import type { Resource } from "./resource.ts";
import { etagOf, locationOf, timeOf } from "./resource-meta.ts";
import { withDomain } from "./user-store-domain.ts";

/** The group as Asgardeo answers (contract §18.3). */
export function groupAnswer(
  { group, members }: { readonly group: Group; readonly members: readonly Reference[] },
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
