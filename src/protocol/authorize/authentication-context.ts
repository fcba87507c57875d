import { OAuthError } from "../errors.ts";
import type { Client, RequestedClaims } from "../model.ts";

/** What a sign-in with a password is worth, by the name that SAML 2.0 gave it (Authentication Context §3.4.2). */
const PASSWORD_ACR = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password";

/** The `acr` values that a sign-in here can reach, as discovery lists them. */
export const ACR_VALUES: readonly string[] = [PASSWORD_ACR];

/**
 * The `acr` that a sign-in reaches when the request or the client asks for one by name; undefined when neither does. Values that are
 * only wished for may be missed (OIDC Core §3.1.2.1); an essential claim with values that cannot be reached is refused (§5.5.1.1).
 */
export function reachableAcr(
  acrValues: string | undefined,
  claims: RequestedClaims | undefined,
  client: Client,
): string | undefined {
  const claim = claims?.id_token?.acr;
  if (claim?.essential === true) {
    const wanted = claim.values ?? (claim.value === undefined ? undefined : [claim.value]);
    if (wanted !== undefined && !wanted.includes(PASSWORD_ACR)) {
      throw new OAuthError("unmet_authentication_requirements", "The essential acr cannot be reached");
    }
  }
  const isAsked = acrValues !== undefined || claim !== undefined || client.defaultAcrValues.length > 0;
  return isAsked ? PASSWORD_ACR : undefined;
}
