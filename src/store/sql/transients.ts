import type { Kysely } from "kysely";
import { sha256 } from "../../crypto/hashes.ts";
import type { TransientStore } from "../port/transients.ts";
import type { Database } from "../schema.ts";
import type { RowQuery, Statements } from "../statements.ts";

const FIND_TRANSIENT: RowQuery<{ document: string; version: number; expires_at: number }> = {
  name: "find_transient",
  sql: "select document, version, expires_at from transients where tenant_id = $1 and id = $2",
};

/** What is kept for minutes. Each change names the version that it has seen, so that of two callers one is told false. */
export function transientStore(db: Kysely<Database>, statements: Statements, tenantId: Buffer): TransientStore {
  return {
    async add(kind, key, document, expiresAt, now) {
      const values = { document: JSON.stringify(document), version: 1, expires_at: expiresAt };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("transients")
        .values({ tenant_id: tenantId, id: idOf(kind, key), ...values })
        // One whose time is over may lie there still.
        .onConflict((conflict) =>
          conflict.columns(["tenant_id", "id"]).doUpdateSet(values).where("transients.expires_at", "<=", now),
        )
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },

    async find(kind, key, now) {
      const row = await statements.findOne(FIND_TRANSIENT, [tenantId, idOf(kind, key)]);
      if (row === undefined || row.expires_at <= now) return undefined;
      return { document: JSON.parse(row.document) as never, version: row.version, expiresAt: row.expires_at };
    },

    async replace(kind, key, version, document) {
      const { numUpdatedRows } = await db
        .updateTable("transients")
        .set({ document: JSON.stringify(document), version: version + 1 })
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idOf(kind, key))
        .where("version", "=", version)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async remove(kind, key, version) {
      const { numDeletedRows } = await db
        .deleteFrom("transients")
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idOf(kind, key))
        .where("version", "=", version)
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },
  };
}

/** Of one width, and a secret in the key is stored as its hash alone. */
function idOf(kind: string, key: string): Buffer {
  return sha256(`${kind} ${key}`);
}
