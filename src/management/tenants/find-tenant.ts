import { isId } from "../../crypto/ids.ts";
import type { Tenant, TenantProperties } from "../../protocol/model/tenant.ts";
import type { Call } from "../operation.ts";
import { tenantNotFound } from "./errors.ts";
import { ownersOf } from "./owners.ts";
import type { OperatorContext } from "./tenant-operation.ts";

type World = Pick<OperatorContext, "store">;

/** The tenant whose id is in the path. Refuses an id that no tenant has. */
export async function tenantOf({ parameters }: Pick<Call, "parameters">, { store }: World): Promise<Tenant> {
  const { tenantId = "" } = parameters;
  const tenant = isId(tenantId) ? await store.tenants.findById(tenantId) : undefined;
  if (tenant === undefined) throw tenantNotFound(tenantId);
  return tenant;
}

/** The tenant whose handle is in the path. Refuses a handle that no tenant has. */
export async function tenantOfDomain({ parameters }: Pick<Call, "parameters">, { store }: World): Promise<Tenant> {
  const { tenantDomain = "" } = parameters;
  const tenant = await store.tenants.find(tenantDomain);
  if (tenant === undefined) throw tenantNotFound(tenantDomain);
  return tenant;
}

/** The tenant as it is answered. */
export async function answerFor(tenant: TenantProperties, { store }: World) {
  const { id, handle: domain, name, enabled: activated, createdAt } = tenant;
  const owners = await ownersOf(tenant, store.forTenant(id));
  return {
    id,
    name,
    domain,
    owners: owners.map((owner) => ({ id: owner.id, username: owner.name })),
    createdDate: new Date(createdAt * 1000).toISOString(),
    lifecycleStatus: { activated },
  };
}
