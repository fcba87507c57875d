import { tellOfFactors } from "../../accounts/security-notices.ts";
import { addPasskey } from "../../credentials/add-passkey.ts";
import { hasAuthenticatorApp } from "../../credentials/authenticator-app.ts";
import { isOfNewPasskey, type PasskeyAnswer, readPasskeyAnswer } from "../../credentials/passkey-answer.ts";
import { creationOptions, type PasskeyWorld, passkeysOf, requestOptions } from "../../credentials/passkeys.ts";
import { takePasskey } from "../../credentials/take-passkey.ts";
import { PASSKEY } from "../../protocol/sign-in-sequence.ts";
import type { Factor, FactorOutcome, StartedStep } from "../flow/factor.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import { countWrongGuess } from "../flow/guesses.ts";

const RESPONSE = "tokenResponse";
/** In characters, of what the log is told. */
const LONGEST_REASON = 200;

/**
 * A passkey: whoever has been named before has to use one of theirs, and otherwise the passkey says who it is (Web Authentication §7.2,
 * security bar 19.4). Its challenge carries its own end and is good for one answer, so nothing is kept until there is one. Somebody who
 * has proven who they are and has no passkey makes one here.
 */
export const passkeyFactor: Factor = {
  name: PASSKEY,
  displayName: "Passkey",
  kind: "both",
  identifies: true,
  parameters: [{ name: RESPONSE, type: "STRING", displayName: "Passkey", confidential: true }],
  async isOffered({ userId }, _option, ctx) {
    return userId !== undefined && (await passkeysOf(userId, worldOf(ctx))).length > 0;
  },
  canEnrol,
  // A browser also offers passkeys where a user name is asked for, on the page of another way.
  isAnswered: (entered) => entered.has(RESPONSE),
  async start() {
    return { kind: "started", state: {} };
  },
  async show(step, ctx) {
    const { person } = step.flow;
    const world = worldOf(ctx);
    const passkeys = person?.proven && person.userId !== undefined ? await passkeysOf(person.userId, world) : undefined;
    if (person?.userId !== undefined && passkeys?.length === 0 && (await canEnrol(step, ctx))) {
      const user = { id: person.userId, userName: person.userName };
      const options = await creationOptions(purposeOf(step, "set up"), user, "required", world);
      return { creates: true, options, challengeData: challengeData({ publicKeyCredentialCreationOptions: options }) };
    }
    // For somebody who has only been named, no list: it would tell whether they are there (security bar 18.4).
    const options = requestOptions(purposeOf(step, "sign in"), passkeys, world);
    return { creates: false, options, challengeData: challengeData({ publicKeyCredentialRequestOptions: options }) };
  },
  async verify(step, ctx) {
    const answer = readPasskeyAnswer(step.entered.get(RESPONSE) ?? "");
    if (answer === undefined) return refused("no answer of a passkey", step, ctx);
    return isOfNewPasskey(answer) ? setUp(answer, step, ctx) : use(answer, step, ctx);
  },
  standsBy: async (mark, { id }, _option, ctx) =>
    (await passkeysOf(id, worldOf(ctx))).some((passkey) => passkey.id === mark),
};

async function use(answer: PasskeyAnswer, step: StartedStep, ctx: FlowContext): Promise<FactorOutcome> {
  const { person } = step.flow;
  // Nobody's passkey is that of somebody who is not there.
  if (person !== undefined && person.userId === undefined) return refused("another user's passkey", step, ctx);
  const ceremony = { purpose: purposeOf(step, "sign in"), userId: person?.userId };
  const taken = await takePasskey(answer, ceremony, worldOf(ctx));
  if (taken.kind === "wrong") return refused(taken.why, step, ctx);
  const user = await ctx.people.users.find(taken.userId);
  return user === undefined ? refused("unknown user", step, ctx) : { kind: "proven", user, mark: answer.id };
}

async function setUp(answer: PasskeyAnswer, step: StartedStep, ctx: FlowContext): Promise<FactorOutcome> {
  const user = await ctx.people.users.find(step.flow.person?.userId ?? "");
  const hasNone = user !== undefined && (await passkeysOf(user.id, worldOf(ctx))).length === 0;
  if (!hasNone || !(await canEnrol(step, ctx))) return refused("not to be set up", step, ctx);
  const ceremony = { purpose: purposeOf(step, "set up"), userId: user.id, displayName: "Passkey" };
  const added = await addPasskey(answer, ceremony, worldOf(ctx));
  if (added.kind !== "added") return refused(added.kind === "wrong" ? added.why : "taken", step, ctx);
  ctx.record("passkey_added", { user: user.id, passkey: added.id });
  await tellOfFactors(user, { ...ctx, store: ctx.people });
  return { kind: "proven", user, mark: added.id };
}

/**
 * Whether the person may make a passkey on the way. Whoever knows a password alone must not get around the authenticator app that stands
 * behind it.
 */
async function canEnrol({ flow: { person, done } }: StartedStep, ctx: FlowContext): Promise<boolean> {
  if (!person?.proven || person.userId === undefined) return false;
  if (done.some(({ authenticator }) => authenticator === "totp")) return true;
  return !(await hasAuthenticatorApp(person.userId, { store: ctx.people }));
}

/** The page begins anew, with another challenge. A passkey is not guessed: it counts against the address, here since the step ends, and locks nobody out. */
function refused(why: string, { flow }: StartedStep, ctx: FlowContext): FactorOutcome {
  countWrongGuess(passkeyFactor, flow.person, ctx);
  ctx.record("passkey_refused", { user: flow.person?.userId, why: why.slice(0, LONGEST_REASON) });
  return { kind: "ended", because: "passkey_failed" };
}

function worldOf(ctx: FlowContext): PasskeyWorld {
  const { store, people, sealing, relyingParty, now } = ctx;
  return { credentials: people.credentials, transients: store.transients, sealing, relyingParty, now };
}

/** What a challenge counts for: this flow alone. */
function purposeOf({ flowId }: StartedStep, what: "sign in" | "set up"): string {
  return `${what} in the flow ${flowId}`;
}

/** As programs take it (contract §14.4). */
function challengeData(options: object): string {
  return Buffer.from(JSON.stringify(options)).toString("base64");
}
