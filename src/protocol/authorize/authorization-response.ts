import type { ProtocolContext } from "../context.ts";
import type { OAuthError } from "../errors.ts";
import type { ResponseTarget } from "./authorization-request.ts";
import type { ResponseMode } from "./response-type.ts";
import { signResponse } from "./signed-response.ts";

/** An answer to the client, ready to be sent through the browser. */
export interface AuthorizationAnswer {
  readonly redirectUri: string;
  readonly channel: ResponseMode["channel"];
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The answer with the exact `state` and the `iss` of RFC 9207, or one JWT that holds them (JARM §2.3). Parameters that are undefined
 * are left out.
 */
export async function authorizationResponse(
  { client, redirectUri, responseMode, state }: ResponseTarget,
  answer: Readonly<Record<string, string | undefined>>,
  ctx: ProtocolContext,
): Promise<AuthorizationAnswer> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...answer, state, iss: ctx.issuer })) {
    if (value !== undefined) parameters[name] = value;
  }
  const { channel, signed } = responseMode;
  if (!signed) return { redirectUri, channel, parameters };
  return { redirectUri, channel, parameters: { response: await signResponse(parameters, client, ctx) } };
}

/** RFC 6749 §4.1.2.1: the answer that tells the client why. */
export function errorResponse(
  target: ResponseTarget,
  error: OAuthError,
  ctx: ProtocolContext,
): Promise<AuthorizationAnswer> {
  return authorizationResponse(target, { error: error.code, error_description: error.message }, ctx);
}
