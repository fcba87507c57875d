import { parseFilter } from "../filter.ts";
import { ManagementError } from "../management-error.ts";

/** What a filter can ask about. */
export interface Filtered {
  readonly name: string;
  readonly tags: readonly string[];
}

/**
 * The test that the filter of this list stands for: one condition on the name, by eq or sw, and any of some tags, as in
 * `name sw fi and (tag eq 2FA or tag eq MFA)`. Refuses every other filter.
 */
export function authenticatorFilter(text: string | undefined): (one: Filtered) => boolean {
  if (text === undefined || text === "") return () => true;
  // The brackets stand around the tags alone, so that they say nothing that the order does not.
  const groups = parseFilter(text.replaceAll(/\((?=tag\s)|\)(?=\s*$|\s+and\s)/gi, ""), ["name", "tag"]);
  if (groups === undefined) throw refusal("60001", "A filter is conditions as in tag eq 2FA, over name and tag.");
  const conditions = groups.flat();
  const names = conditions.filter(({ attribute }) => attribute === "name");
  const tags = conditions.filter(({ attribute }) => attribute === "tag");
  if (tags.some(({ operator }) => operator !== "eq")) throw refusal("65004", "Tags are compared by eq alone.");
  if (names.some(({ operator }) => operator !== "eq" && operator !== "sw")) {
    throw refusal("65005", "Names are compared by eq and sw alone.");
  }
  if (names.length > 1) throw refusal("65006", "There is one condition on the name.");
  const isAlone = groups.length > 1 && groups.some((group) => group.every(({ attribute }) => attribute === "name"));
  if (isAlone) throw refusal("65007", "The name and the tags are joined by and.");
  if (groups.some((group) => group.filter(({ attribute }) => attribute === "tag").length > 1)) {
    throw refusal("65008", "Tags are joined by or.");
  }
  const [wanted] = names;
  const isNamed = ({ name }: Filtered) => {
    if (wanted === undefined) return true;
    const [has, part] = [name.toLowerCase(), wanted.value.toLowerCase()];
    return wanted.operator === "eq" ? has === part : has.startsWith(part);
  };
  const isTagged = (one: Filtered) => tags.length === 0 || tags.some(({ value }) => one.tags.includes(value));
  return (one) => isNamed(one) && isTagged(one);
}

function refusal(code: string, description: string): ManagementError {
  return new ManagementError(400, `AUT-${code}`, "Unsupported filter.", description);
}
