import { domainToASCII } from "node:url";
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
  /** Whose address it is, or who says so at least. */
  readonly account?: Pick<User, "userName" | "claims"> | undefined;
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
  const isOwnDevice = account !== undefined && isKnownHere?.(account.userName) === true;
  const device = isOwnDevice ? deviceOf(account, to) : "anywhere";
  const key = `letters ${sha256(`${device}\0${mailbox}`).toString("base64url")}`;
  return (await store.attempts.begin(key, POLICY, now)) === undefined;
}

/** Anybody can make any number of accounts with the address of somebody else: those count as one, and not as the owner's. */
function deviceOf({ userName, claims }: Pick<User, "userName" | "claims">, to: string | undefined): string {
  const isProved =
    (claims.email === to && claims.email_verified === true) ||
    (claims.phone_number === to && claims.phone_number_verified === true);
  return isProved ? `device of ${foldUserName(userName)}` : "device of anybody";
}

/**
 * One of however it can be written: an address with dots, or with a word behind a plus (RFC 5233 §1), its domain in any of its forms
 * (RFC 5890 §2.3.2.1); a number with what parts its digits, and with zeros or a plus before them.
 */
function mailboxOf(to: string): string {
  const at = to.lastIndexOf("@");
  if (at < 0) return to.replace(/\D/g, "").replace(/^0+/, "");
  const name = foldUserName(to.slice(0, at)).replace(/(?<=.)\+.*$|\./gs, "");
  const domain = to.slice(at + 1);
  return `${name}@${(domainToASCII(domain) || foldUserName(domain)).replace(/\.$/, "")}`;
}
