/** The key type that an algorithm works with, and the curves of those that have some. */
export interface KeyNeed {
  readonly kty: string;
  readonly crv?: readonly string[];
}

/** What clients and other issuers sign with a private key (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). `none` is not among them. */
export const PUBLIC_KEY_ALGORITHMS = {
  PS256: { kty: "RSA" },
  PS384: { kty: "RSA" },
  PS512: { kty: "RSA" },
  ES256: { kty: "EC", crv: ["P-256"] },
  ES384: { kty: "EC", crv: ["P-384"] },
  ES512: { kty: "EC", crv: ["P-521"] },
  EdDSA: { kty: "OKP", crv: ["Ed25519"] },
  Ed25519: { kty: "OKP", crv: ["Ed25519"] },
  RS256: { kty: "RSA" },
  RS384: { kty: "RSA" },
  RS512: { kty: "RSA" },
} as const satisfies Record<string, KeyNeed>;

/** What clients sign with a secret that both sides know (RFC 7518 §3.2). */
export const SECRET_ALGORITHMS = ["HS256", "HS384", "HS512"] as const;

const AGREEMENT = { kty: "EC", crv: ["P-256", "P-384", "P-521"] } as const;

/** How the key of a content is encrypted to somebody (RFC 7518 §4.1); RSA1_5 is not among them (security bar 20.6). */
export const ENCRYPTION_ALGORITHMS = {
  "RSA-OAEP-256": { kty: "RSA" },
  "RSA-OAEP": { kty: "RSA" },
  "ECDH-ES": AGREEMENT,
  "ECDH-ES+A128KW": AGREEMENT,
  "ECDH-ES+A256KW": AGREEMENT,
} as const satisfies Record<string, KeyNeed>;

/** How a content is encrypted (RFC 7518 §5.1). */
export const CONTENT_ENCRYPTIONS = [
  "A128GCM",
  "A192GCM",
  "A256GCM",
  "A128CBC-HS256",
  "A192CBC-HS384",
  "A256CBC-HS512",
] as const;

export type EncryptionAlgorithm = keyof typeof ENCRYPTION_ALGORITHMS;
export type ContentEncryption = (typeof CONTENT_ENCRYPTIONS)[number];

/** Whether a key may be used so: its type and curve fit, and its `use` and `alg`, if it has them, say nothing else. */
export function keyFits(
  key: Readonly<Record<string, unknown>>,
  use: "sig" | "enc",
  algorithm: string,
  { kty, crv }: KeyNeed,
): boolean {
  if (key.kty !== kty || (crv !== undefined && !crv.includes(key.crv as string))) return false;
  return (key.use === undefined || key.use === use) && (key.alg === undefined || key.alg === algorithm);
}
