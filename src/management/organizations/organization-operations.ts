import { z } from "zod";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation, type Reply } from "../operation.ts";
import { ancestorPathOf, toWhole } from "./answers.ts";
import { patched, save } from "./changes.ts";
import { createOrganization } from "./create.ts";
import { discoveryAttributesOf, forgetDomainsOf } from "./email-domains.ts";
import { hasChildren, organizationNotFound, ownOrganization } from "./errors.ts";
import {
  creationForm,
  foundForm,
  metadataForm,
  organizationForm,
  type PatchItem,
  patchForm,
  replacementForm,
} from "./forms.ts";
import { actingNode, getBelow, getWithin, type Node, ORGANIZATIONS, targetOf } from "./tree.ts";

const ONE = `${ORGANIZATIONS}/{organizationId}`;
const SELF = `${ORGANIZATIONS}/self`;
const VIEW = "internal_organization_view";
const UPDATE = "internal_organization_update";

/** Organizations below the one that acts, one at a time (contract §21.1). */
export const organizationOperations: readonly Operation[] = [
  operation({
    id: "addOrganization",
    method: "POST",
    path: ORGANIZATIONS,
    scope: "internal_organization_create",
    summary: "Create an organization; whoever does it as a user administrates it.",
    body: creationForm,
    answers: { 201: organizationForm },
    async handle({ body }, ctx) {
      const created = await createOrganization(body, ctx);
      const change = { action: "organization.create", target: targetOf(created), after: created };
      const location = `${ORGANIZATIONS}/${created.id}`;
      return { status: 201, body: await toWhole(created, ctx), location, change };
    },
  }),
  operation({
    id: "getSelfOrganization",
    method: "GET",
    path: SELF,
    scope: VIEW,
    summary: "Get the organization that the call is made in.",
    answers: { 200: organizationForm },
    async handle(_call, ctx) {
      return { status: 200, body: await toWhole(await actingNode(ctx), ctx) };
    },
  }),
  operation({
    id: "patchSelfOrganization",
    method: "PATCH",
    path: SELF,
    scope: UPDATE,
    summary: "Change the organization that the call is made in.",
    body: patchForm,
    answers: { 200: organizationForm },
    async handle({ body }, ctx) {
      if (ctx.tenant.organization === undefined) throw isRoot(ctx);
      return patch(await actingNode(ctx), body, ctx);
    },
  }),
  operation({
    id: "getOrganizationMetadata",
    method: "GET",
    path: `${ORGANIZATIONS}/metadata`,
    scope: VIEW,
    summary: "Get the organization that the call is made in, with what it is found by.",
    answers: { 200: metadataForm },
    async handle(_call, ctx) {
      const node = await actingNode(ctx);
      const discoveryAttributes = await discoveryAttributesOf(node.id, ctx);
      return { status: 200, body: { ...(await toWhole(node, ctx)), discoveryAttributes } };
    },
  }),
  operation({
    id: "getOrganization",
    method: "GET",
    path: ONE,
    scope: VIEW,
    summary: "Get an organization.",
    query: z.object({ includePermissions: z.enum(["true", "false"]).optional() }),
    answers: { 200: foundForm },
    async handle({ parameters, query }, ctx) {
      const node = await getWithin(parameters.organizationId as string, ctx);
      const permissions = query.includePermissions === "true" ? [...(await ctx.authority())].sort() : undefined;
      const ancestorPath = await ancestorPathOf(node, ctx);
      const body = { ...(await toWhole(node, ctx)), ancestorPath, ...(permissions && { permissions }) };
      return { status: 200, body };
    },
  }),
  operation({
    id: "patchOrganization",
    method: "PATCH",
    path: ONE,
    scope: UPDATE,
    summary: "Change an organization: its name, its description, its status, its attributes.",
    body: patchForm,
    answers: { 200: organizationForm },
    async handle({ parameters, body }, ctx) {
      return patch(await getBelow(parameters.organizationId as string, ctx), body, ctx);
    },
  }),
  operation({
    id: "updateOrganization",
    method: "PUT",
    path: ONE,
    scope: UPDATE,
    summary: "Replace an organization.",
    body: replacementForm,
    answers: { 200: organizationForm },
    async handle({ parameters, body }, ctx) {
      const before = await getBelow(parameters.organizationId as string, ctx);
      const { name, description, status } = body;
      const attributes = Object.fromEntries(body.attributes.map(({ key, value }) => [key, value]));
      return updated(before, await save(before, { name, description, status, attributes }, ctx), ctx);
    },
  }),
  operation({
    id: "deleteOrganization",
    method: "DELETE",
    path: ONE,
    scope: "internal_organization_delete",
    summary: "Delete an organization that none lies below, with all that is stored in it.",
    answers: { 204: undefined },
    async handle({ parameters }, ctx) {
      const id = parameters.organizationId as string;
      if (id === ctx.tenant.id) throw ownOrganization(id);
      const before = await getBelow(id, ctx);
      const outcome = await ctx.root.store.organizations.remove(id);
      if (outcome === "has children") throw hasChildren(id);
      if (outcome === "not found") throw organizationNotFound(id);
      await forgetDomainsOf(id, ctx);
      return { status: 204, change: { action: "organization.delete", target: targetOf(before), before } };
    },
  }),
];

async function patch(before: Node, items: readonly PatchItem[], ctx: ManagementContext): Promise<Reply> {
  return updated(before, await save(before, patched(before, items), ctx), ctx);
}

async function updated(before: Node, after: Node, ctx: ManagementContext): Promise<Reply> {
  const change = { action: "organization.update", target: targetOf(after), before, after };
  return { status: 200, body: await toWhole(after, ctx), change };
}

function isRoot({ tenant }: ManagementContext): ManagementError {
  const description = `Organization ${tenant.id} is the tenant itself, which is not changed here.`;
  return new ManagementError(400, "ORG-60051", "ROOT organization can't be renamed.", description);
}
