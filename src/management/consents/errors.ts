import { ManagementError } from "../management-error.ts";

/** A request that says something that cannot be. */
export function invalid(description: string): ManagementError {
  return new ManagementError(400, "CME-60001", "Invalid request.", description);
}

export function notFound(what: string, id: string): ManagementError {
  return new ManagementError(
    404,
    "CME-60002",
    `${what} not found.`,
    `There is no ${what.toLowerCase()} with the id ${id}.`,
  );
}

export function conflict(description: string): ManagementError {
  return new ManagementError(409, "CME-60003", "Conflict.", description);
}

export function forbidden(description: string): ManagementError {
  return new ManagementError(403, "CME-60004", "Forbidden.", description);
}
