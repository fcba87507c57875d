import { authenticateClient } from "../client-authentication/index.ts";
import type { ClientRequest } from "../client-authentication/method.ts";
import type { ProtocolContext } from "../context.ts";
import { verifyProof } from "../dpop/proof.ts";
import { OAuthError } from "../errors.ts";
import type { Client } from "../model/client.ts";
import { pairsOf, type ReadParameters, readParameters, refuseRepeated } from "../parameters.ts";
import { type AssembledRequest, assembleFromObject } from "./assembled-request.ts";
import { findResponseTarget, parseAuthorizationRequest } from "./authorization-request.ts";
import { AuthorizationPageError } from "./page-error.ts";
import { newPushedRequestKey, PUSHED_REQUEST_SECONDS, savePushedRequest } from "./pushed-requests.ts";

/** What authenticates the client is no part of the request (RFC 9126 §2.1), and secrets are not stored. */
const OF_THE_CLIENT = ["client_id", "client_secret", "client_assertion", "client_assertion_type"];

export interface PushedResponse {
  readonly request_uri: string;
  /** Seconds. */
  readonly expires_in: number;
}

/**
 * RFC 9126 §2: takes an authorization request from its client itself and answers with a reference to it. Everything that the
 * authorization endpoint would refuse is refused here.
 */
export async function pushedRequestEndpoint(
  request: ClientRequest & { readonly body: ReadParameters; readonly proof: string | undefined },
  ctx: ProtocolContext,
): Promise<PushedResponse> {
  const { body } = request;
  refuseRepeated(body);
  const client = await authenticateClient(request, ctx);
  if (body.parameters.has("request_uri")) {
    throw new OAuthError("invalid_request", "Request with request_uri not allowed.");
  }
  const assembled = body.parameters.has("request") ? await assembleFromObject(body, client, ctx) : plain(body, client);
  const sent = await withProvenKey(assembled.sent, request.proof, client, ctx);
  const pushed = { ...assembled, sent, pushedAs: newPushedRequestKey() };
  await verify(pushed, ctx);
  return { request_uri: await savePushedRequest(pushed, client, ctx), expires_in: PUSHED_REQUEST_SECONDS };
}

function plain(body: ReadParameters, client: Client): AssembledRequest {
  const pairs = pairsOf(body).filter(([name]) => !OF_THE_CLIENT.includes(name));
  const sent = readParameters([["client_id", client.clientId], ...pairs]);
  return { sent, pushedAs: undefined, signed: false, fault: undefined };
}

/** RFC 9449 §10.1: a proof that comes with the request binds its code as `dpop_jkt` does. Refuses another key than that names. */
async function withProvenKey(
  sent: ReadParameters,
  proof: string | undefined,
  client: Client,
  ctx: ProtocolContext,
): Promise<ReadParameters> {
  if (proof === undefined) return sent;
  const thumbprint = await verifyProof({ proof, method: "POST", path: "/oauth2/par", client }, ctx);
  if ((sent.parameters.get("dpop_jkt") ?? thumbprint) !== thumbprint) {
    throw new OAuthError("invalid_dpop_proof", "Invalid DPoP Proof : dpop_jkt does not match the thumbprint.");
  }
  return { ...sent, parameters: new Map([...sent.parameters, ["dpop_jkt", thumbprint]]) };
}

async function verify(request: AssembledRequest, ctx: ProtocolContext): Promise<void> {
  if (!request.sent.parameters.has("response_type")) {
    throw new OAuthError("invalid_request", "Invalid response_type parameter value"); // contract §10
  }
  try {
    await parseAuthorizationRequest(request, await findResponseTarget(request.sent, ctx), ctx);
  } catch (error) {
    // There is no browser to show a page in.
    if (error instanceof AuthorizationPageError) throw new OAuthError("invalid_request", error.message);
    throw error;
  }
}
