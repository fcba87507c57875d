import { newId } from "../../crypto/ids.ts";
import { issueOpaqueToken } from "../../crypto/opaque-token.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { Authorization, Session, User } from "../model.ts";
import type { ReadParameters } from "../parameters.ts";
import { subjectOf } from "../tokens/claims.ts";
import {
  type AuthorizationRequest,
  findResponseTarget,
  parseAuthorizationRequest,
  type ResponseTarget,
} from "./authorization-request.ts";
import { authorizationResponse, errorResponse } from "./authorization-response.ts";
import { sessionState } from "./session-state.ts";

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
  | { readonly kind: "refused"; readonly location: string }
  | { readonly kind: "sign in"; readonly target: ResponseTarget }
  | { readonly kind: "select account"; readonly target: ResponseTarget }
  | { readonly kind: "consent"; readonly request: AuthorizationRequest }
  /** Nothing is missing: `grantAuthorization` makes the code. */
  | { readonly kind: "allowed"; readonly request: AuthorizationRequest; readonly browser: BrowserSession };

/**
 * RFC 6749 §4.1.1, OIDC Core §3.1.2: how far one authorization request gets with what the user has done. Changes nothing. Errors go
 * back to the client by redirect, or are thrown for the page when no redirect URI can be trusted.
 */
export async function authorizationEndpoint(
  sent: ReadParameters,
  browser: BrowserSession | undefined,
  progress: Progress,
  ctx: ProtocolContext,
): Promise<AuthorizeOutcome> {
  const target = await findResponseTarget(sent, ctx);
  try {
    const request = await parseAuthorizationRequest(sent, target, ctx);
    return await decide(request, browser, progress, ctx);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return { kind: "refused", location: errorResponse(target, error, ctx) };
  }
}

async function decide(
  request: AuthorizationRequest,
  browser: BrowserSession | undefined,
  progress: Progress,
  ctx: ProtocolContext,
): Promise<AuthorizeOutcome> {
  const silent = request.prompt.has("none");
  if (browser !== undefined && progress.signedIn && !isHinted(request, browser.user)) {
    // OIDC Core §3.1.2.1: somebody else signed in than the hint names. To ask again would lead round in a circle.
    throw new OAuthError("login_required", "Another user signed in than id_token_hint names");
  }
  if (browser === undefined || needsSignIn(request, browser, progress, ctx)) {
    if (!silent) return { kind: "sign in", target: request };
    throw new OAuthError("login_required", "Request with 'prompt=none' but user session does not exist");
  }
  if (request.prompt.has("select_account") && !progress.accountSelected && !progress.signedIn) {
    return { kind: "select account", target: request };
  }
  if (progress.consent === "denied") throw new OAuthError("access_denied", "User denied the consent");
  if (progress.consent === undefined && (await needsConsent(request, browser.user, ctx))) {
    if (!silent) return { kind: "consent", request };
    throw new OAuthError("consent_required", "Required consent not found");
  }
  return { kind: "allowed", request, browser };
}

/** Issues the code of an allowed request, and remembers the consent where the user wants it. Returns where the browser goes. */
export async function grantAuthorization(
  { request, browser }: Extract<AuthorizeOutcome, { kind: "allowed" }>,
  consent: Progress["consent"],
  ctx: ProtocolContext,
): Promise<string> {
  if (consent === "always") await rememberConsent(request, browser.user, ctx);
  return issueCode(request, browser, ctx);
}

function needsSignIn(
  request: AuthorizationRequest,
  { session, user }: BrowserSession,
  progress: Progress,
  ctx: ProtocolContext,
): boolean {
  const { prompt, maxAgeSeconds } = request;
  if (!isHinted(request, user)) return true;
  if (progress.signedIn) return false;
  // Security bar 1.9: 0 is a value, not "absent", and asks for a sign-in now.
  return prompt.has("login") || maxAgeSeconds === 0 || ctx.now - session.authTime > (maxAgeSeconds ?? Infinity);
}

/** OIDC Core §3.1.2.1: the hint names who should be signed in; anybody else signs in first. */
function isHinted({ idTokenHint, client }: AuthorizationRequest, user: User): boolean {
  return idTokenHint === undefined || idTokenHint.subject === subjectOf(user, client);
}

async function needsConsent({ client, scope, prompt }: AuthorizationRequest, user: User, ctx: ProtocolContext) {
  if (prompt.has("consent")) return true;
  if (client.skipConsent) return false;
  const allowed = await ctx.store.consents.find(user.id, client.clientId);
  // Security bar 25.1: a scope that was never shown asks again; a request without any is shown once too.
  return allowed === undefined || !scope.every((name) => allowed.includes(name));
}

async function rememberConsent({ client, scope }: AuthorizationRequest, user: User, ctx: ProtocolContext) {
  const before = (await ctx.store.consents.find(user.id, client.clientId)) ?? [];
  const together = [...new Set([...before, ...scope])].sort();
  await ctx.store.consents.save(user.id, client.clientId, together, ctx.now);
}

async function issueCode(
  request: AuthorizationRequest,
  { session, browserState }: BrowserSession,
  ctx: ProtocolContext,
): Promise<string> {
  const { client, scope } = request;
  const id = newId(ctx.nowMilliseconds);
  const { text, secretHash } = issueOpaqueToken(id);
  const authorization: Authorization = {
    id,
    clientId: client.clientId,
    userId: session.userId,
    scope,
    authTime: session.authTime,
    amr: session.amr,
    sessionId: session.id,
    createdAt: ctx.now,
    ...(Object.keys(request.extras).length > 0 && { extras: request.extras }),
  };
  await ctx.store.authorizations.create({
    authorization,
    secretHash,
    redirectUri: request.redirectUriParameter,
    codeChallenge: request.codeChallenge,
    codeChallengeMethod: request.codeChallengeMethod,
    nonce: request.nonce,
    authTimeRequested: request.maxAgeSeconds !== undefined,
    expiresAt: ctx.now + ctx.lifetimes.codeSeconds,
  });
  const state = scope.includes("openid") ? sessionState(client.clientId, request.redirectUri, browserState) : undefined;
  return authorizationResponse(request, { code: text, session_state: state }, ctx);
}
