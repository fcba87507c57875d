import { randomBytes } from "node:crypto";
import type { ServerKeys } from "../crypto/sealing.ts";
import type { TransientStore } from "../store/port/transients.ts";

/** Security bar 19.4: 16 bytes at least, and five minutes. */
const RANDOM_BYTES = 16;
const LIFETIME_SECONDS = 300;
/** In characters; ours are shorter. */
const LONGEST = 256;

export interface ChallengeWorld {
  readonly transients: Pick<TransientStore, "add">;
  readonly sealing: Pick<ServerKeys, "seal" | "open">;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * A challenge for the purpose, in base64url. It carries its own end, sealed, so that a page can show one without anything being stored
 * before it is answered.
 */
export function makeChallenge(purpose: string, { sealing, now }: ChallengeWorld): string {
  const plain = Buffer.alloc(RANDOM_BYTES + 6);
  randomBytes(RANDOM_BYTES).copy(plain);
  plain.writeUIntBE(now + LIFETIME_SECONDS, RANDOM_BYTES, 6);
  return Buffer.from(sealing.seal(plain, contextOf(purpose))).toString("base64url");
}

/**
 * Uses the challenge up, whatever becomes of the answer to it. False for one of another purpose, one that is too old, and one that was
 * used before: of any number of callers one is told true (security bar 19.4).
 */
export async function takeChallenge(
  challenge: string,
  purpose: string,
  { transients, sealing, now }: ChallengeWorld,
): Promise<boolean> {
  const expiresAt = endOf(challenge, purpose, sealing);
  if (expiresAt === undefined || expiresAt <= now) return false;
  return transients.add("passkey challenge", challenge, {}, expiresAt, now);
}

function endOf(challenge: string, purpose: string, sealing: ChallengeWorld["sealing"]): number | undefined {
  if (challenge.length > LONGEST) return undefined;
  const sealed = Buffer.from(challenge, "base64url");
  // Another way to write the same challenge would be another one to what keeps those that were used.
  if (sealed.toString("base64url") !== challenge) return undefined;
  try {
    return sealing.open(sealed.toString(), contextOf(purpose)).readUIntBE(RANDOM_BYTES, 6);
  } catch {
    return undefined;
  }
}

function contextOf(purpose: string): string {
  return `passkey challenge: ${purpose}`;
}
