import type { KeyObject } from "node:crypto";
import {
  CONTENT_ENCRYPTIONS,
  type ContentEncryption,
  ENCRYPTION_ALGORITHMS,
  type EncryptionAlgorithm,
  keyFits,
} from "./client-algorithms.ts";
import { importPublicJwk, type Jwk } from "./jwk.ts";
import { JwtFault } from "./jwt-fault.ts";
import { LARGEST_JWT_BYTES } from "./parse-jwt.ts";

export interface Encryption {
  /** The public key of who is to read it. Its `kid`, if it has one, goes into the header. */
  readonly jwk: Jwk;
  readonly alg: EncryptionAlgorithm;
  readonly enc: ContentEncryption;
  /** `JWT` when the text is a signed JWT (RFC 7519 §5.2). */
  readonly cty?: "JWT";
}

/** Encrypts a text to a public key, as a JWE in compact form (RFC 7516 §7.1). Throws a JwtFault for a key that cannot be used so. */
export async function encryptJwt(text: string, { jwk, alg, enc, cty }: Encryption): Promise<string> {
  if (!keyFits(jwk, "enc", alg, ENCRYPTION_ALGORITHMS[alg])) throw new JwtFault("a key of another kind");
  const key = importPublicJwk(jwk);
  const kid = typeof jwk.kid === "string" ? { kid: jwk.kid } : {};
  const { CompactEncrypt } = await import("jose");
  return new CompactEncrypt(Buffer.from(text))
    .setProtectedHeader({ ...kid, ...(cty && { cty }), alg, enc })
    .encrypt(key);
}

/** The client's key to encrypt to: the first that fits the algorithm, rather one that is marked for it. Undefined: it has none. */
export function encryptionKeyOf(keys: readonly Jwk[], alg: EncryptionAlgorithm): Jwk | undefined {
  const fitting = keys.filter((key) => keyFits(key, "enc", alg, ENCRYPTION_ALGORITHMS[alg]));
  return fitting.find((key) => key.use === "enc") ?? fitting[0];
}

export interface DecryptedJwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/**
 * What a JWE in compact form holds, for the holder of the private key. Throws a JwtFault for one longer than 16 KiB, compressed, with a
 * `crit` header, of an algorithm that is not ours (RSA1_5 among them; security bar 20.6), or not made for the key.
 */
export async function decryptJwt(jwe: string, privateKey: KeyObject): Promise<DecryptedJwt> {
  if (jwe.length > LARGEST_JWT_BYTES) throw new JwtFault(`a JWE of more than ${LARGEST_JWT_BYTES} bytes`);
  const { compactDecrypt, decodeProtectedHeader } = await import("jose");
  try {
    const header = decodeProtectedHeader(jwe);
    if (header.zip !== undefined || header.crit !== undefined) throw new JwtFault("a compressed or extended JWE");
    const { plaintext } = await compactDecrypt(jwe, privateKey, {
      keyManagementAlgorithms: Object.keys(ENCRYPTION_ALGORITHMS),
      contentEncryptionAlgorithms: [...CONTENT_ENCRYPTIONS],
    });
    return { header: { ...header }, text: new TextDecoder("utf-8", { fatal: true }).decode(plaintext) };
  } catch (cause) {
    // One message for all that is wrong with it: which step failed would help to guess at what it holds (RFC 7516 §11.5).
    throw cause instanceof JwtFault ? cause : new JwtFault("not a JWE for this server", { cause });
  }
}

/** Whether a text has the five parts of a JWE (RFC 7516 §9). */
export function isJwe(text: string): boolean {
  return text.split(".", 6).length === 5;
}
