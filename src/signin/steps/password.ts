import { isPasswordTooOld } from "../../accounts/password-age.ts";
import { proveResetCode } from "../../accounts/reset-code.ts";
import { markOfPassword } from "../../credentials/password-mark.ts";
import { demandPasswordChange, findPasswordState, type PasswordState } from "../../credentials/password-state.ts";
import { takeHashingPlace } from "../../crypto/hashing-queue.ts";
import { hashPassword, verifyPassword } from "../../crypto/password-hash.ts";
import { isFromOutside, type User } from "../../protocol/model/user.ts";
import type { SignInContext } from "../context.ts";
import { knownDeviceId } from "../known-device.ts";
import { accountAttempts, LOCK_OUT, lockOf } from "../lock-out.ts";

/** The step's name in `amr`, Asgardeo's own. */
export const PASSWORD_AMR = "BasicAuthenticator";

/** Security bar 17.2. In characters. */
const LONGEST_PASSWORD = 256;
const LONGEST_USER_NAME = 256;
/** No password is so short. */
const SHORT_CODE = /^\s*\d{6}\s*$/;
/** The end of the year 9999. */
const WHENEVER: PasswordState = { expiresAt: 253_402_300_799 };

export type PasswordOutcome =
  /**
   * `toBeChanged`: the password is not for good, and opens nothing but the page where another one is chosen (security bar 17.5). `mark`: that
   * of the password that was right, or of the code in its place.
   */
  | { readonly kind: "signed in"; readonly user: User; readonly toBeChanged: boolean; readonly mark: string }
  /** One answer for an unknown user, a wrong password and a locked or disabled account (security bar 18.3). */
  | { readonly kind: "refused" }
  | { readonly kind: "too many attempts"; readonly retryAfterSeconds: number };

/**
 * Checks a user name and a password. Every refusal takes the same work, so that its time tells nothing. Throws a
 * HashingQueueFullError, and counts no attempt, when more sign in than can be checked.
 */
export async function signInWithPassword(
  entered: {
    readonly userName: string;
    readonly password: string;
    readonly deviceCookie: string | undefined;
    /** Whether the code that an administrator has had sent for another password may be in the place of this one (contract §17.10). */
    readonly takesResetCode?: boolean;
  },
  ctx: SignInContext,
): Promise<PasswordOutcome> {
  const network = `${ctx.tenant.id} ${ctx.remoteNetwork}`;
  const wait = ctx.addressFailures.waitSeconds(network, ctx.now);
  if (wait !== undefined) return { kind: "too many attempts", retryAfterSeconds: wait };
  const { userName, password } = entered;
  if (userName.length > LONGEST_USER_NAME || password.length > LONGEST_PASSWORD) return { kind: "refused" };

  // Before the attempt is counted: that we are overloaded is not the user's failure.
  using place = takeHashingPlace();
  const key = attemptKey(userName, entered.deviceCookie, ctx);
  const policy = { ...LOCK_OUT, ...ctx.rules.lockOut };
  const { lockedUntil, locksUntil } = await ctx.people.attempts.count(key, policy, ctx.now);
  const found = await ctx.people.users.findByName(userName);
  const { matches, outdated } = await verifyPassword(password, found?.passwordHash, place);
  // Asked once more: many that were sent at once all came before the first of them had failed.
  const waitNow = ctx.addressFailures.waitSeconds(network, ctx.now);
  if (waitNow !== undefined) return { kind: "too many attempts", retryAfterSeconds: waitNow };
  const mayBeCode =
    entered.takesResetCode === true && !matches && lockedUntil === undefined && SHORT_CODE.test(password);
  const world = { store: ctx.people, now: ctx.now };
  const mark = mayBeCode ? await proveResetCode(found?.user, password.trim(), world) : undefined;
  if (found !== undefined && mark !== undefined && mayEnter(found.user)) {
    await ctx.people.attempts.clear(key);
    return { kind: "signed in", user: found.user, toBeChanged: true, mark };
  }
  const isRight = found !== undefined && matches && mayEnter(found.user) && lockedUntil === undefined;
  const state = isRight ? await passwordStateOf(found.user.id, ctx) : undefined;
  const isOver = state !== undefined && state.expiresAt <= ctx.now;
  if (!isRight || isOver) {
    ctx.addressFailures.fail(network, ctx.now);
    const why = { locked: lockedUntil !== undefined, ...(isOver && { passwordExpired: true }) };
    ctx.record("sign_in_failed", { user: found?.user.id, ...why });
    if (locksUntil !== undefined && (!matches || isOver))
      await ctx.tellOfLock(found?.user, lockOf(locksUntil, policy, ctx));
    return { kind: "refused" };
  }
  await ctx.people.attempts.clear(key);
  const hash = outdated ? await hashPassword(password, place) : found.passwordHash;
  // Only in its own place: another password that was set meanwhile stays, and the mark is of none that opens anything.
  if (outdated && hash !== undefined) await ctx.people.users.setPasswordHash(found.user.id, hash, found);
  return { kind: "signed in", user: found.user, toBeChanged: state !== undefined, mark: markOfPassword(hash) };
}

function mayEnter(user: User): boolean {
  return user.enabled && !isFromOutside(user);
}

/** Whoever has a password for too long has to change it, however long that takes (contract §17.10). */
async function passwordStateOf(userId: string, ctx: SignInContext): Promise<PasswordState | undefined> {
  const world = { store: ctx.people, now: ctx.now };
  const state = await findPasswordState(userId, world);
  if (state !== undefined || !(await isPasswordTooOld(userId, world))) return state;
  await demandPasswordChange(userId, WHENEVER, world);
  return WHENEVER;
}

/**
 * Attempts count per account; from a device that the user has signed in on before, per device, so that a stranger who locks the
 * account does not lock its owner out (security bar 18.2).
 */
function attemptKey(userName: string, deviceCookie: string | undefined, ctx: SignInContext): string {
  const device = knownDeviceId(deviceCookie, userName, ctx);
  if (device !== undefined) return `device ${device}`;
  return accountAttempts(userName);
}
