import { OAuthError } from "../errors.ts";
import type { Client } from "../model/client.ts";
import type { Parameters } from "../parameters.ts";

/** What a response can consist of (OAuth 2.0 Multiple Response Types §3, §4, §5), each in the one order of its words that we write. */
export const RESPONSE_TYPES = [
  "code",
  "none",
  "id_token",
  "token",
  "id_token token",
  "code id_token",
  "code token",
  "code id_token token",
] as const;
export type ResponseType = (typeof RESPONSE_TYPES)[number];

/** Stands for the response types that end at the authorization endpoint (RFC 7591 §2.1). */
export const IMPLICIT_GRANT_TYPE = "implicit";
const IMPLICIT: readonly ResponseType[] = ["id_token", "token", "id_token token"];

/** The response modes served, in the order discovery lists them. */
export const RESPONSE_MODES = [
  "query",
  "fragment",
  "form_post",
  "jwt",
  "query.jwt",
  "fragment.jwt",
  "form_post.jwt",
] as const;

/** The answer comes as JSON to whoever asked, for applications that sign their users in themselves (contract §14). */
export const DIRECT_MODE = "direct";

/** How an answer travels. */
export interface ResponseMode {
  readonly channel: "query" | "fragment" | "form_post" | typeof DIRECT_MODE;
  /** As one JWT (JARM §2.3). */
  readonly signed: boolean;
}

/** Whether the word is one of the response type's. */
export function asksFor(responseType: string, word: "code" | "token" | "id_token"): boolean {
  return responseType.split(" ").includes(word);
}

/** The response type with its words in our order; they may be sent in any (RFC 6749 §3.1.1). Undefined for one that is not known. */
export function parseResponseType(text: string): ResponseType | undefined {
  const words = text.split(" ").sort().join(" ");
  return RESPONSE_TYPES.find((type) => type === words);
}

/**
 * The way of every answer to the request, errors too: the one that it asks for, or that of its response type (OAuth 2.0 Multiple
 * Response Types §2.1). Never the query for what may hold a token, which is also how such a request is told that it is refused.
 */
export function findResponseMode(parameters: Parameters, client: Client): ResponseMode {
  const responseType = parameters.get("response_type") ?? "";
  const usual = hasTokens(responseType) ? "fragment" : "query";
  const mode = parameters.get("response_mode");
  if (mode === DIRECT_MODE) return { channel: DIRECT_MODE, signed: false };
  if (!isResponseMode(mode)) return { channel: usual, signed: false };
  if (mode === "jwt") return { channel: usual, signed: true };
  const [channel, suffix] = mode.split(".") as [ResponseMode["channel"], "jwt"?];
  const signed = suffix === "jwt";
  return { channel: channel === "query" && !mayUseQuery(responseType, signed, client) ? "fragment" : channel, signed };
}

/** Refuses a mode that is not served, and the query for tokens (Multiple Response Types §3, security bar 1.12, 1.13). */
export function verifyResponseMode(mode: string | undefined, responseType: ResponseType, client: Client): void {
  if (mode === DIRECT_MODE) verifyDirectMode(responseType, client);
  if (mode === undefined || mode === DIRECT_MODE) return;
  if (!isResponseMode(mode)) throw new OAuthError("invalid_request", "Unsupported response_mode value");
  if (mode === "query" && !mayUseQuery(responseType, false, client)) {
    throw new OAuthError("invalid_request", "invalid.response.type.for.query");
  }
  if (mode === "query.jwt" && !mayUseQuery(responseType, true, client)) {
    throw new OAuthError("invalid_request", "invalid.response.type.for.query.jwt"); // contract §3.3
  }
}

/** Whoever asks is answered, so an administrator has to have said that the client may, and it is a code that is answered. */
function verifyDirectMode(responseType: ResponseType, client: Client): void {
  if (!client.apiBasedAuthentication) {
    throw new OAuthError("unauthorized_client", "App native authentication is not enabled for the application");
  }
  // FAPI 2.0 Security Profile §5.3.2.2 knows answers by redirects alone.
  if (responseType !== "code" || client.profile !== undefined) {
    throw new OAuthError("invalid_request", "Unsupported response_mode value");
  }
}

/** The response type of a request. Refuses one that is not served or that the client may not use (security bar 1.4, 1.13). */
export function verifyResponseType(text: string | undefined, client: Client): ResponseType {
  if (text === undefined) throw new OAuthError("invalid_request", "Missing response_type parameter value");
  const responseType = parseResponseType(text);
  if (responseType === undefined) {
    throw new OAuthError("unsupported_response_type", "Unsupported response_type value");
  }
  if (!isAllowed(responseType, client)) {
    throw new OAuthError(
      "unauthorized_client",
      "The authenticated client is not authorized to use this authorization grant type",
    );
  }
  return responseType;
}

/**
 * Refuses a request for an ID token from this endpoint that is no OpenID request (OIDC Core §3.2.2.1), or has no nonce, without which
 * the token of another sign-in could be put in its place (security bar 1.17).
 */
export function verifyIdTokenRequest(request: {
  responseType: ResponseType;
  scope: readonly string[];
  nonce: string | undefined;
}): void {
  if (!asksFor(request.responseType, "id_token")) return;
  if (!request.scope.includes("openid")) {
    throw new OAuthError("invalid_request", "The scope openid is needed for an ID token");
  }
  if (request.nonce === undefined) throw new OAuthError("invalid_request", "Missing nonce parameter value");
}

function isAllowed(responseType: ResponseType, client: Client): boolean {
  const { grantTypes, responseTypes, accessToken } = client;
  if (asksFor(responseType, "code") && !grantTypes.includes("authorization_code")) return false;
  if (responseType === "code") return true;
  // What a token is bound to is shown with token requests alone, so none that has to be bound can go out here.
  const { binding, bindingValidated } = accessToken;
  const isBound = ["dpop", "certificate"].includes(binding) || (binding === "cookie" && bindingValidated);
  if (asksFor(responseType, "token") && isBound) return false;
  if (IMPLICIT.includes(responseType) && grantTypes.includes(IMPLICIT_GRANT_TYPE)) return true;
  return responseTypes.includes(responseType);
}

function hasTokens(responseType: string): boolean {
  return asksFor(responseType, "token") || asksFor(responseType, "id_token");
}

/** JARM §2.3.1: a token in a query must at least be unreadable for whoever sees the URL. */
function mayUseQuery(responseType: string, signed: boolean, client: Client): boolean {
  return !hasTokens(responseType) || (signed && client.authorizationResponse.encryption !== undefined);
}

function isResponseMode(mode: string | undefined): mode is (typeof RESPONSE_MODES)[number] {
  return mode !== undefined && (RESPONSE_MODES as readonly string[]).includes(mode);
}
