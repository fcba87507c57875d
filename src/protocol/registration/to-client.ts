import { IMPLICIT_GRANT_TYPE } from "../authorize/response-type.ts";
import type { Client, Encryption, TokenBinding } from "../model/client.ts";
import { OIDC_SCOPES } from "../tokens/claims.ts";
import { newClient } from "./new-client.ts";
import type { SettledMetadata } from "./settle-metadata.ts";

/** Members that mean nothing to the server; they are kept and told again. */
const KEPT = [
  "client_uri",
  "contacts",
  "software_id",
  "software_version",
  "request_object_encryption_alg",
  "request_object_encryption_enc",
  "url",
  "ext_application_display_name",
  "ext_allowed_audience",
] as const satisfies readonly (keyof SettledMetadata)[];

/** The members to keep beside the client. */
export function keptMetadata(metadata: SettledMetadata): Readonly<Record<string, unknown>> {
  return Object.fromEntries(KEPT.filter((name) => metadata[name] !== undefined).map((name) => [name, metadata[name]]));
}

/**
 * The client that the metadata describes. What metadata cannot say it has of `base`: its id and secrets, and whatever an administrator
 * decided, such as whether users are asked for consent.
 */
export function toClient(metadata: SettledMetadata, base: Client): Client {
  const fresh = newClient(base.clientId);
  const method = metadata.token_endpoint_auth_method;
  const publicClient = method === "none";
  return {
    ...base,
    name: metadata.client_name ?? base.clientId,
    publicClient,
    tokenEndpointAuthMethod: publicClient ? undefined : method,
    clientAuthentication: {
      ...base.clientAuthentication,
      signingAlgorithm: metadata.token_endpoint_auth_signing_alg,
      tlsSubjectDn: metadata.tls_client_auth_subject_dn,
    },
    keys: { jwks: metadata.jwks, jwksUri: metadata.jwks_uri },
    applicationType: metadata.application_type,
    // Its response types say which of them it may use.
    grantTypes: metadata.grant_types.filter((name) => name !== IMPLICIT_GRANT_TYPE),
    responseTypes: metadata.response_types.filter((type) => type !== "code"),
    redirectUris: metadata.redirect_uris,
    allowedOrigins: publicClient ? originsOf(metadata.redirect_uris) : [],
    // Clients of OpenID Connect that keep a secret and send a nonce are safe without (RFC 9700 §2.1.1), and many know no PKCE.
    pkce: {
      mandatory: publicClient || (metadata.ext_pkce_mandatory ?? false),
      plainAllowed: metadata.ext_pkce_support_plain ?? false,
    },
    pushedRequestsRequired: metadata.require_pushed_authorization_requests ?? false,
    requestObject: {
      required: metadata.require_signed_request_object ?? false,
      signingAlgorithm: metadata.request_object_signing_alg,
      requestUris: metadata.request_uris ?? [],
    },
    authorizationResponse: {
      signingAlgorithm: metadata.authorization_signed_response_alg ?? "RS256",
      encryption: encryptionOf(metadata, "authorization"),
    },
    scopes: metadata.scope?.filter((name) => OIDC_SCOPES.has(name)),
    authorizationDetailsTypes: metadata.authorization_details_types ?? [],
    subject: { type: metadata.subject_type ?? "public", sectorIdentifierUri: metadata.sector_identifier_uri },
    accessToken: {
      ...base.accessToken,
      format: (metadata.ext_token_type ?? metadata.token_type_extension) === "JWT" ? "jwt" : "opaque",
      userLifetimeSeconds: metadata.ext_user_token_lifetime ?? fresh.accessToken.userLifetimeSeconds,
      applicationLifetimeSeconds:
        metadata.ext_application_token_lifetime ?? fresh.accessToken.applicationLifetimeSeconds,
      binding: bindingOf(metadata, base),
    },
    refreshToken: {
      ...base.refreshToken,
      rotate: publicClient || base.refreshToken.rotate,
      lifetimeSeconds: metadata.ext_refresh_token_lifetime ?? fresh.refreshToken.lifetimeSeconds,
    },
    idToken: {
      ...base.idToken,
      lifetimeSeconds: metadata.ext_id_token_lifetime ?? fresh.idToken.lifetimeSeconds,
      signingAlgorithm: metadata.id_token_signed_response_alg ?? "RS256",
      encryption: encryptionOf(metadata, "id_token"),
    },
    userinfo: {
      signingAlgorithm: metadata.userinfo_signed_response_alg,
      encryption: encryptionOf(metadata, "userinfo"),
    },
    introspection: {
      signingAlgorithm: metadata.introspection_signed_response_alg ?? "RS256",
      encryption: encryptionOf(metadata, "introspection"),
    },
    logout: {
      backChannelUri: metadata.backchannel_logout_uri,
      backChannelSessionRequired: metadata.backchannel_logout_session_required ?? false,
      frontChannelUri: metadata.frontchannel_logout_uri,
      frontChannelSessionRequired: metadata.frontchannel_logout_session_required ?? false,
      redirectUris: metadata.post_logout_redirect_uris ?? [],
    },
    ciba: {
      ...base.ciba,
      deliveryMode: metadata.backchannel_token_delivery_mode ?? "poll",
      notificationUri: metadata.backchannel_client_notification_endpoint,
    },
    defaultMaxAgeSeconds: metadata.default_max_age,
    authTimeRequired: metadata.require_auth_time ?? false,
    defaultAcrValues: metadata.default_acr_values ?? [],
    initiateLoginUri: metadata.initiate_login_uri,
    logoUri: metadata.logo_uri,
    policyUri: metadata.policy_uri,
    termsOfServiceUri: metadata.tos_uri,
  };
}

type Encrypted = "id_token" | "userinfo" | "authorization" | "introspection";

/** OIDC Registration §2: the method that goes with an algorithm that has none named. */
function encryptionOf(metadata: SettledMetadata, kind: Encrypted): Encryption | undefined {
  const algorithm = metadata[`${kind}_encrypted_response_alg`];
  return algorithm && { algorithm, method: metadata[`${kind}_encrypted_response_enc`] ?? "A128CBC-HS256" };
}

function bindingOf(metadata: SettledMetadata, { accessToken: { binding } }: Client): TokenBinding {
  if (metadata.dpop_bound_access_tokens) return "dpop";
  if (metadata.tls_client_certificate_bound_access_tokens) return "certificate";
  return binding === "dpop" || binding === "certificate" ? "none" : binding;
}

/** Of a private-use scheme there is no origin: no script comes from there. */
function originsOf(uris: readonly string[]): string[] {
  return [...new Set(uris.filter((uri) => /^https?:/i.test(uri)).map((uri) => new URL(uri).origin))];
}
