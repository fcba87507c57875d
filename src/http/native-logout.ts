import type { FastifyReply, FastifyRequest } from "fastify";
import { findClientById } from "../protocol/client-by-id.ts";
import { readIdTokenHint } from "../protocol/id-token-hint.ts";
import { type ReadParameters, refuseRepeated } from "../protocol/parameters.ts";
import { findSessionById } from "../signin/sessions.ts";
import { currentSession } from "./authorize-routes.ts";
import { clearCookie } from "./cookies.ts";
import { endSessionEverywhere } from "./end-session.ts";
import { answerNatively, NativeError } from "./native-error.ts";
import { showToOrigin, verifyOrigin } from "./native-origin.ts";
import { protocolContext, type Services, signInContext } from "./services.ts";

/**
 * The end of a session that an application has begun itself (contract §14.5): the one that its ID token was issued in. Without a token of
 * ours, nothing is ended (security bar 16.1).
 */
export function logOutNatively(
  request: FastifyRequest,
  reply: FastifyReply,
  sent: ReadParameters,
  services: Services,
): Promise<FastifyReply> {
  return answerNatively(request, reply, async () => {
    await showToOrigin(request, reply, services);
    refuseRepeated(sent);
    const ctx = protocolContext(request, services);
    const { parameters } = sent;
    const hint = await readIdTokenHint(parameters.get("id_token_hint") ?? "", ctx);
    const clientId = parameters.get("client_id") ?? hint?.audience[0];
    if (hint === undefined || clientId === undefined || !hint.audience.includes(clientId)) {
      throw new NativeError("ABA-60010", "The id_token_hint is missing, or no ID token of this application.");
    }
    const client = await findClientById(clientId, ctx);
    if (!client?.enabled) throw new NativeError("ABA-60005", "The application is gone or disabled.");
    if (!client.apiBasedAuthentication) throw new NativeError("ABA-60007", "The application logs out by redirect.");
    verifyOrigin(request, client, services.settings);

    const here = await currentSession(request, services);
    const { sessionId } = hint;
    const live = sessionId && (await findSessionById(sessionId, signInContext(request, services)));
    if (live) await endSessionEverywhere(request, live, services);
    if (here !== undefined && here.session.id === sessionId) {
      clearCookie(request, reply, "session", services.settings);
      clearCookie(request, reply, "browserState", services.settings);
    }
    return reply.header("cache-control", "no-store").send({});
  });
}
