import type { FastifyReply, FastifyRequest } from "fastify";
import { findResponseTarget } from "../protocol/authorize/authorization-request.ts";
import { errorResponse } from "../protocol/authorize/authorization-response.ts";
import { OAuthError } from "../protocol/errors.ts";
import type { Client } from "../protocol/model/client.ts";
import type { FlowPlace, Standing } from "../signin/flow/flow-place.ts";
import type { PendingRequest } from "../store/port/requests.ts";
import { sendAnswer } from "./authorization-answer.ts";
import { findWaitingForMember } from "./member-places.ts";
import { assembledFrom } from "./pending-requests.ts";
import { protocolContext, type Services } from "./services.ts";

/**
 * Tells the application that this user cannot do what the `acr` takes that it asked for (OpenID Connect Core Error Code
 * unmet_authentication_requirements §2, RFC 9470 §5). Undefined, and nothing sent, where a page has to say it: to whoever polls, about other
 * steps than those for the `acr`, and to an application that registered itself while nobody has proven anything (RFC 9700 §4.11.2).
 */
export async function answerUnmet(
  request: FastifyRequest,
  reply: FastifyReply,
  stuck: {
    readonly pending: PendingRequest;
    readonly place: FlowPlace;
    readonly standing: Extract<Standing, { kind: "stuck" }>;
    readonly client: Client;
  },
  services: Services,
): Promise<FastifyReply | undefined> {
  const { pending, place, standing, client } = stuck;
  if (standing.unreached === undefined || pending.origin?.polled !== undefined || pending.origin?.ownAccount) {
    return undefined;
  }
  if (client.registration !== undefined && !place.flow.person?.proven) return undefined;
  const { memberOf } = pending.origin ?? {};
  const here = protocolContext(request, services);
  const waiting = memberOf && (await findWaitingForMember(memberOf, request, services));
  if (memberOf !== undefined && waiting === undefined) return undefined;
  const asked = waiting?.pending ?? pending;
  const ctx = waiting?.ctx ?? here;
  const target = await findResponseTarget(assembledFrom(asked).sent, ctx);
  const error = new OAuthError("unmet_authentication_requirements", UNMET);
  await ctx.store.requests.take(asked.id);
  return sendAnswer(request, reply, await errorResponse(target, error, ctx));
}

export const UNMET = "The user has no way to sign in that reaches the requested acr";
