import { createHash, randomBytes } from "node:crypto";

/**
 * The `session_state` of an answer (OpenID Connect Session Management §2, in Asgardeo's form): a hash over client, origin and the
 * browser's state, then its salt.
 */
export function sessionState(clientId: string, redirectUri: string, browserState: string): string {
  const salt = randomBytes(16).toString("base64url");
  const text = `${clientId} ${originOf(redirectUri)} ${browserState} ${salt}`;
  return `${createHash("sha256").update(text).digest("hex")}.${salt}`;
}

/** A private-use scheme has no origin that a script could name; its URI up to the path stands for it. */
function originOf(redirectUri: string): string {
  const { origin, protocol, host } = new URL(redirectUri);
  return origin === "null" ? `${protocol}//${host}` : origin;
}
