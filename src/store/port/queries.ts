/** A user or a group that another thing names. */
export interface Reference {
  readonly id: string;
  readonly name: string;
}

/** Which resources are meant, in which order, and how many of them. */
export interface ResourceQuery {
  readonly filter?: ResourceFilter | undefined;
  /** Without it the order is that of the ids. What has no such attribute comes last. */
  readonly sort?: { readonly path: string; readonly descending: boolean } | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** A filter of RFC 7644 §3.4.2.2 whose paths are full and known. Values are compared without regard to case, but for those of `externalId`. */
export type ResourceFilter =
  | { readonly kind: "and" | "or"; readonly terms: readonly ResourceFilter[] }
  | { readonly kind: "not"; readonly term: ResourceFilter }
  | { readonly kind: "comparison"; readonly path: string; readonly operator: Comparison; readonly value: string }
  | { readonly kind: "present"; readonly paths: readonly string[] }
  /** One element of a list, whose members have these paths, for which all of it holds. */
  | { readonly kind: "element"; readonly paths: readonly string[]; readonly filter: ResourceFilter };

export type Comparison = "eq" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";

export interface Found<Resource> {
  /** How many there are in all. */
  readonly total: number;
  readonly resources: readonly Resource[];
}
