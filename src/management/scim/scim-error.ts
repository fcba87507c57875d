import { ManagementError } from "../management-error.ts";

/** The kinds of faults that a program can tell apart (RFC 7644 §3.12). */
export type ScimType =
  | "invalidFilter"
  | "tooMany"
  | "uniqueness"
  | "mutability"
  | "invalidSyntax"
  | "invalidPath"
  | "noTarget"
  | "invalidValue";

/** A refusal with a kind: 409 for what is taken, else 400. */
export function refusal(scimType: ScimType, detail: string): ManagementError {
  return new ManagementError(scimType === "uniqueness" ? 409 : 400, scimType, "", detail);
}

/** A refusal whose status says it all. */
export function failure(status: 403 | 404 | 409 | 412 | 413, detail: string): ManagementError {
  return new ManagementError(status, "", "", detail);
}
