import type { FastifyReply, FastifyRequest } from "fastify";
import { findResponseTarget } from "../protocol/authorize/authorization-request.ts";
import type { ProtocolContext } from "../protocol/context.ts";
import type { Client } from "../protocol/model.ts";
import type { OrganizationWorld } from "../protocol/organization-world.ts";
import { findAskingClient } from "../protocol/polled/approval.ts";
import { optionOf, stepsOf } from "../protocol/sign-in-sequence.ts";
import type { FlowPlace, Standing } from "../signin/flow/engine.ts";
import type { FlowContext } from "../signin/flow/flow-context.ts";
import { endFlow, findFlow, NEW_FLOW, type SignInFlow } from "../signin/flow/sign-in-flow.ts";
import { KNOWN_DEVICE_SECONDS, markDevice } from "../signin/known-device.ts";
import { cookieLifetimeSeconds, type LiveSession, startSession } from "../signin/sessions.ts";
import type { PendingRequest } from "../store/store.ts";
import { currentSession } from "./authorize-routes.ts";
import { setCookie } from "./cookies.ts";
import { replaceSession } from "./end-session.ts";
import { assembledFrom } from "./pending-requests.ts";
import { findPeople } from "./people.ts";
import { protocolContext, type Services, signInContext } from "./services.ts";

/** The sign-in that a pending request waits for. */
export type FoundFlow =
  | {
      readonly kind: "found";
      readonly place: FlowPlace;
      readonly ctx: FlowContext;
      readonly client: Client;
      /** Where it leads: nowhere but here when the application polls. */
      readonly redirectUri: string | undefined;
      readonly world: OrganizationWorld | undefined;
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
  const target = await signInTarget(pending, protocol);
  if (target === undefined) return { kind: "gone" };
  const { client, redirectUri } = target;
  const people = await findPeople(request, pending, client, services);
  if (people.kind === "to be chosen") return { kind: "organization to be chosen" };
  const world = people.kind === "of an organization" ? people.world : undefined;
  const { sealing, outbound } = services;
  const { tenantUrl } = protocol;
  const ctx = { ...signInContext(request, services, world), client, tenantUrl, sealing, outbound };
  const stored = await findFlow(pending.id, ctx);
  const flow = stored.version === 0 ? firstFlow(pending) : stored.flow;
  const steps = pending.signIn?.steps ?? stepsOf(client);
  const place = { ...stored, flow, steps, id: pending.id, expiresAt: pending.expiresAt };
  return { kind: "found", place, ctx, client, redirectUri, world };
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
  const started = await startSession(standing.user, standing.amr, place.flow.remembered, ctx);
  if (previous !== undefined) await replaceSession(request, previous, started.session, services);
  await ctx.store.requests.save({ ...pending, authenticatedSessionId: started.session.id });
  const lifetime = cookieLifetimeSeconds(started.session, ctx);
  setCookie(request, reply, "session", started.cookie, settings, lifetime);
  setCookie(request, reply, "browserState", started.browserState, settings, lifetime);
  setCookie(request, reply, "device", markDevice(standing.user.userName, ctx), settings, KNOWN_DEVICE_SECONDS);
  return started;
}

/** Undefined when nothing is left to sign in for. */
async function signInTarget(
  pending: PendingRequest,
  ctx: ProtocolContext,
): Promise<{ readonly client: Client; readonly redirectUri: string | undefined } | undefined> {
  const polled = pending.origin?.polled;
  if (polled === undefined) return findResponseTarget(assembledFrom(pending).sent, ctx);
  const client = await findAskingClient(polled, ctx);
  return client && { client, redirectUri: undefined };
}

/** Whoever goes on with a session has the steps behind them that it shows. */
function firstFlow({ signIn }: PendingRequest): SignInFlow {
  if (signIn?.continued === undefined) return NEW_FLOW;
  const { userId, userName, amr } = signIn.continued;
  return { ...NEW_FLOW, person: { userId, userName, proven: true }, done: amr.map(optionOf) };
}
