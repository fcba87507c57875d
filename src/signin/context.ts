import type { KeyObject } from "node:crypto";
import type { Tenant } from "../protocol/model.ts";
import type { TenantStore } from "../store/store.ts";
import type { FailureThrottle } from "../throttling/failure-throttle.ts";

/** All that sign-in knows of the world while it answers one request. */
export interface SignInContext {
  readonly tenant: Tenant;
  readonly store: TenantStore;
  /** Milliseconds, for time-ordered ids. */
  readonly nowMilliseconds: number;
  /** Unix seconds. */
  readonly now: number;
  readonly remoteAddress: string;
  readonly addressFailures: FailureThrottle;
  readonly lifetimes: {
    readonly idleSeconds: number;
    readonly rememberedIdleSeconds: number;
    /** After this long a session ends, however much it is used. */
    readonly maximumSeconds: number;
  };
  readonly secrets: {
    /** Makes the form tokens. */
    readonly form: KeyObject;
    /** Makes the browser state behind `session_state`. */
    readonly browserState: KeyObject;
    /** Marks the devices that a user has signed in on. */
    readonly device: KeyObject;
  };
  /** Writes a security event to the log; never a password or a cookie. */
  record(event: string, details: Readonly<Record<string, unknown>>): void;
}
