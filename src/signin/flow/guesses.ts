import { sha256 } from "../../crypto/hashes.ts";
import { foldUserName } from "../../protocol/model/user.ts";
import { strongDeviceId } from "../known-device.ts";
import { type BegunLock, LOCK_OUT, lockOf } from "../lock-out.ts";
import type { Factor } from "./factor.ts";
import type { FlowContext } from "./flow-context.ts";
import type { Person } from "./sign-in-flow.ts";

/** One entry of a code, counted before it is looked at (security bar 18.1). */
export type Guess =
  /** `locks`: what begins if it is wrong, of somebody who has proven something already. */
  | { readonly kind: "open" | "locked"; readonly key: string | undefined; readonly locks?: BegunLock | undefined }
  | { readonly kind: "too many attempts"; readonly retryAfterSeconds: number };

/**
 * Counts an entry of what could be guessed, per person and per address. `locked`: whatever was entered is wrong. A password counts its
 * own, and what is done at another server or is no proof is not guessed.
 */
export async function beginGuess(factor: Factor, person: Person | undefined, ctx: FlowContext): Promise<Guess> {
  if (!isCounted(factor)) return { kind: "open", key: undefined };
  const retryAfterSeconds = waitOfAddress(ctx);
  if (retryAfterSeconds !== undefined) return { kind: "too many attempts", retryAfterSeconds };
  // Nobody guesses a passkey, and whoever tries must not lock its owner out (security bar 18.2).
  if (person === undefined || factor.kind === "both") return { kind: "open", key: undefined };
  const key = `second factor ${guesserOf(person, ctx)}`;
  const policy = { ...LOCK_OUT, ...ctx.rules.lockOut };
  const { lockedUntil, locksUntil } = await ctx.people.attempts.count(key, policy, ctx.now);
  if (lockedUntil !== undefined) return { kind: "locked", key };
  const locks = person.proven && locksUntil !== undefined ? lockOf(locksUntil, policy, ctx) : undefined;
  return { kind: "open", key, locks };
}

/** After one that was right. */
export async function forgetGuesses(guess: Guess, ctx: FlowContext): Promise<void> {
  if (guess.kind === "open" && guess.key !== undefined) await ctx.people.attempts.clear(guess.key);
}

/** After one that was wrong and one too many: whoever has the account is told that somebody knows what comes before it. */
export async function tellOfGuesses(guess: Guess, person: Person | undefined, ctx: FlowContext): Promise<void> {
  if (guess.kind !== "open" || guess.locks === undefined || person?.userId === undefined) return;
  await ctx.tellOfLock(await ctx.people.users.find(person.userId), guess.locks);
}

/** After one that was wrong: it counts for the address too. */
export function countWrongGuess(factor: Factor, person: Person | undefined, ctx: FlowContext): void {
  if (!isCounted(factor)) return;
  countAgainstAddress(ctx);
  ctx.record("second_factor_failed", { user: person?.userId, factor: factor.name });
}

/** Seconds until the address that asks may guess again; undefined: it may now (security bar 18.5). */
export function waitOfAddress(ctx: FlowContext): number | undefined {
  return ctx.addressFailures.waitSeconds(addressOf(ctx), ctx.now);
}

/** Counts a guess for the address that it came from. */
export function countAgainstAddress(ctx: FlowContext): void {
  ctx.addressFailures.fail(addressOf(ctx), ctx.now);
}

/**
 * Those who have proven something already, and those on a device that the user has shown a second factor on, are counted apart: what a stranger
 * enters locks neither out (security bar 18.2).
 */
function guesserOf({ userName, userId, proven }: Person, ctx: FlowContext): string {
  const device = strongDeviceId(ctx.deviceCookie, userName, ctx);
  if (device !== undefined) return `device ${device}`;
  const name = userId ?? sha256(foldUserName(userName)).toString("base64url");
  return proven ? name : `stranger ${name}`;
}

function isCounted({ kind }: Factor): boolean {
  return kind === "possession" || kind === "both";
}

function addressOf({ tenant, remoteNetwork }: FlowContext): string {
  return `${tenant.id} ${remoteNetwork}`;
}
