import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { assembleRequest } from "../protocol/authorize/assembled-request.ts";
import {
  type AuthorizeOutcome,
  authorizationEndpoint,
  grantAuthorization,
  NOTHING_DONE,
  type Progress,
} from "../protocol/authorize/authorization-endpoint.ts";
import type { ReadParameters } from "../protocol/parameters.ts";
import { readSessionFormToken } from "../signin/form-token.ts";
import { findSession, type LiveSession } from "../signin/sessions.ts";
import type { PendingRequest } from "../store/port/requests.ts";
import { sendAnswer } from "./authorization-answer.ts";
import { isSameOrigin } from "./browser.ts";
import { readCookie } from "./cookies.ts";
import { navigationInstead } from "./cross-site-form.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { isNative, startNatively } from "./native-start.ts";
import { keepNeeded, pendingSignIn } from "./needed-sign-in.ts";
import { organizationUrl } from "./organization-routes.ts";
import { PATHS, tenantPath } from "./paths.ts";
import {
  assembledFrom,
  findPending,
  pendingProgress,
  refuseForm,
  refusePending,
  savePending,
} from "./pending-requests.ts";
import { isPopUp, keepOpener } from "./pop-up.ts";
import { protocolContext, type Services, signInContext } from "./services.ts";
import { signInUrl } from "./sign-in-urls.ts";

const NO_MEMBER = { authFailure: "true", authFailureMsg: "no_member" };

/** The authorization endpoint: a new request, one that comes back from a page, or the consent form's answer. */
export function authorizeRoutes(app: FastifyInstance, services: Services): void {
  endpoint(
    app,
    PATHS.authorize,
    {
      async GET(request, reply) {
        const query = queryOf(request);
        const id = query.parameters.get("sessionDataKey");
        return id === undefined ? begin(request, reply, query, services) : resume(request, reply, id, services);
      },
      async POST(request, reply) {
        const form = formOf(request);
        if (isNative(form)) return startNatively(request, reply, form, services);
        if (form.parameters.has("sessionDataKeyConsent")) return answerConsent(request, reply, form, services);
        const navigation = navigationInstead(request, form, PATHS.authorize);
        return navigation === undefined ? begin(request, reply, form, services) : go(request, reply, navigation);
      },
    },
    { page: true },
  );
}

async function begin(request: FastifyRequest, reply: FastifyReply, sent: ReadParameters, services: Services) {
  if (isNative(sent)) return startNatively(request, reply, sent, services);
  const ctx = protocolContext(request, services);
  const assembled = await assembleRequest(sent, ctx);
  if (isNative(assembled.sent)) return startNatively(request, reply, sent, services, assembled);
  const popUp = await isPopUp(request, assembled, ctx);
  if (popUp) keepOpener(request);
  const outcome = await authorizationEndpoint(assembled, await currentSession(request, services), NOTHING_DONE, ctx);
  if (outcome.kind === "refused") return sendAnswer(request, reply, outcome.answer);
  if (outcome.kind === "allowed") {
    return sendAnswer(request, reply, await grantAuthorization(outcome, undefined, ctx));
  }
  const pending = await savePending(request, reply, { ...assembled, popUp }, pendingSignIn(outcome), services);
  return go(request, reply, pageFor(outcome, request, pending));
}

async function resume(request: FastifyRequest, reply: FastifyReply, id: string, services: Services) {
  const found = await findPending(request, id, services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending } = found;
  const browser = await currentSession(request, services);
  const progress = pendingProgress(pending, browser?.session.id);
  return proceed(request, reply, { pending, browser, progress }, services);
}

/** The consent form's answer. The scopes are those of the stored request; the form decides yes or no alone (security bar 25.2). */
async function answerConsent(request: FastifyRequest, reply: FastifyReply, form: ReadParameters, services: Services) {
  const { parameters } = form;
  const found = await findPending(request, parameters.get("sessionDataKeyConsent") as string, services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending, browser: name } = found;

  const browser = await currentSession(request, services);
  // The form names the session it was shown in. If another user signed in since, the request starts over (security bar 15.7).
  const binding = { browser: name, purpose: "consent", requestId: pending.id } as const;
  const shownIn = readSessionFormToken(parameters.get("csrfToken"), binding, signInContext(request, services));
  if (shownIn === undefined || !isSameOrigin(request, services.settings)) return refuseForm(reply, request);
  const progress = pendingProgress(pending, browser?.session.id);
  const consent = shownIn === browser?.session.id ? consentOf(parameters) : undefined;
  return proceed(request, reply, { pending, browser, progress: { ...progress, consent } }, services);
}

/** Contract §4.4: `approve` holds for this once unless the box is ticked. Anything but an approval is a denial. */
function consentOf(parameters: ReadonlyMap<string, string>): Progress["consent"] {
  const answer = parameters.get("consent");
  if (answer === "approveAlways") return "always";
  if (answer !== "approve") return "denied";
  return parameters.get("hasApprovedAlways") === "true" ? "always" : "once";
}

interface Step {
  readonly pending: PendingRequest;
  readonly browser: LiveSession | undefined;
  readonly progress: Progress;
}

async function proceed(request: FastifyRequest, reply: FastifyReply, step: Step, services: Services) {
  const { pending, browser, progress } = step;
  const ctx = protocolContext(request, services);
  const outcome = await authorizationEndpoint(assembledFrom(pending), browser, progress, ctx);
  if (outcome.kind !== "refused" && outcome.kind !== "allowed") {
    const atMembersPage = outcome.kind === "sign in" && pending.signIn?.members === true;
    // Whoever has signed in as a member and is still asked to is none.
    const isNoMember = atMembersPage && progress.signedIn && !outcome.members;
    // Nobody is led away from the page that they have gone across to.
    const needed = atMembersPage && !isNoMember ? { ...outcome, members: true } : outcome;
    const kept = await keepNeeded(pending, needed, ctx.store);
    return go(request, reply, isNoMember ? signInUrl(request, kept, NO_MEMBER) : pageFor(outcome, request, kept));
  }

  await ctx.store.requests.take(pending.id); // answered: going back in the browser does not answer it again
  const answer = outcome.kind === "refused" ? outcome.answer : await grantAuthorization(outcome, progress.consent, ctx);
  return sendAnswer(request, reply, answer);
}

/** The page that asks the user for what is missing, with the request's key as Asgardeo names it (contract §1.3). */
function pageFor(
  outcome: Exclude<AuthorizeOutcome, { kind: "refused" | "allowed" }>,
  request: FastifyRequest,
  pending: PendingRequest,
): string {
  const base = tenantPath(request.tenant.handle);
  if (outcome.kind === "consent") {
    return `${base}${PATHS.consentPage}?${new URLSearchParams({ sessionDataKeyConsent: pending.id })}`;
  }
  if (outcome.kind === "choose organization") return organizationUrl(request, pending, outcome.notFound);
  const { client } = outcome.target;
  const query = new URLSearchParams({
    sessionDataKey: pending.id,
    relyingParty: client.clientId,
    type: "oidc",
    sp: client.name,
    tenantDomain: request.tenant.handle,
  });
  return `${base}${outcome.kind === "sign in" ? PATHS.signInPage : PATHS.accountPage}?${query}`;
}

export function currentSession(request: FastifyRequest, services: Services): Promise<LiveSession | undefined> {
  return findSession(readCookie(request, "session", services.settings), signInContext(request, services));
}
