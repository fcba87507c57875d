import { markOfPassword } from "../credentials/password-mark.ts";
import { hashPassword } from "../crypto/password-hash.ts";
import { newPasswordFault, type PasswordFault } from "../passwords/new-password.ts";
import type { NotificationChannel } from "../protocol/model/notification.ts";
import type { User } from "../protocol/model/user.ts";
import { accountAttempts } from "../signin/lock-out.ts";
import { type CodePurpose, type FoundCode, findCode, issueCode, useCode } from "./account-code.ts";
import type { AccountWorld } from "./account-world.ts";
import { emailOf, isStillAt, localeOf, passwordMark, phoneOf, presentPassword } from "./find-account.ts";
import { mayBeWritten } from "./mail-limit.ts";
import { usedPasswordFault } from "./password-age.ts";
import { type PresentPassword, replacePasswordHash } from "./replace-password.ts";
import { resetFlowOf } from "./reset-code.ts";
import { newShortCode, proveShortCode, SHORT_CODE_SECONDS } from "./short-code.ts";
import { readSwitches, recoveryChannels } from "./switches.ts";
import { proveEmail } from "./user-changes.ts";

/** Security bar 17.4, 19.2: a link is good for 30 minutes at most and a code for ten, whatever an organization has decided. */
const LONGEST_SECONDS = { link: 1800, code: SHORT_CODE_SECONDS };

/** For choosing the password there is as much time, however much of its own the code had left (security bar 19.2 is about the code). */
const CHOOSING_SECONDS = 600;

/** What a new password may be chosen with. */
const CHOOSING: readonly CodePurpose[] = ["reset password", "accept invitation"];

/** A recovery on its way, the same for a user that there is not (security bar 18.4). */
export interface BegunRecovery {
  /** For whoever is to enter the code of the message. */
  readonly flowCode: string;
  readonly minutes: number;
  /** What the message has in it. */
  readonly by: "link" | "code";
  /** By what it was sent. */
  readonly channel: NotificationChannel;
}

/** How a recovery is begun. */
export interface RecoveryWish {
  /** What was entered, for the count of messages. */
  readonly login: string;
  /** Left out, or one that the organization does not have: its usual one. */
  readonly channel?: NotificationChannel | undefined;
  /** Whether it is not the first message of this recovery. */
  readonly again?: boolean;
}

/**
 * Writes to the user, by a link or by a code as the organization has decided. What is not sent opens nothing: else each further recovery would
 * be five more tries at a short code.
 */
export async function beginPasswordRecovery(
  user: User | undefined,
  { login, channel: wished, again = false }: RecoveryWish,
  ctx: AccountWorld,
): Promise<BegunRecovery> {
  const switches = await readSwitches(ctx);
  const channels = recoveryChannels(switches);
  const channel = channels.find((one) => one === wished) ?? channels[0] ?? "email";
  const by = channel === "email" && switches.isOn("recoversByLink") ? "link" : "code";
  const seconds = Math.min(switches.seconds("recoveryMinutes"), LONGEST_SECONDS[by]);
  const { short, entry } = newShortCode();
  const to = user && (channel === "email" ? emailOf(user) : phoneOf(user));
  const written = await mayBeWritten({ to, login, about: "password", account: user }, ctx);
  const userId = to !== undefined && written ? user?.id : undefined;
  const replaces = await passwordMark(user ?? { userName: login }, ctx);
  const about = { userId, [channel === "email" ? "email" : "phone"]: to, replaces };
  const link = by === "code" ? "" : await issueCode({ purpose: "reset password", ...about }, seconds, ctx);
  const flowCode = await issueCode(
    { purpose: "enter a code", ...about, ...(by === "code" && { entry }) },
    seconds,
    ctx,
  );
  if (user !== undefined && to !== undefined && written) {
    const type = MESSAGES[channel === "sms" ? "sms" : by][again ? "again" : "first"];
    const values = { "user-name": user.userName, "confirmation-code": by === "link" ? link : short };
    await ctx.notify({ channel, type, to, goodForSeconds: seconds, ...localeOf(user), values });
  }
  return { flowCode, minutes: seconds / 60, by, channel };
}

/** Types of messages (contract §17.13). */
const MESSAGES = {
  link: { first: "PasswordReset", again: "resendPasswordReset" },
  code: { first: "PasswordResetOTP", again: "resendPasswordResetOTP" },
  sms: { first: "passwordReset", again: "resendPasswordReset" },
} as const;

/**
 * Checks the code of a message: what a new password may be chosen with for ten minutes, or undefined. Five tries (security bar 19.2). Where this recovery has
 * sent none it is that of an administrator's reset.
 */
export async function enterCode(flowCode: string, entered: string, ctx: AccountWorld): Promise<string | undefined> {
  const begun = await findCode(flowCode, ["enter a code"], ctx);
  const { entry, userId } = begun?.document ?? {};
  const isOfReset = begun !== undefined && entry === undefined;
  const proved = await proveShortCode(isOfReset ? await resetFlowOf(userId, ctx) : flowCode, entered, ctx);
  if (proved === undefined) return undefined;
  return issueCode({ ...proved.document, purpose: "reset password", entry: undefined }, CHOOSING_SECONDS, ctx);
}

/** Who may choose a new password with the code, and for what; undefined: it is good no more. */
export async function findChoice(
  code: string,
  ctx: AccountWorld,
): Promise<{ readonly found: FoundCode; readonly user: User; readonly present: PresentPassword } | undefined> {
  const found = await findCode(code, CHOOSING, ctx);
  const { userId, replaces } = found?.document ?? {};
  const user = userId === undefined ? undefined : await ctx.store.users.find(userId);
  if (found === undefined || !user?.enabled) return undefined;
  const present = await presentPassword(user, ctx);
  if (replaces !== markOfPassword(present.passwordHash)) return undefined;
  return isStillAt(found.document, user) ? { found, user, present } : undefined;
}

export type ChosenPassword =
  | { readonly kind: "chosen"; readonly user: User; readonly invited: boolean }
  | { readonly kind: "refused"; readonly fault: PasswordFault }
  | { readonly kind: "gone" };

/**
 * Gives the user the password, once per code. It ends all that the old one opened and signs nobody in: the other factors are asked for as
 * ever (security bar 17.4).
 */
export async function choosePassword(code: string, password: string, ctx: AccountWorld): Promise<ChosenPassword> {
  const choice = await findChoice(code, ctx);
  if (choice === undefined) return { kind: "gone" };
  const { found, user, present } = choice;
  const invited = found.document.purpose === "accept invitation";
  return giveChosenPassword({ user, invited, present }, password, () => useCode(found, ctx), ctx);
}

/**
 * The same for whoever has shown otherwise that the user's address is theirs. `present`: the password that they have shown it for; `useUp`
 * tells exactly one caller true.
 */
export async function giveChosenPassword(
  {
    user,
    invited,
    present,
    tells,
  }: {
    readonly user: User;
    readonly invited: boolean;
    readonly present: PresentPassword;
    /** Whether the user is told afterwards; left out: as the organization's rules say. */
    readonly tells?: boolean | undefined;
  },
  password: string,
  useUp: () => Promise<boolean>,
  ctx: AccountWorld,
): Promise<ChosenPassword> {
  const fault =
    (await newPasswordFault(password, user, ctx.tenant, ctx.isBreached)) ??
    (await usedPasswordFault(user, password, ctx));
  if (fault !== undefined) return { kind: "refused", fault };
  // Before the proof is used up: a full queue is not the user's fault.
  const hash = await hashPassword(password);
  // Of several codes that were sent the others are worth nothing from then on.
  if (!(await useUp()) || !(await replacePasswordHash(user, hash, ctx, present))) return { kind: "gone" };
  // Whoever has forgotten the password has mostly tried it too often before.
  await ctx.store.attempts.clear(accountAttempts(user.userName));
  const email = emailOf(user);
  if (invited && email !== undefined) await proveEmail(user.id, email, ctx);
  const isTold = tells ?? (!invited && (await readSwitches(ctx)).isOn("tellsOfReset"));
  if (isTold && email !== undefined) {
    const type = invited ? "accountActivationSuccess" : "passwordResetSucess";
    const values = { "user-name": user.userName };
    await ctx.notify({ channel: "email", type, to: email, ...localeOf(user), values });
  }
  return { kind: "chosen", user, invited };
}
