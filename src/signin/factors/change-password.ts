import { usedPasswordFault } from "../../accounts/password-age.ts";
import { replacePasswordHash, storePassword } from "../../accounts/replace-password.ts";
import { proveResetCode, renewResetCode } from "../../accounts/reset-code.ts";
import { tellOfPassword } from "../../accounts/security-notices.ts";
import { markOfPassword } from "../../credentials/password-mark.ts";
import { findPasswordState } from "../../credentials/password-state.ts";
import { hashPassword, verifyPassword } from "../../crypto/password-hash.ts";
import { newPasswordFault } from "../../passwords/new-password.ts";
import { PASSWORD_OPTION } from "../../protocol/sign-in-sequence.ts";
import type { UserWithPassword } from "../../store/port/users.ts";
import type { EnteredStep, Factor, FactorOutcome, FactorParameter, RefusalReason } from "../flow/factor.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import { proofsStand } from "../flow/proofs-stand.ts";
import type { SignInFlow } from "../flow/sign-in-flow.ts";
import { keepsOtherSessions } from "../other-sessions.ts";
import { signInWithPassword } from "../steps/password.ts";
import { type Authority, authorityOf, knowsPresent, type Means, NOTHING } from "./password-authority.ts";

const PARAMETERS: readonly FactorParameter[] = [
  { name: "newPassword", type: "STRING", displayName: "New Password", confidential: true },
  { name: "confirmPassword", type: "STRING", displayName: "Confirm Password", confidential: true },
];
const PRESENT: FactorParameter = {
  name: "currentPassword",
  type: "STRING",
  displayName: "Current Password",
  confidential: true,
};

const CODE: FactorParameter = { name: "OTPCode", type: "STRING", displayName: "Code", confidential: true };

/** What is entered, by what the person shows. */
const ASKED: Readonly<Record<Means, readonly FactorParameter[]>> = {
  shown: PARAMETERS,
  "present password": [PRESENT, ...PARAMETERS],
  "recovery link": [],
  code: [CODE],
  nothing: [],
};

/** A password that is not for good is changed before a session begins (security bar 17.5). */
export const changePasswordFactor: Factor = {
  name: "PasswordResetEnforcer",
  displayName: "Change Password",
  kind: "task",
  identifies: false,
  parameters: PARAMETERS,
  async isOffered({ userId }, _option, ctx) {
    return userId !== undefined && (await findPasswordState(userId, { store: ctx.people })) !== undefined;
  },
  async start({ flow }, ctx) {
    const found = await findOwner(flow, ctx);
    const authority = found && (await authorityOf(found, flow, {}, ctx));
    if (found !== undefined && authority?.by === "code") {
      await renewResetCode(found.user, { ...ctx, store: ctx.people });
    }
    return { kind: "started", state: {} };
  },
  async show({ flow, state }, ctx) {
    const found = await findOwner(flow, ctx);
    const authority = found === undefined ? NOTHING : await authorityOf(found, flow, state, ctx);
    const { by, channel } = authority;
    const { refused: why, keepsOthers } = state;
    return {
      authority: by,
      parameters: ASKED[by],
      mayKeepOthers: knowsPresent(authority),
      ...(keepsOthers === true && { keepsOthers }),
      ...(why !== undefined && { refused: why }),
      ...(channel !== undefined && { channel }),
    };
  },
  async verify(step, ctx) {
    const found = await findOwner(step.flow, ctx);
    if (found === undefined) return { kind: "ended", because: "sign_in_failed" };
    const authority = await authorityOf(found, step.flow, step.state, ctx);
    const { by } = authority;
    if (by === "recovery link") return refused(step, "password_by_link");
    if (by === "nothing") return refused(step, "password_unused");
    if (by === "code") return takeCode(found, step, ctx);
    const password = step.entered.get("newPassword") ?? "";
    if (password !== step.entered.get("confirmPassword")) return refused(step, "passwords_differ", "differ");
    const rules = { ...ctx.tenant, settings: ctx.rules };
    const fault = await newPasswordFault(password, found.user, rules, ctx.isBreached);
    if (fault !== undefined) return refused(step, "password_refused", fault.reason);
    if (by === "present password") {
      const wrong = await presentPasswordFault(found, step, ctx);
      if (wrong !== undefined) return wrong;
    }
    if ((await verifyPassword(password, found.passwordHash)).matches) return refused(step, "password_refused", "same");
    const used = await usedPasswordFault(found.user, password, { store: ctx.people });
    if (used !== undefined) return refused(step, "password_refused", used.reason);
    return change(found, password, authority, step, ctx);
  },
};

/** What is proven by the code is kept with the step, and the new password comes next. */
async function takeCode({ user }: UserWithPassword, step: EnteredStep, ctx: FlowContext): Promise<FactorOutcome> {
  const entered = step.entered.get("OTPCode") ?? "";
  const proof = await proveResetCode(user, entered.replace(/[\s-]/g, ""), { store: ctx.people, now: ctx.now });
  return proof === undefined ? refused(step, "wrong_code") : { kind: "goes on", state: { proof } };
}

async function change(
  found: UserWithPassword,
  password: string,
  authority: Authority,
  { flow, state, entered }: EnteredStep,
  ctx: FlowContext,
): Promise<FactorOutcome> {
  const { user } = found;
  const hash = await hashPassword(password);
  const store = knowsPresent(authority) && keepsOtherSessions(entered) ? storePassword : replacePasswordHash;
  // An administrator may have demanded another one meanwhile, or set one: nothing was shown here for that.
  const { by } = await authorityOf(found, flow, state, ctx);
  const isTheirs = by === authority.by && (await proofsStand(flow, ctx));
  if (!isTheirs || !(await store(user, hash, { ...ctx, store: ctx.people }, found))) {
    return { kind: "ended", because: "starts_over" };
  }
  ctx.record("password_changed", { user: user.id });
  await tellOfPassword(user, { ...ctx, store: ctx.people });
  return { kind: "proven", user, renewed: { ...PASSWORD_OPTION, mark: markOfPassword(hash) } };
}

/** With the lock-out that passwords have. */
async function presentPasswordFault(
  { user }: UserWithPassword,
  step: EnteredStep,
  ctx: FlowContext,
): Promise<FactorOutcome | undefined> {
  const { entered, deviceCookie } = step;
  const password = entered.get("currentPassword") ?? "";
  const outcome = await signInWithPassword({ userName: user.userName, password, deviceCookie }, ctx);
  if (outcome.kind === "too many attempts") return outcome;
  return outcome.kind === "refused" ? refused(step, "present_password_wrong", "present") : undefined;
}

async function findOwner({ person }: SignInFlow, { people }: FlowContext): Promise<UserWithPassword | undefined> {
  const user = person?.userId === undefined ? undefined : await people.users.find(person.userId);
  const found = user && (await people.users.findByName(user.userName));
  return found?.user.enabled ? found : undefined;
}

/** The state says why, for the page, and keeps what was proven and chosen. */
function refused({ state, entered }: EnteredStep, because: RefusalReason, reason?: string): FactorOutcome {
  const { proof } = state as { readonly proof?: string };
  const keepsOthers = keepsOtherSessions(entered);
  const kept = { ...(proof !== undefined && { proof }), ...(keepsOthers && { keepsOthers }) };
  return { kind: "refused", because, state: reason === undefined ? kept : { ...kept, refused: reason } };
}
