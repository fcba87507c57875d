import { z } from "zod";
import type { User } from "../../protocol/model/user.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { type ManagementContext, type Operation, operation, type Reply } from "../operation.ts";
import { endOtherSessions } from "../self-service/end-other-sessions.ts";
import { takeWay } from "../self-service/last-way.ts";
import { controlledUserInPath, ownUser, recentlySignedIn, userInPath } from "../self-service/own-user.ts";
import { associate, associationsOf, dissociate, dissociateAll } from "./associations.ts";

const ME = "/api/users/v1/me/federated-associations";
const OF_USER = "/api/users/v1/{userId}/federated-associations";
const REMOVE = "internal_user_association_delete";
export const NO_USER = "UAA-10002";
const LAST_WAY = "UAA-10014";

const associationForm = z.object({
  id: z.string(),
  idp: z.object({ id: z.string(), name: z.string(), displayName: z.string(), imageUrl: z.string().optional() }),
  federatedUserId: z.string(),
});
const listAnswers = { 200: z.array(associationForm), 204: undefined };

/** Whom an association is with. */
export const requestForm = z.object({ idp: z.string(), federatedUserId: z.string() });

/** The accounts at other identity providers that users sign in with (contract §19). */
export const associationOperations: readonly Operation[] = [
  operation({
    id: "getMyFederatedAssociations",
    method: "GET",
    path: ME,
    scope: SELF_SERVICE_SCOPE,
    summary: "Lists the accounts elsewhere that the user signs in with",
    answers: listAnswers,
    handle: async (_call, ctx) => list(await ownUser(ctx), ctx),
  }),
  operation({
    id: "deleteMyFederatedAssociations",
    method: "DELETE",
    path: ME,
    scope: SELF_SERVICE_SCOPE,
    summary: "Takes all of them away",
    answers: { 204: undefined },
    async handle(_call, ctx) {
      const user = await recentlySignedIn(ctx);
      const all = { association: "all", code: LAST_WAY };
      const change = await takeWay(user, all, () => dissociateAll(user, ctx), ctx);
      await endOtherSessions(user, ctx);
      return { status: 204, change };
    },
  }),
  operation({
    id: "deleteMyFederatedAssociation",
    method: "DELETE",
    path: `${ME}/{id}`,
    scope: SELF_SERVICE_SCOPE,
    summary: "Takes one of them away",
    answers: { 204: undefined },
    async handle({ parameters: { id = "" } }, ctx) {
      const user = await recentlySignedIn(ctx);
      const one = { association: id, code: LAST_WAY };
      const change = await takeWay(user, one, () => dissociate(user, id, ctx), ctx);
      await endOtherSessions(user, ctx);
      return { status: 204, change };
    },
  }),
  operation({
    id: "getFederatedAssociations",
    method: "GET",
    path: OF_USER,
    scope: "internal_user_association_view",
    summary: "Lists the accounts elsewhere that a user signs in with",
    answers: listAnswers,
    handle: async (call, ctx) => list(await userInPath(call, ctx, NO_USER), ctx),
  }),
  operation({
    id: "createFederatedAssociation",
    method: "POST",
    path: OF_USER,
    scope: "internal_user_association_create",
    summary: "Lets a user sign in with an account elsewhere",
    body: requestForm,
    answers: { 200: undefined },
    handle: async (call, ctx) => ({
      status: 200,
      change: await associate(await controlledUserInPath(call, ctx, NO_USER), call.body, ctx),
    }),
  }),
  operation({
    id: "deleteFederatedAssociations",
    method: "DELETE",
    path: OF_USER,
    scope: REMOVE,
    summary: "Takes all of a user's accounts elsewhere away",
    answers: { 204: undefined },
    handle: async (call, ctx) => ({
      status: 204,
      change: await dissociateAll(await controlledUserInPath(call, ctx, NO_USER), ctx),
    }),
  }),
  operation({
    id: "deleteFederatedAssociation",
    method: "DELETE",
    path: `${OF_USER}/{id}`,
    scope: REMOVE,
    summary: "Takes one of a user's accounts elsewhere away",
    answers: { 204: undefined },
    handle: async (call, ctx) => ({
      status: 204,
      change: await dissociate(await controlledUserInPath(call, ctx, NO_USER), call.parameters.id as string, ctx),
    }),
  }),
];

async function list(user: User, ctx: ManagementContext): Promise<Reply> {
  const body = await associationsOf(user, ctx);
  return body.length === 0 ? { status: 204 } : { status: 200, body };
}
