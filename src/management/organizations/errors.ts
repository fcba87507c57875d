import { ManagementError } from "../management-error.ts";

export function organizationNotFound(id: string): ManagementError {
  return new ManagementError(404, "ORG-60015", "Invalid organization.", `Organization with ID: ${id} doesn't exist.`);
}

/** A body or a query that cannot be taken; the sentence says why. */
export function invalidRequest(description: string): ManagementError {
  return new ManagementError(400, "ORG-60001", "Invalid request.", description);
}

export function invalidParent(id: string): ManagementError {
  const description = `Defined parent organization: ${id} doesn't exist.`;
  return new ManagementError(400, "ORG-60005", "Invalid parent organization.", description);
}

export function parentDisabled(id: string): ManagementError {
  const description = `Nothing is created in the organization with ID: ${id} while it is disabled.`;
  return new ManagementError(400, "ORG-60031", "Parent organization is disabled.", description);
}

export function tooDeep(levels: number): ManagementError {
  return new ManagementError(
    400,
    "ORG-60005",
    "Invalid parent organization.",
    `No more than ${levels} levels lie below each other.`,
  );
}

export function nameTaken(name: string): ManagementError {
  return new ManagementError(
    400,
    "ORG-60006",
    "Organization name unavailable.",
    `Another organization is called ${name}.`,
  );
}

export function handleTaken(handle: string): ManagementError {
  const description = `Another organization has the handle ${handle}.`;
  return new ManagementError(400, "ORG-60006", "Organization handle unavailable.", description);
}

export function wrongType(): ManagementError {
  return new ManagementError(400, "ORG-60034", "Invalid organization type.", "The organization type is TENANT.");
}

export function hasChildren(id: string): ManagementError {
  const description = `Other organizations lie below the organization with ID: ${id}.`;
  return new ManagementError(400, "ORG-60007", "Unable to delete the organization.", description);
}

export function activeBelow(id: string): ManagementError {
  const description = `Active organizations lie below the organization with ID: ${id}.`;
  return new ManagementError(400, "ORG-60029", "Active child organizations exist.", description);
}

export function disabledAbove(): ManagementError {
  const description = "An organization is active while the one that it lies below is.";
  return new ManagementError(400, "ORG-60030", "Parent organization is disabled.", description);
}

/** The organization that a call is made in neither disables nor deletes itself. */
export function ownOrganization(id: string): ManagementError {
  const description = `Organization ${id} can't be disabled or deleted from within.`;
  return new ManagementError(400, "ORG-60050", "The organization itself can't be disabled or deleted.", description);
}

export function invalidPatch(code: `ORG-600${number}`, description: string): ManagementError {
  return new ManagementError(400, code, "Unable to patch the organization.", description);
}

export function invalidFilter(attributes: readonly string[]): ManagementError {
  const description = `A filter is conditions as in name sw shop, over ${attributes.join(", ")} with eq, co, sw or ew.`;
  return new ManagementError(400, "ORG-60022", "Unable to retrieve organizations.", description);
}

export function changedMeanwhile(): ManagementError {
  const description = "The organization was changed by another request at the same time.";
  return new ManagementError(409, "ORG-60001", "Conflict", description);
}
