const LONGEST = 255;

/**
 * Of a text that came with a request what an error description may hold (RFC 6749 §5.2, security bar 8.9): question marks stand for whatever
 * is not printable ASCII, for quotes and backslashes.
 */
export function quoted(text: string): string {
  return text.slice(0, LONGEST).replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "?");
}
