/**
 * The refusals that a page of ours tells, each declared once: `oauthErrorCode` and `oauthErrorMsg` as Asgardeo has them (contract
 * §3.3, §9.1).
 */
const PAGE_ERRORS = {
  client_id_missing: { code: "invalid_request", message: "Missing client_id parameter value" },
  client_unknown: { code: "invalid_client", message: "application.not.found" },
  client_disabled: { code: "application_disabled", message: "application.disabled" },
  redirect_uri_missing: { code: "invalid_request", message: "invalid.redirect.uri" },
  redirect_uri_not_registered: { code: "invalid_callback", message: "callback.not.match" },
  request_object_invalid: { code: "invalid_request_object", message: "invalid.request.object" },
  request_uri_invalid: { code: "invalid_request_uri", message: "invalid.request.uri" },
  request_uri_not_supported: { code: "request_uri_not_supported", message: "request.uri.not.registered" },
  pushed_request_unknown: { code: "invalid_request", message: "par.invalid.request.uri" },
  pushed_request_of_another_client: { code: "invalid_request", message: "par.client.id.not.match" },
  pushed_request_expired: { code: "invalid_request", message: "par.request.uri.expired" },
  repeated_parameter: { code: "invalid_request", message: "Invalid request with repeated parameters." },
  post_logout_uri_not_registered: {
    code: "access_denied",
    message: "Post logout URI does not match with registered callback URI.",
  },
  logout_client_mismatch: { code: "access_denied", message: "The ID token was not issued to this client." },
  logout_denied: { code: "access_denied", message: "End User denied the logout request" },
} as const;

export type PageErrorReason = keyof typeof PAGE_ERRORS;

/** A refusal that must not be sent to the client, because nobody vouches for where that would lead (RFC 6749 §4.1.2.1). */
export class AuthorizationPageError extends Error {
  readonly code: string;

  constructor(reason: PageErrorReason) {
    super(PAGE_ERRORS[reason].message);
    this.name = "AuthorizationPageError";
    this.code = PAGE_ERRORS[reason].code;
  }
}

/** Whether the error page may show this pair: the page's URL is anybody's to write, its words are ours. */
export function isPageError(code: string, message: string): boolean {
  return Object.values(PAGE_ERRORS).some((error) => error.code === code && error.message === message);
}
