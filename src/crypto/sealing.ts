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
  /** A secret key for one purpose. A KeyObject, because Node makes an HMAC with it four times as fast as with its bytes. */
  derive(purpose: string): KeyObject;
}

/** Keys made from 32 random bytes of the operator's (`TESSERA_ENCRYPTION_KEY`). AES-256-GCM, as security bar 26.4 asks. */
export function createServerKeys(masterKey: Uint8Array): ServerKeys {
  const derive = (purpose: string) =>
    createSecretKey(Buffer.from(hkdfSync("sha256", masterKey, "", `tessera ${purpose}`, 32)));
  const sealingKey = derive("sealing");
  // Stored with each sealed value, so that a rotation can tell which key opens it.
  const keyId = sha256(sealingKey.export()).subarray(0, 4).toString("hex");

  return {
    derive,
    seal(plaintext, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", sealingKey, nonce).setAAD(Buffer.from(context));
      const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      return `${keyId}.${Buffer.concat([nonce, encrypted, cipher.getAuthTag()]).toString("base64url")}`;
    },
    open(sealed, context) {
      const [id, body] = sealed.split(".");
      if (id !== keyId || body === undefined) {
        throw new Error(
          `a stored secret was sealed with another key (${id}): start with the TESSERA_ENCRYPTION_KEY it was made with`,
        );
      }
      const bytes = Buffer.from(body, "base64url");
      const decipher = createDecipheriv("aes-256-gcm", sealingKey, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    },
  };
}
