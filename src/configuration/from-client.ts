import type { z } from "zod";
import { asksFor } from "../protocol/authorize/response-type.ts";
import type { Client, TokenBinding } from "../protocol/model/client.ts";
import { PROFILE_NAMES } from "./profile-checks.ts";
import type { applicationSchema } from "./schema/application.ts";

/** An application as a file may write it. */
export type WrittenApplication = z.input<typeof applicationSchema>;

const BINDING_NAMES: Readonly<Record<TokenBinding, NonNullable<WrittenApplication["accessToken"]>["bindingType"]>> = {
  none: "None",
  cookie: "cookie",
  "sso-session": "sso-session",
  certificate: "certificate",
  "device-flow": "device-flow",
  "client-request": "client-request",
  dpop: "DPoP",
};

/**
 * What a file would say of the client: `toClient` makes the same of it. Without its secrets, of which hashes alone are known, and without
 * the organizations that it is shared with.
 */
export function fromClient(client: Client): WrittenApplication {
  const { accessToken, refreshToken, idToken, logout, ciba, clientAuthentication, requestObject } = client;
  const profile = Object.entries(PROFILE_NAMES).find(([, name]) => name === client.profile)?.[0];
  const hybrid = client.responseTypes.filter((type) => asksFor(type, "code"));
  return {
    clientId: client.clientId,
    name: client.name,
    enabled: client.enabled,
    publicClient: client.publicClient,
    grantTypes: [...client.grantTypes],
    callbackURLs: [...client.redirectUris],
    allowedOrigins: [...client.allowedOrigins],
    pkce: { mandatory: client.pkce.mandatory, supportPlainTransformAlgorithm: client.pkce.plainAllowed },
    tokenEndpointAuthMethod: client.tokenEndpointAuthMethod,
    tokenEndpointAuthSigningAlg: clientAuthentication.signingAlgorithm,
    tokenEndpointAllowReusePvtKeyJwt: clientAuthentication.assertionReuseAllowed,
    tlsClientAuthSubjectDn: clientAuthentication.tlsSubjectDn,
    jwksUri: client.keys.jwksUri,
    jwks: client.keys.jwks && { keys: [...client.keys.jwks.keys] },
    certificate: client.keys.certificate,
    applicationType: client.applicationType,
    responseTypes: client.responseTypes.filter((type) => !hybrid.includes(type)) as WrittenApplication["responseTypes"],
    hybridFlow: { enable: hybrid.length > 0, ...(hybrid.length > 0 && { responseType: hybrid.join(",") }) },
    pushAuthorizationRequest: { requirePushAuthorizationRequest: client.pushedRequestsRequired },
    requestObject: {
      required: requestObject.required,
      requestObjectSigningAlg: requestObject.signingAlgorithm,
      requestUris: [...requestObject.requestUris],
    },
    authorizationResponse: signedAnswer(client.authorizationResponse),
    authorizedAPIs: client.authorizedApis.map(({ identifier, scopes, policy }) => ({
      identifier,
      scopes: [...scopes],
      policyIdentifier: policy,
    })),
    authorizationDetailsTypes: [...client.authorizationDetailsTypes],
    subject: { subjectType: client.subject.type, sectorIdentifierUri: client.subject.sectorIdentifierUri },
    userinfo: { signedResponseAlg: client.userinfo.signingAlgorithm, encryption: client.userinfo.encryption },
    introspection: signedAnswer(client.introspection),
    logout: {
      backChannelLogoutUrl: logout.backChannelUri,
      backChannelLogoutSessionRequired: logout.backChannelSessionRequired,
      frontChannelLogoutUrl: logout.frontChannelUri,
      frontChannelLogoutSessionRequired: logout.frontChannelSessionRequired,
      postLogoutRedirectURLs: [...logout.redirectUris],
    },
    cibaAuthenticationRequest: {
      authReqExpiryTime: ciba.requestLifetimeSeconds,
      deliveryMode: ciba.deliveryMode,
      clientNotificationEndpoint: ciba.notificationUri,
      notificationChannels: ciba.notificationChannels && [...ciba.notificationChannels],
    },
    subjectToken: {
      enable: client.subjectToken.enabled,
      applicationSubjectTokenExpiryInSeconds: client.subjectToken.lifetimeSeconds,
    },
    fapiProfile: profile as WrittenApplication["fapiProfile"],
    defaultMaxAge: client.defaultMaxAgeSeconds,
    requireAuthTime: client.authTimeRequired,
    defaultAcrValues: [...client.defaultAcrValues],
    signInSteps: client.signInSteps?.map(({ options }) => ({ options: options.map((option) => ({ ...option })) })),
    enableAPIBasedAuthentication: client.apiBasedAuthentication ?? false,
    initiateLoginUri: client.initiateLoginUri,
    scopes: client.scopes && [...client.scopes],
    requestedClaims: client.requestedClaims && [...client.requestedClaims],
    subjectClaim: client.subjectClaim,
    accessToken: {
      type: accessToken.format === "jwt" ? "JWT" : "Default",
      userAccessTokenExpiryInSeconds: accessToken.userLifetimeSeconds,
      applicationAccessTokenExpiryInSeconds: accessToken.applicationLifetimeSeconds,
      audience: [...accessToken.audience],
      signingAlg: accessToken.signingAlgorithm,
      bindingType: BINDING_NAMES[accessToken.binding],
      validateTokenBinding: accessToken.bindingValidated,
      revokeTokensWhenIDPSessionTerminated: accessToken.endsWithSession,
      enableJwtScopeAsArray: accessToken.scopeAsArray,
      accessTokenAttributes: [...accessToken.claims],
    },
    refreshToken: {
      expiryInSeconds: refreshToken.lifetimeSeconds,
      // Under a profile refresh tokens are kept, whatever a file says; it may not say otherwise.
      ...(profile === undefined && { renewRefreshToken: refreshToken.rotate }),
      extendRenewedRefreshTokenExpiryTime: refreshToken.extendOnRotation,
      gracefulRefreshTokenRotationValidityPeriod: refreshToken.graceSeconds,
    },
    idToken: {
      expiryInSeconds: idToken.lifetimeSeconds,
      audience: [...idToken.audience],
      idTokenSignedResponseAlg: idToken.signingAlgorithm,
      encryption: idToken.encryption,
      minimal: idToken.minimal ?? false,
    },
    skipLoginConsent: client.skipConsent,
    skipLogoutConsent: client.skipLogoutConsent,
    logoUrl: client.logoUri,
    policyUrl: client.policyUri,
    tosUrl: client.termsOfServiceUri,
  };
}

function signedAnswer({ signingAlgorithm, encryption }: Client["authorizationResponse"]) {
  return { signedResponseAlg: signingAlgorithm, encryption };
}
