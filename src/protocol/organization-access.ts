import type { ProtocolContext } from "./context.ts";
import { OAuthError } from "./errors.ts";
import type { Client, NamedOrganization, Organization, User } from "./model.ts";
import { OIDC_SCOPES } from "./tokens/claims.ts";

/** What stands open to somebody in an organization, or why nothing does. */
export type OrganizationAccess = OpenAccess | { readonly kind: "unknown" | "disabled" | "not shared" | "no member" };

export interface OpenAccess {
  readonly kind: "open";
  readonly organization: Organization;
  /** The organizations that it lies below, the nearest first. */
  readonly ancestors: readonly Organization[];
  /** The scopes that the user may have in it; undefined for a client that acts for itself, which may have all of its own. */
  readonly memberScope: readonly string[] | undefined;
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
  if (organization === undefined) return { kind: "unknown" };
  if (lineage.some(({ status }) => status !== "ACTIVE")) return { kind: "disabled" };
  if (!isShared(client, organizationId)) return { kind: "not shared" };
  if (user !== undefined && memberScope === undefined) return { kind: "no member" };
  return { kind: "open", organization, ancestors, memberScope };
}

/** What the client is told that asked for a token for the organization and cannot have one. */
export function refusalOf({ kind }: Exclude<OrganizationAccess, OpenAccess>): OAuthError {
  if (kind === "disabled") {
    return new OAuthError("invalid_request", "The switching organization is in deactivated state.");
  }
  if (kind === "not shared") {
    return new OAuthError(
      "invalid_grant",
      "Organization switching is not allowed for organizations that have not shared the application",
    );
  }
  return new OAuthError("invalid_grant", "Provided Authorization Grant is invalid", { reason: `${kind} of the organization` });
}

/** Of the scopes those that may be had: what is said of the user is no matter of the organization's. */
export function scopeWithin(scope: readonly string[], { memberScope }: OpenAccess): string[] {
  return scope.filter((name) => memberScope === undefined || memberScope.includes(name) || OIDC_SCOPES.has(name));
}

/** A token or an authorization for the organization, with its names of now and no scope that could not be had now. */
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
