import type { PolledReference } from "../../store/port/requests.ts";
import type { ProtocolContext } from "../context.ts";
import { verifyIdTokenKey } from "../encrypt-for-client.ts";
import { OAuthError, type OAuthErrorCode } from "../errors.ts";
import type { Client } from "../model/client.ts";
import { rememberClientOf } from "../session-clients.ts";
import type { GrantRequest, TokenResponse } from "../token/grant.ts";
import { issueTokens } from "../token/issue-tokens.ts";
import { type Approval, changePolled, findPolled, handleOf, type PolledRequest } from "./polled-request.ts";

/** What a poll is answered with when there are no tokens for it. */
export type PollRefusals = Readonly<Record<Refusal, readonly [code: OAuthErrorCode, description: string]>>;

type Refusal = "unknown" | "ofAnotherClient" | "used" | "expired" | "denied" | "pending" | "tooSoon";

/** RFC 8628 §3.5, CIBA §11: what a poll that comes too soon adds to the interval. */
const SLOW_DOWN_SECONDS = 5;
/** The clocks of two processes may differ by this much. */
const TOLERANCE_MILLISECONDS = 500;

/** Answers one poll: with tokens once the user has allowed the request, and then never again; until then with a refusal. */
export async function poll(
  kind: PolledReference["kind"],
  secret: string,
  { client, confirmation }: GrantRequest,
  refusals: PollRefusals,
  ctx: ProtocolContext,
): Promise<TokenResponse> {
  const reference = { kind, handle: handleOf(secret) };
  if (client.idToken.encryption !== undefined) {
    const asked = await findPolled(reference, ctx);
    if (asked?.state.kind === "allowed") await verifyIdTokenKey(client, asked.scope, ctx);
  }
  const outcome = await changePolled(reference, (request) => judge(request, client, ctx), ctx);
  if (typeof outcome === "string") throw refusalOf(refusals[outcome]);

  const { request, approval } = outcome;
  const user = await ctx.store.users.find(approval.userId);
  if (!user?.enabled) throw new OAuthError("invalid_grant", "The user of this authorization is not active.");
  const { scope, extras } = request;
  const { authTime, amr, sessionId } = approval;
  // What would have ended with the session does not begin after it (contract §13).
  if (client.accessToken.endsWithSession && !(await ctx.isSessionLive(sessionId))) {
    throw new OAuthError("invalid_grant", "The session in which this was allowed has ended.");
  }
  await rememberClientOf(sessionId, client, ctx);
  return issueTokens({ client, user, scope, authTime, amr, sessionId, confirmation, ...(extras && { extras }) }, ctx);
}

interface Allowed {
  readonly request: PolledRequest;
  readonly approval: Approval;
}

function judge(
  request: PolledRequest | undefined,
  client: Client,
  ctx: ProtocolContext,
): { readonly next?: PolledRequest; readonly answer: Refusal | Allowed } {
  if (request === undefined) return { answer: "unknown" };
  if (request.clientId !== client.clientId) return { answer: "ofAnotherClient" };
  const { state } = request;
  if (state.kind === "used") return { answer: "used" };
  if (request.expiresAt <= ctx.now) return { answer: "expired" };
  if (state.kind === "denied") return { answer: "denied" };
  if (state.kind === "allowed") {
    return { answer: { request, approval: state.approval }, next: { ...request, state: { kind: "used" } } };
  }
  const tooSoon = isTooSoon(request, ctx);
  const intervalSeconds = request.intervalSeconds + (tooSoon ? SLOW_DOWN_SECONDS : 0);
  return {
    answer: tooSoon ? "tooSoon" : "pending",
    next: { ...request, intervalSeconds, polledAt: ctx.nowMilliseconds },
  };
}

function isTooSoon({ polledAt, intervalSeconds }: PolledRequest, ctx: ProtocolContext): boolean {
  if (polledAt === undefined) return false;
  return ctx.nowMilliseconds - polledAt + TOLERANCE_MILLISECONDS < intervalSeconds * 1000;
}

function refusalOf([code, description]: PollRefusals[Refusal]): OAuthError {
  return new OAuthError(code, description, { status: 400 });
}
