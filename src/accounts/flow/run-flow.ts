import { missingIn } from "../registration.ts";
import { readSwitches, recoversPasswords } from "../switches.ts";
import { completeRegistration, passwordChosen, refusedFor } from "./complete-flow.ts";
import { EXECUTORS, type FlowExecutor } from "./executors.ts";
import type { FlowAnswer } from "./flow-answer.ts";
import {
  actionsOf,
  COMPLETE,
  connectionOf,
  type FlowAction,
  type FlowType,
  type PresentFlow,
  requiredFor,
  stepOf,
} from "./flow-design.ts";
import { type FlowInputs, PASSKEY_ANSWER, USER_NAME } from "./flow-inputs.ts";
import { type Away, addFlow, changeFlow, type Flow, type FlowState } from "./flow-state.ts";
import type { FlowWorld } from "./flow-world.ts";

/** Begins a flow of the design, and comes to the first step in which something is to be entered. */
export async function beginFlow(
  begun: Pick<FlowState, "type" | "applicationId" | "requestId" | "browser">,
  present: PresentFlow,
  inputs: FlowInputs,
  ctx: FlowWorld,
): Promise<FlowAnswer> {
  if (!(await isOpen(begun.type, ctx))) return { kind: "off" };
  const [first] = present.design.steps;
  const state = { ...begun, stepId: first?.id ?? COMPLETE };
  return enter(await addFlow(state, ctx), first?.id, { present, inputs, ctx });
}

/** Does what was asked for in the step that the flow is at. Nothing is lost when it is refused. */
export async function goOnWithFlow(
  flow: Flow,
  present: PresentFlow,
  actionId: string | undefined,
  inputs: FlowInputs,
  ctx: FlowWorld,
): Promise<FlowAnswer> {
  if (!(await isOpen(flow.state.type, ctx))) return { kind: "off" };
  const { away } = flow.state;
  const back = away !== undefined && isAnswered(away, inputs) ? away : undefined;
  const step = stepOf(present.design, (back ?? flow.state).stepId);
  // Designed anew meanwhile.
  if (step === undefined) return { kind: "gone" };
  const actions = actionsOf(step);
  const [only] = actions.size === 1 ? actions.keys() : [];
  // SDKs name none where it is clear which.
  const chosen = back?.actionId ?? (actionId || only || "");
  const action = actions.get(chosen);
  if (action === undefined) return { kind: "refused", because: "missing", why: `The step has no action "${chosen}".` };
  const isAgain = action.type === "NEXT" && action.next === step.id;
  const asksNothing = isAgain || back !== undefined || executorOf(action)?.asksElsewhere;
  const missing = asksNothing ? undefined : requiredFor(step, chosen).find((name) => !inputs.entered[name]?.trim());
  if (missing !== undefined) return { kind: "refused", because: "missing", why: `"${missing}" is required.` };
  // Whoever does something else is not waited for any more.
  const { away: _, ...here } = flow.state;
  const told = { ...flow, state: withClaims(back === undefined ? here : flow.state, inputs) };
  return act(told, { stepId: step.id, actionId: chosen, action }, { present, inputs, ctx });
}

interface Walk {
  readonly present: PresentFlow;
  readonly inputs: FlowInputs;
  readonly ctx: FlowWorld;
}

/** Whether the person is back from where they were. */
function isAnswered({ to }: Away, { entered }: FlowInputs): boolean {
  return entered[to === "connection" ? "state" : PASSKEY_ANSWER] !== undefined;
}

function executorOf({ executor }: FlowAction): FlowExecutor | undefined {
  return executor !== undefined && Object.hasOwn(EXECUTORS, executor.name) ? EXECUTORS[executor.name] : undefined;
}

async function act(
  flow: Flow,
  { action, ...place }: { readonly stepId: string; readonly actionId: string; readonly action: FlowAction },
  walk: Walk,
): Promise<FlowAnswer> {
  const executor = executorOf(action);
  if (executor === undefined) return enter(flow, action.next, walk);
  const idp = action.executor && connectionOf(action.executor);
  const { completion } = walk.present;
  const result = await executor.run(flow, walk.inputs, walk.ctx, { ...place, idp, completion });
  switch (result.kind) {
    case "done": {
      // What was shown elsewhere cannot be shown again by the same answer: it stays, whatever is refused afterwards.
      const kept = executor.asksElsewhere ? await changeFlow(result.flow, result.flow.state, walk.ctx) : result.flow;
      return kept === undefined ? { kind: "gone" } : enter(kept, action.next, walk);
    }
    case "away": {
      const { away } = result.flow.state;
      const kept = await changeFlow(result.flow, result.flow.state, walk.ctx);
      return kept === undefined || away === undefined ? { kind: "gone" } : { kind: "away", flow: kept, away };
    }
    case "password chosen":
      return passwordChosen(flow.state, result.user, walk.present, walk.ctx);
    default:
      return result;
  }
}

/** Comes to the step: what runs by itself does, and what is shown is prepared. */
async function enter(flow: Flow, next: string | undefined, walk: Walk): Promise<FlowAnswer> {
  const { present, ctx } = walk;
  const step = stepOf(present.design, next);
  if (step === undefined) return completeRegistration(flow, present, ctx);
  const isView = step.type === "VIEW" || step.data.action === undefined;
  // What runs by itself cannot be stayed at: whatever it refuses is mended in the step that was shown before.
  let prepared: FlowState = { ...flow.state, ...(isView && { stepId: step.id }) };
  const actions = step.type === "VIEW" ? [...actionsOf(step).values()] : [];
  const executors = new Set(actions.flatMap((one) => executorOf(one) ?? []));
  for (const { missing: missingFor, prepare } of executors) {
    if (prepare === undefined) continue;
    const { type, userName = "", claims = {} } = prepared;
    const missing = type === "REGISTRATION" ? (missingIn({ userName, claims }) ?? missingFor?.(prepared)) : undefined;
    if (missing !== undefined) return refusedFor(missing);
    prepared = await prepare(prepared, ctx);
  }
  const changed = await changeFlow(flow, prepared, ctx);
  if (changed === undefined) return { kind: "gone" };
  const action = step.data.action;
  return isView || action === undefined
    ? { kind: "view", flow: changed, step }
    : act(changed, { stepId: step.id, actionId: step.id, action }, walk);
}

function withClaims(state: FlowState, { entered, claims }: FlowInputs): FlowState {
  if (state.type !== "REGISTRATION") return state;
  const userName = entered[USER_NAME] ?? state.userName;
  return { ...state, claims: { ...state.claims, ...claims }, ...(userName !== undefined && { userName }) };
}

async function isOpen(type: FlowType, ctx: FlowWorld): Promise<boolean> {
  const switches = await readSwitches(ctx);
  if (type === "REGISTRATION") return switches.isOn("registers") || switches.isOn("registersWithoutPassword");
  return type === "ASK_PASSWORD" || recoversPasswords(switches);
}
