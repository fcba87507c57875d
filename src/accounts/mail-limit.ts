import { sha256 } from "../crypto/hashes.ts";
import { foldUserName } from "../protocol/model.ts";
import type { AccountWorld } from "./account-world.ts";

/** So that nobody's mailbox is filled: five messages, then a pause of ten minutes that doubles up to an hour (security bar 18.5). */
const POLICY = { attempts: 5, lockSeconds: 600, maximumLockSeconds: 3600, forgetSeconds: 86_400 };

/**
 * Counts a message to the mailbox; where there is none, to the name that was entered. False: there were too many, which nobody is told. All
 * the names that lead to one mailbox count together.
 */
export async function mayBeWritten(
  mailbox: string,
  { store, now }: Pick<AccountWorld, "store" | "now">,
): Promise<boolean> {
  const key = `messages ${sha256(foldUserName(mailbox)).toString("base64url")}`;
  return (await store.attempts.begin(key, POLICY, now)) === undefined;
}
