import {
  APPLE_PROPERTIES,
  type AuthenticatorProperty,
  callbackUrl,
  clientId,
  clientSecret,
  further,
  OPENID_CONNECT_PROPERTIES,
  scopes,
} from "./authenticator-properties.ts";

/** A way to sign in with a server of others: what it is called, and what it has to be told (contract §17.6). */
export interface FederatedAuthenticatorKind {
  /** As connections and the sequences of applications name it. */
  readonly name: string;
  readonly displayName: string;
  readonly tags: readonly string[];
  readonly properties: readonly AuthenticatorProperty[];
  /** Where the provider is, when there is only one of its kind. */
  readonly provider?: KnownProvider | undefined;
}

/** The endpoints of a provider that everybody knows. */
export interface KnownProvider {
  /** Undefined: it gives no ID tokens, or each of its customers has another one. */
  readonly issuer?: string | undefined;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userinfoEndpoint?: string | undefined;
  readonly jwksUri?: string | undefined;
  /** What is asked for unless the connection says something else. */
  readonly scopes: readonly string[];
}

/** Those that connections can have. */
export const FEDERATED_AUTHENTICATORS: readonly FederatedAuthenticatorKind[] = [
  {
    name: "OpenIDConnectAuthenticator",
    displayName: "OpenID Connect",
    tags: ["OIDC"],
    properties: OPENID_CONNECT_PROPERTIES,
  },
  {
    name: "GoogleOIDCAuthenticator",
    displayName: "Google",
    tags: ["Social-Login", "OIDC"],
    properties: [clientId, clientSecret, callbackUrl, further("AdditionalQueryParameters")],
    provider: {
      issuer: "https://accounts.google.com",
      authorizationEndpoint: "https://accounts.google.com/o/oauth2/v2/auth",
      tokenEndpoint: "https://oauth2.googleapis.com/token",
      userinfoEndpoint: "https://openidconnect.googleapis.com/v1/userinfo",
      jwksUri: "https://www.googleapis.com/oauth2/v3/certs",
      scopes: ["openid", "email", "profile"],
    },
  },
  {
    name: "GithubAuthenticator",
    displayName: "GitHub",
    tags: ["Social-Login"],
    properties: [clientId, clientSecret, callbackUrl, scopes("scope", "user:email")],
    provider: {
      authorizationEndpoint: "https://github.com/login/oauth/authorize",
      tokenEndpoint: "https://github.com/login/oauth/access_token",
      userinfoEndpoint: "https://api.github.com/user",
      scopes: ["user:email"],
    },
  },
  {
    name: "MicrosoftWindowsLiveAuthenticator",
    displayName: "Microsoft",
    tags: ["Social-Login", "OIDC"],
    properties: [
      clientId,
      clientSecret,
      callbackUrl,
      scopes("Scopes", "openid email profile"),
      further("commonAuthQueryParams"),
    ],
    provider: {
      authorizationEndpoint: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
      tokenEndpoint: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
      userinfoEndpoint: "https://graph.microsoft.com/oidc/userinfo",
      jwksUri: "https://login.microsoftonline.com/common/discovery/v2.0/keys",
      scopes: ["openid", "email", "profile"],
    },
  },
  {
    name: "AppleOIDCAuthenticator",
    displayName: "Apple",
    tags: ["Social-Login", "OIDC"],
    properties: APPLE_PROPERTIES,
    provider: {
      issuer: "https://appleid.apple.com",
      authorizationEndpoint: "https://appleid.apple.com/auth/authorize",
      tokenEndpoint: "https://appleid.apple.com/auth/token",
      jwksUri: "https://appleid.apple.com/auth/keys",
      scopes: ["name", "email"],
    },
  },
];

/** The one of the name. */
export function findFederatedAuthenticator(name: string): FederatedAuthenticatorKind | undefined {
  return FEDERATED_AUTHENTICATORS.find((kind) => kind.name === name);
}

/** What names of properties that are not in the table are taken for secrets by. */
const SECRET_NAME = /secret|password|private|token$|api.?key/i;

/** Whether the property of the authenticator is nobody's to read. */
export function isSecretProperty(name: string, key: string): boolean {
  const known = findFederatedAuthenticator(name)?.properties.find((property) => property.key === key);
  return known === undefined ? SECRET_NAME.test(key) : known.secret === true;
}
