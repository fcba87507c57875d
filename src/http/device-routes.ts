import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { devicePage } from "../pages/device-page.ts";
import { findByUserCode, parseUserCode } from "../protocol/polled/user-code.ts";
import { approvalUrl } from "./approval-routes.ts";
import { browserName, isSameOrigin } from "./browser.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { askedLocales, frameFor, inAskedLanguage, sendPage, sendProblem } from "./pages.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { refuseForm, savePendingApproval } from "./pending-requests.ts";
import { protocolContext, type Services } from "./services.ts";

/** Longer texts are no codes, and are not shown in the field. In characters. */
const LONGEST_SHOWN_CODE = 32;

/** The page where a user enters the code that a device shows, and its form (RFC 8628 §3.3, contract §11.1). */
export function deviceRoutes(app: FastifyInstance, services: Services): void {
  const page = { page: true };
  endpoint(app, PATHS.devicePage, { GET: showDevicePage }, page);
  endpoint(app, PATHS.deviceForm, { POST: (request, reply) => takeUserCode(request, reply, services) }, page);
}

/** A code in the URL fills the field and nothing more: who has only followed a link has not confirmed anything (RFC 8628 §3.3.1). */
function showDevicePage(request: FastifyRequest, reply: FastifyReply) {
  const { parameters } = queryOf(request);
  const html = devicePage({
    frame: frameFor(request, parameters.get("ui_locales")),
    action: inAskedLanguage(request, `${tenantPath(request.tenant.handle)}${PATHS.deviceForm}`),
    userCode: (parameters.get("user_code") ?? "").slice(0, LONGEST_SHOWN_CODE),
    wrong: parameters.has("error"),
  });
  return sendPage(reply, html);
}

/** Nothing is decided by the code alone, so the form needs no token of its own; one of another site would only lose its cookies. */
async function takeUserCode(request: FastifyRequest, reply: FastifyReply, services: Services) {
  if (!isSameOrigin(request, services.settings)) return refuseForm(reply, request);
  const userCode = parseUserCode(formOf(request).parameters.get("user_code") ?? "");
  const browser = browserName(request, services.settings);
  const outcome = await findByUserCode(userCode, browser, protocolContext(request, services));
  if (outcome.kind === "too many attempts") {
    reply.header("retry-after", outcome.retryAfterSeconds);
    const message = "Too many wrong codes were entered. Wait a few minutes and try again.";
    return sendProblem(reply, request, { status: 429, code: "too_many_requests", message });
  }
  if (outcome.kind === "wrong" || userCode === undefined) {
    const query = new URLSearchParams({ error: "invalid.code", ...localesOf(request) });
    return go(request, reply, `${tenantPath(request.tenant.handle)}${PATHS.devicePage}?${query}`);
  }
  const polled = { kind: "device code", handle: outcome.handle } as const;
  const parameters = Object.entries({ user_code: userCode, ...localesOf(request) });
  const pending = await savePendingApproval(request, reply, polled, parameters, services);
  return go(request, reply, approvalUrl(request, pending));
}

/** Kept with what the user does from page to page. */
function localesOf(request: FastifyRequest): { ui_locales?: string } {
  const locales = askedLocales(request);
  return locales === undefined ? {} : { ui_locales: locales };
}
