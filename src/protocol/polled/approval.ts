import type { PolledReference } from "../../store/port/requests.ts";
import { isSignedInEnough, reachedAcr, requiredSteps } from "../authorize/authentication-context.ts";
import type { BrowserSession } from "../authorize/authorization-endpoint.ts";
import type { ProtocolContext } from "../context.ts";
import type { SignInStep } from "../model/application.ts";
import type { Client } from "../model/client.ts";
import { toldMethods } from "../sign-in-sequence.ts";
import { sendPing } from "./ping.ts";
import { changePolled, findOpen, isOpen, type PolledRequest } from "./polled-request.ts";

/** What is to happen before the user can decide. */
export type ApprovalStep =
  /** It was decided or its time is over. */
  | { readonly kind: "gone" }
  | {
      readonly kind: "sign in";
      readonly client: Client;
      readonly steps: readonly SignInStep[];
      /** The session that only lacks some of the steps. */
      readonly continued: BrowserSession | undefined;
      /** Whether every step is asked for, on a device that was remembered too. */
      readonly insistent: boolean;
    }
  /** Somebody signed in for it whom the client has not asked for. */
  | { readonly kind: "of another user" }
  | { readonly kind: "ask"; readonly client: Client; readonly request: PolledRequest };

/**
 * How far the user at the browser is from deciding about the request. It is always asked, whatever was allowed before and whoever the
 * client is: the user has to see that the request is their own (RFC 8628 §3.3, §5.4, security bar 13.3).
 */
export async function nextStep(
  reference: PolledReference,
  browser: BrowserSession | undefined,
  /** Whether the session was started for this very request. */
  signedIn: boolean,
  ctx: ProtocolContext,
): Promise<ApprovalStep> {
  const request = await findOpen(reference, ctx);
  const client = request && (await ctx.store.clients.find(request.clientId));
  if (request === undefined || !client?.enabled) return { kind: "gone" };
  const steps = requiredSteps(client, request.acr);
  const insistent = (request.acr ?? []).length > 0;
  const signIn = { kind: "sign in", client, steps, continued: undefined, insistent } as const;
  // It is the tenant's own people who are asked, as with any request that names no organization.
  if (browser === undefined || browser.user.home !== undefined) return signIn;

  if (request.userId !== undefined && request.userId !== browser.user.id) {
    return signedIn ? { kind: "of another user" } : signIn;
  }
  const age = ctx.now - browser.session.authTime;
  if (!signedIn && age > (client.defaultMaxAgeSeconds ?? Number.POSITIVE_INFINITY)) return signIn;
  if (!isSignedInEnough(browser.session.amr, client, request.acr)) return { ...signIn, continued: browser };
  return { kind: "ask", client, request };
}

/** The client that asks, while its user can still decide. */
export async function findAskingClient(reference: PolledReference, ctx: ProtocolContext): Promise<Client | undefined> {
  const request = await findOpen(reference, ctx);
  const client = request && (await ctx.store.clients.find(request.clientId));
  return client?.enabled ? client : undefined;
}

/** Writes down what the user has decided, and tells the client where it wants to be told. False when it was no longer theirs to decide. */
export async function decide(
  reference: PolledReference,
  allowed: boolean,
  { session, user }: BrowserSession,
  ctx: ProtocolContext,
): Promise<boolean> {
  const { authTime, amr, id: sessionId } = session;
  const approval = { userId: user.id, authTime, amr: toldMethods(amr), sessionId };
  const decided = await changePolled(
    reference,
    (request) => {
      if (request === undefined || !isOpen(request, ctx)) return { answer: undefined };
      if (request.userId !== undefined && request.userId !== user.id) return { answer: undefined };
      const state = allowed ? ({ kind: "allowed", approval } as const) : ({ kind: "denied" } as const);
      const acr = reachedAcr(amr, request.acr);
      const extras = acr === undefined ? request.extras : { ...request.extras, acr };
      return { answer: request, next: { ...request, ...(extras && { extras }), state } };
    },
    ctx,
  );
  if (decided === undefined) return false;
  const event = `${reference.kind.replace(" ", "_")}_${allowed ? "allowed" : "denied"}`;
  ctx.record(event, { client: decided.clientId, user: user.id, session: sessionId });
  // The user's page does not wait for the client's answer.
  void sendPing(decided, ctx);
  return true;
}
