import { randomBytes } from "node:crypto";
import type { NotificationChannel } from "../protocol/model/notification.ts";
import type { AccountWorld } from "./account-world.ts";

/** What somebody may do who has the code: it is 256 random bits, stored as a hash, and used once (security bar 17.4, 26.3). */
export interface AccountCode {
  readonly purpose: CodePurpose;
  /** Undefined: there is no such user, which nobody is told (security bar 18.4). */
  readonly userId: string | undefined;
  /** The address that the code was sent to; whoever uses it has shown that it is theirs. */
  readonly email?: string | undefined;
  /** The same of a number that a text message went to. */
  readonly phone?: string | undefined;
  /** By what the person is written to; left out: by e-mail. */
  readonly channel?: NotificationChannel | undefined;
  /** Of the password that there was: another one makes the code worth nothing. */
  readonly replaces?: string | undefined;
  /** What messages to this person are counted under. */
  readonly counted?: string | undefined;
  /** Of a short code that belongs to this one: its hash, and how often it was entered. */
  readonly entry?: { readonly hash: string; readonly tries: number } | undefined;
}

export type CodePurpose =
  | "recover password"
  | "recover user name"
  | "enter a code"
  | "send again"
  | "reset password"
  | "accept invitation"
  | "confirm account"
  | "verify email"
  | "change email";

/** A code that is good still. */
export interface FoundCode {
  readonly code: string;
  readonly document: AccountCode;
  readonly version: number;
  readonly expiresAt: number;
}

const KIND = "account code";
const CODE = /^[A-Za-z0-9_-]{43}$/;

type World = Pick<AccountWorld, "store" | "now">;

/** One that nobody has, and that is stored nowhere yet. */
export function newCode(): string {
  return randomBytes(32).toString("base64url");
}

/** Makes a code that is good for so many seconds. */
export async function issueCode(document: AccountCode, seconds: number, { store, now }: World): Promise<string> {
  const code = newCode();
  await store.transients.add(KIND, code, document, now + seconds, now);
  return code;
}

/** The code, if it is for one of the purposes and neither used nor too old. */
export async function findCode(
  code: string,
  purposes: readonly CodePurpose[],
  { store, now }: World,
): Promise<FoundCode | undefined> {
  const found = CODE.test(code) ? await store.transients.find<AccountCode>(KIND, code, now) : undefined;
  if (found === undefined || !purposes.includes(found.document.purpose)) return undefined;
  return { code, ...found };
}

/** Uses it up: of any number of callers exactly one is told true. */
export function useCode({ code, version }: FoundCode, { store }: World): Promise<boolean> {
  return store.transients.remove(KIND, code, version);
}

/** Puts another document in its place; undefined when somebody else was faster. */
export async function changeCode(
  found: FoundCode,
  document: AccountCode,
  { store }: World,
): Promise<FoundCode | undefined> {
  const changed = await store.transients.replace(KIND, found.code, found.version, document);
  return changed ? { ...found, document, version: found.version + 1 } : undefined;
}
