import type { Client } from "../../protocol/model/client.ts";
import type { Organization } from "../../protocol/model/organization.ts";
import { isSharedWith } from "../../protocol/organization-access.ts";
import type { ManagementContext } from "../operation.ts";

type Sharing = Client["sharing"];

/** The tenant's organizations, by what lies below what. */
export interface Tree {
  readonly all: readonly Organization[];
  /** The organization and what it lies below, the nearest first. */
  lineageOf(organization: Organization): Organization[];
  /** The organizations with these ids, and all that lie below them. */
  withAllBelow(ids: readonly string[]): Organization[];
}

export async function readTree({ root }: Pick<ManagementContext, "root">): Promise<Tree> {
  return treeOf(await root.store.organizations.below(undefined));
}

export function treeOf(all: readonly Organization[]): Tree {
  const byId = new Map(all.map((organization) => [organization.id, organization]));
  const lineageOf = (organization: Organization): Organization[] => {
    const parent = organization.parentId === undefined ? undefined : byId.get(organization.parentId);
    return parent === undefined ? [organization] : [organization, ...lineageOf(parent)];
  };
  const withAllBelow = (ids: readonly string[]) =>
    all.filter((organization) => lineageOf(organization).some(({ id }) => ids.includes(id)));
  return { all, lineageOf, withAllBelow };
}

/** The organizations that an application with this sharing can be used in now. */
export function sharedOrganizations(sharing: Sharing, tree: Tree): Organization[] {
  return tree.all.filter((organization) => isSharedWith({ sharing }, tree.lineageOf(organization)));
}

/** The sharing with these organizations too, and with all that lie below those, now or later. */
export function withMore(sharing: Sharing, alone: readonly string[], withBelow: readonly string[]): Sharing {
  if (sharing.with === "all") return sharing;
  const named = sharing.with === "none" ? [] : sharing.with;
  return settled([...named, ...alone], [...(sharing.below ?? []), ...withBelow]);
}

/**
 * The sharing without these organizations and what lies below them. Where it covered organizations to come it goes on for those that are
 * there, since nobody has said what is to become of the others.
 */
export function withLess(sharing: Sharing, ids: readonly string[], tree: Tree): Sharing {
  const gone = new Set(tree.withAllBelow(ids).map(({ id }) => id));
  const shared = sharedOrganizations(sharing, tree);
  if (!shared.some(({ id }) => gone.has(id))) return sharing;
  const isWhole = (id: string) =>
    !gone.has(id) && !tree.withAllBelow([id]).some((organization) => gone.has(organization.id));
  const below = (sharing.below ?? []).filter(isWhole);
  const covered = new Set(tree.withAllBelow(below).map(({ id }) => id));
  const left = shared.map(({ id }) => id).filter((id) => !gone.has(id) && !covered.has(id));
  return settled(left, below);
}

function settled(named: readonly string[], below: readonly string[]): Sharing {
  const ids = [...new Set(named)];
  return { with: ids.length === 0 ? "none" : ids, ...(below.length > 0 && { below: [...new Set(below)] }) };
}
