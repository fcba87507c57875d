import { demandPasswordChange, findPasswordState, INITIAL_PASSWORD_SECONDS } from "../credentials/password-state.ts";
import type { NotificationChannel } from "../protocol/model/notification.ts";
import type { User } from "../protocol/model/user.ts";
import { type AccountCode, issueCode } from "./account-code.ts";
import type { AccountWorld } from "./account-world.ts";
import { emailOf, localeOf, passwordMark, phoneOf } from "./find-account.ts";
import { mayBeTold } from "./mail-limit.ts";
import { endEverything } from "./replace-password.ts";
import { sendResetCode } from "./reset-code.ts";
import { readSwitches } from "./switches.ts";

/** Security bar 17.4. */
const RESET_SECONDS = 1800;

/** Writes to somebody that an account is ready for, who is to choose its password. Nothing where the organization invites nobody. */
export async function invite(user: User, ctx: AccountWorld, again = false): Promise<void> {
  const switches = await readSwitches(ctx);
  if (!switches.isOn("invites")) return;
  const type = again ? "resendAskPassword" : "AskPassword";
  await writeCode(user, { type, purpose: "accept invitation", seconds: switches.seconds("invitationMinutes") }, ctx);
}

/** Writes to the address of an account that an administrator has made: it is to be proved. */
export async function sendEmailVerification(user: User, ctx: AccountWorld): Promise<void> {
  const seconds = (await readSwitches(ctx)).seconds("invitationMinutes");
  await writeCode(user, { type: "EmailConfirm", purpose: "verify email", seconds }, ctx);
}

/** Writes to the address that the user wants to have, and to the one that they have (security bar 19.5). */
export async function sendEmailChange(user: User, email: string, ctx: AccountWorld): Promise<void> {
  const seconds = (await readSwitches(ctx)).seconds("invitationMinutes");
  const [old, values] = [emailOf(user), { "user-name": user.userName, "verification-pending-email": email }];
  const changed = { ...user, claims: { ...user.claims, email } };
  await writeCode(changed, { type: "VerifyEmailOnUpdate", purpose: "change email", seconds }, ctx);
  const type = "notifyOnExistingEmailUpdate";
  const told = old !== undefined && (await mayBeTold(user, { to: old, type }, ctx));
  if (told) await ctx.notify({ channel: "email", type, to: old, ...localeOf(user), values });
}

/**
 * What an administrator has demanded: where the organization wants a link or a code for it, the password opens nothing any more and the user
 * is written to; else it opens the page where another one is chosen, for a week (security bar 17.5). All sessions end.
 */
export async function demandReset(user: User, ctx: AccountWorld): Promise<void> {
  const { expiresAt = Infinity, sent } = (await findPasswordState(user.id, ctx)) ?? {};
  const way = await resetWay(user, expiresAt <= ctx.now, ctx);
  const again = sent !== undefined;
  if (way === "link") {
    await demandPasswordChange(user.id, { expiresAt: ctx.now, sent: { by: "link" } }, ctx);
  } else if (way === "none") {
    await demandPasswordChange(user.id, { expiresAt: ctx.now + INITIAL_PASSWORD_SECONDS }, ctx);
  } else if (way !== "none left") {
    await sendResetCode(user, way, again, ctx);
  }
  await endEverything(user, ctx);
  const type = again ? "resendAdminForcedPasswordReset" : "AdminForcedPasswordReset";
  if (way === "link") await writeCode(user, { type, purpose: "reset password", seconds: RESET_SECONDS }, ctx);
}

/** How the user comes to another password, who can be reached so. One that opens nothing any more is not opened again: a link is sent for it. */
async function resetWay(
  user: User,
  isOver: boolean,
  ctx: AccountWorld,
): Promise<"link" | NotificationChannel | "none" | "none left"> {
  const { isOn } = await readSwitches(ctx);
  const hasEmail = emailOf(user) !== undefined;
  if (hasEmail && isOn("resetsByLink")) return "link";
  if (hasEmail && isOn("resetsByCode")) return "email";
  if (phoneOf(user) !== undefined && isOn("resetsBySms")) return "sms";
  if (!isOver) return "none";
  return hasEmail ? "link" : "none left";
}

async function writeCode(
  user: User,
  { type, purpose, seconds }: Pick<AccountCode, "purpose"> & { readonly type: string; readonly seconds: number },
  ctx: AccountWorld,
): Promise<void> {
  const to = emailOf(user);
  if (to === undefined || !(await mayBeTold(user, { to, type }, ctx))) return;
  // Another password since: then somebody else may have asked for it.
  const replaces = purpose === "verify email" ? undefined : await passwordMark(user, ctx);
  const code = await issueCode({ purpose, userId: user.id, email: to, replaces }, seconds, ctx);
  const values = { "user-name": user.userName, "confirmation-code": code };
  await ctx.notify({ channel: "email", type, to, goodForSeconds: seconds, ...localeOf(user), values });
}
