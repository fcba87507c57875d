import { ManagementError } from "../management-error.ts";

const NOT_FOUND = "Resource not found.";

/** The refusals of the identity provider API, by Asgardeo's codes (contract §16). */
export const providerErrors = {
  exists: (name: string) =>
    new ManagementError(409, "IDP-60001", "Identity provider already exists.", `Another connection is named ${name}.`),
  issuerExists: (issuer: string) =>
    new ManagementError(
      409,
      "IDP-60001",
      "Identity provider already exists.",
      `The issuer ${issuer} is trusted already.`,
    ),
  changedMeanwhile: () =>
    new ManagementError(409, "IDP-60001", "Conflict.", "Somebody else has changed the connection meanwhile."),
  notFound: (id: string) =>
    new ManagementError(404, "IDP-60002", NOT_FOUND, `There is no identity provider with the identifier ${id}.`),
  inUse: (name: string, applications: readonly string[]) =>
    new ManagementError(
      400,
      "IDP-60005",
      "Identity provider is in use.",
      `Users of ${applications.join(", ")} sign in with ${name}: change these first, or delete it with force=true.`,
    ),
  invalidPatch: (description: string) =>
    new ManagementError(400, "IDP-60006", "Invalid update of an identity provider.", description),
  invalidFilter: (attributes: readonly string[]) =>
    new ManagementError(
      400,
      "IDP-60007",
      "Invalid search filter.",
      `A filter is conditions as in name eq google, over ${attributes.join(", ")} with eq, co, sw or ew, joined by and.`,
    ),
  noAuthenticator: (id: string) =>
    new ManagementError(404, "IDP-60022", NOT_FOUND, `There is no federated authenticator with the identifier ${id}.`),
  invalid: (description: string) => new ManagementError(400, "IDP-60025", "Invalid input.", description),
  invalidDefault: () =>
    new ManagementError(
      400,
      "IDP-60027",
      "Invalid default authenticator ID",
      "The default authenticator is none of the connection's.",
    ),
  invalidUserIdClaim: (uri: string) =>
    new ManagementError(400, "IDP-60030", "Invalid user ID claim URI", `${uri} is none of the claims that are mapped.`),
  invalidRoleClaim: (uri: string) =>
    new ManagementError(400, "IDP-60031", "Invalid role claim URI", `${uri} is none of the claims that are mapped.`),
  unknownClaim: (uri: string) =>
    new ManagementError(400, "IDP-60032", "Invalid claim URI", `There is no local claim ${uri}.`),
  invalidCertificate: (description: string) =>
    new ManagementError(400, "IDP-60036", "Invalid IDP certificate format.", description),
  sortingNotSupported: () =>
    new ManagementError(501, "IDP-65040", "Sorting not supported.", "sortBy and sortOrder are not supported."),
};
