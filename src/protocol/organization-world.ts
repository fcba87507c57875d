import { isId } from "../crypto/ids.ts";
import type { TenantStore } from "../store/port/store.ts";
import type { Organization } from "./model/organization.ts";
import type { Tenant, TenantSettings } from "./model/tenant.ts";

/** What an organization inside a tenant has of its own: users, groups, roles, records, credentials, attempts, audit. */
export interface OrganizationWorld {
  readonly kind: "open";
  readonly organization: Organization;
  /** Those that it lies below, the nearest first. */
  readonly above: readonly Organization[];
  /** The organization as a tenant of its own: by its id and name, at the tenant's handle, with the tenant's settings where it has none. */
  readonly tenant: Tenant;
  readonly store: TenantStore;
}

export interface ClosedWorld {
  /** `disabled` is also one that lies below a disabled one. */
  readonly kind: "unknown" | "disabled";
}

type World = { readonly tenant: Tenant; readonly store: TenantStore };

/** The name of the setting (a record) that holds what an organization has decided otherwise than its tenant. */
export const OWN_SETTINGS = "tenant settings";

/**
 * The world of one of the tenant's organizations, by its id or its handle. Nothing of another tenant is reached, and nothing of one that is
 * disabled or lies below a disabled one.
 */
export async function findOrganizationWorld(
  idOrHandle: string,
  { tenant, store }: World,
): Promise<OrganizationWorld | ClosedWorld> {
  const found = await findOrganization(idOrHandle, { store });
  const [organization, ...above] = found === undefined ? [] : await store.organizations.lineage(found.id);
  if (organization === undefined) return { kind: "unknown" };
  if ([organization, ...above].some(({ status }) => status !== "ACTIVE")) return { kind: "disabled" };
  const own = store.organizations.worldOf(organization);
  return { kind: "open", organization, above, tenant: await tenantOf(organization, own, tenant), store: own };
}

/** The organization of the name, which is its id or its handle, whatever its status. */
export async function findOrganization(
  idOrHandle: string,
  { store }: Pick<World, "store">,
): Promise<Organization | undefined> {
  const byId = isId(idOrHandle) ? await store.organizations.find(idOrHandle) : undefined;
  return byId ?? store.organizations.findByHandle(idOrHandle);
}

async function tenantOf({ id, name }: Organization, own: TenantStore, root: Tenant): Promise<Tenant> {
  const record = await own.records.findByName<Partial<TenantSettings>>("setting", OWN_SETTINGS);
  const settings = { ...root.settings, ...record?.document };
  return { ...root, id, name, settings, organization: { id } };
}
