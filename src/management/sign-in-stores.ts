import type { TenantStore } from "../store/store.ts";
import type { ManagementContext } from "./operation.ts";

/**
 * Where is kept what users have opened and allowed: with the tenant, for its applications, and of an organization's people also with the
 * organization, for its own (contract §1.1).
 */
export function signInStores({ root, store }: Pick<ManagementContext, "root" | "store">): readonly TenantStore[] {
  return [...new Set([root.store, store])];
}
