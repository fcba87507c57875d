import type { ContentEncryption, EncryptionAlgorithm } from "../crypto/client-algorithms.ts";
import { derivedId, isDerivedId } from "../crypto/derived-id.ts";
import type { SigningAlgorithmName } from "../crypto/signing-algorithms.ts";

/** The values the protocol speaks about. Times are Unix seconds; lifetimes are seconds. */

/** One isolated world: its users, clients, keys and issuer. Asgardeo: a root organization, `/t/{handle}`. */
export interface Tenant {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  /** Made from a file that is marked as a demo: its passwords are public knowledge, so it is served on loopback only. */
  readonly demo: boolean;
  /** One that is not is refused everything until the operator enables it again. */
  readonly enabled: boolean;
  readonly settings: TenantSettings;
  /** What pairwise subjects are made with (OIDC Core §8.1): 32 random bytes in base64url that are told nobody and never change. */
  readonly subjectSalt: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** The APIs of its own, by identifier. */
  readonly apiResources: readonly ApiResource[];
  /** What its administrators have made of the scopes of OpenID Connect: one with a standard scope's name takes that one's place. */
  readonly oidcScopes: readonly OidcScope[];
  /** Set when it is not the tenant itself that acts but an organization inside it, whose id and name these are then. */
  readonly organization?: (Pick<NamedOrganization, "id"> & Partial<NamedOrganization>) | undefined;
}

/** A tenant without what is kept, and changed, apart from it. */
export type TenantProperties = Omit<Tenant, "apiResources" | "oidcScopes">;

/** What an organization's administrators decide for all of its applications. */
export interface TenantSettings {
  /** Undefined: the signing keys change only when an operator says so. */
  readonly keyRotation?: { readonly everyDays: number } | undefined;
  /** Who may register clients (RFC 7591): whoever has a token with the scope for it, anybody, or nobody. */
  readonly clientRegistration: "with token" | "open" | "off";
  /** Whether a client's id may be the https URL of its metadata. */
  readonly clientIdMetadataDocuments: boolean;
  readonly trustedTokenIssuers: readonly TrustedTokenIssuer[];
  /** Whether `scope` in JWT access tokens is a list for all applications, whatever they say themselves. */
  readonly jwtScopeAsArray?: boolean | undefined;
  readonly lockOut?: LockOut | undefined;
  /** What passwords must have beside what they must have everywhere. */
  readonly passwordRules?: PasswordRules | undefined;
}

/** After how many failed sign-ins an account locks, and for how long at first. */
export interface LockOut {
  readonly attempts: number;
  readonly lockSeconds: number;
}

/** The numbers of characters; those of a kind are how many there must be at least. */
export interface PasswordRules {
  readonly least?: number | undefined;
  readonly most?: number | undefined;
  readonly digits?: number | undefined;
  readonly upperCase?: number | undefined;
  readonly lowerCase?: number | undefined;
  readonly special?: number | undefined;
  /** How many different ones there must be. */
  readonly unique?: number | undefined;
  /** How often one may follow upon itself. */
  readonly repeated?: number | undefined;
}

/** Another server whose JWTs are exchanged for tokens of this one (RFC 7523 §3, RFC 8693 §2.1). */
export interface TrustedTokenIssuer {
  readonly name: string;
  readonly enabled: boolean;
  /** The `iss` of its JWTs. */
  readonly issuer: string;
  /** Accepted as `aud` beside this server's issuer. */
  readonly alias?: string | undefined;
  /** What its JWTs call our users by: their ids, or their names where whoever has a name there has the same one here. */
  readonly lookupAttribute: "userid" | "username";
  readonly keys: PublicKeys;
  /** Of one that administrators have made; one of a file has none, and goes when the file names it no more. */
  readonly id?: string | undefined;
  /** By Asgardeo's names: what is told as it was sent, and means nothing to the server. */
  readonly kept?: Readonly<Record<string, unknown>> | undefined;
}

/** An API whose scopes applications are authorized for, one by one. */
export interface ApiResource {
  /** The API's own name for itself, which becomes `aud` (RFC 8707). */
  readonly identifier: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** The `type` values of RFC 9396 that it understands. */
  readonly authorizationDetailsTypes: readonly string[];
}

/** A scope that stands for claims (OIDC Core §5.4). */
export interface OidcScope {
  readonly name: string;
  readonly claims: readonly string[];
}

/** How administrators keep an API resource: the document of a record whose name is the identifier. */
export interface ApiResourceDocument {
  readonly name: string;
  readonly description?: string | undefined;
  readonly type: "BUSINESS" | "MCP";
  /** Whether applications have to be authorized for it; it is kept and told. */
  readonly requiresAuthorization: boolean;
  readonly scopes: readonly ApiScope[];
  readonly authorizationDetailsTypes: readonly ApiAuthorizationDetailsType[];
}

export interface ApiScope {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly description?: string | undefined;
}

/** RFC 9396 §2; the schema is JSON Schema, for whoever asks what the details may hold. */
export interface ApiAuthorizationDetailsType {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** How administrators keep a scope of OpenID Connect: the document of a record whose name is the scope's. */
export interface OidcScopeDocument {
  readonly displayName: string;
  readonly description?: string | undefined;
  readonly claims: readonly string[];
}

/** What its users may do, for those who have it, directly or through a group. */
export interface Role {
  readonly id: string;
  readonly displayName: string;
  readonly audience: RoleAudience;
  /** Scopes of APIs. */
  readonly permissions: readonly string[];
}

/** Whether a role counts in all of the tenant's applications or in one; its value is the tenant's id or the application's. */
export interface RoleAudience {
  readonly type: "organization" | "application";
  readonly value: string;
}

/** How a role is kept: the document of a record whose name tells it apart from the others of its audience. */
export type RoleDocument = Omit<Role, "id">;

/** Where the public keys of somebody else are: in one of these places. */
export interface PublicKeys {
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] } | undefined;
  readonly jwksUri?: string | undefined;
  /** An X.509 certificate, PEM. */
  readonly certificate?: string | undefined;
}

/** A key management algorithm and a content encryption (RFC 7518 §4.1, §5.1). */
export interface Encryption {
  readonly algorithm: EncryptionAlgorithm;
  readonly method: ContentEncryption;
}

/** A B2B organization inside a tenant (contract §21). They form a tree below the tenant, which is the root of it. */
export interface Organization {
  readonly id: string;
  /** No other of the tenant's organizations has it. */
  readonly handle: string;
  readonly name: string;
  readonly description: string | undefined;
  /** One is active as long as all that it lies below are so too. */
  readonly status: "ACTIVE" | "DISABLED";
  /** The organization that it lies right below; undefined: the tenant itself. It stays where it was made. */
  readonly parentId: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** The organization that a token is for, by its names when the token was issued or last looked at. */
export type NamedOrganization = Pick<Organization, "id" | "name" | "handle">;

/** How a user hears that a client waits for them: by a message of the server, or by the client itself (contract §11.2). */
export type CibaChannel = "email" | "sms" | "external";

/** A program that asks for tokens (RFC 6749 §2). Asgardeo: an application. */
export interface Client {
  readonly clientId: string;
  readonly name: string;
  readonly enabled: boolean;
  /** RFC 6749 §2.1: a public client cannot keep a secret, so it authenticates with `none`. */
  readonly publicClient: boolean;
  /** At most two, so that one can be replaced while the other still works (security bar 6.6). */
  readonly secrets: readonly ClientSecret[];
  /** Undefined: `client_secret_basic` and `client_secret_post` both work, as with Asgardeo. */
  readonly tokenEndpointAuthMethod:
    | "client_secret_basic"
    | "client_secret_post"
    | "client_secret_jwt"
    | "private_key_jwt"
    | "tls_client_auth"
    | "self_signed_tls_client_auth"
    | undefined;
  readonly clientAuthentication: {
    /** The one algorithm of its assertions; undefined: any that is served. */
    readonly signingAlgorithm?: string | undefined;
    /** RFC 8705 §2.1.2: the subject of its certificate, in the form of RFC 4514. */
    readonly tlsSubjectDn?: string | undefined;
    /** Whether an assertion may be sent more than once. */
    readonly assertionReuseAllowed: boolean;
  };
  /** For `private_key_jwt`, `self_signed_tls_client_auth`, request objects and encryption to the client. */
  readonly keys: PublicKeys;
  /** Native applications get their answer on loopback or by a scheme of their own (RFC 8252). */
  readonly applicationType: "web" | "native";
  readonly grantTypes: readonly string[];
  /** Beside `code`, which `authorization_code` allows: what puts tokens into the front channel, switched on one by one. */
  readonly responseTypes: readonly string[];
  /** Also the list that `post_logout_redirect_uri` is held against, as with Asgardeo. */
  readonly redirectUris: readonly string[];
  /** Origins whose scripts may call this tenant's endpoints (CORS). */
  readonly allowedOrigins: readonly string[];
  readonly pkce: { readonly mandatory: boolean; readonly plainAllowed: boolean };
  /** RFC 9126 §6. */
  readonly pushedRequestsRequired: boolean;
  readonly requestObject: {
    /** RFC 9101 §10.5: requests that are not signed are refused. */
    readonly required: boolean;
    /** The one algorithm it signs with; undefined: any that is served. */
    readonly signingAlgorithm?: string | undefined;
    /** The https URLs at which it keeps request objects. */
    readonly requestUris: readonly string[];
  };
  /** What a JARM response is signed with, and encrypted if it is. */
  readonly authorizationResponse: {
    readonly signingAlgorithm: SigningAlgorithmName;
    readonly encryption?: Encryption | undefined;
  };
  /** OpenID Connect scopes it may be granted. Undefined: all of them. */
  readonly scopes: readonly string[] | undefined;
  /** The APIs it is authorized for, and with which of their scopes. */
  readonly authorizedApis: readonly AuthorizedApi[];
  /** The `authorization_details` types it may ask for (RFC 9396 §10). */
  readonly authorizationDetailsTypes: readonly string[];
  /** The organizations that it can be used in, by their ids; `all` are also those that are still to come. */
  readonly sharing: {
    readonly with: "none" | "all" | readonly string[];
    /** The ids of those that it is shared with together with all that lie below them, now or later. */
    readonly below?: readonly string[] | undefined;
  };
  /** Claims it is given, as far as a granted scope holds them. Undefined: all of them. */
  readonly requestedClaims: readonly string[] | undefined;
  /** The claim whose value becomes `sub`. Undefined: the user's id. */
  readonly subjectClaim: string | undefined;
  /** OIDC Core §8: with `pairwise` clients of different sectors know a user by different names. */
  readonly subject: { readonly type: "public" | "pairwise"; readonly sectorIdentifierUri?: string | undefined };
  readonly accessToken: {
    readonly format: "opaque" | "jwt";
    readonly userLifetimeSeconds: number;
    readonly applicationLifetimeSeconds: number;
    /** Further values of `aud`, beside the client's own id. */
    readonly audience: readonly string[];
    /** What a JWT is signed with. */
    readonly signingAlgorithm: SigningAlgorithmName;
    /** What it is bound to (contract §13). */
    readonly binding: TokenBinding;
    /** Whether what it is bound to is asked for; a key, a certificate and a session always are. */
    readonly bindingValidated: boolean;
    /** Whether it ends with the session it was issued in. */
    readonly endsWithSession: boolean;
    /** Whether `scope` in a JWT is an array, which RFC 9068 does not foresee. */
    readonly scopeAsArray: boolean;
    /** The user's claims that a JWT carries. */
    readonly claims: readonly string[];
  };
  readonly refreshToken: {
    readonly lifetimeSeconds: number;
    /** Whether each use answers with a new one. Public clients always do (RFC 9700 §4.14.2). */
    readonly rotate: boolean;
    /** Whether a rotated token starts a full lifetime of its own, up to the authorization's absolute end. */
    readonly extendOnRotation: boolean;
    /** How long the token rotated last may be presented again (security bar 5.3), 0 to 60 seconds. */
    readonly graceSeconds: number;
  };
  readonly idToken: {
    readonly lifetimeSeconds: number;
    readonly audience: readonly string[];
    readonly signingAlgorithm: SigningAlgorithmName;
    readonly encryption?: Encryption | undefined;
    /** No `isk`, and the claims of scopes only where no access token comes with which userinfo tells them (OIDC Core §5.4). */
    readonly minimal?: boolean;
  };
  /** Without an algorithm the answer is plain JSON (OIDC Core §5.3.2). */
  readonly userinfo: {
    readonly signingAlgorithm?: SigningAlgorithmName | undefined;
    readonly encryption?: Encryption | undefined;
  };
  /** RFC 9701: what an answer as a JWT is signed with, and encrypted if it is. */
  readonly introspection: {
    readonly signingAlgorithm: SigningAlgorithmName;
    readonly encryption?: Encryption | undefined;
  };
  readonly logout: {
    readonly backChannelUri?: string | undefined;
    readonly backChannelSessionRequired: boolean;
    readonly frontChannelUri?: string | undefined;
    readonly frontChannelSessionRequired: boolean;
    /** Beside `redirectUris`, all of which count as well. */
    readonly redirectUris: readonly string[];
  };
  readonly ciba: {
    readonly requestLifetimeSeconds: number;
    readonly deliveryMode: "poll" | "ping";
    /** Told of the answer in `ping` mode. */
    readonly notificationUri?: string | undefined;
    /** By what its users may be told of its requests, the usual way first; undefined: the client tells them itself. */
    readonly notificationChannels?: readonly CibaChannel[] | undefined;
  };
  /** Impersonation (contract §6.11). */
  readonly subjectToken: { readonly enabled: boolean; readonly lifetimeSeconds: number };
  /** A profile that forbids whatever is weaker. */
  readonly profile?: "fapi2-security" | "fapi2-message-signing" | undefined;
  /** `max_age` where the request has none (OIDC Registration §2). */
  readonly defaultMaxAgeSeconds?: number | undefined;
  /** Whether every ID token has `auth_time`. */
  readonly authTimeRequired: boolean;
  readonly defaultAcrValues: readonly string[];
  /** How its users sign in; undefined: with a password. */
  readonly signInSteps?: readonly SignInStep[] | undefined;
  /** Whether it may sign its users in itself, without our pages (contract §14). */
  readonly apiBasedAuthentication?: boolean | undefined;
  /** Where a login can be begun by another party (OIDC Core §4). */
  readonly initiateLoginUri?: string | undefined;
  /** Set for one that registered itself (RFC 7592 §3). */
  readonly registration?: ClientRegistration | undefined;
  readonly skipConsent: boolean;
  readonly skipLogoutConsent: boolean;
  readonly logoUri: string | undefined;
  readonly policyUri: string | undefined;
  readonly termsOfServiceUri: string | undefined;
  /** Every stored client has one: it is made when the client is first saved. */
  readonly application?: Application | undefined;
}

/** One step of signing in, which is done by any one of its options. */
export interface SignInStep {
  readonly options: readonly SignInOption[];
  /** Of a step that a request adds: the `acr` that it is to lead to. Where that is reached without it there is no such step. */
  readonly leadsTo?: string | undefined;
}

/** A way to sign in, by Asgardeo's names. */
export interface SignInOption {
  /** `LOCAL`, or the name of the connection to another identity provider. */
  readonly idp: string;
  readonly authenticator: string;
}

/** What administrators keep of a client beside what the protocol needs (contract §17.1). */
export interface Application {
  /** A UUID that never changes: what the management APIs and roles call the client by. */
  readonly id: string;
  readonly description?: string | undefined;
  /** Where its users find it. */
  readonly accessUrl?: string | undefined;
  /** What it was made by. */
  readonly templateId?: string | undefined;
  /** Whose roles its users' tokens tell; undefined: the organization's. */
  readonly rolesOf?: "application" | undefined;
  /** Those of `requestedClaims` that it cannot do without. */
  readonly mandatoryClaims?: readonly string[] | undefined;
  /** Its tokens were ended and it is switched off until an administrator gives it a new secret; then it is as `enabled` says. */
  readonly revoked?: { readonly enabled: boolean } | undefined;
  /** What it shows, where it signs its users in itself, of being the one from its store. */
  readonly attestation?: ApplicationAttestation | undefined;
  /** By Asgardeo's names: what is told as it was sent, and means nothing to the server. */
  readonly kept?: KeptOfApplication | undefined;
}

/** By what an application is known to the makers of devices (contract §14.1). */
export interface ApplicationAttestation {
  /** Whether no sign-in begins without. */
  readonly required: boolean;
  readonly androidPackageName?: string | undefined;
  /** By which Google is asked. */
  readonly serviceAccount?: ServiceAccount | undefined;
  /** The team's id, a dot, and the bundle's id. */
  readonly appleAppId?: string | undefined;
  /** Whether an attestation names the code challenge of its request, and counts for that request alone. */
  readonly bound?: boolean | undefined;
}

/** An account of a program's with Google. */
export interface ServiceAccount {
  readonly email: string;
  readonly keyId?: string | undefined;
  /** What else its key file says, as it was sent. */
  readonly kept: Readonly<Record<string, unknown>>;
  /** base64url of the private key's SHA-256: no two seals of it are alike. */
  readonly keyHash: string;
  /** The private key in PEM, sealed. */
  readonly sealedKey: string;
}

export interface KeptOfApplication {
  readonly application?: Readonly<Record<string, unknown>> | undefined;
  readonly oidc?: Readonly<Record<string, unknown>> | undefined;
}

/** What an application may ask of an API. */
export interface AuthorizedApi {
  readonly identifier: string;
  readonly scopes: readonly string[];
  /** With `RBAC` a user's token has the scopes alone that a role of the user has; undefined: all of them. */
  readonly policy?: "RBAC" | undefined;
}

export type TokenBinding =
  | "none"
  | "cookie"
  | "sso-session"
  | "certificate"
  | "device-flow"
  | "client-request"
  | "dpop";

export interface ClientSecret {
  /** base64url of SHA-256 over the secret. */
  readonly hash: string;
  readonly expiresAt: number | undefined;
  /** Unknown of one that stands in a configuration file. */
  readonly createdAt?: number | undefined;
  /** The secret itself, sealed: only `client_secret_jwt` needs it again. */
  readonly sealed?: string | undefined;
}

export interface ClientRegistration {
  /** base64url of SHA-256 over the registration access token; undefined for a client that a document of its own describes. */
  readonly accessTokenHash?: string | undefined;
  readonly issuedAt: number;
  /** Metadata that is kept and returned but means nothing to the server, as it was sent. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A person who signs in; in RFC 6749's word the resource owner. */
export interface User {
  readonly id: string;
  readonly userName: string;
  readonly enabled: boolean;
  /** OpenID Connect claims by name (OIDC Core §5.1); `sub` is never among them. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly updatedAt: number;
  /** The organization that the user is at home in, as whoever found them there says; undefined: the tenant itself. */
  readonly home?: string | undefined;
}

/** A user name as it is compared: names that differ by case alone are one. */
export function foldUserName(userName: string): string {
  return userName.normalize("NFC").toLowerCase();
}

/**
 * The id by which a user from outside is known in an organization that they are a member of. It is another one than at home: whoever
 * administrates the organization has power over what is called so there, and none over the user.
 */
export function memberIdIn(organizationId: string, userId: string): string {
  return derivedId(`${organizationId} member ${userId}`);
}

/**
 * Whether it is a member from outside, as the organization knows them. They sign in at home, with the factors that they have there and for as
 * long as they are let in there: nothing opens what the organization knows of them by itself.
 */
export function isFromOutside({ id }: Pick<User, "id">): boolean {
  return isDerivedId(id);
}

/** A browser that a user signed in with. */
export interface Session {
  /** A UUID; it is the `sid` claim. */
  readonly id: string;
  readonly userId: string;
  readonly authTime: number;
  /** The organization that the user is at home in; undefined: the tenant itself. */
  readonly userOrganization?: string | undefined;
  /** How the user proved who they are, in Asgardeo's names: the `amr` claim. */
  readonly amr: readonly string[];
  readonly remembered: boolean;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  /** Where it was begun: what the browser calls itself, cut where it is long, and the address that it came from. */
  readonly userAgent?: string | undefined;
  readonly address?: string | undefined;
}

/** What one user allowed one client. Codes and tokens belong to it, so that revoking it revokes them. */
export interface Authorization {
  readonly id: string;
  readonly clientId: string;
  readonly userId: string;
  readonly scope: readonly string[];
  readonly authTime: number;
  readonly amr: readonly string[];
  /** The session it was made in, which may have ended since. */
  readonly sessionId: string | undefined;
  readonly createdAt: number;
  readonly extras?: AuthorizationExtras;
}

/** What few authorizations have, and is read with each of their tokens. */
export interface AuthorizationExtras {
  /** What the `claims` parameter asked for (OIDC Core §5.5). */
  readonly claims?: RequestedClaims | undefined;
  readonly acr?: string | undefined;
  /** Its first ID token holds `auth_time`: so do those of its refreshes, and no others (OIDC Core §12.2). */
  readonly authTimeRequested?: true | undefined;
  /** The APIs named by `resource` (RFC 8707). */
  readonly resources?: readonly string[] | undefined;
  /** RFC 9396 §7. */
  readonly authorizationDetails?: readonly Readonly<Record<string, unknown>>[] | undefined;
  /** What its refresh tokens are bound to: those of public clients, for whom nothing else speaks (RFC 9449 §5, RFC 8705 §4). */
  readonly confirmation?: Confirmation | undefined;
  /** Who acts for the user (RFC 8693 §4.1). */
  readonly actor?: Readonly<Record<string, unknown>> | undefined;
  /** It came of an access token of ours (RFC 8693): nothing of it is wider than that, or lasts longer. */
  readonly exchanged?: true | undefined;
  /** RFC 9449 §10: the key whose proof must come with the code. */
  readonly dpopKeyThumbprint?: string | undefined;
  /** The organization that its tokens are for; undefined: the tenant itself. */
  readonly organization?: NamedOrganization | undefined;
  /** The organization that its user is at home in; undefined: the tenant itself. */
  readonly userOrganization?: string | undefined;
}

/** OIDC Core §5.5: by claim name; null asks for a voluntary claim. */
export interface RequestedClaims {
  readonly id_token?: Readonly<Record<string, RequestedClaim | null>> | undefined;
  readonly userinfo?: Readonly<Record<string, RequestedClaim | null>> | undefined;
}

export interface RequestedClaim {
  readonly essential?: boolean | undefined;
  readonly value?: unknown;
  readonly values?: readonly unknown[] | undefined;
}

/** Without what a token is worth nothing. In the `cnf` claim: the key (RFC 9449 §6), the certificate (RFC 8705 §3.1). */
export interface Confirmation {
  readonly jkt?: string | undefined;
  readonly "x5t#S256"?: string | undefined;
  /** SHA-256 of a cookie's value, in base64url (contract §13). No member of `cnf`, since resource servers see no such cookie. */
  readonly cookie?: string | undefined;
}

/** The one code that an authorization is redeemed with (RFC 6749 §4.1.2). */
export interface AuthorizationCode {
  readonly authorization: Authorization;
  readonly secretHash: Buffer;
  /** The `redirect_uri` parameter as it was sent; undefined when it was left out. */
  readonly redirectUri: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly codeChallengeMethod: "S256" | "plain" | undefined;
  readonly nonce: string | undefined;
  /** Whether `max_age` was sent, which puts `auth_time` into the ID token (OIDC Core §2). */
  readonly authTimeRequested: boolean;
  readonly expiresAt: number;
}

export interface AccessToken {
  /** The primary key; of a JWT also its `jti`. */
  readonly id: string;
  readonly clientId: string;
  /** Undefined: the client acts for itself (RFC 6749 §4.4). */
  readonly authorizationId: string | undefined;
  readonly scope: readonly string[];
  readonly format: "opaque" | "jwt";
  /** SHA-256 of the secret half of an opaque token; of a JWT, SHA-256 of its text. */
  readonly secretHash: Buffer;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly extras?: AccessTokenExtras;
}

/** What few access tokens have. */
export interface AccessTokenExtras {
  readonly confirmation?: Confirmation | undefined;
  /** The `aud` of this token, where the request named APIs (RFC 8707) or an audience (RFC 8693 §2.1). */
  readonly audience?: readonly string[] | undefined;
  readonly authorizationDetails?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly actor?: Readonly<Record<string, unknown>> | undefined;
  /** The organization that it is for; undefined: the tenant itself. */
  readonly organization?: NamedOrganization | undefined;
}

/** The refresh token of an authorization, which has one at a time. */
export interface RefreshToken {
  readonly clientId: string;
  readonly authorizationId: string;
  /** 0 for the first, and one more with each rotation. */
  readonly generation: number;
  /** SHA-256 of its secret. */
  readonly secretHash: Buffer;
  /** The access token issued beside it, which ends when this token is rotated. */
  readonly accessTokenId: string;
  /** When it took its predecessor's place, if it has one. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** A server that users sign in with: the document of a record whose name is the provider's (contract §17.6). */
export interface IdentityProviderDocument {
  readonly enabled: boolean;
  readonly description?: string | undefined;
  readonly image?: string | undefined;
  /** What it was made by. */
  readonly templateId?: string | undefined;
  readonly isPrimary: boolean;
  readonly isFederationHub: boolean;
  /** What a request calls it by that names no provider of ours. */
  readonly homeRealmIdentifier?: string | undefined;
  /** Accepted as `aud` beside the client id that it knows us by. */
  readonly alias?: string | undefined;
  /** The `iss` of its ID tokens, where it is not one that everybody knows. */
  readonly issuer?: string | undefined;
  readonly jwksUri?: string | undefined;
  /** X.509, PEM. */
  readonly certificates: readonly string[];
  readonly claims: ProviderClaims;
  readonly roles: ProviderRoles;
  /** The groups that it tells of. */
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** The ways to sign in with it, one for each authenticator. */
  readonly authenticators: readonly FederatedAuthenticator[];
  /** The name of the one that is meant where none is named. */
  readonly defaultAuthenticator?: string | undefined;
  readonly provisioning: JustInTimeProvisioning;
  /** Whether a user of ours is taken for the same person when all of these attributes, by their URIs, are the same. */
  readonly implicitAssociation: { readonly enabled: boolean; readonly lookupAttributes: readonly string[] };
}

/** What a provider's claims are here. Attributes go by their URIs, as in http://wso2.org/claims/emailaddress. */
export interface ProviderClaims {
  /** The claim, or without mappings the attribute, that tells who it is; undefined: `sub`. */
  readonly userId?: string | undefined;
  readonly role?: string | undefined;
  readonly mappings: readonly { readonly claim: string; readonly attribute: string }[];
  /** What a user who is made here has where the provider says nothing. */
  readonly defaults: readonly { readonly attribute: string; readonly value?: string | undefined }[];
}

export interface ProviderRoles {
  readonly mappings: readonly { readonly providerRole: string; readonly role: string }[];
  /** Roles whose users are told to the provider; they are kept. */
  readonly outbound: readonly string[];
}

/** One way to sign in with a provider. */
export interface FederatedAuthenticator {
  /** As `OpenIDConnectAuthenticator`. */
  readonly name: string;
  readonly enabled: boolean;
  /** By Asgardeo's keys, as `ClientId`. */
  readonly properties: Readonly<Record<string, string>>;
  /** Those that are secret, as `ClientSecret`, sealed. */
  readonly sealed: Readonly<Record<string, string>>;
}

/** Whether somebody who signs in with a provider for the first time becomes a user here. */
export interface JustInTimeProvisioning {
  readonly enabled: boolean;
  readonly scheme:
    | "PROMPT_USERNAME_PASSWORD_CONSENT"
    | "PROMPT_PASSWORD_CONSENT"
    | "PROMPT_CONSENT"
    | "PROVISION_SILENTLY";
  readonly userStore: string;
  /** Whether a user who is here already is taken for the same person. */
  readonly associateLocalUser: boolean;
  readonly skipForLookupFailure: boolean;
  readonly lookupMappings: readonly { readonly attribute: string; readonly claim: string }[];
  /** What becomes of attributes when the person comes again. */
  readonly attributeSync: "OVERRIDE_ALL" | "NONE" | "PRESERVE_LOCAL";
  readonly groupSync: "OVERRIDE_ALL" | "MERGE_WITH_EXISTING";
}

/** What an organization writes to people in one language, instead of what the server would: the document of a record (contract §17.13). */
export interface NotificationTemplateDocument {
  readonly channel: NotificationChannel;
  /** The display name of its type, as `AccountConfirmation`. */
  readonly type: string;
  /** As `en_US`. */
  readonly locale: string;
  /** The application, by the id that administrators know it by, whose users are written to; undefined: those of all. */
  readonly applicationId?: string | undefined;
  readonly content: NotificationContent;
}

export type NotificationChannel = "email" | "sms";

/** A message with placeholders in it, as `{{user-name}}`. One by SMS has a body alone. */
export interface NotificationContent {
  readonly contentType?: string | undefined;
  readonly subject?: string | undefined;
  readonly body: string;
  readonly footer?: string | undefined;
}

/** A type of messages that an organization has of its own: the document of a record. */
export interface NotificationTypeDocument {
  readonly channel: NotificationChannel;
  readonly displayName: string;
}

/** By what an organization's messages go out: the document of a record (contract §17.13). */
export interface NotificationSenderDocument {
  readonly channel: NotificationChannel;
  readonly name: string;
  /** `SMTP` or `HTTP` for e-mail; for SMS as `Twilio`, `Vonage`, `Custom`. */
  readonly provider: string;
  readonly providerUrl?: string | undefined;
  readonly smtpHost?: string | undefined;
  readonly smtpPort?: number | undefined;
  readonly fromAddress?: string | undefined;
  /** As `BASIC` or `CLIENT_CREDENTIAL`: how the server shows who it is; undefined: by what the provider's own way is. */
  readonly authenticationType?: string | undefined;
  readonly userName?: string | undefined;
  /** The account's name with an SMS provider, and the number or name that its messages come from. */
  readonly key?: string | undefined;
  readonly sender?: string | undefined;
  readonly contentType?: "JSON" | "FORM" | undefined;
  /** By Asgardeo's keys, as `mail.smtp.starttls.enable` and `body`. */
  readonly properties: Readonly<Record<string, string>>;
  /** What the authentication needs and is no secret. */
  readonly authentication: Readonly<Record<string, string>>;
  /** Sealed: `password`, `secret`, and by `property …` and `authentication …` the properties that are secret. */
  readonly sealed: Readonly<Record<string, string>>;
}
