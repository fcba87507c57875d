/** The codes this server answers with, grouped by the document that defines them. */
const HTTP_STATUS = {
  // RFC 6749 §5.2: the token endpoint
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  // RFC 6749 §4.1.2.1: the authorization endpoint
  unsupported_response_type: 400,
  access_denied: 403,
  server_error: 500,
  temporarily_unavailable: 503,
  // OIDC Core §3.1.2.6
  login_required: 400,
  consent_required: 400,
  interaction_required: 400,
  account_selection_required: 400,
  request_uri_not_supported: 400,
  registration_not_supported: 400,
  // RFC 9101 §6, §7
  invalid_request_object: 400,
  invalid_request_uri: 400,
  // RFC 8707 §2, RFC 9396 §5
  invalid_target: 400,
  invalid_authorization_details: 400,
  // OpenID Connect Core Error Code unmet_authentication_requirements §2
  unmet_authentication_requirements: 400,
  // RFC 8628 §3.5, CIBA §11
  authorization_pending: 400,
  slow_down: 400,
  expired_token: 400,
  // CIBA §13
  unknown_user_id: 400,
  invalid_binding_message: 400,
  // RFC 6750 §3.1: protected resources
  invalid_token: 401,
  insufficient_scope: 403,
  // RFC 7591 §3.2.2: client registration
  invalid_redirect_uri: 400,
  invalid_client_metadata: 400,
  invalid_software_statement: 400,
  unapproved_software_statement: 400,
  // RFC 9449 §5, §8; at a protected resource 401 (§7.1)
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
} as const;

export type OAuthErrorCode = keyof typeof HTTP_STATUS;

/** What else is known of a refusal, by the names that it has in an OAuthError. */
export interface OAuthErrorDetails {
  readonly reason?: string | undefined;
  readonly cause?: unknown;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly challenge?: "Bearer" | "DPoP";
  readonly dpopNonce?: string | undefined;
}

/** A refusal the client is told about: `description` is sent, `reason` is logged. */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode;
  readonly status: number;
  /** For the log only. */
  readonly reason: string | undefined;
  /** Sent as `Retry-After` with a 429 or a 503 (security bar 18.5, 27.4). */
  readonly retryAfterSeconds: number | undefined;
  /** The scheme of the challenge that a protected resource answers with (RFC 6750 §3, RFC 9449 §7.1). */
  readonly challenge: "Bearer" | "DPoP" | undefined;
  /** Sent as `DPoP-Nonce`: what the next proof has to hold (RFC 9449 §8). */
  readonly dpopNonce: string | undefined;

  constructor(code: OAuthErrorCode, description: string, details: OAuthErrorDetails = {}) {
    super(description, { cause: details.cause });
    this.name = "OAuthError";
    this.code = code;
    this.status = details.status ?? HTTP_STATUS[code];
    this.reason = details.reason;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.challenge = details.challenge;
    this.dpopNonce = details.dpopNonce;
  }

  /** RFC 6749 §5.2. */
  toJSON(): { error: OAuthErrorCode; error_description: string } {
    return { error: this.code, error_description: this.message };
  }
}
