import { CONNECTION_EXECUTORS } from "./connection-executor.ts";
import { EXECUTORS } from "./executors.ts";
import {
  actionsOf,
  COMPLETE,
  connectionOf,
  type FlowAction,
  type FlowDesign,
  type FlowStep,
  type FlowType,
  fieldNamesOf,
  stepOf,
} from "./flow-design.ts";

const PASSWORDS = ["PasswordProvisioningExecutor", "PasswordOnboardExecutor"];
/** Each shows that what people are written to at is theirs. */
const CODES = ["EmailOTPExecutor", "SMSOTPExecutor"];
/** What every way through a flow has to have done before its end, each of one of the names. */
const NEEDED: Readonly<Record<FlowType, readonly (readonly string[])[]>> = {
  REGISTRATION: [[...PASSWORDS, ...CODES, "FIDO2Executor", ...Object.keys(CONNECTION_EXECUTORS)]],
  PASSWORD_RECOVERY: [["UserResolveExecutor"], CODES, PASSWORDS],
  ASK_PASSWORD: [["ConfirmationCodeValidationExecutor"], PASSWORDS],
};

/** What stands against a design, in a sentence that names the place; undefined: people can go through it, and none of them past a proof. */
export function designFault(type: FlowType, design: FlowDesign): string | undefined {
  const { steps } = design;
  const ids = steps.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `Two steps are called "${twice}".`;
  for (const step of steps) {
    const fault = stepFault(type, step, ids);
    if (fault !== undefined) return fault;
  }
  const [first] = steps;
  if (first === undefined || first.type === "END") return "The flow has no step.";
  // It is sent when its step is shown.
  const isSentAtOnce = type === "REGISTRATION" && first.type === "VIEW" && codesIn(first).length > 0;
  if (isSentAtOnce) return `The step "${first.id}" sends a code before anybody has said where to.`;
  return walkFault(type, design, first);
}

function stepFault(type: FlowType, step: FlowStep, ids: readonly string[]): string | undefined {
  if (step.type === "END") return undefined;
  const actions = actionsOf(step);
  if (actions.size === 0) return `The step "${step.id}" leads nowhere: nothing in it has an action.`;
  if (step.type !== "VIEW" && step.data.action === undefined) return `The step "${step.id}" has no action.`;
  // The field could not tell them apart.
  if (new Set(codesIn(step)).size > 1)
    return `The step "${step.id}" asks for the codes of two messages: each needs its own.`;
  for (const [id, action] of actions) {
    const fault = actionFault(type, step, action, ids);
    if (fault !== undefined) return `The action of "${id}" ${fault}`;
  }
  return undefined;
}

/** The executors of the step that send codes. */
function codesIn(step: FlowStep): readonly string[] {
  const names = [...actionsOf(step).values()].flatMap(({ executor }) => executor?.name ?? []);
  return names.filter((name) => CODES.includes(name));
}

function actionFault(type: FlowType, step: FlowStep, action: FlowAction, ids: readonly string[]): string | undefined {
  const { next, executor } = action;
  if (next === undefined || (next !== COMPLETE && !ids.includes(next))) return `leads to no step: "${next ?? ""}".`;
  if (action.type === "NEXT") return executor === undefined ? undefined : "has an executor, but is of the type NEXT.";
  const known = Object.hasOwn(EXECUTORS, executor?.name ?? "") ? EXECUTORS[executor?.name ?? ""] : undefined;
  if (known === undefined || !known.flows.includes(type)) {
    return `has an executor that the flow cannot have: "${executor?.name ?? ""}".`;
  }
  if (executor !== undefined && Object.hasOwn(CONNECTION_EXECUTORS, executor.name) && !connectionOf(executor)) {
    return "names no connection: its executor's meta has no idpName.";
  }
  const missing = known.needs.find((name) => !fieldNamesOf(step).includes(name));
  if (missing !== undefined) return `needs a field with the identifier "${missing}" in its step.`;
  const isLast = PASSWORDS.includes(executor?.name ?? "") && type !== "REGISTRATION";
  // With the password everything has been done, and what follows could not be gone back from.
  return isLast && next !== COMPLETE ? `must lead to ${COMPLETE}.` : undefined;
}

/** Goes every way there is, with what was done on it: through each step once for each of what can have been done before it. */
function walkFault(type: FlowType, design: FlowDesign, first: FlowStep): string | undefined {
  const needed = NEEDED[type];
  const seen = new Set<string>();
  const waiting: { step: FlowStep; done: number }[] = [{ step: first, done: 0 }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { step, done } = place;
    const key = `${done} ${step.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (goesRound(design, step)) return `The step "${step.id}" leads back to itself with nothing to enter in between.`;
    for (const { executor, next } of actionsOf(step).values()) {
      const isNext = needed[done]?.includes(executor?.name ?? "") === true;
      const after = isNext ? done + 1 : done;
      const following = stepOf(design, next);
      if (following !== undefined) waiting.push({ step: following, done: after });
      else if (after < needed.length) return `A way through the flow ends without ${needed[after]?.join(" or ")}.`;
    }
  }
  return undefined;
}

/** Whether the step comes back to itself by steps alone that run by themselves. */
function goesRound(design: FlowDesign, step: FlowStep): boolean {
  const seen = new Set<FlowStep>();
  const waiting = [step];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    const actions = one.type === "VIEW" ? [] : actionsOf(one).values();
    const following = [...actions].flatMap(({ next }) => stepOf(design, next) ?? []);
    if (following.includes(step)) return true;
    for (const each of following) {
      if (!seen.has(each)) waiting.push(each);
      seen.add(each);
    }
  }
  return false;
}
