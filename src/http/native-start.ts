import type { FastifyReply, FastifyRequest } from "fastify";
import { type AssembledRequest, assembleRequest } from "../protocol/authorize/assembled-request.ts";
import { authorizationEndpoint, NOTHING_DONE } from "../protocol/authorize/authorization-endpoint.ts";
import { findClient } from "../protocol/authorize/find-client.ts";
import { DIRECT_MODE } from "../protocol/authorize/response-type.ts";
import { authenticateClient } from "../protocol/client-authentication/index.ts";
import type { Client } from "../protocol/model/client.ts";
import { pairsOf, type ReadParameters, readParameters } from "../protocol/parameters.ts";
import { readSessionKey } from "../protocol/tokens/session-key.ts";
import { beginOnly } from "../signin/flow/picking.ts";
import { findSessionById, type LiveSession } from "../signin/sessions.ts";
import { currentSession } from "./authorize-routes.ts";
import { answerNatively, NativeError } from "./native-error.ts";
import { answerStanding, directAnswer, openNative, sendDirectAnswer } from "./native-flow.ts";
import { showToOrigin, verifyOrigin } from "./native-origin.ts";
import { pendingSignIn } from "./needed-sign-in.ts";
import { savePendingNative } from "./pending-requests.ts";
import { protocolContext, type Services, signInContext } from "./services.ts";

/** What proves who the client is: no part of the request, and not to be stored. */
const CREDENTIALS = ["client_secret", "client_assertion", "client_assertion_type"];

/** Whether the request is one of an application that signs its users in itself. */
export function isNative({ parameters }: ReadParameters): boolean {
  return parameters.get("response_mode") === DIRECT_MODE;
}

/**
 * Begins such a sign-in (contract §14.1): answers with its first step, or with the code at once where a session suffices. `assembled`: the
 * request, where it has been put together already.
 */
export function startNatively(
  request: FastifyRequest,
  reply: FastifyReply,
  sent: ReadParameters,
  services: Services,
  assembled?: AssembledRequest,
): Promise<FastifyReply> {
  return answerNatively(request, reply, async () => {
    await showToOrigin(request, reply, services);
    const ctx = protocolContext(request, services);
    const plain = readParameters(pairsOf(sent).filter(([name]) => !CREDENTIALS.includes(name)));
    const asked = assembled ?? (await assembleRequest({ ...plain, repeated: sent.repeated }, ctx));
    const client = await findClient(asked.sent, ctx);
    if (!client.apiBasedAuthentication) {
      throw new NativeError("ABA-60007", "An administrator enables it in the application's advanced settings.");
    }
    if (asked.fault === undefined && !isNative(asked.sent)) {
      throw new NativeError("ABA-60001", "The request object asks for another response_mode.");
    }
    verifyOrigin(request, client, services.settings);
    const authenticated = await isAuthenticated(request, sent, asked, client, services);
    const attestation = attestationOf(request);
    const codeChallenge = asked.sent.parameters.get("code_challenge");
    await services.clientAttestations.verify(client, { attestation, codeChallenge }, ctx);
    return start(request, reply, { sent, asked, authenticated }, services);
  });
}

interface Start {
  readonly sent: ReadParameters;
  readonly asked: AssembledRequest;
  readonly authenticated: boolean;
}

async function start(request: FastifyRequest, reply: FastifyReply, start: Start, services: Services) {
  const ctx = protocolContext(request, services);
  const session = await sessionOf(request, start, services);
  const first = await authorizationEndpoint(start.asked, session, NOTHING_DONE, ctx);
  // There is no page to pick an account on: whoever signs in anew has picked theirs.
  const isChoice = first.kind === "select account";
  const outcome = isChoice ? await authorizationEndpoint(start.asked, undefined, NOTHING_DONE, ctx) : first;
  if (outcome.kind !== "sign in") return sendDirectAnswer(reply, await directAnswer(outcome, ctx));

  const pending = await savePendingNative(request, start.asked, pendingSignIn(outcome), services);
  const flow = await openNative(request, pending, services);
  return answerStanding(request, reply, await beginOnly(flow.place, flow.ctx), flow, services);
}

/** Whether the client has shown that it is itself, here or where it pushed the request. Refuses credentials that are wrong. */
async function isAuthenticated(
  request: FastifyRequest,
  { parameters }: ReadParameters,
  { pushedAs }: AssembledRequest,
  client: Client,
  services: Services,
): Promise<boolean> {
  const { authorization } = request.headers;
  if (authorization === undefined && !CREDENTIALS.some((name) => parameters.has(name))) {
    return pushedAs !== undefined && !client.publicClient;
  }
  const proven = await authenticateClient({ parameters, authorization }, protocolContext(request, services));
  if (proven.clientId !== client.clientId) {
    throw new NativeError("ABA-60001", "The credentials are another application's.", { status: 401 });
  }
  return !proven.publicClient;
}

/** What the device says of the application (contract §14.1); of several headers nothing can be read. */
function attestationOf({ headers }: FastifyRequest): string | undefined {
  const sent = headers["x-client-attestation"];
  return Array.isArray(sent) ? sent.join(", ") : sent;
}

/**
 * The session of the browser's cookie, or the one that `sessionId` names by the `isk` of an ID token. Every application of the session
 * knows that key, so of one that cannot prove who it is it is not taken: another one could ask in its name.
 */
async function sessionOf(
  request: FastifyRequest,
  { sent, asked, authenticated }: Start,
  services: Services,
): Promise<LiveSession | undefined> {
  const key = sent.parameters.get("sessionId") ?? asked.sent.parameters.get("sessionId");
  if (key === undefined || !authenticated) return currentSession(request, services);
  const id = readSessionKey(key, protocolContext(request, services));
  return id === undefined ? undefined : findSessionById(id, signInContext(request, services));
}
