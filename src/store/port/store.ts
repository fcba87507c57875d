import type { AttemptStore } from "./attempts.ts";
import type { AuditStore } from "./audit.ts";
import type { AuthorizationStore } from "./authorizations.ts";
import type { ClientStore } from "./clients.ts";
import type { ConsentReceiptStore, ConsentStore } from "./consents.ts";
import type { CredentialStore } from "./credentials.ts";
import type { FederatedAssociationStore } from "./federated-associations.ts";
import type { GroupStore } from "./groups.ts";
import type { MessageStore } from "./messages.ts";
import type { OrganizationMemberStore, OrganizationStore } from "./organizations.ts";
import type { RecordStore } from "./records.ts";
import type { AuthorizationRequestStore } from "./requests.ts";
import type { RoleMemberStore } from "./role-members.ts";
import type { SessionStore } from "./sessions.ts";
import type { KeyStore } from "./signing-keys.ts";
import type { TenantDirectory } from "./tenants.ts";
import type { TokenStore } from "./tokens.ts";
import type { TransientStore } from "./transients.ts";
import type { UserStore } from "./users.ts";

/**
 * What the server asks of storage. Every write has reached the disk when its promise resolves. Ids are UUID texts, times are
 * Unix seconds, and of every secret only a hash comes in.
 */
export interface Store {
  readonly tenants: TenantDirectory;
  /** The tenant is named before the first question, and nothing of another tenant can be asked for through the answer. */
  forTenant(tenantId: string): TenantStore;
  readonly messages: MessageStore;
  /** Brings the schema up to date. Processes that start together do it once. */
  migrate(): Promise<void>;
  /**
   * Looks at the next `limit` rows, or at what is left of their table, and deletes those that ended before `now`. The steps go
   * through all that is stored and begin anew; the first begins anywhere.
   */
  sweep(now: number, limit: number): Promise<SweepStep>;
  /** Resolves while the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What one step of the sweep came to. */
export interface SweepStep {
  /** Rows. */
  readonly deleted: number;
  /** The step has come to the end of all that is stored. */
  readonly roundOver: boolean;
}

export interface TenantStore {
  readonly clients: ClientStore;
  readonly users: UserStore;
  readonly groups: GroupStore;
  readonly sessions: SessionStore;
  readonly requests: AuthorizationRequestStore;
  readonly authorizations: AuthorizationStore;
  readonly tokens: TokenStore;
  readonly consents: ConsentStore;
  readonly consentReceipts: ConsentReceiptStore;
  readonly federatedAssociations: FederatedAssociationStore;
  readonly credentials: CredentialStore;
  readonly keys: KeyStore;
  readonly attempts: AttemptStore;
  readonly transients: TransientStore;
  readonly organizations: OrganizationStore;
  readonly organizationMembers: OrganizationMemberStore;
  readonly records: RecordStore;
  readonly roleMembers: RoleMemberStore;
  readonly audit: AuditStore;
}
