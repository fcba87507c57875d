import { demandPasswordChange, findPasswordState } from "../credentials/password-state.ts";
import { sha256 } from "../crypto/hashes.ts";
import type { NotificationChannel } from "../protocol/model/notification.ts";
import type { User } from "../protocol/model/user.ts";
import { findCode, issueCode, newCode } from "./account-code.ts";
import type { AccountWorld } from "./account-world.ts";
import { emailOf, isStillAt, localeOf, passwordMark, phoneOf } from "./find-account.ts";
import { mayBeTold, mayBeWritten } from "./mail-limit.ts";
import { isOpen, newShortCode, proveShortCode, SHORT_CODE_SECONDS } from "./short-code.ts";

type World = Pick<AccountWorld, "now"> & { readonly store: Pick<AccountWorld["store"], "transients" | "credentials"> };

/** Types of messages (contract §17.13). */
const MESSAGES = {
  email: { first: "AdminForcedPasswordResetWithOTP", again: "resendAdminForcedPasswordResetWithOTP" },
  sms: { first: "adminForcedPasswordReset", again: "resendAdminForcedPasswordReset" },
} as const;

/** Is nobody's. */
const NO_USER = "00000000-0000-4000-8000-000000000000";

/** Begins those marks of what was proven that are not of a password. */
const MARK = "reset ";

/**
 * Sends the user a code to choose another password with, as an administrator has demanded; the one before is worth nothing any more, nor is
 * the password that they have (contract §17.10). Nothing without an address, and no message where too many were sent (security bar 18.5).
 */
export async function sendResetCode(
  user: User,
  channel: NotificationChannel,
  again: boolean,
  ctx: Pick<AccountWorld, "store" | "now" | "notify">,
): Promise<void> {
  const to = channel === "email" ? emailOf(user) : phoneOf(user);
  if (to === undefined) return;
  const { short, entry } = newShortCode();
  const about = { userId: user.id, [channel === "email" ? "email" : "phone"]: to, entry };
  const replaces = await passwordMark(user, ctx);
  const type = MESSAGES[channel][again ? "again" : "first"];
  // What is not sent opens nothing: the code is nobody's.
  const isSent = await mayBeTold(user, { to, type }, ctx);
  const flowCode = isSent
    ? await issueCode({ purpose: "enter a code", ...about, replaces }, SHORT_CODE_SECONDS, ctx)
    : newCode();
  await demandPasswordChange(user.id, { expiresAt: ctx.now, sent: { by: "code", channel, flowCode } }, ctx);
  if (!isSent) return;
  const values = { "user-name": user.userName, "confirmation-code": short };
  await ctx.notify({ channel, type, to, goodForSeconds: SHORT_CODE_SECONDS, ...localeOf(user), values });
}

/** The same once more, for whoever has to enter one that is too old, was used or was tried too often. Nothing where one is good still. */
export async function renewResetCode(user: User, ctx: Pick<AccountWorld, "store" | "now" | "notify">): Promise<void> {
  const sent = (await findPasswordState(user.id, ctx))?.sent;
  if (sent?.by !== "code") return;
  const to = sent.channel === "email" ? emailOf(user) : phoneOf(user);
  const found = await findCode(sent.flowCode, ["enter a code"], ctx);
  const isGood = found !== undefined && isOpen(found);
  if (isGood || to === undefined || !(await mayBeWritten({ to, login: to, about: "password", account: user }, ctx)))
    return;
  await sendResetCode(user, sent.channel, true, ctx);
}

/** What the code that the user was sent belongs to; undefined: they were sent none, or there is no user, which takes as long. */
export async function resetFlowOf(userId: string | undefined, ctx: Pick<World, "store">): Promise<string | undefined> {
  const sent = (await findPasswordState(userId ?? NO_USER, ctx))?.sent;
  return sent?.by === "code" ? sent.flowCode : undefined;
}

/**
 * Checks the code that the user was sent, and uses it up: the mark of the proof, or undefined. Takes the same work for a user who was sent none,
 * and where there is no user (security bar 18.3).
 */
export async function proveResetCode(
  user: User | undefined,
  entered: string,
  ctx: World & Pick<AccountWorld, "store">,
): Promise<string | undefined> {
  const flowCode = await resetFlowOf(user?.id, ctx);
  const proved = await proveShortCode(flowCode, entered, ctx);
  if (user === undefined || proved === undefined || flowCode === undefined) return undefined;
  return isStillAt(proved.document, user) ? markOf(flowCode) : undefined;
}

/** Whether the mark is of such a proof. */
export function isResetMark(mark: string): boolean {
  return mark.startsWith(MARK);
}

/** Whether it is that of the code which the user was sent last: a new password, or another demand, makes it worth nothing. */
export async function standsByReset(mark: string, userId: string, ctx: Pick<World, "store">): Promise<boolean> {
  const flowCode = await resetFlowOf(userId, ctx);
  return flowCode !== undefined && markOf(flowCode) === mark;
}

function markOf(flowCode: string): string {
  return `${MARK}${sha256(flowCode).toString("base64url")}`;
}
