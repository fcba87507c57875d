import { z } from "zod";
import { ATTRIBUTE_OF_CLAIM } from "../protocol/claim-attributes.ts";
import { claimsOfLocalUri } from "./local-claims.ts";
import { ManagementError } from "./management-error.ts";

/** What an application says of a person, in the dialect of Asgardeo's claims (contract §20.1, §20.2). */
export const accountClaims = z.array(z.object({ uri: z.string().max(255), value: z.string() })).max(50);

/** In characters. */
const LONGEST_VALUE = 1024;

export const accountProperties = z.array(z.object({ key: z.string(), value: z.string() })).optional();

const USER_NAME = "http://wso2.org/claims/username";

/** The user name among the claims; undefined: it is not said. */
export function userNameIn(claims: z.output<typeof accountClaims>): string | undefined {
  return claims.find(({ uri }) => uri === USER_NAME)?.value;
}

/** The others by the names of OpenID Connect. Refuses one that people cannot say of themselves. */
export function openIdClaimsIn(claims: z.output<typeof accountClaims>): Record<string, string> {
  const named = claims.filter(({ uri }) => uri !== USER_NAME);
  if (named.some(({ value }) => value.length > LONGEST_VALUE)) throw refused("A claim's value is too long.");
  return Object.fromEntries(named.map(({ uri, value }) => [claimOf(uri), value]));
}

/** The same by the paths that users are searched by. */
export function searchPathsIn(claims: z.output<typeof accountClaims>): Record<string, string> {
  const named = Object.entries(openIdClaimsIn(claims));
  return Object.fromEntries(named.map(([claim, value]) => [ATTRIBUTE_OF_CLAIM[claim] as string, value]));
}

function claimOf(uri: string): string {
  const claim = claimsOfLocalUri(uri).find(
    (name) => Object.hasOwn(ATTRIBUTE_OF_CLAIM, name) && !/_verified$/.test(name),
  );
  if (claim !== undefined) return claim;
  throw refused(`${uri} is no claim that a person can be known by.`);
}

function refused(description: string): ManagementError {
  return new ManagementError(400, "UAR-10001", "Invalid request", description);
}
