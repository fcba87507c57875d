import { type Attribute, COMMON_ATTRIBUTES, type Schema } from "./schema.ts";

/** A schema with all its attributes, as it is answered. */
export function schemaAnswer({ id, name, description, attributes, open }: Schema): object {
  const all = open ? attributes : [...COMMON_ATTRIBUTES, ...attributes];
  return { id, name, description, attributes: all.map(attributeAnswer) };
}

/** RFC 7643's members as Asgardeo writes them, and those that its profile forms are built from (contract §18.6). */
export function attributeAnswer(attribute: Attribute, order: number): Record<string, unknown> {
  const { name, type, mutability, returned, uniqueness, subAttributes, ...rest } = attribute;
  return {
    name,
    ...rest,
    type: type === "dateTime" ? "DATETIME" : type.toUpperCase(),
    mutability: mutability.replace(/([A-Z])/, "_$1").toUpperCase(),
    returned: returned.toUpperCase(),
    uniqueness: uniqueness.toUpperCase(),
    displayName: name,
    displayOrder: String(order),
    supportedByDefault: "true",
    ...(subAttributes.length > 0 && { subAttributes: subAttributes.map(attributeAnswer) }),
  };
}
