import { isDeepStrictEqual } from "node:util";
import { OAuthError } from "./errors.ts";
import type { Client } from "./model/client.ts";
import type { Tenant } from "./model/tenant.ts";
import { isTooDeep } from "./nesting.ts";

/** One element of `authorization_details` (RFC 9396 §2). */
export type AuthorizationDetail = Readonly<Record<string, unknown>> & { readonly type: string };

/** They are stored with the authorization and shown to its user. In characters. */
const LONGEST = 16_384;
const MOST_DETAILS = 20;

/** RFC 9396 §2.2: what every type may have, and what it must be then. */
const COMMON_FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  locations: isListOfTexts,
  actions: isListOfTexts,
  datatypes: isListOfTexts,
  privileges: isListOfTexts,
  identifier: (value) => typeof value === "string",
};

/**
 * The `authorization_details` of a request (RFC 9396 §5); undefined when there are none. Refuses what is no list of typed objects, a type
 * that no API of the tenant knows, and one that the client is not authorized for.
 */
export function parseAuthorizationDetails(
  text: string | undefined,
  client: Client,
  tenant: Tenant,
): readonly AuthorizationDetail[] | undefined {
  if (text === undefined) return undefined;
  const details = parseList(text);
  for (const { type } of details) {
    if (!authorizationDetailsTypes(tenant).has(type) || !client.authorizationDetailsTypes.includes(type)) {
      throw invalid("The type of authorization_details is not known, or not for this client.");
    }
  }
  return details;
}

/**
 * Of the details that were allowed, those that a token is asked for (RFC 9396 §6): all of them unless it names some. Refuses one that is
 * not, member for member, among those allowed.
 */
export function narrowedDetails(
  text: string | undefined,
  allowed: readonly Readonly<Record<string, unknown>>[] | undefined,
): readonly Readonly<Record<string, unknown>>[] | undefined {
  if (text === undefined) return allowed;
  const details = parseList(text);
  if (!details.every((detail) => allowed?.some((one) => isDeepStrictEqual(one, detail)))) {
    throw invalid("The authorization_details are more than was allowed.");
  }
  return details;
}

/** What a detail says, for its user to read: a list in one line, and the members of an object by the path to them. */
export function membersOf(detail: Readonly<Record<string, unknown>>): [member: string, value: string][] {
  return Object.entries(detail).flatMap(([name, value]): [string, string][] => {
    if (isObject(value)) return membersOf(value).map(([member, text]) => [`${name}.${member}`, text]);
    if (!Array.isArray(value)) return [[name, String(value)]];
    return [[name, value.map((each) => (typeof each === "object" ? JSON.stringify(each) : String(each))).join(", ")]];
  });
}

/** The types that the tenant's APIs know. */
export function authorizationDetailsTypes(tenant: Tenant): ReadonlySet<string> {
  return new Set(tenant.apiResources.flatMap((api) => api.authorizationDetailsTypes));
}

function parseList(text: string): readonly AuthorizationDetail[] {
  if (text.length > LONGEST) throw invalid("The authorization_details are too long.");
  const details = parseJson(text);
  if (isTooDeep(details)) throw invalid("The authorization_details are nested too deep.");
  if (!Array.isArray(details) || details.length === 0 || details.length > MOST_DETAILS || !details.every(isDetail)) {
    throw invalid("The authorization_details are not a list of objects with a type.");
  }
  return details;
}

function isDetail(value: unknown): value is AuthorizationDetail {
  return (
    isObject(value) &&
    typeof value.type === "string" &&
    Object.entries(value).every(
      ([name, member]) => !Object.hasOwn(COMMON_FIELDS, name) || COMMON_FIELDS[name]?.(member),
    )
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((element) => typeof element === "string");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OAuthError("invalid_authorization_details", "The authorization_details are not JSON.", { cause });
  }
}

function invalid(description: string): OAuthError {
  return new OAuthError("invalid_authorization_details", description);
}
