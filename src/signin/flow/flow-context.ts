import type { RelyingParty } from "../../credentials/passkeys.ts";
import type { ServerKeys } from "../../crypto/sealing.ts";
import type { Notify } from "../../notifications/notifier.ts";
import type { Outbound } from "../../outbound/outbound.ts";
import type { IsBreached } from "../../passwords/new-password.ts";
import type { ClientKeys } from "../../protocol/client-keys.ts";
import type { Client } from "../../protocol/model/client.ts";
import type { Session } from "../../protocol/model/session.ts";
import type { User } from "../../protocol/model/user.ts";
import type { TenantStore } from "../../store/port/store.ts";
import type { SignInContext } from "../context.ts";

/** What the factors know of the world, beside what all of sign-in does. */
export interface FlowContext extends SignInContext {
  /** Whom the sign-in is for. */
  readonly client: Client;
  /** `{base}/t/{tenant}`. */
  readonly tenantUrl: string;
  readonly sealing: Pick<ServerKeys, "seal" | "open" | "isCurrent">;
  readonly outbound: Outbound;
  /** The keys that other servers sign with. */
  readonly clientKeys: ClientKeys;
  /** Where other servers send people back to, where that is not this server: an application that shows its own pages (contract §14.4). */
  readonly redirectTo?: string | undefined;
  /** For whom passkeys are made. */
  readonly relyingParty: RelyingParty;
  /** Whether a password is among those that were stolen somewhere. */
  readonly isBreached: IsBreached;
  /** The tenant's own, where an organization's people sign in to the tenant's applications. */
  readonly root: { readonly store: TenantStore };
  /** Tells applications that the user's sessions have ended. */
  readonly sessionsEnded: (user: User, sessions: readonly Session[]) => Promise<void>;
  /** Writes to the people who live where the user does. */
  readonly notify: Notify;
  /** Of the pages, for whoever has named no other. */
  readonly language: string;
  /** The device's cookie: a browser's alone. */
  readonly deviceCookie: string | undefined;
}
