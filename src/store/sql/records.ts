import type { Kysely, Selectable, Transaction } from "kysely";
import type { RecordKind, RecordStore, StoredRecord } from "../port/records.ts";
import type { Database, RecordRow } from "../schema.ts";
import type { SqlDatabase } from "../sql-store.ts";
import { inTransaction } from "../transaction.ts";
import { canBeStored } from "./columns.ts";
import { KEPT_WITH_TENANTS } from "./tenants.ts";

/** Those of which somebody keeps something in memory: with the tenant, or as long as the tenant is the same. */
const REMEMBERED: readonly RecordKind[] = [...KEPT_WITH_TENANTS, "setting"];

/** What administrators keep, as documents with an id and a name of their kind. */
export function recordStore(
  db: Kysely<Database>,
  announceChange: SqlDatabase["announceChange"],
  tenantId: Buffer,
): RecordStore {
  const ofKind = (kind: string) =>
    db.selectFrom("records").selectAll().where("tenant_id", "=", tenantId).where("kind", "=", kind);

  const announce = async (kind: RecordKind, transaction: Transaction<Database>) => {
    if (REMEMBERED.includes(kind)) await announceChange(transaction);
  };

  return {
    add: (kind, { id, name, document }, now) =>
      inTransaction(db, async (transaction) => {
        const row = { name, document: JSON.stringify(document), version: 1, created_at: now, modified_at: now };
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto("records")
          .values({ tenant_id: tenantId, kind, id, ...row })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        await announce(kind, transaction);
        return numInsertedOrUpdatedRows === 1n;
      }),

    async find(kind, id) {
      if (!canBeStored(id)) return undefined;
      const row = await ofKind(kind).where("id", "=", id).executeTakeFirst();
      return row && toRecord(row);
    },

    async findByName(kind, name) {
      if (!canBeStored(name)) return undefined;
      const row = await ofKind(kind).where("name", "=", name).executeTakeFirst();
      return row && toRecord(row);
    },

    async list(kind) {
      const rows = await ofKind(kind).orderBy("name").orderBy("id").execute();
      return rows.map((row) => toRecord(row));
    },

    replace: (kind, { id, name, document, version }, now) =>
      // The name may be another one's: asked for before, since a failed statement ends the transaction on PostgreSQL.
      inTransaction(db, async (transaction) => {
        const taken = await transaction
          .selectFrom("records")
          .select("id")
          .where("tenant_id", "=", tenantId)
          .where("kind", "=", kind)
          .where("name", "=", name)
          .where("id", "!=", id)
          .executeTakeFirst();
        if (taken !== undefined) return "name taken";
        const { numUpdatedRows } = await transaction
          .updateTable("records")
          .set({ name, document: JSON.stringify(document), version: version + 1, modified_at: now })
          .where("tenant_id", "=", tenantId)
          .where("kind", "=", kind)
          .where("id", "=", id)
          .where("version", "=", version)
          .executeTakeFirst();
        await announce(kind, transaction);
        return numUpdatedRows === 1n ? "replaced" : "changed meanwhile";
      }),

    async remove(kind, id) {
      if (!canBeStored(id)) return false;
      return inTransaction(db, async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom("records")
          .where("tenant_id", "=", tenantId)
          .where("kind", "=", kind)
          .where("id", "=", id)
          .executeTakeFirst();
        await announce(kind, transaction);
        return numDeletedRows === 1n;
      });
    },
  };
}

function toRecord(row: Selectable<RecordRow>): StoredRecord<never> {
  return {
    id: row.id,
    name: row.name,
    document: JSON.parse(row.document) as never,
    version: row.version,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  };
}
