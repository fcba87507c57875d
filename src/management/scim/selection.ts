import { findPath, schemaOf } from "./attribute-path.ts";
import type { Resource } from "./resource.ts";
import type { ResourceKind } from "./schema.ts";
import { refusal } from "./scim-error.ts";

/** What a client wants to see of a resource (RFC 7644 §3.9). */
export interface Selection {
  readonly attributes?: string | undefined;
  readonly excludedAttributes?: string | undefined;
}

/** An attribute that is named: all of it, or one member. */
interface Named {
  readonly urn: string | undefined;
  /** Undefined: the whole extension. */
  readonly name: string | undefined;
  readonly sub: string | undefined;
}

/** Neither can be left out: without them the answer is no resource. */
const ALWAYS = new Set(["id", "schemas"]);

/** Reads a selection once, to be made from any number of resources. Names that are not known select nothing. */
export function selector(selection: Selection, kind: ResourceKind): (resource: Resource) => Resource {
  const { attributes, excludedAttributes } = selection;
  if (attributes !== undefined && excludedAttributes !== undefined) {
    throw refusal("invalidValue", "Either attributes or excludedAttributes is given, not both.");
  }
  if (attributes !== undefined) {
    const wanted = namesIn(attributes, kind);
    return (resource) => only(resource, wanted);
  }
  const excluded = excludedAttributes === undefined ? [] : namesIn(excludedAttributes, kind);
  return excluded.length === 0 ? (resource) => resource : (resource) => allBut(resource, excluded);
}

function namesIn(list: string, kind: ResourceKind): Named[] {
  return list.split(",").flatMap((each): Named[] => {
    const text = each.trim();
    const schema = schemaOf(text, kind);
    if (schema !== undefined && schema.id.length === text.length && schema !== kind.schemas[0]) {
      return [{ urn: schema.id, name: undefined, sub: undefined }];
    }
    const path = findPath(text, kind);
    return path === undefined ? [] : [{ urn: path.urn, name: path.attribute.name, sub: path.sub?.name }];
  });
}

function only(resource: Resource, wanted: readonly Named[]): Resource {
  const selected: Resource = {};
  for (const [key, value] of Object.entries(resource)) {
    if (ALWAYS.has(key)) selected[key] = value;
    const ofKey = wanted.filter(({ urn, name }) => (urn ?? name) === key);
    if (ofKey.length === 0) continue;
    const isExtension = ofKey[0]?.urn !== undefined;
    const part = isExtension ? onlyOf(value as Resource, ofKey) : onlyMembers(value, ofKey);
    if (part !== undefined) selected[key] = part;
  }
  return selected;
}

function onlyOf(extension: Resource, wanted: readonly Named[]): Resource | undefined {
  if (wanted.some(({ name }) => name === undefined)) return extension;
  return only(
    extension,
    wanted.map((each) => ({ ...each, urn: undefined })),
  );
}

function onlyMembers(value: unknown, wanted: readonly Named[]): unknown {
  if (wanted.some(({ sub }) => sub === undefined)) return value;
  const names = new Set(wanted.map(({ sub }) => sub));
  return mapMembers(value, (name) => names.has(name));
}

function allBut(resource: Resource, excluded: readonly Named[]): Resource {
  const left: Resource = {};
  for (const [key, value] of Object.entries(resource)) {
    const ofKey = ALWAYS.has(key) ? [] : excluded.filter(({ urn, name }) => (urn ?? name) === key);
    if (ofKey.some(({ urn, name, sub }) => (urn === undefined ? sub === undefined : name === undefined))) continue;
    if (ofKey.length === 0) {
      left[key] = value;
    } else if (ofKey[0]?.urn === undefined) {
      const names = new Set(ofKey.map(({ sub }) => sub));
      left[key] = mapMembers(value, (name) => !names.has(name));
    } else {
      const inner = ofKey.map((each) => ({ ...each, urn: undefined }));
      left[key] = allBut(value as Resource, inner);
    }
  }
  return left;
}

function mapMembers(value: unknown, isKept: (name: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => mapMembers(each, isKept));
  // A plain e-mail address stands for its value.
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => isKept(name)));
}
