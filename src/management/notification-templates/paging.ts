import { ManagementError } from "../management-error.ts";

interface ListQuery {
  readonly limit?: string | undefined;
  readonly offset?: string | undefined;
  readonly sortOrder?: string | undefined;
  readonly sortBy?: string | undefined;
}

const NUMBER = /^\d{1,9}$/;

/** The part of the list that was asked for; all of it, unless the query says something else. Refuses to sort. */
export function listed<Element>(
  all: readonly Element[],
  { limit, offset = "0", sortBy, sortOrder }: ListQuery,
): readonly Element[] {
  if (sortBy !== undefined || sortOrder !== undefined) {
    throw new ManagementError(501, "ETM-55012", "Sorting is not yet supported.", "Leave out sortBy and sortOrder.");
  }
  if (![limit ?? "0", offset].every((number) => NUMBER.test(number))) {
    throw new ManagementError(400, "UE-10000", "Invalid Request", "limit and offset are whole numbers.");
  }
  const start = Number(offset);
  return all.slice(start, limit === undefined ? undefined : start + Number(limit));
}
