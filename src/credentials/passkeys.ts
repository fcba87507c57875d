import { idToBytes } from "../crypto/ids.ts";
import type { Credential, CredentialStore } from "../store/port/credentials.ts";
import { type ChallengeWorld, makeChallenge } from "./passkey-challenge.ts";

/** Of how many passkeys a user can keep track. */
const MOST_PASSKEYS = 20;
/** EdDSA, ECDSA on P-256 with SHA-256, and RSASSA-PKCS1-v1_5 with SHA-256 (IANA COSE Algorithms), the best first. */
export const ALGORITHMS: readonly number[] = [-8, -7, -257];
/** In milliseconds: as long as a challenge counts. */
const TIMEOUT = 300_000;

/** A passkey: the document of the credential of kind "passkey", which has the passkey's own id. */
export interface Passkey {
  /** In COSE, as base64url. */
  readonly publicKey: string;
  /** How often it has signed; 0 always for one that does not count. */
  readonly counter: number;
  readonly transports?: readonly string[];
  readonly displayName: string;
  /** Whether it can be found without a user name; undefined: its device did not say. */
  readonly discoverable?: boolean;
  /** Whether it is kept on more than one device. */
  readonly backedUp: boolean;
  /** The model of the device, where it tells; zeros where it does not. */
  readonly aaguid: string;
}

/** For whom passkeys are made, and which pages may use them (Web Authentication §4, §5.11). */
export interface RelyingParty {
  /** A host name. */
  readonly id: string;
  /** What devices show. */
  readonly name: string;
  readonly origins: readonly string[];
}

export interface PasskeyWorld extends ChallengeWorld {
  readonly credentials: CredentialStore;
  readonly relyingParty: RelyingParty;
}

/** What an answer is for, which its challenge is bound to, and whose it has to be; undefined: the answer says it. */
export interface Ceremony {
  readonly purpose: string;
  readonly userId: string | undefined;
}

/** The user's passkeys, by the time that they were added. */
export function passkeysOf(
  userId: string,
  { credentials }: Pick<PasskeyWorld, "credentials">,
): Promise<Credential<Passkey>[]> {
  return credentials.listOf<Passkey>(userId, "passkey");
}

/** Whether one more passkey is too many. */
export function areTooMany(passkeys: readonly unknown[]): boolean {
  return passkeys.length >= MOST_PASSKEYS;
}

/**
 * What a browser is to be asked for a passkey with (Web Authentication §5.5). With a list, one of these; without one, any that the person
 * picks: so nothing tells whether a user has passkeys, or is there at all (security bar 18.4).
 */
export function requestOptions(
  purpose: string,
  allowed: readonly Credential<Passkey>[] | undefined,
  world: PasskeyWorld,
): Readonly<Record<string, unknown>> {
  return {
    challenge: makeChallenge(purpose, world),
    rpId: world.relyingParty.id,
    timeout: TIMEOUT,
    userVerification: "required",
    ...(allowed !== undefined && { allowCredentials: allowed.map(descriptorOf) }),
  };
}

/** What a browser is to make a passkey with (Web Authentication §5.4). */
export async function creationOptions(
  purpose: string,
  user: { readonly id: string; readonly userName: string },
  residentKey: "required" | "preferred",
  world: PasskeyWorld,
): Promise<Readonly<Record<string, unknown>>> {
  const { relyingParty } = world;
  return {
    challenge: makeChallenge(purpose, world),
    rp: { id: relyingParty.id, name: relyingParty.name },
    user: { id: userHandleOf(user.id), name: user.userName, displayName: user.userName },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
    timeout: TIMEOUT,
    excludeCredentials: (await passkeysOf(user.id, world)).map(descriptorOf),
    authenticatorSelection: {
      residentKey,
      requireResidentKey: residentKey === "required",
      userVerification: "required",
    },
    attestation: "none",
    extensions: { credProps: true },
  };
}

/** What a passkey calls its user by: it tells nothing of them (Web Authentication §14.6.1). */
export function userHandleOf(userId: string): string {
  return idToBytes(userId).toString("base64url");
}

function descriptorOf({ id, document: { transports } }: Credential<Passkey>) {
  return { type: "public-key", id, ...(transports !== undefined && { transports }) };
}
