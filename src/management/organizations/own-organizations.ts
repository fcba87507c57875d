import { z } from "zod";
import type { Organization } from "../../protocol/model/organization.ts";
import type { User } from "../../protocol/model/user.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { cursorPage } from "../api-resources/cursor-page.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { sharedOrganizations, treeOf } from "../sharing/shared-with.ts";
import { parentsAmong, pathOf, toBasic } from "./answers.ts";
import { listForm, listQuery } from "./forms.ts";
import { filtered } from "./list-operations.ts";

const PATH = "/api/users/v1/me/organizations";
const scope = SELF_SERVICE_SCOPE;

const named = z.object({ id: z.string(), name: z.string(), orgHandle: z.string() });

/** The organizations that a user may act in (contract §19). */
export const ownOrganizationOperations: readonly Operation[] = [
  operation({
    id: "getOwnOrganizations",
    method: "GET",
    path: PATH,
    scope,
    forMembers: true,
    summary: "List the organizations that the user is a member of.",
    query: listQuery.extend({ authorizedAppName: z.string().optional() }),
    answers: { 200: listForm },
    async handle({ query }, ctx) {
      const person = callerOf(ctx);
      const { root } = ctx;
      const memberOf = await membershipsOf(person, ctx);
      const all = await root.store.organizations.below(undefined);
      const above = ctx.tenant.organization?.id;
      const inReach =
        query.recursive === "true"
          ? await root.store.organizations.below(above)
          : all.filter(({ parentId }) => parentId === above);
      const meant = filtered(
        inReach.filter(({ id }) => memberOf.has(id)),
        query.filter,
        ctx,
      );
      const usable = await usableIn(meant, query.authorizedAppName, all, ctx);
      const { page, links } = cursorPage(usable, ({ handle }) => handle, query, pathOf(PATH, ctx));
      const parents = parentsAmong(all);
      const organizations = page.map((each) => toBasic(each, parents.has(each.id), ctx));
      return { status: 200, body: { links, organizations } };
    },
  }),
  operation({
    id: "getOwnRootOrganization",
    method: "GET",
    path: `${PATH}/root`,
    scope,
    summary: "Get the tenant that the user's organization lies in.",
    answers: { 200: named },
    async handle(_call, ctx) {
      callerOf(ctx);
      return { status: 200, body: toNamed(ctx.root.tenant) };
    },
  }),
  operation({
    id: "getOwnRootDescendants",
    method: "GET",
    path: `${PATH}/root/descendants`,
    scope,
    summary: "List the organizations from where the user is at home down to the one that the call is made in.",
    answers: { 200: z.array(named) },
    async handle(_call, ctx) {
      const { home } = callerOf(ctx);
      const { tenant, root } = ctx;
      const acting = tenant.organization?.id ?? home;
      const lineage = acting === undefined ? [] : await root.store.organizations.lineage(acting);
      const end = home === undefined ? lineage.length : lineage.findIndex(({ id }) => id === home) + 1;
      const path = lineage.slice(0, end).reverse().map(toNamed);
      return { status: 200, body: home === undefined ? [toNamed(root.tenant), ...path] : path };
    },
  }),
];

/** Refuses a client that acts for itself: it is nobody's member. */
function callerOf({ person }: ManagementContext): User {
  if (person !== undefined) return person;
  const description = "Only a user has organizations of their own.";
  throw new ManagementError(403, "UOM-60001", "Operation is not permitted.", description);
}

/** The ids of those that the user is a member of, or at home in. */
async function membershipsOf({ id, home }: User, { root }: ManagementContext): Promise<ReadonlySet<string>> {
  const memberOf = await root.store.organizationMembers.organizationsOf(id);
  return new Set(home === undefined ? memberOf : [...memberOf, home]);
}

/** Of the organizations those in which the application of the name can be used; without a name all of them. */
async function usableIn(
  meant: readonly Organization[],
  name: string | undefined,
  all: readonly Organization[],
  { root }: ManagementContext,
): Promise<readonly Organization[]> {
  if (name === undefined) return meant;
  const client = (await root.store.clients.list()).find((each) => each.name === name);
  const shared = client === undefined ? [] : sharedOrganizations(client.sharing, treeOf(all));
  return meant.filter(({ id }) => shared.some((organization) => organization.id === id));
}

function toNamed({ id, name, handle }: Pick<Organization, "id" | "name" | "handle">) {
  return { id, name, orgHandle: handle };
}
