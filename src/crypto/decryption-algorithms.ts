import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { type GeneratedKeys, generateRsa, type RsaBits } from "./signing-algorithms.ts";

interface DecryptionAlgorithm {
  generate(rsaBits: RsaBits): Promise<GeneratedKeys>;
}

const generate = promisify(generateKeyPair);

/** What others encrypt with to a key of this server (RFC 7518 §4.1). Without RSA1_5 (security bar 20.6). */
export const DECRYPTION_ALGORITHMS = {
  "RSA-OAEP-256": { generate: generateRsa },
  "ECDH-ES": { generate: () => generate("ec", { namedCurve: "P-256" }) },
  /** Hashes with SHA-1, which OAEP can bear; Asgardeo's only one. */
  "RSA-OAEP": { generate: generateRsa },
} as const satisfies Record<string, DecryptionAlgorithm>;

export type DecryptionAlgorithmName = keyof typeof DECRYPTION_ALGORITHMS;

export function isDecryptionAlgorithm(name: string): name is DecryptionAlgorithmName {
  return Object.hasOwn(DECRYPTION_ALGORITHMS, name);
}
