import type { EmailDomainDocument } from "../../protocol/organization-discovery.ts";
import { ManagementError } from "../management-error.ts";
import type { ManagementContext } from "../operation.ts";

/** The one thing that organizations are found by (contract §21.3). */
export const EMAIL_DOMAIN = "emailDomain";

const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

interface Attribute {
  readonly type: string;
  readonly values?: readonly string[] | undefined;
}

/** The domains of addresses as they are compared. Refuses another type, and what is no domain. */
export function toDomains(attributes: readonly Attribute[]): string[] {
  const domains = attributes.flatMap(({ type, values = [] }) => {
    if (type !== EMAIL_DOMAIN) throw refused("Unsupported discovery attribute.", `${type} is not ${EMAIL_DOMAIN}.`);
    return values.map((value) => value.trim().toLowerCase());
  });
  const wrong = domains.find((domain) => !DOMAIN.test(domain));
  if (wrong !== undefined) throw refused("Invalid discovery attribute value.", `${wrong} is not a domain.`);
  return [...new Set(domains)];
}

/** What the organization is found by, as the API writes it. */
export async function discoveryAttributesOf(organizationId: string, ctx: ManagementContext) {
  const values = await domainsOf(organizationId, ctx);
  return values.length === 0 ? [] : [{ type: EMAIL_DOMAIN, values }];
}

/** By name. */
export async function domainsOf(organizationId: string, { root }: ManagementContext): Promise<string[]> {
  const all = await root.store.records.list<EmailDomainDocument>("email domain");
  return all.filter(({ document }) => document.organizationId === organizationId).map(({ name }) => name);
}

/** Makes these the organization's and no others. Refuses, and changes nothing, when another organization has one of them. */
export async function setDomains(
  organizationId: string,
  wanted: readonly string[],
  ctx: ManagementContext,
): Promise<void> {
  const { records } = ctx.root.store;
  for (const domain of wanted) {
    const found = await records.findByName<EmailDomainDocument>("email domain", domain);
    if (found !== undefined && found.document.organizationId !== organizationId) throw domainTaken(domain);
  }
  const before = await domainsOf(organizationId, ctx);
  for (const domain of before.filter((name) => !wanted.includes(name))) await records.remove("email domain", domain);
  for (const domain of wanted.filter((name) => !before.includes(name))) {
    const document: EmailDomainDocument = { organizationId };
    if (!(await records.add("email domain", { id: domain, name: domain, document }, ctx.now)))
      throw domainTaken(domain);
  }
}

/** For an organization that is no more. */
export async function forgetDomainsOf(organizationId: string, ctx: ManagementContext): Promise<void> {
  await setDomains(organizationId, [], ctx);
}

function domainTaken(domain: string): ManagementError {
  return refused("Discovery attribute is taken.", `${domain} is mapped to an organization already.`);
}

function refused(message: string, description: string): ManagementError {
  return new ManagementError(400, "ORG-60001", message, description);
}
