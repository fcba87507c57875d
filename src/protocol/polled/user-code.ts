import { randomInt } from "node:crypto";
import type { ProtocolContext } from "../context.ts";
import { findOpen } from "./polled-request.ts";

/**
 * RFC 8628 §6.1: consonants, so that no code is a word, no digit that looks like a letter, and no case to keep. Eight of them are 34.6
 * bits, what Asgardeo's six of 50 symbols are too, of which only half the people would type each in the right case.
 */
const ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
const LENGTH = 8;
const USER_CODE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

/** A new code as the device shows it: `WDJB-MJHT`. */
export function newUserCode(): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return shownUserCode(letters);
}

/** The code in its one form, however it was typed: in any case and width, with blanks and dashes or without. Undefined when it is none. */
export function parseUserCode(text: string): string | undefined {
  if (text.length > 4 * LENGTH) return undefined;
  const letters = text
    .normalize("NFKC")
    .replaceAll(/[\s\p{Pd}]/gu, "")
    .toUpperCase();
  return USER_CODE.test(letters) ? shownUserCode(letters) : undefined;
}

function shownUserCode(letters: string): string {
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;
}

/** Ties a user code to the device's request. False when another request has the same code. */
export function saveUserCode(
  userCode: string,
  handle: string,
  expiresAt: number,
  ctx: ProtocolContext,
): Promise<boolean> {
  return ctx.store.transients.add("user code", userCode, { handle }, expiresAt, ctx.now);
}

export type UserCodeOutcome =
  | { readonly kind: "found"; readonly handle: string }
  | { readonly kind: "wrong" }
  | { readonly kind: "too many attempts"; readonly retryAfterSeconds: number };

/**
 * The handle of the request that the code is for, while its user can still decide about it. Whoever entered five wrong ones, from one
 * address or in one browser, waits (security bar 13.1, RFC 8628 §5.1).
 */
export async function findByUserCode(
  userCode: string | undefined,
  /** What the browser calls itself. */
  browser: string | undefined,
  ctx: ProtocolContext,
): Promise<UserCodeOutcome> {
  const { tenant, remoteNetwork, userCodeFailures, now } = ctx;
  const keys = [`${tenant.id} address ${remoteNetwork}`, ...(browser ? [`${tenant.id} browser ${browser}`] : [])];
  const waitSeconds = () => Math.max(...keys.map((key) => userCodeFailures.waitSeconds(key, now) ?? 0));

  if (waitSeconds() > 0) return { kind: "too many attempts", retryAfterSeconds: waitSeconds() };
  const handle = userCode && (await findHandle(userCode, ctx));
  // Asked once more: many that were sent at once all came before the first of them had failed.
  if (waitSeconds() > 0) return { kind: "too many attempts", retryAfterSeconds: waitSeconds() };
  if (handle) return { kind: "found", handle };
  for (const key of keys) userCodeFailures.fail(key, now);
  ctx.record("user_code_refused", {});
  return { kind: "wrong" };
}

async function findHandle(userCode: string, ctx: ProtocolContext): Promise<string | undefined> {
  const found = await ctx.store.transients.find<{ handle: string }>("user code", userCode, ctx.now);
  if (found === undefined) return undefined;
  const { handle } = found.document;
  return (await findOpen({ kind: "device code", handle }, ctx)) && handle;
}
