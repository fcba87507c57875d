import { OAuthError } from "./errors.ts";
import type { Client } from "./model/client.ts";
import type { Tenant } from "./model/tenant.ts";

/**
 * The identifiers of the APIs that `resource` parameters name (RFC 8707 §2), each once; undefined when there are none. Refuses what is
 * not an absolute URI without a fragment, an API that the tenant does not have, and one that the client is not authorized for: a
 * token for it would say less than the client believes.
 */
export function findResources(
  requested: readonly string[] | undefined,
  client: Client,
  tenant: Tenant,
): readonly string[] | undefined {
  if (requested === undefined) return undefined;
  const known = tenant.apiResources.map(({ identifier }) => identifier);
  const isAuthorized = (identifier: string) => client.authorizedApis.some((api) => api.identifier === identifier);
  // Nobody has authorized one that registered itself: it may say which API it means, and gets none of the API's scopes.
  return identifiersAmong(client.registration === undefined ? known.filter(isAuthorized) : known, requested);
}

/**
 * Of the APIs that were allowed, those that a token is asked for (RFC 8707 §2.2): all of them unless it names some. Where the authorization
 * request had named none, it is any that the client is authorized for.
 */
export function narrowedResources(
  requested: readonly string[] | undefined,
  allowed: readonly string[] | undefined,
  client: Client,
  tenant: Tenant,
): readonly string[] | undefined {
  if (requested === undefined) return allowed;
  return allowed === undefined ? findResources(requested, client, tenant) : identifiersAmong(allowed, requested);
}

/**
 * Of the audience that was allowed, what the client may still ask for; refuses when nothing is left of it, since a token for all of them
 * would be wider.
 */
export function audienceAsOfNow(
  allowed: readonly string[],
  { clientId, accessToken, authorizedApis, registration }: Client,
): readonly string[] {
  const known = [clientId, ...accessToken.audience, ...authorizedApis.map(({ identifier }) => identifier)];
  const left = registration === undefined ? allowed.filter((one) => known.includes(one)) : allowed;
  if (left.length === 0) throw invalidTarget();
  return left;
}

function identifiersAmong(identifiers: readonly string[], requested: readonly string[]): readonly string[] {
  const found = requested.map((resource) => {
    const wanted = normalized(resource);
    return identifiers.find((identifier) => URL.canParse(identifier) && new URL(identifier).href === wanted);
  });
  if (!found.every((identifier) => identifier !== undefined)) throw invalidTarget();
  return [...new Set(found)];
}

/** RFC 3986 §6.2.3: `https://api.example` and `https://api.example/` are the same. */
function normalized(resource: string): string {
  if (resource.includes("#") || !URL.canParse(resource)) throw invalidTarget();
  return new URL(resource).href;
}

function invalidTarget(): OAuthError {
  return new OAuthError("invalid_target", "The requested resource is not known, or not for this client.");
}
