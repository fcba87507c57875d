import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { sha256 } from "./hashes.ts";

const RSA_BITS = 2048;

/** An asymmetric key pair as the server keeps it. */
export interface KeyPair {
  /** `<thumbprint>_<algorithm>`, the form Asgardeo's clients know. */
  readonly kid: string;
  readonly algorithm: "RS256";
  /** Public members only, as the JWKS shows them (RFC 7517 §4). */
  readonly publicJwk: Readonly<Record<string, unknown>>;
  /** PKCS #8, DER. */
  readonly privateKey: Buffer;
}

/** Makes an RSA key pair of 2,048 bits for RS256 on the thread pool (security bar 20.3). */
export async function generateSigningKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: RSA_BITS });
  const kid = `${keyThumbprint(publicKey)}_RS256`;
  return {
    kid,
    algorithm: "RS256",
    publicJwk: { ...publicKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid },
    privateKey: privateKey.export({ format: "der", type: "pkcs8" }),
  };
}

/** The private key of PKCS #8 bytes, ready to sign. */
export function importPrivateKey(pkcs8: Buffer): KeyObject {
  return createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
}

/**
 * What stands in `x5t`, and in `kid` before the algorithm: base64url of the hex text of a SHA-256. Asgardeo takes it over the
 * certificate; with no certificate it is over the public key (SubjectPublicKeyInfo, DER).
 */
export function keyThumbprint(key: KeyObject): string {
  const spki = (key.type === "private" ? createPublicKey(key) : key).export({ format: "der", type: "spki" });
  return Buffer.from(sha256(spki).toString("hex")).toString("base64url");
}
