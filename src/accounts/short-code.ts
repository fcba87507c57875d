import { randomBytes, randomInt } from "node:crypto";
import { equalInConstantTime, sha256 } from "../crypto/hashes.ts";
import { type AccountCode, changeCode, type FoundCode, findCode, useCode } from "./account-code.ts";
import type { AccountWorld } from "./account-world.ts";

/** Security bar 19.2: so long a code is good, whatever an organization has decided, and so often it may be entered. */
export const SHORT_CODE_SECONDS = 600;
const MOST_TRIES = 5;

/** A new code of six digits, and what is kept of it. */
export function newShortCode(): { readonly short: string; readonly entry: NonNullable<AccountCode["entry"]> } {
  const short = String(randomInt(1_000_000)).padStart(6, "0");
  return { short, entry: { hash: hashOf(short), tries: 0 } };
}

/**
 * Checks what was entered for the short code that belongs to the long one, and uses it up when it is right. Undefined otherwise: each entry
 * counts as a try, five in all, and takes the same work where there is none (security bar 18.3, 19.2).
 */
export async function proveShortCode(
  flowCode: string | undefined,
  entered: string,
  ctx: Pick<AccountWorld, "store" | "now">,
): Promise<FoundCode | undefined> {
  const found = flowCode === undefined ? undefined : await findCode(flowCode, ["enter a code"], ctx);
  const { entry } = found?.document ?? {};
  const isMeant = found !== undefined && entry !== undefined && isOpen(found);
  const { document } = isMeant ? found : NOBODYS;
  const { hash, tries } = isMeant ? entry : NOBODYS.document.entry;
  const present = isMeant ? found : { ...NOBODYS, code: randomBytes(32).toString("base64url") };
  const counted = await changeCode(present, { ...document, entry: { hash, tries: tries + 1 } }, ctx);
  const isRight = equalInConstantTime(Buffer.from(hashOf(entered.trim())), Buffer.from(hash));
  if (counted === undefined || !isRight || document.userId === undefined) return undefined;
  return (await useCode(counted, ctx)) ? counted : undefined;
}

/** Whether the short code may be entered still. */
export function isOpen({ document }: Pick<FoundCode, "document">): boolean {
  return document.entry !== undefined && document.entry.tries < MOST_TRIES;
}

/** Stands for a code that there is not. */
const NOBODYS = {
  document: { purpose: "enter a code", userId: undefined, entry: { hash: hashOf(""), tries: 0 } },
  version: 1,
  expiresAt: 0,
} as const;

function hashOf(code: string): string {
  return sha256(code).toString("base64url");
}
