import { sha256 } from "../crypto/hashes.ts";
import { foldUserName } from "../protocol/model/user.ts";
import type { AttemptPolicy } from "../store/port/attempts.ts";

/** Security bar 18.1: five failures lock for five minutes, doubling up to a day; an organization may say otherwise within limits. */
export const LOCK_OUT: AttemptPolicy = {
  attempts: 5,
  lockSeconds: 300,
  maximumLockSeconds: 86_400,
  forgetSeconds: 86_400,
};

/** A lock that has just begun, as its owner is told. */
export interface BegunLock {
  readonly seconds: number;
  /** Whether another one came before. */
  readonly isLonger: boolean;
}

/** The lock that holds until then. */
export function lockOf(until: number, policy: AttemptPolicy, { now }: { readonly now: number }): BegunLock {
  return { seconds: until - now, isLonger: until - now > policy.lockSeconds };
}

/** What the attempts at an account count under. The name is hashed: what people mistype there may be a password. */
export function accountAttempts(userName: string): string {
  return `account ${sha256(foldUserName(userName)).toString("base64url")}`;
}
