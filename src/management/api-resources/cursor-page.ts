/** The longest page; a longer one that is asked for is cut (security bar 23.5). */
const MOST = 1000;

interface CursorQuery {
  readonly limit?: string | undefined;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/**
 * The page of a sorted list that comes after, or before, an element whose key the cursor holds (contract §16); ten elements unless it says
 * otherwise. With links to its neighbours; `path` is the list's own.
 */
export function cursorPage<Element>(
  all: readonly Element[],
  keyOf: (element: Element) => string,
  { limit = "10", before, after }: CursorQuery,
  path: string,
) {
  const size = Math.min(Number(limit), MOST);
  const start = firstOf(all.map(keyOf), size, { before, after });
  const page = all.slice(start, start + size);
  const link = (rel: "next" | "previous", word: string, element: Element) => {
    const query = new URLSearchParams({ [word]: toCursor(keyOf(element)), limit: String(size) });
    return { rel, href: `${path}?${query}` };
  };
  const [first, last] = [page[0], page.at(-1)];
  const links = [
    ...(last !== undefined && start + size < all.length ? [link("next", "after", last)] : []),
    ...(first !== undefined && start > 0 ? [link("previous", "before", first)] : []),
  ];
  return { page, links };
}

function firstOf(keys: readonly string[], size: number, { before, after }: CursorQuery): number {
  if (after !== undefined) {
    const from = keys.findIndex((key) => key > fromCursor(after));
    return from === -1 ? keys.length : from;
  }
  if (before === undefined) return 0;
  const end = keys.findIndex((key) => key >= fromCursor(before));
  return Math.max(0, (end === -1 ? keys.length : end) - size);
}

function toCursor(key: string): string {
  return Buffer.from(key).toString("base64url");
}

function fromCursor(cursor: string): string {
  return Buffer.from(cursor, "base64url").toString();
}
