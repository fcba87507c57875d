import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { acceptInvitation, declineInvitation, findInvitation } from "../management/guests/invitations.ts";
import { invitationEndPage, invitationPage } from "../pages/invitation-page.ts";
import { accountFormAt, isGenuine } from "./account-pages.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import { audit } from "./management-routes.ts";
import { frameFor, sendPage } from "./pages.ts";
import { PATHS } from "./paths.ts";
import { refuseForm } from "./pending-requests.ts";
import { requestStore, type Services } from "./services.ts";

/** Where somebody accepts or declines an invitation into an organization (contract §21.2). Its code is all that is asked for. */
export function invitationRoutes(app: FastifyInstance, services: Services): void {
  const methods = {
    GET: (request: FastifyRequest, reply: FastifyReply) => showInvitation(request, reply, services),
    POST: (request: FastifyRequest, reply: FastifyReply) => takeInvitation(request, reply, services),
  };
  endpoint(app, PATHS.invitationPage, methods, { page: true });
}

async function showInvitation(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const confirmation = queryOf(request).parameters.get("confirmation") ?? "";
  const found = await findInvitation(confirmation, worldOf(request, services));
  if (found === undefined) return sendPage(reply, invitationEndPage(frameFor(request), "gone"), { status: 400 });
  const form = accountFormAt(PATHS.invitationPage, request, reply, services);
  const { userName } = found.invitation.document;
  return sendPage(reply, invitationPage({ ...form, confirmation, userName, organization: found.organization.name }));
}

async function takeInvitation(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = formOf(request);
  if (!isGenuine(PATHS.invitationPage, parameters, request, services)) return refuseForm(reply, request);
  const ctx = worldOf(request, services);
  const declines = parameters.get("answer") === "decline";
  const answer = declines ? declineInvitation : acceptInvitation;
  const found = await answer(parameters.get("confirmation") ?? "", ctx);
  if (found === undefined) return sendPage(reply, invitationEndPage(frameFor(request), "gone"), { status: 400 });
  const { userId, userName } = found.invitation.document;
  const target = { kind: "user", id: userId, name: userName };
  const action = declines ? "user.decline-invitation" : "user.accept-invitation";
  const change = { action, target, after: { organization: found.organization.id } };
  const { tenant, store } = ctx.root;
  const actor = { kind: "user", id: userId } as const;
  await audit({ status: 200, change }, request, { tenant, store, actor, nowMilliseconds: ctx.nowMilliseconds });
  return sendPage(reply, invitationEndPage(frameFor(request), declines ? "declined" : "accepted"));
}

function worldOf(request: FastifyRequest, services: Services) {
  const { store, now, nowMilliseconds } = requestStore(request, services);
  return { root: { tenant: request.tenant, store }, now, nowMilliseconds };
}
