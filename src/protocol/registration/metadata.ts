import {
  CONTENT_ENCRYPTIONS,
  ENCRYPTION_ALGORITHMS,
  type EncryptionAlgorithm,
  PUBLIC_KEY_ALGORITHMS,
  SECRET_ALGORITHMS,
} from "../../crypto/client-algorithms.ts";
import { sameDistinguishedName } from "../../crypto/distinguished-name.ts";
import { SIGNING_ALGORITHMS, type SigningAlgorithmName } from "../../crypto/signing-algorithms.ts";
import { parseResponseType, type ResponseType } from "../authorize/response-type.ts";
import { OAuthError } from "../errors.ts";
import {
  flag,
  httpsUrl,
  keySet,
  label,
  listOf,
  MetadataFault,
  oneOf,
  type Reader,
  redirectUri,
  secondsFrom,
  webAddress,
} from "./readers.ts";

const signingAlgorithm = oneOf(
  (Object.keys(SIGNING_ALGORITHMS) as SigningAlgorithmName[]).filter((name) => !("optIn" in SIGNING_ALGORITHMS[name])),
);
const encryptionAlgorithm = oneOf(Object.keys(ENCRYPTION_ALGORITHMS) as EncryptionAlgorithm[]);
const contentEncryption = oneOf(CONTENT_ENCRYPTIONS);
const publicKeyAlgorithm = oneOf(Object.keys(PUBLIC_KEY_ALGORITHMS));

const responseType: Reader<ResponseType> = (value) => {
  const type = typeof value === "string" ? parseResponseType(value) : undefined;
  if (type === undefined) throw new MetadataFault("holds a response type that is not supported");
  return type;
};

const distinguishedName: Reader<string> = (value) => {
  const name = label(value);
  if (!sameDistinguishedName(name, name)) throw new MetadataFault("is not a distinguished name (RFC 4514)");
  return name;
};

const scope: Reader<readonly string[]> = (value) => {
  if (typeof value !== "string") throw new MetadataFault("is not a text");
  return [...new Set(value.split(" ").filter((name) => name !== ""))];
};

/** The members of a registration request, by their names. */
const MEMBERS = {
  // RFC 7591 §2
  redirect_uris: listOf(redirectUri),
  token_endpoint_auth_method: oneOf([
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
    "none",
  ]),
  grant_types: listOf(label),
  response_types: listOf(responseType),
  client_name: label,
  client_uri: httpsUrl,
  logo_uri: httpsUrl,
  scope,
  contacts: listOf(label),
  tos_uri: httpsUrl,
  policy_uri: httpsUrl,
  jwks_uri: webAddress(),
  jwks: keySet,
  software_id: label,
  software_version: label,
  // OIDC Registration §2
  application_type: oneOf(["web", "native"]),
  sector_identifier_uri: webAddress(),
  subject_type: oneOf(["public", "pairwise"]),
  id_token_signed_response_alg: signingAlgorithm,
  id_token_encrypted_response_alg: encryptionAlgorithm,
  id_token_encrypted_response_enc: contentEncryption,
  userinfo_signed_response_alg: signingAlgorithm,
  userinfo_encrypted_response_alg: encryptionAlgorithm,
  userinfo_encrypted_response_enc: contentEncryption,
  request_object_signing_alg: publicKeyAlgorithm,
  request_object_encryption_alg: encryptionAlgorithm,
  request_object_encryption_enc: contentEncryption,
  token_endpoint_auth_signing_alg: oneOf([...Object.keys(PUBLIC_KEY_ALGORITHMS), ...SECRET_ALGORITHMS]),
  default_max_age: secondsFrom(0),
  require_auth_time: flag,
  default_acr_values: listOf(label),
  initiate_login_uri: httpsUrl, // OIDC Core §4: not on loopback either
  request_uris: listOf(webAddress({ fragment: true })),
  // RP-Initiated Logout §3.1, Back-Channel Logout §2.2, Front-Channel Logout §2
  post_logout_redirect_uris: listOf(redirectUri),
  backchannel_logout_uri: webAddress(),
  backchannel_logout_session_required: flag,
  frontchannel_logout_uri: webAddress(),
  frontchannel_logout_session_required: flag,
  // CIBA §4
  backchannel_token_delivery_mode: oneOf(["poll", "ping"]),
  backchannel_client_notification_endpoint: webAddress(),
  // JARM §3, RFC 9701 §6
  authorization_signed_response_alg: signingAlgorithm,
  authorization_encrypted_response_alg: encryptionAlgorithm,
  authorization_encrypted_response_enc: contentEncryption,
  introspection_signed_response_alg: signingAlgorithm,
  introspection_encrypted_response_alg: encryptionAlgorithm,
  introspection_encrypted_response_enc: contentEncryption,
  // RFC 8705 §2.1.2, §3.4; RFC 9449 §5.2; RFC 9126 §6; RFC 9101 §10.5; RFC 9396 §10
  tls_client_auth_subject_dn: distinguishedName,
  tls_client_certificate_bound_access_tokens: flag,
  dpop_bound_access_tokens: flag,
  require_pushed_authorization_requests: flag,
  require_signed_request_object: flag,
  authorization_details_types: listOf(label),
  // Asgardeo's own (contract §12)
  url: httpsUrl,
  ext_application_display_name: label,
  ext_allowed_audience: label,
  ext_public_client: flag,
  ext_pkce_mandatory: flag,
  ext_pkce_support_plain: flag,
  ext_token_type: oneOf(["Default", "JWT"]),
  // Asgardeo's other name for the same
  token_type_extension: oneOf(["Default", "JWT"]),
  ext_application_token_lifetime: secondsFrom(1),
  ext_user_token_lifetime: secondsFrom(1),
  ext_refresh_token_lifetime: secondsFrom(1),
  ext_id_token_lifetime: secondsFrom(1),
  ext_param_client_id: label,
  ext_param_client_secret: label,
} as const satisfies Readonly<Record<string, Reader<unknown>>>;

type Members = typeof MEMBERS;

/** What a client says of itself, each member read. */
export type ClientMetadata = { readonly [Name in keyof Members]?: ReturnType<Members[Name]> };

/**
 * The metadata of a JSON document. Members that are not known are passed over (RFC 7591 §2), and null is as good as left out (RFC 7592
 * §2.2). Refuses a value that its member cannot have, and every software statement: nobody who makes them is trusted.
 */
export function parseMetadata(document: unknown): ClientMetadata {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw invalidMetadata("The body is not a JSON object.");
  }
  const sent = document as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(sent, "software_statement")) refuseStatement(sent.software_statement);
  const read = Object.entries(MEMBERS)
    .filter(([name]) => Object.hasOwn(sent, name) && sent[name] !== null)
    .map(([name, reader]) => [name, readMember(name, reader, sent[name])]);
  return Object.fromEntries(read);
}

/** RFC 7591 §3.2.2. */
export function invalidMetadata(description: string, reason?: string): OAuthError {
  return new OAuthError("invalid_client_metadata", description, { reason });
}

function readMember(name: string, reader: Reader<unknown>, value: unknown): unknown {
  try {
    return reader(value);
  } catch (error) {
    if (!(error instanceof MetadataFault)) throw error;
    const code = name === "redirect_uris" ? "invalid_redirect_uri" : "invalid_client_metadata";
    throw new OAuthError(code, `${name} ${error.message}.`);
  }
}

function refuseStatement(statement: unknown): never {
  if (typeof statement === "string" && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(statement)) {
    throw new OAuthError("unapproved_software_statement", "No issuer of software statements is trusted here.");
  }
  throw new OAuthError("invalid_software_statement", "The software_statement is not a signed JWT.");
}
