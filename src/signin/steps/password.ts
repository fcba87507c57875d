import { findPasswordState } from "../../credentials/password-state.ts";
import { takeHashingPlace } from "../../crypto/hashing-queue.ts";
import { hashPassword, verifyPassword } from "../../crypto/password-hash.ts";
import type { User } from "../../protocol/model.ts";
import type { SignInContext } from "../context.ts";
import { knownDeviceId } from "../known-device.ts";
import { accountAttempts, LOCK_OUT } from "../lock-out.ts";

/** The step's name in `amr`, Asgardeo's own. */
export const PASSWORD_AMR = "BasicAuthenticator";

/** Security bar 17.2. In characters. */
const LONGEST_PASSWORD = 256;
const LONGEST_USER_NAME = 256;

export type PasswordOutcome =
  /** `toBeChanged`: the password is not for good, and opens nothing but the page where another one is chosen (security bar 17.5). */
  | { readonly kind: "signed in"; readonly user: User; readonly toBeChanged: boolean }
  /** One answer for an unknown user, a wrong password and a locked or disabled account (security bar 18.3). */
  | { readonly kind: "refused" }
  | { readonly kind: "too many attempts"; readonly retryAfterSeconds: number };

/**
 * Checks a user name and a password. Every refusal takes the same work, so that its time tells nothing. Throws a
 * HashingQueueFullError, and counts no attempt, when more sign in than can be checked.
 */
export async function signInWithPassword(
  entered: { readonly userName: string; readonly password: string; readonly deviceCookie: string | undefined },
  ctx: SignInContext,
): Promise<PasswordOutcome> {
  const address = `${ctx.tenant.id} ${ctx.remoteAddress}`;
  const wait = ctx.addressFailures.waitSeconds(address, ctx.now);
  if (wait !== undefined) return { kind: "too many attempts", retryAfterSeconds: wait };
  const { userName, password } = entered;
  if (userName.length > LONGEST_USER_NAME || password.length > LONGEST_PASSWORD) return { kind: "refused" };

  // Before the attempt is counted: that we are overloaded is not the user's failure.
  using place = takeHashingPlace();
  const key = attemptKey(userName, entered.deviceCookie, ctx);
  const lockedUntil = await ctx.people.attempts.begin(key, { ...LOCK_OUT, ...ctx.rules.lockOut }, ctx.now);
  const found = await ctx.people.users.findByName(userName);
  const { matches, outdated } = await verifyPassword(password, found?.passwordHash, place);
  // Asked once more: many that were sent at once all came before the first of them had failed.
  const waitNow = ctx.addressFailures.waitSeconds(address, ctx.now);
  if (waitNow !== undefined) return { kind: "too many attempts", retryAfterSeconds: waitNow };
  if (found === undefined || !matches || !found.user.enabled || lockedUntil !== undefined) {
    ctx.addressFailures.fail(address, ctx.now);
    ctx.record("sign_in_failed", { user: found?.user.id, locked: lockedUntil !== undefined });
    return { kind: "refused" };
  }
  await ctx.people.attempts.clear(key);
  const state = await findPasswordState(found.user.id, { store: ctx.people });
  if (state !== undefined && state.expiresAt <= ctx.now) {
    ctx.record("sign_in_failed", { user: found.user.id, passwordExpired: true });
    return { kind: "refused" };
  }
  if (outdated) await ctx.people.users.setPasswordHash(found.user.id, await hashPassword(password, place));
  return { kind: "signed in", user: found.user, toBeChanged: state !== undefined };
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
