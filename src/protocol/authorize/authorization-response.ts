import type { ProtocolContext } from "../context.ts";
import type { OAuthError } from "../errors.ts";
import type { ResponseTarget } from "./authorization-request.ts";

/** The URL that carries the answer to the client (RFC 6749 §4.1.2), with the exact `state` and the `iss` of RFC 9207. */
export function authorizationResponse(
  target: ResponseTarget,
  answer: Readonly<Record<string, string | undefined>>,
  ctx: ProtocolContext,
): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...answer, state: target.state, iss: ctx.issuer })) {
    if (value !== undefined) parameters.append(name, value);
  }
  const { redirectUri, responseMode } = target;
  if (responseMode === "fragment") return `${redirectUri}#${parameters}`;
  // RFC 6749 §3.1.2: a query that the redirect URI has of its own is kept.
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${parameters}`;
}

/** RFC 6749 §4.1.2.1: the answer that tells the client why. */
export function errorResponse(target: ResponseTarget, error: OAuthError, ctx: ProtocolContext): string {
  return authorizationResponse(target, { error: error.code, error_description: error.message }, ctx);
}
