import { randomInt } from "node:crypto";
import { equalInConstantTime, sha256 } from "../crypto/hashes.ts";
import { type AccountCode, changeCode, type FoundCode, findCode, newCode, useCode } from "./account-code.ts";
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
 * counts as a try, five in all, also of many at once, and takes the same work where there is none (security bar 18.3, 19.2).
 */
export async function proveShortCode(
  flowCode: string | undefined,
  entered: string,
  ctx: Pick<AccountWorld, "store" | "now">,
): Promise<FoundCode | undefined> {
  const nobodys = { ...NOBODYS, code: newCode() };
  for (;;) {
    const found = await findCode(flowCode ?? nobodys.code, ["enter a code"], ctx);
    const isMeant = found !== undefined && isOpen(found);
    const present = isMeant ? found : nobodys;
    const { hash, tries } = present.document.entry ?? NOBODYS.document.entry;
    const isEqual = equalInConstantTime(Buffer.from(hashOf(entered.trim())), Buffer.from(hash));
    const isRight = isEqual && present.document.userId !== undefined;
    const counted = { ...present.document, entry: { hash, tries: tries + 1 } };
    const isStored = isRight ? await useCode(present, ctx) : (await changeCode(present, counted, ctx)) !== undefined;
    if (isStored && isRight) return present;
    // Unless another try came first: then this one is looked at once more, so that it counts as well.
    if (isStored || !isMeant) return undefined;
  }
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
