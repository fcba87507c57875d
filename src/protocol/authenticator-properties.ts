/** Something that a way to sign in with a server of others has to be told. */
export interface AuthenticatorProperty {
  readonly key: string;
  readonly displayName: string;
  readonly description: string;
  readonly type: "STRING" | "BOOLEAN" | "URL";
  readonly mandatory?: true;
  readonly secret?: true;
  readonly defaultValue?: string;
}

/** What the server is known by. */
export const clientId: AuthenticatorProperty = {
  key: "ClientId",
  displayName: "Client id",
  description: "What the provider knows this server by.",
  type: "STRING",
  mandatory: true,
};
/** What it proves itself with. */
export const clientSecret: AuthenticatorProperty = {
  key: "ClientSecret",
  displayName: "Client secret",
  description: "What this server proves itself with to the provider.",
  type: "STRING",
  mandatory: true,
  secret: true,
};
/** Where people come back to. */
export const callbackUrl: AuthenticatorProperty = {
  key: "callbackUrl",
  displayName: "Callback URL",
  description: "Where the provider sends people back to: enter it there.",
  type: "URL",
};

/** The property by which it is said what is asked for. */
export function scopes(key: string, defaultValue: string): AuthenticatorProperty {
  const description = "What is asked for, separated by blanks.";
  return { key, displayName: "Scopes", description, type: "STRING", defaultValue };
}

/** The property for what else is to be in an authorization request. */
export function further(key: string): AuthenticatorProperty {
  const description = "Further parameters of the authorization request, as in a query.";
  return { key, displayName: "Additional query parameters", description, type: "STRING" };
}

/** Of a server that speaks OpenID Connect. */
export const OPENID_CONNECT_PROPERTIES: readonly AuthenticatorProperty[] = [
  clientId,
  clientSecret,
  {
    key: "OAuth2AuthzEPUrl",
    displayName: "Authorization endpoint",
    description: "Where people are sent to sign in.",
    type: "URL",
    mandatory: true,
  },
  {
    key: "OAuth2TokenEPUrl",
    displayName: "Token endpoint",
    description: "Where codes are exchanged.",
    type: "URL",
    mandatory: true,
  },
  callbackUrl,
  {
    key: "UserInfoUrl",
    displayName: "Userinfo endpoint",
    description: "Where claims are asked for that the ID token does not hold.",
    type: "URL",
  },
  {
    key: "OIDCLogoutEPUrl",
    displayName: "Logout endpoint",
    description: "Where people are sent when they sign out.",
    type: "URL",
  },
  scopes("Scopes", "openid"),
  {
    key: "IsUserIdInClaims",
    displayName: "The user's id is a claim",
    description: "Whether the claim of the connection's mapping tells who it is, and not the subject.",
    type: "BOOLEAN",
    defaultValue: "false",
  },
  further("commonAuthQueryParams"),
  {
    key: "IsBasicAuthEnabled",
    displayName: "HTTP Basic",
    description: "Whether the client secret goes in the header.",
    type: "BOOLEAN",
    defaultValue: "false",
  },
  {
    key: "IsPKCEEnabled",
    displayName: "PKCE",
    description: "Whether codes are protected by a verifier (RFC 7636).",
    type: "BOOLEAN",
    defaultValue: "true",
  },
];

/** Of Apple, where client secrets are signed. */
export const APPLE_PROPERTIES: readonly AuthenticatorProperty[] = [
  clientId,
  {
    key: "TeamId",
    displayName: "Team id",
    description: "The ten characters that Apple knows the team by.",
    type: "STRING",
    mandatory: true,
  },
  {
    key: "KeyId",
    displayName: "Key id",
    description: "The ten characters that Apple knows the key by.",
    type: "STRING",
    mandatory: true,
  },
  {
    key: "PrivateKey",
    displayName: "Private key",
    description: "What the client secrets are signed with.",
    type: "STRING",
    mandatory: true,
    secret: true,
  },
  {
    key: "SecretValidityPeriod",
    displayName: "Validity of a client secret",
    description: "In seconds.",
    type: "STRING",
    defaultValue: "15777000",
  },
  callbackUrl,
  scopes("Scopes", "name email"),
  further("AdditionalQueryParameters"),
];
