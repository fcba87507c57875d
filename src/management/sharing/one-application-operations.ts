import { z } from "zod";
import type { Organization } from "../../protocol/model/organization.ts";
import { cursorPage } from "../api-resources/cursor-page.ts";
import { getApplication } from "../applications/find-application.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { pathOf } from "../organizations/answers.ts";
import { organizationNotFound } from "../organizations/errors.ts";
import { filtered } from "../organizations/list-operations.ts";
import { ORGANIZATIONS } from "../organizations/tree.ts";
import { APPLICATIONS, CREATE, changed, DELETE, type Sharing, VIEW, verifyThere } from "./application-sharing.ts";
import { orgIds, sharedQuery } from "./forms.ts";
import { readTree, sharedOrganizations, type Tree, withLess, withMore } from "./shared-with.ts";

// The applications that can be shared are the tenant's.
const place = "tenant";

const text = z.string();
const sharedOrganization = z.object({
  id: text,
  name: text,
  orgHandle: text,
  parentId: text,
  status: z.enum(["ACTIVE", "DISABLED"]),
  ref: text,
  hasChildren: z.boolean(),
  depthFromRoot: z.number().int(),
  roles: z.array(z.object({})),
});
const sharingMode = z.object({ policy: text.optional(), roleSharing: z.object({ mode: text }) });
const sharedForm = z.object({
  links: z.array(z.object({ href: text, rel: text })),
  organizations: z.array(sharedOrganization),
  sharingMode: sharingMode.optional(),
});
const sharedAppsForm = z.object({
  sharedApplications: z.array(z.object({ applicationId: text, organizationId: text })),
});
const oldShareForm = z.object({
  shareWithAllChildren: z.boolean().default(false),
  sharedOrganizations: orgIds.default([]),
});

/** Which organizations the application in the path can be used in (contract §17.1, §21.1). */
export const oneApplicationOperations: readonly Operation[] = ["", `${ORGANIZATIONS}/{organizationId}`].flatMap(
  (owner) => ofOneApplication(owner),
);

/** Below an organization in the path, which is the application's own: the tenant. */
function ofOneApplication(owner: string): Operation[] {
  const path = owner === "" ? `${APPLICATIONS}/{applicationId}` : `${owner}/applications/{applicationId}`;
  const suffix = owner === "" ? "" : "OfOrganization";
  const find = async (parameters: Readonly<Record<string, string>>, ctx: ManagementContext) => {
    const { organizationId } = parameters;
    if (organizationId !== undefined && organizationId !== ctx.tenant.id) throw organizationNotFound(organizationId);
    return getApplication({ parameters }, ctx);
  };
  const unshareAll = (last: string, id: string) =>
    operation({
      id,
      method: "DELETE",
      path: `${path}/${last}`,
      scope: DELETE,
      place,
      summary: "Share an application with no organization any longer.",
      answers: { 204: undefined },
      async handle({ parameters }, ctx) {
        const client = await find(parameters, ctx);
        const { change } = await changed(client, { with: "none" }, await readTree(ctx), "unshare", ctx);
        return { status: 204, ...(change && { change }) };
      },
    });
  return [
    operation({
      id: `shareApplication${suffix}`,
      method: "POST",
      path: `${path}/share`,
      scope: CREATE,
      place,
      summary: "Share an application with organizations, or with all.",
      body: oldShareForm,
      answers: { 200: undefined },
      async handle({ parameters, body }, ctx) {
        const [client, tree] = [await find(parameters, ctx), await readTree(ctx)];
        verifyThere(body.sharedOrganizations, tree);
        const sharing: Sharing = body.shareWithAllChildren
          ? { with: "all" }
          : withMore(client.sharing, body.sharedOrganizations, []);
        const { change } = await changed(client, sharing, tree, "share", ctx);
        return { status: 200, ...(change && { change }) };
      },
    }),
    operation({
      id: `getSharedOrganizations${suffix}`,
      method: "GET",
      path: `${path}/share`,
      scope: VIEW,
      place,
      summary: "List the organizations that an application is shared with.",
      query: sharedQuery,
      answers: { 200: sharedForm },
      async handle({ parameters, query }, ctx) {
        const [client, tree] = [await find(parameters, ctx), await readTree(ctx)];
        const shared = sharedOrganizations(client.sharing, tree);
        const inReach = query.recursive === "false" ? shared.filter(({ parentId }) => parentId === undefined) : shared;
        const meant = filtered(inReach, query.filter, ctx);
        const own = pathOf(
          path.replace("{organizationId}", ctx.tenant.id).replace("{applicationId}", client.application.id),
          ctx,
        );
        const paging = { ...query, limit: query.limit ?? "1000" };
        const { page, links } = cursorPage(meant, ({ handle }) => handle, paging, `${own}/share`);
        const organizations = page.map((each) => toShared(each, tree, ctx));
        const mode = query.attributes?.split(",").includes("sharingMode") ? modeOf(client.sharing) : undefined;
        return { status: 200, body: { links, organizations, ...(mode && { sharingMode: mode }) } };
      },
    }),
    operation({
      id: `getSharedApplications${suffix}`,
      method: "GET",
      path: `${path}/shared-apps`,
      scope: VIEW,
      place,
      summary: "List where an application is shared, with its id there.",
      answers: { 200: sharedAppsForm },
      async handle({ parameters }, ctx) {
        const client = await find(parameters, ctx);
        const shared = sharedOrganizations(client.sharing, await readTree(ctx));
        const sharedApplications = shared.map(({ id }) => ({
          applicationId: client.application.id,
          organizationId: id,
        }));
        return { status: 200, body: { sharedApplications } };
      },
    }),
    unshareAll("shared-apps", `unshareApplication${suffix}`),
    ...(owner === "" ? [] : [unshareAll("fragment-apps", "deleteFragmentApplicationsOfOrganization")]),
    operation({
      id: `unshareApplicationFromOne${suffix}`,
      method: "DELETE",
      path: `${path}/share/{sharedOrganizationId}`,
      scope: DELETE,
      place,
      summary: "Share an application no longer with an organization and those below it.",
      answers: { 204: undefined },
      async handle({ parameters }, ctx) {
        const [client, tree] = [await find(parameters, ctx), await readTree(ctx)];
        const id = parameters.sharedOrganizationId as string;
        verifyThere([id], tree);
        const { change } = await changed(client, withLess(client.sharing, [id], tree), tree, "unshare", ctx);
        return { status: 204, ...(change && { change }) };
      },
    }),
  ];
}

function modeOf({ with: shared }: Sharing): z.output<typeof sharingMode> {
  return { ...(shared === "all" && { policy: "ALL_EXISTING_AND_FUTURE_ORGS" }), roleSharing: { mode: "NONE" } };
}

function toShared(organization: Organization, tree: Tree, ctx: ManagementContext) {
  const { id, name, handle, parentId = ctx.tenant.id, status } = organization;
  return {
    id,
    name,
    orgHandle: handle,
    parentId,
    status,
    ref: pathOf(`${ORGANIZATIONS}/${id}`, ctx),
    hasChildren: tree.all.some((each) => each.parentId === id),
    depthFromRoot: tree.lineageOf(organization).length,
    roles: [],
  };
}
