import { authenticateClient } from "../client-authentication/index.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import { type ReadParameters, refuseRepeated } from "../parameters.ts";
import { verifyAllowed } from "./allowed-grant.ts";
import { bindingCookieFor, findConfirmation, withCookie } from "./confirmation.ts";
import type { GrantType, TokenResponse } from "./grant.ts";
import { grantTypes } from "./grants/index.ts";

export interface TokenRequest {
  /** Of the form body. */
  readonly body: ReadParameters;
  /** Of the URL: looked at for what must not be there, never merged in. */
  readonly query: ReadParameters;
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  /** The `DPoP` header. */
  readonly proof: string | undefined;
  /** The cookie that tokens may be bound to. */
  readonly bindingCookie: string | undefined;
}

export interface TokenAnswer {
  readonly response: TokenResponse;
  /** The cookie that the tokens are bound to, for the browser to keep. */
  readonly bindingCookie: string | undefined;
}

const NEVER_IN_A_URL = [
  "client_secret",
  "client_assertion",
  "code",
  "code_verifier",
  "refresh_token",
  "username",
  "password",
  "assertion",
  "device_code",
  "auth_req_id",
  "subject_token",
  "actor_token",
  "token",
];

/** RFC 6749 §3.2: the steps that all grants share, in Asgardeo's order (contract §5.2); the rest is the grant's. */
export async function tokenEndpoint(request: TokenRequest, ctx: ProtocolContext): Promise<TokenAnswer> {
  const { parameters, lists } = request.body;
  refuseRepeated(request.body);
  if (NEVER_IN_A_URL.some((name) => request.query.parameters.has(name))) {
    throw new OAuthError("invalid_request", "Invalid request with sensitive data in the URL.");
  }
  const grant = findGrantType(parameters.get("grant_type"));
  const missing = grant.requires.filter((name) => !parameters.has(name));
  if (missing.length > 0) throw new OAuthError("invalid_request", `Missing parameters: ${missing.join(" ")}`);

  const client = await authenticateClient({ parameters, authorization: request.authorization }, ctx);
  verifyAllowed(grant.name, client);
  const bindingCookie = bindingCookieFor(request.bindingCookie, client);
  const confirmation = withCookie(await findConfirmation(request.proof, client, ctx), bindingCookie);
  const response = await grant.exchange({ client, parameters, lists, confirmation }, ctx);
  return { response, bindingCookie };
}

function findGrantType(name: string | undefined): GrantType {
  if (name === undefined) throw new OAuthError("invalid_request", "Missing grant_type parameter value");
  const grant = grantTypes.find((known) => known.name === name);
  // RFC 6749 §5.2; Asgardeo answers invalid_request here (docs/compatibility.md).
  if (grant === undefined) throw new OAuthError("unsupported_grant_type", "Unsupported grant_type value");
  return grant;
}
