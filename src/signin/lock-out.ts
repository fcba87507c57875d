import { sha256 } from "../crypto/hashes.ts";
import { foldUserName } from "../protocol/model.ts";
import type { AttemptPolicy } from "../store/store.ts";

/** Security bar 18.1: five failures lock for five minutes, doubling up to a day; an organization may say otherwise within limits. */
export const LOCK_OUT: AttemptPolicy = {
  attempts: 5,
  lockSeconds: 300,
  maximumLockSeconds: 86_400,
  forgetSeconds: 86_400,
};

/** What the attempts at an account count under. The name is hashed: what people mistype there may be a password. */
export function accountAttempts(userName: string): string {
  return `account ${sha256(foldUserName(userName)).toString("base64url")}`;
}
