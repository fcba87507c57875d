import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import type { Credential } from "../store/port/credentials.ts";
import type { PasskeyAnswer } from "./passkey-answer.ts";
import { takeChallenge } from "./passkey-challenge.ts";
import { type Ceremony, type Passkey, type PasskeyWorld, type RelyingParty, userHandleOf } from "./passkeys.ts";

export type TakenPasskey =
  | { readonly kind: "right"; readonly userId: string }
  /** `why` is for the log. */
  | { readonly kind: "wrong"; readonly why: string };

/** So often the count is written again when another use of the passkey came in between. */
const TRIES = 5;

/**
 * Checks that a passkey has signed the challenge, for this server and on its own page, with the person's finger or PIN
 * (Web Authentication §7.2, security bar 19.4), and uses the challenge up. A count that has not grown is that of a copy.
 */
export async function takePasskey(
  answer: PasskeyAnswer,
  { purpose, userId }: Ceremony,
  world: PasskeyWorld,
): Promise<TakenPasskey> {
  const found = await world.credentials.find<Passkey>("passkey", answer.id);
  if (found === undefined) return { kind: "wrong", why: "unknown passkey" };
  const { userHandle } = answer.response;
  // Nobody was named: then the passkey itself has to say whose it is.
  const isMeant = userId === undefined ? userHandle !== undefined : found.userId === userId;
  if (!isMeant || (userHandle !== undefined && userHandle !== userHandleOf(found.userId))) {
    return { kind: "wrong", why: "another user's passkey" };
  }
  if (answer.framed) return { kind: "wrong", why: "a page inside another one" };
  if (!(await takeChallenge(answer.challenge, purpose, world))) return { kind: "wrong", why: "challenge" };
  const use = await verify(answer, found.document, world.relyingParty);
  if (typeof use === "string") return { kind: "wrong", why: use };
  if (!(await countUse(found, use, world))) return { kind: "wrong", why: "a count that has not grown" };
  return { kind: "right", userId: found.userId };
}

/** What the use has changed of the passkey; a text: why it counts for nothing. */
async function verify(
  answer: PasskeyAnswer,
  { publicKey, counter }: Passkey,
  { id, origins }: RelyingParty,
): Promise<Pick<Passkey, "counter" | "backedUp"> | string> {
  // A large library, which whoever signs in with a password need not wait for.
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer as unknown as AuthenticationResponseJSON,
      expectedChallenge: answer.challenge,
      expectedOrigin: [...origins],
      expectedRPID: id,
      requireUserVerification: true,
      credential: { id: answer.id, publicKey: new Uint8Array(Buffer.from(publicKey, "base64url")), counter },
    });
    if (!verified) return "signature";
    return { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp };
  } catch (error) {
    return error instanceof Error ? error.message : "signature";
  }
}

/** False when the passkey has been used meanwhile with a count that is not below this one. */
async function countUse(
  seen: Credential<Passkey>,
  use: Pick<Passkey, "counter" | "backedUp">,
  { credentials, now }: PasskeyWorld,
): Promise<boolean> {
  let found: Credential<Passkey> | undefined = seen;
  for (let tries = 1; tries <= TRIES && found !== undefined; tries += 1) {
    const { document } = found;
    if ((use.counter > 0 || document.counter > 0) && use.counter <= document.counter) return false;
    if (await credentials.replace({ ...found, document: { ...document, ...use }, lastUsedAt: now })) return true;
    found = await credentials.find<Passkey>("passkey", seen.id);
  }
  return false;
}
