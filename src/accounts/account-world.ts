import type { Notify } from "../notifications/notifier.ts";
import type { IsBreached } from "../passwords/new-password.ts";
import type { Session } from "../protocol/model/session.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import type { User } from "../protocol/model/user.ts";
import type { RootStore } from "../protocol/user-home.ts";
import type { TenantStore } from "../store/port/store.ts";

/** What registration, recovery and new passwords know of the world. */
export interface AccountWorld {
  /** Whose people it is about; also an organization inside a tenant. */
  readonly tenant: Tenant;
  /** Where they are stored. */
  readonly store: TenantStore;
  /** The tenant's, where an organization's people sign in for the tenant's applications. */
  readonly root: { readonly store: RootStore };
  readonly now: number;
  readonly nowMilliseconds: number;
  readonly notify: Notify;
  readonly isBreached: IsBreached;
  /** Whether the person has signed in with this browser before; left out: it is no browser that asks. */
  readonly isKnownHere?: (userName: string) => boolean;
  /** Tells applications that the user's sessions have ended. */
  readonly sessionsEnded: (user: User, sessions: readonly Session[]) => Promise<void>;
}
