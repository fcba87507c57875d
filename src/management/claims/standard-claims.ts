import type { Dialect, ExternalClaim, LocalClaim } from "./model.ts";

/** The attributes of users, by the names that Asgardeo gives them (contract §17.5). */
export const LOCAL_DIALECT = "http://wso2.org/claims";
const OIDC = "http://wso2.org/oidc/claim";
const CORE = "urn:ietf:params:scim:schemas:core:2.0";
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const WSO2 = "urn:scim:wso2:schema";

/** The dialects that every organization has beside the local one. */
export const STANDARD_DIALECTS: readonly Dialect[] = [
  OIDC,
  CORE,
  USER,
  ENTERPRISE,
  WSO2,
  "urn:scim:schemas:extension:custom:User",
  "urn:scim:wso2:agent:schema",
].map((uri) => ({ uri }));

type Row = readonly [
  attribute: string,
  displayName: string,
  oidc: readonly string[],
  scim: readonly (readonly [dialect: string, path: string])[],
  kind?: "boolean" | "list" | "required" | "read-only",
];

/** What every user can have: the attribute, its name for people, its claims of OpenID Connect, and where SCIM has it. */
const ROWS: readonly Row[] = [
  ["userid", "User ID", ["sub"], [[CORE, "id"]], "read-only"],
  ["username", "Username", ["username"], [[USER, "userName"]], "required"],
  ["fullname", "Full Name", ["name"], [[USER, "name.formatted"]]],
  ["givenname", "First Name", ["given_name"], [[USER, "name.givenName"]]],
  ["lastname", "Last Name", ["family_name"], [[USER, "name.familyName"]]],
  ["middleName", "Middle Name", ["middle_name"], [[USER, "name.middleName"]]],
  ["nickname", "Nick Name", ["nickname"], [[USER, "nickName"]]],
  ["displayName", "Display Name", ["preferred_username"], [[USER, "displayName"]]],
  [
    "url",
    "URL",
    ["profile", "website"],
    [
      [USER, "profileUrl"],
      [WSO2, "website"],
    ],
  ],
  ["photourl", "Photo URL", ["picture"], [[WSO2, "photoUrl"]]],
  ["gender", "Gender", ["gender"], [[WSO2, "gender"]]],
  ["dob", "Birth Date", ["birthdate"], [[WSO2, "dateOfBirth"]]],
  ["timeZone", "Time Zone", ["zoneinfo"], [[USER, "timezone"]]],
  ["local", "Locale", ["locale"], [[USER, "locale"]]],
  ["emailaddress", "Email", ["email"], [[USER, "emails"]]],
  ["identity/emailVerified", "Email Verified", ["email_verified"], [[WSO2, "emailVerified"]], "boolean"],
  ["telephone", "Telephone", ["phone_number"], [[USER, "phoneNumbers.other"]]],
  ["mobile", "Mobile", [], [[USER, "phoneNumbers.mobile"]]],
  ["identity/phoneVerified", "Phone Verified", ["phone_number_verified"], [[WSO2, "phoneVerified"]], "boolean"],
  ["addresses", "Address", ["address"], [[USER, "addresses"]]],
  ["streetaddress", "Street", ["street_address"], [[USER, "addresses.streetAddress"]]],
  ["locality", "Locality", ["locality"], [[USER, "addresses.locality"]]],
  ["region", "Region", ["region"], [[USER, "addresses.region"]]],
  ["postalcode", "Postal Code", ["postal_code"], [[USER, "addresses.postalCode"]]],
  ["country", "Country", ["country"], [[WSO2, "country"]]],
  ["organization", "Organization", [], [[ENTERPRISE, "organization"]]],
  ["department", "Department", [], [[ENTERPRISE, "department"]]],
  ["title", "Title", [], [[USER, "title"]]],
  ["userType", "User Type", [], [[USER, "userType"]]],
  ["groups", "Groups", ["groups"], [[USER, "groups"]], "list"],
  ["roles", "Roles", ["roles"], [[USER, "roles"]], "list"],
  ["created", "Created Time", [], [[CORE, "meta.created"]], "read-only"],
  ["modified", "Last Modified Time", ["updated_at"], [[CORE, "meta.lastModified"]], "read-only"],
  ["resourceType", "Resource Type", [], [[CORE, "meta.resourceType"]], "read-only"],
  ["externalID", "External User ID", [], [[CORE, "externalId"]]],
  ["identity/accountLocked", "Account Locked", [], [[WSO2, "accountLocked"]], "boolean"],
  ["identity/accountDisabled", "Account Disabled", [], [[WSO2, "accountDisabled"]], "boolean"],
  ["identity/accountState", "Account State", [], [[WSO2, "accountState"]], "read-only"],
];

/** The attributes that every user can have. */
export const STANDARD_LOCAL_CLAIMS: readonly LocalClaim[] = ROWS.map(([attribute, displayName, , , kind], index) => ({
  claimURI: `${LOCAL_DIALECT}/${attribute}`,
  description: displayName,
  displayOrder: index + 1,
  displayName,
  readOnly: kind === "read-only",
  required: kind === "required",
  supportedByDefault: !attribute.startsWith("identity/") && kind !== "read-only",
  dataType: kind === "boolean" ? "boolean" : "string",
  multiValued: kind === "list",
  uniquenessScope: attribute === "username" ? "ACROSS_USERSTORES" : "NONE",
  attributeMapping: [{ mappedAttribute: attribute.replace("identity/", ""), userstore: "DEFAULT" }],
  properties: [{ key: "isSystemClaim", value: "true" }],
}));

/** What other dialects call them. A claim of OpenID Connect has no more than its name; one of SCIM has its schema in front. */
export const STANDARD_EXTERNAL_CLAIMS: readonly ExternalClaim[] = ROWS.flatMap(([attribute, , oidc, scim]) => {
  const mappedLocalClaimURI = `${LOCAL_DIALECT}/${attribute}`;
  return [
    ...oidc.map((claimURI) => ({ claimDialectURI: OIDC, claimURI, mappedLocalClaimURI })),
    ...scim.map(([claimDialectURI, path]) => ({
      claimDialectURI,
      claimURI: `${claimDialectURI}:${path}`,
      mappedLocalClaimURI,
    })),
  ];
});
