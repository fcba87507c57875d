import { chosenFactors } from "../../credentials/enabled-factors.ts";
import { isRecentProof } from "../../credentials/recent-proof.ts";
import type { SignInOption } from "../../protocol/model/application.ts";
import { isSameOption, isSecondFactor, methodOf, missingSteps, reaches } from "../../protocol/sign-in-sequence.ts";
import { factorOf, TASKS } from "../factors/index.ts";
import type { Factor } from "./factor.ts";
import type { FlowContext } from "./flow-context.ts";
import type { FlowPlace } from "./flow-place.ts";
import { linkSteps } from "./link-steps.ts";
import { methodsOf } from "./methods.ts";
import type { Person, SignInFlow } from "./sign-in-flow.ts";

const IDENTIFIER: SignInOption = { idp: "LOCAL", authenticator: "IdentifierExecutor" };

/** The ways of the first step that is not done; undefined: nothing is left. */
export async function optionsOf(place: FlowPlace, ctx: FlowContext): Promise<readonly SignInOption[] | undefined> {
  const { flow } = place;
  const steps = flow.linking === undefined ? place.steps : await linkSteps(flow, ctx);
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
  // Nobody sets something up to prove with it that an account is theirs.
  if (offered.length === 1 || flow.linking !== undefined) return offered;
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

/** What has to be done before the session begins: one thing at a time. */
async function tasksOf(flow: SignInFlow, person: Person, ctx: FlowContext): Promise<SignInOption[] | undefined> {
  for (const { name, isOffered } of TASKS) {
    const option = { idp: "LOCAL", authenticator: name };
    if (!flow.tasksDone.includes(name) && (await isOffered?.(person, option, ctx))) return [option];
  }
  return undefined;
}
