import { type Kysely, sql, type Transaction } from "kysely";
import { idToBytes } from "../crypto/ids.ts";
import type { Changes } from "./changes.ts";
import type { Database } from "./schema.ts";
import { attemptStore } from "./sql/attempts.ts";
import { auditStore } from "./sql/audit.ts";
import { authorizationRequestStore } from "./sql/authorization-requests.ts";
import { authorizationStore } from "./sql/authorizations.ts";
import { clientStore } from "./sql/clients.ts";
import { consentStore } from "./sql/consents.ts";
import { groupStore } from "./sql/groups.ts";
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
import type { Store } from "./store.ts";

/** A database that is open, whichever it is. */
export interface SqlDatabase {
  readonly db: Kysely<Database>;
  readonly statements: Statements;
  /** What other processes have changed. */
  readonly changes: Changes;
  /** Tells other processes, once the transaction is committed, that something they may have cached has changed. */
  announceChange(transaction: Transaction<Database>): Promise<void>;
  migrate(): Promise<void>;
  close(): Promise<void>;
}

/** The store over SQL that both databases understand. */
export function createSqlStore({ db, statements, announceChange, migrate, close }: SqlDatabase): Store {
  return {
    tenants: tenantDirectory(db, statements, announceChange),
    forTenant(id) {
      const tenantId = idToBytes(id);
      return {
        clients: clientStore(db, statements, announceChange, tenantId),
        users: userStore(db, statements, tenantId),
        groups: groupStore(db, tenantId),
        sessions: sessionStore(db, statements, tenantId),
        requests: authorizationRequestStore(db, tenantId),
        authorizations: authorizationStore(db, statements, tenantId),
        tokens: tokenStore(db, statements, tenantId),
        consents: consentStore(db, statements, tenantId),
        keys: keyStore(db, announceChange, tenantId),
        attempts: attemptStore(db, tenantId),
        transients: transientStore(db, statements, tenantId),
        organizations: organizationStore(db, statements, tenantId),
        organizationMembers: organizationMemberStore(db, statements, tenantId),
        records: recordStore(db, announceChange, tenantId),
        roleMembers: roleMemberStore(db, tenantId),
        audit: auditStore(db, tenantId),
      };
    },
    migrate,
    sweep: createSweep(statements, (now, limit) => dropRetiredKeys(db, now, limit)),
    async ping() {
      await sql`select 1`.execute(db);
    },
    close,
  };
}
