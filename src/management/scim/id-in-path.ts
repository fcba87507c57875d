import { isId } from "../../crypto/ids.ts";
import { failure } from "./scim-error.ts";

/** The id in an operation's path, whatever its case. Refuses what is no id as if nothing had it, in the words of `unknown`. */
export function idInPath(
  { parameters: { id = "" } }: { readonly parameters: Readonly<Record<string, string>> },
  unknown: (id: string) => string,
): string {
  const lower = id.toLowerCase();
  if (!isId(lower)) throw failure(404, unknown(id));
  return lower;
}
