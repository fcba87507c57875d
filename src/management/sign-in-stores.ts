import type { TenantStore } from "../store/port/store.ts";
import type { ManagementContext } from "./operation.ts";

/**
 * Where is kept what users have opened and allowed: with the tenant, for its applications, and of an organization's people also with the
 * organization, for its own (contract §1.1).
 */
export function signInStores({ root, store }: Pick<ManagementContext, "root" | "store">): readonly TenantStore[] {
  return [...new Set([root.store, store])];
}

/** The same for one user: of the tenant's own also with the organizations that they are members of, for those' own. */
export async function signInStoresOf(
  userId: string,
  { root, store }: Pick<ManagementContext, "root" | "store">,
): Promise<readonly TenantStore[]> {
  if (store !== root.store) return signInStores({ root, store });
  const memberOf = await store.organizationMembers.organizationsOf(userId);
  return [store, ...memberOf.map((id) => store.organizations.worldOf({ id }))];
}
