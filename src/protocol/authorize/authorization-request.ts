import { parseAuthorizationDetails } from "../authorization-details.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { AuthorizationExtras } from "../model/authorization.ts";
import type { Client } from "../model/client.ts";
import { type Parameters, type ReadParameters, refuseRepeated } from "../parameters.ts";
import { type CodeChallenge, parseCodeChallenge } from "../pkce.ts";
import { verifyAuthorizationRequest } from "../profile.ts";
import { isRegisteredRedirectUri } from "../redirect-uri.ts";
import { findResources } from "../resource.ts";
import { grantableScope, parseScope } from "../scope.ts";
import { type AssembledRequest, verifyOrigin } from "./assembled-request.ts";
import { parseAuthentication, type RequestedAuthentication } from "./authentication-parameters.ts";
import { parseRequestedClaims } from "./claims-parameter.ts";
import { findClient } from "./find-client.ts";
import { AuthorizationPageError } from "./page-error.ts";
import { findRequestedOrganization, type RequestedOrganization } from "./requested-organization.ts";
import {
  asksFor,
  findResponseMode,
  type ResponseMode,
  type ResponseType,
  verifyIdTokenRequest,
  verifyResponseMode,
  verifyResponseType,
} from "./response-type.ts";

/** Where an answer may go: settled before anything else is looked at (security bar 1.1). */
export interface ResponseTarget {
  readonly client: Client;
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  readonly state: string | undefined;
}

/** An authorization request (OIDC Core §3.1.2.1) that was found in order. */
export interface AuthorizationRequest extends ResponseTarget, CodeChallenge, RequestedAuthentication {
  readonly responseType: ResponseType;
  /** As it was sent; undefined when the client's only one was meant. */
  readonly redirectUriParameter: string | undefined;
  readonly scope: readonly string[];
  readonly nonce: string | undefined;
  /** Whose people the user is to be one of; undefined: the tenant's own. */
  readonly organization: RequestedOrganization | undefined;
  /** What the authorization will remember beside the common members. */
  readonly extras: AuthorizationExtras;
  /** The key of the pushed request (RFC 9126) that this is: good for one code. */
  readonly pushedAs: string | undefined;
}

/** Without a code there is nothing for a challenge to protect. */
const NO_CHALLENGE: CodeChallenge = { codeChallenge: undefined, codeChallengeMethod: undefined };

/** Longer texts are refused, and not echoed (security bar 1.14). In characters. */
const LONGEST_ECHO = 4096;
const KEY_THUMBPRINT = /^[A-Za-z0-9_-]{43}$/; // RFC 7638 §3: base64url of a SHA-256

/**
 * The client and the redirect URI of a request. Refuses by page (security bar 1.2): an unknown or disabled client, a redirect URI
 * that it did not register, and either of them sent twice.
 */
export async function findResponseTarget(sent: ReadParameters, ctx: ProtocolContext): Promise<ResponseTarget> {
  const client = await findClient(sent, ctx);
  const { parameters } = sent;
  const sentState = parameters.get("state");
  const state = sentState !== undefined && sentState.length <= LONGEST_ECHO ? sentState : undefined;
  return {
    client,
    redirectUri: findRedirectUri(parameters, client),
    responseMode: findResponseMode(parameters, client),
    state,
  };
}

/** Everything else of the request. Refuses, by redirect to the target, whatever is out of order (security bar 1.3 to 1.17). */
export async function parseAuthorizationRequest(
  request: AssembledRequest,
  target: ResponseTarget,
  ctx: ProtocolContext,
): Promise<AuthorizationRequest> {
  const { sent, pushedAs } = request;
  const { parameters } = sent;
  const { client } = target;
  verifyOrigin(request, client);
  refuseRepeated(sent);
  refuseLongEchoes(parameters);
  if (parameters.has("registration")) {
    throw new OAuthError("registration_not_supported", "The registration parameter is not supported.");
  }
  const responseType = verifyResponseType(parameters.get("response_type"), client);
  verifyResponseMode(parameters.get("response_mode"), responseType, client);

  const scope = grantableScope(parseScope(parameters.get("scope")), client, ctx.tenant);
  const nonce = parameters.get("nonce");
  verifyIdTokenRequest({ responseType, scope, nonce });
  const challenge = asksFor(responseType, "code") ? parseCodeChallenge(parameters, client) : NO_CHALLENGE;
  const redirectUriParameter = parameters.get("redirect_uri");
  const signedResponse = target.responseMode.signed;
  verifyAuthorizationRequest({ ...challenge, responseType, signedResponse, redirectUriParameter }, client);
  const claims = parseRequestedClaims(parameters.get("claims"));
  const authentication = await parseAuthentication(parameters, claims, client, ctx);
  return {
    ...target,
    ...challenge,
    ...authentication,
    responseType,
    redirectUriParameter,
    scope,
    nonce,
    organization: await findRequestedOrganization(parameters, client, ctx),
    extras: withoutUndefined({
      claims,
      resources: findResources(sent.lists.get("resource"), client, ctx.tenant),
      authorizationDetails: parseAuthorizationDetails(parameters.get("authorization_details"), client, ctx.tenant),
      dpopKeyThumbprint: parseKeyThumbprint(parameters.get("dpop_jkt")),
    }),
    pushedAs,
  };
}

function findRedirectUri(parameters: Parameters, client: Client): string {
  const sent = parameters.get("redirect_uri");
  if (sent !== undefined) {
    if (isRegisteredRedirectUri(client, sent)) return sent;
    throw new AuthorizationPageError("redirect_uri_not_registered");
  }
  // OIDC Core §3.1.2.1: an OpenID request must name it, FAPI 2.0 Security Profile §5.3.2.2: and so must these clients; RFC 6749 §3.1.2.3:
  // others may leave out the only one.
  const mustName = client.profile !== undefined || parameters.get("scope")?.split(" ").includes("openid");
  const [only, another] = client.redirectUris;
  if (mustName || only === undefined || another !== undefined) {
    throw new AuthorizationPageError("redirect_uri_missing");
  }
  return only;
}

function refuseLongEchoes(parameters: Parameters): void {
  for (const name of ["state", "nonce"]) {
    if ((parameters.get(name)?.length ?? 0) > LONGEST_ECHO)
      throw new OAuthError("invalid_request", `${name} is too long`);
  }
}

/** RFC 9449 §10. */
function parseKeyThumbprint(text: string | undefined): string | undefined {
  if (text === undefined || KEY_THUMBPRINT.test(text)) return text;
  throw new OAuthError("invalid_request", "dpop_jkt is not the thumbprint of a key");
}

function withoutUndefined(extras: AuthorizationExtras): AuthorizationExtras {
  return Object.fromEntries(Object.entries(extras).filter(([, value]) => value !== undefined));
}
