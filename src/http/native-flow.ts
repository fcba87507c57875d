import type { FastifyReply, FastifyRequest } from "fastify";
import type { RelyingParty } from "../credentials/passkeys.ts";
import {
  type AuthorizeOutcome,
  authorizationEndpoint,
  grantAuthorization,
  type Progress,
} from "../protocol/authorize/authorization-endpoint.ts";
import type { AuthorizationAnswer } from "../protocol/authorize/authorization-response.ts";
import type { ProtocolContext } from "../protocol/context.ts";
import type { Submission } from "../signin/flow/flow-place.ts";
import type { PendingRequest } from "../store/port/requests.ts";
import { NativeError } from "./native-error.ts";
import { nextStep } from "./native-step.ts";
import { PATHS } from "./paths.ts";
import { assembledFrom } from "./pending-requests.ts";
import { protocolContext, requestStore, type Services } from "./services.ts";
import { type FoundFlow, finishSignIn, openFlow } from "./sign-in-flow.ts";
import { UNMET } from "./unmet-requirements.ts";

export type NativeFlow = Extract<FoundFlow, { kind: "found" }> & { readonly pending: PendingRequest };

const SIGNED_IN: Progress = { signedIn: true, accountSelected: true, consent: undefined };

/** How far the sign-in of the request has come. Refuses one that leads nowhere any more, or whose people are not known. */
export async function openNative(
  request: FastifyRequest,
  pending: PendingRequest,
  services: Services,
): Promise<NativeFlow> {
  const flow = await openFlow(request, pending, services);
  if (flow.kind === "found") return { ...flow, pending, ctx: { ...flow.ctx, relyingParty: withOrigins(flow) } };
  if (flow.kind === "gone") throw new NativeError("ABA-60009", "The sign-in leads nowhere any more.");
  throw new NativeError("ABA-60001", "The request has to name the organization to sign in to.");
}

/** The application's pages may ask for passkeys as ours may; browsers let those of the same domain alone (Web Authentication §5.1.4.1). */
function withOrigins({ client, ctx: { relyingParty } }: Extract<FoundFlow, { kind: "found" }>): RelyingParty {
  return { ...relyingParty, origins: [...relyingParty.origins, ...client.allowedOrigins] };
}

/** What comes next, or the code when nothing does (contract §14.2). */
export async function answerStanding(
  request: FastifyRequest,
  reply: FastifyReply,
  done: Submission,
  flow: NativeFlow,
  services: Services,
): Promise<FastifyReply> {
  if (done.kind === "too many attempts") {
    const { retryAfterSeconds } = done;
    throw new NativeError("ABA-60003", "Too many attempts.", { status: 429, retryAfterSeconds });
  }
  const { standing, place, refusal } = done;
  if (standing.kind === "stuck" && standing.unreached !== undefined) {
    throw new NativeError("ABA-60001", `unmet_authentication_requirements: ${UNMET}`);
  }
  if (standing.kind === "stuck") {
    throw new NativeError("ABA-60002", "The application asks for a way to sign in that this account does not have.");
  }
  if (standing.kind !== "complete") {
    const href = `${protocolContext(request, services).tenantUrl}${PATHS.nativeStep}`;
    return notStored(reply).send({
      flowId: flow.pending.id,
      flowStatus: refusal === undefined ? "INCOMPLETE" : "FAIL_INCOMPLETE",
      flowType: "AUTHENTICATION",
      nextStep: nextStep(standing, refusal, place.flow.linking),
      links: [{ name: "authentication", href, method: "POST" }],
    });
  }
  const { pending, ctx } = flow;
  const session = await finishSignIn(request, reply, { pending, place, standing, ctx }, services);
  const taken = session && (await requestStore(request, services).store.requests.take(pending.id));
  if (taken === undefined) throw new NativeError("ABA-60002", "The sign-in was finished by another request.");
  const protocol = protocolContext(request, services);
  const outcome = await authorizationEndpoint(assembledFrom(pending), session, SIGNED_IN, protocol);
  return sendDirectAnswer(reply, await directAnswer(outcome, protocol));
}

/**
 * The answer to a request for which nothing is left to sign in. Consent is given on a page of ours alone: an application that asks in our
 * place could say anything (security bar 25.1).
 */
export async function directAnswer(outcome: AuthorizeOutcome, ctx: ProtocolContext): Promise<AuthorizationAnswer> {
  if (outcome.kind === "refused") return outcome.answer;
  if (outcome.kind === "allowed") return grantAuthorization(outcome, undefined, ctx);
  if (outcome.kind === "consent") {
    const description = "consent_required: The user has to give their consent first, on the page of a redirect.";
    throw new NativeError("ABA-60002", description);
  }
  throw new NativeError("ABA-60002", "The sign-in did not reach what the request asks for.");
}

/** Contract §14.2; an error of the authorization endpoint is a refusal. */
export function sendDirectAnswer(reply: FastifyReply, { parameters }: AuthorizationAnswer): FastifyReply {
  const { error, error_description: description } = parameters;
  if (error !== undefined) throw new NativeError("ABA-60001", `${error}: ${description}`);
  return notStored(reply).send({ flowStatus: "SUCCESS_COMPLETED", authData: parameters });
}

function notStored(reply: FastifyReply): FastifyReply {
  return reply.header("cache-control", "no-store").header("pragma", "no-cache");
}
