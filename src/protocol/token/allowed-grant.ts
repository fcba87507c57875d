import { OAuthError } from "../errors.ts";
import type { Client } from "../model/client.ts";
import { verifyGrantType } from "../profile.ts";

/** Refuses a client that has not been given the grant type (RFC 6749 §5.2), or whose profile rules it out. */
export function verifyAllowed(grantType: string, client: Client): void {
  if (!client.grantTypes.includes(grantType)) {
    throw new OAuthError(
      "unauthorized_client",
      "The authenticated client is not authorized to use this authorization grant type",
    );
  }
  verifyGrantType(grantType, client);
}
