import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { frontChannelLogoutPage } from "../pages/front-channel-logout-page.ts";
import { logoutPage } from "../pages/logout-page.ts";
import { signedOutPage } from "../pages/signed-out-page.ts";
import { AuthorizationPageError } from "../protocol/authorize/page-error.ts";
import { logoutEndpoint } from "../protocol/logout.ts";
import { type Parameters, type ReadParameters, refuseRepeated } from "../protocol/parameters.ts";
import { type FormBinding, isFormToken, makeFormToken } from "../signin/form-token.ts";
import type { LiveSession } from "../signin/sessions.ts";
import { currentSession } from "./authorize-routes.ts";
import { browserName, isSameOrigin, nameBrowser } from "./browser.ts";
import { clearCookie } from "./cookies.ts";
import { navigationInstead } from "./cross-site-form.ts";
import { endSessionEverywhere } from "./end-session.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import { leaveByPage } from "./federation-routes.ts";
import { go } from "./go.ts";
import { logOutNatively } from "./native-logout.ts";
import { isNative } from "./native-start.ts";
import { frameFor, inAskedLanguage, sendPage } from "./pages.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { refuseForm } from "./pending-requests.ts";
import { visitProviders } from "./provider-logout.ts";
import { protocolContext, type Services, signInContext } from "./services.ts";

/** The parameters that the confirmation form carries along (RP-Initiated Logout §2). */
const CARRIED = ["id_token_hint", "logout_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"];

/** The end-session endpoint with its confirmation, and the page at the end. */
export function logoutRoutes(app: FastifyInstance, services: Services): void {
  endpoint(
    app,
    PATHS.logout,
    {
      GET: (request, reply) => logOut(request, reply, queryOf(request), services),
      POST(request, reply) {
        const form = formOf(request);
        const isOurs = form.parameters.has("consent") || isNative(form);
        const navigation = isOurs ? undefined : navigationInstead(request, form, PATHS.logout);
        return navigation === undefined ? logOut(request, reply, form, services) : go(request, reply, navigation);
      },
    },
    { page: true },
  );
  endpoint(
    app,
    PATHS.signedOutPage,
    { GET: (request, reply) => sendPage(reply, signedOutPage({ frame: frameFor(request) })) },
    { page: true },
  );
}

async function logOut(request: FastifyRequest, reply: FastifyReply, sent: ReadParameters, services: Services) {
  const { parameters } = sent;
  if (isNative(sent)) return logOutNatively(request, reply, sent, services);
  refuseRepeated(sent);
  const live = await currentSession(request, services);
  const answer = request.method === "POST" ? parameters.get("consent") : undefined;
  if (answer !== undefined && live !== undefined && !isConfirmation(request, parameters, live, services)) {
    return refuseForm(reply, request);
  }
  if (answer !== undefined && answer !== "approve") throw new AuthorizationPageError("logout_denied");

  const confirmed = answer === "approve";
  const outcome = await logoutEndpoint(parameters, live?.session, confirmed, protocolContext(request, services));
  const { redirectTo } = outcome;
  if (live !== undefined && outcome.kind === "confirm") {
    return askFirst(request, reply, { parameters, live, redirectTo }, services);
  }
  const notices = live === undefined ? [] : await endSessionEverywhere(request, live, services);
  clearCookie(request, reply, "session", services.settings);
  clearCookie(request, reply, "browserState", services.settings);
  const signedOutPath = `${tenantPath(request.tenant.handle)}${PATHS.signedOutPage}`;
  const end = redirectTo ?? inAskedLanguage(request, signedOutPath);
  const visit = live && (await visitProviders(request, reply, live.session, end, services));
  if (notices.length === 0 && visit !== undefined && request.method === "POST")
    return leaveByPage(request, reply, visit);
  const next = visit?.url ?? end;
  if (notices.length === 0) return go(request, reply, next);
  const frame = frameFor(request, parameters.get("ui_locales"));
  return sendPage(reply, frontChannelLogoutPage({ frame, notices, next }), { script: true, frames: notices });
}

interface Question {
  readonly parameters: Parameters;
  readonly live: LiveSession;
  readonly redirectTo: string | undefined;
}

function askFirst(
  request: FastifyRequest,
  reply: FastifyReply,
  { parameters, live, redirectTo }: Question,
  services: Services,
) {
  const binding = bindingOf(nameBrowser(request, reply, services.settings), live);
  const hidden = CARRIED.flatMap((name) => {
    const value = parameters.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  const html = logoutPage({
    frame: frameFor(request, parameters.get("ui_locales")),
    action: `${tenantPath(request.tenant.handle)}${PATHS.logout}`,
    csrfToken: makeFormToken(binding, signInContext(request, services)),
    hidden: Object.fromEntries(hidden),
    account: { userName: live.user.userName },
  });
  return sendPage(reply, html, { formTarget: redirectTo });
}

function isConfirmation(
  request: FastifyRequest,
  parameters: Parameters,
  live: LiveSession,
  services: Services,
): boolean {
  const browser = browserName(request, services.settings);
  if (browser === undefined || !isSameOrigin(request, services.settings)) return false;
  return isFormToken(parameters.get("csrfToken"), bindingOf(browser, live), signInContext(request, services));
}

function bindingOf(browser: string, { session }: LiveSession): FormBinding {
  return { browser, purpose: "log out", requestId: "", sessionId: session.id };
}
