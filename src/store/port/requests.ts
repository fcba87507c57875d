import type { SignInStep } from "../../protocol/model/application.ts";
import type { TransientKind } from "./transients.ts";

export interface AuthorizationRequestStore {
  create(request: PendingRequest): Promise<void>;
  /** False, and nothing stored, when there is no such request any more: an answer is not taken back. */
  change(request: PendingRequest): Promise<boolean>;
  find(id: string): Promise<PendingRequest | undefined>;
  /** Finds the request and uses it up: of two callers one is told undefined. */
  take(id: string): Promise<PendingRequest | undefined>;
}

/** An authorization request that waits for its user. */
export interface PendingRequest {
  readonly id: string;
  /** SHA-256 of the browser's cookie: another browser cannot take the request over (security bar 1.18). */
  readonly browserHash: Buffer;
  /** By name and value; what was sent more than once stands there as often. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** How they came, where it was not in the request's own URL or form. */
  readonly origin?: RequestOrigin;
  /** How the user signs in for it; undefined: with a password alone. */
  readonly signIn?: PendingSignIn | undefined;
  /** The session that was started for this request, which satisfies `prompt=login` and `max_age`. */
  readonly authenticatedSessionId: string | undefined;
  /** The session that the user picked on the account page, which satisfies `prompt=select_account`. */
  readonly selectedSessionId: string | undefined;
  readonly expiresAt: number;
}

export interface PendingSignIn {
  readonly steps: readonly SignInStep[];
  /** Whose session is gone on with, as long as the browser has one of theirs: it lacks no more than some of the steps. */
  readonly continuedUserId?: string | undefined;
  /** Whether every step is asked for, on a device that was remembered too. */
  readonly insistent?: boolean | undefined;
  /** Whether it is for the tenant's own people who are members of the organization that is meant, and not for the organization's. */
  readonly members?: boolean | undefined;
}

export interface RequestOrigin {
  /** The key of the pushed request (RFC 9126) that they are those of. */
  readonly pushedAs?: string;
  /** Whether the client has signed them (RFC 9101). */
  readonly signed?: boolean;
  /** Whether it waits for an application that signs its users in itself: then no page shows it, and its id alone names it. */
  readonly native?: boolean;
  /** The request that its client polls for: then the user is here to decide about that one. */
  readonly polled?: PolledReference;
  /** Whether the user goes to the pages of their own account. */
  readonly ownAccount?: boolean;
  /** The session in which the user links an account elsewhere with their own. */
  readonly linksIn?: string;
  /** The request at an organization's own issuer that one of its members signs in for here, at the tenant. */
  readonly memberOf?: MemberReference;
  /** Whether the application has opened a window for it that it waits for. */
  readonly popUp?: boolean;
}

/** Names a request that its client polls for, without the secret that the client polls with. */
export interface PolledReference {
  readonly kind: Extract<TransientKind, "device code" | "authentication request">;
  /** base64url of the secret's SHA-256. */
  readonly handle: string;
}

/** Names a request at an organization's own issuer. */
export interface MemberReference {
  readonly organizationId: string;
  readonly requestId: string;
}
