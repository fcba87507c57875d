import assert from "node:assert/strict";

/** What each member of the metadata is that some specification defines, of those that this server may have. */
const FLAGS = `authorization_response_iss_parameter_supported backchannel_logout_session_supported backchannel_logout_supported
  backchannel_user_code_parameter_supported claims_parameter_supported client_id_metadata_document_supported
  frontchannel_logout_session_supported frontchannel_logout_supported request_parameter_supported request_uri_parameter_supported
  require_pushed_authorization_requests require_request_uri_registration require_signed_request_object
  tls_client_certificate_bound_access_tokens`;
/** Not in any specification, but where clients of Asgardeo look (contract §2.1). The suite is told of it in its configuration. */
const EXTENSIONS = "webfinger_endpoint";
const URLS = `authorization_endpoint backchannel_authentication_endpoint check_session_iframe device_authorization_endpoint
  end_session_endpoint introspection_endpoint issuer jwks_uri op_policy_uri op_tos_uri pushed_authorization_request_endpoint
  registration_endpoint revocation_endpoint service_documentation token_endpoint userinfo_endpoint`;
const LISTS = `acr_values_supported authorization_details_types_supported authorization_encryption_alg_values_supported
  authorization_encryption_enc_values_supported authorization_signing_alg_values_supported
  backchannel_authentication_request_signing_alg_values_supported backchannel_token_delivery_modes_supported
  claim_types_supported claims_locales_supported claims_supported code_challenge_methods_supported display_values_supported
  dpop_signing_alg_values_supported grant_types_supported id_token_encryption_alg_values_supported
  id_token_encryption_enc_values_supported id_token_signing_alg_values_supported introspection_encryption_alg_values_supported
  introspection_encryption_enc_values_supported introspection_endpoint_auth_methods_supported
  introspection_endpoint_auth_signing_alg_values_supported introspection_signing_alg_values_supported prompt_values_supported
  protected_resources request_object_encryption_alg_values_supported request_object_encryption_enc_values_supported
  request_object_signing_alg_values_supported response_modes_supported response_types_supported
  revocation_endpoint_auth_methods_supported revocation_endpoint_auth_signing_alg_values_supported scopes_supported
  subject_types_supported token_endpoint_auth_methods_supported token_endpoint_auth_signing_alg_values_supported
  ui_locales_supported userinfo_encryption_alg_values_supported userinfo_encryption_enc_values_supported
  userinfo_signing_alg_values_supported`;

type Check = (value: unknown) => boolean;

const CHECKS = new Map<string, Check>([
  ...all(FLAGS, (value) => typeof value === "boolean"),
  ...all(`${URLS} ${EXTENSIONS}`, isHttpsUrl),
  ...all(LISTS, (value) => Array.isArray(value) && value.every((each) => typeof each === "string" && each !== "")),
  // RFC 8705 §5.
  ["mtls_endpoint_aliases", (value) => Object.values(value as object).every(isHttpsUrl)],
]);

/** Every member is one that a specification defines, and of the type that it gives it (RFC 8414 §2); every URL begins with "https:". */
export function assertMetadataTypes(metadata: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(metadata)) {
    const check = CHECKS.get(name);
    assert.ok(check, `${name} is no one's`);
    assert.ok(check(value), `${name} is ${JSON.stringify(value)}`);
  }
}

function all(names: string, check: Check): [string, Check][] {
  return names.split(/\s+/).map((name) => [name, check]);
}

function isHttpsUrl(value: unknown): boolean {
  return typeof value === "string" && URL.canParse(value) && value.startsWith("https://");
}
