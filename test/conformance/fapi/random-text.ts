import { randomBytes } from "node:crypto";

/** Characters that no URL changes. */
export function randomText(length: number): string {
  return randomBytes(length).toString("base64url").slice(0, length);
}
