import type { Kysely, Selectable } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { Credential, CredentialStore } from "../port/credentials.ts";
import type { CredentialRow, Database } from "../schema.ts";
import type { RowQuery, Statements } from "../statements.ts";
import { inTransaction } from "../transaction.ts";
import { canBeStored } from "./columns.ts";
import { holdUser } from "./hold-user.ts";

const FIND_CREDENTIAL: RowQuery<Selectable<CredentialRow>> = {
  name: "find_credential",
  sql: `select user_id, kind, id, document, version, created_at, last_used_at from credentials
    where tenant_id = $1 and kind = $2 and id = $3`,
};

/** What users prove who they are with beside their passwords. Each change names the version that it has seen. */
export function credentialStore(db: Kysely<Database>, statements: Statements, tenantId: Buffer): CredentialStore {
  return {
    add: ({ userId, kind, id, document }, now) =>
      inTransaction(db, async (transaction) => {
        if (!(await holdUser(transaction, tenantId, userId))) return false;
        const values = { document: JSON.stringify(document), version: 1, created_at: now, last_used_at: null };
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto("credentials")
          .values({ tenant_id: tenantId, user_id: idToBytes(userId), kind, id, ...values })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        return numInsertedOrUpdatedRows === 1n;
      }),

    async find(kind, id) {
      if (!canBeStored(id)) return undefined;
      const row = await statements.findOne(FIND_CREDENTIAL, [tenantId, kind, id]);
      return row && toCredential(row);
    },

    async listOf(userId, kind) {
      const all = db
        .selectFrom("credentials")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", idToBytes(userId));
      const meant = kind === undefined ? all : all.where("kind", "=", kind);
      const rows = await meant.orderBy("created_at").orderBy("id").execute();
      return rows.map((row) => toCredential(row));
    },

    async listKind(kind, after, limit) {
      const rows = await db
        .selectFrom("credentials")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .where("kind", "=", kind)
        .where("id", ">", after)
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map((row) => toCredential(row));
    },

    async replace({ kind, id, version, document, lastUsedAt }) {
      const { numUpdatedRows } = await db
        .updateTable("credentials")
        .set({ document: JSON.stringify(document), version: version + 1, last_used_at: lastUsedAt ?? null })
        .where("tenant_id", "=", tenantId)
        .where("kind", "=", kind)
        .where("id", "=", id)
        .where("version", "=", version)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async remove(userId, kind, id) {
      if (!canBeStored(id)) return false;
      const { numDeletedRows } = await db
        .deleteFrom("credentials")
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", idToBytes(userId))
        .where("kind", "=", kind)
        .where("id", "=", id)
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },
  };
}

function toCredential(row: Selectable<CredentialRow>): Credential<never> {
  return {
    userId: idFromBytes(row.user_id),
    kind: row.kind,
    id: row.id,
    document: JSON.parse(row.document) as never,
    version: row.version,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
  };
}
