import type { TenantProperties } from "../protocol/model/tenant.ts";
import { didYouMean } from "../settings/nearest-word.ts";
import { type Settings, SettingsError } from "../settings.ts";
import type { Store, TenantStore } from "../store/port/store.ts";
import { type Flags, readGiven } from "./given.ts";
import { openDatabase } from "./open-database.ts";

/** What a command works on: one organization, or all when none is named. */
export interface Organizations {
  readonly settings: Settings;
  readonly store: Store;
  readonly tenants: readonly TenantProperties[];
}

/** Opens the database for a command about organizations, and closes it after. Refuses a name that is not stored. */
export async function withOrganizations(
  handle: string | undefined,
  flags: Flags,
  work: (organizations: Organizations) => Promise<void>,
): Promise<void> {
  const { settings } = await readGiven(flags);
  const store = await openDatabase(settings);
  try {
    const stored = await store.tenants.list();
    const tenants = handle === undefined ? stored : stored.filter((tenant) => tenant.handle === handle);
    if (handle !== undefined && tenants.length === 0) {
      throw unknownOrganization(
        handle,
        stored.map((tenant) => tenant.handle),
      );
    }
    await work({ settings, store, tenants });
  } finally {
    await store.close();
  }
}

/** What signs in its own name: a tenant, or an organization inside one that has keys. */
export interface Issuer {
  readonly id: string;
  /** Its path below `/t/`. */
  readonly name: string;
  readonly store: TenantStore;
}

/** The tenants, each with those of its organizations that have keys of their own after it. */
export async function issuersOf({ tenants, store }: Pick<Organizations, "tenants" | "store">): Promise<Issuer[]> {
  const issuers: Issuer[] = [];
  for (const { id, handle } of tenants) {
    const tenantStore = store.forTenant(id);
    issuers.push({ id, name: handle, store: tenantStore });
    for (const organization of await tenantStore.organizations.below(undefined)) {
      const own = tenantStore.organizations.worldOf(organization);
      const name = `${handle}/o/${organization.id}`;
      if ((await own.keys.list()).length > 0) issuers.push({ id: organization.id, name, store: own });
    }
  }
  return issuers;
}

/** The handles that are named, or all of them. Refuses a name that is not stored. */
export function requireNamed(named: readonly string[], tenants: readonly TenantProperties[]): readonly string[] {
  const stored = tenants.map(({ handle }) => handle);
  for (const handle of named) if (!stored.includes(handle)) throw unknownOrganization(handle, stored);
  return named.length === 0 ? stored : named;
}

function unknownOrganization(handle: string, stored: readonly string[]): SettingsError {
  return new SettingsError(`the database has no organization ${handle}: ${didYouMean(handle, stored)}`);
}
