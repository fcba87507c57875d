import type { User } from "../../protocol/model/user.ts";
import { LOCK_OUT } from "../../signin/lock-out.ts";
import { ManagementError } from "../management-error.ts";
import type { ManagementContext } from "../operation.ts";

/**
 * Tries a code, counted as one at the sign-in pages before it is looked at (security bar 18.1, 19.1). Refuses when too many were wrong.
 * Answers whether it was right.
 */
export async function tryCode(
  user: User,
  check: () => Promise<boolean>,
  { store, tenant, now }: ManagementContext,
): Promise<boolean> {
  const key = `second factor ${user.id}`;
  const lockedUntil = await store.attempts.begin(key, { ...LOCK_OUT, ...tenant.settings.lockOut }, now);
  if (lockedUntil !== undefined) {
    const seconds = lockedUntil - now;
    throw new ManagementError(429, "TOTP-10005", "Too many attempts", `Try again in ${seconds} seconds.`, seconds);
  }
  const right = await check();
  if (right) await store.attempts.clear(key);
  return right;
}
