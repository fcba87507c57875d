import { idFromBytes, idToBytes, isId } from "../../crypto/ids.ts";
import { parseJwt } from "../../crypto/parse-jwt.ts";
import type { Tenant } from "../model/tenant.ts";

/** An opaque token with base64url of an organization's id behind it. */
const NAMED = /^[A-Za-z0-9_-]{64}\.([A-Za-z0-9_-]{22})$/;

type Issuing = Pick<Tenant, "organization">;

/**
 * The opaque access token as it is given out. At an organization's own issuer it names the organization, which is no secret: the APIs below
 * the tenant's URL, where it is shown too (contract §1.1), would have to look for it everywhere.
 */
export function withIssuer(text: string, { organization }: Issuing): string {
  return organization === undefined ? text : `${text}${suffixOf(organization.id)}`;
}

/** The token as it was made, if it is of this issuer. */
export function withoutIssuer(text: string, { organization }: Issuing): string {
  if (organization === undefined) return text;
  const suffix = suffixOf(organization.id);
  return text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}

/** The id of the organization whose own issuer an access token says it is of. Nothing of it is checked. */
export function issuingOrganizationOf(text: string, issuerOf: (organizationId: string) => string): string | undefined {
  const named = NAMED.exec(text)?.[1];
  if (named !== undefined) return idFromBytes(Buffer.from(named, "base64url"));
  const { iss, org_id: id } = claimsOf(text);
  return typeof id === "string" && isId(id) && iss === issuerOf(id) ? id : undefined;
}

function claimsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return parseJwt(text).claims;
  } catch {
    return {};
  }
}

function suffixOf(organizationId: string): string {
  return `.${idToBytes(organizationId).toString("base64url")}`;
}
