import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../../clock.ts";
import type { Tenant } from "../../protocol/model/tenant.ts";
import type { StoredRecord } from "../../store/port/records.ts";
import type { Store, TenantStore } from "../../store/port/store.ts";
import type { Configuration } from "../configuration.ts";
import { exportOrganization } from "../export/export-organization.ts";
import { secretDigests } from "../export/secret-variables.ts";
import type { Entry } from "../records/record-block.ts";

/** How an organization was right after a file was applied: the document of a record. */
export interface AppliedDocument {
  /** Unix seconds. */
  readonly at: number;
  /** As a file would have it, with the users and groups of the applied file alone, and with digests in place of secrets. */
  readonly organization: Entry;
}

const KIND = "applied configuration";
const NAME = "last";

/** Keeps how the organizations of the configuration are now, to tell later what was changed since. */
export async function rememberApplied({ organizations }: Configuration, store: Store, clock: Clock): Promise<void> {
  const at = Math.floor(clock.nowMilliseconds() / 1000);
  for (const wanted of organizations) {
    const tenant = await store.tenants.find(wanted.handle);
    if (tenant === undefined) continue;
    const tenantStore = store.forTenant(tenant.id);
    const organization = await snapshotOf(tenant, tenantStore, wanted);
    const before = await findApplied(tenantStore);
    if (before !== undefined && isDeepStrictEqual(before.document.organization, organization)) continue;
    const document: AppliedDocument = { at, organization };
    // Of processes that start together with the same file one keeps it for all.
    if (before === undefined) await tenantStore.records.add(KIND, { id: NAME, name: NAME, document }, at);
    else await tenantStore.records.replace(KIND, { ...before, document }, at);
  }
}

/** What was kept of the organization; undefined: no file was applied to it. */
export async function findApplied({ records }: TenantStore): Promise<StoredRecord<AppliedDocument> | undefined> {
  return records.findByName<AppliedDocument>(KIND, NAME);
}

/** A file, or what was made of one: whose users and groups it is about. */
export interface NamedPeople {
  readonly handle: string;
  readonly users?: readonly { readonly userName: string }[] | undefined;
  readonly groups?: readonly { readonly displayName: string }[] | undefined;
  readonly subOrganizations?: readonly NamedPeople[] | undefined;
}

/** How the organization is now, with these people alone: others come and go without a file. */
export async function snapshotOf(tenant: Tenant, store: TenantStore, people: NamedPeople): Promise<Entry> {
  const named = new Map([people, ...(people.subOrganizations ?? [])].map((each) => [each.handle, each]));
  const exported = await exportOrganization(tenant, store, secretDigests, {
    people: (place) => {
      const { users = [], groups = [] } = named.get(place) ?? {};
      return { users: users.map(({ userName }) => userName), groups: groups.map(({ displayName }) => displayName) };
    },
  });
  // As it comes back from the store.
  return JSON.parse(JSON.stringify(exported));
}
