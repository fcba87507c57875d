import { cursorPage } from "../api-resources/cursor-page.ts";

type Query = Parameters<typeof cursorPage>[2];

/** A page of a list whose newest element is the first: what comes after is older. Keys grow with time, and no two are the same. */
export function cursorBack<Element>(
  all: readonly Element[],
  keyOf: (element: Element) => string,
  query: Query,
  path: string,
) {
  // As text the complement of a key sorts the other way round.
  return cursorPage(all, (element) => complement(keyOf(element)), query, path);
}

function complement(key: string): string {
  return [...key]
    .map((digit) => (/[0-9a-f]/.test(digit) ? (15 - Number.parseInt(digit, 16)).toString(16) : digit))
    .join("");
}
