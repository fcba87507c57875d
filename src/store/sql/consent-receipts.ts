import type { Kysely, Selectable } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { ConsentReceipt, ConsentReceiptStore } from "../port/consents.ts";
import type { ConsentReceiptRow, Database } from "../schema.ts";
import { inTransaction } from "../transaction.ts";
import { holdUser } from "./hold-user.ts";

/** What persons have agreed to, each a document of theirs. */
export function consentReceiptStore(db: Kysely<Database>, tenantId: Buffer): ConsentReceiptStore {
  const all = () => db.selectFrom("consent_receipts").selectAll().where("tenant_id", "=", tenantId);

  return {
    add: ({ id, userId, document }, now) =>
      inTransaction(db, async (transaction) => {
        if (!(await holdUser(transaction, tenantId, userId))) return false;
        const values = { document: JSON.stringify(document), version: 1, created_at: now };
        await transaction
          .insertInto("consent_receipts")
          .values({ tenant_id: tenantId, user_id: idToBytes(userId), id: idToBytes(id), ...values })
          .execute();
        return true;
      }),

    async find(id) {
      const row = await all().where("id", "=", idToBytes(id)).executeTakeFirst();
      return row && toReceipt(row);
    },

    async list({ userId, after, before, limit }) {
      let meant = all();
      if (userId !== undefined) meant = meant.where("user_id", "=", idToBytes(userId));
      if (after !== undefined) meant = meant.where("id", ">", idToBytes(after));
      if (before !== undefined) meant = meant.where("id", "<", idToBytes(before));
      const backwards = before !== undefined;
      const rows = await meant
        .orderBy("id", backwards ? "desc" : "asc")
        .limit(limit)
        .execute();
      const receipts = rows.map((row) => toReceipt(row));
      return backwards ? receipts.reverse() : receipts;
    },

    async replace({ id, version, document }) {
      const { numUpdatedRows } = await db
        .updateTable("consent_receipts")
        .set({ document: JSON.stringify(document), version: version + 1 })
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idToBytes(id))
        .where("version", "=", version)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}

function toReceipt(row: Selectable<ConsentReceiptRow>): ConsentReceipt<never> {
  return {
    id: idFromBytes(row.id),
    userId: idFromBytes(row.user_id),
    document: JSON.parse(row.document) as never,
    version: row.version,
    createdAt: row.created_at,
  };
}
