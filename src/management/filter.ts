/** One condition of a filter, as `name co shop`. */
export interface Condition {
  readonly attribute: string;
  readonly operator: "eq" | "co" | "sw" | "ew" | "le" | "ge";
  readonly value: string;
}

/** Groups of conditions: all of one group must hold. */
export type Filter = readonly (readonly Condition[])[];

// Security bar 23.4.
const LONGEST = 2048;
const MOST_CONDITIONS = 64;

/** Where the next condition begins: a value may hold the words too. */
const JOINT = /\s+(and|or)\s+(?=\S+\s+(?:eq|co|sw|ew|le|ge)\s)/i;
const CONDITION = /^(?<attribute>\S+)\s+(?<operator>eq|co|sw|ew|le|ge)\s+(?<value>.+)$/is;

/**
 * The filter of a list (contract §16): conditions joined by `and`, which binds closer, and `or`. Undefined for what is no filter, and for
 * one over another attribute than these. `numbers` are attributes that are compared by `le` and `ge`, and they alone are.
 */
export function parseFilter(
  text: string,
  attributes: readonly string[],
  numbers: readonly string[] = [],
): Filter | undefined {
  const parts = text.length > LONGEST ? [] : text.trim().split(JOINT);
  const groups: Condition[][] = [[]];
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) {
      if (part.toLowerCase() === "or") groups.push([]);
      continue;
    }
    const condition = parseCondition(part, attributes, numbers);
    if (condition === undefined) return undefined;
    groups.at(-1)?.push(condition);
  }
  return parts.length === 0 || parts.length > 2 * MOST_CONDITIONS ? undefined : groups;
}

/** Whether the filter holds for what has these values; case means nothing. */
export function matchesFilter(filter: Filter, read: (attribute: string) => string | undefined): boolean {
  return filter.some((group) => group.every((condition) => holds(condition, read(condition.attribute))));
}

function parseCondition(
  text: string,
  attributes: readonly string[],
  numbers: readonly string[],
): Condition | undefined {
  const { attribute, operator, value = "" } = CONDITION.exec(text)?.groups ?? {};
  const among = /^(le|ge)$/i.test(operator ?? "") ? numbers : attributes;
  const known = among.find((name) => name.toLowerCase() === attribute?.toLowerCase());
  if (known === undefined || operator === undefined) return undefined;
  const quoted = /^"(?<inner>.*)"$/s.exec(value)?.groups?.inner;
  return { attribute: known, operator: operator.toLowerCase() as Condition["operator"], value: quoted ?? value };
}

function holds({ operator, value: wanted }: Condition, value: string | undefined): boolean {
  if (value === undefined) return false;
  const [text, part] = [value.toLowerCase(), wanted.toLowerCase()];
  switch (operator) {
    case "eq":
      return text === part;
    case "co":
      return text.includes(part);
    case "sw":
      return text.startsWith(part);
    case "ew":
      return text.endsWith(part);
    case "le":
      return Number(text) <= Number(part);
    case "ge":
      return Number(text) >= Number(part);
  }
}
