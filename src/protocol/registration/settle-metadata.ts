import { isDeepStrictEqual } from "node:util";
import { PUBLIC_KEY_ALGORITHMS, SECRET_ALGORITHMS } from "../../crypto/client-algorithms.ts";
import { asksFor, IMPLICIT_GRANT_TYPE, type ResponseType } from "../authorize/response-type.ts";
import { OAuthError } from "../errors.ts";
import { grantTypes as served } from "../token/grants/index.ts";
import { type ClientMetadata, invalidMetadata } from "./metadata.ts";
import { verifySector } from "./sector-identifier.ts";

/** Metadata with what was left out filled in, whose members fit together. */
export interface SettledMetadata extends ClientMetadata {
  readonly redirect_uris: readonly string[];
  readonly grant_types: readonly string[];
  readonly response_types: readonly ResponseType[];
  readonly token_endpoint_auth_method: NonNullable<ClientMetadata["token_endpoint_auth_method"]>;
  readonly application_type: "web" | "native";
}

/** Whether an administrator stands behind the registration, or nobody but the client itself. */
export type VouchedBy = "administrator" | "nobody";

/** What a client may take for itself: with each of these a user signs in, in the browser, and allows it. */
export const OPEN_GRANT_TYPES: readonly string[] = ["authorization_code", "refresh_token", IMPLICIT_GRANT_TYPE];

/** Members that give a client more than its users can see, or others less. */
const FOR_ADMINISTRATORS = [
  "authorization_details_types",
  "ext_pkce_support_plain",
  "ext_application_token_lifetime",
  "ext_user_token_lifetime",
  "ext_refresh_token_lifetime",
  "ext_id_token_lifetime",
  "ext_param_client_id",
  "ext_param_client_secret",
] as const satisfies readonly (keyof ClientMetadata)[];

const ENCRYPTED = ["id_token", "userinfo", "authorization", "introspection"] as const;

/**
 * Fills in the defaults of RFC 7591 §2 and OIDC Registration §2. Refuses members that contradict each other, and without an administrator
 * those that are not the client's to ask for, unless they are what `registered` has already.
 */
export function settleMetadata(
  metadata: ClientMetadata,
  vouchedBy: VouchedBy,
  registered: Readonly<Record<string, unknown>>,
): SettledMetadata {
  const { grant_types, response_types, redirect_uris = [], application_type = "web" } = metadata;
  const grants = grant_types ?? grantTypesFor(response_types ?? ["code"]);
  const settled = {
    ...metadata,
    redirect_uris,
    application_type,
    grant_types: grants,
    response_types: response_types ?? responseTypesFor(grants),
    token_endpoint_auth_method:
      metadata.token_endpoint_auth_method ?? (metadata.ext_public_client ? "none" : "client_secret_basic"),
  };
  if (vouchedBy === "nobody") refusePrivileges(settled, registered);
  verifyGrants(settled);
  verifyRedirectUris(settled);
  verifyAuthentication(settled);
  verifyKeys(settled);
  verifySector(settled);
  return settled;
}

/** RFC 7591 §2.1: what each response type needs. */
function grantTypesFor(responseTypes: readonly string[]): string[] {
  const code = responseTypes.some((type) => asksFor(type, "code"));
  return [...(code ? ["authorization_code"] : []), ...(responseTypes.some(hasTokens) ? [IMPLICIT_GRANT_TYPE] : [])];
}

function responseTypesFor(grants: readonly string[]): ResponseType[] {
  if (grants.includes("authorization_code")) return ["code"];
  return grants.includes(IMPLICIT_GRANT_TYPE) ? ["id_token", "id_token token", "token"] : [];
}

function refusePrivileges(metadata: SettledMetadata, registered: Readonly<Record<string, unknown>>): void {
  const member = FOR_ADMINISTRATORS.find(
    (name) => metadata[name] !== undefined && !isDeepStrictEqual(metadata[name], registered[name]),
  );
  if (member !== undefined) throw invalidMetadata(`${member} is for administrators to set.`);
  const allowed = [...OPEN_GRANT_TYPES, ...((registered.grant_types as string[] | undefined) ?? [])];
  if (!metadata.grant_types.every((name) => allowed.includes(name))) {
    throw invalidMetadata("grant_types holds one that is for administrators to allow.");
  }
}

function verifyGrants({ grant_types, response_types, token_endpoint_auth_method: method }: SettledMetadata): void {
  const known = [...served.map(({ name }) => name), IMPLICIT_GRANT_TYPE];
  if (grant_types.length === 0 || !grant_types.every((name) => known.includes(name))) {
    throw invalidMetadata("grant_types holds one that is not supported.");
  }
  if (!grantTypesFor(response_types).every((name) => grant_types.includes(name))) {
    throw invalidMetadata("response_types holds one that the grant_types do not allow.");
  }
  if (method === "none" && grant_types.includes("client_credentials")) {
    throw invalidMetadata("A client without a secret cannot use client_credentials.");
  }
}

function verifyRedirectUris({ redirect_uris, grant_types, response_types, application_type }: SettledMetadata): void {
  const needed = grant_types.includes("authorization_code") || response_types.length > 0;
  if (needed && redirect_uris.length === 0) throw invalidRedirectUri("redirect_uris is missing.");
  if (application_type !== "web" || !response_types.some(hasTokens)) return;
  // OIDC Registration §2: what a fragment brings to loopback, any program of the device could read.
  const isWeb = (uri: string) => uri.startsWith("https:") && new URL(uri).hostname !== "localhost";
  if (!redirect_uris.every(isWeb)) {
    throw invalidRedirectUri("redirect_uris of a web application with these response_types must be https URLs.");
  }
}

function verifyAuthentication(metadata: SettledMetadata): void {
  const { token_endpoint_auth_method: method, token_endpoint_auth_signing_alg: algorithm } = metadata;
  if (metadata.ext_public_client !== undefined && metadata.ext_public_client !== (method === "none")) {
    throw invalidMetadata("ext_public_client contradicts token_endpoint_auth_method.");
  }
  if (method === "tls_client_auth" && metadata.tls_client_auth_subject_dn === undefined) {
    throw invalidMetadata("tls_client_auth needs tls_client_auth_subject_dn.");
  }
  const algorithms: readonly string[] =
    method === "client_secret_jwt" ? SECRET_ALGORITHMS : Object.keys(PUBLIC_KEY_ALGORITHMS);
  if (algorithm !== undefined && method.endsWith("_jwt") && !algorithms.includes(algorithm)) {
    throw invalidMetadata("token_endpoint_auth_signing_alg does not fit token_endpoint_auth_method.");
  }
  if (metadata.dpop_bound_access_tokens && metadata.tls_client_certificate_bound_access_tokens) {
    throw invalidMetadata("Access tokens can be bound to a key or to a certificate, not to both.");
  }
  if (
    metadata.backchannel_token_delivery_mode === "ping" &&
    metadata.backchannel_client_notification_endpoint === undefined
  ) {
    throw invalidMetadata("The delivery mode ping needs backchannel_client_notification_endpoint.");
  }
}

function verifyKeys(metadata: SettledMetadata): void {
  // RFC 7591 §2.
  if (metadata.jwks !== undefined && metadata.jwks_uri !== undefined) {
    throw invalidMetadata("jwks and jwks_uri cannot both be there.");
  }
  const hasKeys = metadata.jwks !== undefined || metadata.jwks_uri !== undefined;
  for (const kind of ENCRYPTED) {
    const [alg, enc] = [`${kind}_encrypted_response_alg`, `${kind}_encrypted_response_enc`] as const;
    if (metadata[enc] !== undefined && metadata[alg] === undefined) throw invalidMetadata(`${enc} needs ${alg}.`);
    if (metadata[alg] !== undefined && !hasKeys) throw invalidMetadata(`${alg} needs a jwks or jwks_uri.`);
  }
  if (metadata.request_object_encryption_enc !== undefined && metadata.request_object_encryption_alg === undefined) {
    throw invalidMetadata("request_object_encryption_enc needs request_object_encryption_alg.");
  }
  const method = metadata.token_endpoint_auth_method;
  if ((method === "private_key_jwt" || method === "self_signed_tls_client_auth") && !hasKeys) {
    throw invalidMetadata(`${method} needs a jwks or jwks_uri.`);
  }
  if (metadata.require_signed_request_object && !hasKeys) {
    throw invalidMetadata("require_signed_request_object needs a jwks or jwks_uri.");
  }
}

function hasTokens(responseType: string): boolean {
  return asksFor(responseType, "token") || asksFor(responseType, "id_token");
}

function invalidRedirectUri(description: string): OAuthError {
  return new OAuthError("invalid_redirect_uri", description);
}
