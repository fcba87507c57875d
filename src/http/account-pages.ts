import type { FastifyReply, FastifyRequest } from "fastify";
import type { AccountForm } from "../pages/account-form.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { isFormToken, makeFormToken } from "../signin/form-token.ts";
import { browserName, isSameOrigin, nameBrowser } from "./browser.ts";
import { frameFor, sendProblem } from "./pages.ts";
import { tenantPath } from "./paths.ts";
import { type Services, signInContext } from "./services.ts";

/** The frame of a page at the path, with a form that is posted there and tied to the browser (security bar 14.3). */
export function accountFormAt(
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
): AccountForm {
  const browser = nameBrowser(request, reply, services.settings);
  return {
    frame: frameFor(request),
    action: `${tenantPath(request.tenant.handle)}${path}`,
    csrfToken: makeFormToken(bindingOf(path, browser), signInContext(request, services)),
  };
}

/** Whether the form came from that page, in this browser. */
export function isGenuine(path: string, parameters: Parameters, request: FastifyRequest, services: Services): boolean {
  const browser = browserName(request, services.settings);
  if (browser === undefined || !isSameOrigin(request, services.settings)) return false;
  return isFormToken(parameters.get("csrfToken"), bindingOf(path, browser), signInContext(request, services));
}

/** Security bar 18.5. */
export function refuseTooMany(reply: FastifyReply, request: FastifyRequest, seconds: number): FastifyReply {
  reply.header("retry-after", seconds);
  const message = "Too many requests came from your address. Wait a moment and try again.";
  return sendProblem(reply, request, { status: 429, code: "too_many_requests", message });
}

function bindingOf(path: string, browser: string) {
  return { browser, purpose: "account", requestId: path, sessionId: "" } as const;
}
