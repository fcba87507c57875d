import { type Attribute, attribute, COMMON_ATTRIBUTES, type ResourceKind, type Schema } from "./schema.ts";

/** An attribute that a request has named, and where it is. */
export interface AttributePath {
  /** The extension's URN; undefined: the attribute is of the core. */
  readonly urn: string | undefined;
  readonly attribute: Attribute;
  readonly sub: Attribute | undefined;
}

/** A name that can be kept and searched for: no dots, colons and brackets, which mean something in paths. */
const OPEN_NAME = /^[A-Za-z][\w-]{0,63}$/;

/** Finds what `userName`, `name.givenName` or `urn:…:User:manager.value` means; case does not matter (RFC 7644 §3.10). */
export function findPath(text: string, kind: ResourceKind): AttributePath | undefined {
  const [core] = kind.schemas;
  const schema = schemaOf(text, kind);
  const rest = schema === undefined ? text : text.slice(schema.id.length + 1);
  const [name = "", subName, ...more] = rest.split(".");
  if (more.length > 0) return undefined;
  const found = findAttribute(name, schema ?? core);
  if (found === undefined) return undefined;
  const urn = schema === undefined || schema === core ? undefined : schema.id;
  if (subName === undefined) return { urn, attribute: found, sub: undefined };
  const sub = named(found.subAttributes, subName);
  return sub && { urn, attribute: found, sub };
}

/** The attribute of the schema; of an open one any that can be kept. */
export function findAttribute(name: string, schema: Schema): Attribute | undefined {
  const found = named(schema.attributes, name) ?? (schema.open ? undefined : named(COMMON_ATTRIBUTES, name));
  if (found !== undefined || !schema.open) return found;
  return OPEN_NAME.test(name) ? attribute(name, "") : undefined;
}

/** The schema whose URN the text is or begins with. */
export function schemaOf(text: string, kind: ResourceKind): Schema | undefined {
  const lower = text.toLowerCase();
  return kind.schemas.find(({ id }) => lower === id.toLowerCase() || lower.startsWith(`${id.toLowerCase()}:`));
}

/** How the store calls it. A list with values stands for these. */
export function storedPath({ urn, attribute: of, sub }: AttributePath): string {
  const member = sub?.name ?? (of.type === "complex" ? defaultMember(of) : undefined);
  return `${urn === undefined ? "" : `${urn}:`}${of.name}${member === undefined ? "" : `.${member}`}`;
}

/** `emails co "x"` is about the addresses (RFC 7644 §3.4.2.2); a group is known by its name. */
function defaultMember({ name, subAttributes }: Attribute): string | undefined {
  if (name === "groups" || name === "roles") return "display";
  return named(subAttributes, "value")?.name;
}

/** The attribute of that name, whatever its case. */
export function named(attributes: readonly Attribute[], name: string): Attribute | undefined {
  return attributes.find((each) => each.name.toLowerCase() === name.toLowerCase());
}
