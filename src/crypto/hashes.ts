import { hash, timingSafeEqual } from "node:crypto";

/** SHA-256 of a text's UTF-8 bytes or of bytes: 32 bytes. */
export function sha256(value: string | Uint8Array): Buffer {
  return hash("sha256", value, "buffer");
}

/** Compares in a time that does not depend on where the two differ. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The value of `at_hash` and `c_hash` for the algorithms with SHA-256: the left half of SHA-256, in base64url (OIDC Core §3.1.3.6). */
export function leftHalfHash(value: string): string {
  return sha256(value).subarray(0, 16).toString("base64url");
}
