import { isSameOption, missingSteps } from "../../protocol/sign-in-sequence.ts";
import { FACTORS, factorOf } from "../factors/index.ts";
import type { FlowContext } from "./flow-context.ts";
import type { FlowPlace, Standing, Submission } from "./flow-place.ts";
import { isRememberable, methodsOf } from "./methods.ts";
import { optionsOf } from "./options.ts";

/**
 * What comes next, without beginning anything: a step whose only option has to be begun shows as a choice of one, for `pick`.
 */
export async function standingOf(place: FlowPlace, ctx: FlowContext): Promise<Standing> {
  const { flow } = place;
  const options = await optionsOf(place, ctx);
  if (options === undefined) return completed(place, ctx);
  if (options.length === 0) {
    const [step] = missingSteps(place.steps, await methodsOf(place, ctx));
    return { kind: "stuck", unreached: step?.leadsTo };
  }
  const open = flow.open && options.some((option) => isSameOption(option, flow.open?.option)) ? flow.open : undefined;
  const [only] = options;
  const option = open?.option ?? (options.length === 1 ? only : undefined);
  const factor = option && factorOf(option);
  if (option === undefined || factor === undefined || (factor.start !== undefined && open === undefined)) {
    return { kind: "choose", options };
  }
  const shown = (await factor.show?.({ option, flow, flowId: place.id, state: open?.state ?? {} }, ctx)) ?? {};
  const others = options.filter((other) => !isSameOption(other, option));
  if (open?.url !== undefined) return { kind: "elsewhere", option, url: open.url, shown, others };
  return { kind: "prompt", option, factor, shown, others, rememberable: isRememberable(option, place) };
}

/** The same as what comes of something that was done. */
export async function advanced(place: FlowPlace, ctx: FlowContext): Promise<Submission> {
  return { kind: "advanced", place, standing: await standingOf(place, ctx) };
}

async function completed(place: FlowPlace, ctx: FlowContext): Promise<Standing> {
  const { userId } = place.flow.person ?? {};
  const user = userId === undefined ? undefined : await ctx.people.users.find(userId);
  // Accounts that are to be linked yet open nothing before they are.
  if (!user?.enabled || place.flow.linking !== undefined) return { kind: "stuck" };
  const amr = (await methodsOf(place, ctx)).filter((name) => FACTORS[name]?.kind !== "identifier");
  return { kind: "complete", user, amr };
}
