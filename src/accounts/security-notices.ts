import type { User } from "../protocol/model/user.ts";
import type { RecordStore } from "../store/port/records.ts";
import type { AccountWorld } from "./account-world.ts";
import { emailOf, localeOf } from "./find-account.ts";
import { mayBeTold } from "./mail-limit.ts";
import { readSwitches, recoversPasswords } from "./switches.ts";

type Writing = Pick<AccountWorld, "notify">;
type Counting = Pick<AccountWorld, "notify" | "store" | "now">;

/** Tells the user that the account has another password (security bar 19.5). */
export function tellOfPassword(user: User, ctx: Counting): Promise<void> {
  return tell(user, emailOf(user), "passwordResetSucess", {}, ctx);
}

/** Tells the user that a way to sign in was added or removed (security bar 19.5). */
export function tellOfFactors(user: User, ctx: Counting): Promise<void> {
  return tell(user, emailOf(user), "SignInMethodsChange", {}, ctx);
}

/** Tells whoever reads the address that the account had, and has no more (security bar 19.5). */
export async function tellOfNewEmail(before: User, after: User, ctx: Counting): Promise<void> {
  const [old, email] = [emailOf(before), emailOf(after)];
  if (old === undefined || old === email) return;
  await tell(before, old, "notifyOnExistingEmailUpdate", { "verification-pending-email": email ?? "" }, ctx);
}

/** Tells the user that the account has a mobile number, another one or none: codes go there (security bar 19.5). */
export async function tellOfNewMobile(before: User, after: User, ctx: Counting): Promise<void> {
  if (before.claims.phone_number === after.claims.phone_number) return;
  await tell(before, emailOf(before), "MobileNumberChange", {}, ctx);
}

/** Tells the user of a sign-in on a device that is new to them, where the organization has switched that on. */
export async function tellOfDevice(user: User, ctx: Counting): Promise<void> {
  if (emailOf(user) === undefined || !(await readSwitches(ctx)).isOn("tellsOfDevices")) return;
  const at = new Date(ctx.now * 1000).toISOString();
  await tell(
    user,
    emailOf(user),
    "UnseenDeviceLogin",
    { "login-time": `${at.slice(0, 10)} ${at.slice(11, 16)} UTC` },
    ctx,
  );
}

/**
 * Tells the user that too many have guessed at the password, and where another one can be chosen. Of longer and longer locks they hear where
 * the organization wants it. Asked of nobody it looks at as much, so that its time tells nothing (security bar 18.3).
 */
export async function tellOfLock(
  user: User | undefined,
  lock: { readonly seconds: number; readonly isLonger: boolean },
  pages: { readonly recovery: string; readonly account: string },
  ctx: Writing & { readonly people: { readonly records: RecordStore } },
): Promise<void> {
  const switches = await readSwitches({ store: ctx.people });
  const isWanted = switches.isOn("tellsOfLocks") && (!lock.isLonger || switches.isOn("tellsOfLongerLocks"));
  if (user === undefined || !user.enabled || !isWanted) return;
  const values = {
    "lock-duration": String(Math.ceil(lock.seconds / 60)),
    "recovery-url": recoversPasswords(switches) ? pages.recovery : pages.account,
  };
  // The locks themselves are few.
  await write(user, emailOf(user), "AccountLockFailedAttempt", values, ctx);
}

/** Not more often than a mailbox takes: people have accounts with addresses of others too (security bar 18.5). */
async function tell(
  user: User,
  to: string | undefined,
  type: string,
  values: Readonly<Record<string, string>>,
  ctx: Counting,
): Promise<void> {
  if (to !== undefined && (await mayBeTold(user, { to, type }, ctx))) await write(user, to, type, values, ctx);
}

async function write(
  user: User,
  to: string | undefined,
  type: string,
  values: Readonly<Record<string, string>>,
  { notify }: Writing,
): Promise<void> {
  if (to === undefined) return;
  await notify({ channel: "email", type, to, ...localeOf(user), values: { ...values, "user-name": user.userName } });
}
