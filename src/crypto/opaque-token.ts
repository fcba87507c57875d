import { sha256 } from "./hashes.ts";
import { idFromBytes, idToBytes } from "./ids.ts";
import { randomBytesFromPool } from "./random.ts";

const ID_BYTES = 16;
const SECRET_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{64}$/;

/** A bearer's credential, `base64url(id ‖ secret)`: the id finds the row, the secret (256 bits) proves it. */
export interface OpaqueToken {
  readonly text: string;
  /** All that is stored of the secret. */
  readonly secretHash: Buffer;
}

/** A new credential for the row with the given id. */
export function issueOpaqueToken(id: string): OpaqueToken {
  const secret = randomBytesFromPool(SECRET_BYTES);
  return { text: Buffer.concat([idToBytes(id), secret]).toString("base64url"), secretHash: sha256(secret) };
}

/** Its two halves, the secret hashed; undefined for any text that was never one. */
export function parseOpaqueToken(text: string): { id: string; secretHash: Buffer } | undefined {
  if (!TOKEN.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64url");
  return { id: idFromBytes(bytes.subarray(0, ID_BYTES)), secretHash: sha256(bytes.subarray(ID_BYTES)) };
}
