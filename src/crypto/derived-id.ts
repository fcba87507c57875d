import { sha256 } from "./hashes.ts";
import { idFromBytes } from "./ids.ts";

/** The UUID that follows from the text, for what has an id without being stored under one (RFC 9562 §5.8). */
export function derivedId(text: string): string {
  const bytes = sha256(text).subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return idFromBytes(bytes);
}

/** Whether an id is one that follows from a text: those that are made otherwise are of other versions. */
export function isDerivedId(id: string): boolean {
  return id[14] === "8";
}
