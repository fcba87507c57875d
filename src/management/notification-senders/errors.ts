import { ManagementError } from "../management-error.ts";

/** The refusals of the API for senders, by Asgardeo's codes (contract §16). */
export const senderErrors = {
  notFound: (name: string) =>
    new ManagementError(404, "NSC-60001", "Notification sender not found.", `There is no sender named ${name}.`),
  exists: (name: string) =>
    new ManagementError(409, "NSC-60002", "Notification sender already exists.", `Another sender is named ${name}.`),
  changedMeanwhile: () =>
    new ManagementError(409, "NSC-60002", "Conflict.", "Somebody else has changed the sender meanwhile."),
  bodyMissing: (provider: string) =>
    new ManagementError(
      400,
      "NSC-60004",
      "SMS send API payload is not defined",
      `The property body is missing: what is sent to ${provider}, with {{body}} and {{mobile}} in it.`,
    ),
  required: (what: string) =>
    new ManagementError(400, "NSC-60005", "Required attribute is missing", `${what} is missing.`),
  invalid: (description: string) => new ManagementError(400, "UE-10000", "Invalid Request", description),
};
