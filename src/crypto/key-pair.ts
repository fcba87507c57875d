import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { DECRYPTION_ALGORITHMS, type DecryptionAlgorithmName } from "./decryption-algorithms.ts";
import { sha256 } from "./hashes.ts";
import {
  isSigningAlgorithm,
  type RsaBits,
  SIGNING_ALGORITHMS,
  type SigningAlgorithmName,
} from "./signing-algorithms.ts";

export type KeyAlgorithmName = SigningAlgorithmName | DecryptionAlgorithmName;

/** All that a key of the server can be made for. */
export const KEY_ALGORITHMS = { ...SIGNING_ALGORITHMS, ...DECRYPTION_ALGORITHMS };

/** An asymmetric key pair as the server keeps it. It is for one algorithm only (security bar 20.1). */
export interface KeyPair {
  /** `<thumbprint>_<algorithm>`, the form Asgardeo's clients know. */
  readonly kid: string;
  readonly algorithm: KeyAlgorithmName;
  /** Public members only, as the JWKS shows them (RFC 7517 §4). */
  readonly publicJwk: Readonly<Record<string, unknown>>;
  /** PKCS #8, DER. */
  readonly privateKey: Buffer;
}

/** Makes a key pair for the algorithm, on the thread pool; `rsaBits` is the size where it is an RSA key. */
export async function generateKeyPair(algorithm: KeyAlgorithmName, rsaBits: RsaBits): Promise<KeyPair> {
  const { publicKey, privateKey } = await KEY_ALGORITHMS[algorithm].generate(rsaBits);
  const kid = `${keyThumbprint(publicKey)}_${algorithm}`;
  const use = isSigningAlgorithm(algorithm) ? "sig" : "enc";
  return {
    kid,
    algorithm,
    publicJwk: { ...publicKey.export({ format: "jwk" }), use, alg: algorithm, kid },
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
