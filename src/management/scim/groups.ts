import { z } from "zod";
import { type Call, type ManagementContext, type Operation, operation, type Reply } from "../operation.ts";
import { shownGroups } from "./group-answer.ts";
import { changeGroup, createGroup, deleteGroup, getGroup } from "./group-changes.ts";
import { GROUP } from "./group-kind.ts";
import { idInPath } from "./id-in-path.ts";
import {
  listAnswer,
  listQuery,
  listReply,
  queryOfSearch,
  searchForm,
  selectionQuery,
  toResourceQuery,
} from "./listing.ts";
import { patched, patchForm } from "./patch.ts";
import { readResource } from "./resource.ts";
import { etagOf, isKnown } from "./resource-meta.ts";
import { type Selection, selector } from "./selection.ts";
import { resourceForm } from "./users.ts";

const groupAnswerForm = z.looseObject({ id: z.string(), displayName: z.string(), meta: z.looseObject({}) });

/** Groups (contract §18.3). */
export const groupOperations: readonly Operation[] = [
  operation({
    id: "getGroup",
    method: "GET",
    path: "/scim2/Groups",
    scope: "internal_group_mgt_view",
    summary: "Lists groups",
    query: listQuery,
    answers: { 200: listAnswer },
    handle: ({ query }, ctx) => listGroups(query, ctx),
  }),
  operation({
    id: "createGroup",
    method: "POST",
    path: "/scim2/Groups",
    scope: "internal_group_mgt_create",
    summary: "Creates a group",
    query: selectionQuery,
    body: resourceForm,
    answers: { 201: groupAnswerForm },
    handle: ({ body, query }, ctx) => createGroup(readResource(body, GROUP), query, ctx),
  }),
  operation({
    id: "getGroupsByPost",
    method: "POST",
    path: "/scim2/Groups/.search",
    scope: "internal_group_mgt_view",
    summary: "Lists groups by a query in the body",
    body: searchForm,
    answers: { 200: listAnswer },
    handle: ({ body }, ctx) => listGroups(queryOfSearch(body), ctx),
  }),
  operation({
    id: "getGroupById",
    method: "GET",
    path: "/scim2/Groups/{id}",
    scope: "internal_group_mgt_view",
    summary: "Gets a group",
    query: selectionQuery,
    answers: { 200: groupAnswerForm },
    handle: (call, ctx) => showGroup(idIn(call), call.query, call.ifNoneMatch, ctx),
  }),
  operation({
    id: "updateGroup",
    method: "PUT",
    path: "/scim2/Groups/{id}",
    scope: "internal_group_mgt_update",
    summary: "Replaces a group",
    query: selectionQuery,
    body: resourceForm,
    answers: { 200: groupAnswerForm },
    handle: (call, ctx) => changeGroup(idIn(call), () => readResource(call.body, GROUP), call.query, call, ctx),
  }),
  operation({
    id: "patchGroup",
    method: "PATCH",
    path: "/scim2/Groups/{id}",
    scope: "internal_group_mgt_update",
    summary: "Changes a group",
    query: selectionQuery,
    body: patchForm,
    answers: { 200: groupAnswerForm },
    handle: (call, ctx) =>
      changeGroup(idIn(call), (before) => patched(before, call.body, GROUP), call.query, call, ctx),
  }),
  operation({
    id: "deleteGroup",
    method: "DELETE",
    path: "/scim2/Groups/{id}",
    scope: "internal_group_mgt_delete",
    summary: "Deletes a group",
    answers: { 204: undefined },
    handle: (call, ctx) => deleteGroup(idIn(call), call, ctx),
  }),
];

function idIn(call: Pick<Call, "parameters">): string {
  return idInPath(call, (id) => `Group with the id : ${id} does not exist in the system.`);
}

async function showGroup(
  id: string,
  selection: Selection,
  ifNoneMatch: string | undefined,
  ctx: ManagementContext,
): Promise<Reply> {
  const found = await getGroup(id, ctx);
  const etag = etagOf(found.group);
  if (isKnown(ifNoneMatch, found.group)) return { status: 304, etag };
  const [body] = await shownGroups([found], selector(selection, GROUP), ctx);
  return { status: 200, etag, body };
}

async function listGroups(query: z.output<typeof listQuery>, ctx: ManagementContext): Promise<Reply> {
  const select = selector(query, GROUP);
  const { total, resources } = await ctx.store.groups.search(toResourceQuery(query, GROUP));
  const showsMembers = "members" in select({ members: [] });
  const found = resources.map(async (group) => {
    const members = showsMembers ? await ctx.store.groups.membersOf(group.id) : [];
    return { group, members };
  });
  return listReply(total, await shownGroups(await Promise.all(found), select, ctx), query);
}
