import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { SignInStep } from "../model/application.ts";
import type { Session } from "../model/session.ts";
import type { User } from "../model/user.ts";
import { subjectOf } from "../tokens/subject.ts";
import type { AssembledRequest } from "./assembled-request.ts";
import { isSignedInEnough, requiredSteps } from "./authentication-context.ts";
import {
  type AuthorizationRequest,
  findResponseTarget,
  parseAuthorizationRequest,
  type ResponseTarget,
} from "./authorization-request.ts";
import { type AuthorizationAnswer, errorResponse } from "./authorization-response.ts";
import { isConsentRemembered, needsConsent, rememberConsent } from "./consent.ts";
import { issueResponse } from "./issue-response.ts";
import { usePushedRequest } from "./pushed-requests.ts";
import { settleOrganization } from "./settled-organization.ts";

/** Who is at the browser. */
export interface BrowserSession {
  readonly session: Session;
  readonly user: User;
  /** What `session_state` is made from; it changes when the session does. */
  readonly browserState: string;
}

/** What the user has done already for this very request. */
export interface Progress {
  /** Signed in, which satisfies `prompt=login` and `max_age`. */
  readonly signedIn: boolean;
  /** Picked this session on the account page. */
  readonly accountSelected: boolean;
  /** The answer of the consent page; `always` is remembered for the next time. */
  readonly consent: "once" | "always" | "denied" | undefined;
}

export const NOTHING_DONE: Progress = { signedIn: false, accountSelected: false, consent: undefined };

/** What the authorization endpoint does next. */
export type AuthorizeOutcome =
  /** Refused, and the client is told. */
  | { readonly kind: "refused"; readonly answer: AuthorizationAnswer }
  | {
      readonly kind: "sign in";
      readonly target: ResponseTarget;
      readonly steps: readonly SignInStep[];
      /** The session whose sign-in is to be gone on with, because it lacks no more than some of the steps. */
      readonly continued: BrowserSession | undefined;
      /** Whether every step is asked for, on a device that was remembered too. */
      readonly insistent: boolean;
      /** The organization whose people are to sign in, by its id; undefined: the tenant's own. */
      readonly home: string | undefined;
      /** Whether one of the tenant's own who is a member there is at the browser already, and has to prove it anew or better. */
      readonly members: boolean;
    }
  /** The user has to say first which organization they sign in to; `notFound`: another than the one that was named. */
  | { readonly kind: "choose organization"; readonly target: ResponseTarget; readonly notFound: boolean }
  | { readonly kind: "select account"; readonly target: ResponseTarget }
  | { readonly kind: "consent"; readonly request: AuthorizationRequest }
  /** Nothing is missing: `grantAuthorization` makes what was asked for. */
  | { readonly kind: "allowed"; readonly request: AuthorizationRequest; readonly browser: BrowserSession };

/**
 * RFC 6749 §4.1.1, OIDC Core §3.1.2: how far one authorization request gets with what the user has done. Changes nothing. Errors go
 * back to the client, or are thrown for the page when no redirect URI can be trusted.
 */
export async function authorizationEndpoint(
  assembled: AssembledRequest,
  browser: BrowserSession | undefined,
  progress: Progress,
  ctx: ProtocolContext,
): Promise<AuthorizeOutcome> {
  const target = await findResponseTarget(assembled.sent, ctx);
  try {
    const request = await parseAuthorizationRequest(assembled, target, ctx);
    return await decide(request, browser, progress, ctx);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    if (browser === undefined && !isVouchedFor(target, assembled)) throw error;
    return { kind: "refused", answer: await errorResponse(target, error, ctx) };
  }
}

async function decide(
  asked: AuthorizationRequest,
  atBrowser: BrowserSession | undefined,
  progress: Progress,
  ctx: ProtocolContext,
): Promise<AuthorizeOutcome> {
  const silent = asked.prompt.has("none");
  const settled = await settleOrganization(asked, atBrowser, ctx);
  if (settled === undefined) {
    const notFound = asked.organization?.kind === "not found";
    if (!silent) return { kind: "choose organization", target: asked, notFound };
    throw new OAuthError("login_required", "Request with 'prompt=none' but user session does not exist");
  }
  const { request, browser } = settled;
  if (browser !== undefined && progress.signedIn && !isHinted(request, browser.user, ctx)) {
    // OIDC Core §3.1.2.1: somebody else signed in than the hint names. To ask again would lead round in a circle.
    throw new OAuthError("login_required", "Another user signed in than id_token_hint names");
  }
  const need = browser === undefined ? "all" : neededSignIn(request, browser, progress, ctx);
  if (browser === undefined || need !== "none") {
    // Who signs in anew may be at home in another organization.
    if (!silent && asked.organization?.kind === "to be chosen") {
      return { kind: "choose organization", target: asked, notFound: false };
    }
    const steps = requiredSteps(request.client, request.acr);
    const continued = need === "rest" ? browser : undefined;
    const insistent = request.prompt.has("login") || (request.acr ?? []).length > 0;
    const { home } = settled;
    const members = browser !== undefined && isMember(browser.user, home, ctx) && isHinted(request, browser.user, ctx);
    if (!silent) return { kind: "sign in", target: request, steps, continued, insistent, home, members };
    throw new OAuthError("login_required", "Request with 'prompt=none' but user session does not exist");
  }
  if (request.prompt.has("select_account") && !progress.accountSelected && !progress.signedIn) {
    return { kind: "select account", target: request };
  }
  if (progress.consent === "denied") {
    ctx.record("consent_denied", { client: request.client.clientId, user: browser.user.id });
    throw new OAuthError("access_denied", "User denied the consent");
  }
  if (progress.consent === undefined && (await needsConsent(request, browser.user, ctx))) {
    if (!silent) return { kind: "consent", request };
    throw new OAuthError("consent_required", "Required consent not found");
  }
  return { kind: "allowed", request, browser };
}

/** Issues what an allowed request asks for, and remembers the consent where the user wants it. Returns the answer to the client. */
export async function grantAuthorization(
  { request, browser }: Extract<AuthorizeOutcome, { kind: "allowed" }>,
  consent: Progress["consent"],
  ctx: ProtocolContext,
): Promise<AuthorizationAnswer> {
  if (request.pushedAs !== undefined) await usePushedRequest(request.pushedAs, ctx);
  const remembered = consent === "always" && isConsentRemembered(request);
  if (remembered) await rememberConsent(request, browser.user, ctx);
  if (consent !== undefined) {
    const { client, scope } = request;
    ctx.record("consent_given", { client: client.clientId, user: browser.user.id, scope, remembered });
  }
  try {
    return await issueResponse(request, browser, ctx);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return errorResponse(request, error, ctx);
  }
}

/**
 * Whether a browser in which nobody is signed in may be sent to the client with an error. Not to one that registered itself: a link to
 * this server would lead wherever it likes (RFC 9700 §4.11.2, security bar 1.3). `prompt=none` expects it.
 */
function isVouchedFor({ client }: ResponseTarget, { sent }: AssembledRequest): boolean {
  return client.registration === undefined || sent.parameters.get("prompt") === "none";
}

/** How much of a sign-in the request needs: all of it, or the rest of the steps. */
function neededSignIn(
  request: AuthorizationRequest,
  { session, user }: BrowserSession,
  progress: Progress,
  ctx: ProtocolContext,
): "all" | "rest" | "none" {
  const { prompt, maxAgeSeconds, client, acr } = request;
  if (!isHinted(request, user, ctx)) return "all";
  // Security bar 1.9: 0 is a value, not "absent", and asks for a sign-in now.
  const again = prompt.has("login") || maxAgeSeconds === 0 || ctx.now - session.authTime > (maxAgeSeconds ?? Infinity);
  if (again && !progress.signedIn) return "all";
  return isSignedInEnough(session.amr, client, acr) ? "none" : "rest";
}

/** Whether the user, who may act in the organization that is meant, is one of the tenant's own there. */
function isMember(user: User, organizationId: string | undefined, { above }: ProtocolContext): boolean {
  return above === undefined ? organizationId !== undefined && user.home === undefined : user.home === above.tenantId;
}

/** OIDC Core §3.1.2.1: the hint names who should be signed in; anybody else signs in first. */
function isHinted({ idTokenHint, client }: AuthorizationRequest, user: User, ctx: ProtocolContext): boolean {
  return idTokenHint === undefined || idTokenHint.subject === subjectOf(user, client, ctx);
}
