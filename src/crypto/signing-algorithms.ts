import { constants, generateKeyPair, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import { joseFromDer } from "./ecdsa-signature.ts";

export interface GeneratedKeys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Security bar 20.3. */
export type RsaBits = 2048 | 3072 | 4096;

/** How a JWS algorithm is done with Node. */
interface SigningAlgorithm {
  generate(rsaBits: RsaBits): Promise<GeneratedKeys>;
  /** Signs on the thread pool. */
  sign(data: Buffer, privateKey: KeyObject): Promise<Buffer>;
  /** Its own hash, which `at_hash` and its like are made with (OIDC Core §3.1.3.6). */
  readonly hash: HashName;
  /** Discovery names it only where it is used. */
  readonly optIn?: true;
}

export type HashName = "sha256" | "sha384" | "sha512" | "shake256";

const generate = promisify(generateKeyPair);
const signOnThreadPool = promisify(sign);

/** Makes an RSA key pair, on the thread pool. */
export function generateRsa(rsaBits: RsaBits): Promise<GeneratedKeys> {
  return generate("rsa", { modulusLength: rsaBits });
}

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

const pkcs1 = (hash: HashName) =>
  ({ generate: generateRsa, sign: (data, key) => signOnThreadPool(hash, data, key), hash }) satisfies SigningAlgorithm;
const pss = (hash: HashName) =>
  ({
    generate: generateRsa,
    sign: (data, key) => signOnThreadPool(hash, data, { key, ...PSS }),
    hash,
  }) satisfies SigningAlgorithm;
const ecdsa = (namedCurve: string, hash: HashName, size: number) =>
  ({
    generate: () => generate("ec", { namedCurve }),
    sign: async (data, key) => joseFromDer(await signOnThreadPool(hash, data, key), size),
    hash,
  }) satisfies SigningAlgorithm;
const ed25519 = {
  generate: () => generate("ed25519"),
  sign: (data, key) => signOnThreadPool(null, data, key),
  hash: "sha512",
} satisfies SigningAlgorithm;

/** The algorithms that tokens are signed with (RFC 7518 §3.1, RFC 8037, RFC 9864), in the order discovery lists them. */
export const SIGNING_ALGORITHMS = {
  RS256: pkcs1("sha256"),
  PS256: pss("sha256"),
  ES256: ecdsa("P-256", "sha256", 32),
  RS384: pkcs1("sha384"),
  RS512: pkcs1("sha512"),
  PS384: pss("sha384"),
  PS512: pss("sha512"),
  ES384: ecdsa("P-384", "sha384", 48),
  ES512: ecdsa("P-521", "sha512", 66),
  EdDSA: ed25519,
  /** EdDSA by the name that says which curve. */
  Ed25519: ed25519,
  /** FIPS 204, which a quantum computer cannot break; a signature takes 3309 bytes. */
  "ML-DSA-65": {
    generate: () => generate("ml-dsa-65"),
    sign: (data, key) => signOnThreadPool(null, data, key),
    hash: "shake256",
    optIn: true,
  },
} as const satisfies Record<string, SigningAlgorithm>;

export type SigningAlgorithmName = keyof typeof SIGNING_ALGORITHMS;

export function isSigningAlgorithm(name: string): name is SigningAlgorithmName {
  return Object.hasOwn(SIGNING_ALGORITHMS, name);
}
