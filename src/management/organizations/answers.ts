import type { Organization } from "../../protocol/model/organization.ts";
import type { ManagementContext } from "../operation.ts";
import { lineageOf, type Node, ORGANIZATIONS, placeBelow } from "./tree.ts";

const VERSION = "v1.0.0";

/** The organization as lists show it. */
export function toBasic(node: Node, hasChildren: boolean, ctx: ManagementContext) {
  const { id, name, handle, status, attributes } = node;
  return {
    id,
    name,
    orgHandle: handle,
    status,
    version: VERSION,
    hasChildren,
    ref: refOf(id, ctx),
    ...(Object.keys(attributes).length > 0 && { attributes: toList(attributes) }),
  };
}

/** The organization with all that is known of it. */
export async function toWhole(node: Node, ctx: ManagementContext) {
  const { description, createdAt, modifiedAt, parentId } = node;
  const children = await ctx.root.store.organizations.childrenOf(placeBelow(node, ctx));
  const { ref: _, ...basic } = toBasic(node, children.length > 0, ctx);
  return {
    ...basic,
    ...(description !== undefined && { description }),
    created: toDate(createdAt),
    lastModified: toDate(modifiedAt),
    type: "TENANT" as const,
    ...(parentId !== undefined && { parent: { id: parentId, ref: refOf(parentId, ctx) } }),
  };
}

/** The organizations that it lies below, the acting one first. */
export async function ancestorPathOf({ id }: Node, ctx: ManagementContext) {
  const [, ...above] = await lineageOf(id, ctx);
  return above.reverse().map((each, depth) => ({ id: each.id, name: each.name, depth }));
}

/** Whether others of them lie right below each, by id. */
export function parentsAmong(all: readonly Organization[]): ReadonlySet<string | undefined> {
  return new Set(all.map(({ parentId }) => parentId));
}

/** Unix seconds as these APIs write them. */
export function toDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** The path of a list or of one of its elements, as links write it. */
export function pathOf(path: string, { tenantUrl }: ManagementContext): string {
  return `${new URL(tenantUrl).pathname}${path}`;
}

function refOf(id: string, ctx: ManagementContext): string {
  return pathOf(`${ORGANIZATIONS}/${id}`, ctx);
}

function toList(attributes: Node["attributes"]) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value }));
}
