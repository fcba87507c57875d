import { sha256 } from "../crypto/hashes.ts";
import { foldUserName, type User } from "../protocol/model.ts";
import type { AccountWorld } from "./account-world.ts";

/** So that nobody's mailbox is filled: five messages, then a pause of ten minutes that doubles up to an hour (security bar 18.5). */
const POLICY = { attempts: 5, lockSeconds: 600, maximumLockSeconds: 3600, forgetSeconds: 86_400 };

/** Who is to be written to. */
export interface Addressee {
  /** An e-mail address or a phone number; undefined: there is nobody to be written to. */
  readonly to: string | undefined;
  /** What was entered. */
  readonly login: string;
  /** Whose address it is, where that is for sure. */
  readonly account?: Pick<User, "userName"> | undefined;
}

/**
 * Counts a message to the mailbox, whoever has asked for it; where there is none, to what was entered. False: there were too many, which nobody
 * is told. What strangers ask for does not use up what a person may ask for on a device of theirs (security bar 18.2).
 */
export async function mayBeWritten(
  { to, login, account }: Addressee,
  { store, now, isKnownHere }: Pick<AccountWorld, "store" | "now" | "isKnownHere">,
): Promise<boolean> {
  // What nobody is called may be somebody's address all the same.
  const mailbox = to === undefined ? `of nobody ${foldUserName(login)}` : mailboxOf(to);
  // Others may have the same address, who have not shown that it is theirs.
  const device =
    account && isKnownHere?.(account.userName) ? `device of ${foldUserName(account.userName)}` : "anywhere";
  const key = `letters ${sha256(`${device}\0${mailbox}`).toString("base64url")}`;
  return (await store.attempts.begin(key, POLICY, now)) === undefined;
}

/** One of however an address can be written, with a word behind a plus (RFC 5233 §1), or a number, with or without what parts its digits. */
function mailboxOf(to: string): string {
  return to.includes("@") ? foldUserName(to).replace(/\+[^@]*(?=@)/, "") : to.replace(/\D/g, "");
}
