import { randomBytesFromPool } from "./random.ts";

/**
 * A UUID of version 7 (RFC 9562 §5.7) for the given time in milliseconds. Its bytes grow with time, so that rows keyed by it
 * are appended; 74 bits are random.
 */
export function newId(nowMilliseconds: number): string {
  const bytes = randomBytesFromPool(16);
  bytes.writeUIntBE(nowMilliseconds, 0, 6);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return idFromBytes(bytes);
}

/** The bytes that come before those of every id made at the time, in milliseconds, or later. */
export function leastIdAt(milliseconds: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(milliseconds, 0, 6);
  return bytes;
}

/** When an id was made, in milliseconds. */
export function timeOfId(id: string): number {
  return idToBytes(id).readUIntBE(0, 6);
}

/** Whether the text is a UUID as ids are written. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** The 16 bytes of a UUID text; none for any other text, so that it finds nothing. */
export function idToBytes(id: string): Buffer {
  const bytes = Buffer.allocUnsafe(16);
  let faults = id.length === 36 && HYPHENS.every((at) => id[at] === "-") ? 0 : NO_DIGIT;
  for (let n = 0; n < 16; n++) {
    const at = DIGITS[n] as number;
    const high = VALUES[id.charCodeAt(at)] ?? NO_DIGIT;
    const low = VALUES[id.charCodeAt(at + 1)] ?? NO_DIGIT;
    faults |= (high | low) & NO_DIGIT;
    bytes[n] = (high << 4) | low;
  }
  return faults === 0 ? bytes : Buffer.alloc(0);
}

/** The UUID text of 16 bytes. */
export function idFromBytes(bytes: Uint8Array): string {
  const hex = (n: number) => HEX[bytes[n] as number] as string;
  return `${hex(0)}${hex(1)}${hex(2)}${hex(3)}-${hex(4)}${hex(5)}-${hex(6)}${hex(7)}-${hex(8)}${hex(9)}-${hex(10)}${hex(11)}${hex(12)}${hex(13)}${hex(14)}${hex(15)}`;
}

// Every request turns some ten ids into bytes and back: by way of a text without hyphens it takes three times as long.
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
/** Where the two digits of each byte stand in the text. */
const DIGITS = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const HYPHENS = [8, 13, 18, 23];
const NO_DIGIT = 0x10;
/** Of the characters that are hexadecimal digits what they stand for, by their codes. */
const VALUES = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = "0123456789abcdef".indexOf(String.fromCharCode(code).toLowerCase());
  return value === -1 ? NO_DIGIT : value;
});
