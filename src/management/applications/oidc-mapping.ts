import type { WrittenApplication } from "../../configuration/from-client.ts";
import { fromClient } from "../../configuration/from-client.ts";
import { IMPLICIT_GRANT_TYPE } from "../../protocol/authorize/response-type.ts";
import type { CibaChannel, Client, Encryption } from "../../protocol/model/client.ts";
import { invalidRequest } from "./errors.ts";
import type { OpenIdConnect } from "./oidc-form.ts";

/** Whether the application speaks OpenID Connect: without a grant type and a response type it can do nothing. */
export function speaksOpenIdConnect({ grantTypes, responseTypes }: Client): boolean {
  return grantTypes.length > 0 || responseTypes.length > 0;
}

/** The protocol settings of the client, without its secret: it was shown when it was made (security bar 6.6). */
export function toOpenIdConnect(client: Client): OpenIdConnect {
  const written = fromClient(client);
  const { accessToken, refreshToken, logout, subjectToken, idToken } = written;
  const graceSeconds = client.refreshToken.graceSeconds;
  const [current] = client.secrets;
  const kept = (client.application?.kept?.oidc ?? {}) as Partial<OpenIdConnect>;
  return {
    ...kept,
    clientId: client.clientId,
    ...(current && { clientSecretExpiresAt: current.expiresAt ?? 0 }),
    multipleClientSecretsConfigured: client.secrets.length > 1,
    state: isRevoked(client) ? "REVOKED" : "ACTIVE",
    // One that registered itself for response types alone has none.
    grantTypes: client.grantTypes.length > 0 ? [...client.grantTypes] : [IMPLICIT_GRANT_TYPE],
    callbackURLs: callbackUrls(client.redirectUris),
    allowedOrigins: [...client.allowedOrigins],
    publicClient: client.publicClient,
    pkce: written.pkce,
    accessToken: {
      type: accessToken?.type,
      userAccessTokenExpiryInSeconds: accessToken?.userAccessTokenExpiryInSeconds,
      applicationAccessTokenExpiryInSeconds: accessToken?.applicationAccessTokenExpiryInSeconds,
      bindingType: accessToken?.bindingType,
      revokeTokensWhenIDPSessionTerminated: accessToken?.revokeTokensWhenIDPSessionTerminated,
      validateTokenBinding: accessToken?.validateTokenBinding,
      accessTokenAttributes: accessToken?.accessTokenAttributes,
      enableJwtScopeAsArray: accessToken?.enableJwtScopeAsArray,
    },
    hybridFlow: written.hybridFlow,
    refreshToken: {
      ...kept.refreshToken,
      expiryInSeconds: refreshToken?.expiryInSeconds,
      extendRenewedRefreshTokenExpiryTime: refreshToken?.extendRenewedRefreshTokenExpiryTime,
      renewRefreshToken: refreshToken?.renewRefreshToken ?? false,
      gracefulRefreshTokenRotationEnabled: graceSeconds > 0,
      gracefulRefreshTokenRotationValidityPeriod: graceSeconds,
    },
    subjectToken,
    idToken: {
      expiryInSeconds: idToken?.expiryInSeconds,
      audience: idToken?.audience,
      idTokenSignedResponseAlg: idToken?.idTokenSignedResponseAlg,
      encryption: { enabled: client.idToken.encryption !== undefined, ...client.idToken.encryption },
    },
    logout: {
      backChannelLogoutUrl: logout?.backChannelLogoutUrl,
      frontChannelLogoutUrl: logout?.frontChannelLogoutUrl,
    },
    validateRequestObjectSignature: client.requestObject.required,
    clientAuthentication: {
      tokenEndpointAuthMethod: client.tokenEndpointAuthMethod,
      tokenEndpointAllowReusePvtKeyJwt: client.clientAuthentication.assertionReuseAllowed,
      tokenEndpointAuthSigningAlg: client.clientAuthentication.signingAlgorithm,
      tlsClientAuthSubjectDn: client.clientAuthentication.tlsSubjectDn,
    },
    requestObject: { ...kept.requestObject, requestObjectSigningAlg: client.requestObject.signingAlgorithm },
    pushAuthorizationRequest: written.pushAuthorizationRequest,
    subject: written.subject,
    isFAPIApplication: client.profile !== undefined,
    fapiProfile: written.fapiProfile,
    cibaAuthenticationRequest: {
      ...kept.cibaAuthenticationRequest,
      authReqExpiryTime: client.ciba.requestLifetimeSeconds,
      notificationChannels: client.ciba.notificationChannels && [...client.ciba.notificationChannels],
    },
  };
}

/** Whether an administrator has revoked the client, and nobody has switched it on since. */
export function isRevoked({ enabled, application }: Client): boolean {
  return !enabled && application?.revoked !== undefined;
}

/**
 * What a file would say of the settings, for a client that is `base` until now: what Asgardeo's model has no name for stays, and of what it
 * has the settings leave out there is the default. The rest is to be kept as it was sent.
 */
export function fromOpenIdConnect(
  sent: OpenIdConnect,
  base: Client,
): { readonly written: Partial<WrittenApplication>; readonly kept: Readonly<Record<string, unknown>> } {
  const before = fromClient(base);
  const { accessToken, refreshToken, idToken, logout, clientAuthentication, requestObject } = sent;
  const { cibaAuthenticationRequest: ciba, hybridFlow, subject } = sent;
  const publicClient = sent.publicClient ?? false;
  const profile = profileOf(sent);
  const written: Partial<WrittenApplication> = {
    publicClient,
    grantTypes: [...sent.grantTypes],
    callbackURLs: [...(sent.callbackURLs ?? [])],
    allowedOrigins: [...(sent.allowedOrigins ?? [])],
    pkce: {
      mandatory: sent.pkce?.mandatory ?? (publicClient || profile !== undefined),
      supportPlainTransformAlgorithm: sent.pkce?.supportPlainTransformAlgorithm,
    },
    accessToken: {
      audience: before.accessToken?.audience,
      signingAlg: before.accessToken?.signingAlg,
      ...(accessToken as WrittenApplication["accessToken"]),
    },
    hybridFlow: { enable: hybridFlow?.enable, responseType: hybridFlow?.responseType || undefined },
    refreshToken: {
      expiryInSeconds: refreshToken?.expiryInSeconds,
      extendRenewedRefreshTokenExpiryTime: refreshToken?.extendRenewedRefreshTokenExpiryTime,
      gracefulRefreshTokenRotationValidityPeriod: graceOf(refreshToken),
      // RFC 9700 §4.14.2: those of a public client are always renewed; FAPI's never are.
      ...(profile === undefined && { renewRefreshToken: publicClient || refreshToken?.renewRefreshToken }),
    },
    subjectToken: sent.subjectToken,
    idToken: {
      minimal: before.idToken?.minimal,
      expiryInSeconds: idToken?.expiryInSeconds,
      audience: idToken?.audience,
      idTokenSignedResponseAlg: (idToken?.idTokenSignedResponseAlg || undefined) as SignedWith,
      encryption: encryptionOf(idToken?.encryption),
    },
    logout: {
      ...before.logout,
      backChannelLogoutUrl: logout?.backChannelLogoutUrl || undefined,
      frontChannelLogoutUrl: logout?.frontChannelLogoutUrl || undefined,
    },
    tokenEndpointAuthMethod: (publicClient
      ? undefined
      : clientAuthentication?.tokenEndpointAuthMethod || undefined) as WrittenApplication["tokenEndpointAuthMethod"],
    tokenEndpointAllowReusePvtKeyJwt: clientAuthentication?.tokenEndpointAllowReusePvtKeyJwt,
    tokenEndpointAuthSigningAlg: clientAuthentication?.tokenEndpointAuthSigningAlg || undefined,
    tlsClientAuthSubjectDn: clientAuthentication?.tlsClientAuthSubjectDn || undefined,
    requestObject: {
      ...before.requestObject,
      required: sent.validateRequestObjectSignature,
      requestObjectSigningAlg: requestObject?.requestObjectSigningAlg || undefined,
    },
    pushAuthorizationRequest: sent.pushAuthorizationRequest,
    subject: {
      subjectType: (subject?.subjectType || undefined) as "public" | undefined,
      sectorIdentifierUri: subject?.sectorIdentifierUri || undefined,
    },
    fapiProfile: profile as WrittenApplication["fapiProfile"],
    cibaAuthenticationRequest: {
      ...before.cibaAuthenticationRequest,
      authReqExpiryTime: ciba?.authReqExpiryTime,
      // Refused with the whole, where they are none.
      notificationChannels: ciba?.notificationChannels as CibaChannel[] | undefined,
    },
  };
  return { written, kept: keptOf(sent) };
}

type SignedWith = NonNullable<WrittenApplication["idToken"]>["idTokenSignedResponseAlg"];

/** Several URLs are one entry, as Asgardeo writes them (contract §3.4); those that could not be told apart in it stand one by one. */
function callbackUrls(uris: readonly string[]): string[] {
  const isPlain = uris.every((uri) => !/[()|\\[\]*+?^$]/.test(uri));
  return uris.length > 1 && isPlain ? [`regexp=(${uris.join("|")})`] : [...uris];
}

/** Refuses FAPI 1, which is not served; without a name it is FAPI 2. */
function profileOf({ isFAPIApplication, fapiProfile = "FAPI2_SECURITY" }: OpenIdConnect): string | undefined {
  if (!isFAPIApplication) return undefined;
  if (fapiProfile === "FAPI1_ADVANCED") {
    throw invalidRequest("fapiProfile: FAPI1_ADVANCED is not supported; use FAPI2_SECURITY.");
  }
  return fapiProfile;
}

/** Security bar 5.3: at most a minute. Where nothing is said it is the file's default. */
function graceOf(refreshToken: OpenIdConnect["refreshToken"]): number | undefined {
  const { gracefulRefreshTokenRotationEnabled: enabled, gracefulRefreshTokenRotationValidityPeriod: seconds } =
    refreshToken ?? {};
  if (enabled === false) return 0;
  return seconds === undefined ? undefined : Math.min(seconds, 60);
}

/** Asgardeo writes the names of methods with a plus sign. */
function encryptionOf(sent: NonNullable<OpenIdConnect["idToken"]>["encryption"]): Encryption | undefined {
  if (!sent?.enabled) return undefined;
  const method = sent.method?.replace("CBC+", "CBC-");
  return { algorithm: sent.algorithm, ...(method && { method }) } as Encryption;
}

function keptOf(sent: OpenIdConnect): Readonly<Record<string, unknown>> {
  const { skipUserValidation, allowFederatedUsers } = sent.cibaAuthenticationRequest ?? {};
  const ciba = present({ skipUserValidation, allowFederatedUsers });
  const reuse = sent.refreshToken?.gracefulRefreshTokenReuseLimit;
  return present({
    scopeValidators: sent.scopeValidators,
    requestObject: sent.requestObject?.encryption && { encryption: sent.requestObject.encryption },
    refreshToken: reuse === undefined ? undefined : { gracefulRefreshTokenReuseLimit: reuse },
    cibaAuthenticationRequest: Object.keys(ciba).length > 0 ? ciba : undefined,
  });
}

function present(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
