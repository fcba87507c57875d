import { ManagementError } from "../management-error.ts";

/** A body or a query that cannot be taken; the sentence says why. */
export function invalidRequest(description: string): ManagementError {
  return new ManagementError(400, "API-RESOURCE-60001", "Invalid request.", description);
}

export function invalidFilter(attributes: readonly string[]): ManagementError {
  const description = `A filter is conditions as in name sw shop, over ${attributes.join(", ")} with eq, co, sw or ew.`;
  return new ManagementError(400, "API-RESOURCE-60003", "Invalid filter.", description);
}

export function apiResourceNotFound(id: string): ManagementError {
  const description = `API resource cannot be found for the provided id: ${id}.`;
  return new ManagementError(404, "API-RESOURCE-60002", "API resource not found.", description);
}

export function scopeNotFound(name: string): ManagementError {
  return new ManagementError(404, "API-RESOURCE-60004", "Scope not found.", `The API resource has no scope ${name}.`);
}

export function detailsTypeNotFound(id: string): ManagementError {
  const description = `The API resource has no authorization details type with the id ${id}.`;
  return new ManagementError(404, "API-RESOURCE-60005", "Authorization details type not found.", description);
}

export function identifierTaken(identifier: string): ManagementError {
  const description = `Another API resource has the identifier ${identifier}.`;
  return new ManagementError(409, "API-RESOURCE-60007", "API resource already exists.", description);
}

export function scopeTaken(name: string): ManagementError {
  const description = `The scope ${name} exists already: scope names are unique in an organization.`;
  return new ManagementError(409, "API-RESOURCE-60008", "Scope already exists.", description);
}

export function detailsTypeTaken(type: string): ManagementError {
  const description = `The authorization details type ${type} exists already: types are unique in an organization.`;
  return new ManagementError(409, "API-RESOURCE-60009", "Authorization details type already exists.", description);
}

export function changedMeanwhile(): ManagementError {
  const description = "The API resource was changed by another request at the same time.";
  return new ManagementError(409, "API-RESOURCE-60011", "API resource was changed meanwhile.", description);
}

/** The server's own APIs are as they are. */
export function systemApi(identifier: string): ManagementError {
  const description = `${identifier} is an API of the server's own, which cannot be changed.`;
  return new ManagementError(403, "API-RESOURCE-60010", "Not allowed.", description);
}
