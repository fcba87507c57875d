import { sha256 } from "../crypto/hashes.ts";
import type { Client } from "../protocol/model.ts";
import type { ApplicationConfiguration } from "./configuration.ts";

/** The client that an application of the file describes. */
export function toClient(application: ApplicationConfiguration): Client {
  const { accessToken, refreshToken, idToken, tokenEndpointAuthMethod: method } = application;
  return {
    clientId: application.clientId,
    name: application.name ?? application.clientId,
    enabled: application.enabled,
    publicClient: application.publicClient,
    secrets: application.clientSecret === undefined ? [] : [secretOf(application.clientSecret)],
    tokenEndpointAuthMethod: method === "none" ? undefined : method,
    grantTypes: [...new Set(application.grantTypes)],
    redirectUris: [...new Set(application.callbackURLs)],
    allowedOrigins: [...new Set(application.allowedOrigins ?? originsOf(application.callbackURLs))],
    pkce: { mandatory: application.pkce.mandatory, plainAllowed: application.pkce.supportPlainTransformAlgorithm },
    scopes: application.scopes,
    requestedClaims: application.requestedClaims,
    subjectClaim: application.subjectClaim,
    accessToken: {
      format: accessToken.type === "JWT" ? "jwt" : "opaque",
      userLifetimeSeconds: accessToken.userAccessTokenExpiryInSeconds,
      applicationLifetimeSeconds: accessToken.applicationAccessTokenExpiryInSeconds,
      audience: accessToken.audience,
      signingAlgorithm: accessToken.signingAlg,
    },
    refreshToken: {
      lifetimeSeconds: refreshToken.expiryInSeconds,
      rotate: refreshToken.renewRefreshToken,
      extendOnRotation: refreshToken.extendRenewedRefreshTokenExpiryTime,
      graceSeconds: refreshToken.gracefulRefreshTokenRotationValidityPeriod,
    },
    idToken: {
      lifetimeSeconds: idToken.expiryInSeconds,
      audience: idToken.audience,
      signingAlgorithm: idToken.idTokenSignedResponseAlg,
    },
    skipConsent: application.skipLoginConsent,
    skipLogoutConsent: application.skipLogoutConsent,
    logoUri: application.logoUrl,
    policyUri: application.policyUrl,
    termsOfServiceUri: application.tosUrl,
  };
}

/** The file's name for a client's member, where the two differ. */
export const FILE_KEYS: Readonly<Record<string, string>> = {
  secrets: "clientSecret",
  redirectUris: "callbackURLs",
  skipConsent: "skipLoginConsent",
  logoUri: "logoUrl",
  policyUri: "policyUrl",
  termsOfServiceUri: "tosUrl",
};

function secretOf(secret: string) {
  return { hash: sha256(secret).toString("base64url"), expiresAt: undefined };
}

/** Of a private-use scheme there is no origin: no script comes from there. */
function originsOf(uris: readonly string[]): string[] {
  return uris.filter((uri) => /^https?:/i.test(uri)).map((uri) => new URL(uri).origin);
}
