import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { Client } from "../model/client.ts";
import { type ReadParameters, refuseRepeated } from "../parameters.ts";
import { profileOf } from "../profile.ts";
import { findClient } from "./find-client.ts";
import { AuthorizationPageError, type PageErrorReason } from "./page-error.ts";
import { findPushedRequest, isPushedRequestUri } from "./pushed-requests.ts";
import { parseRequestObject } from "./request-object.ts";
import { fetchRequestObject } from "./request-object-by-reference.ts";

/** An authorization request with the parameters that count, wherever they came from. */
export interface AssembledRequest {
  readonly sent: ReadParameters;
  /** The key of the pushed request (RFC 9126) that they are those of. */
  readonly pushedAs: string | undefined;
  /** Whether the client has signed them (RFC 9101). */
  readonly signed: boolean;
  /** Why they could not be had; then `sent` is what came with it, and only says where to tell. */
  readonly fault: OAuthError | undefined;
}

/** The pages for a fault that cannot be told to the client: where to send it stood in what could not be had (security bar 11.1). */
const PAGES: Readonly<Record<string, PageErrorReason>> = {
  invalid_request_object: "request_object_invalid",
  invalid_request_uri: "request_uri_invalid",
  request_uri_not_supported: "request_uri_not_supported",
};

/**
 * Puts a request together from what was sent: its own parameters, those that its client pushed (RFC 9126 §4), or those of its request
 * object (RFC 9101 §5). With one of the latter nothing else counts (security bar 11.2). Refuses by page where nobody can be told.
 */
export async function assembleRequest(sent: ReadParameters, ctx: ProtocolContext): Promise<AssembledRequest> {
  const { parameters, repeated } = sent;
  const isPlain = !["request", "request_uri"].some((name) => parameters.has(name) || repeated.has(name));
  if (isPlain) return { sent, pushedAs: undefined, signed: false, fault: undefined };

  const client = await findClient(sent, ctx);
  const requestUri = parameters.get("request_uri");
  if (requestUri !== undefined && isPushedRequestUri(requestUri) && !repeated.has("request_uri")) {
    return findPushedRequest(requestUri, client, ctx);
  }
  try {
    return await assembleFromObject(sent, client, ctx);
  } catch (fault) {
    if (!(fault instanceof OAuthError)) throw fault;
    const page = PAGES[fault.code];
    if (page !== undefined && !parameters.has("redirect_uri")) throw new AuthorizationPageError(page);
    return { sent, pushedAs: undefined, signed: false, fault };
  }
}

/** The request that a request object holds, by value or by reference. Refuses an object that is not in order. */
export async function assembleFromObject(
  sent: ReadParameters,
  client: Client,
  ctx: ProtocolContext,
): Promise<AssembledRequest> {
  refuseRepeated(sent);
  const request = sent.parameters.get("request");
  const requestUri = sent.parameters.get("request_uri");
  if (request !== undefined && requestUri !== undefined) {
    throw new OAuthError("invalid_request", "request and request_uri cannot be used together");
  }
  const text = request ?? (await fetchRequestObject(requestUri as string, client, ctx));
  const inner = await parseRequestObject(text, client, ctx);
  const outerType = sent.parameters.get("response_type");
  if (outerType !== undefined && outerType !== inner.parameters.get("response_type")) {
    // OIDC Core §6.1, security bar 11.2
    throw new OAuthError("invalid_request_object", "The response_type of the request object is another one.");
  }
  return { sent: inner, pushedAs: undefined, signed: true, fault: undefined };
}

/** Refuses a request that came in another way than its client is held to (RFC 9126 §6, RFC 9101 §10.5), or that could not be had. */
export function verifyOrigin({ pushedAs, signed, fault }: AssembledRequest, client: Client): void {
  if (fault !== undefined) throw fault;
  // FAPI 2.0 Security Profile §5.3.2.2; FAPI 2.0 Message Signing §5.3.1
  const mustPush = client.pushedRequestsRequired || client.profile !== undefined;
  const mustSign = client.requestObject.required || profileOf(client)?.signsMessages === true;
  if (mustPush && pushedAs === undefined) {
    throw new OAuthError("invalid_request", "Pushed authorization requests are mandatory for this application.");
  }
  if (mustSign && !signed) {
    throw new OAuthError("invalid_request", "Signed request objects are mandatory for this application.");
  }
}
