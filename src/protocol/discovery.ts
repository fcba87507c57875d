import { SIGNING_ALGORITHMS } from "../crypto/signing-algorithms.ts";
import { PROMPTS } from "./authorize/authorization-request.ts";
import { RESPONSE_MODES } from "./authorize/response-type.ts";
import { clientAuthenticationMethods } from "./client-authentication/index.ts";
import { grantTypes } from "./token/grants/index.ts";
import { OIDC_SCOPES, USER_CLAIMS } from "./tokens/claims.ts";

/** The tenant's absolute endpoint URLs. */
export interface EndpointUrls {
  readonly authorization: string;
  readonly token: string;
  readonly userinfo: string;
  readonly revocation: string;
  readonly introspection: string;
  readonly jwks: string;
  readonly endSession: string;
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
  "auth_time",
  "nonce",
  "sid",
  "isk",
];

/** RFC 8414 §2: the authorization server metadata. It lists what works and nothing else. */
export function serverMetadata(issuer: string, urls: EndpointUrls, uiLocales: readonly string[]) {
  const authenticationMethods = clientAuthenticationMethods.map(({ name }) => name);
  const confidentialMethods = authenticationMethods.filter((name) => name !== "none");
  return {
    issuer,
    authorization_endpoint: urls.authorization,
    token_endpoint: urls.token,
    jwks_uri: urls.jwks,
    revocation_endpoint: urls.revocation,
    revocation_endpoint_auth_methods_supported: authenticationMethods,
    introspection_endpoint: urls.introspection,
    introspection_endpoint_auth_methods_supported: confidentialMethods,
    scopes_supported: [...OIDC_SCOPES],
    response_types_supported: ["code"],
    response_modes_supported: RESPONSE_MODES,
    grant_types_supported: grantTypes.map(({ name }) => name),
    token_endpoint_auth_methods_supported: authenticationMethods,
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    ui_locales_supported: uiLocales,
  };
}

/** OpenID Connect Discovery §3: the same, with what only OpenID Connect has. */
export function openIdConfiguration(issuer: string, urls: EndpointUrls, uiLocales: readonly string[]) {
  return {
    ...serverMetadata(issuer, urls, uiLocales),
    userinfo_endpoint: urls.userinfo,
    end_session_endpoint: urls.endSession,
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: Object.keys(SIGNING_ALGORITHMS),
    claims_supported: [...USER_CLAIMS, ...TOKEN_CLAIMS],
    claim_types_supported: ["normal"],
    prompt_values_supported: PROMPTS,
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  };
}
