import type { KeyObject } from "node:crypto";
import type { DecryptionAlgorithmName } from "../crypto/decryption-algorithms.ts";
import type { JwtSigner } from "../crypto/jwt.ts";
import type { ServerKeys } from "../crypto/sealing.ts";
import type { SigningAlgorithmName } from "../crypto/signing-algorithms.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { TenantStore } from "../store/port/store.ts";
import type { FailureThrottle } from "../throttling/failure-throttle.ts";
import type { ClientCertificate } from "./client-certificate.ts";
import type { ClientKeys } from "./client-keys.ts";
import type { Tenant } from "./model/tenant.ts";
import type { User } from "./model/user.ts";
import type { ClientDocuments } from "./registration/client-documents.ts";
import type { TenantAbove } from "./user-home.ts";

/** All that the protocol knows of the world while it answers one request. */
export interface ProtocolContext {
  readonly tenant: Tenant;
  /** `{base}/t/{tenant}/oauth2/token`, the one string that stands in every `iss` (RFC 9207 §2). */
  readonly issuer: string;
  /** `{base}/t/{tenant}`: what all of the tenant's URLs begin with. */
  readonly tenantUrl: string;
  /** The same where clients show their certificates, if that is another place (RFC 8705 §5). */
  readonly mutualTlsUrl: string | undefined;
  readonly store: TenantStore;
  /** At an organization's own issuer: what it lies in. */
  readonly above?: TenantAbove | undefined;
  readonly keys: SigningKeys;
  /** The public keys of clients and other issuers. */
  readonly clientKeys: ClientKeys;
  /** The clients whose id is the URL of their metadata. */
  readonly clientDocuments: ClientDocuments;
  /** The way to addresses that clients name (security bar 21). */
  readonly outbound: Outbound;
  /** Milliseconds, for time-ordered ids. */
  readonly nowMilliseconds: number;
  /** Unix seconds. */
  readonly now: number;
  /** The network that the request came from, for throttling. */
  readonly remoteNetwork: string;
  readonly clientSecretFailures: FailureThrottle;
  /** Wrong user codes of devices (RFC 8628 §5.1). */
  readonly userCodeFailures: FailureThrottle;
  /** For the secrets of clients that must be had again. */
  readonly sealing: Pick<ServerKeys, "seal" | "open">;
  /** Whether a session has neither ended nor timed out. */
  isSessionLive(sessionId: string): Promise<boolean>;
  /** Whether it is the user's password, with the lock-out, the throttling and the queue of the sign-in page. */
  verifyPassword(userName: string, password: string): Promise<PasswordOutcome>;
  /** What the client has shown in its TLS connection (RFC 8705 §2, §3). */
  readonly clientCertificate: ClientCertificate | undefined;
  readonly lifetimes: {
    readonly codeSeconds: number;
    /** After this long no refresh token of an authorization works any more, rotated or not. */
    readonly refreshTokenMaximumSeconds: number;
    /** The longest that a session can last. */
    readonly sessionMaximumSeconds: number;
  };
  readonly secrets: {
    /** Derives a rotated refresh token's successor, and shows that the server made a refresh token. */
    readonly refreshToken: KeyObject;
    /** Derives the `isk` of a session. */
    readonly sessionKey: KeyObject;
    /** Authenticates the nonces of DPoP proofs. */
    readonly proofNonce: KeyObject;
  };
  /** Writes a security event to the log (security bar 26.2). It never holds a token, a code or a secret. */
  record(event: string, details: Readonly<Record<string, unknown>>): void;
}

export type PasswordOutcome =
  /** `amr` is what the claim of that name says of it. */
  | { readonly kind: "signed in"; readonly user: User; readonly amr: readonly string[] }
  /** An unknown user, a wrong password, an account that is locked or disabled: nobody learns which (security bar 18.3). */
  | { readonly kind: "refused" }
  | { readonly kind: "too many attempts"; readonly retryAfterSeconds: number };

/** The tenant's keys. */
export interface SigningKeys {
  /** The key that signs with the algorithm now; made now if it is the first. */
  signer(algorithm: SigningAlgorithmName): Promise<JwtSigner>;
  /**
   * Every key whose signatures are or will be met, and, once there are any, the ones to encrypt to (`use` "enc"); public members
   * only.
   */
  publicJwks(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** The algorithms that there is a key for: a new tenant has RS256 alone. */
  algorithms(): Promise<readonly string[]>;
  /** What opens a JWE that was encrypted to the tenant, the newest first. Makes the first ones, which the JWKS shows from then on. */
  decryptionKeys(): Promise<readonly DecryptionKey[]>;
}

export interface DecryptionKey {
  readonly kid: string;
  /** The key's own: an `ECDH-ES` key is also for ECDH-ES with a key wrap (RFC 7518 §4.6). */
  readonly alg: DecryptionAlgorithmName;
  readonly privateKey: KeyObject;
}
