import type { SignInOption } from "../../protocol/model/application.ts";
import { isSecondFactor, methodOf, missingSteps, REMEMBERED_DEVICE } from "../../protocol/sign-in-sequence.ts";
import { isRememberedDevice } from "../remembered-device.ts";
import type { FlowContext } from "./flow-context.ts";
import type { FlowPlace } from "./flow-place.ts";

/** What was done, as a session's `amr` says it, and what a remembered device stands for. */
export async function methodsOf({ flow, steps, remembering }: FlowPlace, ctx: FlowContext): Promise<readonly string[]> {
  const done = flow.done.map(methodOf);
  const { userId = "", proven = false } = flow.person ?? {};
  if (flow.linking !== undefined || !proven || remembering?.cookie === undefined || done.includes(REMEMBERED_DEVICE))
    return done;
  const remembered = [...done, REMEMBERED_DEVICE];
  if (missingSteps(steps, remembered).length === missingSteps(steps, done).length) return done;
  return (await isRememberedDevice(remembering.cookie, userId, ctx)) ? remembered : done;
}

/** A second factor, after something else, where the device counts at all. */
export function isRememberable(option: SignInOption, { flow, remembering }: FlowPlace): boolean {
  return (
    remembering !== undefined && flow.linking === undefined && flow.person?.proven === true && isSecondFactor(option)
  );
}
