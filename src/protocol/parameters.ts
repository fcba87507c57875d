import { OAuthError } from "./errors.ts";

export type Parameters = ReadonlyMap<string, string>;

export interface ReadParameters {
  /** Of a repeated parameter the first value. An empty value counts as absent (RFC 6749 §3.1). */
  readonly parameters: Parameters;
  readonly repeated: ReadonlySet<string>;
  /** Every value of those that may be sent more than once. */
  readonly lists: Lists;
}

export type Lists = ReadonlyMap<string, readonly string[]>;

/** RFC 8707 §2 and RFC 8693 §2.1: the two that may be sent more than once. */
const MAY_REPEAT: ReadonlySet<string> = new Set(["resource", "audience"]);

/** Sorts name and value pairs, as a form or a query holds them. */
export function readParameters(pairs: Iterable<readonly [string, string]>): ReadParameters {
  const parameters = new Map<string, string>();
  const seen = new Set<string>();
  const repeated = new Set<string>();
  const lists = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    if (seen.has(name)) repeated.add(name);
    else if (value !== "") parameters.set(name, value);
    if (value !== "" && MAY_REPEAT.has(name)) lists.set(name, [...(lists.get(name) ?? []), value]);
    seen.add(name);
  }
  return { parameters, repeated, lists };
}

/** The pairs that `readParameters` makes the same of. */
export function pairsOf({ parameters, lists }: ReadParameters): [string, string][] {
  return [...parameters].flatMap(([name, value]) =>
    (lists.get(name) ?? [value]).map((each): [string, string] => [name, each]),
  );
}

/** Refuses a request in which a parameter stands twice (RFC 6749 §3.1, §3.2). */
export function refuseRepeated({ repeated }: ReadParameters): void {
  for (const name of repeated) {
    if (!MAY_REPEAT.has(name)) throw new OAuthError("invalid_request", "Invalid request with repeated parameters.");
  }
}
