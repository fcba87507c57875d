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

/** The 16 bytes of a UUID text. */
export function idToBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll("-", ""), "hex");
}

/** The UUID text of 16 bytes. */
export function idFromBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
