import type { FastifyReply, FastifyRequest } from "fastify";
import type { FlowAnswer } from "../accounts/flow/flow-answer.ts";
import { fieldsOf, stepOf } from "../accounts/flow/flow-design.ts";
import { ANSWER_OF_CONNECTION, PASSKEY_ANSWER } from "../accounts/flow/flow-inputs.ts";
import { type Flow, findFlow } from "../accounts/flow/flow-state.ts";
import type { FlowWorld } from "../accounts/flow/flow-world.ts";
import { beginFlow, goOnWithFlow } from "../accounts/flow/run-flow.ts";
import { flowInputs } from "../management/flow-execution/flow-inputs.ts";
import { ManagementError } from "../management/management-error.ts";
import { accountEndPage } from "../pages/recovery-pages.ts";
import { registeredPage } from "../pages/register-page.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { browserHash } from "../signin/form-token.ts";
import { accountFormAt } from "./account-pages.ts";
import { accountWorld } from "./account-world.ts";
import { browserName, nameBrowser } from "./browser.ts";
import { cameFrom } from "./came-from.ts";
import { designedFlow } from "./designed-flow.ts";
import { leaveByPage } from "./federation-routes.ts";
import { connectionsAt } from "./flow-connections.ts";
import { signInAtEnd } from "./flow-sign-in.ts";
import { type FlowVisit, formFault, type Shown, showPasskey, showStep } from "./flow-step-page.ts";
import { frameFor, sendPage } from "./pages.ts";
import { PATHS } from "./paths.ts";
import { relyingPartyOf } from "./relying-party.ts";
import { requestStore, type Services } from "./services.ts";

/** In characters. */
const LONGEST_VALUE = 1024;

/** Begins the flow and shows its first step. */
export async function showFlow(visit: FlowVisit): Promise<FastifyReply> {
  const { type, present, brought = {}, client, requestId, request, reply, services } = visit;
  const applicationId = client?.application?.id;
  const browser = hashOf(nameBrowser(request, reply, services.settings));
  const left = await cameFrom(requestId, request, services);
  const from = {
    ...(applicationId !== undefined && { applicationId }),
    ...(left !== undefined && { requestId: left.id }),
  };
  const begun = { type, browser, ...from };
  const answer = await beginFlow(begun, present, flowInputs(brought), flowWorld(request, services));
  return answered(visit, answer, { parameters: new Map() });
}

/** Takes what was entered in a step, in a form that is known to be ours. */
export async function takeFlow(visit: FlowVisit, parameters: Parameters): Promise<FastifyReply> {
  const { type, present, brought = {}, request, services } = visit;
  const ctx = flowWorld(request, services);
  const flow = await ownFlow(parameters.get("flowId") ?? "", visit);
  const step = flow && stepOf(present.design, flow.state.stepId);
  if (flow?.state.type !== type || step === undefined) return answered(visit, { kind: "gone" }, { parameters });
  const shown = { ...placeOf(flow), step, parameters };
  const fault = formFault(visit, parameters);
  if (fault !== undefined) return showStep(visit, { ...shown, fault });
  const names = [...fieldsOf(step).map(({ name }) => name), PASSKEY_ANSWER];
  const entered = names.flatMap((name) => {
    const value = parameters.get(name === "password" ? "newPassword" : name);
    return value === undefined || (value === "" && name !== "password") ? [] : [[name, value] as const];
  });
  const answer = await goOn(() =>
    goOnWithFlow(flow, present, parameters.get("actionId"), inputsOf([...entered, ...Object.entries(brought)]), ctx),
  );
  return answered(visit, answer, shown);
}

function inputsOf(entered: readonly (readonly [string, string])[]) {
  return flowInputs(
    Object.fromEntries(
      entered.map(([name, value]) => [name, name === PASSKEY_ANSWER ? value : value.slice(0, LONGEST_VALUE)]),
    ),
  );
}

/** The flow with the id, if it was begun in this browser on a page of ours. */
async function ownFlow(id: string, { request, services }: Pick<FlowVisit, "request" | "services">) {
  const flow = await findFlow(id, accountWorld(request, services));
  const browser = browserName(request, services.settings);
  return browser !== undefined && flow?.state.browser === hashOf(browser) ? flow : undefined;
}

/** Back from a provider: the registration goes on in the browser that it was begun in and in no other (security bar 24.3). */
export async function takeFlowAnswer(
  flowId: string,
  parameters: Parameters,
  place: Pick<FlowVisit, "request" | "reply" | "services">,
): Promise<FastifyReply> {
  const { request, reply, services } = place;
  const flow = await ownFlow(flowId, place);
  const present = await designedFlow("REGISTRATION", request, services);
  if (flow?.state.type !== "REGISTRATION" || present === undefined) {
    return sendPage(reply, accountEndPage(frameFor(request), "gone"), { status: 400 });
  }
  const { store } = requestStore(request, services);
  const { applicationId } = flow.state;
  const client = applicationId === undefined ? undefined : await store.clients.findByApplicationId(applicationId);
  const visit: FlowVisit = {
    type: "REGISTRATION",
    present,
    path: PATHS.registerPage,
    ...place,
    ...(client && { client }),
  };
  const entered = Object.fromEntries(
    ANSWER_OF_CONNECTION.flatMap((name) => (parameters.has(name) ? [[name, parameters.get(name) ?? ""]] : [])),
  );
  // Nobody comes past a page of ours without having agreed to the terms.
  const isAgreed = present.design.steps[0]?.type === "VIEW";
  const shown = { ...placeOf(flow), parameters: new Map(isAgreed ? [["terms", "on"]] : []) };
  const step = stepOf(present.design, flow.state.stepId);
  // Loaded again: what it has brought was taken, and looking at a page does nothing else (RFC 9110 §9.2.1).
  if (flow.state.away?.to !== "connection" && step?.type === "VIEW") return showStep(visit, { ...shown, step });
  const answer = await goOnWithFlow(flow, present, undefined, { entered, claims: {} }, flowWorld(request, services));
  return answered(visit, answer, shown);
}

function flowWorld(request: FastifyRequest, services: Services): FlowWorld {
  const ctx = accountWorld(request, services);
  const { sealing, settings } = services;
  const passkeys = {
    credentials: ctx.store.credentials,
    transients: ctx.store.transients,
    ...{ sealing, now: ctx.now, relyingParty: relyingPartyOf(settings, ctx.tenant) },
  };
  return { ...ctx, passkeys, connections: connectionsAt(request, services) };
}

function hashOf(browser: string): string {
  return browserHash(browser).toString("base64url");
}

/** What an attribute's rules refuse is said as whatever else is. */
async function goOn(run: () => Promise<FlowAnswer>): Promise<FlowAnswer> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ManagementError)) throw error;
    return { kind: "refused", because: "missing", why: error.message };
  }
}

async function answered(visit: FlowVisit, answer: FlowAnswer, shown: Shown): Promise<FastifyReply> {
  const { path, request, reply, services, present } = visit;
  const { frame } = accountFormAt(path, request, reply, services);
  switch (answer.kind) {
    case "view":
      // What was entered in the step before is not this one's.
      return showStep(visit, { ...placeOf(answer.flow), step: answer.step, parameters: carriedOf(shown) });
    case "away":
      return answer.away.to === "connection"
        ? leaveByPage(request, reply, { url: answer.away.sent.url, connection: answer.away.sent.option.idp })
        : showPasskey(visit, { ...shown, ...placeOf(answer.flow) }, answer.away.options);
    case "refused": {
      // Nothing has begun: what the link has brought is good no more.
      if (shown.flowId === undefined) return sendPage(reply, accountEndPage(frame, "gone"), { status: 400 });
      const found = await ownFlow(shown.flowId, visit);
      const step = found && stepOf(present.design, found.state.stepId);
      if (found === undefined || step?.type !== "VIEW")
        return sendPage(reply, accountEndPage(frame, "gone"), { status: 400 });
      return showStep(visit, { ...shown, ...placeOf(found), step, fault: answer.because });
    }
    case "off":
      return sendPage(reply, accountEndPage(frame, "off"), { status: 403 });
    case "gone":
      return sendPage(reply, accountEndPage(frame, "gone"), { status: 400 });
    case "password chosen":
      if (answer.signIn !== undefined) return signInAtEnd(answer.signIn, { frame, request, reply, services });
      return sendPage(reply, accountEndPage(frame, "chosen"));
    case "registered": {
      const { registration } = answer;
      if (registration.kind === "off") return sendPage(reply, accountEndPage(frame, "off"), { status: 403 });
      if (registration.kind !== "registered") return showFlow({ ...visit, requestId: shown.requestId });
      // Whose account it is already has heard of it by a message.
      const signIn = registration.isNew ? answer.signIn : undefined;
      if (signIn !== undefined) return signInAtEnd(signIn, { frame, request, reply, services });
      return sendPage(reply, registeredPage(frame, registration.toBeConfirmed));
    }
  }
}

function placeOf({ id, state }: Flow): Pick<Shown, "flowId" | "requestId"> {
  return { flowId: id, requestId: state.requestId };
}

/** That the terms are agreed to is asked once. */
function carriedOf({ parameters }: Shown): Parameters {
  const terms = parameters.get("terms");
  return new Map(terms === undefined ? [] : [["terms", terms]]);
}
