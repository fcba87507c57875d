import type { FastifyReply, FastifyRequest } from "fastify";
import type { SignInOption } from "../protocol/model/application.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { beginOwnLink, takeOwnLink } from "../signin/federation/own-link.ts";
import { endFlow, type OpenStep } from "../signin/flow/sign-in-flow.ts";
import type { LiveSession } from "../signin/sessions.ts";
import type { PendingRequest } from "../store/port/requests.ts";
import { currentSession } from "./authorize-routes.ts";
import { leaveByPage } from "./federation-routes.ts";
import { failAt, goTo, mayChange, ownAccountParameters, sendToSignIn } from "./own-account-access.ts";
import { noteForUser } from "./own-account-call.ts";
import { askedLocales } from "./pages.ts";
import { refusePending, savePendingOwnAccount } from "./pending-requests.ts";
import type { Services } from "./services.ts";
import { type FoundFlow, openFlow } from "./sign-in-flow.ts";

/** Sends the user of the session to a connection, to link an account there with the one here. */
export async function leaveToLink(
  request: FastifyRequest,
  reply: FastifyReply,
  live: LiveSession,
  option: SignInOption,
  services: Services,
): Promise<FastifyReply> {
  const parameters = ownAccountParameters(request, live);
  const kept = { parameters, linksIn: live.session.id };
  const pending = await savePendingOwnAccount(request, reply, kept, services);
  const opened = await openFlow(request, pending, services);
  const url = opened.kind === "found" ? await beginOwnLink(option, opened.place, opened.ctx) : undefined;
  if (url === undefined) return failAt(request, reply, "linkFailed");
  return leaveByPage(request, reply, { url, connection: option.idp, locales: askedLocales(request) });
}

/**
 * The browser is back. It counts once, in the session that began it, and for as long as that may change how one signs in (security bar 24.4).
 */
export async function takeLink(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    pending,
    opened,
    open,
    entered,
  }: {
    readonly pending: PendingRequest;
    readonly opened: Extract<FoundFlow, { kind: "found" }>;
    readonly open: OpenStep;
    readonly entered: Parameters;
  },
  services: Services,
): Promise<FastifyReply> {
  const { place, ctx } = opened;
  const live = await currentSession(request, services);
  if (live === undefined || live.session.id !== pending.origin?.linksIn) return refusePending(reply, request, "gone");
  if (!(await mayChange(request, live, services))) return sendToSignIn(request, reply, live, services);
  if (!(await endFlow(place, place.version, ctx))) return refusePending(reply, request, "gone");
  await ctx.store.requests.take(pending.id);
  const { option, state } = open;
  const mayStill = async () => {
    const now = await currentSession(request, services);
    return now?.session.id === live.session.id && mayChange(request, now, services);
  };
  const outcome = await takeOwnLink(live.user, { option, state, entered }, mayStill, ctx);
  if (typeof outcome === "string") return failAt(request, reply, outcome === "taken" ? "linkTaken" : "linkFailed");
  const after = { idp: option.idp, federatedUserId: outcome.subject };
  const target = { kind: "user", id: live.user.id, name: live.user.userName };
  await noteForUser(request, live, { action: "user.associate", target, after }, services);
  return goTo(request, reply, "linked");
}
