import { isId } from "../../crypto/ids.ts";
import type { Organization } from "../../protocol/model/organization.ts";
import type { ManagementContext } from "../operation.ts";
import { organizationNotFound } from "./errors.ts";

/** Where the operations are, below the tenant's URL. */
export const ORGANIZATIONS = "/api/server/v1/organizations";

/** An organization, or the tenant itself, which is the root of the tree. */
export type Node = Omit<Organization, "parentId"> & { readonly parentId: string | undefined };

/** What the call counts in: the organization that acts, or the tenant. */
export async function actingNode({ tenant, root }: ManagementContext): Promise<Node> {
  const { id } = tenant;
  if (tenant.organization === undefined) return rootNode(root.tenant);
  const found = await root.store.organizations.find(id);
  if (found === undefined) throw organizationNotFound(id);
  return { ...found, parentId: found.parentId ?? root.tenant.id };
}

/** The organization with the id, which lies below the acting one. Whatever lies elsewhere is not found. */
export async function getBelow(id: string, ctx: ManagementContext): Promise<Node> {
  const [found, ...above] = await lineageOf(id, ctx);
  if (found === undefined || above.length === 0) throw organizationNotFound(id);
  return found;
}

/** The same, or the acting one itself. */
export async function getWithin(id: string, ctx: ManagementContext): Promise<Node> {
  const [found] = await lineageOf(id, ctx);
  if (found === undefined) throw organizationNotFound(id);
  return found;
}

/** The organization and those that it lies below, up to the acting one. Empty where it does not lie below that one. */
export async function lineageOf(id: string, ctx: ManagementContext): Promise<Node[]> {
  const acting = await actingNode(ctx);
  if (id === acting.id) return [acting];
  const lineage = isId(id) ? await ctx.root.store.organizations.lineage(id) : [];
  const nodes: Node[] = lineage.map((each) => ({ ...each, parentId: each.parentId ?? ctx.root.tenant.id }));
  if (nodes.length > 0) nodes.push(rootNode(ctx.root.tenant));
  const end = nodes.findIndex((node) => node.id === acting.id);
  return nodes.slice(0, end + 1);
}

/** All organizations below the acting one, by handle. */
export function allBelow({ tenant, root }: ManagementContext): Promise<Organization[]> {
  return root.store.organizations.below(tenant.organization?.id);
}

/** What the tree calls the place right below the node: the tenant itself has no name there. */
export function placeBelow({ id }: Pick<Node, "id">, { root }: ManagementContext): string | undefined {
  return id === root.tenant.id ? undefined : id;
}

/** For the audit log. */
export function targetOf({ id, name }: Pick<Node, "id" | "name">) {
  return { kind: "organization", id, name };
}

function rootNode({ id, name, handle, createdAt }: ManagementContext["root"]["tenant"]): Node {
  const times = { createdAt, modifiedAt: createdAt };
  return { id, handle, name, description: undefined, status: "ACTIVE", parentId: undefined, attributes: {}, ...times };
}
