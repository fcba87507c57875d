import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { accountPage } from "../pages/account-page.ts";
import { signInPage } from "../pages/sign-in-page.ts";
import { findResponseTarget } from "../protocol/authorize/authorization-request.ts";
import type { ProtocolContext } from "../protocol/context.ts";
import type { Client } from "../protocol/model.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { findAskingClient } from "../protocol/polled/approval.ts";
import {
  type FormBinding,
  isFormToken,
  makeFormToken,
  makeSessionFormToken,
  readSessionFormToken,
} from "../signin/form-token.ts";
import { KNOWN_DEVICE_SECONDS, markDevice } from "../signin/known-device.ts";
import { cookieLifetimeSeconds, startSession } from "../signin/sessions.ts";
import { PASSWORD_AMR, signInWithPassword } from "../signin/steps/password.ts";
import type { PendingRequest } from "../store/store.ts";
import { currentSession } from "./authorize-routes.ts";
import { isSameOrigin } from "./browser.ts";
import { readCookie, setCookie } from "./cookies.ts";
import { replaceSession } from "./end-session.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { frameFor, sendPage, sendProblem } from "./pages.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { assembledFrom, findPending, refuseForm, refusePending } from "./pending-requests.ts";
import { protocolContext, requestStore, type Services, signInContext } from "./services.ts";

/** The sign-in page, the account page, and the form that both of them send (contract §4). */
export function signInRoutes(app: FastifyInstance, services: Services): void {
  const page = { page: true };
  endpoint(app, PATHS.signInPage, { GET: (request, reply) => showSignIn(request, reply, services) }, page);
  endpoint(app, PATHS.accountPage, { GET: (request, reply) => showAccount(request, reply, services) }, page);
  endpoint(app, PATHS.signInForm, { POST: (request, reply) => takeForm(request, reply, services) }, page);
}

async function showSignIn(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = queryOf(request);
  const found = await findPending(request, parameters.get("sessionDataKey") ?? "", services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending, browser } = found;
  const { sent } = assembledFrom(pending);
  const target = await signInTarget(pending, protocolContext(request, services));
  if (target === undefined) return refusePending(reply, request, "gone");
  const { client, redirectUri } = target;
  const userName = sent.parameters.get("login_hint") ?? sent.parameters.get("username");
  const html = signInPage({
    frame: frameFor(request, sent.parameters.get("ui_locales")),
    action: `${tenantPath(request.tenant.handle)}${PATHS.signInForm}`,
    sessionDataKey: pending.id,
    csrfToken: makeFormToken(bindingOf("sign in", pending, browser), signInContext(request, services)),
    applicationName: client.name,
    ...(userName !== undefined && { userName }),
    ...(client.logoUri !== undefined && { logoUri: client.logoUri }),
    ...(client.policyUri !== undefined && { policyUri: client.policyUri }),
    ...(client.termsOfServiceUri !== undefined && { termsOfServiceUri: client.termsOfServiceUri }),
    ...(parameters.get("authFailure") === "true" && { alert: "sign_in_failed" as const }),
  });
  return sendPage(reply, html, { formTarget: redirectUri, logoUri: client.logoUri });
}

/**
 * The application that the sign-in is for, and where it leads: nowhere but here when the application polls. Undefined when nothing is
 * left to sign in for.
 */
async function signInTarget(
  pending: PendingRequest,
  ctx: ProtocolContext,
): Promise<{ readonly client: Client; readonly redirectUri?: string } | undefined> {
  const polled = pending.origin?.polled;
  if (polled === undefined) return findResponseTarget(assembledFrom(pending).sent, ctx);
  const client = await findAskingClient(polled, ctx);
  return client && { client };
}

async function showAccount(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const id = queryOf(request).parameters.get("sessionDataKey") ?? "";
  const found = await findPending(request, id, services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending, browser } = found;
  const current = await currentSession(request, services);
  if (current === undefined) return go(request, reply, resumeUrl(request, pending));

  const { sent } = assembledFrom(pending);
  const { client, redirectUri } = await findResponseTarget(sent, protocolContext(request, services));
  const binding = { ...bindingOf("select account", pending, browser), sessionId: current.session.id };
  const html = accountPage({
    frame: frameFor(request, sent.parameters.get("ui_locales")),
    action: `${tenantPath(request.tenant.handle)}${PATHS.signInForm}`,
    sessionDataKey: pending.id,
    csrfToken: makeSessionFormToken(binding, signInContext(request, services)),
    applicationName: client.name,
    account: accountOf(current.user),
  });
  return sendPage(reply, html, { formTarget: redirectUri, logoUri: client.logoUri });
}

async function takeForm(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = formOf(request);
  const found = await findPending(request, parameters.get("sessionDataKey") ?? "", services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending, browser } = found;

  const ctx = signInContext(request, services);
  const account = parameters.get("account");
  const token = parameters.get("csrfToken");
  if (account !== undefined) {
    const shownIn = readSessionFormToken(token, bindingOf("select account", pending, browser), ctx);
    if (shownIn === undefined || !isSameOrigin(request, services.settings)) return refuseForm(reply, request);
    if (account !== "current") return go(request, reply, signInUrl(request, pending));
    return selectAccount(request, reply, { pending, shownIn }, services);
  }
  const genuine = isFormToken(token, bindingOf("sign in", pending, browser), ctx);
  if (!genuine || !isSameOrigin(request, services.settings)) return refuseForm(reply, request);
  return signIn(request, reply, { pending, parameters }, services);
}

async function selectAccount(
  request: FastifyRequest,
  reply: FastifyReply,
  { pending, shownIn }: { pending: PendingRequest; shownIn: string },
  services: Services,
) {
  const current = await currentSession(request, services);
  // If another user signed in since, the account that was picked is no longer there: asked again (security bar 15.7).
  if (current?.session.id === shownIn) {
    const { store } = requestStore(request, services);
    await store.requests.save({ ...pending, selectedSessionId: shownIn });
  }
  return go(request, reply, resumeUrl(request, pending));
}

async function signIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { pending, parameters }: { pending: PendingRequest; parameters: Parameters },
  services: Services,
) {
  const { settings } = services;
  const ctx = signInContext(request, services);
  const outcome = await signInWithPassword(
    {
      userName: (parameters.get("usernameUserInput") ?? parameters.get("username") ?? "").trim(),
      password: parameters.get("password") ?? "",
      deviceCookie: readCookie(request, "device", settings),
    },
    ctx,
  );
  if (outcome.kind === "too many attempts") {
    reply.header("retry-after", outcome.retryAfterSeconds);
    const message = "Too many failed sign-ins came from your address. Wait a moment and try again.";
    return sendProblem(reply, request, { status: 429, code: "too_many_requests", message });
  }
  if (outcome.kind === "refused") {
    const failure = { authFailure: "true", authFailureMsg: "login.fail.message" }; // contract §4.3
    return go(request, reply, signInUrl(request, pending, failure));
  }

  const previous = await currentSession(request, services);
  const { user } = outcome;
  const started = await startSession(user, [PASSWORD_AMR], parameters.get("chkRemember") === "on", ctx);
  if (previous !== undefined) await replaceSession(request, previous, started.session, services);
  await ctx.store.requests.save({ ...pending, authenticatedSessionId: started.session.id });
  const lifetime = cookieLifetimeSeconds(started.session, ctx);
  setCookie(request, reply, "session", started.cookie, settings, lifetime);
  setCookie(request, reply, "browserState", started.browserState, settings, lifetime);
  setCookie(request, reply, "device", markDevice(user.userName, ctx), settings, KNOWN_DEVICE_SECONDS);
  return go(request, reply, resumeUrl(request, pending));
}

/** What pages show of a user. */
export function accountOf(user: { userName: string; claims: Readonly<Record<string, unknown>> }) {
  const { name, given_name, family_name } = user.claims;
  const shown = name ?? [given_name, family_name].filter((part) => typeof part === "string").join(" ");
  return { userName: user.userName, ...(typeof shown === "string" && shown !== "" && { name: shown }) };
}

function bindingOf(purpose: FormBinding["purpose"], pending: PendingRequest, browser: string): FormBinding {
  return { browser, purpose, requestId: pending.id, sessionId: "" };
}

function resumeUrl(request: FastifyRequest, { id, origin }: PendingRequest): string {
  const path = origin?.polled === undefined ? PATHS.authorize : PATHS.approvalPage;
  return `${tenantPath(request.tenant.handle)}${path}?${new URLSearchParams({ sessionDataKey: id })}`;
}

/** The sign-in page of a pending request. */
export function signInUrl(
  request: FastifyRequest,
  { id }: PendingRequest,
  more: Readonly<Record<string, string>> = {},
): string {
  return `${tenantPath(request.tenant.handle)}${PATHS.signInPage}?${new URLSearchParams({ sessionDataKey: id, ...more })}`;
}
