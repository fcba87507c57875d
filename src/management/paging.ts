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
export function pageOf<Element>(
  all: readonly Element[],
  { limit = "30", offset = "0" }: { limit?: string | undefined; offset?: string | undefined },
  path: string,
) {
  const size = Math.min(Number(limit), MOST);
  const start = Number(offset);
  const page = all.slice(start, start + size);
  const link = (rel: "next" | "previous", from: number) => ({ href: `${path}?offset=${from}&limit=${size}`, rel });
  const links = [
    ...(start + size < all.length && size > 0 ? [link("next", start + size)] : []),
    ...(start > 0 && size > 0 ? [link("previous", Math.max(0, start - size))] : []),
  ];
  return { page, totalResults: all.length, startIndex: start + 1, count: page.length, links };
}
