import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type AttributePath, findPath, schemaOf } from "./attribute-path.ts";
import { type Filter, parseFilter } from "./filter.ts";
import { elementFor, matches } from "./matching.ts";
import { type Resource, readValue } from "./resource.ts";
import type { Attribute, ResourceKind } from "./schema.ts";
import { refusal } from "./scim-error.ts";

const MOST_OPERATIONS = 1000;

/** RFC 7644 §3.5.2. Names of operations are taken in any case. */
export const patchForm = z.looseObject({
  schemas: z.array(z.string()).optional(),
  Operations: z
    .array(z.looseObject({ op: z.string(), path: z.string().optional(), value: z.unknown().optional() }))
    .min(1)
    .max(MOST_OPERATIONS),
});

type Patch = z.output<typeof patchForm>;
type Op = "add" | "replace" | "remove";

/** Where an operation works: an attribute, some of its elements, a member of it or of them. */
interface Target extends AttributePath {
  readonly filter: Filter | undefined;
}

/** `emails[type eq "work"].value`, with the URN of an extension in front or not. */
const VALUE_PATH = /^(?<list>[^[\]]+)\[(?<filter>.*)\](?:\.(?<sub>[\w$]+))?$/s;

/** The resource with the operations done to it in their order: all of them or, by a refusal, none. */
export function patched(resource: Resource, patch: Patch, kind: ResourceKind): Resource {
  const changed = structuredClone(resource);
  for (const { op, path, value } of patch.Operations) {
    const verb = op.toLowerCase();
    if (verb !== "add" && verb !== "replace" && verb !== "remove") {
      throw refusal("invalidSyntax", `${op} is not an operation: it is add, replace or remove.`);
    }
    if (path === undefined || path === "") applyToAll(changed, verb, value, kind);
    else applyAt(changed, verb, path, value, kind);
  }
  return changed;
}

/** Without a path the value is a resource in part, of which each attribute is added or replaced. */
function applyToAll(resource: Resource, op: Op, value: unknown, kind: ResourceKind): void {
  if (op === "remove") throw refusal("noTarget", "An operation that removes names its path.");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refusal("invalidValue", "The value of an operation without a path is an object.");
  }
  for (const [name, each] of Object.entries(value)) {
    if (name.toLowerCase() === "schemas") continue;
    applyAt(resource, op, name, each, kind);
  }
}

function applyAt(resource: Resource, op: Op, path: string, value: unknown, kind: ResourceKind): void {
  const schema = schemaOf(path, kind);
  if (schema !== undefined && schema.id.length === path.length) {
    if (op === "remove") {
      delete resource[schema.id];
      return;
    }
    const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
    for (const [name, each] of members) applyAt(resource, op, `${schema.id}:${name}`, each, kind);
    return;
  }
  const target = targetOf(path, kind);
  if (target.attribute.mutability === "readOnly" || target.sub?.mutability === "readOnly") {
    throw refusal("mutability", `${path} is set by the server alone.`);
  }
  const holder = holderOf(resource, target.urn);
  const open = kind.schemas.some(({ id, open }) => id === target.urn && open);
  if (target.filter !== undefined) holder[target.attribute.name] = changedElements(holder, op, value, target);
  else if (target.sub !== undefined) changeMember(holder, op, value, target);
  else changeAttribute(holder, op, value, target.attribute, open);
  if (holder[target.attribute.name] === undefined) delete holder[target.attribute.name];
  if (target.urn !== undefined && Object.keys(holder).length === 0) delete resource[target.urn];
}

function targetOf(path: string, kind: ResourceKind): Target {
  const { list, filter, sub } = VALUE_PATH.exec(path)?.groups ?? {};
  const name = list === undefined ? path : `${list}${sub === undefined ? "" : `.${sub}`}`;
  const found = findPath(name, kind);
  if (found === undefined) throw refusal("invalidPath", `${path} is not an attribute of a ${kind.name}.`);
  if (filter !== undefined && !(found.attribute.multiValued && found.attribute.type === "complex")) {
    throw refusal("invalidPath", `${list} has no elements to choose among.`);
  }
  return { ...found, filter: filter === undefined ? undefined : parseFilter(filter) };
}

function holderOf(resource: Resource, urn: string | undefined): Resource {
  if (urn === undefined) return resource;
  resource[urn] ??= {};
  return resource[urn] as Resource;
}

function changeAttribute(holder: Resource, op: Op, value: unknown, attribute: Attribute, open: boolean): void {
  const { name } = attribute;
  const given = readValue(attribute, value, open);
  if (op === "remove") {
    // Some clients name the elements to remove in the value.
    const left = given === undefined ? undefined : without(elementsOf(holder, name), given as Resource[]);
    holder[name] = attribute.multiValued && left !== undefined && left.length > 0 ? left : undefined;
  } else if (given === undefined) {
    if (op === "replace") holder[name] = undefined;
  } else if (attribute.multiValued && op === "add") {
    holder[name] = withOnePrimary([...without(elementsOf(holder, name), given as Resource[])], given as Resource[]);
  } else if (attribute.type === "complex" && !attribute.multiValued) {
    holder[name] = { ...(holder[name] as Resource | undefined), ...(given as Resource) };
  } else {
    holder[name] = given;
  }
}

/** A member of a complex attribute, or of every element of a list. */
function changeMember(holder: Resource, op: Op, value: unknown, { attribute, sub }: Target): void {
  const { name, multiValued } = attribute;
  const member = sub as Attribute;
  const given = op === "remove" ? undefined : readValue(member, value);
  const present = multiValued ? elementsOf(holder, name) : [(holder[name] as Resource | undefined) ?? {}];
  const changed = present.map((each) => withMember(each, member.name, given)).filter((each) => each !== undefined);
  if (multiValued) {
    if (present.length === 0 && given !== undefined) changed.push({ [member.name]: given });
    holder[name] = changed.length === 0 ? undefined : changed;
  } else {
    holder[name] = changed[0];
  }
}

/** The list with its chosen elements changed. */
function changedElements(holder: Resource, op: Op, value: unknown, target: Target): Resource[] | undefined {
  const { attribute, sub, filter } = target;
  const elements = elementsOf(holder, attribute.name);
  const isChosen = (element: Resource) => matches(filter as Filter, element, attribute);
  const change = (element: Resource): Resource | undefined => {
    if (sub !== undefined) return withMember(element, sub.name, op === "remove" ? undefined : readValue(sub, value));
    if (op === "remove") return undefined;
    const [given] = (readValue(attribute, [value].flat()) as Resource[] | undefined) ?? [];
    return { ...element, ...given };
  };
  if (op !== "remove" && !elements.some(isChosen)) {
    // RFC 7644 §3.5.2.3; what is added can be made from what its filter says.
    const made = op === "add" ? elementFor(filter as Filter, attribute) : undefined;
    if (made === undefined) throw refusal("noTarget", `No element of ${attribute.name} is meant by the filter.`);
    const added = change(made);
    return added === undefined ? elements : withOnePrimary(elements, [added]);
  }
  const changed = elements.map((element) => (isChosen(element) ? change(element) : element));
  const left = changed.filter((element) => element !== undefined);
  return left.length === 0 ? undefined : left;
}

function withMember(element: Resource, name: string, value: unknown): Resource | undefined {
  const { [name]: _, ...rest } = element;
  const changed = value === undefined ? rest : { ...rest, [name]: value };
  return Object.keys(changed).length === 0 ? undefined : changed;
}

/** A new first choice takes the place of the one before (RFC 7644 §3.5.2). */
function withOnePrimary(elements: readonly Resource[], added: readonly Resource[]): Resource[] {
  const hasNew = added.some(({ primary }) => primary === true);
  const kept = hasNew ? elements.map(({ primary: _, ...rest }) => rest) : elements;
  return [...kept, ...added];
}

/** Without the elements that are named: by their value and, where both have one, their type; what has no value by all it has. */
function without(elements: readonly Resource[], named: readonly Resource[]): Resource[] {
  const byValue = Map.groupBy(named, ({ value }) => value);
  const isNamed = (element: Resource) =>
    (byValue.get(element.value) ?? []).some((each) =>
      element.value === undefined
        ? isDeepStrictEqual(each, element)
        : each.type === undefined || element.type === undefined || each.type === element.type,
    );
  return elements.filter((element) => !isNamed(element));
}

function elementsOf(holder: Resource, name: string): Resource[] {
  return (holder[name] as Resource[] | undefined) ?? [];
}
