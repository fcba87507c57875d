import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { SignInOption } from "../protocol/model/application.ts";
import { isSameOption } from "../protocol/sign-in-sequence.ts";
import { factorOf } from "../signin/factors/index.ts";
import { submit } from "../signin/flow/engine.ts";
import type { Submission } from "../signin/flow/flow-place.ts";
import { optionsOf } from "../signin/flow/options.ts";
import { beginOnly, pick } from "../signin/flow/picking.ts";
import { readCookie } from "./cookies.ts";
import { endpoint } from "./endpoint.ts";
import { acceptJson, jsonOf } from "./json-body.ts";
import { answerNatively, NativeError, sendNativeError } from "./native-error.ts";
import { answerStanding, type NativeFlow, openNative } from "./native-flow.ts";
import { verifyOrigin } from "./native-origin.ts";
import { optionOfId } from "./native-step.ts";
import { PATHS } from "./paths.ts";
import { findPendingNative } from "./pending-requests.ts";
import type { Services } from "./services.ts";

/** The steps of a sign-in that an application shows itself (contract §14.2); it begins at the authorization endpoint. */
export async function nativeRoutes(app: FastifyInstance, services: Services): Promise<void> {
  acceptJson(app);
  app.setErrorHandler((error, request, reply) => sendNativeError(reply, request, error));
  endpoint(app, PATHS.nativeStep, {
    POST: (request, reply) => answerNatively(request, reply, () => takeStep(request, reply, services)),
  });
}

async function takeStep(request: FastifyRequest, reply: FastifyReply, services: Services): Promise<FastifyReply> {
  const { flowId, authenticatorId, entered } = readStep(jsonOf(request));
  const pending = await findPendingNative(request, flowId, services);
  if (pending === "gone") throw new NativeError("ABA-60009", "No sign-in that is on its way has this flowId.");
  if (pending === "too late") throw new NativeError("ABA-60008", "The sign-in took too long; start it again.");

  const flow = await openNative(request, pending, services);
  verifyOrigin(request, flow.client, services.settings);
  if (flow.startsOver) {
    const begun = await beginOnly(flow.place, flow.ctx);
    const told = begun.kind === "advanced" ? ({ ...begun, refusal: "starts_over" } as const) : begun;
    return answerStanding(request, reply, told, flow, services);
  }
  // What was left has been done elsewhere, as a password is chosen by the link of a message.
  const isLeft = flow.place.version === 0 || (await optionsOf(flow.place, flow.ctx)) !== undefined;
  if (!isLeft) return answerStanding(request, reply, await beginOnly(flow.place, flow.ctx), flow, services);
  const option = await selectedOption(authenticatorId, flow);
  const deviceCookie = readCookie(request, "device", services.settings);
  return answerStanding(request, reply, await advance(flow, option, entered, deviceCookie), flow, services);
}

/** The option of the present step that the id names: none can be skipped (security bar 19.6). */
async function selectedOption(id: string, { place, ctx }: NativeFlow): Promise<SignInOption> {
  const option = optionOfId(id);
  const isNamed = (other: SignInOption) => isSameOption(other, option);
  const open = (await optionsOf(place, ctx))?.find(isNamed);
  if (open !== undefined) return open;
  const asked = place.steps.flatMap(({ options }) => options).find(isNamed);
  if (asked !== undefined && factorOf(asked) === undefined) {
    throw new NativeError("ABA-60006", "The server does not have this way to sign in.");
  }
  throw new NativeError("ABA-60004", "The present step has no authenticator with this id.");
}

/** Without anything entered the option is begun, or begun once more. */
function advance(
  { place, ctx }: NativeFlow,
  option: SignInOption,
  entered: ReadonlyMap<string, string>,
  deviceCookie: string | undefined,
): Promise<Submission> {
  return entered.size === 0 ? pick(place, option, ctx) : submit(place, { option, entered, deviceCookie }, ctx);
}

interface SentStep {
  readonly flowId: string;
  readonly authenticatorId: string;
  readonly entered: ReadonlyMap<string, string>;
}

/** The step in the documented form (contract §14.2). Refuses any other. */
function readStep(body: unknown): SentStep {
  const { flowId, selectedAuthenticator } = membersOf(body, "the body");
  const { authenticatorId, params } = membersOf(selectedAuthenticator, "selectedAuthenticator");
  const entered = Object.entries(membersOf(params ?? {}, "params")).map(
    ([name, value]) => [name, textOf(value, name)] as const,
  );
  return {
    flowId: textOf(flowId, "flowId"),
    authenticatorId: textOf(authenticatorId, "authenticatorId"),
    entered: new Map(entered),
  };
}

function membersOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new NativeError("ABA-60001", `${what} is no JSON object`);
}

/** NUL is in no text that a user means (security bar 7.6). */
function textOf(value: unknown, what: string): string {
  const isText = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  if (isText && !String(value).includes("\0")) return String(value);
  throw new NativeError("ABA-60001", `${what} is no text`);
}
