import { z } from "zod";

const text = z.string();
const flag = z.boolean();
const seconds = z.number().int();

const encryption = z.strictObject({ algorithm: text.optional(), method: text.optional() });

/** OpenIDConnectConfiguration: the protocol settings of an application. Which values they may have, the configuration file's schema knows. */
export const openIdConnectForm = z.strictObject({
  clientId: text.optional(),
  clientSecret: text.optional(),
  clientSecretExpiresAt: seconds.optional(),
  multipleClientSecretsConfigured: flag.optional(),
  state: z.enum(["ACTIVE", "REVOKED"]).optional(),
  grantTypes: z.array(text).min(1),
  callbackURLs: z.array(text).optional(),
  allowedOrigins: z.array(text).optional(),
  publicClient: flag.optional(),
  pkce: z.strictObject({ mandatory: flag.optional(), supportPlainTransformAlgorithm: flag.optional() }).optional(),
  accessToken: z
    .strictObject({
      type: text.optional(),
      userAccessTokenExpiryInSeconds: seconds.optional(),
      applicationAccessTokenExpiryInSeconds: seconds.optional(),
      bindingType: text.optional(),
      revokeTokensWhenIDPSessionTerminated: flag.optional(),
      validateTokenBinding: flag.optional(),
      accessTokenAttributes: z.array(text).optional(),
      enableJwtScopeAsArray: flag.optional(),
    })
    .optional(),
  hybridFlow: z.strictObject({ enable: flag.optional(), responseType: text.optional() }).optional(),
  refreshToken: z
    .strictObject({
      expiryInSeconds: seconds.optional(),
      extendRenewedRefreshTokenExpiryTime: flag.optional(),
      renewRefreshToken: flag.optional(),
      gracefulRefreshTokenRotationEnabled: flag.optional(),
      gracefulRefreshTokenRotationValidityPeriod: seconds.min(0).optional(),
      gracefulRefreshTokenReuseLimit: z.number().int().min(0).optional(),
    })
    .optional(),
  subjectToken: z
    .strictObject({ enable: flag.optional(), applicationSubjectTokenExpiryInSeconds: seconds.optional() })
    .optional(),
  idToken: z
    .strictObject({
      expiryInSeconds: seconds.optional(),
      audience: z.array(text).optional(),
      idTokenSignedResponseAlg: text.optional(),
      encryption: encryption.extend({ enabled: flag.optional() }).optional(),
    })
    .optional(),
  logout: z.strictObject({ backChannelLogoutUrl: text.optional(), frontChannelLogoutUrl: text.optional() }).optional(),
  validateRequestObjectSignature: flag.optional(),
  scopeValidators: z.array(text).optional(),
  clientAuthentication: z
    .strictObject({
      tokenEndpointAuthMethod: text.optional(),
      tokenEndpointAllowReusePvtKeyJwt: flag.optional(),
      tokenEndpointAuthSigningAlg: text.optional(),
      tlsClientAuthSubjectDn: text.optional(),
    })
    .optional(),
  requestObject: z
    .strictObject({ requestObjectSigningAlg: text.optional(), encryption: encryption.optional() })
    .optional(),
  pushAuthorizationRequest: z.strictObject({ requirePushAuthorizationRequest: flag.optional() }).optional(),
  subject: z.strictObject({ subjectType: text.optional(), sectorIdentifierUri: text.optional() }).optional(),
  isFAPIApplication: flag.optional(),
  fapiProfile: text.optional(),
  cibaAuthenticationRequest: z
    .strictObject({
      authReqExpiryTime: seconds.optional(),
      notificationChannels: z.array(text).optional(),
      skipUserValidation: flag.optional(),
      allowFederatedUsers: flag.optional(),
    })
    .optional(),
  issuer: z
    .strictObject({ value: text.optional(), organizationId: text.optional(), tenantDomain: text.optional() })
    .optional(),
});

export type OpenIdConnect = z.output<typeof openIdConnectForm>;
