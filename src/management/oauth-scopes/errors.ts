import { ManagementError } from "../management-error.ts";

/** What is asked for cannot be; the sentence says why. */
export function invalidScope(description: string): ManagementError {
  return new ManagementError(400, "OAUTH-SCOPE-60003", "Invalid request.", description);
}

export function scopeNotFound(name: string): ManagementError {
  return new ManagementError(404, "OAUTH-SCOPE-60001", "Scope not found.", `There is no scope ${name}.`);
}

export function scopeExists(name: string): ManagementError {
  return new ManagementError(409, "OAUTH-SCOPE-60002", "Scope already exists.", `There is a scope ${name} already.`);
}
