import type { Notify } from "../notifications/notifier.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import type { OrganizationWorld } from "../protocol/organization-world.ts";
import type { TenantStore } from "../store/port/store.ts";
import { tenantPath } from "./paths.ts";
import type { Services } from "./services.ts";
import { peoplePath } from "./within.ts";

/**
 * Writes to the people of the tenant or of one of its organizations, with the words and the senders of the nearest that has some.
 * `tenantUrl`: where they sign in, if it is not at the tenant's URL.
 */
export function notifyIn(
  root: { readonly tenant: Tenant; readonly store: TenantStore },
  world: OrganizationWorld | undefined,
  { notifier, settings }: Pick<Services, "notifier" | "settings">,
  tenantUrl = `${settings.baseUrl}${tenantPath(root.tenant.handle)}`,
): Notify {
  const own = world === undefined ? [] : [{ id: world.organization.id, records: world.store.records }];
  const above = (world?.above ?? []).map((organization) => ({
    id: organization.id,
    records: root.store.organizations.worldOf(organization).records,
  }));
  return notifier.notifyIn({
    // Of the organization itself: its mail server holds up nobody else's messages (security bar 22.4).
    tenantId: world?.organization.id ?? root.tenant.id,
    name: (world?.organization ?? root.tenant).name,
    tenantUrl,
    peopleUrl: `${settings.baseUrl}${peoplePath(root.tenant, world?.organization.id)}`,
    places: [...own, ...above, { id: root.tenant.id, records: root.store.records }],
  });
}
