/** An attribute of a resource (RFC 7643 §7). */
export interface Attribute {
  readonly name: string;
  readonly description: string;
  readonly type: "string" | "boolean" | "dateTime" | "reference" | "complex";
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: "readWrite" | "readOnly" | "writeOnly";
  readonly returned: "default" | "always" | "never";
  readonly uniqueness: "none" | "server";
  readonly subAttributes: readonly Attribute[];
}

/** Attributes under one URN. */
export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
  /** Takes attributes that are not listed: texts, numbers, truth values and lists of them. */
  readonly open: boolean;
}

/** What describes a kind of resource: the core's schema first, then those of its extensions. */
export interface ResourceKind {
  readonly name: "User" | "Group" | "Role";
  /** As in `/Users`. */
  readonly endpoint: string;
  readonly schemas: readonly [Schema, ...Schema[]];
}

/** An attribute of one text that anybody may set, changed by `rest`. */
export function attribute(name: string, description: string, rest: Partial<Attribute> = {}): Attribute {
  return {
    name,
    description,
    type: "string",
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: "readWrite",
    returned: "default",
    uniqueness: "none",
    subAttributes: [],
    ...rest,
  };
}

/** An attribute with attributes of its own. */
export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  rest: Partial<Attribute> = {},
): Attribute {
  return attribute(name, description, { type: "complex", subAttributes, ...rest });
}

/** A list of values of different types, one of which may be the first choice (RFC 7643 §2.4). */
export function list(name: string, description: string, value: readonly Attribute[]): Attribute {
  const common = [
    attribute("display", "The value as it is shown"),
    attribute("type", "What the value is for, as `work`"),
    attribute("primary", "Whether the value is the first choice", { type: "boolean" }),
  ];
  return complex(name, description, [...value, ...common], { multiValued: true });
}

/** The roles of a user or a group, which are changed at the role. */
export function rolesAttribute(holder: string): Attribute {
  return complex(
    "roles",
    `The roles that the ${holder} has: they are changed at the role`,
    [
      attribute("value", "The role's id", { caseExact: true }),
      attribute("display", "The role's name"),
      attribute("audienceType", "`organization` or `application`"),
      attribute("audienceValue", "Where the role counts", { caseExact: true }),
      attribute("audienceDisplay", "What that is called"),
      attribute("$ref", "Where it is", { type: "reference" }),
    ],
    { multiValued: true, mutability: "readOnly" },
  );
}

/** Every resource has these, though no schema lists them (RFC 7643 §3.1). */
export const COMMON_ATTRIBUTES: readonly Attribute[] = [
  attribute("id", "The id that the server gave", {
    caseExact: true,
    mutability: "readOnly",
    returned: "always",
    uniqueness: "server",
  }),
  attribute("externalId", "The id that the client knows it by", { caseExact: true }),
  complex(
    "meta",
    "About the resource itself",
    [
      attribute("resourceType", "The kind of the resource", { mutability: "readOnly" }),
      attribute("created", "When it was made", { type: "dateTime", mutability: "readOnly" }),
      attribute("lastModified", "When it was changed", { type: "dateTime", mutability: "readOnly" }),
      attribute("location", "Where it is", { type: "reference", mutability: "readOnly" }),
      attribute("version", "Its entity tag", { mutability: "readOnly" }),
    ],
    { mutability: "readOnly" },
  ),
];
