import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { sha256 } from "./hashes.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What the server's own key is used for: each use has a key of its own, derived by HKDF (RFC 5869). */
export interface ServerKeys {
  /** Encrypts a secret that is bound to `context` (tenant and row): it opens under the same context only. */
  seal(plaintext: Uint8Array, context: string): string;
  /** Refuses, by throwing, what was sealed under another context or key, or was changed since. */
  open(sealed: string, context: string): Buffer;
  /** Whether it was sealed with the present key, and not with the one before. */
  isCurrent(sealed: string): boolean;
  /** A secret key for one purpose. A KeyObject, because Node makes an HMAC with it four times as fast as with its bytes. */
  derive(purpose: string): KeyObject;
}

interface SealingKey {
  readonly key: KeyObject;
  /** Stored with each sealed value, so that a rotation can tell which key opens it. */
  readonly id: string;
}

/**
 * Keys made from 32 random bytes of the operator's (`TESSERA_ENCRYPTION_KEY`). AES-256-GCM, as security bar 26.4 asks. What was
 * sealed with a previous master key is opened too.
 */
export function createServerKeys(masterKey: Uint8Array, previousMasterKey?: Uint8Array): ServerKeys {
  const current = sealingKeyOf(masterKey);
  const known = previousMasterKey === undefined ? [current] : [current, sealingKeyOf(previousMasterKey)];

  return {
    derive: (purpose) => derive(masterKey, purpose),
    seal(plaintext, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", current.key, nonce).setAAD(Buffer.from(context));
      const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      return `${current.id}.${Buffer.concat([nonce, encrypted, cipher.getAuthTag()]).toString("base64url")}`;
    },
    open(sealed, context) {
      const [id, body] = sealed.split(".");
      const sealing = known.find((one) => one.id === id);
      if (sealing === undefined || body === undefined) throw new OtherKeyError(id);
      const bytes = Buffer.from(body, "base64url");
      const decipher = createDecipheriv("aes-256-gcm", sealing.key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    },
    isCurrent: (sealed) => sealed.split(".")[0] === current.id,
  };
}

/** A stored secret was sealed with a key that the server does not have. */
export class OtherKeyError extends Error {
  override readonly name = "OtherKeyError";

  constructor(id: string | undefined) {
    super(
      `a stored secret was sealed with another key (${id}): start with the TESSERA_ENCRYPTION_KEY it was made with, or name that key in TESSERA_PREVIOUS_ENCRYPTION_KEY`,
    );
  }
}

function derive(masterKey: Uint8Array, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync("sha256", masterKey, "", `tessera ${purpose}`, 32)));
}

function sealingKeyOf(masterKey: Uint8Array): SealingKey {
  const key = derive(masterKey, "sealing");
  return { key, id: sha256(key.export()).subarray(0, 4).toString("hex") };
}
