import type { Kind } from "./kinds.ts";
import { SettingsError } from "./settings-error.ts";

const KEY_BYTES = 32;
/** Of 32 random bytes fewer than 20 distinct ones come up once in some 10^12 keys. */
const LEAST_VARIETY = 20;
const REMEDY = "make one with `tessera new-encryption-key`";

/** The server's own key: 32 random bytes in base64url, base64 or hex. Sample keys are refused (security bar 26.4). */
export const encryptionKey: Kind<Buffer> = { name: "32 bytes in base64url, base64 or hex", secret: true, parse };

function parse(text: string): Buffer {
  const key = decode(text);
  if (key?.length !== KEY_BYTES) {
    throw new SettingsError(`is not ${KEY_BYTES} bytes in base64url, base64 or hex: ${REMEDY}`);
  }
  if (looksMadeUp(key)) throw new SettingsError(`is no random key (a sample, a pattern or typed text): ${REMEDY}`);
  return key;
}

function decode(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  // Buffer reads both alphabets of base64.
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, "base64") : undefined;
}

function looksMadeUp(key: Buffer): boolean {
  const steps = new Set(key.map((byte, index) => byte - (key[index - 1] ?? 0)));
  const isText = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText || new Set(key).size < LEAST_VARIETY || steps.size < LEAST_VARIETY;
}
