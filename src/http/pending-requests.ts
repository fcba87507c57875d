import { randomBytes, randomUUID } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { AssembledRequest } from "../protocol/authorize/assembled-request.ts";
import type { Progress } from "../protocol/authorize/authorization-endpoint.ts";
import { pairsOf, readParameters } from "../protocol/parameters.ts";
import { browserHash } from "../signin/form-token.ts";
import type { MemberReference, PendingRequest, PendingSignIn, PolledReference } from "../store/port/requests.ts";
import { browserName, isBrowserOf, nameBrowser } from "./browser.ts";
import { sendProblem } from "./pages.ts";
import { keepOpener } from "./pop-up.ts";
import { requestStore, type Services } from "./services.ts";

/** How long a user may take on the pages. */
const REQUEST_LIFETIME_SECONDS = 900;
/** The same where an application asks, which starts anew by itself. */
const NATIVE_LIFETIME_SECONDS = 600;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Keeps an authorization request while its user is on the pages, tied to this browser (security bar 1.18): the parameters that count, so
 * that a reference or a request object may expire meanwhile.
 */
export function savePending(
  request: FastifyRequest,
  reply: FastifyReply,
  { sent, pushedAs, signed, popUp }: AssembledRequest & { readonly popUp: boolean },
  signIn: PendingSignIn | undefined,
  services: Services,
): Promise<PendingRequest> {
  const isPlain = pushedAs === undefined && !signed && !popUp;
  const origin = { ...(pushedAs !== undefined && { pushedAs }), signed, ...(popUp && { popUp }) };
  return keep(request, reply, { parameters: pairsOf(sent), signIn, ...(!isPlain && { origin }) }, services);
}

/**
 * The same for an application that signs its user in itself (contract §14): no browser is known to take part, so that the request's id,
 * which nobody guesses, is all that names it.
 */
export async function savePendingNative(
  request: FastifyRequest,
  { sent, pushedAs, signed }: AssembledRequest,
  signIn: PendingSignIn | undefined,
  services: Services,
): Promise<PendingRequest> {
  const origin = { ...(pushedAs !== undefined && { pushedAs }), signed, native: true };
  const browser = { browserHash: randomBytes(32), lifetimeSeconds: NATIVE_LIFETIME_SECONDS };
  return keepOf(browser, request, { parameters: pairsOf(sent), signIn, origin }, services);
}

/** Keeps the place of a user who is here to decide about a request that its client polls for. */
export function savePendingApproval(
  request: FastifyRequest,
  reply: FastifyReply,
  polled: PolledReference,
  parameters: PendingRequest["parameters"],
  services: Services,
): Promise<PendingRequest> {
  return keep(request, reply, { parameters, origin: { polled } }, services);
}

/**
 * Keeps the place of a user who signs in at the tenant for a request at an organization's own issuer. Not that it is for a pop-up: the tenant
 * cannot tell that this browser has begun it, and any site could keep hold of the window.
 */
export function savePendingMember(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    parameters,
    signIn,
    reference,
  }: Pick<PendingRequest, "parameters" | "signIn"> & { readonly reference: MemberReference },
  services: Services,
): Promise<PendingRequest> {
  return keep(request, reply, { parameters, signIn, origin: { memberOf: reference } }, services);
}

/** Keeps the place of a user who is on the way to the pages of their own account. */
export function savePendingOwnAccount(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    parameters,
    signIn,
    linksIn,
  }: Pick<PendingRequest, "parameters" | "signIn"> & { readonly linksIn?: string | undefined },
  services: Services,
): Promise<PendingRequest> {
  const origin = { ownAccount: true, ...(linksIn !== undefined && { linksIn }) };
  return keep(request, reply, { parameters, signIn, origin }, services);
}

type Kept = Pick<PendingRequest, "parameters" | "origin" | "signIn">;

function keep(request: FastifyRequest, reply: FastifyReply, kept: Kept, services: Services): Promise<PendingRequest> {
  const browser = browserHash(nameBrowser(request, reply, services.settings));
  return keepOf({ browserHash: browser, lifetimeSeconds: REQUEST_LIFETIME_SECONDS }, request, kept, services);
}

async function keepOf(
  { browserHash, lifetimeSeconds }: { readonly browserHash: Buffer; readonly lifetimeSeconds: number },
  request: FastifyRequest,
  kept: Kept,
  services: Services,
): Promise<PendingRequest> {
  const { store, now } = requestStore(request, services);
  const pending: PendingRequest = {
    ...kept,
    id: randomUUID(), // a key that nobody guesses, so not a time-ordered one
    browserHash,
    authenticatedSessionId: undefined,
    selectedSessionId: undefined,
    expiresAt: now + lifetimeSeconds,
  };
  await store.requests.create(pending);
  return pending;
}

/** The request that waits, as it was put together when it came. */
export function assembledFrom({ parameters, origin }: PendingRequest): AssembledRequest {
  const { pushedAs, signed = false } = origin ?? {};
  return { sent: readParameters(parameters), pushedAs, signed, fault: undefined };
}

export type FoundPending =
  | { readonly kind: "found"; readonly pending: PendingRequest; readonly browser: string }
  | { readonly kind: "gone" }
  | { readonly kind: "of another browser" };

/** The pending request with the key, if it waits still and was begun in this browser. */
export async function findPending(request: FastifyRequest, id: string, services: Services): Promise<FoundPending> {
  const { store, now } = requestStore(request, services);
  const pending = UUID.test(id) ? await store.requests.find(id) : undefined;
  if (pending === undefined || pending.expiresAt <= now || pending.origin?.native) return { kind: "gone" };
  const browser = browserName(request, services.settings);
  if (!isBrowserOf(pending, browser)) return { kind: "of another browser" };
  if (pending.origin?.popUp) keepOpener(request);
  return { kind: "found", pending, browser };
}

/** The request with the id, if it waits still, in whichever browser it was begun. */
export async function findWaiting(
  request: FastifyRequest,
  id: string,
  services: Services,
): Promise<PendingRequest | undefined> {
  const { store, now } = requestStore(request, services);
  const pending = UUID.test(id) ? await store.requests.find(id) : undefined;
  return pending !== undefined && pending.expiresAt > now ? pending : undefined;
}

/** The request with the id that an application's own sign-in waits for. */
export async function findPendingNative(
  request: FastifyRequest,
  id: string,
  services: Services,
): Promise<PendingRequest | "gone" | "too late"> {
  const { store, now } = requestStore(request, services);
  const pending = UUID.test(id) ? await store.requests.find(id) : undefined;
  if (!pending?.origin?.native) return "gone";
  return pending.expiresAt <= now ? "too late" : pending;
}

/** What the user has done for the request in the session that the browser has now. */
export function pendingProgress(pending: PendingRequest, sessionId: string | undefined): Progress {
  return {
    signedIn: sessionId !== undefined && pending.authenticatedSessionId === sessionId,
    accountSelected: sessionId !== undefined && pending.selectedSessionId === sessionId,
    consent: undefined,
  };
}

/** The page for a form or a link that leads nowhere any more. */
export function refusePending(
  reply: FastifyReply,
  request: FastifyRequest,
  kind: "gone" | "of another browser",
): FastifyReply {
  if (kind === "gone") {
    const message = "This sign-in has ended or took too long. Go back to the application and start again.";
    return sendProblem(reply, request, { status: 400, code: "session_expired", message });
  }
  const message = "This page was opened in another browser than the one the sign-in began in.";
  return sendProblem(reply, request, { status: 403, code: "wrong_browser", message });
}

/** The page for a form that did not come from the page it was made for (security bar 14.3). */
export function refuseForm(reply: FastifyReply, request: FastifyRequest): FastifyReply {
  const message = "The form did not come from a page of this server. Go back to the application and start again.";
  return sendProblem(reply, request, { status: 403, code: "forbidden", message });
}
