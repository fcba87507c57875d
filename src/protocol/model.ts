import type { SigningAlgorithmName } from "../crypto/signing-algorithms.ts";

/** The values the protocol speaks about. Times are Unix seconds; lifetimes are seconds. */

/** One isolated world: its users, clients, keys and issuer. Asgardeo: a root organization, `/t/{handle}`. */
export interface Tenant {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  /** Made from a file that is marked as a demo: its passwords are public knowledge, so it is served on loopback only. */
  readonly demo: boolean;
}

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
  readonly tokenEndpointAuthMethod: "client_secret_basic" | "client_secret_post" | undefined;
  readonly grantTypes: readonly string[];
  /** Also the list that `post_logout_redirect_uri` is held against, as with Asgardeo. */
  readonly redirectUris: readonly string[];
  /** Origins whose scripts may call this tenant's endpoints (CORS). */
  readonly allowedOrigins: readonly string[];
  readonly pkce: { readonly mandatory: boolean; readonly plainAllowed: boolean };
  /** Scopes it may be granted. Undefined: every scope the tenant knows. */
  readonly scopes: readonly string[] | undefined;
  /** Claims it is given, as far as a granted scope holds them. Undefined: all of them. */
  readonly requestedClaims: readonly string[] | undefined;
  /** The claim whose value becomes `sub`. Undefined: the user's id. */
  readonly subjectClaim: string | undefined;
  readonly accessToken: {
    readonly format: "opaque" | "jwt";
    readonly userLifetimeSeconds: number;
    readonly applicationLifetimeSeconds: number;
    /** Further values of `aud`, beside the client's own id. */
    readonly audience: readonly string[];
    /** What a JWT is signed with. */
    readonly signingAlgorithm: SigningAlgorithmName;
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
  };
  readonly skipConsent: boolean;
  readonly skipLogoutConsent: boolean;
  readonly logoUri: string | undefined;
  readonly policyUri: string | undefined;
  readonly termsOfServiceUri: string | undefined;
}

export interface ClientSecret {
  /** base64url of SHA-256 over the secret. */
  readonly hash: string;
  readonly expiresAt: number | undefined;
}

/** A person who signs in; in RFC 6749's word the resource owner. */
export interface User {
  readonly id: string;
  readonly userName: string;
  readonly enabled: boolean;
  /** OpenID Connect claims by name (OIDC Core §5.1); `sub` is never among them. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly updatedAt: number;
}

/** A user name as it is compared: names that differ by case alone are one. */
export function foldUserName(userName: string): string {
  return userName.normalize("NFC").toLowerCase();
}

/** A browser that a user signed in with. */
export interface Session {
  /** A UUID; it is the `sid` claim. */
  readonly id: string;
  readonly userId: string;
  readonly authTime: number;
  /** How the user proved who they are, in Asgardeo's names: the `amr` claim. */
  readonly amr: readonly string[];
  readonly remembered: boolean;
  readonly createdAt: number;
  readonly lastUsedAt: number;
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
