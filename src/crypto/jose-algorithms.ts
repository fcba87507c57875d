/** What others sign with and this server verifies (RFC 7518 §3.1, RFC 8037), in the order discovery lists them. */
export const CLIENT_SIGNING_ALGORITHMS: readonly string[] = [
  "PS256",
  "ES256",
  "RS256",
  "EdDSA",
  "PS384",
  "PS512",
  "ES384",
  "ES512",
  "RS384",
  "RS512",
];

/** What a client secret signs with (OIDC Core §9, `client_secret_jwt`). */
export const SECRET_SIGNING_ALGORITHMS: readonly string[] = ["HS256", "HS384", "HS512"];

/** Key management for JWEs (RFC 7518 §4.1), in both directions. RSA1_5 is not among them (security bar 20.6). */
export const ENCRYPTION_ALGORITHMS: readonly string[] = [
  "RSA-OAEP-256",
  "RSA-OAEP",
  "ECDH-ES",
  "ECDH-ES+A128KW",
  "ECDH-ES+A256KW",
];

/** Content encryption for JWEs (RFC 7518 §5.1). */
export const CONTENT_ENCRYPTIONS: readonly string[] = [
  "A256GCM",
  "A192GCM",
  "A128GCM",
  "A128CBC-HS256",
  "A192CBC-HS384",
  "A256CBC-HS512",
];
