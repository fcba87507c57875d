import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../clock.ts";
import { newId } from "../crypto/ids.ts";
import type { Organization } from "../protocol/model/organization.ts";
import type { TenantStore } from "../store/port/store.ts";
import { changedFields } from "./changed-fields.ts";
import { ConfigurationError, type SubOrganizationConfiguration } from "./configuration.ts";

/** What applying did to a sub-organization of the file. */
export interface AppliedSubOrganization {
  readonly id: string;
  readonly created: boolean;
  /** The file's names of what differed. */
  readonly fields: readonly string[];
}

/** Makes the store hold the sub-organizations, whose members are another matter. Answers by handle. */
export async function applySubOrganizations(
  wanted: readonly SubOrganizationConfiguration[],
  store: TenantStore,
  clock: Clock,
): Promise<ReadonlyMap<string, AppliedSubOrganization>> {
  const applied = new Map<string, AppliedSubOrganization>();
  for (const organization of parentsFirst(wanted)) {
    const parentId = organization.parent === undefined ? undefined : applied.get(organization.parent)?.id;
    applied.set(organization.handle, await applyOne(organization, parentId, store, clock));
  }
  return applied;
}

/** Refuses, by a ConfigurationError, to put an organization that is there elsewhere into the tree. */
export async function refuseMoves(wanted: readonly SubOrganizationConfiguration[], store: TenantStore): Promise<void> {
  for (const { handle, parent } of wanted) {
    const found = await store.organizations.findByHandle(handle);
    if (found === undefined) continue;
    const present = found.parentId === undefined ? undefined : await store.organizations.find(found.parentId);
    if (present?.handle === parent) continue;
    const [now, then] = [present?.handle, parent].map((above) => (above === undefined ? "no other" : above));
    throw new ConfigurationError(
      `sub-organization ${handle} lies below ${now} and the file puts it below ${then}: it cannot be moved`,
    );
  }
}

/** Makes the members those of the file and no others; answers whether they were not. Without a list in the file they stay. */
export async function applyMembers(
  organizationId: string,
  wanted: SubOrganizationConfiguration["members"],
  { users, organizationMembers }: TenantStore,
): Promise<boolean> {
  if (wanted === undefined) return false;
  const before = new Map((await organizationMembers.list(organizationId)).map(({ userId, scope }) => [userId, scope]));
  let changed = false;
  for (const { userName, scopes } of wanted) {
    const found = await users.findByName(userName);
    if (found === undefined) throw new ConfigurationError(`there is no user ${userName} to be a member`);
    const userId = found.user.id;
    const scope = [...new Set(scopes)].sort();
    if (!isDeepStrictEqual(before.get(userId), scope)) {
      await organizationMembers.save(organizationId, { userId, scope });
      changed = true;
    }
    before.delete(userId);
  }
  for (const userId of before.keys()) await organizationMembers.remove(organizationId, userId);
  return changed || before.size > 0;
}

async function applyOne(
  wanted: SubOrganizationConfiguration,
  parentId: string | undefined,
  store: TenantStore,
  clock: Clock,
): Promise<AppliedSubOrganization> {
  const { handle, name = handle, description, status, attributes } = wanted;
  const modifiedAt = Math.floor(clock.nowMilliseconds() / 1000);
  const settings = { name, description, status, attributes, modifiedAt };
  const found = await store.organizations.findByHandle(handle);
  if (found === undefined) {
    const id = newId(clock.nowMilliseconds());
    const created = await store.organizations.add({ id, handle, parentId, createdAt: modifiedAt, ...settings });
    if (created) return { id, created, fields: [] };
    // Another process that starts with the same file has made it meanwhile.
    if ((await store.organizations.findByHandle(handle)) !== undefined) {
      return applyOne(wanted, parentId, store, clock);
    }
    throw new ConfigurationError(`what sub-organization ${handle} is to lie below was removed meanwhile`);
  }
  const changed: Organization = { ...found, ...settings };
  const fields = changedFields(found, { ...changed, modifiedAt: found.modifiedAt });
  if (fields.length > 0) await store.organizations.update(changed);
  return { id: found.id, created: false, fields };
}

function parentsFirst(wanted: readonly SubOrganizationConfiguration[]): readonly SubOrganizationConfiguration[] {
  const byHandle = new Map(wanted.map((organization) => [organization.handle, organization]));
  const heightOf = ({ parent }: SubOrganizationConfiguration): number => {
    const above = parent === undefined ? undefined : byHandle.get(parent);
    return above === undefined ? 0 : 1 + heightOf(above);
  };
  return [...wanted].sort((one, other) => heightOf(one) - heightOf(other));
}
