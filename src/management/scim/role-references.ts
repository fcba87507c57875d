import type { Role } from "../../protocol/model/role.ts";
import type { ManagementContext } from "../operation.ts";
import type { Resource } from "./resource.ts";

/** The roles as users and groups name them (contract §18.2), each list by the roles' names. */
export async function roleReferences(
  holders: readonly (readonly Role[])[],
  { tenant, tenantUrl, store }: ManagementContext,
): Promise<Resource[][]> {
  const names = await applicationNames(holders.flat(), store);
  return holders.map((roles) =>
    roles
      .toSorted((a, b) => (a.displayName < b.displayName ? -1 : 1))
      .map(({ id, displayName, audience: { type, value } }) => ({
        value: id,
        display: displayName,
        audienceType: type,
        audienceValue: value,
        audienceDisplay: type === "organization" ? tenant.name : (names.get(value) ?? ""),
        $ref: `${tenantUrl}/scim2/v2/Roles/${id}`,
      })),
  );
}

async function applicationNames(roles: readonly Role[], { clients }: ManagementContext["store"]) {
  const ids = new Set(roles.flatMap(({ audience: { type, value } }) => (type === "application" ? [value] : [])));
  const found = await Promise.all(
    [...ids].map(async (id) => [id, (await clients.findByApplicationId(id))?.name] as const),
  );
  return new Map(found);
}
