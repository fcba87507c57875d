import type { FastifyReply, FastifyRequest } from "fastify";
import { leavingPage } from "../pages/leaving-page.ts";
import { findIdentityProvider } from "../protocol/identity-provider.ts";
import type { SignInOption } from "../protocol/model/application.ts";
import type { Parameters, ReadParameters } from "../protocol/parameters.ts";
import { factorOf } from "../signin/factors/index.ts";
import { submit } from "../signin/flow/engine.ts";
import type { Submission } from "../signin/flow/flow-place.ts";
import { optionsOf } from "../signin/flow/options.ts";
import type { PendingRequest } from "../store/port/requests.ts";
import { readCookie } from "./cookies.ts";
import { navigationInstead } from "./cross-site-form.ts";
import { flowOfState } from "./flow-state.ts";
import { go } from "./go.ts";
import { frameFor, sendPage } from "./pages.ts";
import { PATHS } from "./paths.ts";
import { assembledFrom, findPending, refusePending } from "./pending-requests.ts";
import { isLogoutAnswer, takeLogoutAnswer } from "./provider-logout.ts";
import type { Services } from "./services.ts";
import { type FoundFlow, openFlow } from "./sign-in-flow.ts";
import { signInUrl } from "./sign-in-urls.ts";

type OpenFlow = Extract<FoundFlow, { kind: "found" }>;

/** What came of something that was entered, or of a provider's answer. */
export interface ProviderStep {
  readonly pending: PendingRequest;
  readonly opened: OpenFlow;
  readonly answer: Submission;
}

/** Whether what came to the sign-in form's path is what a provider sends a browser back with (RFC 6749 §4.1.2). */
export function isProviderAnswer(parameters: Parameters): boolean {
  return parameters.has("state") && !parameters.has("sessionDataKey");
}

/**
 * The answer of a provider. Its state names the sign-in, which goes on in the browser that began it and in no other (security bar 24.3).
 * A form of another site comes without our cookies, and is sent round once more.
 */
export async function takeProviderAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  sent: ReadParameters,
  goOn: (step: ProviderStep) => Promise<FastifyReply>,
  services: Services,
): Promise<FastifyReply> {
  const navigation = request.method === "POST" ? navigationInstead(request, sent, PATHS.signInForm) : undefined;
  if (navigation !== undefined) return go(request, reply, navigation);
  const { parameters, repeated } = sent;
  const state = parameters.get("state") ?? "";
  if (repeated.size > 0) return refusePending(reply, request, "gone");
  if (isLogoutAnswer(state)) return takeLogoutAnswer(request, reply, state, services);
  const flowId = flowOfState(state);
  // With it come the designed flows, which few who sign in need.
  if (flowId !== undefined) {
    return (await import("./flow-pages.ts")).takeFlowAnswer(flowId, parameters, { request, reply, services });
  }
  const found = await findPending(request, state.split(".")[0] as string, services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending } = found;
  const opened = await openFlow(request, pending, services);
  if (opened.kind === "found" && opened.startsOver) return go(request, reply, signInUrl(request, pending));
  const open = opened.kind === "found" ? opened.place.flow.open : undefined;
  const isAwaited = open?.url !== undefined && factorOf(open.option)?.kind === "federated";
  if (opened.kind !== "found" || open === undefined || !isAwaited) return refusePending(reply, request, "gone");
  if (pending.origin?.linksIn !== undefined) {
    // With it come the management APIs, which few who sign in need.
    const { takeLink } = await import("./link-account.ts");
    return takeLink(request, reply, { pending, opened, open, entered: parameters }, services);
  }
  const deviceCookie = readCookie(request, "device", services.settings);
  const entered = { option: open.option, entered: parameters, deviceCookie };
  return goOn({ pending, opened, answer: await submit(opened.place, entered, opened.ctx) });
}

/**
 * The connection that the request asks for by `fidp` (contract §3.1), by its name or its home realm, as long as nothing has been begun.
 * Undefined when it asks for none, or for none that the step stands open to.
 */
export async function hintedOption(
  pending: PendingRequest,
  { place, ctx }: OpenFlow,
): Promise<SignInOption | undefined> {
  const hint = assembledFrom(pending).sent.parameters.get("fidp");
  if (hint === undefined || place.version > 0) return undefined;
  const options = ((await optionsOf(place, ctx)) ?? []).filter(({ idp }) => idp !== "LOCAL");
  const named = options.find(({ idp }) => idp === hint);
  if (named !== undefined) return named;
  for (const option of options) {
    const provider = await findIdentityProvider(ctx.people, option.idp);
    if (provider?.document.homeRealmIdentifier === hint) return option;
  }
  return undefined;
}

/** Sends the browser to the provider by a page, since a form has led here and its redirects may not lead anywhere (security bar 14.2). */
export function leaveByPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { url, connection, locales }: { url: string; connection: string; locales?: string | undefined },
): FastifyReply {
  reply.header("refresh", `0; url=${url}`);
  return sendPage(reply, leavingPage({ frame: frameFor(request, locales), url, connection }));
}
