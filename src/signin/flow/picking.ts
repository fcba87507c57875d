import type { SignInOption } from "../../protocol/model/application.ts";
import { isSameOption } from "../../protocol/sign-in-sequence.ts";
import { factorOf } from "../factors/index.ts";
import { link } from "../federation/linking.ts";
import type { Factor, RefusalReason, StartOutcome } from "./factor.ts";
import type { FlowContext } from "./flow-context.ts";
import type { FlowPlace, Submission, TooMany } from "./flow-place.ts";
import { optionsOf } from "./options.ts";
import { saveOverTries, unchanged } from "./save-progress.ts";
import { findFlow, type OpenStep, type SignInFlow, saveFlow, withoutLinking } from "./sign-in-flow.ts";
import { advanced, standingOf } from "./standing.ts";

/** How many codes one sign-in may send (security bar 19.2). */
const MOST_CODES = 5;

/** Takes up one of the ways that the present step stands open to; another one is as if nothing had been picked (security bar 19.6). */
export async function pick(place: FlowPlace, picked: SignInOption, ctx: FlowContext): Promise<Submission> {
  const options = (await optionsOf(place, ctx)) ?? [];
  const option = options.find((each) => isSameOption(each, picked));
  const factor = option && factorOf(option);
  if (option === undefined || factor === undefined) return advanced(place, ctx);
  // Counted before it is sent: of many at once, one sends.
  const begun = sendsCode(factor) ? await countCode(place, ctx) : place;
  if (begun === undefined) return advanced({ ...place, ...(await findFlow(place.id, ctx)) }, ctx);
  if ("kind" in begun) return begun;
  const started = await start(option, factor, begun, ctx);
  if (started.kind === "too many attempts") return started;
  const open: OpenStep = {
    option,
    state: started.state,
    tries: 0,
    ...(started.kind === "elsewhere" && { url: started.url }),
  };
  return settle(begun, { ...begun.flow, open }, ctx);
}

/**
 * Begins the step's only way, where it has to be begun; otherwise it stays as it is. Accounts that are both proven are linked, and the steps
 * go on that the application asks for.
 */
export async function beginOnly(place: FlowPlace, ctx: FlowContext): Promise<Submission> {
  const { flow } = place;
  if (flow.linking !== undefined && (await optionsOf(place, ctx)) === undefined) {
    const linked = await link(flow, flow.linking, ctx);
    if (linked === undefined) return settle(place, withoutLinking(flow), ctx, "no_account");
    const { linking, ...linkless } = flow;
    const providerSessions = [...(flow.providerSessions ?? []), linking.session];
    return settle(place, { ...linkless, done: [linked, ...flow.done], providerSessions }, ctx);
  }
  const standing = await standingOf(place, ctx);
  if (standing.kind !== "choose" || standing.options.length !== 1) return { kind: "advanced", place, standing };
  return pick(place, standing.options[0] as SignInOption, ctx);
}

/** Puts the option that was begun back, so that another one can be picked; where there is none, the accounts that were to be linked. */
export async function putBack(place: FlowPlace, ctx: FlowContext): Promise<Submission> {
  const { flow } = place;
  const hasOthers = flow.open !== undefined && ((await optionsOf(place, ctx)) ?? []).length > 1;
  if (flow.linking !== undefined && !hasOthers) return settle(place, withoutLinking(flow), ctx);
  return flow.open === undefined ? advanced(place, ctx) : settle(place, { ...flow, open: undefined }, ctx);
}

/** Stores the flow, and begins the next step's only way. */
export async function settle(
  place: FlowPlace,
  flow: SignInFlow,
  ctx: FlowContext,
  refusal?: RefusalReason,
): Promise<Submission> {
  const unsaved = { ...place, flow };
  if (place.version === 0 && refusal === undefined) {
    // Most sign-ins are done with one form, and need not be written down.
    const standing = await standingOf(unsaved, ctx);
    if (standing.kind === "complete") return { kind: "advanced", place: unsaved, standing };
  }
  const saved = flow === place.flow ? await unchanged(place, ctx) : await saveOverTries(place, flow, ctx);
  // Another request has changed it meanwhile: what that one did counts.
  if (saved === undefined) return beginOnly({ ...place, ...(await findFlow(place.id, ctx)) }, ctx);
  const next = { ...place, ...saved };
  const answer = refusal === undefined ? await beginOnly(next, ctx) : await advanced(next, ctx);
  return answer.kind === "advanced" ? { ...answer, refusal } : answer;
}

async function start(
  option: SignInOption,
  factor: Factor,
  { flow, id: flowId }: FlowPlace,
  ctx: FlowContext,
): Promise<StartOutcome> {
  return factor.start === undefined ? { kind: "started", state: {} } : factor.start({ option, flow, flowId }, ctx);
}

/** The flow with one more code sent; undefined when another request has changed it meanwhile. */
async function countCode(place: FlowPlace, ctx: FlowContext): Promise<FlowPlace | TooMany | undefined> {
  const { flow, version } = place;
  if (flow.codesSent >= MOST_CODES) return { kind: "too many attempts", retryAfterSeconds: 300 };
  const saved = await saveFlow(place, { ...flow, codesSent: flow.codesSent + 1 }, version, ctx);
  return saved && { ...place, ...saved };
}

function sendsCode({ kind, start, sendsNothing = false }: Factor): boolean {
  return kind === "possession" && start !== undefined && !sendsNothing;
}
