import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import type { PasskeyAnswer } from "./passkey-answer.ts";
import { takeChallenge } from "./passkey-challenge.ts";
import { ALGORITHMS, areTooMany, type Passkey, type PasskeyWorld, passkeysOf, type RelyingParty } from "./passkeys.ts";

export type AddedPasskey =
  | { readonly kind: "added"; readonly id: string; readonly passkey: Passkey }
  /** Somebody has it, or the user has too many. */
  | { readonly kind: "taken" }
  /** `why` is for the log. */
  | { readonly kind: "wrong"; readonly why: string };

/** A passkey that its user has given no name yet. */
export type NewPasskey = Omit<Passkey, "displayName"> & { readonly id: string };

/** In bytes (Web Authentication §7.1). */
const LONGEST_ID = 1_023;
/** In characters. */
const LONGEST_TRANSPORT = 32;

/**
 * Checks that a device has made a passkey for this server, on its own page and with the person's finger or PIN (Web Authentication §7.1,
 * security bar 19.4), and adds it to the user's. The challenge is used up. Who made the device is not asked.
 */
export async function addPasskey(
  answer: PasskeyAnswer,
  { purpose, userId, displayName }: { readonly purpose: string; readonly userId: string; readonly displayName: string },
  world: PasskeyWorld,
): Promise<AddedPasskey> {
  const made = await verifyNewPasskey(answer, purpose, world);
  if (typeof made === "string") return { kind: "wrong", why: made };
  const { id, ...rest } = made;
  if (areTooMany(await passkeysOf(userId, world))) return { kind: "taken" };
  const passkey: Passkey = { ...rest, displayName };
  const isNew = await world.credentials.add({ userId, kind: "passkey", id, document: passkey }, world.now);
  return isNew ? { kind: "added", id, passkey } : { kind: "taken" };
}

/** The same without adding it, for a user who is yet to be made: the passkey with its id; a text: why it is none. */
export async function verifyNewPasskey(
  answer: PasskeyAnswer,
  purpose: string,
  world: PasskeyWorld,
): Promise<NewPasskey | string> {
  if (answer.framed) return "a page inside another one";
  if (!(await takeChallenge(answer.challenge, purpose, world))) return "challenge";
  const made = await verify(answer, world.relyingParty);
  const isTooLong = typeof made !== "string" && Buffer.from(made.id, "base64url").length > LONGEST_ID;
  return isTooLong ? "the length of the id" : made;
}

async function verify(
  answer: PasskeyAnswer,
  { id: expectedRPID, origins }: RelyingParty,
): Promise<NewPasskey | string> {
  // A large library, which whoever signs in with a password need not wait for.
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: answer as unknown as RegistrationResponseJSON,
      expectedChallenge: answer.challenge,
      expectedOrigin: [...origins],
      expectedRPID,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...ALGORITHMS],
    });
    if (!verified) return "attestation";
    const { credential, credentialBackedUp, aaguid } = registrationInfo;
    const discoverable = isDiscoverable(answer);
    const transports = transportsOf(answer);
    return {
      id: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString("base64url"),
      counter: credential.counter,
      backedUp: credentialBackedUp,
      aaguid,
      ...(discoverable !== undefined && { discoverable }),
      ...(transports.length > 0 && { transports }),
    };
  } catch (error) {
    return error instanceof Error ? error.message : "attestation";
  }
}

/** What the browser says of it (Web Authentication §10.1.3). */
function isDiscoverable({ clientExtensionResults }: PasskeyAnswer): boolean | undefined {
  const { credProps } = clientExtensionResults as { readonly credProps?: { readonly rk?: unknown } | null };
  return typeof credProps?.rk === "boolean" ? credProps.rk : undefined;
}

/** How its device is reached, by the names that browsers know or will know. */
function transportsOf({ response: { transports } }: PasskeyAnswer): string[] {
  if (!Array.isArray(transports)) return [];
  return transports.filter((name) => typeof name === "string" && name.length <= LONGEST_TRANSPORT).slice(0, 8);
}
