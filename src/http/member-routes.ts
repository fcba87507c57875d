import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sha256 } from "../crypto/hashes.ts";
import { authorizationEndpoint, NOTHING_DONE } from "../protocol/authorize/authorization-endpoint.ts";
import { findMember } from "../protocol/user-home.ts";
import { cookieLifetimeSeconds, followSession, type LiveSession, seenByOrganization } from "../signin/sessions.ts";
import type { MemberReference, PendingSignIn } from "../store/port/requests.ts";
import { currentSession } from "./authorize-routes.ts";
import { setCookie } from "./cookies.ts";
import { replaceSession } from "./end-session.ts";
import { endpoint, queryOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { findWaitingForMember, stepsAtTenant, toOrganizationUrl, type WaitingForMember } from "./member-places.ts";
import { PATHS } from "./paths.ts";
import { assembledFrom, findPending, pendingProgress, refusePending, savePendingMember } from "./pending-requests.ts";
import { requestStore, type Services, signInContext } from "./services.ts";
import { resumeUrl, signInUrl } from "./sign-in-urls.ts";
import { rootOf } from "./within.ts";

const TICKET = "member ticket";
/** How long the browser may take from the tenant to the organization. */
const TICKET_SECONDS = 60;

const NO_MEMBER = { authFailure: "true", authFailureMsg: "no_member" };

/** What the tenant tells an organization's own issuer of a member: good once, for the one request, in the browser that it was begun in. */
interface Ticket extends MemberReference {
  readonly userId: string;
  readonly sessionId: string;
  /** Whether they have signed in for this very request. */
  readonly signedIn: boolean;
}

/** The tenant's side: its people sign in, as members, for an organization's own applications. */
export function memberRoutes(app: FastifyInstance, services: Services): void {
  const GET = (request: FastifyRequest, reply: FastifyReply) => {
    const id = queryOf(request).parameters.get("sessionDataKey");
    return id === undefined ? begin(request, reply, services) : resume(request, reply, id, services);
  };
  endpoint(app, PATHS.memberPage, { GET }, { page: true });
}

/** The organization's side: where they come back to. */
export function memberReturnRoutes(app: FastifyInstance, services: Services): void {
  const GET = (request: FastifyRequest, reply: FastifyReply) => comeBack(request, reply, services);
  endpoint(app, PATHS.memberPage, { GET }, { page: true });
}

async function begin(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = queryOf(request);
  const reference = {
    organizationId: parameters.get("organization") ?? "",
    requestId: parameters.get("request") ?? "",
  };
  const waiting = await findWaitingForMember(reference, request, services);
  if (waiting === undefined) return refusePending(reply, request, "gone");
  const live = await currentSession(request, services);
  const needed = await neededAt(waiting, live, false, services);
  if (needed === "impossible") return go(request, reply, toOrganizationUrl(request, reference));
  if (needed === undefined && live !== undefined) return handOver(request, reply, { reference, live }, services);
  const shown = assembledFrom(waiting.pending).sent.parameters;
  const kept = ["ui_locales", "login_hint"].flatMap((name) => {
    const value = shown.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const pending = await savePendingMember(request, reply, { parameters: kept, signIn: needed, reference }, services);
  return go(request, reply, signInUrl(request, pending));
}

async function resume(request: FastifyRequest, reply: FastifyReply, id: string, services: Services) {
  const found = await findPending(request, id, services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending } = found;
  const reference = pending.origin?.memberOf;
  const waiting = reference && (await findWaitingForMember(reference, request, services));
  if (reference === undefined || waiting === undefined) return refusePending(reply, request, "gone");
  const live = await currentSession(request, services);
  const { signedIn } = pendingProgress(pending, live?.session.id);
  const needed = await neededAt(waiting, live, signedIn, services);
  const { requests } = requestStore(request, services).store;
  if (needed !== undefined && needed !== "impossible" && !signedIn) {
    await requests.change({ ...pending, signIn: needed });
    return go(request, reply, signInUrl(request, pending));
  }
  // Of two at once one goes on.
  if ((await requests.take(pending.id)) === undefined) return refusePending(reply, request, "gone");
  if (needed === undefined && live !== undefined) {
    return handOver(request, reply, { reference, live, signedIn }, services);
  }
  return go(request, reply, toOrganizationUrl(request, reference, signedIn ? NO_MEMBER : {}));
}

/**
 * How somebody has to sign in at the tenant before they can go on to the organization, as its own issuer decides it: undefined when the
 * session is enough.
 */
async function neededAt(
  { world, pending, ctx }: WaitingForMember,
  live: LiveSession | undefined,
  signedIn: boolean,
  services: Services,
): Promise<PendingSignIn | "impossible" | undefined> {
  const { above } = ctx;
  const isOwn = live !== undefined && live.user.home === undefined && above !== undefined;
  const user = isOwn
    ? await findMember(live.user.id, services.store.forTenant(world.organization.id), above)
    : undefined;
  const browser = live && user && { ...live, session: seenByOrganization(live.session, user), user };
  const outcome = await authorizationEndpoint(assembledFrom(pending), browser, { ...NOTHING_DONE, signedIn }, ctx);
  if (outcome.kind !== "sign in") return browser === undefined ? "impossible" : undefined;
  const steps = stepsAtTenant(outcome.steps);
  if (steps === undefined) return "impossible";
  const { insistent, continued } = outcome;
  return { steps, insistent, ...(continued && { continuedUserId: continued.user.id }) };
}

async function handOver(
  request: FastifyRequest,
  reply: FastifyReply,
  handed: { readonly reference: MemberReference; readonly live: LiveSession; readonly signedIn?: boolean },
  services: Services,
) {
  const { reference, live, signedIn = false } = handed;
  const { store, now } = requestStore(request, services);
  const secret = randomBytes(32).toString("base64url");
  const ticket: Ticket = { ...reference, userId: live.user.id, sessionId: live.session.id, signedIn };
  await store.transients.add(TICKET, keyOf(secret), ticket, now + TICKET_SECONDS, now);
  return go(request, reply, toOrganizationUrl(request, reference, { ticket: secret }));
}

async function comeBack(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = queryOf(request);
  const found = await findPending(request, parameters.get("sessionDataKey") ?? "", services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending } = found;
  const here = requestStore(request, services).store;
  const secret = parameters.get("ticket");
  // Whatever comes now, nobody is sent to and fro.
  const signIn = pending.signIn && { ...pending.signIn, members: false };
  if (secret === undefined) {
    const back = { ...pending, signIn };
    await here.requests.change(back);
    return go(request, reply, signInUrl(request, back, parameters.get("authFailure") === "true" ? NO_MEMBER : {}));
  }
  const ticket = await takeTicket(secret, pending.id, request, services);
  const ctx = signInContext(request, services);
  const { above } = ctx;
  const followed = ticket && above && (await above.store.sessions.find(ticket.sessionId));
  const isTheirs = followed?.session.userId === ticket?.userId && followed?.session.userOrganization === undefined;
  const member = ticket && above && isTheirs ? await findMember(ticket.userId, here, above) : undefined;
  if (ticket === undefined || followed === undefined || member === undefined) {
    return refusePending(reply, request, "gone");
  }
  const { session } = followed;
  const previous = await currentSession(request, services);
  // Another request may have come back a moment ago: what goes on in its session stays.
  if (previous?.session.id !== session.id) {
    const started = await followSession(session, member, ctx);
    if (previous !== undefined) await replaceSession(request, previous, started.session, services);
    const lifetime = cookieLifetimeSeconds(started.session, ctx);
    setCookie(request, reply, "session", started.cookie, services.settings, lifetime);
    setCookie(request, reply, "browserState", started.browserState, services.settings, lifetime);
  }
  await here.requests.change({ ...pending, signIn, authenticatedSessionId: ticket.signedIn ? session.id : undefined });
  return go(request, reply, resumeUrl(request, pending));
}

/** Uses the ticket up; undefined for one that is not for this request, which nobody can use then either. */
async function takeTicket(
  secret: string,
  requestId: string,
  request: FastifyRequest,
  services: Services,
): Promise<Ticket | undefined> {
  const { transients } = rootOf(request, services).store;
  const key = keyOf(secret);
  const found = await transients.find<Ticket>(TICKET, key, requestStore(request, services).now);
  if (found === undefined || !(await transients.remove(TICKET, key, found.version))) return undefined;
  const { organizationId, requestId: wanted } = found.document;
  return organizationId === request.tenant.id && wanted === requestId ? found.document : undefined;
}

/** All that is kept of the ticket (security bar 26.3). */
function keyOf(secret: string): string {
  return sha256(secret).toString("base64url");
}
