import { ATTRIBUTE_OF_CLAIM } from "../../protocol/claim-attributes.ts";
import type { ProviderClaims } from "../../protocol/model/identity-provider.ts";
import { emailOf, type RemotePerson } from "./remote-person.ts";

const DIALECT = "http://wso2.org/claims/";

/** The claims in which we keep an attribute, by the end of its URI (contract §17.5). */
const CLAIM_OF_ATTRIBUTE: Readonly<Record<string, string>> = {
  fullname: "name",
  givenname: "given_name",
  lastname: "family_name",
  middleName: "middle_name",
  nickname: "nickname",
  displayName: "preferred_username",
  url: "profile",
  photourl: "picture",
  gender: "gender",
  dob: "birthdate",
  timeZone: "zoneinfo",
  local: "locale",
  emailaddress: "email",
  telephone: "phone_number",
  country: "country",
  locality: "locality",
  region: "region",
  postalcode: "postal_code",
  streetaddress: "street_address",
};

/** What is taken over of a provider whose claims are not mapped: what they mean everywhere (OIDC Core §5.1). */
const STANDARD_CLAIMS = [
  "name",
  "given_name",
  "family_name",
  "middle_name",
  "nickname",
  "preferred_username",
  "profile",
  "picture",
  "gender",
  "birthdate",
  "zoneinfo",
  "locale",
  "email",
];

/** In characters. */
const LONGEST_VALUE = 1024;

/** The claim that holds the attribute, which may be named by it too; undefined for one that has none here. */
export function claimOf(attribute: string): string | undefined {
  if (attribute.startsWith(DIALECT)) return CLAIM_OF_ATTRIBUTE[attribute.slice(DIALECT.length)];
  return Object.hasOwn(ATTRIBUTE_OF_CLAIM, attribute) ? attribute : undefined;
}

/** The provider's claim that tells the attribute, as `groups`; undefined when none is mapped to it. */
export function mappedClaim({ mappings }: ProviderClaims, attribute: string): string | undefined {
  return mappings.find((mapping) => mapping.attribute === `${DIALECT}${attribute}`)?.claim;
}

/**
 * What is known here of somebody by what the provider says. An address or a number is verified when the provider says so and its word is trusted for
 * that: else whoever runs it could take an address before its owner comes.
 */
export function localClaims(
  person: Pick<RemotePerson, "claims">,
  mapped: ProviderClaims,
  trustsAddresses: boolean,
): Readonly<Record<string, unknown>> {
  const pairs =
    mapped.mappings.length > 0
      ? mapped.mappings.map(({ claim, attribute }) => [claimOf(attribute), person.claims[claim]] as const)
      : STANDARD_CLAIMS.map((claim) => [claim, person.claims[claim]] as const);
  const defaults = mapped.defaults.map(({ attribute, value }) => [claimOf(attribute), value] as const);
  const claims = Object.fromEntries(
    [...defaults, ...pairs].filter(
      (pair): pair is readonly [string, string] => pair[0] !== undefined && isText(pair[1]),
    ),
  );
  const told = emailOf(person);
  const { phone_number: phone, phone_number_verified: isVerified } = person.claims;
  const isTheirPhone = isVerified === true && phone === claims.phone_number;
  return {
    ...claims,
    ...(claims.email !== undefined && {
      email_verified: trustsAddresses && told?.verified === true && told.email === claims.email,
    }),
    ...(claims.phone_number !== undefined && { phone_number_verified: trustsAddresses && isTheirPhone }),
  };
}

/** A list of texts, or one. */
export function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter(isText);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_VALUE && !value.includes("\0");
}
