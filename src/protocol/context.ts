import type { KeyObject } from "node:crypto";
import type { JwtSigner } from "../crypto/jwt.ts";
import type { SigningAlgorithmName } from "../crypto/signing-algorithms.ts";
import type { TenantStore } from "../store/store.ts";
import type { FailureThrottle } from "../throttling/failure-throttle.ts";
import type { Tenant } from "./model.ts";

/** All that the protocol knows of the world while it answers one request. */
export interface ProtocolContext {
  readonly tenant: Tenant;
  /** `{base}/t/{tenant}/oauth2/token`, the one string that stands in every `iss` (RFC 9207 §2). */
  readonly issuer: string;
  readonly store: TenantStore;
  readonly keys: SigningKeys;
  /** Milliseconds, for time-ordered ids. */
  readonly nowMilliseconds: number;
  /** Unix seconds. */
  readonly now: number;
  /** Where the request came from, for throttling. */
  readonly remoteAddress: string;
  readonly clientSecretFailures: FailureThrottle;
  readonly lifetimes: {
    readonly codeSeconds: number;
    /** After this long no refresh token of an authorization works any more, rotated or not. */
    readonly refreshTokenMaximumSeconds: number;
  };
  readonly secrets: {
    /** Derives a rotated refresh token's successor, and shows that the server made a refresh token. */
    readonly refreshToken: KeyObject;
    /** Derives the `isk` of a session. */
    readonly sessionKey: KeyObject;
  };
  /** Writes a security event to the log (security bar 26.2). It never holds a token, a code or a secret. */
  record(event: string, details: Readonly<Record<string, unknown>>): void;
}

/** The tenant's signing keys. */
export interface SigningKeys {
  /** The tenant's newest key for the algorithm; made now if it is the first. */
  signer(algorithm: SigningAlgorithmName): Promise<JwtSigner>;
  /** Every key whose signatures may still be met, public members only. */
  publicJwks(): Promise<readonly Readonly<Record<string, unknown>>[]>;
}
