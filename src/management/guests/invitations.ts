import { equalInConstantTime } from "../../crypto/hashes.ts";
import { newId } from "../../crypto/ids.ts";
import { issueOpaqueToken, parseOpaqueToken } from "../../crypto/opaque-token.ts";
import type { Organization } from "../../protocol/model/organization.ts";
import type { Tenant } from "../../protocol/model/tenant.ts";
import { memberIdIn, type User } from "../../protocol/model/user.ts";
import { findOrganizationWorld } from "../../protocol/organization-world.ts";
import { builtInRoles } from "../../protocol/roles.ts";
import type { StoredRecord } from "../../store/port/records.ts";
import type { TenantStore } from "../../store/port/store.ts";

/** Somebody of the tenant's users who is invited into an organization: the document of one of its records. */
export interface InvitationDocument {
  readonly userId: string;
  readonly userName: string;
  readonly email: string;
  /** Ids of the organization's roles. */
  readonly roles: readonly string[];
  readonly expiresAt: number;
  /** All that is kept of the code (security bar 26.3). */
  readonly secretHash: string;
}

export type Invitation = StoredRecord<InvitationDocument>;

export interface GuestWorld {
  readonly root: { readonly tenant: Tenant; readonly store: TenantStore };
  readonly now: number;
}

/** Where a code leads: whoever accepts says nothing else. */
interface Place {
  readonly organizationId: string;
}

const RECORD = "guest invitation";
const VALID_SECONDS = 86_400;

/** Keeps an invitation into the organization, and returns its code; undefined: one is open for the user already. */
export async function addInvitation(
  organizationId: string,
  { user, email, roles }: { readonly user: User; readonly email: string; readonly roles: readonly string[] },
  { root, now, nowMilliseconds }: GuestWorld & { readonly nowMilliseconds: number },
): Promise<string | undefined> {
  const { records } = root.store.organizations.worldOf({ id: organizationId });
  const before = await records.findByName<InvitationDocument>(RECORD, user.id);
  if (before !== undefined && isOpen(before, now)) return undefined;
  if (before !== undefined) await records.remove(RECORD, before.id);
  const id = newId(nowMilliseconds);
  const { text, secretHash } = issueOpaqueToken(id);
  const expiresAt = now + VALID_SECONDS;
  const document: InvitationDocument = {
    userId: user.id,
    userName: user.userName,
    email,
    roles,
    expiresAt,
    secretHash: secretHash.toString("base64url"),
  };
  const place: Place = { organizationId };
  await root.store.transients.add(RECORD, id, place, expiresAt, now);
  return (await records.add(RECORD, { id, name: user.id, document }, now)) ? text : undefined;
}

/** The invitations into the organization, by the user's name. */
export async function listInvitations({ records }: Pick<TenantStore, "records">): Promise<Invitation[]> {
  const all = await records.list<InvitationDocument>(RECORD);
  return all.sort((a, b) => (a.document.userName < b.document.userName ? -1 : 1));
}

/** False when there is none with the id. */
export function removeInvitation(id: string, { records }: Pick<TenantStore, "records">): Promise<boolean> {
  return records.remove(RECORD, id);
}

/** What the code opens: undefined for one that is wrong, used, withdrawn or over, and where the organization is closed. */
export async function findInvitation(
  code: string,
  { root, now }: GuestWorld,
): Promise<{ readonly invitation: Invitation; readonly organization: Organization } | undefined> {
  const parsed = parseOpaqueToken(code);
  const place = parsed && (await root.store.transients.find<Place>(RECORD, parsed.id, now));
  if (parsed === undefined || place === undefined) return undefined;
  const world = await findOrganizationWorld(place.document.organizationId, root);
  if (world.kind !== "open") return undefined;
  const invitation = await world.store.records.find<InvitationDocument>(RECORD, parsed.id);
  if (invitation === undefined || !isOpen(invitation, now)) return undefined;
  const expected = Buffer.from(invitation.document.secretHash, "base64url");
  return equalInConstantTime(parsed.secretHash, expected)
    ? { invitation, organization: world.organization }
    : undefined;
}

/** Makes the invited user a member, with the roles that are still there. Undefined for a code that opens nothing: of any number of callers one is let in. */
export async function acceptInvitation(
  code: string,
  ctx: GuestWorld,
): Promise<{ readonly invitation: Invitation; readonly organization: Organization } | undefined> {
  const found = await findInvitation(code, ctx);
  if (found === undefined) return undefined;
  const { organization, invitation } = found;
  const { userId, roles } = invitation.document;
  const { store } = ctx.root;
  const world = store.organizations.worldOf(organization);
  const user = await store.users.find(userId);
  if (!user?.enabled || !(await removeInvitation(invitation.id, world))) return undefined;
  const scope = (await store.organizationMembers.find(organization.id, userId)) ?? [];
  if (!(await store.organizationMembers.save(organization.id, { userId, scope }))) return undefined;
  const known = builtInRoles({ id: organization.id, organization }).map(({ id }) => id);
  const addedUsers = [memberIdIn(organization.id, userId)];
  for (const id of roles) {
    const isThere = known.includes(id) || (await world.records.find("role", id)) !== undefined;
    if (isThere) await world.roleMembers.change(id, { addedUsers });
  }
  return found;
}

/** Withdraws the invitation as the user wishes. Undefined for a code that opens nothing: of any number of callers one has declined. */
export async function declineInvitation(
  code: string,
  ctx: GuestWorld,
): Promise<{ readonly invitation: Invitation; readonly organization: Organization } | undefined> {
  const found = await findInvitation(code, ctx);
  const world = found && ctx.root.store.organizations.worldOf(found.organization);
  return world && (await removeInvitation(found.invitation.id, world)) ? found : undefined;
}

/** Whether it can be accepted still. */
export function isOpen({ document }: Invitation, now: number): boolean {
  return document.expiresAt > now;
}
