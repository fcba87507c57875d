import type { ProtocolContext } from "./context.ts";
import type { Client } from "./model/client.ts";
import type { NamedOrganization, Organization } from "./model/organization.ts";
import { memberIdIn, type User } from "./model/user.ts";
import { rolesIn } from "./roles.ts";
import { SELF_SERVICE_SCOPE } from "./system-apis.ts";
import { claimsOfScopes } from "./tokens/claims.ts";

/** What stands open to somebody in an organization, or why nothing does. */
export type OrganizationAccess = OpenAccess | RefusedAccess;

export interface OpenAccess {
  readonly kind: "open";
  readonly organization: Organization;
  /** The ids of the organizations that it lies below. */
  readonly above: readonly string[];
  /** The scopes that the user may have in it; undefined for a client that acts for itself, which may have all of its own. */
  readonly memberScope: readonly string[] | undefined;
  /** The tenant's scopes of OpenID Connect: what they tell of a user is not the organization's. */
  readonly profileScopes: ReadonlyMap<string, unknown>;
}

export interface RefusedAccess {
  /** `disabled` is also one that lies below a disabled one. */
  readonly kind: "unknown" | "disabled" | "not shared" | "no member";
  readonly above: readonly string[];
}

/** What the client may do in the organization for the user, or with no user for itself, as things are now. */
export async function findOrganizationAccess(
  organizationId: string,
  client: Client,
  user: User | undefined,
  { store, tenant }: Pick<ProtocolContext, "store" | "tenant">,
): Promise<OrganizationAccess> {
  const [lineage, memberScope] = await Promise.all([
    store.organizations.lineage(organizationId),
    user && memberScopeOf(user, organizationId, { store, tenant }),
  ]);
  const [organization, ...ancestors] = lineage;
  const above = ancestors.map(({ id }) => id);
  if (organization === undefined) return { kind: "unknown", above };
  if (lineage.some(({ status }) => status !== "ACTIVE")) return { kind: "disabled", above };
  if (!isSharedWith(client, lineage)) return { kind: "not shared", above };
  if (user !== undefined && memberScope === undefined) return { kind: "no member", above };
  return { kind: "open", organization, above, memberScope, profileScopes: claimsOfScopes(tenant) };
}

/**
 * What the user may do in the organization: one of its own by their roles there, a member from outside also what the membership itself
 * allows. Undefined: neither, or one whom its administrators have disabled or removed.
 */
async function memberScopeOf(
  user: User,
  organizationId: string,
  { store, tenant }: Pick<ProtocolContext, "store" | "tenant">,
): Promise<readonly string[] | undefined> {
  const isOwn = user.home === organizationId;
  const membership = isOwn ? [] : await store.organizationMembers.find(organizationId, user.id);
  if (membership === undefined) return undefined;
  const world = store.organizations.worldOf({ id: organizationId });
  const localId = localIdOf(user, organizationId);
  const own = { ...tenant, id: organizationId, organization: { id: organizationId } };
  const [present, roles] = await Promise.all([
    world.users.find(localId),
    rolesIn(undefined, { id: localId }, { tenant: own, store: world }),
  ]);
  // Of another organization's user, who made this one, there is none.
  if (present === undefined ? isOwn || user.home === undefined : !present.enabled) return undefined;
  return [...new Set([...membership, ...roles.flatMap(({ permissions }) => permissions)])];
}

/** The id that the user has among the organization's users. */
export function localIdOf(user: User, organizationId: string): string {
  return user.home === organizationId ? user.id : memberIdIn(organizationId, user.id);
}

/** Of the scopes those that may be had there. */
export function scopeWithin(scope: readonly string[], { memberScope, profileScopes }: OpenAccess): string[] {
  const isOfUser = (name: string) => profileScopes.has(name) || name === SELF_SERVICE_SCOPE;
  return scope.filter((name) => memberScope === undefined || memberScope.includes(name) || isOfUser(name));
}

/** A token or an authorization for the organization, by its names of now, and without the scopes that cannot be had any more. */
export function asOfNow<Granted extends { readonly scope: readonly string[]; readonly extras?: object }>(
  granted: Granted,
  access: OpenAccess,
): Granted {
  const extras = { ...granted.extras, organization: namesOf(access.organization) };
  return { ...granted, scope: scopeWithin(granted.scope, access), extras };
}

/** The organization as tokens name it. */
export function namesOf({ id, name, handle }: Organization): NamedOrganization {
  return { id, name, handle };
}

/** Whether users may be signed in to the client in the organization, which comes first of those that it lies below. */
export function isSharedWith(
  { sharing }: Pick<Client, "sharing">,
  lineage: readonly Pick<Organization, "id">[],
): boolean {
  if (sharing.with === "all") return true;
  const [organization] = lineage;
  const isNamed = sharing.with !== "none" && sharing.with.includes(organization?.id ?? "");
  return isNamed || lineage.some(({ id }) => sharing.below?.includes(id));
}
