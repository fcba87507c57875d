import { sha256 } from "../crypto/hashes.ts";

/** A mark of the password with this hash, or of none: another password has another one, and nothing can be guessed from it. */
export function markOfPassword(passwordHash: string | undefined): string {
  return sha256(passwordHash ?? "").toString("base64url");
}
