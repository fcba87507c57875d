import { type Kysely, sql } from "kysely";
import { idToBytes } from "../crypto/ids.ts";
import type { Database } from "./schema.ts";
import { attemptStore } from "./sql/attempts.ts";
import { authorizationRequestStore } from "./sql/authorization-requests.ts";
import { authorizationStore } from "./sql/authorizations.ts";
import { clientStore } from "./sql/clients.ts";
import { consentStore } from "./sql/consents.ts";
import { sessionStore } from "./sql/sessions.ts";
import { keyStore } from "./sql/signing-keys.ts";
import { sweepExpired } from "./sql/sweep.ts";
import { tenantDirectory } from "./sql/tenants.ts";
import { tokenStore } from "./sql/tokens.ts";
import { userStore } from "./sql/users.ts";
import type { Store } from "./store.ts";

/** A database that is open, whichever it is. */
export interface SqlDatabase {
  readonly db: Kysely<Database>;
  migrate(): Promise<void>;
  close(): Promise<void>;
}

/** The store over SQL that both databases understand. */
export function createSqlStore({ db, migrate, close }: SqlDatabase): Store {
  return {
    tenants: tenantDirectory(db),
    forTenant(id) {
      const tenantId = idToBytes(id);
      return {
        clients: clientStore(db, tenantId),
        users: userStore(db, tenantId),
        sessions: sessionStore(db, tenantId),
        requests: authorizationRequestStore(db, tenantId),
        authorizations: authorizationStore(db, tenantId),
        tokens: tokenStore(db, tenantId),
        consents: consentStore(db, tenantId),
        keys: keyStore(db, tenantId),
        attempts: attemptStore(db, tenantId),
      };
    },
    migrate,
    sweep: (now, limit) => sweepExpired(db, now, limit),
    async ping() {
      await sql`select 1`.execute(db);
    },
    close,
  };
}
