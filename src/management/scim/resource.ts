import { findAttribute, named, schemaOf } from "./attribute-path.ts";
import type { Attribute, ResourceKind, Schema } from "./schema.ts";
import { refusal } from "./scim-error.ts";

/** The attributes of a resource by their names; those of an extension in an object below its URN. */
export type Resource = Record<string, unknown>;

const MOST_ELEMENTS = 10_000;

/**
 * The resource that a body describes, in the schemas' own letters. What only the server sets is left out (RFC 7644 §3.3), and so is
 * what has no value (RFC 7643 §2.5). Refuses what the schemas do not know and values of other types.
 */
export function readResource(body: Readonly<Record<string, unknown>>, kind: ResourceKind): Resource {
  const [core] = kind.schemas;
  const resource: Resource = {};
  for (const [name, value] of Object.entries(body)) {
    if (name.toLowerCase() === "schemas") continue;
    const schema = schemaOf(name, kind);
    if (schema === undefined || (schema !== core && schema.id.length < name.length)) {
      Object.assign(resource, readMembers({ [name]: value }, core, kind));
    } else if (schema === core) {
      Object.assign(resource, readMembers(objectOf(value, name), core, kind));
    } else {
      const extension = readMembers(value === null ? {} : objectOf(value, name), schema, kind);
      if (Object.keys(extension).length > 0) resource[schema.id] = extension;
    }
  }
  return resource;
}

/** Refuses a resource that lacks what its kind requires. */
export function requireAttributes(resource: Resource, kind: ResourceKind): Resource {
  for (const { name, required } of kind.schemas[0].attributes) {
    if (required && resource[name] === undefined) throw refusal("invalidValue", `${name} is required.`);
  }
  return resource;
}

/** The value in the attribute's type; undefined where it is none. Refuses a value of another type. */
export function readValue(attribute: Attribute, value: unknown, open = false): unknown {
  if (value === null || value === undefined || value === "") return undefined;
  if (!attribute.multiValued) {
    if (open && Array.isArray(value)) return value.map((each) => readOpen(attribute, each));
    return open && attribute.type === "string" ? readOpen(attribute, value) : readSingle(attribute, value);
  }
  const elements = Array.isArray(value) ? value : [value];
  if (elements.length > MOST_ELEMENTS) throw refusal("tooMany", `${attribute.name} has too many elements.`);
  const read = elements.map((each) => readSingle(attribute, each)).filter((each) => each !== undefined);
  return read.length === 0 ? undefined : read;
}

function readMembers(members: Readonly<Record<string, unknown>>, schema: Schema, kind: ResourceKind): Resource {
  const read: Resource = {};
  for (const [name, value] of Object.entries(members)) {
    const attribute = findAttribute(name, schema);
    if (attribute === undefined) throw refusal("invalidSyntax", `${name} is not an attribute of a ${kind.name}.`);
    if (attribute.mutability === "readOnly") continue;
    const own = readValue(attribute, value, schema.open);
    if (own !== undefined) read[attribute.name] = own;
  }
  return read;
}

function readSingle(attribute: Attribute, value: unknown): unknown {
  switch (attribute.type) {
    case "complex":
      return readComplex(attribute, value);
    case "boolean":
      if (typeof value === "boolean") return value;
      // Some clients write truth values as texts.
      if (typeof value === "string" && /^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
      throw refusal("invalidValue", `${attribute.name} is true or false.`);
    default:
      return readText(attribute, value);
  }
}

function readText({ name }: Attribute, value: unknown): string {
  if (typeof value !== "string") throw refusal("invalidValue", `${name} is a text.`);
  // PostgreSQL cannot store it.
  if (value.includes("\0")) throw refusal("invalidValue", `${name} holds a NUL character.`);
  return value;
}

function readOpen(attribute: Attribute, value: unknown): unknown {
  return typeof value === "boolean" || typeof value === "number" ? value : readText(attribute, value);
}

/** A list may name a member by its value alone, as Asgardeo answers with plain e-mail addresses. */
function readComplex(attribute: Attribute, value: unknown): Resource | undefined {
  const members = typeof value === "string" ? { value } : objectOf(value, attribute.name);
  const read: Resource = {};
  for (const [name, each] of Object.entries(members)) {
    const sub = named(attribute.subAttributes, name);
    if (sub === undefined) throw refusal("invalidSyntax", `${attribute.name} has no member ${name}.`);
    const own = sub.mutability === "readOnly" ? undefined : readValue(sub, each);
    if (own !== undefined) read[sub.name] = own;
  }
  return Object.keys(read).length === 0 ? undefined : read;
}

function objectOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refusal("invalidSyntax", `${name} is an object.`);
}
