/** Where Asgardeo's own attributes are named (contract §17.5). */
const DIALECT = "http://wso2.org/claims/";

/** Attributes by the names that OpenID Connect has for them (contract §7.6); every other one is called the same in both. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  sub: "userid",
  name: "fullname",
  given_name: "givenname",
  family_name: "lastname",
  middle_name: "middleName",
  preferred_username: "displayName",
  profile: "url",
  website: "url",
  picture: "photourl",
  birthdate: "dob",
  zoneinfo: "timeZone",
  locale: "local",
  updated_at: "modified",
  email: "emailaddress",
  email_verified: "identity/emailVerified",
  phone_number: "telephone",
  phone_number_verified: "identity/phoneVerified",
  address: "addresses",
  street_address: "streetaddress",
  postal_code: "postalcode",
  upn: "userprincipal",
};

/** Further attributes whose value a claim takes. */
const ALIASES: Readonly<Record<string, string>> = { mobile: "phone_number" };

/** The URI of the attribute behind a claim of OpenID Connect. */
export function localClaimUri(claim: string): string {
  return DIALECT + (ATTRIBUTES[claim] ?? claim);
}

/** The claims of OpenID Connect that tell the attribute with the URI; none for what is no URI of an attribute. */
export function claimsOfLocalUri(uri: string): readonly string[] {
  const attribute = uri.startsWith(DIALECT) ? uri.slice(DIALECT.length) : "";
  if (!/^[A-Za-z0-9_./-]{1,128}$/.test(attribute)) return [];
  const named = Object.keys(ATTRIBUTES).filter((claim) => ATTRIBUTES[claim] === attribute);
  return named.length > 0 ? named : [ALIASES[attribute] ?? attribute];
}

/** An attribute as the APIs show it: its id is its URI in base64url. */
export function localClaim(uri: string): { readonly id: string; readonly uri: string } {
  return { id: Buffer.from(uri).toString("base64url"), uri };
}
