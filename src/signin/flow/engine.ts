import { isFromOutside } from "../../protocol/model/user.ts";
import { isSameOption } from "../../protocol/sign-in-sequence.ts";
import { factorOf } from "../factors/index.ts";
import type { EnteredStep, FactorOutcome } from "./factor.ts";
import type { FlowContext } from "./flow-context.ts";
import type { FlowPlace, Submission } from "./flow-place.ts";
import { beginGuess, countWrongGuess, forgetGuesses, tellOfGuesses } from "./guesses.ts";
import { isRememberable } from "./methods.ts";
import { optionsOf } from "./options.ts";
import { pick, settle } from "./picking.ts";
import { MOST_TRIES } from "./save-progress.ts";
import { type OpenStep, type Person, type SignInFlow, saveFlow, withoutLinking } from "./sign-in-flow.ts";
import { advanced } from "./standing.ts";

/** Checks what was entered for an option of the present step. */
export async function submit(
  place: FlowPlace,
  sent: Pick<EnteredStep, "option" | "entered" | "deviceCookie"> & {
    readonly remembered?: boolean;
    /** Whether second factors are not to be asked for again on this device. */
    readonly rememberDevice?: boolean;
  },
  ctx: FlowContext,
): Promise<Submission> {
  const option = (await optionsOf(place, ctx))?.find((each) => isSameOption(each, sent.option));
  const factor = option && factorOf(option);
  if (option === undefined || factor === undefined) return advanced(place, ctx);
  const open = isSameOption(option, place.flow.open?.option) ? place.flow.open : undefined;
  const isBegun = open !== undefined || factor.start === undefined || factor.isAnswered?.(sent.entered);
  if (!isBegun) return pick(place, option, ctx);

  const counted = await countTry(place, open, ctx);
  // Two at once: the other one counts.
  if (counted === undefined) return advanced(place, ctx);
  const { linking } = place.flow;
  if (open === undefined && linking !== undefined && linking.tries >= MOST_TRIES) {
    return settle(counted, withoutLinking(counted.flow), ctx, "sign_in_failed");
  }
  if (open !== undefined && open.tries >= MOST_TRIES) {
    return settle(counted, { ...counted.flow, open: undefined }, ctx, "code_expired");
  }
  const guess = await beginGuess(factor, counted.flow.person, ctx);
  if (guess.kind === "too many attempts") return guess;
  const { flow } = counted;
  const { entered, deviceCookie, remembered = flow.remembered } = sent;
  const state = open?.state ?? {};
  const step = { option, flow, flowId: place.id, state, entered, deviceCookie };
  // While it is locked nothing is used up.
  const outcome: FactorOutcome =
    guess.kind === "locked" ? { kind: "refused", because: "wrong_code" } : await factor.verify(step, ctx);
  if (outcome.kind === "too many attempts") return outcome;
  if (outcome.kind === "ended") return settle(counted, { ...flow, open: undefined }, ctx, outcome.because);
  if (outcome.kind === "refused") {
    countWrongGuess(factor, flow.person, ctx);
    await tellOfGuesses(guess, flow.person, ctx);
    const { because, state: changed } = outcome;
    const next = changed !== undefined && counted.flow.open;
    return settle(counted, next ? { ...flow, open: { ...next, state: changed } } : flow, ctx, because);
  }
  if (outcome.kind === "goes on") {
    return settle(counted, { ...flow, open: { option, state: outcome.state, tries: 0 } }, ctx);
  }
  if (outcome.kind === "to be linked") {
    const { remote, session } = outcome;
    return settle(counted, { ...withoutOpen(flow), linking: { option, remote, session, tries: 0 } }, ctx);
  }
  await forgetGuesses(guess, ctx);
  if (outcome.kind === "identified") {
    const person = { userName: outcome.userName, userId: outcome.userId, proven: false };
    return settle(counted, { ...withoutOpen(flow), person, remembered, done: [...flow.done, option] }, ctx);
  }
  const { user } = outcome;
  // Whoever was named before is who has to prove it.
  if (!user.enabled || isFromOutside(user) || (flow.person !== undefined && flow.person.userId !== user.id)) {
    return settle(counted, withoutOpen(flow), ctx, "sign_in_failed");
  }
  const person: Person = { userName: user.userName, userId: user.id, proven: true };
  const isTask = factor.kind === "task";
  const { mark, renewed } = outcome;
  const done = flow.done.map((step) => (isSameOption(step, renewed) ? { ...step, mark: renewed?.mark } : step));
  return settle(
    counted,
    {
      ...withoutOpen(flow),
      person,
      provenAt: isTask ? flow.provenAt : ctx.now,
      remembered,
      rememberDevice: flow.rememberDevice || (sent.rememberDevice === true && isRememberable(option, place)),
      done: isTask ? done : [...done, { ...option, mark }],
      tasksDone: isTask ? [...flow.tasksDone, factor.name] : flow.tasksDone,
      ...(outcome.providerSession && { providerSessions: [...(flow.providerSessions ?? []), outcome.providerSession] }),
    },
    ctx,
  );
}

/** Counts an entry for what was begun, or towards a link; undefined when another request was counted first. Others count by themselves. */
async function countTry(
  place: FlowPlace,
  open: OpenStep | undefined,
  ctx: FlowContext,
): Promise<FlowPlace | undefined> {
  const { flow } = place;
  const { linking } = flow;
  if (open === undefined && linking === undefined) return place;
  const counted =
    open === undefined
      ? { ...flow, linking: linking && { ...linking, tries: linking.tries + 1 } }
      : { ...flow, open: { ...open, tries: open.tries + 1 } };
  const saved = await saveFlow(place, counted, place.version, ctx);
  return saved && { ...place, ...saved };
}

function withoutOpen(flow: SignInFlow): SignInFlow {
  return { ...flow, open: undefined };
}
