import type { Comparison, ResourceFilter } from "../../store/port/queries.ts";
import { type AttributePath, findPath, storedPath } from "./attribute-path.ts";
import { type Filter, type Operator, parseFilter, type Value } from "./filter.ts";
import type { Attribute, ResourceKind } from "./schema.ts";
import { refusal } from "./scim-error.ts";
import { withoutDomain } from "./user-store-domain.ts";

const EVERYTHING: ResourceFilter = { kind: "and", terms: [{ kind: "present", paths: ["id"] }] };
const NOTHING: ResourceFilter = { kind: "not", term: EVERYTHING };
const ORDERED: ReadonlySet<Operator> = new Set(["gt", "ge", "lt", "le"]);
const PARTIAL: ReadonlySet<Operator> = new Set(["co", "sw", "ew"]);
/** Stored under ids, of which only the whole can be compared. */
const IDS: ReadonlySet<string> = new Set(["id", "groups.value", "members.value"]);
/** Names that a client may write with the user store's domain in front. */
const DOMAIN_NAMES: ReadonlySet<string> = new Set(["userName", "displayName", "groups.display", "members.display"]);

/** What the store is to look for. Refuses attributes that the kind does not have and those that nobody may look for (security bar 23.4). */
export function toQuery(text: string, kind: ResourceKind): ResourceFilter {
  return translate(parseFilter(text), kind, "");
}

/** The path to sort by. Refuses what is no attribute. */
export function sortPath(text: string, kind: ResourceKind): string {
  return storedPath(searchable(text, kind));
}

/** `within`: the list whose members the paths name. */
function translate(filter: Filter, kind: ResourceKind, within: string): ResourceFilter {
  switch (filter.kind) {
    case "and":
    case "or":
      return { kind: filter.kind, terms: filter.terms.map((term) => translate(term, kind, within)) };
    case "not":
      return { kind: "not", term: translate(filter.term, kind, within) };
    case "present":
      return present(searchable(`${within}${filter.path}`, kind));
    case "comparison":
      return compared(searchable(`${within}${filter.path}`, kind), filter.operator, filter.value);
    case "element": {
      const list = searchable(`${within}${filter.path}`, kind);
      if (!list.attribute.multiValued || list.sub !== undefined) {
        throw refusal("invalidFilter", `${filter.path} has no elements to choose among.`);
      }
      const inner = translate(filter.filter, kind, `${filter.path}.`);
      // Who is a member, and of which groups, is no list of the row's own: there an element is its id or its name.
      const isMembership = list.attribute.name === "groups" || list.attribute.name === "members";
      return isMembership ? inner : { kind: "element", paths: membersOf(list), filter: inner };
    }
  }
}

function searchable(text: string, kind: ResourceKind): AttributePath {
  const path = findPath(text, kind);
  if (path === undefined) throw refusal("invalidFilter", `${text} is not an attribute of a ${kind.name}.`);
  if (path.attribute.name === "roles") {
    throw refusal("invalidFilter", "Who has a role is told by the role, at /scim2/v2/Roles.");
  }
  if (path.attribute.returned === "never") {
    throw refusal("invalidFilter", `${text} is an attribute that nobody can look for.`);
  }
  return path;
}

function present(path: AttributePath): ResourceFilter {
  if (path.attribute.name === "active") return EVERYTHING; // every user is or is not
  return { kind: "present", paths: path.sub === undefined ? membersOf(path) : [storedPath(path)] };
}

function membersOf(path: AttributePath): string[] {
  const { attribute } = path;
  if (attribute.type !== "complex" || attribute.name === "groups" || attribute.name === "members") {
    return [storedPath(path)];
  }
  return attribute.subAttributes.map((sub) => storedPath({ ...path, sub }));
}

function compared(path: AttributePath, operator: Operator, value: Value): ResourceFilter {
  const attribute = path.sub ?? path.attribute;
  if (value === null) {
    // Null is the absence of a value (RFC 7643 §2.5).
    if (operator === "eq") return { kind: "not", term: present(path) };
    if (operator === "ne") return present(path);
    throw refusal("invalidFilter", `null cannot be compared by ${operator}.`);
  }
  if (operator === "ne") return { kind: "not", term: compared(path, "eq", value) };
  const stored = storedPath(path);
  if (attribute.type === "boolean") return truth(path, operator, value);
  if (attribute.type === "complex" && stored === path.attribute.name) {
    throw refusal("invalidFilter", `${stored} is compared by its members.`);
  }
  if (IDS.has(stored) && operator !== "eq")
    throw refusal("invalidFilter", `${stored} cannot be compared by ${operator}.`);
  return { kind: "comparison", path: stored, operator, value: textOf(stored, attribute, operator, value) };
}

function textOf(path: string, attribute: Attribute, operator: Comparison, value: string | number | boolean): string {
  if (attribute.type !== "dateTime") return DOMAIN_NAMES.has(path) ? withoutDomain(`${value}`) : `${value}`;
  const time = Date.parse(`${value}`);
  if (Number.isNaN(time)) throw refusal("invalidFilter", `${value} is not a time.`);
  if (PARTIAL.has(operator)) throw refusal("invalidFilter", `${path} cannot be compared by ${operator}.`);
  // Times are stored in seconds: what is after 12:00:00.500 is after 12:00:00 and at 12:00:01 or later.
  const seconds = operator === "lt" || operator === "ge" ? Math.ceil(time / 1000) : Math.floor(time / 1000);
  return String(seconds);
}

function truth(
  path: AttributePath,
  operator: Exclude<Operator, "ne">,
  value: string | number | boolean,
): ResourceFilter {
  if (ORDERED.has(operator)) throw refusal("invalidFilter", `true and false cannot be compared by ${operator}.`);
  const wanted = String(value).toLowerCase();
  // Only who may not sign in has it stored.
  const isFalse: ResourceFilter = { kind: "comparison", path: "active", operator: "eq", value: "false" };
  const isActive = path.attribute.name === "active";
  const isDisabled = path.attribute.name === "accountDisabled";
  if (!isActive && !isDisabled) return { kind: "comparison", path: storedPath(path), operator, value: wanted };
  if (wanted !== "true" && wanted !== "false") return NOTHING;
  return (wanted === "true") === isActive ? { kind: "not", term: isFalse } : isFalse;
}
