import { usedPasswordFault } from "../../accounts/password-age.ts";
import { replacePasswordHash } from "../../accounts/replace-password.ts";
import { tellOfPassword } from "../../accounts/security-notices.ts";
import { markOfPassword } from "../../credentials/password-mark.ts";
import { findPasswordState } from "../../credentials/password-state.ts";
import { hashPassword, verifyPassword } from "../../crypto/password-hash.ts";
import { newPasswordFault } from "../../passwords/new-password.ts";
import { isSameOption, PASSWORD_OPTION } from "../../protocol/sign-in-sequence.ts";
import type { UserWithPassword } from "../../store/store.ts";
import type { EnteredStep, Factor, FactorOutcome, FactorParameter, RefusalReason } from "../flow/factor.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import type { SignInFlow } from "../flow/sign-in-flow.ts";
import { signInWithPassword } from "../steps/password.ts";

/** By what the person shows that the password is theirs to change (security bar 17.4). */
type Authority =
  /** It was entered in this sign-in, there is none yet, or the mailbox was shown that a recovery link would be sent to. */
  | "shown"
  /** They have come by other means: the present one is asked for. */
  | "present password"
  /** The present one opens nothing any more: an administrator wants the recovery link for it, or it was never used in time. */
  | "recovery link";

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

/** Ways that show the mailbox which recovery links are sent to. */
const MAILBOX = ["email-otp-authenticator", "MagicLinkAuthenticator"];

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
  start: async () => ({ kind: "started", state: {} }),
  async show({ flow, state }, ctx) {
    const found = await findOwner(flow, ctx);
    const authority = found === undefined ? "recovery link" : await authorityOf(found, flow, ctx);
    const parameters = { "present password": [PRESENT, ...PARAMETERS], "recovery link": [], shown: PARAMETERS };
    return { ...state, authority, parameters: parameters[authority] };
  },
  async verify(step, ctx) {
    const found = await findOwner(step.flow, ctx);
    if (found === undefined) return { kind: "ended", because: "sign_in_failed" };
    const authority = await authorityOf(found, step.flow, ctx);
    if (authority === "recovery link") return refused("password_by_link");
    const password = step.entered.get("newPassword") ?? "";
    if (password !== step.entered.get("confirmPassword")) return refused("passwords_differ", "differ");
    const rules = { ...ctx.tenant, settings: ctx.rules };
    const fault = await newPasswordFault(password, found.user, rules, ctx.isBreached);
    if (fault !== undefined) return refused("password_refused", fault.reason);
    if (authority === "present password") {
      const wrong = await presentPasswordFault(found, step, ctx);
      if (wrong !== undefined) return wrong;
    }
    if ((await verifyPassword(password, found.passwordHash)).matches) return refused("password_refused", "same");
    const used = await usedPasswordFault(found.user, password, { store: ctx.people });
    if (used !== undefined) return refused("password_refused", used.reason);
    return change(found, password, ctx);
  },
};

async function change({ user }: UserWithPassword, password: string, ctx: FlowContext): Promise<FactorOutcome> {
  const hash = await hashPassword(password);
  await replacePasswordHash(user, hash, { ...ctx, store: ctx.people });
  ctx.record("password_changed", { user: user.id });
  await tellOfPassword(user, ctx);
  return { kind: "proven", user, renewed: { ...PASSWORD_OPTION, mark: markOfPassword(hash) } };
}

/** A session that is gone on with has proven nothing now: its ways have no marks. */
async function authorityOf(
  { user, passwordHash }: UserWithPassword,
  { done }: SignInFlow,
  ctx: FlowContext,
): Promise<Authority> {
  const shown = done.filter(({ mark }) => mark !== undefined);
  if (passwordHash === undefined || shown.some((step) => isSameOption(step, PASSWORD_OPTION))) return "shown";
  const state = await findPasswordState(user.id, { store: ctx.people });
  if (state === undefined || state.expiresAt > ctx.now) return "present password";
  const hasMailbox = shown.some(({ idp, authenticator }) => idp === "LOCAL" && MAILBOX.includes(authenticator));
  return hasMailbox ? "shown" : "recovery link";
}

/** With the lock-out that passwords have. */
async function presentPasswordFault(
  { user }: UserWithPassword,
  { entered, deviceCookie }: EnteredStep,
  ctx: FlowContext,
): Promise<FactorOutcome | undefined> {
  const password = entered.get("currentPassword") ?? "";
  const outcome = await signInWithPassword({ userName: user.userName, password, deviceCookie }, ctx);
  if (outcome.kind === "too many attempts") return outcome;
  return outcome.kind === "refused" ? refused("present_password_wrong", "present") : undefined;
}

async function findOwner({ person }: SignInFlow, { people }: FlowContext): Promise<UserWithPassword | undefined> {
  const user = person?.userId === undefined ? undefined : await people.users.find(person.userId);
  const found = user && (await people.users.findByName(user.userName));
  return found?.user.enabled ? found : undefined;
}

/** The state says why, for the page. */
function refused(because: RefusalReason, reason?: string): FactorOutcome {
  return { kind: "refused", because, state: reason === undefined ? {} : { refused: reason } };
}
