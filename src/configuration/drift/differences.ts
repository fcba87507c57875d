import { isDeepStrictEqual } from "node:util";
import { masked } from "../../crypto/masked.ts";
import type { Difference } from "../plan.ts";
import { recordBlocks } from "../records/blocks.ts";
import type { Entry } from "../records/record-block.ts";

/** A thing that is not as it was. */
export interface ThingDifference {
  readonly kind: "created" | "changed" | "removed";
  /** As `application`. */
  readonly thing: string;
  readonly name: string;
  /** The handle of the organization inside the tenant that it is of; undefined: the tenant. */
  readonly within?: string | undefined;
  /** What it goes by: its name, its id, and what else the audit log may call it. */
  readonly aliases: readonly string[];
  /** What the audit log calls such things. */
  readonly audited: readonly string[];
  /** Of one that was changed. */
  readonly differences: readonly Difference[];
}

interface ListKind {
  readonly key: string;
  readonly thing: string;
  readonly audited: readonly string[];
  readonly nameOf: (entry: Entry) => string;
}

const named = (key: string, thing: string, member: string, audited: readonly string[]): ListKind => ({
  key,
  thing,
  audited,
  nameOf: (entry) => String(entry[member]),
});

const SUB_ORGANIZATIONS = named("subOrganizations", "sub-organization", "handle", ["organization"]);

const LISTS: readonly ListKind[] = [
  named("apiResources", "API resource", "identifier", ["api-resource", "scope", "authorization-details-type"]),
  named("applications", "application", "clientId", ["application"]),
  named("users", "user", "userName", ["user"]),
  named("groups", "group", "displayName", ["group"]),
  {
    ...named("roles", "role", "displayName", ["role"]),
    nameOf: ({ displayName, application }) => `${displayName}${application === undefined ? "" : ` of ${application}`}`,
  },
  ...recordBlocks.map(({ key, what, audited = [what], nameOf }) => ({ key, thing: what, audited, nameOf })),
];

/** What the audit log calls what is decided for a whole organization. */
const OF_ORGANIZATION = ["organization", "tenant", "config", "governance", "validation-rules"];

/** What differs between two states of an organization, thing by thing. */
export function differencesBetween(before: Entry, after: Entry): ThingDifference[] {
  const own = fieldsBetween(
    before,
    after,
    [...LISTS, SUB_ORGANIZATIONS].map(({ key }) => key),
  );
  const name = String(before.handle);
  const organization = {
    kind: "changed",
    thing: "organization",
    name,
    aliases: [name],
    audited: OF_ORGANIZATION,
  } as const;
  return [
    ...(own.length > 0 ? [{ ...organization, differences: own }] : []),
    ...worldBetween(before, after, undefined),
    ...listBetween(SUB_ORGANIZATIONS, before, after, undefined),
    ...pairsOf(SUB_ORGANIZATIONS, before, after).flatMap(([was, is]) =>
      was === undefined || is === undefined ? [] : worldBetween(was, is, String(is.handle)),
    ),
  ];
}

function worldBetween(before: Entry, after: Entry, within: string | undefined): ThingDifference[] {
  return LISTS.flatMap((list) => listBetween(list, before, after, within));
}

function listBetween(list: ListKind, before: Entry, after: Entry, within: string | undefined): ThingDifference[] {
  const { thing, audited, nameOf } = list;
  return pairsOf(list, before, after).flatMap(([was, is]): ThingDifference[] => {
    const present = (is ?? was) as Entry;
    const aliases = [nameOf(present), present.id, present.name].filter((alias) => typeof alias === "string");
    const common = { thing, name: nameOf(present), within, aliases, audited };
    if (was === undefined) return [{ kind: "created", ...common, differences: [] }];
    if (is === undefined) return [{ kind: "removed", ...common, differences: [] }];
    // What lies in an organization is told of on its own.
    const inside = list === SUB_ORGANIZATIONS ? LISTS.map(({ key }) => key) : [];
    const differences = fieldsBetween(was, is, inside);
    return differences.length === 0 ? [] : [{ kind: "changed", ...common, differences }];
  });
}

/** By name: how each was, and how it is. */
function pairsOf({ key, nameOf }: ListKind, before: Entry, after: Entry): [Entry | undefined, Entry | undefined][] {
  const [old, present] = [before, after].map(
    (side) => new Map(((side[key] ?? []) as readonly Entry[]).map((entry) => [nameOf(entry), entry])),
  ) as [Map<string, Entry>, Map<string, Entry>];
  return [...new Set([...old.keys(), ...present.keys()])].map((name) => [old.get(name), present.get(name)]);
}

function fieldsBetween(before: Entry, after: Entry, without: readonly string[]): Difference[] {
  const [was, is] = [before, after].map((side) => masked(side) as Entry) as [Entry, Entry];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !without.includes(name));
  return names
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .map((field) => ({ field, before: was[field], after: is[field] }));
}
