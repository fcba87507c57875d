import type { ProtocolContext } from "./context.ts";
import type { Client, NamedOrganization, Organization, User } from "./model.ts";
import { OIDC_SCOPES } from "./tokens/claims.ts";

/** What stands open to somebody in an organization, or why nothing does. */
export type OrganizationAccess = OpenAccess | RefusedAccess;

export interface OpenAccess {
  readonly kind: "open";
  readonly organization: Organization;
  /** The ids of the organizations that it lies below. */
  readonly above: readonly string[];
  /** The scopes that the user may have in it; undefined for a client that acts for itself, which may have all of its own. */
  readonly memberScope: readonly string[] | undefined;
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
  { store }: Pick<ProtocolContext, "store">,
): Promise<OrganizationAccess> {
  const [lineage, memberScope] = await Promise.all([
    store.organizations.lineage(organizationId),
    user && store.organizationMembers.find(organizationId, user.id),
  ]);
  const [organization, ...ancestors] = lineage;
  const above = ancestors.map(({ id }) => id);
  if (organization === undefined) return { kind: "unknown", above };
  if (lineage.some(({ status }) => status !== "ACTIVE")) return { kind: "disabled", above };
  if (!isShared(client, organizationId)) return { kind: "not shared", above };
  if (user !== undefined && memberScope === undefined) return { kind: "no member", above };
  return { kind: "open", organization, above, memberScope };
}

/** Of the scopes those that may be had there. What the scopes of OpenID Connect tell of a user is not the organization's. */
export function scopeWithin(scope: readonly string[], { memberScope }: OpenAccess): string[] {
  return scope.filter((name) => memberScope === undefined || memberScope.includes(name) || OIDC_SCOPES.has(name));
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

function isShared({ sharing }: Client, organizationId: string): boolean {
  return sharing.with === "all" || (sharing.with !== "none" && sharing.with.includes(organizationId));
}
