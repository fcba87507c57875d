import type { KeyObject } from "node:crypto";
import type { Tenant, TenantSettings } from "../protocol/model/tenant.ts";
import type { User } from "../protocol/model/user.ts";
import type { TenantAbove } from "../protocol/user-home.ts";
import type { TenantStore } from "../store/port/store.ts";
import type { FailureThrottle } from "../throttling/failure-throttle.ts";
import type { BegunLock } from "./lock-out.ts";

/** All that sign-in knows of the world while it answers one request. */
export interface SignInContext {
  readonly tenant: Tenant;
  /** The tenant's: its sessions and its requests are here. */
  readonly store: TenantStore;
  /** At an organization's own issuer: what it lies in. */
  readonly above?: TenantAbove | undefined;
  /** Where those who sign in are looked for, with their credentials and their attempts: the tenant's own, or an organization's. */
  readonly people: TenantStore;
  /** The id of that organization; undefined: the tenant itself. */
  readonly home: string | undefined;
  /** What is decided there for all who sign in. */
  readonly rules: TenantSettings;
  /** Milliseconds, for time-ordered ids. */
  readonly nowMilliseconds: number;
  /** Unix seconds. */
  readonly now: number;
  readonly remoteAddress: string;
  /** The network that it belongs to, for throttling. */
  readonly remoteNetwork: string;
  /** What the browser calls itself. */
  readonly userAgent: string | undefined;
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
    /** Makes the hashes of codes that were sent. */
    readonly sentCode: KeyObject;
  };
  /** Tells whoever has the account that it is locked for a while; nobody where there is none. */
  tellOfLock(user: User | undefined, lock: BegunLock): Promise<void>;
  /** Writes a security event to the log; never a password or a cookie. */
  record(event: string, details: Readonly<Record<string, unknown>>): void;
}
