import { attribute, complex, list, type ResourceKind, rolesAttribute, type Schema } from "./schema.ts";

export const WSO2_SCHEMA = "urn:scim:wso2:schema";

const value = attribute("value", "The value");
const reference = attribute("$ref", "Where it is", { type: "reference", mutability: "readOnly" });

const core: Schema = {
  id: "urn:ietf:params:scim:schemas:core:2.0:User",
  name: "User",
  description: "A person who signs in",
  open: false,
  attributes: [
    attribute("userName", "The name to sign in with", { required: true, uniqueness: "server" }),
    complex("name", "The parts of the name", [
      attribute("formatted", "The whole name"),
      attribute("familyName", "The last name"),
      attribute("givenName", "The first name"),
      attribute("middleName", "The middle name"),
      attribute("honorificPrefix", "What stands before the name"),
      attribute("honorificSuffix", "What stands after the name"),
    ]),
    attribute("displayName", "The name that others are shown"),
    attribute("nickName", "How the user is called"),
    attribute("profileUrl", "A page about the user", { type: "reference" }),
    attribute("title", "The title of the user's work"),
    attribute("userType", "What the user is to the organization"),
    attribute("preferredLanguage", "The languages that the user reads"),
    attribute("locale", "Where the user lives, for dates and numbers"),
    attribute("timezone", "The user's time zone"),
    attribute("active", "Whether the user may sign in", { type: "boolean" }),
    attribute("password", "The password, which nobody can read", { mutability: "writeOnly", returned: "never" }),
    list("emails", "E-mail addresses", [value]),
    list("phoneNumbers", "Phone numbers", [value]),
    list("ims", "Addresses of instant messages", [value]),
    list("photos", "Pictures", [attribute("value", "Where the picture is", { type: "reference" })]),
    list("addresses", "Postal addresses", [
      attribute("formatted", "The whole address"),
      attribute("streetAddress", "Street and number"),
      attribute("locality", "The place"),
      attribute("region", "The state or province"),
      attribute("postalCode", "The postal code"),
      attribute("country", "The country"),
    ]),
    list("entitlements", "What the user is entitled to", [value]),
    list("x509Certificates", "Certificates", [value]),
    complex(
      "groups",
      "The groups that the user is in: they are changed at the group",
      [attribute("value", "The group's id", { caseExact: true }), reference, attribute("display", "The group's name")],
      { multiValued: true, mutability: "readOnly" },
    ),
    rolesAttribute("user"),
  ],
};

const enterprise: Schema = {
  id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  name: "EnterpriseUser",
  description: "A person who works for an enterprise",
  open: false,
  attributes: [
    attribute("employeeNumber", "The number of the employee"),
    attribute("costCenter", "The cost centre"),
    attribute("organization", "The organization"),
    attribute("division", "The division"),
    attribute("department", "The department"),
    complex("manager", "The user's manager", [
      attribute("value", "The manager's id"),
      attribute("$ref", "Where the manager is", { type: "reference" }),
      attribute("displayName", "The manager's name"),
    ]),
  ],
};

const truth = { type: "boolean" } as const;
const ofServer = { mutability: "readOnly" } as const;

const wso2: Schema = {
  id: WSO2_SCHEMA,
  name: "WSO2User",
  description: "What Asgardeo knows of a user beyond the standard",
  open: true,
  attributes: [
    attribute("country", "The country"),
    attribute("website", "The user's own site"),
    attribute("photoUrl", "Where the picture is"),
    attribute("gender", "The gender"),
    attribute("dateOfBirth", "The date of birth, as 1999-12-31"),
    attribute("emailVerified", "Whether the e-mail address is the user's", truth),
    attribute("phoneVerified", "Whether the phone number is the user's", truth),
    attribute("accountLocked", "Whether an administrator has locked the account", truth),
    attribute("accountDisabled", "The contrary of `active`", truth),
    attribute("askPassword", "The user is yet to choose a password", {
      ...truth,
      mutability: "writeOnly",
      returned: "never",
    }),
    attribute("verifyEmail", "The e-mail address is yet to be proved", {
      ...truth,
      mutability: "writeOnly",
      returned: "never",
    }),
    attribute("forcePasswordReset", "The user has to choose another password", {
      ...truth,
      mutability: "writeOnly",
      returned: "never",
    }),
    attribute("isReadOnlyUser", "Whether nothing of the user can be changed", ofServer),
    attribute("userSourceId", "Where the user comes from", ofServer),
    attribute("lastLogonTime", "The last sign-in", ofServer),
    attribute("lastPasswordUpdateTime", "The last change of the password", ofServer),
    attribute("failedLoginAttempts", "Attempts that failed", ofServer),
    attribute("accountState", "The state of the account", ofServer),
    attribute("managedOrg", "The organization that manages the user", ofServer),
    attribute("isFederatedUser", "Whether the user signs in elsewhere", { ...truth, ...ofServer }),
    attribute("userAccountType", "What kind of user this is", ofServer),
  ],
};

const custom: Schema = {
  id: "urn:scim:schemas:extension:custom:User",
  name: "CustomUser",
  description: "Attributes of the organization's own",
  open: true,
  attributes: [],
};

export const USER: ResourceKind = { name: "User", endpoint: "/Users", schemas: [core, enterprise, wso2, custom] };
