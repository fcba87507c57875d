import { type Kysely, sql, type Transaction } from "kysely";
import { idToBytes } from "../crypto/ids.ts";
import type { Organization } from "../protocol/model/organization.ts";
import type { Changes } from "./changes.ts";
import type { Store, TenantStore } from "./port/store.ts";
import type { Database } from "./schema.ts";
import { attemptStore } from "./sql/attempts.ts";
import { auditStore } from "./sql/audit.ts";
import { authorizationRequestStore } from "./sql/authorization-requests.ts";
import { authorizationStore } from "./sql/authorizations.ts";
import { clientStore } from "./sql/clients.ts";
import { consentReceiptStore } from "./sql/consent-receipts.ts";
import { consentStore } from "./sql/consents.ts";
import { credentialStore } from "./sql/credentials.ts";
import { federatedAssociationStore } from "./sql/federated-associations.ts";
import { groupStore } from "./sql/groups.ts";
import { messageStore } from "./sql/messages.ts";
import { organizationMemberStore } from "./sql/organization-members.ts";
import { organizationStore } from "./sql/organizations.ts";
import { recordStore } from "./sql/records.ts";
import { roleMemberStore } from "./sql/role-members.ts";
import { sessionStore } from "./sql/sessions.ts";
import { dropRetiredKeys, keyStore } from "./sql/signing-keys.ts";
import { createSweep } from "./sql/sweep.ts";
import { tenantDirectory } from "./sql/tenants.ts";
import { tokenStore } from "./sql/tokens.ts";
import { transientStore } from "./sql/transients.ts";
import { userStore } from "./sql/users.ts";
import type { Statements } from "./statements.ts";

/** A database that is open, whichever it is. */
export interface SqlDatabase {
  readonly db: Kysely<Database>;
  /** The same for what is asked of one tenant alone; where the database keeps tenants apart itself, it then shows no other's rows. */
  ofTenant(tenantId: Buffer): Kysely<Database>;
  readonly statements: Statements;
  /** What other processes have changed. */
  readonly changes: Changes;
  /** Tells other processes, once the transaction is committed, that something they may have cached has changed. */
  announceChange(transaction: Transaction<Database>): Promise<void>;
  migrate(): Promise<void>;
  close(): Promise<void>;
}

/** The store over SQL that both databases understand. */
export function createSqlStore(database: SqlDatabase): Store {
  const { db: whole, ofTenant, statements, announceChange, migrate, close } = database;
  const forTenant = (id: string): TenantStore => {
    const tenantId = idToBytes(id);
    const db = ofTenant(tenantId);
    const worldOf = (organization: Pick<Organization, "id">) => forTenant(organization.id);
    return {
      clients: clientStore(db, statements, announceChange, tenantId),
      users: userStore(db, whole, statements, tenantId),
      groups: groupStore(db, tenantId),
      sessions: sessionStore(db, statements, tenantId),
      requests: authorizationRequestStore(db, tenantId),
      authorizations: authorizationStore(db, statements, tenantId),
      tokens: tokenStore(db, statements, tenantId),
      consents: consentStore(db, statements, tenantId),
      consentReceipts: consentReceiptStore(db, tenantId),
      federatedAssociations: federatedAssociationStore(db, statements, tenantId),
      credentials: credentialStore(db, statements, tenantId),
      keys: keyStore(db, announceChange, tenantId),
      attempts: attemptStore(db, tenantId),
      transients: transientStore(db, statements, tenantId),
      organizations: organizationStore(whole, statements, announceChange, tenantId, worldOf),
      organizationMembers: organizationMemberStore(whole, statements, tenantId),
      records: recordStore(db, announceChange, tenantId),
      roleMembers: roleMemberStore(db, tenantId),
      audit: auditStore(db, tenantId),
    };
  };

  return {
    tenants: tenantDirectory(whole, statements, announceChange),
    forTenant,
    messages: messageStore(whole, ofTenant),
    migrate,
    sweep: createSweep(statements, (now, limit) => dropRetiredKeys(whole, now, limit)),
    async ping() {
      await sql`select 1`.execute(whole);
    },
    close,
  };
}
