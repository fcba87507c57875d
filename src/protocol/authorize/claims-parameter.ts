import { OAuthError } from "../errors.ts";
import type { RequestedClaim, RequestedClaims } from "../model/authorization.ts";
import { isTooDeep } from "../nesting.ts";

/** It is stored with every authorization that has it, so it stays small. In characters. */
const LONGEST = 8192;

type ClaimsOfOneToken = Readonly<Record<string, RequestedClaim | null>>;

/**
 * The `claims` parameter (OIDC Core §5.5): its members for the ID token and for userinfo, and of each claim what the section defines.
 * Unknown members are left out, as it asks; refuses what is not of its form.
 */
export function parseRequestedClaims(text: string | undefined): RequestedClaims | undefined {
  if (text === undefined) return undefined;
  if (text.length > LONGEST) throw malformed();
  const claims = objectOf(parseJson(text));
  if (isTooDeep(claims)) throw malformed();
  const idToken = parseMember(claims.id_token);
  const userinfo = parseMember(claims.userinfo);
  return { ...(idToken !== undefined && { id_token: idToken }), ...(userinfo !== undefined && { userinfo }) };
}

function parseMember(member: unknown): ClaimsOfOneToken | undefined {
  if (member === undefined || member === null) return undefined;
  return Object.fromEntries(Object.entries(objectOf(member)).map(([name, claim]) => [name, parseClaim(claim)]));
}

function parseClaim(claim: unknown): RequestedClaim | null {
  if (claim === null) return null;
  const { essential, value, values } = objectOf(claim);
  if (essential !== undefined && typeof essential !== "boolean") throw malformed();
  if (values !== undefined && !Array.isArray(values)) throw malformed();
  return {
    ...(essential !== undefined && { essential }),
    ...(value !== undefined && { value }),
    ...(values !== undefined && { values }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OAuthError("invalid_request", "The claims parameter is not JSON", { cause });
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw malformed();
}

function malformed(): OAuthError {
  return new OAuthError("invalid_request", "The claims parameter is malformed");
}
