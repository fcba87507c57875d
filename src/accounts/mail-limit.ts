import { domainToASCII } from "node:url";
import { sha256 } from "../crypto/hashes.ts";
import { foldUserName, type User } from "../protocol/model/user.ts";
import type { AttemptPolicy } from "../store/port/attempts.ts";
import type { AccountWorld } from "./account-world.ts";

/** So that nobody's mailbox is filled: five messages, then a pause of ten minutes that doubles up to an hour (security bar 18.5). */
const POLICY: AttemptPolicy = { attempts: 5, lockSeconds: 600, maximumLockSeconds: 3600, forgetSeconds: 86_400 };
/** What no stranger can ask for. */
const NOTICES: AttemptPolicy = { ...POLICY, attempts: 10 };

/** Who is to be written to. */
export interface Addressee {
  /** An e-mail address or a phone number; undefined: there is nobody to be written to. */
  readonly to: string | undefined;
  /** What was entered. */
  readonly login: string;
  /**
   * What for, each of which is counted apart, so that nobody's recovery is kept back by what else strangers can ask for in their name. Left out:
   * for an account that is made.
   */
  readonly about?: "account" | "password" | "user name" | undefined;
  /** Whose address it is, or who says so at least. */
  readonly account?: Owner | undefined;
}

type Owner = Pick<User, "userName" | "claims">;

/**
 * Counts a message to the mailbox, whoever has asked for it; where there is none, to what was entered. False: there were too many, which nobody
 * is told. What strangers ask for does not use up what a person may ask for on a device of theirs (security bar 18.2).
 */
export async function mayBeWritten(
  { to, login, about = "account", account }: Addressee,
  { store, now, isKnownHere }: Pick<AccountWorld, "store" | "now" | "isKnownHere">,
): Promise<boolean> {
  // What nobody is called may be somebody's address all the same.
  const mailbox = to === undefined ? `of nobody ${foldUserName(login)}` : mailboxOf(to);
  const isOwnDevice = account !== undefined && isKnownHere?.(account.userName) === true;
  const device = isOwnDevice ? `device of ${ownerOf(account, to)}` : "anywhere";
  return (await store.attempts.begin(keyOf("letters", about, device, mailbox), POLICY, now)) === undefined;
}

/**
 * Counts what the owner of an account, or an administrator, has the mailbox written by what they do. False: there were too many. Each type is
 * counted apart, so that many of one kind keep no other back.
 */
export async function mayBeTold(
  account: Owner,
  { to, type }: { readonly to: string; readonly type: string },
  { store, now }: Pick<AccountWorld, "store" | "now">,
): Promise<boolean> {
  const key = keyOf("notices", type, ownerOf(account, to), mailboxOf(to));
  return (await store.attempts.begin(key, NOTICES, now)) === undefined;
}

function keyOf(kind: string, ...parts: readonly string[]): string {
  return `${kind} ${sha256(parts.join("\0")).toString("base64url")}`;
}

/** Anybody can make any number of accounts with the address of somebody else: those count as one, and not as the owner's. */
function ownerOf({ userName, claims }: Owner, to: string | undefined): string {
  const isProved =
    (claims.email === to && claims.email_verified === true) ||
    (claims.phone_number === to && claims.phone_number_verified === true);
  return isProved ? `one ${foldUserName(userName)}` : "anybody";
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

/**
 * Counts a change of the address or the number that users are written to, which they make themselves: each is a message to whomever they name
 * (security bar 18.5). The seconds to wait where there were too many.
 */
export async function changeOfAddressWait(
  userId: string,
  { store, now }: Pick<AccountWorld, "store" | "now">,
): Promise<number | undefined> {
  const lockedUntil = await store.attempts.begin(`changes of address ${userId}`, POLICY, now);
  return lockedUntil && lockedUntil - now;
}
