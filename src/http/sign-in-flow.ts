import type { FastifyReply, FastifyRequest } from "fastify";
import { tellOfDevice } from "../accounts/security-notices.ts";
import { myAccountWords } from "../pages/languages/my-account.ts";
import { findResponseTarget } from "../protocol/authorize/authorization-request.ts";
import type { ProtocolContext } from "../protocol/context.ts";
import type { Client } from "../protocol/model/client.ts";
import { myAccountClient } from "../protocol/my-account-client.ts";
import type { OrganizationWorld } from "../protocol/organization-world.ts";
import { findAskingClient } from "../protocol/polled/approval.ts";
import { optionOf, provenBy, stepsOf } from "../protocol/sign-in-sequence.ts";
import { keepProviderSessions, providerSessionsOf } from "../signin/federation/provider-sessions.ts";
import type { FlowContext } from "../signin/flow/flow-context.ts";
import type { FlowPlace, Standing } from "../signin/flow/flow-place.ts";
import { proofsStand } from "../signin/flow/proofs-stand.ts";
import { endFlow, findFlow, NEW_FLOW, type SignInFlow, saveFlow } from "../signin/flow/sign-in-flow.ts";
import { KNOWN_DEVICE_SECONDS, knownDeviceId, markDevice } from "../signin/known-device.ts";
import { REMEMBERED_DEVICE_SECONDS, rememberDevice } from "../signin/remembered-device.ts";
import { cookieLifetimeSeconds, endSession, type LiveSession, startSession } from "../signin/sessions.ts";
import type { PendingRequest } from "../store/port/requests.ts";
import { currentSession } from "./authorize-routes.ts";
import { showBrandOf } from "./brands.ts";
import { readCookie, setCookie } from "./cookies.ts";
import { replaceSession, tellOfEndIn } from "./end-session.ts";
import { findWaitingForMember } from "./member-places.ts";
import { notifyIn } from "./notifying.ts";
import { frameFor } from "./pages.ts";
import { assembledFrom } from "./pending-requests.ts";
import { findPeople } from "./people.ts";
import { relyingPartyOf } from "./relying-party.ts";
import { protocolContext, type Services, signInContext } from "./services.ts";
import { atRootOf, rootOf } from "./within.ts";

/** The sign-in that a pending request waits for. */
export type FoundFlow =
  | {
      readonly kind: "found";
      readonly place: FlowPlace;
      /** Whether what was proven before was worth nothing any more, so that it begins again. */
      readonly startsOver: boolean;
      readonly ctx: FlowContext;
      readonly client: Client;
      /** Where it leads: nowhere but here when the application polls. */
      readonly redirectUri: string | undefined;
      readonly world: OrganizationWorld | undefined;
      /** Where the tenant's own people go on as members. */
      readonly goesOnTo: OrganizationWorld | undefined;
    }
  | { readonly kind: "gone" }
  /** It is not known yet whose people sign in. */
  | { readonly kind: "organization to be chosen" };

/** How far the sign-in of the request has come, and the world that it happens in. */
export async function openFlow(
  request: FastifyRequest,
  pending: PendingRequest,
  services: Services,
): Promise<FoundFlow> {
  const protocol = protocolContext(request, services);
  const target = await signInTarget(request, pending, protocol, services);
  if (target === undefined) return { kind: "gone" };
  const { client, redirectUri } = target;
  const people = await findPeople(request, pending, client, services);
  if (people.kind === "to be chosen") return { kind: "organization to be chosen" };
  const world = people.kind === "of an organization" ? people.world : undefined;
  const goesOnTo = people.kind === "of the tenant" ? people.goesOnTo : undefined;
  await showBrandOf(request, { client, organizationId: world?.organization.id }, services);
  const { sealing, outbound, clientKeys } = services;
  const { tenantUrl } = protocol;
  const home = world ?? request.within?.world;
  const root = rootOf(request, services);
  const notify = notifyIn(root, home, services, tenantUrl);
  const { language } = frameFor(request, new Map(pending.parameters).get("ui_locales"));
  const deviceCookie = readCookie(request, "device", services.settings);
  const relyingParty = relyingPartyOf(services.settings, world?.tenant ?? request.tenant);
  const common = signInContext(request, services, world);
  // An application with pages of its own takes the answers of other servers itself (contract §14.4).
  const isDirect = assembledFrom(pending).sent.parameters.get("response_mode") === "direct";
  const { isBreached } = services;
  const sessionsEnded: FlowContext["sessionsEnded"] = async (user, sessions) => {
    await tellOfEndIn(home, atRootOf(request), user, sessions, services);
  };
  const passwords = { isBreached, sessionsEnded, root };
  const servers = { outbound, clientKeys, redirectTo: isDirect ? redirectUri : undefined };
  const ctx = {
    ...common,
    client,
    tenantUrl,
    sealing,
    ...servers,
    ...passwords,
    notify,
    language,
    deviceCookie,
    relyingParty,
  };
  const stored = await findFlow(pending.id, ctx);
  const { steps = stepsOf(client), insistent = false, continuedUserId } = pending.signIn ?? {};
  const current = continuedUserId === undefined ? undefined : await currentSession(request, services);
  const continued = current?.user.id === continuedUserId ? current : undefined;
  // What a session that has ended meanwhile had shown counts no more, nor what was begun among other people.
  const isOfOthers = stored.flow.continues !== continued?.session.id || stored.flow.home !== ctx.home;
  const isNew = stored.version === 0 || isOfOthers;
  const startsOver = !isNew && !(await proofsStand(stored.flow, ctx));
  const first = isNew || startsOver ? { ...firstFlow(continued, insistent), home: ctx.home } : undefined;
  // Stored at once: it is said once, and what was proven is forgotten whatever comes next.
  const anew = startsOver && first ? await saveFlow(pending, first, stored.version, ctx) : undefined;
  const flow = first ?? stored.flow;
  const cookie = readCookie(request, "rememberedDevice", services.settings);
  const remembering = insistent ? undefined : { cookie };
  const { version } = anew ?? stored;
  const place = { flow, version, steps, id: pending.id, expiresAt: pending.expiresAt, remembering };
  return { kind: "found", place, startsOver, ctx, client, redirectUri, world, goesOnTo };
}

/** Starts the session that a finished sign-in has earned. Undefined when another request has done so already. */
export async function finishSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  finished: {
    readonly pending: PendingRequest;
    readonly place: FlowPlace;
    readonly standing: Extract<Standing, { kind: "complete" }>;
    readonly ctx: FlowContext;
  },
  services: Services,
): Promise<LiveSession | undefined> {
  const { pending, place, standing, ctx } = finished;
  const { settings } = services;
  if (!(await endFlow(place, place.version, ctx))) return undefined;
  const previous = await currentSession(request, services);
  const isContinued = previous !== undefined && previous.session.id === place.flow.continues;
  const { remembered, provenAt } = place.flow;
  const since = isContinued && provenAt === previous.session.authTime ? previous.session : undefined;
  const started = await startSession(standing.user, standing.amr, remembered, ctx, since);
  // After it: whoever changes a password ends the sessions that are there, and this one came a moment too late to be among them.
  if (!(await proofsStand(place.flow, ctx))) {
    await endSession(started.session, ctx);
    return undefined;
  }
  const earlier = isContinued ? await providerSessionsOf(previous.session.id, ctx) : [];
  await keepProviderSessions(started.session, [...earlier, ...(place.flow.providerSessions ?? [])], ctx);
  if (previous !== undefined) await replaceSession(request, previous, started.session, services);
  await ctx.store.requests.change({ ...pending, authenticatedSessionId: started.session.id });
  const lifetime = cookieLifetimeSeconds(started.session, ctx);
  setCookie(request, reply, "session", started.cookie, settings, lifetime);
  setCookie(request, reply, "browserState", started.browserState, settings, lifetime);
  if (place.flow.rememberDevice) {
    const cookie = await rememberDevice(standing.user.id, place.remembering?.cookie, ctx);
    if (cookie) setCookie(request, reply, "rememberedDevice", cookie, settings, REMEMBERED_DEVICE_SECONDS);
  }
  if (knownDeviceId(ctx.deviceCookie, standing.user.userName, ctx) === undefined)
    await tellOfDevice(standing.user, { ...ctx, store: ctx.people });
  setCookie(
    request,
    reply,
    "device",
    markDevice(standing.user.userName, standing.amr, ctx),
    settings,
    KNOWN_DEVICE_SECONDS,
  );
  return started;
}

/** What the pending request is to sign in to; undefined when nothing is left to sign in for. */
export async function signInTarget(
  request: FastifyRequest,
  pending: PendingRequest,
  ctx: ProtocolContext,
  services: Services,
): Promise<{ readonly client: Client; readonly redirectUri: string | undefined } | undefined> {
  if (pending.origin?.ownAccount) {
    const { language } = frameFor(request, new Map(pending.parameters).get("ui_locales"));
    return { client: myAccountClient(myAccountWords[language].heading), redirectUri: undefined };
  }
  const { memberOf, polled } = pending.origin ?? {};
  if (memberOf !== undefined) {
    const waiting = await findWaitingForMember(memberOf, request, services);
    if (waiting === undefined) return undefined;
    const { client, redirectUri } = waiting;
    return {
      client: { ...myAccountClient(client.name), ...(client.logoUri && { logoUri: client.logoUri }) },
      redirectUri,
    };
  }
  if (polled === undefined) return findResponseTarget(assembledFrom(pending).sent, ctx);
  const client = await findAskingClient(polled, ctx);
  return client && { client, redirectUri: undefined };
}

/** Whoever goes on with a session has the steps behind them that it shows, and whether it is a long one. */
function firstFlow(continued: LiveSession | undefined, insistent: boolean): SignInFlow {
  if (continued === undefined) return NEW_FLOW;
  const { user, session } = continued;
  const person = { userId: user.id, userName: user.userName, proven: true };
  const done = (insistent ? provenBy(session.amr) : session.amr).map(optionOf);
  const { remembered, authTime: provenAt, id: continues } = session;
  return { ...NEW_FLOW, person, done, provenAt, remembered, continues };
}
