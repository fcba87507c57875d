import { z } from "zod";
import { type Call, type ManagementContext, type Operation, operation } from "../operation.ts";
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
import { patchForm } from "./patch.ts";
import { readResource } from "./resource.ts";
import { selector } from "./selection.ts";
import { shownUsers } from "./user-answer.ts";
import { changeUser, createUser, deleteUser, getProfile, userReply } from "./user-changes.ts";
import { patchedUser, replacement } from "./user-edits.ts";
import { USER } from "./user-kind.ts";

/** Attributes are read by their schemas, whatever the case of their names (RFC 7643 §2.1). */
export const resourceForm = z.looseObject({});
/** A user as it is answered. */
export const userAnswerForm = z.looseObject({ id: z.string(), userName: z.string(), meta: z.looseObject({}) });

/** Users (contract §18.2). */
export const userOperations: readonly Operation[] = [
  operation({
    id: "getUser",
    method: "GET",
    path: "/scim2/Users",
    scope: "internal_user_mgt_list",
    summary: "Lists users",
    query: listQuery,
    answers: { 200: listAnswer },
    handle: ({ query }, ctx) => listUsers(query, ctx),
  }),
  operation({
    id: "createUser",
    method: "POST",
    path: "/scim2/Users",
    scope: "internal_user_mgt_create",
    summary: "Creates a user",
    query: selectionQuery,
    body: resourceForm,
    answers: { 201: userAnswerForm },
    handle: ({ body, query }, ctx) => createUser(readResource(body, USER), query, ctx),
  }),
  operation({
    id: "getUsersByPost",
    method: "POST",
    path: "/scim2/Users/.search",
    scope: "internal_user_mgt_list",
    summary: "Lists users by a query in the body",
    body: searchForm,
    answers: { 200: listAnswer },
    handle: ({ body }, ctx) => listUsers(queryOfSearch(body), ctx),
  }),
  operation({
    id: "getUserById",
    method: "GET",
    path: "/scim2/Users/{id}",
    scope: "internal_user_mgt_view",
    summary: "Gets a user",
    query: selectionQuery,
    answers: { 200: userAnswerForm },
    handle: async (call, ctx) => userReply(await getProfile(idIn(call), ctx), call.query, call, ctx),
  }),
  operation({
    id: "updateUser",
    method: "PUT",
    path: "/scim2/Users/{id}",
    scope: "internal_user_mgt_update",
    summary: "Replaces a user",
    query: selectionQuery,
    body: resourceForm,
    answers: { 200: userAnswerForm },
    handle: (call, ctx) => changeUser(idIn(call), (before) => replacement(call.body, before), call.query, call, ctx),
  }),
  operation({
    id: "patchUser",
    method: "PATCH",
    path: "/scim2/Users/{id}",
    scope: "internal_user_mgt_update",
    summary: "Changes a user",
    query: selectionQuery,
    body: patchForm,
    answers: { 200: userAnswerForm },
    handle: (call, ctx) => changeUser(idIn(call), (before) => patchedUser(call.body, before), call.query, call, ctx),
  }),
  operation({
    id: "deleteUser",
    method: "DELETE",
    path: "/scim2/Users/{id}",
    scope: "internal_user_mgt_delete",
    summary: "Deletes a user",
    answers: { 204: undefined },
    handle: (call, ctx) => deleteUser(idIn(call), call, ctx),
  }),
];

function idIn(call: Pick<Call, "parameters">): string {
  return idInPath(call, (id) => `No user with the id : ${id} in the user store.`);
}

async function listUsers(query: z.output<typeof listQuery>, ctx: ManagementContext) {
  const select = selector(query, USER);
  const { total, resources } = await ctx.store.users.search(toResourceQuery(query, USER));
  return listReply(total, await shownUsers(resources, select, ctx), query);
}
