import type { TenantStore } from "../store/port/store.ts";
import type { Organization } from "./model/organization.ts";

/** An organization's e-mail domain: the document of a record of the kind `email domain` whose name is the domain, in lower case. */
export interface EmailDomainDocument {
  readonly organizationId: string;
}

/** What the tenant has decided about finding organizations: the document of a setting. Without it nothing is found (contract §21.3). */
export interface DiscoveryDocument {
  readonly emailDomain: boolean;
}

/** The name of that setting. */
export const ORGANIZATION_DISCOVERY = "organization discovery";

/** Longer texts are no addresses (RFC 5321 §4.5.3.1.3). In characters. */
const LONGEST_ADDRESS = 254;

/** The organization whose people have addresses like this one; undefined too while the tenant has not switched that on. */
export async function findOrganizationByEmail(
  address: string,
  { records, organizations }: TenantStore,
): Promise<Organization | undefined> {
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  if (!address.includes("@") || domain === "" || address.length > LONGEST_ADDRESS) return undefined;
  const decided = await records.findByName<DiscoveryDocument>("setting", ORGANIZATION_DISCOVERY);
  if (decided?.document.emailDomain !== true) return undefined;
  const found = await records.findByName<EmailDomainDocument>("email domain", domain);
  return found && organizations.find(found.document.organizationId);
}
