import { ManagementError } from "../management-error.ts";

/** A body or a query that cannot be taken; the sentence says why. */
export function invalidRequest(description: string): ManagementError {
  return new ManagementError(400, "APP-60001", "Invalid request.", description);
}

export function invalidFilter(): ManagementError {
  return new ManagementError(
    400,
    "APP-60004",
    "Invalid filter format.",
    "A filter is conditions as in name eq shop, over name, clientId or issuer with eq, co, sw or ew, joined by and or or.",
  );
}

export function applicationNotFound(id: string, tenant: string): ManagementError {
  return new ManagementError(
    404,
    "APP-60006",
    "Application not found.",
    `Application cannot be found for the provided id: ${id} in the tenantDomain: ${tenant}.`,
  );
}

export function nameTaken(name: string): ManagementError {
  return new ManagementError(
    409,
    "APP-60007",
    "Application already exists.",
    `Another application has the name ${name}.`,
  );
}

export function clientIdTaken(): ManagementError {
  return new ManagementError(409, "APP-60009", "Client id already exists.", "The clientId is taken.");
}

export function unknownProtocol(protocol: string): ManagementError {
  return new ManagementError(
    404,
    "APP-60501",
    "Inbound protocol not found.",
    `Inbound protocol cannot be found for the provided id: ${protocol}`,
  );
}

export function protocolNotConfigured(protocol: string, id: string): ManagementError {
  return new ManagementError(
    404,
    "APP-60502",
    "Inbound protocol not configured.",
    `Inbound protocol: ${protocol} not configured for application id: ${id}.`,
  );
}

export function sortingNotSupported(): ManagementError {
  return new ManagementError(501, "APP-65002", "Sorting is not supported.", "sortBy and sortOrder are not supported.");
}
