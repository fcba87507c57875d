import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { approvalPage } from "../pages/approval-page.ts";
import { decidedPage } from "../pages/decided-page.ts";
import { membersOf } from "../protocol/authorization-details.ts";
import { type ApprovalStep, decide, nextStep } from "../protocol/polled/approval.ts";
import { makeSessionFormToken, readSessionFormToken } from "../signin/form-token.ts";
import type { LiveSession } from "../signin/sessions.ts";
import type { PendingRequest, PolledReference } from "../store/port/requests.ts";
import { accountOf } from "./account-routes.ts";
import { currentSession } from "./authorize-routes.ts";
import { showBrandOf } from "./brands.ts";
import { isSameOrigin } from "./browser.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { keepNeeded } from "./needed-sign-in.ts";
import { frameFor, sendPage, sendProblem } from "./pages.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { findPending, pendingProgress, refuseForm, refusePending, savePendingApproval } from "./pending-requests.ts";
import { protocolContext, requestStore, type Services, signInContext } from "./services.ts";
import { signInUrl } from "./sign-in-urls.ts";

/** The page where a user decides about a request that its client polls for, its form, the link of CIBA that leads there, and the ends. */
export function approvalRoutes(app: FastifyInstance, services: Services): void {
  const page = { page: true };
  endpoint(app, PATHS.backchannelApproval, { GET: (request, reply) => followLink(request, reply, services) }, page);
  endpoint(
    app,
    PATHS.approvalPage,
    {
      GET: (request, reply) => showApproval(request, reply, services),
      POST: (request, reply) => takeDecision(request, reply, services),
    },
    page,
  );
  for (const [path, decision] of [
    [PATHS.allowedPage, "allowed"],
    [PATHS.deniedPage, "denied"],
  ] as const) {
    const show = (request: FastifyRequest, reply: FastifyReply) =>
      sendPage(reply, decidedPage({ frame: frameFor(request), decision }));
    endpoint(app, path, { GET: show }, page);
  }
}

/** Where the user of the pending request decides. */
export function approvalUrl(request: FastifyRequest, { id }: PendingRequest): string {
  return `${tenantPath(request.tenant.handle)}${PATHS.approvalPage}?${new URLSearchParams({ sessionDataKey: id })}`;
}

/** Contract §11.2: the `auth_url` that a client gives to its user. */
async function followLink(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const handle = queryOf(request).parameters.get("authCodeKey") ?? "";
  const polled = { kind: "authentication request", handle } as const;
  const step = await nextStep(polled, undefined, false, protocolContext(request, services));
  if (step.kind === "gone") return refusePending(reply, request, "gone");
  return go(request, reply, approvalUrl(request, await savePendingApproval(request, reply, polled, [], services)));
}

interface Place {
  readonly pending: PendingRequest;
  readonly polled: PolledReference;
  /** What the browser calls itself. */
  readonly name: string;
  readonly browser: LiveSession | undefined;
}

/** Where the user stands; undefined when the page for that has been sent. */
async function findPlace(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string | undefined,
  services: Services,
): Promise<Place | undefined> {
  const found = await findPending(request, id ?? "", services);
  const polled = found.kind === "found" ? found.pending.origin?.polled : undefined;
  if (found.kind !== "found" || polled === undefined) {
    refusePending(reply, request, found.kind === "found" ? "gone" : found.kind);
    return undefined;
  }
  return {
    pending: found.pending,
    polled,
    name: found.browser,
    browser: await currentSession(request, services),
  };
}

async function showApproval(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const place = await findPlace(request, reply, queryOf(request).parameters.get("sessionDataKey"), services);
  if (place === undefined) return reply;
  const step = await stepOf(request, place, services);
  if (step.kind !== "ask" || place.browser === undefined)
    return leadOn(request, reply, { step, pending: place.pending }, services);

  const { pending, name, browser } = place;
  const { client, request: asked } = step;
  await showBrandOf(request, { client, organizationId: browser.user.home }, services);
  const binding = { browser: name, purpose: "approve", requestId: pending.id, sessionId: browser.session.id } as const;
  const html = approvalPage({
    frame: frameFor(request, pending.parameters.find(([name]) => name === "ui_locales")?.[1]),
    action: `${tenantPath(request.tenant.handle)}${PATHS.approvalPage}`,
    sessionDataKey: pending.id,
    csrfToken: makeSessionFormToken(binding, signInContext(request, services)),
    application: { name: client.name, ...(client.logoUri !== undefined && { logoUri: client.logoUri }) },
    account: accountOf(browser.user),
    scopes: asked.scope,
    details: (asked.extras?.authorizationDetails ?? []).map(membersOf),
    ...comparison(pending, asked.bindingMessage),
    anyAccount: asked.userId === undefined,
  });
  return sendPage(reply, html, { logoUri: client.logoUri });
}

/** What the user is to find on the other side too. */
function comparison({ parameters }: PendingRequest, bindingMessage: string | undefined) {
  const userCode = parameters.find(([name]) => name === "user_code")?.[1];
  if (userCode !== undefined) return { compare: { what: "userCode", text: userCode } } as const;
  return bindingMessage === undefined ? {} : ({ compare: { what: "bindingMessage", text: bindingMessage } } as const);
}

async function takeDecision(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = formOf(request);
  const place = await findPlace(request, reply, parameters.get("sessionDataKey"), services);
  if (place === undefined) return reply;
  const { pending, polled, name, browser } = place;

  const binding = { browser: name, purpose: "approve", requestId: pending.id } as const;
  const shownIn = readSessionFormToken(parameters.get("csrfToken"), binding, signInContext(request, services));
  if (shownIn === undefined || !isSameOrigin(request, services.settings)) return refuseForm(reply, request);
  const step = await stepOf(request, place, services);
  // What was shown to one user is not answered by another (security bar 15.7).
  if (step.kind !== "ask" || browser === undefined || shownIn !== browser.session.id) {
    return leadOn(request, reply, { step, pending }, services);
  }
  if (parameters.get("account") === "other") return go(request, reply, signInUrl(request, pending));

  const ctx = protocolContext(request, services);
  const allowed = parameters.get("consent") === "approve";
  if (!(await decide(polled, allowed, browser, ctx))) return refusePending(reply, request, "gone");
  await ctx.store.requests.take(pending.id);
  const locales = pending.parameters.find(([name]) => name === "ui_locales")?.[1];
  const query = locales === undefined ? "" : `?${new URLSearchParams({ ui_locales: locales })}`;
  const path = allowed ? PATHS.allowedPage : PATHS.deniedPage;
  return go(request, reply, `${tenantPath(request.tenant.handle)}${path}${query}`);
}

function stepOf(request: FastifyRequest, { pending, polled, browser }: Place, services: Services) {
  const { signedIn } = pendingProgress(pending, browser?.session.id);
  return nextStep(polled, browser, signedIn, protocolContext(request, services));
}

/** To what has to happen first, or to the page again. */
async function leadOn(
  request: FastifyRequest,
  reply: FastifyReply,
  { step, pending }: { step: ApprovalStep; pending: PendingRequest },
  services: Services,
): Promise<FastifyReply> {
  if (step.kind === "gone") return refusePending(reply, request, "gone");
  if (step.kind === "sign in") {
    const { store } = requestStore(request, services);
    return go(request, reply, signInUrl(request, await keepNeeded(pending, step, store)));
  }
  if (step.kind === "ask") return go(request, reply, approvalUrl(request, pending));
  const message = "The application asks another account than the one you signed in with.";
  return sendProblem(reply, request, { status: 403, code: "access_denied", message });
}
