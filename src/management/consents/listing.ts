import { z } from "zod";
import type { StoredRecord } from "../../store/port/records.ts";
import { cursorPage } from "../api-resources/cursor-page.ts";
import { matchesFilter, parseFilter } from "../filter.ts";
import type { ManagementContext } from "../operation.ts";
import { invalid } from "./errors.ts";

export const pageQuery = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, "is not a whole number from 1")
    .optional(),
  after: z.string().optional(),
  before: z.string().optional(),
};

/** The query of a list (contract §17.14). */
export const listQuery = z.object({ ...pageQuery, filter: z.string().optional() });

/** The answer with a list under this name. */
export function listForm(name: string, element: z.ZodType) {
  return z.object({
    totalResults: z.number().int(),
    links: z.array(z.object({ rel: z.string(), href: z.string() })),
    [name]: z.array(element),
  });
}

/** A page of the records that the filter is for, in the order of their ids. `totalResults` is of the page, as with Asgardeo. */
export function recordsPage<Document>(
  records: readonly StoredRecord<Document>[],
  query: z.output<typeof listQuery>,
  attributes: Readonly<Record<string, (record: StoredRecord<Document>) => string>>,
  path: string,
  { tenantUrl }: ManagementContext,
) {
  const names = Object.keys(attributes);
  const filter = query.filter === undefined ? [[]] : parseFilter(query.filter, names);
  if (filter === undefined) throw invalid(`A filter is over ${names.join(", ")} by eq, co, sw, ew.`);
  const meant = records
    .filter((record) => matchesFilter(filter, (name) => attributes[name]?.(record)))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const { page, links } = cursorPage(meant, ({ id }) => id, query, new URL(tenantUrl).pathname + path);
  return { totalResults: page.length, links, page };
}
