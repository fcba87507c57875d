import { randomUUID } from "node:crypto";
import type { SigningAlgorithmName } from "../crypto/signing-algorithms.ts";
import { type SealAccountKey, toServiceAccount } from "../protocol/client-attestation/service-account.ts";
import { toClientSecret } from "../protocol/client-secret.ts";
import type { Application, ApplicationAttestation } from "../protocol/model/application.ts";
import type { Client, ClientSecret, PublicKeys, TokenBinding } from "../protocol/model/client.ts";
import type { TenantSettings } from "../protocol/model/tenant.ts";
import { PROFILES } from "../protocol/profile.ts";
import type { ApplicationConfiguration, OrganizationConfiguration } from "./configuration.ts";
import { PROFILE_NAMES } from "./profile-checks.ts";

/** Seals a secret for the client. */
export type SealSecret = (secret: string, clientId: string) => string;

/** The ids of a tenant's organizations by their handles. */
export type OrganizationIds = ReadonlyMap<string, string>;

/**
 * The client that an application of the file describes. It is shared with those of the organizations that it names; its secrets are stored
 * sealed as well when there is something to seal with.
 */
export function toClient(
  application: ApplicationConfiguration,
  organizations: OrganizationIds = new Map(),
  seal?: SealSecret,
): Client {
  const { accessToken, refreshToken, idToken, logout, tokenEndpointAuthMethod: method } = application;
  const { cibaAuthenticationRequest: ciba } = application;
  const profile = application.fapiProfile && PROFILE_NAMES[application.fapiProfile];
  // Where nothing else was asked for: a weaker one that was has been refused.
  const signedBy = (algorithm: SigningAlgorithmName): SigningAlgorithmName =>
    profile === undefined || PROFILES[profile].algorithms.includes(algorithm) ? algorithm : "PS256";
  return {
    clientId: application.clientId,
    name: application.name ?? application.clientId,
    enabled: application.enabled,
    publicClient: application.publicClient,
    secrets: toSecrets(application, seal),
    tokenEndpointAuthMethod: method === "none" ? undefined : method,
    clientAuthentication: {
      signingAlgorithm: application.tokenEndpointAuthSigningAlg,
      tlsSubjectDn: application.tlsClientAuthSubjectDn,
      assertionReuseAllowed: application.tokenEndpointAllowReusePvtKeyJwt,
    },
    keys: toPublicKeys(application),
    applicationType: application.applicationType,
    grantTypes: application.inboundProtocol === "none" ? [] : [...new Set(application.grantTypes)],
    responseTypes: toResponseTypes(application),
    redirectUris: [...new Set(application.callbackURLs)],
    allowedOrigins: [...new Set(application.allowedOrigins ?? originsOf(application.callbackURLs))],
    pkce: { mandatory: application.pkce.mandatory, plainAllowed: application.pkce.supportPlainTransformAlgorithm },
    pushedRequestsRequired: application.pushAuthorizationRequest.requirePushAuthorizationRequest,
    requestObject: {
      required: application.requestObject.required,
      signingAlgorithm: application.requestObject.requestObjectSigningAlg,
      requestUris: application.requestObject.requestUris,
    },
    authorizationResponse: toSignedAnswer(application.authorizationResponse, signedBy),
    scopes: application.scopes,
    authorizedApis: application.authorizedAPIs.map(({ identifier, scopes, policyIdentifier }) => ({
      identifier,
      scopes,
      ...(policyIdentifier === "RBAC" && { policy: policyIdentifier }),
    })),
    authorizationDetailsTypes: application.authorizationDetailsTypes,
    sharing: toSharing(application, organizations),
    requestedClaims: toRequestedClaims(application),
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
      signingAlgorithm: signedBy(accessToken.signingAlg),
      binding: accessToken.bindingType.toLowerCase() as TokenBinding,
      bindingValidated: accessToken.validateTokenBinding,
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
      signingAlgorithm: signedBy(idToken.idTokenSignedResponseAlg),
      encryption: idToken.encryption,
      ...(idToken.minimal && { minimal: true }),
    },
    userinfo: {
      signingAlgorithm: application.userinfo.signedResponseAlg,
      encryption: application.userinfo.encryption,
    },
    introspection: toSignedAnswer(application.introspection, signedBy),
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
      notificationChannels: ciba.notificationChannels,
    },
    subjectToken: {
      enabled: application.subjectToken.enable,
      lifetimeSeconds: application.subjectToken.applicationSubjectTokenExpiryInSeconds,
    },
    profile,
    defaultMaxAgeSeconds: application.defaultMaxAge,
    authTimeRequired: application.requireAuthTime,
    defaultAcrValues: application.defaultAcrValues,
    signInSteps: application.signInSteps,
    apiBasedAuthentication: application.enableAPIBasedAuthentication || undefined,
    initiateLoginUri: application.initiateLoginUri,
    skipConsent: application.skipLoginConsent,
    skipLogoutConsent: application.skipLogoutConsent,
    logoUri: application.logoUrl,
    policyUri: application.policyUrl,
    termsOfServiceUri: application.tosUrl,
  };
}

/**
 * What the file says of an application beside its protocol; what it does not say stays. Undefined: nothing is there and nothing said.
 * Without `sealKey` it is one to be compared with others.
 */
export function toApplication(
  application: ApplicationConfiguration,
  before: Application | undefined,
  sealKey?: SealAccountKey,
): Application | undefined {
  const { id, description, accessUrl, templateId, allowedAudience, mandatoryClaims, revoked, kept } = application;
  const attestation = toAttestation(application, before?.attestation, sealKey);
  const said = {
    ...(description !== undefined && { description }),
    ...(accessUrl !== undefined && { accessUrl }),
    ...(templateId !== undefined && { templateId }),
    ...(allowedAudience !== undefined && {
      rolesOf: allowedAudience === "APPLICATION" ? ("application" as const) : undefined,
    }),
    ...(mandatoryClaims !== undefined && { mandatoryClaims }),
    ...(revoked !== undefined && { revoked }),
    ...(attestation !== undefined && { attestation }),
    ...(kept !== undefined && { kept }),
  };
  if (before !== undefined) return { ...before, ...said };
  return id === undefined && Object.keys(said).length === 0 ? undefined : { id: id ?? randomUUID(), ...said };
}

function toAttestation(
  { clientId, attestationMetaData: metaData }: ApplicationConfiguration,
  before: ApplicationAttestation | undefined,
  sealKey: SealAccountKey | undefined,
): ApplicationAttestation | undefined {
  if (metaData === undefined) return undefined;
  const { enableClientAttestation, androidAttestationServiceCredentials: keyFile } = metaData;
  const { androidPackageName, appleAppId, bindToRequest } = metaData;
  return {
    required: enableClientAttestation,
    androidPackageName,
    serviceAccount:
      keyFile === undefined ? before?.serviceAccount : toServiceAccount(JSON.parse(keyFile), clientId, sealKey),
    appleAppId,
    ...(bindToRequest && { bound: true }),
  };
}

/** The settings of an organization of the file. */
export function toTenantSettings(organization: OrganizationConfiguration): TenantSettings {
  const { keyRotation, clientRegistration, clientIdMetadataDocuments } = organization;
  const { jwtScopeAsArray, passwordRules, lockOut } = organization;
  return {
    // Left out, they stay as the administrators have them.
    ...(jwtScopeAsArray !== undefined && { jwtScopeAsArray }),
    ...(passwordRules !== undefined && { passwordRules }),
    ...(lockOut !== undefined && { lockOut }),
    keyRotation,
    clientRegistration,
    clientIdMetadataDocuments,
    trustedTokenIssuers: organization.trustedTokenIssuers.map((issuer) => ({
      ...(issuer.id !== undefined && { id: issuer.id }),
      ...(issuer.kept !== undefined && { kept: issuer.kept }),
      name: issuer.name,
      enabled: issuer.enabled,
      issuer: issuer.issuer,
      alias: issuer.alias,
      lookupAttribute: issuer.lookupAttribute,
      keys: toPublicKeys(issuer),
    })),
  };
}

function toSharing(
  { sharedWith, sharedWithAllBelow = [] }: ApplicationConfiguration,
  organizations: OrganizationIds,
): Client["sharing"] {
  if (sharedWith === "all") return { with: "all" };
  const idsOf = (handles: readonly string[]) => [
    ...new Set(handles.flatMap((handle) => organizations.get(handle) ?? [])),
  ];
  const [ids, below] = [idsOf(sharedWith).sort(), idsOf(sharedWithAllBelow).sort()];
  return { with: ids.length === 0 ? "none" : ids, ...(below.length > 0 && { below }) };
}

function toRequestedClaims({ requestedClaims, otherRequestedClaims }: ApplicationConfiguration) {
  if (otherRequestedClaims === undefined) return requestedClaims;
  return [...new Set([...(requestedClaims ?? []), ...otherRequestedClaims])];
}

function toResponseTypes({ responseTypes, hybridFlow }: ApplicationConfiguration): readonly string[] {
  return [...new Set([...responseTypes, ...(hybridFlow.enable ? hybridFlow.responseType : [])])];
}

function toPublicKeys({ jwks, jwksUri, certificate }: PublicKeys): PublicKeys {
  return { jwks, jwksUri, certificate };
}

function toSignedAnswer(
  { signedResponseAlg, encryption }: ApplicationConfiguration["introspection"],
  signedBy: (algorithm: SigningAlgorithmName) => SigningAlgorithmName,
) {
  return { signingAlgorithm: signedBy(signedResponseAlg), encryption };
}

/** The file's name for a client's member, where the two differ. */
export const FILE_KEYS: Readonly<Record<string, string>> = {
  secrets: "clientSecret",
  rolesOf: "allowedAudience",
  attestation: "attestationMetaData",
  clientAuthentication: "tokenEndpointAuthSigningAlg",
  keys: "jwks",
  pushedRequestsRequired: "pushAuthorizationRequest",
  authorizedApis: "authorizedAPIs",
  ciba: "cibaAuthenticationRequest",
  profile: "fapiProfile",
  sharing: "sharedWith",
  defaultMaxAgeSeconds: "defaultMaxAge",
  authTimeRequired: "requireAuthTime",
  apiBasedAuthentication: "enableAPIBasedAuthentication",
  redirectUris: "callbackURLs",
  skipConsent: "skipLoginConsent",
  logoUri: "logoUrl",
  policyUri: "policyUrl",
  termsOfServiceUri: "tosUrl",
};

/** The present one first, then the one that it replaces. */
function toSecrets(application: ApplicationConfiguration, seal: SealSecret | undefined): ClientSecret[] {
  const { clientId, clientSecretExpiresAt, previousClientSecretExpiresAt } = application;
  const secrets = [
    { secret: application.clientSecret, hash: application.clientSecretHash, expiresAt: clientSecretExpiresAt },
    {
      secret: application.previousClientSecret,
      hash: application.previousClientSecretHash,
      expiresAt: previousClientSecretExpiresAt,
    },
  ];
  return secrets.flatMap(({ secret, hash, expiresAt }): ClientSecret[] => {
    const seconds = expiresAt === undefined ? undefined : Math.floor(Date.parse(expiresAt) / 1000);
    if (secret !== undefined) return [toClientSecret(secret, seconds, seal?.(secret, clientId))];
    return hash === undefined ? [] : [{ hash, expiresAt: seconds }];
  });
}

/** Of a private-use scheme there is no origin: no script comes from there. */
function originsOf(uris: readonly string[]): string[] {
  return uris.filter((uri) => /^https?:/i.test(uri)).map((uri) => new URL(uri).origin);
}
