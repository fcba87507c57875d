import { sha256 } from "../../src/crypto/hashes.ts";
import { newFamilyId } from "../../src/crypto/id-families.ts";
import { newId } from "../../src/crypto/ids.ts";
import {
  type AccessToken,
  type Authorization,
  type AuthorizationCode,
  issuedTokenId,
  type RefreshToken,
} from "../../src/protocol/model/authorization.ts";
import type { Client } from "../../src/protocol/model/client.ts";
import type { Session } from "../../src/protocol/model/session.ts";
import type { Tenant, TenantSettings } from "../../src/protocol/model/tenant.ts";
import type { User } from "../../src/protocol/model/user.ts";

/** A moment of the tests' own, in Unix seconds. */
export const NOW = 1_800_000_000;

/** An id nobody else has. */
export function makeId(): string {
  return newId(NOW * 1000);
}

/** An authorization's id nobody else has. */
export function makeAuthorizationId(): string {
  return newFamilyId(NOW * 1000);
}

/** 32 bytes that are told apart by `text`. */
export function makeHash(text: string): Buffer {
  return sha256(text);
}

/** A client with everything set that may be missing, unless `change` says otherwise. */
export function makeClient(change: Partial<Client> = {}): Client {
  return {
    clientId: "web",
    name: "Web “shop” 🛒",
    enabled: true,
    publicClient: false,
    secrets: [
      { hash: "aGFzaA", expiresAt: undefined },
      { hash: "b3RoZXI", expiresAt: NOW },
    ],
    tokenEndpointAuthMethod: "client_secret_basic",
    clientAuthentication: { signingAlgorithm: "PS256", tlsSubjectDn: "CN=web", assertionReuseAllowed: false },
    keys: { jwksUri: "https://app.example/jwks" },
    applicationType: "web",
    responseTypes: ["code id_token"],
    grantTypes: ["authorization_code"],
    redirectUris: ["https://app.example/callback?a=1&b=%20"],
    allowedOrigins: ["https://app.example"],
    pkce: { mandatory: true, plainAllowed: false },
    pushedRequestsRequired: true,
    requestObject: { required: true, signingAlgorithm: "ES256", requestUris: ["https://app.example/request"] },
    authorizationResponse: { signingAlgorithm: "PS256", encryption: { algorithm: "ECDH-ES", method: "A256GCM" } },
    scopes: ["openid"],
    authorizedApis: [{ identifier: "https://api.example", scopes: ["read"] }],
    authorizationDetailsTypes: ["payment"],
    sharing: { with: ["01890a5d-ac96-774b-bcce-b302099a8057"] },
    requestedClaims: ["email"],
    subjectClaim: "email",
    subject: { type: "pairwise", sectorIdentifierUri: "https://app.example/sector" },
    accessToken: {
      format: "jwt",
      userLifetimeSeconds: 60,
      applicationLifetimeSeconds: 61,
      audience: ["api"],
      signingAlgorithm: "ES256",
      binding: "dpop",
      bindingValidated: false,
      endsWithSession: true,
      scopeAsArray: false,
      claims: ["email"],
    },
    refreshToken: { lifetimeSeconds: 62, rotate: true, extendOnRotation: false, graceSeconds: 10 },
    idToken: { lifetimeSeconds: 63, audience: [], signingAlgorithm: "ES256" },
    userinfo: { signingAlgorithm: "RS256" },
    introspection: { signingAlgorithm: "RS256" },
    logout: {
      backChannelUri: "https://app.example/logout",
      backChannelSessionRequired: true,
      frontChannelSessionRequired: false,
      redirectUris: ["https://app.example/bye"],
    },
    ciba: { requestLifetimeSeconds: 120, deliveryMode: "ping", notificationUri: "https://app.example/ping" },
    subjectToken: { enabled: false, lifetimeSeconds: 180 },
    profile: "fapi2-security",
    defaultMaxAgeSeconds: 64,
    authTimeRequired: true,
    defaultAcrValues: ["urn:a"],
    initiateLoginUri: "https://app.example/login",
    registration: { accessTokenHash: "dG9rZW4", issuedAt: NOW, metadata: { contacts: ["ada@example.com"] } },
    skipConsent: false,
    skipLogoutConsent: true,
    logoUri: "https://app.example/logo.svg",
    policyUri: "https://app.example/policy",
    termsOfServiceUri: "https://app.example/terms",
    application: { id: `application of ${change.clientId ?? "web"}` },
    ...change,
  };
}

/** What an organization starts with. */
/** A tenant nobody else has, unless `change` says otherwise. */
export function makeTenant(change: Partial<Tenant> = {}): Tenant {
  const id = makeId();
  return {
    id,
    handle: id,
    name: "Tenant",
    demo: false,
    enabled: true,
    settings: TENANT_SETTINGS,
    subjectSalt: `salt of ${id}`,
    createdAt: NOW,
    apiResources: [],
    oidcScopes: [],
    ...change,
  };
}

export const TENANT_SETTINGS: TenantSettings = {
  clientRegistration: "with token",
  clientIdMetadataDocuments: false,
  trustedTokenIssuers: [],
};

/** A user. */
export function makeUser(change: Partial<User> = {}): User {
  return {
    id: makeId(),
    userName: "ada@example.com",
    enabled: true,
    claims: { given_name: "Ada", address: { locality: "Zürich" }, email_verified: false },
    updatedAt: NOW,
    ...change,
  };
}

/** A session. */
export function makeSession(change: Partial<Session> = {}): Session {
  return {
    id: makeId(),
    userId: makeId(),
    authTime: NOW - 5,
    amr: ["BasicAuthenticator", "totp"],
    remembered: true,
    createdAt: NOW,
    lastUsedAt: NOW,
    ...change,
  };
}

/** An authorization's code, which ends a minute from now. */
export function makeCode(change: Partial<Authorization> = {}, codeChange: Partial<AuthorizationCode> = {}) {
  const authorization: Authorization = {
    id: makeAuthorizationId(),
    clientId: "web",
    userId: makeId(),
    scope: ["openid", "email"],
    authTime: NOW - 5,
    amr: ["BasicAuthenticator"],
    sessionId: makeId(),
    createdAt: NOW,
    ...change,
  };
  const code: AuthorizationCode = {
    authorization,
    secretHash: makeHash("code"),
    redirectUri: "https://app.example/callback",
    codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    codeChallengeMethod: "S256",
    nonce: "n-0S6_WzA2Mj",
    authTimeRequested: true,
    expiresAt: NOW + 60,
    ...codeChange,
  };
  return code;
}

/** An access token with a row of its own, of the authorization if there is one, which ends in an hour. */
export function makeAccessToken(authorizationId: string | undefined, change: Partial<AccessToken> = {}): AccessToken {
  return {
    id: makeId(),
    clientId: "web",
    authorizationId,
    scope: ["openid"],
    format: "opaque",
    secretHash: makeHash("access"),
    issuedAt: NOW,
    expiresAt: NOW + 3600,
    ...change,
  };
}

/** The access token that an authorization keeps and the refresh token beside it, which ends in a day. */
export function makeTokens(authorizationId: string, change: Partial<RefreshToken> = {}) {
  const name = makeId();
  const refreshToken: RefreshToken = {
    clientId: "web",
    authorizationId,
    generation: 0,
    secretHash: makeHash(`refresh ${name}`),
    issuedAt: NOW,
    expiresAt: NOW + 86_400,
    ...change,
  };
  const id = issuedTokenId({ id: authorizationId }, refreshToken.generation);
  const accessToken = makeAccessToken(authorizationId, { id, secretHash: makeHash(`access ${name}`) });
  return { accessToken, refreshToken };
}

/** An access token and the refresh token that takes this one's place. */
export function makeNextTokens({ authorizationId, generation }: RefreshToken, change: Partial<RefreshToken> = {}) {
  return makeTokens(authorizationId, { generation: generation + 1, ...change });
}
