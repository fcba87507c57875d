import { awaitConfirmation } from "../../accounts/registration.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { SELF_REGISTRATION } from "../governance/connectors.ts";
import { isOn } from "../governance/values.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { recentlySignedIn } from "../self-service/own-user.ts";
import { selectionQuery } from "./listing.ts";
import { ownCreation, ownPatch, ownReplacement } from "./own-edits.ts";
import { patchForm } from "./patch.ts";
import { failure } from "./scim-error.ts";
import { changeUser, createUser, deleteUser, getProfile, userReply } from "./user-changes.ts";
import { resourceForm, userAnswerForm } from "./users.ts";

const own = { path: "/scim2/Me", scope: SELF_SERVICE_SCOPE, query: selectionQuery, answers: { 200: userAnswerForm } };

/** Users' own profiles (RFC 7644 §3.11, contract §18.1): whose it is, the token says (security bar 23.3). */
export const meOperations: readonly Operation[] = [
  operation({
    ...own,
    id: "getUserMe",
    method: "GET",
    forMembers: true,
    summary: "Gets the user's own profile",
    handle: async (call, ctx) => userReply(await getProfile(ownId(ctx), ctx), call.query, call, ctx),
  }),
  operation({
    ...own,
    id: "updateUserMe",
    method: "PUT",
    summary: "Replaces the user's own profile",
    body: resourceForm,
    handle: (call, ctx) => changeUser(ownId(ctx), (before) => ownReplacement(call.body, before), call.query, call, ctx),
  }),
  operation({
    ...own,
    id: "patchUserMe",
    method: "PATCH",
    summary: "Changes the user's own profile",
    body: patchForm,
    handle: (call, ctx) => changeUser(ownId(ctx), (before) => ownPatch(call.body, before), call.query, call, ctx),
  }),
  operation({
    id: "createUserMe",
    method: "POST",
    path: "/scim2/Me",
    // Nobody has an account yet: an application registers them.
    scope: "internal_user_mgt_create",
    summary: "Registers a user, where the organization lets users register themselves",
    query: selectionQuery,
    body: resourceForm,
    answers: { 201: userAnswerForm },
    async handle({ body, query }, ctx) {
      if (!(await isOn(SELF_REGISTRATION.connector, SELF_REGISTRATION.enabled, ctx))) {
        throw failure(403, "Users cannot register themselves here.");
      }
      const locked = await isOn(SELF_REGISTRATION.connector, SELF_REGISTRATION.locked, ctx);
      const reply = await createUser({ ...ownCreation(body), active: !locked }, query, ctx);
      const id = reply.change?.target.id;
      if (locked && id !== undefined) await awaitConfirmation(id, ctx);
      return reply;
    },
  }),
  operation({
    id: "deleteUserMe",
    method: "DELETE",
    path: "/scim2/Me",
    scope: SELF_SERVICE_SCOPE,
    summary: "Deletes the user's own account",
    answers: { 204: undefined },
    async handle(call, ctx) {
      const id = ownId(ctx);
      await recentlySignedIn(ctx);
      return deleteUser(id, call, ctx);
    },
  }),
];

/** Refuses a client that acts for itself: it has no profile. */
function ownId({ actor }: ManagementContext): string {
  if (actor.kind !== "user") throw failure(403, "Only a user has a profile of their own.");
  return actor.id;
}
