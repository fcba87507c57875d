import { z } from "zod";
import { type Call, type ManagementContext, type Operation, operation, type Reply } from "../operation.ts";
import { listAnswer, listQuery, listReply, queryOfSearch, searchForm, selectionQuery } from "../scim/listing.ts";
import { patched, patchForm } from "../scim/patch.ts";
import { type Resource, readResource, requireAttributes } from "../scim/resource.ts";
import { refusal } from "../scim/scim-error.ts";
import { selector } from "../scim/selection.ts";
import { findRoles, getRole, type KeptRole, roleNotFound } from "./find-roles.ts";
import { COSTLY, ROLE_PATHS, type RoleVersion, roleAnswer } from "./role-answer.ts";
import { changeRole, createRole, deleteRole, toWanted, type WantedRole } from "./role-changes.ts";
import { ROLE } from "./role-kind.ts";

const LARGEST_PAGE = 100;
const resourceForm = z.looseObject({});
/** What answers hold at least. */
export const roleForm = z.looseObject({ id: z.string(), displayName: z.string(), meta: z.looseObject({}) });
const VIEW = "internal_role_mgt_view";

/** In which the versions of the API differ: the first has no audiences, and v3 changes who has a role at other places. */
const VERSIONS = [
  { version: "v1", suffix: "", create: "internal_role_mgt_create", update: "internal_role_mgt_update" },
  { version: "v2", suffix: "V2", create: "internal_role_mgt_create", update: "internal_role_mgt_update" },
  { version: "v3", suffix: "V3", create: "internal_role_mgt_meta_create", update: "internal_role_mgt_meta_update" },
] as const;

/** Roles (contract §18.4). */
export const roleOperations: readonly Operation[] = VERSIONS.flatMap(({ version, suffix, create, update }) => {
  const path = `/scim2${ROLE_PATHS[version]}`;
  return [
    operation({
      id: `getRoles${suffix}`,
      method: "GET",
      path,
      scope: VIEW,
      summary: "Lists roles",
      query: listQuery,
      answers: { 200: listAnswer },
      handle: ({ query }, ctx) => listRoles(query, version, ctx),
    }),
    operation({
      id: `createRole${suffix}`,
      method: "POST",
      path,
      scope: create,
      summary: "Creates a role",
      body: resourceForm,
      answers: { 201: roleForm },
      async handle({ body }, ctx) {
        const { audience, ...wanted } = toWanted(requireAttributes(readResource(body, ROLE), ROLE));
        const { kept, change } = await createRole(
          inVersion(wanted, version),
          version === "v1" ? undefined : audience,
          ctx,
        );
        const location = `${path}/${kept.role.id}`;
        return { status: 201, location, body: await briefAnswer(kept, version, ctx), change };
      },
    }),
    operation({
      id: `getRolesByPost${suffix}`,
      method: "POST",
      path: `${path}/.search`,
      scope: VIEW,
      summary: "Lists roles by a query in the body",
      body: searchForm,
      answers: { 200: listAnswer },
      handle: ({ body }, ctx) => listRoles(queryOfSearch(body), version, ctx),
    }),
    operation({
      id: `getRoleById${suffix}`,
      method: "GET",
      path: `${path}/{id}`,
      scope: VIEW,
      summary: "Gets a role with all that it is",
      query: selectionQuery,
      answers: { 200: roleForm },
      async handle(call, ctx) {
        const select = selector(call.query, ROLE);
        const isWanted = wantedBy(select);
        return {
          status: 200,
          body: select(await roleAnswer(await roleOf(call, ctx, version), version, isWanted, ctx)),
        };
      },
    }),
    operation({
      id: `updateRole${suffix}`,
      method: "PUT",
      path: `${path}/{id}`,
      scope: update,
      summary: "Replaces a role; its audience stays",
      body: resourceForm,
      answers: { 200: roleForm },
      async handle(call, ctx) {
        const resource = requireAttributes(readResource(call.body, ROLE), ROLE);
        return changed(call, version, () => resource, ctx);
      },
    }),
    operation({
      id: `patchRole${suffix}`,
      method: "PATCH",
      path: `${path}/{id}`,
      scope: update,
      summary: "Changes a role",
      body: patchForm,
      answers: { 200: roleForm },
      handle: (call, ctx) => changed(call, version, (before) => patched(before, call.body, ROLE), ctx),
    }),
    operation({
      id: `deleteRole${suffix}`,
      method: "DELETE",
      path: `${path}/{id}`,
      scope: "internal_role_mgt_delete",
      summary: "Deletes a role",
      answers: { 204: undefined },
      async handle(call, ctx) {
        return { status: 204, change: await deleteRole(await roleOf(call, ctx, version), ctx) };
      },
    }),
  ];
});

/** The role that the path names. For the first version there are none but the organization's. */
export async function roleOf(
  { parameters }: Pick<Call, "parameters">,
  ctx: ManagementContext,
  version: RoleVersion = "v2",
): Promise<KeptRole> {
  const id = parameters.id as string;
  const kept = await getRole(id, ctx);
  if (!isOfVersion(kept, version)) throw roleNotFound(id);
  return kept;
}

function isOfVersion({ role }: KeptRole, version: RoleVersion): boolean {
  return version !== "v1" || role.audience.type === "organization";
}

/** The role without its costly parts, as changes answer with it. */
export function briefAnswer(kept: KeptRole, version: RoleVersion, ctx: ManagementContext): Promise<Resource> {
  return roleAnswer(kept, version, () => false, ctx);
}

async function changed(
  call: Pick<Call, "parameters">,
  version: RoleVersion,
  edit: (before: Resource) => Resource,
  ctx: ManagementContext,
): Promise<Reply> {
  const kept = await roleOf(call, ctx, version);
  // To be changed it is had in the form of the other versions, whose permissions are resources.
  const before = await roleAnswer(kept, "v2", (part) => version !== "v3" || part === "permissions", ctx);
  const after = requireAttributes(edit(before), ROLE);
  verifyAudience(kept, after.audience);
  if (version === "v3" && (after.users !== undefined || after.groups !== undefined)) {
    throw refusal("invalidPath", "Who has a role is changed below it, at Users and at Groups.");
  }
  const wanted = inVersion(toWanted(after), version);
  const change = await changeRole(kept, wanted, ctx);
  const body = await briefAnswer(await roleOf(call, ctx), version, ctx);
  return { status: 200, body, ...(change && { change }) };
}

/** In v3 who has a role is no part of it. */
function inVersion(wanted: WantedRole, version: RoleVersion): WantedRole {
  const { displayName, permissions } = wanted;
  return version === "v3" ? { displayName, permissions } : wanted;
}

function verifyAudience({ role }: KeptRole, given: unknown): void {
  const { type, value } = (given ?? {}) as { type?: string; value?: string };
  const isOther =
    (type !== undefined && type !== role.audience.type) || (value !== undefined && value !== role.audience.value);
  if (isOther) throw refusal("mutability", "The audience of a role stays.");
}

/** Which of the costly parts the answer would show. */
function wantedBy(select: (resource: Resource) => Resource): (part: (typeof COSTLY)[number]) => boolean {
  const shown = select(Object.fromEntries(COSTLY.map((part) => [part, [{ value: "", display: "" }]])));
  return (part) => part in shown;
}

/** In a list the costly parts are told only when they are asked for by name. */
async function listRoles(
  query: z.output<typeof listQuery>,
  version: RoleVersion,
  ctx: ManagementContext,
): Promise<Reply> {
  const select = selector(query, ROLE);
  const isWanted = query.attributes === undefined ? () => false : wantedBy(select);
  const { startIndex = 1, count = LARGEST_PAGE } = query;
  const all = await findRoles(query.filter, query.sortOrder === "descending", ctx);
  const found = all.filter((kept) => isOfVersion(kept, version));
  const start = Math.max(startIndex, 1) - 1;
  const page = found.slice(start, start + Math.min(Math.max(count, 0), LARGEST_PAGE));
  const answers = await Promise.all(page.map((kept) => roleAnswer(kept, version, isWanted, ctx)));
  return listReply(
    found.length,
    answers.map((answer) => select(answer)),
    query,
  );
}
