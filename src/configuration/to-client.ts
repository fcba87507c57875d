import { sha256 } from "../crypto/hashes.ts";
import type { Client, PublicKeys, TenantSettings, TokenBinding } from "../protocol/model.ts";
import type { ApplicationConfiguration, OrganizationConfiguration } from "./configuration.ts";

const PROFILES = { FAPI2_SECURITY: "fapi2-security", FAPI2_MESSAGE_SIGNING: "fapi2-message-signing" } as const;

/** The client that an application of the file describes. */
export function toClient(application: ApplicationConfiguration): Client {
  const { accessToken, refreshToken, idToken, logout, tokenEndpointAuthMethod: method } = application;
  const { cibaAuthenticationRequest: ciba } = application;
  return {
    clientId: application.clientId,
    name: application.name ?? application.clientId,
    enabled: application.enabled,
    publicClient: application.publicClient,
    secrets: application.clientSecret === undefined ? [] : [secretOf(application.clientSecret)],
    tokenEndpointAuthMethod: method === "none" ? undefined : method,
    clientAuthentication: {
      signingAlgorithm: application.tokenEndpointAuthSigningAlg,
      tlsSubjectDn: application.tlsClientAuthSubjectDn,
      assertionReuseAllowed: application.tokenEndpointAllowReusePvtKeyJwt,
    },
    keys: toPublicKeys(application),
    applicationType: application.applicationType,
    grantTypes: [...new Set(application.grantTypes)],
    responseTypes: application.responseTypes,
    redirectUris: [...new Set(application.callbackURLs)],
    allowedOrigins: [...new Set(application.allowedOrigins ?? originsOf(application.callbackURLs))],
    pkce: { mandatory: application.pkce.mandatory, plainAllowed: application.pkce.supportPlainTransformAlgorithm },
    pushedRequestsRequired: application.pushAuthorizationRequest.requirePushAuthorizationRequest,
    requestObject: {
      required: application.requestObject.required,
      signingAlgorithm: application.requestObject.requestObjectSigningAlg,
      requestUris: application.requestObject.requestUris,
    },
    authorizationResponse: toSignedAnswer(application.authorizationResponse),
    scopes: application.scopes,
    authorizedApis: application.authorizedAPIs,
    authorizationDetailsTypes: application.authorizationDetailsTypes,
    requestedClaims: application.requestedClaims,
    subjectClaim: application.subjectClaim,
    subject: {
      type: application.subject.subjectType,
      sectorIdentifierUri: application.subject.sectorIdentifierUri,
    },
    accessToken: {
      format: accessToken.type === "JWT" ? "jwt" : "opaque",
      userLifetimeSeconds: accessToken.userAccessTokenExpiryInSeconds,
      applicationLifetimeSeconds: accessToken.applicationAccessTokenExpiryInSeconds,
      audience: accessToken.audience,
      signingAlgorithm: accessToken.signingAlg,
      binding: accessToken.bindingType.toLowerCase() as TokenBinding,
      endsWithSession: accessToken.revokeTokensWhenIDPSessionTerminated,
      scopeAsArray: accessToken.enableJwtScopeAsArray,
      claims: accessToken.accessTokenAttributes,
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
      encryption: idToken.encryption,
    },
    userinfo: {
      signingAlgorithm: application.userinfo.signedResponseAlg,
      encryption: application.userinfo.encryption,
    },
    introspection: toSignedAnswer(application.introspection),
    logout: {
      backChannelUri: logout.backChannelLogoutUrl,
      backChannelSessionRequired: logout.backChannelLogoutSessionRequired,
      frontChannelUri: logout.frontChannelLogoutUrl,
      frontChannelSessionRequired: logout.frontChannelLogoutSessionRequired,
      redirectUris: logout.postLogoutRedirectURLs,
    },
    ciba: {
      requestLifetimeSeconds: ciba.authReqExpiryTime,
      deliveryMode: ciba.deliveryMode,
      notificationUri: ciba.clientNotificationEndpoint,
    },
    subjectToken: {
      enabled: application.subjectToken.enable,
      lifetimeSeconds: application.subjectToken.applicationSubjectTokenExpiryInSeconds,
    },
    profile: application.fapiProfile && PROFILES[application.fapiProfile],
    defaultMaxAgeSeconds: application.defaultMaxAge,
    authTimeRequired: application.requireAuthTime,
    defaultAcrValues: application.defaultAcrValues,
    initiateLoginUri: application.initiateLoginUri,
    skipConsent: application.skipLoginConsent,
    skipLogoutConsent: application.skipLogoutConsent,
    logoUri: application.logoUrl,
    policyUri: application.policyUrl,
    termsOfServiceUri: application.tosUrl,
  };
}

/** The settings of an organization of the file. */
export function toTenantSettings(organization: OrganizationConfiguration): TenantSettings {
  const { keyRotation, clientRegistration, clientIdMetadataDocuments } = organization;
  return {
    keyRotation,
    clientRegistration,
    clientIdMetadataDocuments,
    trustedTokenIssuers: organization.trustedTokenIssuers.map((issuer) => ({
      name: issuer.name,
      enabled: issuer.enabled,
      issuer: issuer.issuer,
      alias: issuer.alias,
      keys: toPublicKeys(issuer),
    })),
    apiResources: organization.apiResources.map((api) => ({ ...api, name: api.name ?? api.identifier })),
  };
}

function toPublicKeys({ jwks, jwksUri, certificate }: PublicKeys): PublicKeys {
  return { jwks, jwksUri, certificate };
}

function toSignedAnswer({ signedResponseAlg, encryption }: ApplicationConfiguration["introspection"]) {
  return { signingAlgorithm: signedResponseAlg, encryption };
}

/** The file's name for a client's member, where the two differ. */
export const FILE_KEYS: Readonly<Record<string, string>> = {
  secrets: "clientSecret",
  clientAuthentication: "tokenEndpointAuthSigningAlg",
  keys: "jwks",
  pushedRequestsRequired: "pushAuthorizationRequest",
  authorizedApis: "authorizedAPIs",
  ciba: "cibaAuthenticationRequest",
  profile: "fapiProfile",
  defaultMaxAgeSeconds: "defaultMaxAge",
  authTimeRequired: "requireAuthTime",
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
