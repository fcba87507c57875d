import { randomBytes } from "node:crypto";
import { sha256 } from "../../crypto/hashes.ts";
import type { PolledReference } from "../../store/port/requests.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { AuthorizationExtras } from "../model/authorization.ts";

/**
 * A request that came from its client itself while its user is elsewhere, and whose client polls the token endpoint until the user has
 * decided: a device authorization (RFC 8628) or a backchannel authentication (CIBA).
 */
export interface PolledRequest {
  readonly clientId: string;
  readonly scope: readonly string[];
  readonly extras?: AuthorizationExtras;
  /** The `acr` values that would do, the best first. */
  readonly acr?: readonly string[];
  /** Who decides; undefined: whoever enters the user code. */
  readonly userId?: string;
  /** What the client wants its user to see on both sides (CIBA §7.1). */
  readonly bindingMessage?: string;
  /** What the client is told of the decision with, sealed (CIBA §10.2). */
  readonly sealedPing?: string;
  readonly state: PolledState;
  readonly expiresAt: number;
  /** How long the client waits between two polls, in seconds. */
  readonly intervalSeconds: number;
  /** When it came last, in milliseconds. */
  readonly polledAt?: number;
}

export type PolledState =
  | { readonly kind: "pending" }
  | { readonly kind: "denied" }
  | { readonly kind: "allowed"; readonly approval: Approval }
  | { readonly kind: "used" };

/** The session in which the user allowed it. */
export interface Approval {
  readonly userId: string;
  readonly authTime: number;
  readonly amr: readonly string[];
  readonly sessionId: string;
}

/** For so long after its end a request is still told apart from one that never was. */
const REMEMBERED_SECONDS = 600;
const MOST_TRIES = 20;

/** What a client polls with: 256 random bits. */
export function newPollSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What the server calls a request: from it nobody learns what the client polls with (security bar 26.3). */
export function handleOf(secret: string): string {
  return sha256(secret).toString("base64url");
}

export async function savePolled(
  { kind, handle }: PolledReference,
  request: PolledRequest,
  ctx: ProtocolContext,
): Promise<void> {
  await ctx.store.transients.add(kind, handle, request, request.expiresAt + REMEMBERED_SECONDS, ctx.now);
}

/** The request, whatever has become of it, as long as it is remembered. */
export async function findPolled(
  { kind, handle }: PolledReference,
  ctx: ProtocolContext,
): Promise<PolledRequest | undefined> {
  return (await ctx.store.transients.find<PolledRequest>(kind, handle, ctx.now))?.document;
}

/** The request, if its user can still decide about it. */
export async function findOpen(reference: PolledReference, ctx: ProtocolContext): Promise<PolledRequest | undefined> {
  const request = await findPolled(reference, ctx);
  return request !== undefined && isOpen(request, ctx) ? request : undefined;
}

export function isOpen({ state, expiresAt }: PolledRequest, ctx: ProtocolContext): boolean {
  return state.kind === "pending" && expiresAt > ctx.now;
}

/**
 * Changes the request to what `change` makes of it, and returns its answer. When somebody else changed it meanwhile, `change` is asked
 * again about what is there now: of any number of callers that take the same step exactly one has taken it.
 */
export async function changePolled<Answer>(
  { kind, handle }: PolledReference,
  change: (request: PolledRequest | undefined) => { readonly next?: PolledRequest; readonly answer: Answer },
  ctx: ProtocolContext,
): Promise<Answer> {
  const { transients } = ctx.store;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const found = await transients.find<PolledRequest>(kind, handle, ctx.now);
    const { next, answer } = change(found?.document);
    if (found === undefined || next === undefined) return answer;
    if (await transients.replace(kind, handle, found.version, next)) return answer;
  }
  throw new OAuthError("temporarily_unavailable", "Too many requests came at once.", { retryAfterSeconds: 5 });
}
