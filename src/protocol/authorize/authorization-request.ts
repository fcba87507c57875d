import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import { type IdTokenHint, readIdTokenHint } from "../id-token-hint.ts";
import type { AuthorizationExtras, Client } from "../model.ts";
import { type Parameters, type ReadParameters, refuseRepeated } from "../parameters.ts";
import { type CodeChallenge, parseCodeChallenge } from "../pkce.ts";
import { isRegisteredRedirectUri } from "../redirect-uri.ts";
import { grantableScope, parseScope } from "../scope.ts";
import { AuthorizationPageError } from "./page-error.ts";
import { findResponseMode, type ResponseMode, verifyResponseMode, verifyResponseType } from "./response-type.ts";

/** Where an answer may go: settled before anything else is looked at (security bar 1.1). */
export interface ResponseTarget {
  readonly client: Client;
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  readonly state: string | undefined;
}

/** An authorization request (OIDC Core §3.1.2.1) that was found in order. */
export interface AuthorizationRequest extends ResponseTarget, CodeChallenge {
  /** As it was sent; undefined when the client's only one was meant. */
  readonly redirectUriParameter: string | undefined;
  readonly scope: readonly string[];
  readonly nonce: string | undefined;
  readonly prompt: ReadonlySet<Prompt>;
  readonly maxAgeSeconds: number | undefined;
  readonly idTokenHint: IdTokenHint | undefined;
  /** What the authorization will remember beside the common members. */
  readonly extras: AuthorizationExtras;
}

export const PROMPTS = ["none", "login", "consent", "select_account"] as const;
export type Prompt = (typeof PROMPTS)[number];

/** Longer texts are refused, and not echoed (security bar 1.14). In characters. */
const LONGEST_ECHO = 4096;

/**
 * The client and the redirect URI of a request. Refuses by page (security bar 1.2): an unknown or disabled client, a redirect URI
 * that it did not register, and either of them sent twice.
 */
export async function findResponseTarget(
  { parameters, repeated }: ReadParameters,
  ctx: ProtocolContext,
): Promise<ResponseTarget> {
  if (repeated.has("client_id") || repeated.has("redirect_uri")) {
    throw new AuthorizationPageError("repeated_parameter");
  }
  const clientId = parameters.get("client_id");
  if (clientId === undefined) throw new AuthorizationPageError("client_id_missing");
  const client = await ctx.store.clients.find(clientId);
  if (client === undefined) {
    throw new AuthorizationPageError("client_unknown");
  }
  if (!client.enabled) throw new AuthorizationPageError("client_disabled");

  const sentState = parameters.get("state");
  const state = sentState !== undefined && sentState.length <= LONGEST_ECHO ? sentState : undefined;
  return {
    client,
    redirectUri: findRedirectUri(parameters, client),
    responseMode: findResponseMode(parameters),
    state,
  };
}

/** Everything else of the request. Refuses, by redirect to the target, whatever is out of order (security bar 1.3 to 1.17). */
export async function parseAuthorizationRequest(
  request: ReadParameters,
  target: ResponseTarget,
  ctx: ProtocolContext,
): Promise<AuthorizationRequest> {
  const { parameters } = request;
  const { client } = target;
  refuseRepeated(request);
  for (const name of ["state", "nonce"]) {
    if ((parameters.get(name)?.length ?? 0) > LONGEST_ECHO)
      throw new OAuthError("invalid_request", `${name} is too long`);
  }
  if (parameters.has("request")) throw new OAuthError("request_not_supported", "Request objects are not supported.");
  if (parameters.has("request_uri")) {
    throw new OAuthError("request_uri_not_supported", "Request objects by reference are not supported.");
  }
  if (parameters.has("registration")) {
    throw new OAuthError("registration_not_supported", "The registration parameter is not supported.");
  }
  verifyResponseType(parameters.get("response_type"), client);
  verifyResponseMode(parameters.get("response_mode"));

  return {
    ...target,
    ...parseCodeChallenge(parameters, client),
    redirectUriParameter: parameters.get("redirect_uri"),
    scope: grantableScope(parseScope(parameters.get("scope")), client),
    nonce: parameters.get("nonce"),
    prompt: parsePrompt(parameters.get("prompt")),
    maxAgeSeconds: parseMaxAge(parameters.get("max_age")),
    idTokenHint: await parseIdTokenHint(parameters.get("id_token_hint"), ctx),
    extras: {},
  };
}

function findRedirectUri(parameters: Parameters, client: Client): string {
  const sent = parameters.get("redirect_uri");
  if (sent !== undefined) {
    if (isRegisteredRedirectUri(client, sent)) return sent;
    throw new AuthorizationPageError("redirect_uri_not_registered");
  }
  // OIDC Core §3.1.2.1: an OpenID request must name it; RFC 6749 §3.1.2.3: others may leave out the only one.
  const isOpenId = parameters.get("scope")?.split(" ").includes("openid");
  const [only, another] = client.redirectUris;
  if (isOpenId || only === undefined || another !== undefined) {
    throw new AuthorizationPageError("redirect_uri_missing");
  }
  return only;
}

function parsePrompt(text: string | undefined): ReadonlySet<Prompt> {
  const prompt = new Set<Prompt>();
  for (const value of text?.split(" ").filter((part) => part !== "") ?? []) {
    if (!isOneOf(PROMPTS, value)) throw new OAuthError("invalid_request", "Unsupported prompt value");
    prompt.add(value);
  }
  if (prompt.has("none") && prompt.size > 1) {
    throw new OAuthError("invalid_request", "The prompt value none cannot be combined with others");
  }
  return prompt;
}

function parseMaxAge(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new OAuthError("invalid_request", "max_age is not a number of seconds");
  return Number(text);
}

async function parseIdTokenHint(text: string | undefined, ctx: ProtocolContext): Promise<IdTokenHint | undefined> {
  if (text === undefined) return undefined;
  const hint = await readIdTokenHint(text, ctx);
  if (hint === undefined) throw new OAuthError("invalid_request", "id_token_hint is not an ID token of this issuer");
  return hint;
}

function isOneOf<Value extends string>(values: readonly Value[], text: string): text is Value {
  return (values as readonly string[]).includes(text);
}
