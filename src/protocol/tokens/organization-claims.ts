import type { NamedOrganization } from "../model/organization.ts";
import type { Tenant } from "../model/tenant.ts";
import type { User } from "../model/user.ts";

/**
 * What a token says of the organization that it was issued for, or whose own issuer it is of, by Asgardeo's names (contract §7.2, §7.3), and
 * of a user, where the user is at home. Tokens for the tenant itself say nothing of the kind.
 */
export function organizationClaims(issuedFor: NamedOrganization | undefined, user: User | undefined, tenant: Tenant) {
  const organization = issuedFor ?? tenant.organization;
  if (organization === undefined) return {};
  return {
    org_id: organization.id,
    org_name: organization.name,
    org_handle: organization.handle,
    ...(user !== undefined && { user_org: user.home ?? tenant.id }),
  };
}

/** Their names. */
export const ORGANIZATION_CLAIMS = ["org_id", "org_name", "org_handle", "user_org"];
