import type { ContentEncryption, EncryptionAlgorithm } from "../../crypto/client-algorithms.ts";
import type { SigningAlgorithmName } from "../../crypto/signing-algorithms.ts";
import type { Application, SignInStep } from "./application.ts";

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

/** How a user hears that a client waits for them: by a message of the server, or by the client itself (contract §11.2). */
export type CibaChannel = "email" | "sms" | "external";

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
