import type { Clock } from "../clock.ts";
import type { Tenant, TenantProperties } from "../protocol/model/tenant.ts";
import { newTenant } from "../protocol/new-tenant.ts";
import type { Store, TenantStore } from "../store/port/store.ts";
import { applyApiResource } from "./apply-api-resources.ts";
import { applyApplication, type Sealing } from "./apply-applications.ts";
import {
  type AppliedSubOrganization,
  applyMembers,
  applySubOrganizations,
  refuseMoves,
} from "./apply-sub-organizations.ts";
import { applyWorld, type NoteOutcome, type SessionsEnded } from "./apply-world.ts";
import { auditChange } from "./audit-change.ts";
import { changedFields } from "./changed-fields.ts";
import { type Configuration, ConfigurationError, type OrganizationConfiguration } from "./configuration.ts";
import { mergedIssuers } from "./merged-issuers.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { type OrganizationIds, toTenantSettings } from "./to-client.ts";

/** What applying did to one thing of the file. */
export interface Change {
  readonly kind: Outcome["kind"];
  /** `application bifrost-web of bifrost`. */
  readonly what: string;
  /** Of a change: the file's names of what differed, never the values. */
  readonly fields?: readonly string[];
}

/** Is told of each thing of the file when it is done, with its values. */
export type Noted = (change: Change, values: Outcome["values"]) => void;

/**
 * Makes the store hold what the configuration says. Applied again it writes nothing. Nothing is deleted: what the file does not
 * name stays, but for the members of groups and sub-organizations whose list the file has. Refuses, by a ConfigurationError and before
 * the first write, to turn a demo's organization into a real one or the reverse, since users with public passwords may be left in it, and
 * to move an organization in its tree.
 */
export async function applyConfiguration(
  configuration: Configuration,
  store: Store,
  clock: Clock,
  sealing: Sealing,
  sessionsEnded: SessionsEnded = async () => {},
  noted: Noted = () => {},
): Promise<Change[]> {
  for (const { handle, subOrganizations } of configuration.organizations) {
    const tenant = await store.tenants.find(handle);
    refuseOtherKind(tenant, configuration.demo);
    if (tenant !== undefined) await refuseMoves(subOrganizations, store.forTenant(tenant.id));
  }

  const changes: Change[] = [];
  const noting =
    (of: string, audited: TenantStore): NoteOutcome =>
    async (outcome, thing, name, id = name) => {
      const { kind, fields } = outcome;
      const change = { kind, what: `${thing} ${name}${of}`, ...(fields && { fields }) };
      changes.push(change);
      noted(change, outcome.values);
      await auditChange({ kind: thing, id, name }, outcome, audited, clock);
    };
  for (const organization of configuration.organizations) {
    const { handle } = organization;
    const { tenant, ...applied } = await applyOrganization(organization, configuration.demo, store, clock);
    const tenantStore = store.forTenant(tenant.id);
    await noting("", tenantStore)(applied, "organization", handle, tenant.id);
    const note = noting(` of ${handle}`, tenantStore);
    for (const api of organization.apiResources) {
      const { id, ...outcome } = await applyApiResource(api, tenantStore, clock);
      await note(outcome, "API resource", api.identifier, id);
    }
    // Before the applications, which are shared with them; their members are users, who come after.
    const subOrganizations = await applySubOrganizations(organization.subOrganizations, tenantStore, clock);
    const { clients } = tenantStore;
    const ids = new Map<string, string>();
    const organizations: OrganizationIds = new Map([...subOrganizations].map(([name, { id }]) => [name, id]));
    for (const application of organization.applications) {
      const { clientId, id: given } = application;
      await note(
        await applyApplication(application, organizations, tenant, tenantStore, sealing),
        "application",
        clientId,
      );
      const present = given === undefined ? undefined : (await clients.find(clientId))?.application?.id;
      if (given !== undefined && present !== undefined && present !== given) ids.set(given, present);
    }
    const handles = new Map([...organizations].map(([name, id]) => [id, name]));
    const root = { tenant, store: tenantStore };
    const common = { root, clock, sealing, ids, sessionsEnded, organizations: handles };
    await applyWorld(organization, { ...common, tenant, store: tenantStore, note });
    for (const subOrganization of organization.subOrganizations) {
      const { handle: name, members } = subOrganization;
      const applied = subOrganizations.get(name) as AppliedSubOrganization;
      const { id } = applied;
      const outcome = withMembers(applied, await applyMembers(id, members, tenantStore));
      await note(outcome, "sub-organization", name, id);
      const own = { ...tenant, id, organization: { id } };
      const world = tenantStore.organizations.worldOf({ id });
      const noteOwn = noting(` of ${name} in ${handle}`, world);
      await applyWorld(subOrganization, { ...common, tenant: own, store: world, note: noteOwn });
    }
  }
  return changes;
}

function withMembers({ created, fields }: AppliedSubOrganization, membersChanged: boolean): Outcome {
  if (created) return { kind: "created" };
  const changed = membersChanged ? [...fields, "members"] : fields;
  return changed.length === 0 ? { kind: "unchanged" } : { kind: "changed", fields: changed };
}

function refuseOtherKind(tenant: TenantProperties | undefined, demo: boolean): void {
  if (tenant === undefined || tenant.demo === demo) return;
  const [stored, file] = demo ? ["a real organization", "a demo's"] : ["a demo's organization", "no demo's"];
  throw new ConfigurationError(
    `organization ${tenant.handle} is stored as ${stored} and the file is ${file}: use another data directory or handle`,
  );
}

async function applyOrganization(
  organization: OrganizationConfiguration,
  demo: boolean,
  store: Store,
  clock: Clock,
): Promise<Outcome & { tenant: Tenant }> {
  const { handle, name = handle, enabled } = organization;
  const settings = toTenantSettings(organization);
  const found = await store.tenants.find(handle);
  if (found === undefined) {
    const tenant = await store.tenants.create(
      newTenant({ handle, name, demo, enabled, settings }, clock.nowMilliseconds()),
    );
    return { tenant, kind: "created", values: { after: { handle, name, enabled: tenant.enabled, ...settings } } };
  }
  const before = { name: found.name, enabled: found.enabled, ...found.settings };
  // What no file can say stays as the administrators have it.
  const trustedTokenIssuers = mergedIssuers(found.settings.trustedTokenIssuers, settings.trustedTokenIssuers);
  const settled = { ...found.settings, ...settings, trustedTokenIssuers };
  const after = { name, enabled: enabled ?? found.enabled, ...settled };
  const fields = changedFields(before, after);
  const outcome = outcomeOf(fields, before, after);
  if (outcome.kind === "changed") await store.tenants.update({ ...found, name, settings: settled });
  if (after.enabled !== found.enabled) await store.tenants.setEnabled(found.id, after.enabled);
  return { tenant: found, ...outcome };
}
