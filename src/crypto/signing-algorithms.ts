import { constants, generateKeyPair, type KeyObject, type SignKeyObjectInput } from "node:crypto";
import { promisify } from "node:util";

/** How a JWS algorithm (RFC 7518 §3.1) is done with Node. */
interface SigningAlgorithm {
  generate(): Promise<{ publicKey: KeyObject; privateKey: KeyObject }>;
  /** What `crypto.sign` is told beside the key. */
  readonly options: Omit<SignKeyObjectInput, "key">;
}

const generate = promisify(generateKeyPair);
/** Security bar 20.3. */
const rsa = () => generate("rsa", { modulusLength: 2048 });

/** The algorithms that tokens are signed with, in the order discovery lists them. All of them hash with SHA-256. */
export const SIGNING_ALGORITHMS = {
  RS256: { generate: rsa, options: {} },
  PS256: {
    generate: rsa,
    options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
  },
  ES256: {
    generate: () => generate("ec", { namedCurve: "P-256" }),
    options: { dsaEncoding: "ieee-p1363" }, // RFC 7518 §3.4: R and S side by side, not DER
  },
} as const satisfies Record<string, SigningAlgorithm>;

export type SigningAlgorithmName = keyof typeof SIGNING_ALGORITHMS;
