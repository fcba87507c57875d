import type { Kysely } from "kysely";
import { idToBytes } from "../../crypto/ids.ts";
import type { ConsentStore } from "../port/consents.ts";
import type { Database } from "../schema.ts";
import type { RowQuery, Statements } from "../statements.ts";
import { listFromText, listToText } from "./columns.ts";

const FIND_CONSENT: RowQuery<{ scope: string }> = {
  name: "find_consent",
  sql: "select scope from consents where tenant_id = $1 and user_id = $2 and client_id = $3",
};

/** What users have allowed clients for good. */
export function consentStore(db: Kysely<Database>, statements: Statements, tenantId: Buffer): ConsentStore {
  return {
    async find(userId, clientId) {
      const row = await statements.findOne(FIND_CONSENT, [tenantId, idToBytes(userId), clientId]);
      return row && listFromText(row.scope);
    },

    async save(userId, clientId, scope, now) {
      const values = { scope: listToText(scope), updated_at: now };
      await db
        .insertInto("consents")
        .values({ tenant_id: tenantId, user_id: idToBytes(userId), client_id: clientId, ...values })
        .onConflict((conflict) => conflict.columns(["tenant_id", "user_id", "client_id"]).doUpdateSet(values))
        .execute();
    },

    async listOf(userId) {
      const rows = await db
        .selectFrom("consents")
        .select(["client_id", "scope"])
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", idToBytes(userId))
        .orderBy("client_id")
        .execute();
      return rows.map(({ client_id, scope }) => ({ clientId: client_id, scope: listFromText(scope) }));
    },

    async remove(userId, clientId) {
      const { numDeletedRows } = await db
        .deleteFrom("consents")
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", idToBytes(userId))
        .where("client_id", "=", clientId)
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },
  };
}
