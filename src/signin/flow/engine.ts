import { isDeepStrictEqual } from "node:util";
import { chosenFactors } from "../../credentials/enabled-factors.ts";
import { isRecentProof } from "../../credentials/recent-proof.ts";
import type { SignInOption, SignInStep, User } from "../../protocol/model.ts";
import {
  isSameOption,
  isSecondFactor,
  methodOf,
  missingSteps,
  REMEMBERED_DEVICE,
  reaches,
} from "../../protocol/sign-in-sequence.ts";
import { FACTORS, factorOf, TASKS } from "../factors/index.ts";
import { isRememberedDevice } from "../remembered-device.ts";
import type { EnteredStep, Factor, FactorOutcome, RefusalReason, Shown, StartOutcome } from "./factor.ts";
import type { FlowContext } from "./flow-context.ts";
import { beginGuess, countWrongGuess, forgetGuesses } from "./guesses.ts";
import { findFlow, type OpenStep, type Person, type SignInFlow, type StoredFlow, saveFlow } from "./sign-in-flow.ts";

/** A sign-in on its way: the request that waits for it, the steps that it takes, and how far it has come. */
export interface FlowPlace extends StoredFlow {
  readonly id: string;
  readonly expiresAt: number;
  readonly steps: readonly SignInStep[];
  /** Undefined: every step is asked for, on a device that was remembered too. */
  readonly remembering?: { readonly cookie: string | undefined } | undefined;
}

/** What comes next. */
export type Standing =
  /** One of several ways is to be picked. */
  | { readonly kind: "choose"; readonly options: readonly SignInOption[] }
  /** Something is to be entered. `others`: the other ways of the same step. */
  | {
      readonly kind: "prompt";
      readonly option: SignInOption;
      readonly factor: Factor;
      readonly shown: Shown;
      readonly others: readonly SignInOption[];
      /** Whether the device can be remembered with it. */
      readonly rememberable: boolean;
    }
  | {
      readonly kind: "elsewhere";
      readonly option: SignInOption;
      readonly url: string;
      readonly shown: Shown;
      readonly others: readonly SignInOption[];
    }
  /** None of the step's ways stands open to this person. */
  | { readonly kind: "stuck" }
  | { readonly kind: "complete"; readonly user: User; readonly amr: readonly string[] };

/** The flow after something was done, and what comes next in it. */
export interface Advanced {
  readonly place: FlowPlace;
  readonly standing: Standing;
  /** Why what was entered did not do. */
  readonly refusal?: RefusalReason | undefined;
}

export type Submission = ({ readonly kind: "advanced" } & Advanced) | TooMany;
type TooMany = { readonly kind: "too many attempts"; readonly retryAfterSeconds: number };

/** How often something may be entered before the step begins anew (security bar 19.1, 19.2). */
const MOST_TRIES = 5;
/** How many codes one sign-in may send (security bar 19.2). */
const MOST_CODES = 5;
const IDENTIFIER: SignInOption = { idp: "LOCAL", authenticator: "IdentifierExecutor" };

/**
 * What comes next, without beginning anything: a step whose only option has to be begun shows as a choice of one, for `pick`.
 */
export async function standingOf(place: FlowPlace, ctx: FlowContext): Promise<Standing> {
  const { flow } = place;
  const options = await optionsOf(place, ctx);
  if (options === undefined) return completed(place, ctx);
  if (options.length === 0) return { kind: "stuck" };
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

/** Begins the step's only way, where it has to be begun; otherwise it stays as it is. */
export async function beginOnly(place: FlowPlace, ctx: FlowContext): Promise<Submission> {
  const standing = await standingOf(place, ctx);
  if (standing.kind !== "choose" || standing.options.length !== 1) return { kind: "advanced", place, standing };
  return pick(place, standing.options[0] as SignInOption, ctx);
}

/** Puts the option that was begun back, so that another one can be picked. */
export async function putBack(place: FlowPlace, ctx: FlowContext): Promise<Submission> {
  if (place.flow.open === undefined) return advanced(place, ctx);
  return settle(place, { ...place.flow, open: undefined }, ctx);
}

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

  const counted = open === undefined ? place : await countTry(place, open, ctx);
  // Two at once: the other one counts.
  if (counted === undefined) return advanced(place, ctx);
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
    const { because, state: changed } = outcome;
    const next = changed !== undefined && counted.flow.open;
    return settle(counted, next ? { ...flow, open: { ...next, state: changed } } : flow, ctx, because);
  }
  if (outcome.kind === "goes on") {
    return settle(counted, { ...flow, open: { option, state: outcome.state, tries: 0 } }, ctx);
  }
  await forgetGuesses(guess, ctx);
  if (outcome.kind === "identified") {
    const person = { userName: outcome.userName, userId: outcome.userId, proven: false };
    return settle(counted, { ...withoutOpen(flow), person, remembered, done: [...flow.done, option] }, ctx);
  }
  const { user } = outcome;
  // Whoever was named before is who has to prove it.
  if (!user.enabled || (flow.person !== undefined && flow.person.userId !== user.id)) {
    return settle(counted, withoutOpen(flow), ctx, "sign_in_failed");
  }
  const person: Person = { userName: user.userName, userId: user.id, proven: true };
  const isTask = factor.kind === "task";
  return settle(
    counted,
    {
      ...withoutOpen(flow),
      person,
      provenAt: isTask ? flow.provenAt : ctx.now,
      remembered,
      rememberDevice: flow.rememberDevice || (sent.rememberDevice === true && isRememberable(option, place)),
      done: isTask ? flow.done : [...flow.done, option],
      tasksDone: isTask ? [...flow.tasksDone, factor.name] : flow.tasksDone,
      ...(outcome.providerSession && { providerSessions: [...(flow.providerSessions ?? []), outcome.providerSession] }),
    },
    ctx,
  );
}

/** The ways of the first step that is not done; undefined: nothing is left. */
export async function optionsOf(place: FlowPlace, ctx: FlowContext): Promise<readonly SignInOption[] | undefined> {
  const { flow, steps } = place;
  const { person } = flow;
  const methods = await methodsOf(place, ctx);
  const [step] = missingSteps(steps, methods);
  if (step === undefined) return person?.proven ? tasksOf(flow, person, ctx) : [];
  const { leadsTo } = step;
  const leads = (option: SignInOption) => leadsTo === undefined || reaches(leadsTo, [...methods, methodOf(option)]);
  const here = step.options.filter((option) => factorOf(option) !== undefined && leads(option));
  const known = await those(here, (factor, option) => factor.isServed?.(option, ctx) ?? true);
  if (known.length === 0) return [];
  // Who cannot be asked yet who they are is asked that first.
  if (person === undefined) {
    const identifying = known.filter((option) => factorOf(option)?.identifies);
    return identifying.length > 0 || known.length === 0 ? identifying : [IDENTIFIER];
  }
  if (!person.proven) return known.filter((option) => !isSameOption(option, IDENTIFIER));
  if (!(await ctx.people.users.find(person.userId ?? ""))?.enabled) return [];
  const offered = await offeredOf(known, person, ctx);
  if (offered.length > 1) return chosenOf(offered, person, ctx);
  if (offered.length === 1) return offered;
  const enrolled = await those(
    known,
    (factor, option) => factor.canEnrol?.({ option, flow, flowId: place.id }, ctx) ?? false,
  );
  // Who sets up another way to sign in has proven lately who they are (security bar 19.5).
  const isRecent = isRecentProof(flow.provenAt ?? 0, ctx.now);
  return enrolled.length === 0 || isRecent ? enrolled : proofsOf(place, person, ctx);
}

/** By what somebody shows once more that it is they: whatever the steps ask for that they have. */
async function proofsOf({ steps }: FlowPlace, person: Person, ctx: FlowContext): Promise<SignInOption[]> {
  const all = steps.flatMap(({ options }) => options);
  const once = all.filter((option, index) => all.findIndex((other) => isSameOption(option, other)) === index);
  const proving = once.filter((option) => (factorOf(option)?.kind ?? "identifier") !== "identifier");
  const served = await those(proving, (factor, option) => factor.isServed?.(option, ctx) ?? true);
  return offeredOf(served, person, ctx);
}

function offeredOf(options: SignInOption[], person: Person, ctx: FlowContext): Promise<SignInOption[]> {
  return those(options, (factor, option) => factor.isOffered?.(person, option, ctx) ?? true);
}

/** The options whose factors are said to be meant. */
async function those(
  options: readonly SignInOption[],
  isMeant: (factor: Factor, option: SignInOption) => boolean | Promise<boolean>,
): Promise<SignInOption[]> {
  const meant = await Promise.all(options.map((option) => isMeant(factorOf(option) as Factor, option)));
  return options.filter((_, index) => meant[index]);
}

/** Without the second factors that the person does not want to be asked for, unless nothing would be left. */
async function chosenOf(options: SignInOption[], { userId = "" }: Person, ctx: FlowContext): Promise<SignInOption[]> {
  const names = await chosenFactors(userId, { store: ctx.people });
  if (names === undefined) return options;
  const chosen = options.filter((option) => !isSecondFactor(option) || names.includes(option.authenticator));
  return chosen.length > 0 ? chosen : options;
}

/** What was done, as a session's `amr` says it, and what a remembered device stands for. */
async function methodsOf({ flow, steps, remembering }: FlowPlace, ctx: FlowContext): Promise<readonly string[]> {
  const done = flow.done.map(methodOf);
  const { userId = "", proven = false } = flow.person ?? {};
  if (!proven || remembering?.cookie === undefined || done.includes(REMEMBERED_DEVICE)) return done;
  const remembered = [...done, REMEMBERED_DEVICE];
  if (missingSteps(steps, remembered).length === missingSteps(steps, done).length) return done;
  return (await isRememberedDevice(remembering.cookie, userId, ctx)) ? remembered : done;
}

/** A second factor, after something else, where the device counts at all. */
function isRememberable(option: SignInOption, { flow, remembering }: FlowPlace): boolean {
  return remembering !== undefined && flow.person?.proven === true && isSecondFactor(option);
}

/** What has to be done before the session begins: one thing at a time. */
async function tasksOf(flow: SignInFlow, person: Person, ctx: FlowContext): Promise<SignInOption[] | undefined> {
  for (const { name, isOffered } of TASKS) {
    const option = { idp: "LOCAL", authenticator: name };
    if (!flow.tasksDone.includes(name) && (await isOffered?.(person, option, ctx))) return [option];
  }
  return undefined;
}

async function completed(place: FlowPlace, ctx: FlowContext): Promise<Standing> {
  const { userId } = place.flow.person ?? {};
  const user = userId === undefined ? undefined : await ctx.people.users.find(userId);
  if (!user?.enabled) return { kind: "stuck" };
  const amr = (await methodsOf(place, ctx)).filter((name) => FACTORS[name]?.kind !== "identifier");
  return { kind: "complete", user, amr };
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

async function countTry(place: FlowPlace, open: OpenStep, ctx: FlowContext): Promise<FlowPlace | undefined> {
  const flow = { ...place.flow, open: { ...open, tries: open.tries + 1 } };
  const saved = await saveFlow(place, flow, place.version, ctx);
  return saved && { ...place, ...saved };
}

/** Stores the flow, and begins the next step's only way. */
async function settle(
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

/**
 * Stores the flow, also over what came in between and has left the person at the same step, as another try does: what was proven, and is
 * used up by that, is not lost.
 */
async function saveOverTries(place: FlowPlace, flow: SignInFlow, ctx: FlowContext): Promise<StoredFlow | undefined> {
  let { version } = place;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const saved = await saveFlow(place, flow, version, ctx);
    const present = saved === undefined ? await findFlow(place.id, ctx) : undefined;
    if (present === undefined || present.version === 0) return saved;
    const isProgress = !isDeepStrictEqual(progressOf(flow), progressOf(place.flow));
    if (!isProgress || !isDeepStrictEqual(progressOf(present.flow), progressOf(place.flow))) return undefined;
    version = present.version;
  }
  return undefined;
}

/** How far the person has come, as JSON keeps it. */
function progressOf({ person, done, tasksDone }: SignInFlow): unknown {
  return JSON.parse(JSON.stringify({ person, done, tasksDone }));
}

/** The flow, unless another request has changed it meanwhile. */
async function unchanged({ id, flow, version }: FlowPlace, ctx: FlowContext): Promise<StoredFlow | undefined> {
  if (version > 0 && (await findFlow(id, ctx)).version !== version) return undefined;
  return { flow, version };
}

async function advanced(place: FlowPlace, ctx: FlowContext): Promise<Submission> {
  return { kind: "advanced", place, standing: await standingOf(place, ctx) };
}

function withoutOpen(flow: SignInFlow): SignInFlow {
  return { ...flow, open: undefined };
}
