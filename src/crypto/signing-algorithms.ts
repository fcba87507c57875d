import { constants, generateKeyPair, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import { joseFromDer } from "./ecdsa-signature.ts";

/** How a JWS algorithm (RFC 7518 §3.1) is done with Node. */
interface SigningAlgorithm {
  generate(): Promise<{ publicKey: KeyObject; privateKey: KeyObject }>;
  /** Signs on the thread pool. */
  sign(data: Buffer, privateKey: KeyObject): Promise<Buffer>;
}

const generate = promisify(generateKeyPair);
const signOnThreadPool = promisify(sign);
/** Security bar 20.3. */
const rsa = () => generate("rsa", { modulusLength: 2048 });
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

/** The algorithms that tokens are signed with, in the order discovery lists them. All of them hash with SHA-256. */
export const SIGNING_ALGORITHMS = {
  RS256: { generate: rsa, sign: (data, key) => signOnThreadPool("sha256", data, key) },
  PS256: { generate: rsa, sign: (data, key) => signOnThreadPool("sha256", data, { key, ...PSS }) },
  ES256: {
    generate: () => generate("ec", { namedCurve: "P-256" }),
    sign: async (data, key) => joseFromDer(await signOnThreadPool("sha256", data, key), 32),
  },
} as const satisfies Record<string, SigningAlgorithm>;

export type SigningAlgorithmName = keyof typeof SIGNING_ALGORITHMS;
