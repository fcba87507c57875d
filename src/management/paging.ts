import { z } from "zod";

/** The longest page; a longer one that is asked for is cut (security bar 23.5). */
const MOST = 1000;

const count = z.string().regex(/^\d{1,9}$/, "is not a whole number");

/** The query of a list that is paged by offset (contract §16). */
export const pagingQuery = {
  limit: count.optional(),
  offset: count.optional(),
};

/** What the answer of such a list has beside its elements. */
export const pageShape = {
  totalResults: z.number().int(),
  startIndex: z.number().int(),
  count: z.number().int(),
  links: z.array(z.object({ href: z.string(), rel: z.enum(["next", "previous"]) })),
};

/** The page that was asked for, 30 elements unless it says otherwise, with links to its neighbours. `path` is the list's own. */
export function pageOf<Element>(all: readonly Element[], query: PageQuery, path: string) {
  const { offset, limit } = boundsOf(query);
  const page = all.slice(offset, offset + limit);
  return { page, ...placeOf(page, all.length, query, path) };
}

interface PageQuery {
  readonly limit?: string | undefined;
  readonly offset?: string | undefined;
}

/** Where the page that was asked for begins, and how long it is at most: 30 elements unless the query says otherwise. */
export function boundsOf({ limit = "30", offset = "0" }: PageQuery): { offset: number; limit: number } {
  return { offset: Number(offset), limit: Math.min(Number(limit), MOST) };
}

/** Where the page lies among all that there are, with links to its neighbours. */
export function placeOf(page: readonly unknown[], total: number, query: PageQuery, path: string) {
  const { offset, limit } = boundsOf(query);
  const link = (rel: "next" | "previous", from: number) => ({ href: `${path}?offset=${from}&limit=${limit}`, rel });
  const links = [
    ...(offset + limit < total && limit > 0 ? [link("next", offset + limit)] : []),
    ...(offset > 0 && limit > 0 ? [link("previous", Math.max(0, offset - limit))] : []),
  ];
  return { totalResults: total, startIndex: offset + 1, count: page.length, links };
}
