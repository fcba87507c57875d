import { hash, timingSafeEqual } from "node:crypto";
import { SIGNING_ALGORITHMS, type SigningAlgorithmName } from "./signing-algorithms.ts";

/** SHA-256 of a text's UTF-8 bytes or of bytes: 32 bytes. */
export function sha256(value: string | Uint8Array): Buffer {
  return hash("sha256", value, "buffer");
}

/** Compares in a time that does not depend on where the two differ. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * The value of `at_hash`, `c_hash` and `s_hash` in a JWT of the algorithm: the left half of the text's hash, in base64url (OIDC Core
 * §3.1.3.6). Where the algorithm's own hash has no fixed length it is 64 bytes.
 */
export function leftHalfHash(value: string, algorithm: SigningAlgorithmName): string {
  const name = SIGNING_ALGORITHMS[algorithm].hash;
  const digest =
    name === "shake256"
      ? hash(name, value, { outputEncoding: "buffer", outputLength: 64 })
      : hash(name, value, "buffer");
  return digest.subarray(0, digest.length / 2).toString("base64url");
}
