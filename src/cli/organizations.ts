import type { TenantProperties } from "../protocol/model.ts";
import { didYouMean } from "../settings/nearest-word.ts";
import { type Settings, SettingsError } from "../settings.ts";
import type { Store } from "../store/store.ts";
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

/** The handles that are named, or all of them. Refuses a name that is not stored. */
export function requireNamed(named: readonly string[], tenants: readonly TenantProperties[]): readonly string[] {
  const stored = tenants.map(({ handle }) => handle);
  for (const handle of named) if (!stored.includes(handle)) throw unknownOrganization(handle, stored);
  return named.length === 0 ? stored : named;
}

function unknownOrganization(handle: string, stored: readonly string[]): SettingsError {
  return new SettingsError(`the database has no organization ${handle}: ${didYouMean(handle, stored)}`);
}
