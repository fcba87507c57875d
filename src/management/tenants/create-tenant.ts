import type { Tenant } from "../../protocol/model/tenant.ts";
import { newTenant } from "../../protocol/new-tenant.ts";
import { domainTaken } from "./errors.ts";
import type { NewTenantRequest } from "./forms.ts";
import { addOwner, verifyOwners } from "./owners.ts";
import type { OperatorContext } from "./tenant-operation.ts";

/**
 * Stores a tenant with its owners. It is enabled when all of it is there; what cannot be made whole is removed again. Refuses a domain that
 * is taken and owners that cannot be.
 */
export async function createTenant(
  { domain, name = domain, owners }: Pick<NewTenantRequest, "domain" | "name" | "owners">,
  { store, nowMilliseconds, isBreached }: Pick<OperatorContext, "store" | "nowMilliseconds" | "isBreached">,
): Promise<Tenant> {
  const { tenants } = store;
  const wanted = newTenant({ handle: domain, name, enabled: false }, nowMilliseconds);
  await verifyOwners(owners, wanted, isBreached);
  const tenant = await tenants.create(wanted);
  if (tenant.id !== wanted.id) throw domainTaken(domain);
  try {
    for (const owner of owners) await addOwner(owner, tenant, store.forTenant(tenant.id), nowMilliseconds);
    await tenants.setEnabled(tenant.id, true);
  } catch (error) {
    await tenants.remove(tenant.id);
    throw error;
  }
  return { ...tenant, enabled: true };
}
