import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { accountPage } from "../pages/account-page.ts";
import { findResponseTarget } from "../protocol/authorize/authorization-request.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { type FormBinding, makeSessionFormToken, readSessionFormToken } from "../signin/form-token.ts";
import type { PendingRequest } from "../store/port/requests.ts";
import { currentSession } from "./authorize-routes.ts";
import { showBrandOf } from "./brands.ts";
import { isSameOrigin } from "./browser.ts";
import { endpoint, queryOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { frameFor, sendPage } from "./pages.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { assembledFrom, findPending, refuseForm, refusePending } from "./pending-requests.ts";
import { protocolContext, requestStore, type Services, signInContext } from "./services.ts";
import { resumeUrl, signInUrl } from "./sign-in-urls.ts";

/** The page where a user picks the account that the browser is signed in to, or another one. */
export function accountRoutes(app: FastifyInstance, services: Services): void {
  endpoint(app, PATHS.accountPage, { GET: (request, reply) => showAccount(request, reply, services) }, { page: true });
}

/** What the page sends: the account that was shown, or the wish for another one. */
export async function takeAccount(
  request: FastifyRequest,
  reply: FastifyReply,
  { pending, browser, parameters }: { pending: PendingRequest; browser: string; parameters: Parameters },
  services: Services,
) {
  const ctx = signInContext(request, services);
  const shownIn = readSessionFormToken(parameters.get("csrfToken"), bindingOf(pending, browser), ctx);
  if (shownIn === undefined || !isSameOrigin(request, services.settings)) return refuseForm(reply, request);
  if (parameters.get("account") !== "current") return go(request, reply, signInUrl(request, pending));
  return selectAccount(request, reply, { pending, shownIn }, services);
}

/** What pages show of a user. */
export function accountOf(user: { userName: string; claims: Readonly<Record<string, unknown>> }) {
  const { name, given_name, family_name } = user.claims;
  const shown = name ?? [given_name, family_name].filter((part) => typeof part === "string").join(" ");
  return { userName: user.userName, ...(typeof shown === "string" && shown !== "" && { name: shown }) };
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
  await showBrandOf(request, { client, organizationId: current.user.home }, services);
  const binding = { ...bindingOf(pending, browser), sessionId: current.session.id };
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
    await store.requests.change({ ...pending, selectedSessionId: shownIn });
  }
  return go(request, reply, resumeUrl(request, pending));
}

function bindingOf({ id }: PendingRequest, browser: string): FormBinding {
  return { browser, purpose: "select account", requestId: id, sessionId: "" };
}
