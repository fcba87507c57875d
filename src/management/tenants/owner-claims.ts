import { ATTRIBUTE_OF_CLAIM } from "../../protocol/claim-attributes.ts";
import type { User } from "../../protocol/model/user.ts";
import { claimsOfLocalUri } from "../local-claims.ts";
import { invalidOwner } from "./errors.ts";
import type { NewOwner } from "./forms.ts";

/** What an owner is described by, in the words of a request. */
export type OwnerDetails = Pick<NewOwner, "email" | "firstname" | "lastname" | "additionalClaims">;

/** The claims that the details stand for. Refuses a claim that no text can be the value of. */
export function claimsOf({ email, firstname, lastname, additionalClaims = [] }: OwnerDetails): User["claims"] {
  const claims: Record<string, unknown> = { email };
  if (firstname !== undefined) claims.given_name = firstname;
  if (lastname !== undefined) claims.family_name = lastname;
  for (const { claim: uri, value } of additionalClaims) {
    const claim = claimAt(uri);
    if (claim === undefined) throw invalidOwner(`${uri} is not a claim that an owner can be given.`);
    claims[claim] = value;
  }
  return claims;
}

/** The claims of the user behind these URIs, as far as there are any. */
export function additionalClaimsOf({ claims }: User, uris: readonly string[]) {
  return uris.flatMap((claim) => {
    const value = claims[claimAt(claim) ?? ""];
    return typeof value === "string" ? [{ claim, value }] : [];
  });
}

function claimAt(uri: string): string | undefined {
  return claimsOfLocalUri(uri).find((name) => Object.hasOwn(ATTRIBUTE_OF_CLAIM, name) && !name.endsWith("_verified"));
}
