import type { Clock } from "../clock.ts";
import { handleAt } from "../protocol/handle.ts";
import type { Session } from "../protocol/model/session.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import type { User } from "../protocol/model/user.ts";
import { atHomeIn } from "../protocol/user-home.ts";
import type { TenantStore } from "../store/port/store.ts";
import type { Sealing } from "./apply-applications.ts";
import { applyGroup } from "./apply-groups.ts";
import { applyRecord } from "./apply-records.ts";
import { applyRole } from "./apply-roles.ts";
import { type AppliedUser, applyUser } from "./apply-users.ts";
import type { OrganizationConfiguration, SubOrganizationConfiguration } from "./configuration.ts";
import type { Outcome } from "./outcome.ts";
import { entriesOf, recordBlocks } from "./records/blocks.ts";

/** Is told of sessions that a new password ended, so that their applications can be told. */
export type SessionsEnded = (tenant: Tenant, user: User, sessions: readonly Session[]) => Promise<void>;

/** Is told what became of each thing of the file. */
export type NoteOutcome = (outcome: Outcome, thing: string, name: string, id?: string) => Promise<void>;

/** What a tenant and the organizations inside it have alike, and where it is to be stored. */
export interface World {
  readonly tenant: Tenant;
  readonly store: TenantStore;
  /** The tenant itself, whose applications also those of the organizations inside it are. */
  readonly root: { readonly tenant: Tenant; readonly store: TenantStore };
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly note: NoteOutcome;
  readonly sessionsEnded: SessionsEnded;
  /** By the ids of the file those of the same things in the store; what is applied is added. */
  readonly ids: Map<string, string>;
  /** Handles of the organizations inside the tenant, by id. */
  readonly organizations: ReadonlyMap<string, string>;
}

/** Makes the store hold the users, groups, roles and records of the file. */
export async function applyWorld(
  wanted: OrganizationConfiguration | SubOrganizationConfiguration,
  world: World,
): Promise<void> {
  const { tenant, store, root, clock, ids, note } = world;
  const { clients } = root.store;
  const noted = async (outcome: Outcome, thing: string, name: string, given: string | undefined, id: string) => {
    if (given !== undefined && given !== id) ids.set(given, id);
    await note(outcome, thing, name, id);
  };
  for (const user of wanted.users) {
    const { ended, id, ...outcome } = await applyUser(user, { store, root: root.store }, clock);
    await noted(outcome, "user", user.userName, user.id, id);
    if (ended !== undefined) await tellOfEnd(ended, world);
  }
  for (const group of wanted.groups) {
    const { id, ...outcome } = await applyGroup(group, store, clock);
    await noted(outcome, "group", group.displayName, group.id, id);
  }
  for (const role of wanted.roles) {
    const { id, ...outcome } = await applyRole(role, { tenant, clients }, store, clock);
    await noted(outcome, "role", role.displayName, role.id, id);
  }
  const context = {
    handle: tenant.handle,
    organizations: world.organizations,
    tenantId: tenant.id,
    ids,
    keys: world.sealing,
  };
  for (const block of recordBlocks) {
    for (const entry of entriesOf(wanted, block)) {
      const { id, ...outcome } = await applyRecord(block, entry, store, clock, context);
      await noted(outcome, block.what, block.nameOf(entry), entry.id as string | undefined, id);
    }
  }
}

/** Also an organization's own applications, which know its own issuer, and its people as no others. */
async function tellOfEnd(
  { user, sessions }: NonNullable<AppliedUser["ended"]>,
  { tenant, root, sessionsEnded }: World,
): Promise<void> {
  const { organization } = tenant;
  await sessionsEnded(root.tenant, organization === undefined ? user : atHomeIn(organization, user), sessions);
  if (organization === undefined) return;
  await sessionsEnded({ ...tenant, handle: handleAt(tenant, organization.id) }, user, sessions);
}
