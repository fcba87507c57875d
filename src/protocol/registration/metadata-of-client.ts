import { asksFor, IMPLICIT_GRANT_TYPE, type ResponseType } from "../authorize/response-type.ts";
import type { Client, Encryption } from "../model/client.ts";

/** All that is registered of the client, defaults too (RFC 7591 §3.2.1), as `toClient` takes it. */
export function metadataOf(client: Client): Readonly<Record<string, unknown>> {
  const { accessToken, idToken, userinfo, authorizationResponse, introspection, logout, requestObject, ciba } = client;
  const tokenType = accessToken.format === "jwt" ? "JWT" : "Default";
  const isDpopBound = accessToken.binding === "dpop";
  const isCertificateBound = accessToken.binding === "certificate";
  return {
    client_name: client.name,
    redirect_uris: client.redirectUris,
    ...typesOf(client),
    application_type: client.applicationType,
    token_endpoint_auth_method: client.publicClient
      ? "none"
      : (client.tokenEndpointAuthMethod ?? "client_secret_basic"),
    token_endpoint_auth_signing_alg: client.clientAuthentication.signingAlgorithm,
    tls_client_auth_subject_dn: client.clientAuthentication.tlsSubjectDn,
    jwks: client.keys.jwks,
    jwks_uri: client.keys.jwksUri,
    scope: client.scopes?.join(" "),
    logo_uri: client.logoUri,
    policy_uri: client.policyUri,
    tos_uri: client.termsOfServiceUri,
    subject_type: client.subject.type,
    sector_identifier_uri: client.subject.sectorIdentifierUri,
    id_token_signed_response_alg: idToken.signingAlgorithm,
    ...encryptionMembers("id_token", idToken.encryption),
    userinfo_signed_response_alg: userinfo.signingAlgorithm,
    ...encryptionMembers("userinfo", userinfo.encryption),
    authorization_signed_response_alg: authorizationResponse.signingAlgorithm,
    ...encryptionMembers("authorization", authorizationResponse.encryption),
    introspection_signed_response_alg: introspection.signingAlgorithm,
    ...encryptionMembers("introspection", introspection.encryption),
    request_object_signing_alg: requestObject.signingAlgorithm,
    require_signed_request_object: requestObject.required,
    request_uris: requestObject.requestUris,
    require_pushed_authorization_requests: client.pushedRequestsRequired,
    require_push_authorization_request: client.pushedRequestsRequired,
    tls_client_certificate_bound_access_tokens: isCertificateBound,
    tls_client_certificate_bound_access_token: isCertificateBound,
    dpop_bound_access_tokens: isDpopBound,
    authorization_details_types:
      client.authorizationDetailsTypes.length > 0 ? client.authorizationDetailsTypes : undefined,
    default_max_age: client.defaultMaxAgeSeconds,
    require_auth_time: client.authTimeRequired,
    default_acr_values: client.defaultAcrValues,
    initiate_login_uri: client.initiateLoginUri,
    post_logout_redirect_uris: logout.redirectUris,
    backchannel_logout_uri: logout.backChannelUri,
    backchannel_logout_session_required: logout.backChannelSessionRequired,
    frontchannel_logout_uri: logout.frontChannelUri,
    frontchannel_logout_session_required: logout.frontChannelSessionRequired,
    backchannel_token_delivery_mode: ciba.deliveryMode,
    backchannel_client_notification_endpoint: ciba.notificationUri,
    ext_public_client: client.publicClient,
    ext_pkce_mandatory: client.pkce.mandatory,
    ext_pkce_support_plain: client.pkce.plainAllowed,
    ext_token_type: tokenType,
    token_type_extension: tokenType,
    ext_application_token_lifetime: accessToken.applicationLifetimeSeconds,
    ext_user_token_lifetime: accessToken.userLifetimeSeconds,
    ext_refresh_token_lifetime: client.refreshToken.lifetimeSeconds,
    ext_id_token_lifetime: idToken.lifetimeSeconds,
    ...client.registration?.metadata,
  };
}

function encryptionMembers(kind: string, encryption: Encryption | undefined) {
  return {
    [`${kind}_encrypted_response_alg`]: encryption?.algorithm,
    [`${kind}_encrypted_response_enc`]: encryption?.method,
  };
}

function typesOf({ grantTypes, responseTypes }: Client) {
  const implicit: readonly ResponseType[] = grantTypes.includes(IMPLICIT_GRANT_TYPE)
    ? ["id_token", "id_token token", "token"]
    : [];
  const types = new Set([
    ...(grantTypes.includes("authorization_code") ? ["code"] : []),
    ...responseTypes,
    ...implicit,
  ]);
  const hasTokens = [...types].some((type) => asksFor(type, "token") || asksFor(type, "id_token"));
  return {
    grant_types: [...new Set([...grantTypes, ...(hasTokens ? [IMPLICIT_GRANT_TYPE] : [])])],
    response_types: [...types],
  };
}
