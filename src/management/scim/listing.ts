import { z } from "zod";
import type { ResourceQuery } from "../../store/port/queries.ts";
import type { Reply } from "../operation.ts";
import { sortPath, toQuery } from "./filter-query.ts";
import type { Resource } from "./resource.ts";
import type { ResourceKind } from "./schema.ts";
import type { Selection } from "./selection.ts";

const LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
/** Contract §18.1, security bar 23.5. */
export const LARGEST_PAGE = 100;

const whole = z
  .string()
  .regex(/^-?\d{1,9}$/, "is not a whole number")
  .transform(Number);

/** What an answer holds (RFC 7644 §3.9). */
export const selectionQuery = z.object({
  attributes: z.string().optional(),
  excludedAttributes: z.string().optional(),
});

/** The query of a list (RFC 7644 §3.4.2). There is one user store, so its `domain` chooses nothing. */
export const listQuery = selectionQuery.extend({
  filter: z.string().optional(),
  sortBy: z.string().optional(),
  sortOrder: z.string().optional(),
  startIndex: whole.optional(),
  count: whole.optional(),
  domain: z.string().optional(),
});

/** The same as a body (RFC 7644 §3.4.3). */
export const searchForm = z.looseObject({
  schemas: z.array(z.string()).optional(),
  attributes: z.array(z.string()).optional(),
  excludedAttributes: z.array(z.string()).optional(),
  filter: z.string().optional(),
  sortBy: z.string().optional(),
  sortOrder: z.string().optional(),
  startIndex: z.number().int().optional(),
  count: z.number().int().optional(),
  domain: z.string().optional(),
});

export const listAnswer = z.object({
  schemas: z.array(z.string()),
  totalResults: z.number().int(),
  startIndex: z.number().int(),
  itemsPerPage: z.number().int(),
  Resources: z.array(z.looseObject({})).optional(),
});

type List = z.output<typeof listQuery>;

/** What the store is asked for. Refuses a filter or an order that cannot be. */
export function toResourceQuery(
  { filter, sortBy, sortOrder, startIndex = 1, count = LARGEST_PAGE }: List,
  kind: ResourceKind,
): ResourceQuery {
  return {
    filter: filter === undefined || filter.trim() === "" ? undefined : toQuery(filter, kind),
    sort: sortBy === undefined ? undefined : { path: sortPath(sortBy, kind), descending: sortOrder === "descending" },
    offset: Math.max(startIndex, 1) - 1,
    limit: Math.min(Math.max(count, 0), LARGEST_PAGE),
  };
}

/** The query that the body of a search is. */
export function queryOfSearch({ attributes, excludedAttributes, ...rest }: z.output<typeof searchForm>): List {
  const selection: Selection = { attributes: attributes?.join(), excludedAttributes: excludedAttributes?.join() };
  return { ...rest, ...selection };
}

/** Asgardeo leaves out the list when it is empty (contract §18.2). */
export function listReply(total: number, resources: readonly Resource[], { startIndex = 1 }: List): Reply {
  const body = {
    schemas: [LIST_RESPONSE],
    totalResults: total,
    startIndex: Math.max(startIndex, 1),
    itemsPerPage: resources.length,
    ...(resources.length > 0 && { Resources: resources }),
  };
  return { status: 200, body };
}
