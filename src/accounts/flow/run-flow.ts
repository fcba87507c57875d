import type { AccountWorld } from "../account-world.ts";
import { addressOf, makeAccount, missingIn, type Registration, registrationFault } from "../registration.ts";
import { readSwitches, recoversPasswords } from "../switches.ts";
import { EXECUTORS } from "./executors.ts";
import {
  actionsOf,
  COMPLETE,
  type FlowAction,
  type FlowDesign,
  type FlowStep,
  type FlowType,
  fieldsOf,
  stepOf,
} from "./flow-design.ts";
import { type FlowInputs, USER_NAME } from "./flow-inputs.ts";
import { addFlow, changeFlow, endFlow, type Flow, type FlowState } from "./flow-state.ts";

export type FlowAnswer =
  /** Something is to be entered in the step. */
  | { readonly kind: "view"; readonly flow: Flow; readonly step: FlowStep }
  | { readonly kind: "registered"; readonly registration: Registration; readonly userName: string }
  | { readonly kind: "password chosen"; readonly userId: string; readonly userName: string }
  /** The flow stays where it is. */
  | { readonly kind: "refused"; readonly why: string }
  /** There is no such flow any more. */
  | { readonly kind: "gone" }
  /** The organization does not let people do that. */
  | { readonly kind: "off" };

/** Begins a flow of the design, and comes to the first step in which something is to be entered. */
export async function beginFlow(
  type: FlowType,
  design: FlowDesign,
  inputs: FlowInputs,
  ctx: AccountWorld,
): Promise<FlowAnswer> {
  if (!(await isOpen(type, ctx))) return { kind: "off" };
  const [first] = design.steps;
  const flow = await addFlow({ type, stepId: first?.id ?? COMPLETE }, ctx);
  return enter(flow, first?.id, { design, inputs, ctx });
}

/** Does what was asked for in the step that the flow is at. Nothing is lost when it is refused. */
export async function goOnWithFlow(
  flow: Flow,
  design: FlowDesign,
  actionId: string | undefined,
  inputs: FlowInputs,
  ctx: AccountWorld,
): Promise<FlowAnswer> {
  if (!(await isOpen(flow.state.type, ctx))) return { kind: "off" };
  const step = stepOf(design, flow.state.stepId);
  // Designed anew meanwhile.
  if (step === undefined) return { kind: "gone" };
  const actions = actionsOf(step);
  const [only] = actions.size === 1 ? actions.keys() : [];
  const action = actions.get(actionId ?? only ?? "");
  if (action === undefined) return { kind: "refused", why: `The step has no action "${actionId ?? ""}".` };
  const missing = fieldsOf(step).find(({ name, required }) => required && !inputs.entered[name]?.trim());
  if (missing !== undefined) return { kind: "refused", why: `"${missing.name}" is required.` };
  const told = { ...flow, state: withClaims(flow.state, inputs) };
  return act(told, action, { design, inputs, ctx });
}

interface Walk {
  readonly design: FlowDesign;
  readonly inputs: FlowInputs;
  readonly ctx: AccountWorld;
}

async function act(flow: Flow, action: FlowAction, walk: Walk): Promise<FlowAnswer> {
  const executor = EXECUTORS[action.executor?.name ?? ""];
  if (executor === undefined) return enter(flow, action.next, walk);
  const result = await executor.run(flow, walk.inputs, walk.ctx);
  switch (result.kind) {
    case "done":
      return enter(result.flow, action.next, walk);
    case "password chosen":
      return { kind: "password chosen", userId: result.user.id, userName: result.user.userName };
    default:
      return result;
  }
}

/** Comes to the step: what runs by itself does, and what is shown is prepared. */
async function enter(flow: Flow, next: string | undefined, walk: Walk): Promise<FlowAnswer> {
  const { design, ctx } = walk;
  const step = stepOf(design, next);
  if (step === undefined) return complete(flow, ctx);
  let prepared: FlowState = { ...flow.state, stepId: step.id };
  const actions = step.type === "VIEW" ? [...actionsOf(step).values()] : [];
  for (const { prepare } of actions.flatMap(({ executor }) => EXECUTORS[executor?.name ?? ""] ?? [])) {
    if (prepare === undefined) continue;
    const { type, userName = "", claims = {} } = prepared;
    const missing = type === "REGISTRATION" ? missingIn({ userName, claims }) : undefined;
    if (missing !== undefined) return refusedFor(missing);
    prepared = await prepare(prepared, ctx);
  }
  const changed = await changeFlow(flow, prepared, ctx);
  if (changed === undefined) return { kind: "gone" };
  const action = step.data.action;
  return step.type === "VIEW" || action === undefined
    ? { kind: "view", flow: changed, step }
    : act(changed, action, walk);
}

/** The end: an account is made where it is a registration; a password was set before. */
async function complete(flow: Flow, ctx: AccountWorld): Promise<FlowAnswer> {
  const { state } = flow;
  if (state.type !== "REGISTRATION") return { kind: "gone" };
  const { userName = "", claims = {}, passwordHash: hash, proved } = state;
  const fault = await registrationFault({ userName, claims, hasPassword: hash !== undefined }, ctx);
  if (fault?.kind === "off") return { kind: "off" };
  if (fault !== undefined) return refusedFor(fault.what);
  if (!(await endFlow(flow, ctx))) return { kind: "gone" };
  const provedEmail = proved !== undefined && proved === addressOf({ userName, claims });
  return {
    kind: "registered",
    registration: await makeAccount({ userName, claims, hash, provedEmail }, ctx),
    userName,
  };
}

function refusedFor(missing: "user name" | "email"): FlowAnswer {
  return { kind: "refused", why: `There is no ${missing} that could be one.` };
}

function withClaims(state: FlowState, { entered, claims }: FlowInputs): FlowState {
  if (state.type !== "REGISTRATION") return state;
  const userName = entered[USER_NAME] ?? state.userName;
  return { ...state, claims: { ...state.claims, ...claims }, ...(userName !== undefined && { userName }) };
}

async function isOpen(type: FlowType, ctx: AccountWorld): Promise<boolean> {
  const switches = await readSwitches(ctx);
  if (type === "REGISTRATION") return switches.isOn("registers") || switches.isOn("registersWithoutPassword");
  return type === "ASK_PASSWORD" || recoversPasswords(switches);
}
