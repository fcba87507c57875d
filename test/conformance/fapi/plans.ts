import type { FapiVariant } from "./variant.ts";

/** What the names of all modules of the FAPI 2 plans begin with. */
export const FAPI2_PREFIX = "fapi2-security-profile-final-";

/** The modules of both plans, without the prefix and without those of national ecosystems. */
const OF_BOTH = [
  "discovery-end-point-verification",
  "happy-flow",
  "user-rejects-authentication",
  "ensure-authorization-request-without-state-success",
  "ensure-authorization-request-without-nonce-success",
  "ensure-authorization-request-with-64-char-nonce-success",
  "ensure-other-scope-order-succeeds",
  "test-claims-parameter-identity-claims",
  "access-token-type-header-case-sensitivity",
  "check-dpop-proof-nbf-exp",
  "ensure-dpopproof-with-iat-10seconds-before-succeeds",
  "ensure-dpopproof-with-iat-10seconds-after-succeeds",
  "ensure-mismatched-dpop-jkt-fails",
  "ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt",
  "ensure-token-endpoint-fails-with-mismatched-dpop-jkt",
  "ensure-dpopproof-at-par-endpoint-binding-success",
  "ensure-dpop-auth-code-binding-success",
  "ensure-different-nonce-inside-and-outside-request-object",
  "ensure-different-state-inside-and-outside-request-object",
  "ensure-authorization-request-with-long-nonce",
  "ensure-authorization-request-with-long-state",
  "state-only-outside-request-object-not-used",
  "ensure-request-object-without-redirect-uri-fails",
  "ensure-registered-redirect-uri",
  "plain-fapi-tolerate-unregistered-redirect-uri",
  "ensure-unsigned-authorization-request-without-using-par-fails",
  "ensure-redirect-uri-in-authorization-request",
  "ensure-response-type-code-idtoken-fails",
  "ensure-response-type-token-fails",
  "ensure-client-id-in-token-endpoint",
  "ensure-holder-of-key-required",
  "ensure-authorization-code-is-bound-to-client",
  "attempt-reuse-authorization-code-after-one-second",
  "ensure-token-endpoint-fails-with-expired-auth-code",
  "ensure-signed-client-assertion-with-RS256-fails",
  "ensure-client-assertion-in-token-endpoint",
  "ensure-client-assertion-with-exp-is-5-minutes-in-past-fails",
  "ensure-client-assertion-with-wrong-aud-fails",
  "ensure-client-assertion-with-no-sub-fails",
  "dpop-negative-tests",
  "refresh-token",
  "par-ensure-reused-request-uri-prior-to-auth-completion-succeeds",
  "par-attempt-reuse-request_uri",
  "par-attempt-to-use-expired-request_uri",
  "par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted",
  "par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails",
  "par-attempt-to-use-request_uri-for-different-client",
  "par-authorization-request-containing-request_uri-form-param",
  "par-attempt-invalid-http-method",
  "par-ensure-pkce-required",
  "ensure-pkce-code-verifier-required",
  "incorrect-pkce-code-verifier-rejected",
  "par-plain-pkce-rejected",
  "par-without-duplicate-parameters",
  "par-test-array-as-audience-fails",
  "par-test-par-endpoint-url-as-audience-fails",
  "par-test-token-endpoint-url-as-audience-fails",
];

/** The modules about signed requests. */
const OF_REQUEST_OBJECTS = [
  "ensure-request-object-with-multiple-aud-succeeds",
  "ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted",
  "ensure-request-object-without-exp-fails",
  "ensure-request-object-without-nbf-fails",
  "ensure-expired-request-object-fails",
  "ensure-request-object-with-bad-aud-fails",
  "ensure-request-object-with-exp-over-60-fails",
  "ensure-request-object-with-nbf-over-60-fails",
  "ensure-signed-request-object-with-RS256-fails",
  "ensure-request-object-signature-algorithm-is-not-none",
  "ensure-request-object-with-invalid-signature-fails",
  "ensure-matching-key-in-authorization-request",
  "ensure-unsigned-request-at-par-endpoint-fails",
  "par-authorization-request-containing-request_uri",
];

/** The modules by the plan's name without "-test-plan". */
export const FAPI2_PLANS = {
  "fapi2-security-profile-final": { plan: "security profile", modules: OF_BOTH },
  "fapi2-message-signing-final": { plan: "message signing", modules: [...OF_BOTH, ...OF_REQUEST_OBJECTS] },
} as const satisfies Readonly<Record<string, { plan: FapiVariant["plan"]; modules: readonly string[] }>>;

/** Those that show how the two ways to authenticate go with the two ways to bind. All others are told apart by one of them. */
const OF_PAIRS = [
  "discovery-end-point-verification",
  "happy-flow",
  "access-token-type-header-case-sensitivity",
  "ensure-client-id-in-token-endpoint",
  "ensure-holder-of-key-required",
  "ensure-authorization-code-is-bound-to-client",
  "refresh-token",
  "par-test-token-endpoint-url-as-audience-fails",
];

/** What each plan is run with, and the modules that are run then; without a list all. */
export const FAPI2_VARIANTS: readonly (Omit<FapiVariant, "plan"> & { readonly modules?: readonly string[] })[] = [
  { clientAuthentication: "private_key_jwt", senderConstraint: "dpop", openid: "openid_connect" },
  { clientAuthentication: "mtls", senderConstraint: "mtls", openid: "plain_oauth" },
  { clientAuthentication: "private_key_jwt", senderConstraint: "mtls", openid: "openid_connect", modules: OF_PAIRS },
  { clientAuthentication: "mtls", senderConstraint: "dpop", openid: "openid_connect", modules: OF_PAIRS },
];
