import { memberId } from "../../crypto/id-families.ts";
import type { NamedOrganization } from "./organization.ts";

/** What one user allowed one client. Codes and tokens belong to it, so that revoking it revokes them. */
export interface Authorization {
  /** Of a family, in which its access tokens have theirs. */
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
  /** Its `jti`, if it is a JWT. One that stands for its authorization, and ends with the next of that kind, has an `issuedTokenId`. */
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

/**
 * The id of the access token that is issued to an authorization together with its refresh token of the generation, or alone where it has
 * none: the two have one place, and end when the next are put there.
 */
export function issuedTokenId({ id }: Pick<Authorization, "id">, generation: number): string {
  return memberId(id, generation);
}

/** The refresh token of an authorization, which has one at a time. */
export interface RefreshToken {
  readonly clientId: string;
  readonly authorizationId: string;
  /** 0 for the first, and one more with each rotation. */
  readonly generation: number;
  /** SHA-256 of its secret. */
  readonly secretHash: Buffer;
  /** When it took its predecessor's place, if it has one. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}
