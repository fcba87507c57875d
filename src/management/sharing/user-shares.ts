import { z } from "zod";
import { isId } from "../../crypto/ids.ts";
import type { Organization } from "../../protocol/model/organization.ts";
import { memberIdIn } from "../../protocol/model/user.ts";
import { cursorPage } from "../api-resources/cursor-page.ts";
import { matchesFilter, parseFilter } from "../filter.ts";
import { ManagementError } from "../management-error.ts";
import { type Call, type ManagementContext, type Operation, operation } from "../operation.ts";
import { pathOf } from "../organizations/answers.ts";
import { ORGANIZATIONS } from "../organizations/tree.ts";
import { roleForm, sharedQuery } from "./forms.ts";
import { type FutureShares, readFutureShares } from "./future-shares.ts";
import { readTree, type Tree } from "./shared-with.ts";
import { rolesOfMember } from "./user-sharing.ts";

/** The policy that means organizations to come too. */
export const FUTURE = "SELECTED_ORG_WITH_ALL_EXISTING_AND_FUTURE_CHILDREN";

export type Version = "v1" | "v2";

const VIEW = "internal_user_shared_access_view";
const ALL = "ALL_EXISTING_AND_FUTURE_ORGS";
const SHARED = "SHARED";
// Those who can be shared are the tenant's users.
const place = "tenant";

const text = z.string();
const links = z.array(z.object({ href: text, rel: text }));
const sharingMode = z.object({
  policy: text,
  roleAssignment: z.object({ mode: z.enum(["NONE", "SELECTED"]), roles: z.array(roleForm) }),
});
const sharedOrganization = z.object({
  orgId: text,
  orgName: text,
  orgHandle: text,
  orgStatus: text,
  orgRef: text,
  parentOrgId: text,
  parentUserId: text,
  sharedUserId: text,
  sharedType: text,
  hasChildren: z.boolean(),
  depthFromRoot: z.number().int(),
  roles: z.array(roleForm).optional(),
  sharingMode: sharingMode.optional(),
});
const sharedOrganizationOfV1 = z.object({
  orgId: text,
  orgName: text,
  sharedUserId: text,
  sharedType: text,
  rolesRef: text,
});

/** Where a user is a member, and with which roles (contract §21.2). */
export const userSharesOperations: readonly Operation[] = [
  operation({
    id: "getUserSharedOrganizations",
    method: "GET",
    path: `${usersPath("v2")}/{userId}/share`,
    scope: VIEW,
    place,
    summary: "List the organizations that a user is a member of.",
    query: sharedQuery,
    answers: {
      200: z.object({ links, organizations: z.array(sharedOrganization), sharingMode: sharingMode.optional() }),
    },
    async handle(call, ctx) {
      const { userId, tree, page, links: neighbours } = await pageOf(call, `${usersPath("v2")}/{userId}/share`, ctx);
      const wanted = call.query.attributes?.split(",") ?? [];
      const future = await readFutureShares(userId, ctx);
      const ofOne = async (each: Organization) => ({
        ...toShared(each, userId, tree, ctx),
        ...(wanted.includes("roles") && { roles: await rolesOfMember(userId, each, ctx) }),
        ...(wanted.includes("sharingMode") &&
          modeOf(
            FUTURE,
            future.below.find((one) => one.organizationId === each.id),
          )),
      });
      const mode = wanted.includes("sharingMode") ? modeOf(ALL, future.all) : {};
      return { status: 200, body: { links: neighbours, organizations: await Promise.all(page.map(ofOne)), ...mode } };
    },
  }),
  operation({
    id: "getUserSharedOrganizationsV1",
    method: "GET",
    path: `${usersPath("v1")}/{userId}/shared-organizations`,
    scope: VIEW,
    place,
    summary: "List the organizations that a user is a member of.",
    query: sharedQuery.omit({ attributes: true, excludedAttributes: true }),
    answers: { 200: z.object({ links, sharedOrganizations: z.array(sharedOrganizationOfV1) }) },
    async handle(call, ctx) {
      const path = `${usersPath("v1")}/{userId}/shared-organizations`;
      const { userId, page, links: neighbours } = await pageOf(call, path, ctx);
      const sharedOrganizations = page.map(({ id, name }) => ({
        orgId: id,
        orgName: name,
        sharedUserId: memberIdIn(id, userId),
        sharedType: SHARED,
        rolesRef: pathOf(`${usersPath("v1")}/${userId}/shared-roles?orgId=${id}`, ctx),
      }));
      return { status: 200, body: { links: neighbours, sharedOrganizations } };
    },
  }),
  operation({
    id: "getUserSharedRolesV1",
    method: "GET",
    path: `${usersPath("v1")}/{userId}/shared-roles`,
    scope: VIEW,
    place,
    summary: "List the roles that a user has in an organization as a member.",
    query: sharedQuery.omit({ attributes: true, excludedAttributes: true }).extend({ orgId: text }),
    answers: { 200: z.object({ links, roles: z.array(roleForm) }) },
    async handle({ parameters, query }, ctx) {
      const userId = await userIn(parameters, ctx);
      const organization = organizationOf(query.orgId, await readTree(ctx));
      const filter = query.filter ? parseFilter(query.filter, ["displayName"]) : [[]];
      if (filter === undefined) throw refused("A filter is conditions as in displayName sw Admin.");
      const all = (await rolesOfMember(userId, organization, ctx))
        .filter(({ displayName }) => matchesFilter(filter, () => displayName))
        .sort((one, other) => (one.displayName < other.displayName ? -1 : 1));
      const path = pathOf(`${usersPath("v1")}/${userId}/shared-roles`, ctx);
      const { page: roles, links: neighbours } = cursorPage(all, ({ displayName }) => displayName, query, path);
      return { status: 200, body: { links: neighbours, roles } };
    },
  }),
];

export function usersPath(version: Version): string {
  return `/api/server/${version}/users`;
}

/** Refuses an organization that is not there. */
export function organizationOf(id: string, { all }: Pick<Tree, "all">): Organization {
  const found = all.find((organization) => organization.id === id);
  if (found === undefined) throw refused(`Organization with ID: ${id} doesn't exist.`);
  return found;
}

export async function isUser(id: string, { root }: ManagementContext): Promise<boolean> {
  return isId(id) && (await root.store.users.find(id)) !== undefined;
}

export function refused(description: string, status: 400 | 404 = 400): ManagementError {
  return new ManagementError(status, "OUI-60001", "Invalid request.", description);
}

async function userIn({ userId = "" }: Call["parameters"], ctx: ManagementContext): Promise<string> {
  if (!(await isUser(userId, ctx))) throw refused(`User with ID: ${userId} doesn't exist.`, 404);
  return userId;
}

/** The page that was asked for of the organizations that the user is a member of. */
async function pageOf(
  { parameters, query }: Call<unknown, z.output<typeof sharedQuery>>,
  path: string,
  ctx: ManagementContext,
) {
  const userId = await userIn(parameters, ctx);
  const tree = await readTree(ctx);
  const memberOf = new Set(await ctx.root.store.organizationMembers.organizationsOf(userId));
  const isInReach = ({ parentId }: Organization) => query.recursive !== "false" || parentId === undefined;
  const shared = tree.all.filter((each) => memberOf.has(each.id) && isInReach(each));
  const paging = { ...query, limit: query.limit ?? "1000" };
  const own = pathOf(path.replace("{userId}", userId), ctx);
  return { userId, tree, ...cursorPage(filtered(shared, query.filter), ({ handle }) => handle, paging, own) };
}

function filtered(all: readonly Organization[], filter: string | undefined): readonly Organization[] {
  if (filter === undefined || filter === "") return all;
  const parsed = parseFilter(filter, ["orgId", "orgName", "orgHandle", "orgStatus"]);
  if (parsed === undefined) throw refused("A filter is conditions as in orgName sw North.");
  return all.filter(({ id, name, handle, status }) => {
    const known: Readonly<Record<string, string>> = { orgId: id, orgName: name, orgHandle: handle, orgStatus: status };
    return matchesFilter(parsed, (attribute) => known[attribute]);
  });
}

function toShared(organization: Organization, userId: string, tree: Tree, ctx: ManagementContext) {
  const { id, name, handle, status, parentId = ctx.tenant.id } = organization;
  return {
    orgId: id,
    orgName: name,
    orgHandle: handle,
    orgStatus: status,
    orgRef: pathOf(`${ORGANIZATIONS}/${id}`, ctx),
    parentOrgId: parentId,
    parentUserId: userId,
    sharedUserId: memberIdIn(id, userId),
    sharedType: SHARED,
    hasChildren: tree.all.some((each) => each.parentId === id),
    depthFromRoot: tree.lineageOf(organization).length,
  };
}

function modeOf(policy: string, decided: Pick<FutureShares["below"][number], "roles"> | undefined) {
  if (decided === undefined) return {};
  const { roles } = decided;
  const mode = roles.length === 0 ? ("NONE" as const) : ("SELECTED" as const);
  return { sharingMode: { policy, roleAssignment: { mode, roles: [...roles] } } };
}
