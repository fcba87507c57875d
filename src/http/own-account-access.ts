import type { FastifyReply, FastifyRequest } from "fastify";
import { protectingFactors } from "../credentials/enabled-factors.ts";
import { missingProof } from "../credentials/recent-proof.ts";
import { ManagementError } from "../management/management-error.ts";
import { LAST_WAY } from "../management/self-service/last-way.ts";
import type { AccountDeed, AccountFault } from "../pages/languages/my-account.ts";
import { withOrganization } from "../protocol/authorize/requested-organization.ts";
import { stepsToMyAccount } from "../protocol/my-account-client.ts";
import { connectionsOf } from "../signin/federation/own-link.ts";
import { type FormBinding, isFormToken, makeFormToken } from "../signin/form-token.ts";
import type { LiveSession } from "../signin/sessions.ts";
import { currentSession } from "./authorize-routes.ts";
import { browserName, isSameOrigin, nameBrowser } from "./browser.ts";
import { formOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { askedLocales, inAskedLanguage } from "./pages.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { refuseForm, savePendingOwnAccount } from "./pending-requests.ts";
import { type Services, signInContext } from "./services.ts";
import { signInUrl } from "./sign-in-urls.ts";

/** Lets whoever is signed in to the page, and everybody else to the sign-in page first. */
export async function withUser(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  answer: (live: LiveSession) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const live = await currentSession(request, services);
  const { within } = request;
  // A member of an organization has their account where they are at home.
  if (within !== undefined && live?.user.home === within.root.id) {
    return go(request, reply, inAskedLanguage(request, `${tenantPath(within.root.handle)}${PATHS.myAccount}`));
  }
  return live === undefined ? sendToSignIn(request, reply, undefined, services) : answer(live);
}

/** The same for a form, which has to come from a page that was shown in this session (security bar 14.3, 15.7). */
export function withForm(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  answer: (live: LiveSession) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  return withUser(request, reply, services, async (live) => {
    const browser = browserName(request, services.settings);
    const token = formOf(request).parameters.get("csrfToken");
    const genuine =
      browser !== undefined && isFormToken(token, bindingOf(browser, live), signInContext(request, services));
    return genuine && isSameOrigin(request, services.settings) ? answer(live) : refuseForm(reply, request);
  });
}

/** The same for what changes how one signs in: lets in by a sign-in that is recent, and by a second factor if there is one (security bar 19.5). */
export async function mayChange(
  request: FastifyRequest,
  { session, user }: LiveSession,
  services: Services,
): Promise<boolean> {
  const { now } = signInContext(request, services);
  const store = await homeOf(request, { user }, services);
  return (await missingProof(user, session, { store, now })) === undefined;
}

/** The token of the session's forms. */
export function formToken(request: FastifyRequest, reply: FastifyReply, live: LiveSession, services: Services): string {
  const browser = nameBrowser(request, reply, services.settings);
  return makeFormToken(bindingOf(browser, live), signInContext(request, services));
}

/** The URL path of the overview, in the language that was asked for. */
export function overview(request: FastifyRequest): string {
  return inAskedLanguage(request, `${tenantPath(request.tenant.handle)}${PATHS.myAccount}`);
}

/** What is to be said of an operation's refusal; others are thrown on. */
export function faultOf(error: unknown, wrong: AccountFault): AccountFault {
  if (!(error instanceof ManagementError)) throw error;
  if (error.status === 429) return "tooMany";
  if (error.message === LAST_WAY) return "lastWay";
  return error.status === 400 ? wrong : "failed";
}

/** To the sign-in page and back: whoever is signed in already does all of it again. */
export async function sendToSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  live: LiveSession | undefined,
  services: Services,
): Promise<FastifyReply> {
  const parameters = ownAccountParameters(request, live);
  const steps = live === undefined ? stepsToMyAccount() : await stepsOfUser(request, live, services);
  const signIn = { steps, insistent: live !== undefined };
  return go(
    request,
    reply,
    signInUrl(request, await savePendingOwnAccount(request, reply, { parameters, signIn }, services)),
  );
}

/** What is kept with a request for the pages of the own account: the language, and whose people the user is one of. */
export function ownAccountParameters(request: FastifyRequest, live: LiveSession | undefined) {
  const locales = askedLocales(request);
  const asked = locales === undefined ? [] : [["ui_locales", locales] as const];
  const home = live?.user.home;
  return home === undefined ? asked : withOrganization(asked, home);
}

/** The steps by which this user shows once more that it is they; some have no password and no passkey, and come from elsewhere. */
async function stepsOfUser(request: FastifyRequest, live: LiveSession, services: Services) {
  const store = await homeOf(request, live, services);
  const { linked } = await connectionsOf(live.user, { people: store });
  return stepsToMyAccount(await protectingFactors(live.user, { store }), linked);
}

/** The store of the user's own world. */
export async function homeOf(request: FastifyRequest, { user }: Pick<LiveSession, "user">, services: Services) {
  const { store } = signInContext(request, services);
  const home = user.home === undefined ? undefined : await store.organizations.find(user.home);
  return home === undefined ? store : store.organizations.worldOf(home);
}

/** To the overview, which says what was done, and that the other sessions have ended with it where they were not kept. */
export function goTo(request: FastifyRequest, reply: FastifyReply, done: AccountDeed, kept = false): FastifyReply {
  const locales = askedLocales(request);
  const query = new URLSearchParams({
    done,
    ...(kept && { others: "kept" }),
    ...(locales !== undefined && { ui_locales: locales }),
  });
  return go(request, reply, `${tenantPath(request.tenant.handle)}${PATHS.myAccount}?${query}`);
}

/** To the overview, which says what went wrong. */
export function failAt(request: FastifyRequest, reply: FastifyReply, fault: AccountFault): FastifyReply {
  const locales = askedLocales(request);
  const query = new URLSearchParams({ fault, ...(locales !== undefined && { ui_locales: locales }) });
  return go(request, reply, `${tenantPath(request.tenant.handle)}${PATHS.myAccount}?${query}`);
}

function bindingOf(browser: string, { session }: LiveSession): FormBinding {
  return { browser, purpose: "own account", requestId: "", sessionId: session.id };
}
