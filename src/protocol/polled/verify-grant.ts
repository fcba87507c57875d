import { OAuthError } from "../errors.ts";
import type { Client } from "../model.ts";

/** Refuses a client that could not poll for what it asks (RFC 6749 §5.2). */
export function verifyGrant(grantType: string, client: Client): void {
  if (client.grantTypes.includes(grantType)) return;
  throw new OAuthError(
    "unauthorized_client",
    "The authenticated client is not authorized to use this authorization grant type",
  );
}
