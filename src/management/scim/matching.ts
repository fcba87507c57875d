import { named } from "./attribute-path.ts";
import type { Filter, Operator, Value } from "./filter.ts";
import type { Resource } from "./resource.ts";
import type { Attribute } from "./schema.ts";
import { refusal } from "./scim-error.ts";

/** Whether the filter, in the brackets of a path, holds for an element of the list (RFC 7644 §3.5.2). */
export function matches(filter: Filter, element: Resource, list: Attribute): boolean {
  switch (filter.kind) {
    case "and":
      return filter.terms.every((term) => matches(term, element, list));
    case "or":
      return filter.terms.some((term) => matches(term, element, list));
    case "not":
      return !matches(filter.term, element, list);
    case "present":
      return element[memberOf(filter.path, list)] !== undefined;
    case "comparison":
      return holds(element[memberOf(filter.path, list)], filter.operator, filter.value);
    case "element":
      throw refusal("invalidPath", `${filter.path} has no elements to choose among.`);
  }
}

/** What an element must have for the filter to hold, when it says so by `eq` and `and` alone. */
export function elementFor(filter: Filter, list: Attribute): Resource | undefined {
  if (filter.kind === "comparison" && filter.operator === "eq" && filter.value !== null) {
    return { [memberOf(filter.path, list)]: filter.value };
  }
  if (filter.kind !== "and") return undefined;
  const parts = filter.terms.map((term) => elementFor(term, list));
  return parts.includes(undefined) ? undefined : Object.assign({}, ...parts);
}

function memberOf(path: string, list: Attribute): string {
  const sub = named(list.subAttributes, path);
  if (sub === undefined) throw refusal("invalidPath", `${list.name} has no member ${path}.`);
  return sub.name;
}

function holds(own: unknown, operator: Operator, value: Value): boolean {
  if (own === undefined) return operator === "ne" ? value !== null : operator === "eq" && value === null;
  const [text, wanted] = [String(own).toLowerCase(), String(value).toLowerCase()];
  switch (operator) {
    case "eq":
      return text === wanted;
    case "ne":
      return text !== wanted;
    case "co":
      return text.includes(wanted);
    case "sw":
      return text.startsWith(wanted);
    case "ew":
      return text.endsWith(wanted);
    case "gt":
      return text > wanted;
    case "ge":
      return text >= wanted;
    case "lt":
      return text < wanted;
    case "le":
      return text <= wanted;
  }
}
