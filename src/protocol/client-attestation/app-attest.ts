import { X509Certificate } from "node:crypto";
import { extensionOf, readDer } from "../../crypto/der.ts";
import { equalInConstantTime, sha256 } from "../../crypto/hashes.ts";
import { AttestationFault } from "./attestation-fault.ts";

/** The extension of App Attest's certificates that holds the nonce: 1.2.840.113635.100.8.2. */
const NONCE = Buffer.from("2a864886f763640802", "hex");
/** The one that says whose the key is, 1.2.840.113635.100.8.5; and the tag, [1204], under which it says the application. */
const HOLDER = Buffer.from("2a864886f763640805", "hex");
const APPLICATION = 0xbf8934;
/** Of applications from the App Store and TestFlight; those that a developer runs say `appattestdevelop`. */
const PRODUCTION = Buffer.concat([Buffer.from("appattest"), Buffer.alloc(7)]);
const UNCOMPRESSED_POINT_BYTES = 65;

export interface AppAttestRules {
  /** The team's id, a dot, and the bundle's id. */
  readonly appId: string;
  /** PEM. */
  readonly root: string;
  /** What the device was to attest beside its key: its SHA-256. Undefined: that is known to the application alone. */
  readonly clientDataHash: Buffer | undefined;
  /** Unix seconds. */
  readonly now: number;
}

/** A key in a device of Apple's, attested to be the application's. */
export interface AttestedKey {
  /** base64url: which of all keys it is. */
  readonly id: string;
  /** From when on its certificate is not good any more, in Unix seconds. */
  readonly expiresAt: number;
}

/** Whether the text could be one of App Attest's objects: base64 of a map in CBOR with three members. */
export function isAppAttest(text: string): boolean {
  return /^[A-Za-z0-9+/]{64,}={0,2}$/.test(text) && Buffer.from(text, "base64")[0] === 0xa3;
}

/**
 * The key of a genuine copy of the application on one of Apple's devices. Makes the checks that Apple lists for attestations ("Validating
 * apps that connect to your server"). Throws an AttestationFault.
 */
export async function verifyAppAttest(text: string, rules: AppAttestRules): Promise<AttestedKey> {
  const { format, authenticatorData, chain } = await readObject(text);
  if (format !== "apple-appattest") throw new AttestationFault("another format");
  const certificate = verifyChain(chain, rules);
  const nonce = nonceOf(certificate);
  const { appIdHash, counter, aaguid, credentialId } = await readAuthenticatorData(authenticatorData);
  const { clientDataHash, appId } = rules;
  if (clientDataHash !== undefined) {
    const expected = sha256(Buffer.concat([authenticatorData, clientDataHash]));
    if (!equalInConstantTime(nonce, expected)) throw new AttestationFault("made for another request");
  } else if (applicationOf(certificate) !== appId) {
    // Where nobody knows what the nonce is made of, nothing but the certificate is Apple's word.
    throw new AttestationFault("a certificate of another application");
  }
  const point = certificate.publicKey.export({ type: "spki", format: "der" }).subarray(-UNCOMPRESSED_POINT_BYTES);
  if (!sha256(point).equals(credentialId)) throw new AttestationFault("another key");
  if (!appIdHash.equals(sha256(appId))) throw new AttestationFault("another application");
  if (counter !== 0) throw new AttestationFault("a key that was used before");
  if (!aaguid.equals(PRODUCTION)) throw new AttestationFault("not of the production environment");
  return {
    id: credentialId.toString("base64url"),
    // The last second counts (RFC 5280 §4.1.2.5).
    expiresAt: Math.floor(certificate.validToDate.getTime() / 1000) + 1,
  };
}

interface AttestationObject {
  readonly format: unknown;
  readonly authenticatorData: Buffer;
  readonly chain: readonly X509Certificate[];
}

/** Web Authentication §6.5. */
async function readObject(text: string): Promise<AttestationObject> {
  const { decodeAttestationObject } = await import("@simplewebauthn/server/helpers");
  try {
    const decoded = decodeAttestationObject(new Uint8Array(Buffer.from(text, "base64")));
    const chain = (decoded.get("attStmt").get("x5c") ?? []).map((each) => new X509Certificate(each));
    return { format: decoded.get("fmt"), authenticatorData: Buffer.from(decoded.get("authData")), chain };
  } catch (cause) {
    throw new AttestationFault("no attestation object", { cause });
  }
}

/** The device's certificate, which comes from the root by way of one authority. */
function verifyChain(chain: readonly X509Certificate[], { root, now }: AppAttestRules): X509Certificate {
  const [certificate, authority] = chain;
  if (certificate === undefined || authority === undefined || chain.length !== 2) {
    throw new AttestationFault("not a certificate and its authority");
  }
  const trusted = new X509Certificate(root);
  const isRight =
    isIssued(certificate, authority) && isIssued(authority, trusted) && authority.ca && trusted.ca && !certificate.ca;
  if (!isRight) throw new AttestationFault("a certificate of others");
  const isOfNow = [certificate, authority, trusted].every(
    ({ validFromDate, validToDate }) => validFromDate.getTime() <= now * 1000 && now * 1000 <= validToDate.getTime(),
  );
  if (!isOfNow) throw new AttestationFault("a certificate of another time");
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType !== "ec" || asymmetricKeyDetails?.namedCurve !== "prime256v1") {
    throw new AttestationFault("a key of another kind");
  }
  return certificate;
}

function isIssued(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** A sequence with the nonce in it, as an octet string inside of a value of its own. */
function nonceOf(certificate: X509Certificate): Buffer {
  try {
    const [sequence] = readDer(extensionOf(certificate, NONCE) ?? Buffer.of());
    const [holder] = readDer(sequence?.content ?? Buffer.of());
    const [nonce] = readDer(holder?.content ?? Buffer.of());
    if (nonce?.tag === 0x04 && nonce.content.length === 32) return nonce.content;
  } catch {
    // the same as none
  }
  throw new AttestationFault("no nonce");
}

/** The application that the certificate names; undefined when it names none. */
function applicationOf(certificate: X509Certificate): string | undefined {
  try {
    const [sequence] = readDer(extensionOf(certificate, HOLDER) ?? Buffer.of());
    const named = readDer(sequence?.content ?? Buffer.of()).find(({ tag }) => tag === APPLICATION);
    const [text] = readDer(named?.content ?? Buffer.of());
    return text?.content.toString();
  } catch {
    return undefined; // the same as none
  }
}

/** Web Authentication §6.1; what holds the hash of a relying party's id there holds the hash of an application's here. */
async function readAuthenticatorData(bytes: Buffer) {
  const { parseAuthenticatorData } = await import("@simplewebauthn/server/helpers");
  try {
    const { rpIdHash, counter, aaguid, credentialID } = parseAuthenticatorData(new Uint8Array(bytes));
    const [appIdHash, id, credentialId] = [rpIdHash, aaguid, credentialID].map((part) => Buffer.from(part ?? []));
    return { appIdHash: appIdHash as Buffer, counter, aaguid: id as Buffer, credentialId: credentialId as Buffer };
  } catch (cause) {
    throw new AttestationFault("no authenticator data", { cause });
  }
}
