import { ManagementError } from "../management-error.ts";

export function tenantNotFound(id: string): ManagementError {
  return new ManagementError(404, "TM-60001", "Tenant not found.", `There is no tenant ${id}.`);
}

export function ownerNotFound(id: string): ManagementError {
  return new ManagementError(404, "TM-60002", "Owner not found.", `The tenant has no owner ${id}.`);
}

export function domainTaken(domain: string): ManagementError {
  return new ManagementError(409, "TM-60003", "Tenant already exists.", `There is a tenant ${domain} already.`);
}

export function changedMeanwhile(userName: string): ManagementError {
  return new ManagementError(
    409,
    "TM-60004",
    "Owner changed meanwhile.",
    `${userName} was changed by others at the same time.`,
  );
}

/** What a list is asked for that it cannot do. */
export function invalidQuery(description: string): ManagementError {
  return new ManagementError(400, "TM-60005", "Invalid query.", description);
}

export function invalidOwner(description: string): ManagementError {
  return new ManagementError(400, "TM-60006", "Invalid owner.", description);
}
