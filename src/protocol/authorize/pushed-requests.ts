import { randomBytes } from "node:crypto";
import type { ProtocolContext } from "../context.ts";
import type { Client } from "../model/client.ts";
import { pairsOf, readParameters } from "../parameters.ts";
import type { AssembledRequest } from "./assembled-request.ts";
import { AuthorizationPageError } from "./page-error.ts";

/** Contract §10. */
const REQUEST_URI = "urn:ietf:params:oauth:par:request_uri:";
/** How long a reference can be used (RFC 9126 §2.2). */
export const PUSHED_REQUEST_SECONDS = 60;
/** How long it is remembered: while its user may still be on the pages, since it is good for one code. */
const KEPT_SECONDS = 1800;

interface PushedRequest {
  readonly clientId: string;
  readonly parameters: readonly [name: string, value: string][];
  readonly signed: boolean;
  readonly expiresAt: number;
}

/** A new key that nobody guesses. */
export function newPushedRequestKey(): string {
  return randomBytes(32).toString("base64url");
}

/** Stores a request under its key, and returns the `request_uri` that names it. */
export async function savePushedRequest(
  { sent, signed, pushedAs: key }: AssembledRequest & { readonly pushedAs: string },
  client: Client,
  ctx: ProtocolContext,
): Promise<string> {
  const document: PushedRequest = {
    clientId: client.clientId,
    parameters: pairsOf(sent),
    signed,
    expiresAt: ctx.now + PUSHED_REQUEST_SECONDS,
  };
  await ctx.store.transients.add("pushed request", key, document, ctx.now + KEPT_SECONDS, ctx.now);
  return `${REQUEST_URI}${key}`;
}

/** Whether a `request_uri` names a pushed request, be there one or not. */
export function isPushedRequestUri(requestUri: string): boolean {
  return requestUri.startsWith(REQUEST_URI);
}

/** The request behind a reference. Refuses by page one that is unknown, was used, is of another client, or too old (contract §3.3). */
export async function findPushedRequest(
  requestUri: string,
  client: Client,
  ctx: ProtocolContext,
): Promise<AssembledRequest> {
  const key = requestUri.slice(REQUEST_URI.length);
  const pushed = (await ctx.store.transients.find<PushedRequest>("pushed request", key, ctx.now))?.document;
  if (pushed === undefined) throw new AuthorizationPageError("pushed_request_unknown");
  if (pushed.clientId !== client.clientId) throw new AuthorizationPageError("pushed_request_of_another_client");
  if (pushed.expiresAt <= ctx.now) throw new AuthorizationPageError("pushed_request_expired");
  return { sent: readParameters(pushed.parameters), pushedAs: key, signed: pushed.signed, fault: undefined };
}

/** Uses a pushed request up: of any number of callers one may go on to issue a code (RFC 9126 §7.3), the others are refused by page. */
export async function usePushedRequest(pushedAs: string, ctx: ProtocolContext): Promise<void> {
  const pushed = await ctx.store.transients.find("pushed request", pushedAs, ctx.now);
  if (pushed === undefined || !(await ctx.store.transients.remove("pushed request", pushedAs, pushed.version))) {
    throw new AuthorizationPageError("pushed_request_unknown");
  }
}
