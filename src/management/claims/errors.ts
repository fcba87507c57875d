import { ManagementError } from "../management-error.ts";

const NOT_FOUND = "Resource not found.";

/** The refusals of the claim management API, by Asgardeo's codes (contract §16). */
export const claimErrors = {
  noDialect: (id: string) =>
    new ManagementError(404, "CMT-50016", NOT_FOUND, `There is no claim dialect with the identifier ${id}.`),
  noExternalClaim: (id: string, dialectId: string) =>
    new ManagementError(404, "CMT-50018", NOT_FOUND, `There is no claim ${id} in the dialect ${dialectId}.`),
  noLocalClaim: (id: string) =>
    new ManagementError(404, "CMT-50019", NOT_FOUND, `There is no local claim with the identifier ${id}.`),
  externalUriFixed: (uri: string) =>
    new ManagementError(409, "CMT-50020", "Unable to update external claim.", `The claim URI ${uri} stays as it is.`),
  localUriFixed: (uri: string) =>
    new ManagementError(409, "CMT-50021", "Unable to update local claim.", `The claim URI ${uri} stays as it is.`),
  unknownUserStore: (name: string) =>
    new ManagementError(400, "CMT-50026", "Invalid attribute mapping.", `There is no user store ${name}.`),
  isMapped: () =>
    new ManagementError(
      400,
      "CMT-50031",
      "Unable to remove local claim.",
      "Claims of other dialects are mapped to it.",
    ),
  isLocalDialect: () =>
    new ManagementError(400, "CMT-50033", "Invalid external claim dialect.", "The local dialect is no external one."),
  noMappedClaim: (uri: string) =>
    new ManagementError(400, "CMT-50036", "Invalid mapped local claim URI.", `There is no local claim ${uri}.`),
  isStandard: (uri: string) =>
    new ManagementError(400, "CMT-50037", "Invalid input.", `${uri} is one that every organization has.`),
  dialectExists: (uri: string) =>
    new ManagementError(409, "CMT-50001", "Unable to add claim dialect.", `The claim dialect ${uri} is there already.`),
  externalClaimExists: (uri: string) =>
    new ManagementError(409, "CMT-50038", "Unable to add external claim.", `The claim ${uri} is there already.`),
  localClaimExists: (uri: string) =>
    new ManagementError(409, "CMT-50039", "Unable to add local claim.", `The claim ${uri} is there already.`),
  isRequested: (application: string) =>
    new ManagementError(
      400,
      "CMT-50040",
      "Unable to remove local claim.",
      `The application ${application} asks for it.`,
    ),
  noDialectFile: (fault: string) => new ManagementError(400, "CMT-60010", "Invalid claim dialect file.", fault),
  noMapping: () =>
    new ManagementError(400, "CMT-60006", "Attribute mapping not specified", "Attribute mapping cannot be empty"),
  changedMeanwhile: (uri: string) =>
    new ManagementError(409, "CMT-50037", "Invalid input.", `${uri} was changed by somebody else meanwhile.`),
};

const UNSUPPORTED: readonly [parameters: readonly string[], code: string, what: string][] = [
  [["limit", "offset"], "CMT-50022", "Pagination"],
  [["filter"], "CMT-50023", "Filtering"],
  [["sort"], "CMT-50024", "Sorting"],
  [["attributes"], "CMT-50025", "Attribute filtering"],
];

/** Refuses what Asgardeo's lists of claims refuse, so that nobody takes the whole list for the part that was asked for. */
export function refuseUnsupported(query: Readonly<Record<string, string | undefined>>): void {
  for (const [parameters, code, what] of UNSUPPORTED) {
    if (parameters.every((name) => query[name] === undefined)) continue;
    throw new ManagementError(501, code, `${what} not supported.`, `Lists of claims are answered whole.`);
  }
}
