import { OAuthError } from "./errors.ts";
import type { Client } from "./model/client.ts";

/** What a client that is held to a profile may do; whatever is weaker is refused. */
export interface ProfileRules {
  readonly clientAuthentication: readonly string[];
  readonly responseTypes: readonly string[];
  readonly refusedGrantTypes: readonly string[];
  /** Of everything that is signed, by it or for it. `EdDSA` and `Ed25519` are one (RFC 9864). */
  readonly algorithms: readonly string[];
  readonly longestCodeSeconds: number;
  /** Whether its requests (RFC 9101), the answers to them (JARM) and introspection answers (RFC 9701) have to be signed. */
  readonly signsMessages: boolean;
}

/** FAPI 2.0 Security Profile §5.3.2, §5.4. PAR, PKCE with S256, bound tokens and kept refresh tokens are asked for besides, by all profiles. */
const SECURITY: ProfileRules = {
  clientAuthentication: ["private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"],
  responseTypes: ["code"],
  refusedGrantTypes: ["password", "implicit"],
  algorithms: ["PS256", "ES256", "EdDSA", "Ed25519"],
  longestCodeSeconds: 60,
  signsMessages: false,
};

/** Each by the name that a client's `profile` has. */
export const PROFILES: Readonly<Record<NonNullable<Client["profile"]>, ProfileRules>> = {
  "fapi2-security": SECURITY,
  /** FAPI 2.0 Message Signing §5.3, §5.4, §5.5. */
  "fapi2-message-signing": { ...SECURITY, signsMessages: true },
};

/** The rules that the client is held to; undefined for most. */
export function profileOf({ profile }: Client): ProfileRules | undefined {
  return profile && PROFILES[profile];
}

/** Those of the algorithms that the client may use. */
export function algorithmsAllowed(algorithms: readonly string[], client: Client): readonly string[] {
  const rules = profileOf(client);
  return rules === undefined ? algorithms : algorithms.filter((name) => rules.algorithms.includes(name));
}

/** Refuses a grant type that the client's profile rules out. */
export function verifyGrantType(name: string, client: Client): void {
  if (profileOf(client)?.refusedGrantTypes.includes(name)) {
    throw new OAuthError("unauthorized_client", "The profile of this application does not allow this grant type.");
  }
}

/** Refuses an authorization request that is weaker than the client's profile (FAPI 2.0 Security Profile §5.3.2.2, Message Signing §5.4). */
export function verifyAuthorizationRequest(
  request: {
    readonly responseType: string;
    readonly signedResponse: boolean;
    readonly codeChallengeMethod: unknown;
    readonly redirectUriParameter: string | undefined;
  },
  client: Client,
): void {
  const rules = profileOf(client);
  if (rules === undefined) return;
  if (!rules.responseTypes.includes(request.responseType)) {
    throw new OAuthError("unauthorized_client", "The profile of this application does not allow this response_type.");
  }
  if (request.redirectUriParameter === undefined) {
    throw new OAuthError("invalid_request", "The profile of this application needs a redirect_uri.");
  }
  if (request.codeChallengeMethod !== "S256") {
    throw new OAuthError("invalid_request", "The profile of this application needs a code_challenge with S256.");
  }
  if (rules.signsMessages && !request.signedResponse) {
    throw new OAuthError("invalid_request", "The profile of this application needs the response_mode jwt.");
  }
}
