import { OAuthError } from "./errors.ts";
import type { Parameters } from "./parameters.ts";

const ISSUER = "http://openid.net/specs/connect/1.0/issuer";

/** What there is to know of a resource (RFC 7033 §4.4). */
export interface ResourceDescriptor {
  readonly subject: string;
  readonly links: readonly { readonly rel: string; readonly href: string }[];
}

/**
 * The issuer for whoever the `resource` is (OpenID Connect Discovery §2). Every account and every URL has the tenant's, so that nobody
 * learns who has an account here. Refuses what is no URI (RFC 7033 §4.2).
 */
export function webfinger(parameters: Parameters, rels: readonly string[], issuer: string): ResourceDescriptor {
  const subject = resourceOf(parameters);
  const wanted = rels.length === 0 || rels.includes(ISSUER);
  return { subject, links: wanted ? [{ rel: ISSUER, href: issuer }] : [] };
}

/** The `resource` of a query. Refuses one that is missing or no URI. */
export function resourceOf(parameters: Parameters): string {
  const resource = parameters.get("resource");
  if (resource === undefined || !/^(acct:[^@\s]+@[^@\s]+|https?:\/\/\S+)$/i.test(resource)) {
    throw new OAuthError("invalid_request", "The resource is not an acct, https or http URI.");
  }
  return resource;
}
