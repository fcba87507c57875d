import type { Kysely } from "kysely";
import { idToBytes } from "../../crypto/ids.ts";
import type { Database } from "../schema.ts";
import type { ConsentStore } from "../store.ts";
import { listFromText, listToText } from "./columns.ts";

/** What users have allowed clients for good. */
export function consentStore(db: Kysely<Database>, tenantId: Buffer): ConsentStore {
  return {
    async find(userId, clientId) {
      const row = await db
        .selectFrom("consents")
        .select("scope")
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", idToBytes(userId))
        .where("client_id", "=", clientId)
        .executeTakeFirst();
      return listFromText(row?.scope ?? "");
    },

    async save(userId, clientId, scope, now) {
      const values = { scope: listToText(scope), updated_at: now };
      await db
        .insertInto("consents")
        .values({ tenant_id: tenantId, user_id: idToBytes(userId), client_id: clientId, ...values })
        .onConflict((conflict) => conflict.columns(["tenant_id", "user_id", "client_id"]).doUpdateSet(values))
        .execute();
    },
  };
}
