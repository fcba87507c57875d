import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { consentPage } from "../pages/consent-page.ts";
import { membersOf } from "../protocol/authorization-details.ts";
import { authorizationEndpoint } from "../protocol/authorize/authorization-endpoint.ts";
import { isConsentRemembered, scopeToAllow } from "../protocol/authorize/consent.ts";
import { isDocumentUrl } from "../protocol/registration/client-document.ts";
import { makeSessionFormToken } from "../signin/form-token.ts";
import { accountOf } from "./account-routes.ts";
import { currentSession } from "./authorize-routes.ts";
import { showBrandOf } from "./brands.ts";
import { endpoint, queryOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { frameFor, sendPage } from "./pages.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { assembledFrom, findPending, pendingProgress, refusePending } from "./pending-requests.ts";
import { protocolContext, type Services, signInContext } from "./services.ts";

/** The consent page; its form goes to the authorization endpoint (contract §4.4). */
export function consentRoutes(app: FastifyInstance, services: Services): void {
  endpoint(app, PATHS.consentPage, { GET: (request, reply) => showConsent(request, reply, services) }, { page: true });
}

async function showConsent(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const id = queryOf(request).parameters.get("sessionDataKeyConsent") ?? "";
  const found = await findPending(request, id, services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending, browser: name } = found;

  const action = `${tenantPath(request.tenant.handle)}${PATHS.authorize}`;
  const browser = await currentSession(request, services);
  const progress = pendingProgress(pending, browser?.session.id);
  const assembled = assembledFrom(pending);
  const outcome = await authorizationEndpoint(assembled, browser, progress, protocolContext(request, services));
  if (outcome.kind !== "consent" || browser === undefined) {
    // Nothing to ask any more, or somebody must sign in first: the request goes on from where it is.
    return go(request, reply, `${action}?${new URLSearchParams({ sessionDataKey: pending.id })}`);
  }

  const { client, redirectUri } = outcome.request;
  await showBrandOf(request, { client, organizationId: browser.user.home }, services);
  const sessionId = browser.session.id;
  const binding = { browser: name, purpose: "consent", requestId: pending.id, sessionId } as const;
  const html = consentPage({
    frame: frameFor(request, assembled.sent.parameters.get("ui_locales")),
    action,
    sessionDataKeyConsent: pending.id,
    csrfToken: makeSessionFormToken(binding, signInContext(request, services)),
    application: {
      name: client.name,
      ...(client.registration && isDocumentUrl(client.clientId) && { host: new URL(client.clientId).host }),
      ...(client.logoUri !== undefined && { logoUri: client.logoUri }),
      ...(client.policyUri !== undefined && { policyUri: client.policyUri }),
      ...(client.termsOfServiceUri !== undefined && { termsOfServiceUri: client.termsOfServiceUri }),
    },
    account: accountOf(browser.user),
    scopes: scopeToAllow(outcome.request, request.tenant),
    details: (outcome.request.extras.authorizationDetails ?? []).map(membersOf),
    rememberable: isConsentRemembered(outcome.request),
    redirectHost: new URL(redirectUri).host || new URL(redirectUri).protocol,
  });
  return sendPage(reply, html, { formTarget: redirectUri, logoUri: client.logoUri });
}
