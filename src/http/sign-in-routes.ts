import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AccountLinks } from "../pages/account-links.ts";
import { chooseWayPage } from "../pages/choose-way-page.ts";
import type { FactorPage } from "../pages/factor-form.ts";
import type { Language } from "../pages/languages/language.ts";
import { memberWords } from "../pages/languages/members.ts";
import { wayWords } from "../pages/languages/ways.ts";
import type { SignInOption } from "../protocol/model/application.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { optionOf, PASSKEY } from "../protocol/sign-in-sequence.ts";
import { passkeyFactor } from "../signin/factors/passkey.ts";
import { accountOf } from "../signin/federation/remote-person.ts";
import { submit } from "../signin/flow/engine.ts";
import type { RefusalReason } from "../signin/flow/factor.ts";
import type { Standing, Submission } from "../signin/flow/flow-place.ts";
import { beginOnly, pick, putBack } from "../signin/flow/picking.ts";
import { standingOf } from "../signin/flow/standing.ts";
import { type FormBinding, isFormToken, makeFormToken } from "../signin/form-token.ts";
import type { PendingRequest } from "../store/port/requests.ts";
import { accountLinksOf } from "./account-links.ts";
import { takeAccount } from "./account-routes.ts";
import { isSameOrigin } from "./browser.ts";
import { readCookie } from "./cookies.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import { FACTOR_PAGES, FORM_FIRST, SCRIPTED } from "./factor-pages.ts";
import {
  hintedOption,
  isProviderAnswer,
  leaveByPage,
  type ProviderStep,
  takeProviderAnswer,
} from "./federation-routes.ts";
import { go } from "./go.ts";
import { showMagicLink } from "./magic-link.ts";
import { toTenantUrl } from "./member-places.ts";
import { organizationUrl } from "./organization-routes.ts";
import { frameFor, sendPage, sendProblem } from "./pages.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { assembledFrom, findPending, refuseForm, refusePending } from "./pending-requests.ts";
import { otherPeopleOf, switchPeople } from "./people.ts";
import type { Services } from "./services.ts";
import { type FoundFlow, finishSignIn, openFlow } from "./sign-in-flow.ts";
import { resumeUrl, signInUrl } from "./sign-in-urls.ts";
import { answerUnmet } from "./unmet-requirements.ts";

/** The page of every step of signing in, and the form that each of them sends (contract §4). */
export function signInRoutes(app: FastifyInstance, services: Services): void {
  const page = { page: true };
  endpoint(app, PATHS.signInPage, { GET: (request, reply) => showStep(request, reply, services) }, page);
  const commonAuth = {
    GET(request: FastifyRequest, reply: FastifyReply) {
      const sent = queryOf(request);
      if (!isProviderAnswer(sent.parameters)) return showMagicLink(request, reply, services);
      return takeProviderAnswer(request, reply, sent, (step) => goOn(request, reply, step, services), services);
    },
    POST(request: FastifyRequest, reply: FastifyReply) {
      const sent = formOf(request);
      if (!isProviderAnswer(sent.parameters)) return takeForm(request, reply, services);
      return takeProviderAnswer(request, reply, sent, (step) => goOn(request, reply, step, services), services);
    },
  };
  endpoint(app, PATHS.signInForm, commonAuth, page);
}

type OpenFlow = Extract<FoundFlow, { kind: "found" }>;

/** The step that the sign-in has come to, whatever page was asked for: none can be skipped (security bar 19.6). */
async function showStep(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = queryOf(request);
  const found = await findPending(request, parameters.get("sessionDataKey") ?? "", services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending, browser } = found;
  // The tenant's people type their password at none of an organization's pages.
  if (request.within !== undefined && pending.signIn?.members) return go(request, reply, toTenantUrl(request, pending));
  const opened = await openFlow(request, pending, services);
  if (opened.kind === "gone") return refusePending(reply, request, "gone");
  if (opened.kind === "organization to be chosen") return go(request, reply, organizationUrl(request, pending, false));
  const told = parameters.get("authFailure") === "true" ? parameters.get("authFailureMsg") : undefined;
  const failure = opened.startsOver ? "starts_over" : told;
  const hinted = failure === undefined ? await hintedOption(pending, opened) : undefined;
  const answer = await (hinted === undefined ? begin(opened, failure) : pick(opened.place, hinted, opened.ctx));
  if (answer.kind === "too many attempts") return refuseTooMany(request, reply, answer.retryAfterSeconds);
  const { standing, place } = answer;
  if (standing.kind === "complete") {
    await finishSignIn(request, reply, { pending, place, standing, ctx: opened.ctx }, services);
    return go(request, reply, resumeUrl(request, pending));
  }
  if (standing.kind === "elsewhere" && (hinted !== undefined || standing.others.length === 0)) {
    // The form where the organization is chosen leads here, and is held against its page's policy.
    return opened.world === undefined && opened.goesOnTo === undefined
      ? go(request, reply, standing.url)
      : leave(request, reply, pending, standing);
  }
  if (standing.kind === "stuck") {
    const answer = await answerUnmet(request, reply, { pending, place, standing, client: opened.client }, services);
    return answer ?? refuseStuck(request, reply);
  }
  // Whoever comes back from elsewhere with nothing done may want another way.
  const shown =
    standing.kind === "elsewhere"
      ? ({ kind: "choose", options: [standing.option, ...standing.others] } as const)
      : standing;
  const autofill = await passkeyAlongside(place, shown, opened.ctx);
  const at = { ...opened, place };
  const accountLinks = await accountLinksOf(pending.id, opened.ctx);
  const otherPeople = place.flow.person?.proven ? undefined : await otherPeopleOf(request, pending, opened, services);
  const step = { pending, browser, opened: at, standing: shown, failure, autofill, accountLinks, otherPeople };
  return sendStep(request, reply, step);
}

async function takeForm(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = formOf(request);
  const found = await findPending(request, parameters.get("sessionDataKey") ?? "", services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending, browser } = found;
  if (parameters.has("account")) return takeAccount(request, reply, { pending, browser, parameters }, services);

  const opened = await openFlow(request, pending, services);
  if (opened.kind === "gone") return refusePending(reply, request, "gone");
  if (opened.kind === "organization to be chosen") return go(request, reply, organizationUrl(request, pending, false));
  const { ctx } = opened;
  const genuine = isFormToken(parameters.get("csrfToken"), bindingOf(pending, browser), ctx);
  if (!genuine || !isSameOrigin(request, services.settings)) return refuseForm(reply, request);

  if (opened.startsOver) return go(request, reply, signInUrl(request, pending, failureOf("starts_over")));
  const to = parameters.get("people");
  if (to !== undefined) return switchPeople(request, reply, { pending, opened, to }, services);
  const answer = await answerForm(opened, parameters, readCookie(request, "device", services.settings));
  return goOn(request, reply, { pending, opened, answer }, services);
}

/** After something was done: to the next step, back to the same one, or on with the request when nothing is left. */
async function goOn(
  request: FastifyRequest,
  reply: FastifyReply,
  { pending, opened, answer }: ProviderStep,
  services: Services,
) {
  const { ctx } = opened;
  if (answer.kind === "too many attempts") return refuseTooMany(request, reply, answer.retryAfterSeconds);
  const { standing, place, refusal } = answer;
  // Another request has finished it meanwhile: of a form that was sent twice, the other one.
  if (opened.place.version > 0 && place.version === 0) return go(request, reply, resumeUrl(request, pending));
  if (standing.kind === "complete") {
    await finishSignIn(request, reply, { pending, place, standing, ctx }, services);
    return go(request, reply, resumeUrl(request, pending));
  }
  if (standing.kind === "elsewhere" && refusal === undefined) return leave(request, reply, pending, standing);
  return go(request, reply, signInUrl(request, pending, failureOf(refusal)));
}

function leave(
  request: FastifyRequest,
  reply: FastifyReply,
  pending: PendingRequest,
  { url, option }: Extract<Standing, { kind: "elsewhere" }>,
) {
  const locales = assembledFrom(pending).sent.parameters.get("ui_locales");
  return leaveByPage(request, reply, { url, connection: option.idp, locales });
}

/** After another server has refused nothing is begun anew by itself: that would lead round in a circle. */
async function begin({ place, ctx }: OpenFlow, failure: string | undefined): Promise<Submission> {
  if (failure !== "connection_failed" && failure !== "no_account") return beginOnly(place, ctx);
  return { kind: "advanced", place, standing: await standingOf(place, ctx) };
}

function answerForm(
  { place, ctx }: OpenFlow,
  parameters: Parameters,
  deviceCookie: string | undefined,
): Promise<Submission> {
  if (parameters.has("another")) return putBack(place, ctx);
  const picked = parameters.get("pick");
  if (picked !== undefined) return pick(place, optionOf(picked), ctx);
  const option: SignInOption = {
    authenticator: parameters.get("authenticator") ?? place.flow.open?.option.authenticator ?? "BasicAuthenticator",
    idp: parameters.get("idp") ?? place.flow.open?.option.idp ?? "LOCAL",
  };
  const isRemembered = parameters.get("chkRemember") === "on";
  const rememberDevice = parameters.get("rememberDevice") === "on";
  const sent = { option, entered: parameters, deviceCookie, rememberDevice };
  return submit(place, { ...sent, ...(isRemembered && { remembered: true }) }, ctx);
}

function sendStep(
  request: FastifyRequest,
  reply: FastifyReply,
  step: {
    readonly pending: PendingRequest;
    readonly browser: string;
    readonly opened: OpenFlow;
    readonly standing: Extract<Standing, { kind: "choose" | "prompt" }>;
    readonly failure: string | undefined;
    /** What a browser can fill in a passkey with, on the page of another way. */
    readonly autofill: unknown;
    readonly accountLinks: AccountLinks;
    readonly otherPeople: FactorPage["otherPeople"];
  },
) {
  const { pending, browser, standing, failure } = step;
  const { client, place, ctx, redirectUri, world } = step.opened;
  const { sent } = assembledFrom(pending);
  const frame = frameFor(request, sent.parameters.get("ui_locales"), world?.organization);
  const userName = sent.parameters.get("login_hint") ?? sent.parameters.get("username");
  const { person } = place.flow;
  const first = standing.kind === "choose" ? standing.options.find((option) => isFormFirst(option)) : undefined;
  const way = standing.kind === "prompt" ? standing.option : first;
  const options = standing.kind === "prompt" ? standing.others : standing.options;
  // One of many was picked: the others are a page away.
  const isAnother = standing.kind === "prompt" && place.flow.open !== undefined && options.length > 1;
  const { linking } = place.flow;
  const page = way === undefined ? chooseWayPage : FACTOR_PAGES[way.authenticator];
  if (page === undefined) throw new Error(`There is no page for ${way?.authenticator}`);
  const alert = failure === undefined ? undefined : alertOf(failure, frame.language);
  const html = page({
    frame,
    action: `${tenantPath(request.tenant.handle)}${PATHS.signInForm}`,
    sessionDataKey: pending.id,
    csrfToken: makeFormToken(bindingOf(pending, browser), ctx),
    applicationName: client.name,
    way,
    others: isAnother ? [] : options.filter((option) => option !== way),
    another: isAnother || linking !== undefined,
    cameFrom: linking && { connection: linking.option.idp, account: accountOf(linking.remote) },
    rememberable: standing.kind === "prompt" && standing.rememberable,
    shown: standing.kind === "prompt" ? standing.shown : {},
    failure,
    autofill: step.autofill,
    accountLinks: step.accountLinks,
    otherPeople: step.otherPeople,
    ...(userName !== undefined && { userName }),
    ...(person !== undefined && { account: { userName: person.userName } }),
    ...(client.logoUri !== undefined && { logoUri: client.logoUri }),
    ...(client.policyUri !== undefined && { policyUri: client.policyUri }),
    ...(client.termsOfServiceUri !== undefined && { termsOfServiceUri: client.termsOfServiceUri }),
    ...(alert !== undefined && { alert }),
  });
  const script = way !== undefined && (SCRIPTED.has(way.authenticator) || step.autofill !== undefined);
  return sendPage(reply, html, { formTarget: redirectUri, logoUri: client.logoUri, script });
}

/** What a browser can fill in a passkey with where somebody types their name or password, if passkeys are a way of the step. */
async function passkeyAlongside(
  place: OpenFlow["place"],
  standing: Extract<Standing, { kind: "choose" | "prompt" }>,
  ctx: OpenFlow["ctx"],
): Promise<unknown> {
  const typed = standing.kind === "prompt" ? [standing.option] : standing.options;
  if (place.flow.linking !== undefined) return undefined;
  const option = (standing.kind === "prompt" ? standing.others : standing.options).find(isPasskey);
  if (option === undefined || place.flow.person?.proven || !typed.some(isFormFirst)) return undefined;
  const shown = await passkeyFactor.show?.({ option, flow: place.flow, flowId: place.id, state: {} }, ctx);
  return shown?.options;
}

function isPasskey({ authenticator, idp }: SignInOption): boolean {
  return idp === "LOCAL" && authenticator === PASSKEY;
}

function isFormFirst({ authenticator, idp }: SignInOption): boolean {
  return idp === "LOCAL" && FORM_FIRST.includes(authenticator);
}

/** Contract §4.3: what the page is told by its URL, which is anybody's to write. */
function failureOf(refusal: RefusalReason | undefined): Readonly<Record<string, string>> {
  if (refusal === undefined) return {};
  return { authFailure: "true", authFailureMsg: refusal === "sign_in_failed" ? "login.fail.message" : refusal };
}

/** Our words for it. */
function alertOf(failure: string, language: Language): string {
  const { alerts } = wayWords[language];
  if (failure === "no_member") return memberWords[language].refused;
  return Object.hasOwn(alerts, failure) ? alerts[failure as keyof typeof alerts] : alerts.wrong_code;
}

function refuseTooMany(request: FastifyRequest, reply: FastifyReply, retryAfterSeconds: number): FastifyReply {
  reply.header("retry-after", retryAfterSeconds);
  const message = "Too many failed sign-ins came from your address. Wait a moment and try again.";
  return sendProblem(reply, request, { status: 429, code: "too_many_requests", message });
}

function refuseStuck(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = "The application asks for a way to sign in that this account does not have.";
  return sendProblem(reply, request, { status: 403, code: "no_way_to_sign_in", message });
}

function bindingOf(pending: PendingRequest, browser: string): FormBinding {
  return { browser, purpose: "sign in", requestId: pending.id, sessionId: "" };
}
