import type { ApiResource, OidcScope } from "./api-resource.ts";
import type { PublicKeys } from "./client.ts";
import type { NamedOrganization } from "./organization.ts";

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
