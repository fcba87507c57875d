import {
  CONTENT_ENCRYPTIONS,
  ENCRYPTION_ALGORITHMS,
  PUBLIC_KEY_ALGORITHMS,
  SECRET_ALGORITHMS,
} from "../crypto/client-algorithms.ts";
import { SIGNING_ALGORITHMS, type SigningAlgorithmName } from "../crypto/signing-algorithms.ts";
import { authorizationDetailsTypes } from "./authorization-details.ts";
import { ACR_VALUES } from "./authorize/authentication-context.ts";
import { PROMPTS } from "./authorize/prompt.ts";
import { REQUEST_OBJECT_ALGORITHMS } from "./authorize/request-object.ts";
import { IMPLICIT_GRANT_TYPE, RESPONSE_MODES, RESPONSE_TYPES } from "./authorize/response-type.ts";
import { clientAuthenticationMethods } from "./client-authentication/index.ts";
import { PROOF_ALGORITHMS } from "./dpop/proof.ts";
import type { Tenant } from "./model/tenant.ts";
import { grantTypes } from "./token/grants/index.ts";
import { claimsOfScopes } from "./tokens/claims.ts";
import { ORGANIZATION_CLAIMS } from "./tokens/organization-claims.ts";

/** The tenant's absolute endpoint URLs. */
export interface EndpointUrls {
  readonly authorization: string;
  readonly pushedRequest: string;
  readonly token: string;
  readonly userinfo: string;
  readonly revocation: string;
  readonly introspection: string;
  readonly jwks: string;
  readonly deviceAuthorization: string;
  readonly backchannelAuthentication: string;
  readonly endSession: string;
  readonly registration: string;
  readonly webfinger: string;
  readonly checkSession: string;
}

const TOKEN_CLAIMS = [
  "iss",
  "aud",
  "exp",
  "iat",
  "nbf",
  "azp",
  "amr",
  "at_hash",
  "c_hash",
  "s_hash",
  "auth_time",
  "nonce",
  "sid",
  "isk",
  "acr",
];

/** What clients sign their assertions with. */
const ASSERTION_ALGORITHMS: readonly string[] = [...Object.keys(PUBLIC_KEY_ALGORITHMS), ...SECRET_ALGORITHMS];

/** RFC 8414 §2: the authorization server metadata. It lists what works and nothing else; `withMutualTls` adds what needs certificates. */
export function serverMetadata(
  issuer: string,
  urls: EndpointUrls,
  uiLocales: readonly string[],
  /** Those that the tenant has keys for. */
  keyAlgorithms: readonly string[],
  tenant: Tenant,
) {
  const authenticationMethods = clientAuthenticationMethods
    .filter(({ proof }) => proof !== "in the connection")
    .map(({ name }) => name);
  const confidentialMethods = authenticationMethods.filter((name) => name !== "none");
  return {
    issuer,
    authorization_endpoint: urls.authorization,
    pushed_authorization_request_endpoint: urls.pushedRequest,
    require_pushed_authorization_requests: false,
    token_endpoint: urls.token,
    device_authorization_endpoint: urls.deviceAuthorization,
    backchannel_authentication_endpoint: urls.backchannelAuthentication,
    backchannel_token_delivery_modes_supported: ["poll", "ping"],
    backchannel_authentication_request_signing_alg_values_supported: REQUEST_OBJECT_ALGORITHMS,
    backchannel_user_code_parameter_supported: false,
    jwks_uri: urls.jwks,
    revocation_endpoint: urls.revocation,
    revocation_endpoint_auth_methods_supported: authenticationMethods,
    revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    introspection_endpoint: urls.introspection,
    introspection_endpoint_auth_methods_supported: confidentialMethods,
    introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    introspection_signing_alg_values_supported: signingAlgorithms(keyAlgorithms),
    ...encryptionSupport("introspection"),
    ...registrationSupport(tenant, urls),
    scopes_supported: [...claimsOfScopes(tenant).keys()],
    response_types_supported: RESPONSE_TYPES,
    response_modes_supported: RESPONSE_MODES,
    grant_types_supported: [...grantTypes.map(({ name }) => name), IMPLICIT_GRANT_TYPE],
    token_endpoint_auth_methods_supported: authenticationMethods,
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    request_object_signing_alg_values_supported: REQUEST_OBJECT_ALGORITHMS,
    ...decryptionSupport(keyAlgorithms),
    require_signed_request_object: false,
    ...detailsSupport(tenant),
    code_challenge_methods_supported: ["S256"],
    dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
    authorization_response_iss_parameter_supported: true,
    authorization_signing_alg_values_supported: signingAlgorithms(keyAlgorithms),
    ...encryptionSupport("authorization"),
    ui_locales_supported: uiLocales,
  };
}

/** OpenID Connect Discovery §3: the same, with what only OpenID Connect has. */
export function openIdConfiguration(
  issuer: string,
  urls: EndpointUrls,
  uiLocales: readonly string[],
  keyAlgorithms: readonly string[],
  tenant: Tenant,
) {
  return {
    ...serverMetadata(issuer, urls, uiLocales, keyAlgorithms, tenant),
    userinfo_endpoint: urls.userinfo,
    end_session_endpoint: urls.endSession,
    webfinger_endpoint: urls.webfinger,
    check_session_iframe: urls.checkSession,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    subject_types_supported: ["public", "pairwise"],
    id_token_signing_alg_values_supported: signingAlgorithms(keyAlgorithms),
    ...encryptionSupport("id_token"),
    userinfo_signing_alg_values_supported: signingAlgorithms(keyAlgorithms),
    ...encryptionSupport("userinfo"),
    claims_supported: claimsSupported(tenant),
    claim_types_supported: ["normal"],
    prompt_values_supported: PROMPTS,
    acr_values_supported: ACR_VALUES,
    claims_parameter_supported: true,
    request_parameter_supported: true,
    request_uri_parameter_supported: true,
    require_request_uri_registration: true,
  };
}

/** Those behind the tenant's scopes, and those of tokens themselves, each once. */
function claimsSupported(tenant: Tenant): string[] {
  const ofUsers = [...claimsOfScopes(tenant).values()].flat();
  return [...new Set(["sub", ...ofUsers, ...TOKEN_CLAIMS, ...ORGANIZATION_CLAIMS])];
}

/** What the tenant's tokens can be signed with. An opt-in is named once there is a key for it. */
function signingAlgorithms(keyAlgorithms: readonly string[]): SigningAlgorithmName[] {
  const names = Object.keys(SIGNING_ALGORITHMS) as SigningAlgorithmName[];
  return names.filter((name) => !("optIn" in SIGNING_ALGORITHMS[name]) || keyAlgorithms.includes(name));
}

/** What a request object can be encrypted with to a key that the tenant has (RFC 7518 §4.6: a key for ECDH-ES also wraps). */
function decryptionSupport(keyAlgorithms: readonly string[]) {
  const algorithms = Object.keys(ENCRYPTION_ALGORITHMS).filter((name) =>
    keyAlgorithms.includes(name.replace(/\+A\d+KW$/, "")),
  );
  return (
    algorithms.length > 0 && {
      request_object_encryption_alg_values_supported: algorithms,
      request_object_encryption_enc_values_supported: CONTENT_ENCRYPTIONS,
    }
  );
}

/** How clients come to be known: RFC 8414 §2, draft-ietf-oauth-client-id-metadata-document §6. */
function registrationSupport({ settings }: Tenant, urls: EndpointUrls) {
  return {
    ...(settings.clientRegistration !== "off" && { registration_endpoint: urls.registration }),
    client_id_metadata_document_supported: settings.clientIdMetadataDocuments,
  };
}

/** RFC 9396 §10. */
function detailsSupport(tenant: Tenant) {
  const types = [...authorizationDetailsTypes(tenant)];
  return types.length > 0 && { authorization_details_types_supported: types };
}

/** How an answer of the kind can be encrypted to a client. */
function encryptionSupport(kind: string) {
  return {
    [`${kind}_encryption_alg_values_supported`]: Object.keys(ENCRYPTION_ALGORITHMS),
    [`${kind}_encryption_enc_values_supported`]: CONTENT_ENCRYPTIONS,
  };
}
