import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { organizationPage } from "../pages/organization-page.ts";
import { findResponseTarget } from "../protocol/authorize/authorization-request.ts";
import { findUsable, withOrganization } from "../protocol/authorize/requested-organization.ts";
import { endFlow, findFlow } from "../signin/flow/sign-in-flow.ts";
import { type FormBinding, isFormToken, makeFormToken } from "../signin/form-token.ts";
import type { PendingRequest } from "../store/port/requests.ts";
import { showBrandOf } from "./brands.ts";
import { isSameOrigin } from "./browser.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { frameFor, sendPage, sendProblem } from "./pages.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { assembledFrom, findPending, refuseForm, refusePending } from "./pending-requests.ts";
import { protocolContext, type Services, signInContext } from "./services.ts";

/** The page where a user says which organization they sign in to, and its form (contract §21.3). */
export function organizationRoutes(app: FastifyInstance, services: Services): void {
  endpoint(
    app,
    PATHS.organizationPage,
    {
      GET: (request, reply) => showPage(request, reply, services),
      POST: (request, reply) => takeChoice(request, reply, services),
    },
    { page: true },
  );
}

/** Where the user of the pending request says it; `notFound`: another one than the last. */
export function organizationUrl(request: FastifyRequest, { id }: PendingRequest, notFound: boolean): string {
  const failure = { authFailure: "true", authFailureMsg: "invalid.organization.name" };
  const query = new URLSearchParams({ sessionDataKey: id, ...(notFound && failure) });
  return `${tenantPath(request.tenant.handle)}${PATHS.organizationPage}?${query}`;
}

async function showPage(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = queryOf(request);
  const found = await findPending(request, parameters.get("sessionDataKey") ?? "", services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending, browser } = found;
  if (pending.origin?.polled !== undefined) return refusePending(reply, request, "gone");

  const { sent } = assembledFrom(pending);
  const { client, redirectUri } = await findResponseTarget(sent, protocolContext(request, services));
  await showBrandOf(request, { client }, services);
  const html = organizationPage({
    frame: frameFor(request, sent.parameters.get("ui_locales")),
    action: `${tenantPath(request.tenant.handle)}${PATHS.organizationPage}`,
    sessionDataKey: pending.id,
    csrfToken: makeFormToken(bindingOf(pending, browser), signInContext(request, services)),
    applicationName: client.name,
    ...(client.logoUri !== undefined && { logoUri: client.logoUri }),
    by: sent.parameters.has("orgDiscoveryType") ? "email" : "name",
    notFound: parameters.get("authFailure") === "true",
  });
  return sendPage(reply, html, { formTarget: redirectUri, logoUri: client.logoUri });
}

async function takeChoice(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = formOf(request);
  const found = await findPending(request, parameters.get("sessionDataKey") ?? "", services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending, browser } = found;
  const signIn = signInContext(request, services);
  const genuine = isFormToken(parameters.get("csrfToken"), bindingOf(pending, browser), signIn);
  if (!genuine || !isSameOrigin(request, services.settings)) return refuseForm(reply, request);

  // Names are not to be tried out: what names none counts as a failed sign-in.
  const network = `${request.tenant.id} ${signIn.remoteNetwork}`;
  const wait = services.addressFailures.waitSeconds(network, signIn.now);
  if (wait !== undefined) {
    reply.header("retry-after", wait);
    const message = "Too many failed sign-ins came from your address. Wait a moment and try again.";
    return sendProblem(reply, request, { status: 429, code: "too_many_requests", message });
  }
  const ctx = protocolContext(request, services);
  const { client } = await findResponseTarget(assembledFrom(pending).sent, ctx);
  const entered = parameters.get("org") ?? "";
  const chosen = await findUsable(entered.includes("@") ? { email: entered } : { org: entered }, client, ctx);
  if (chosen.kind !== "named") {
    services.addressFailures.fail(network, signIn.now);
    return go(request, reply, organizationUrl(request, pending, true));
  }
  // Whatever was begun with another organization's people is over.
  await endFlow(pending, (await findFlow(pending.id, signIn)).version, signIn);
  await ctx.store.requests.change({
    ...pending,
    signIn: undefined,
    parameters: withOrganization(pending.parameters, chosen.organizationId),
  });
  const query = new URLSearchParams({ sessionDataKey: pending.id });
  return go(request, reply, `${tenantPath(request.tenant.handle)}${PATHS.authorize}?${query}`);
}

function bindingOf({ id }: PendingRequest, browser: string): FormBinding {
  return { browser, purpose: "choose organization", requestId: id, sessionId: "" };
}
