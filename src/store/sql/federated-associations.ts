import type { Kysely, Selectable } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { FederatedAssociation, FederatedAssociationStore } from "../port/federated-associations.ts";
import type { Database, FederatedAssociationRow } from "../schema.ts";
import type { RowQuery, Statements } from "../statements.ts";
import { inTransaction } from "../transaction.ts";
import { canBeStored } from "./columns.ts";
import { holdUser } from "./hold-user.ts";

const FIND_ASSOCIATION: RowQuery<Selectable<FederatedAssociationRow>> = {
  name: "find_federated_association",
  sql: `select user_id, id, provider_id, subject, created_at from federated_associations
    where tenant_id = $1 and provider_id = $2 and subject = $3`,
};

/** Whom other identity providers know users as. */
export function federatedAssociationStore(
  db: Kysely<Database>,
  statements: Statements,
  tenantId: Buffer,
): FederatedAssociationStore {
  return {
    add: ({ id, userId, providerId, subject, createdAt }) =>
      inTransaction(db, async (transaction) => {
        if (!(await holdUser(transaction, tenantId, userId))) return false;
        const values = { provider_id: providerId, subject, created_at: createdAt };
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto("federated_associations")
          .values({ tenant_id: tenantId, user_id: idToBytes(userId), id: idToBytes(id), ...values })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        return numInsertedOrUpdatedRows === 1n;
      }),

    async find(providerId, subject) {
      if (!canBeStored(providerId) || !canBeStored(subject)) return undefined;
      const row = await statements.findOne(FIND_ASSOCIATION, [tenantId, providerId, subject]);
      return row && toAssociation(row);
    },

    async listOf(userId) {
      const rows = await db
        .selectFrom("federated_associations")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", idToBytes(userId))
        .orderBy("id")
        .execute();
      return rows.map((row) => toAssociation(row));
    },

    async hasAny(providerId) {
      const row = await db
        .selectFrom("federated_associations")
        .select("id")
        .where("tenant_id", "=", tenantId)
        .where("provider_id", "=", providerId)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    async remove(userId, id) {
      const { numDeletedRows } = await db
        .deleteFrom("federated_associations")
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", idToBytes(userId))
        .where("id", "=", idToBytes(id))
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },

    async removeOfProvider(providerId) {
      await db
        .deleteFrom("federated_associations")
        .where("tenant_id", "=", tenantId)
        .where("provider_id", "=", providerId)
        .execute();
    },
  };
}

function toAssociation(row: Selectable<FederatedAssociationRow>): FederatedAssociation {
  return {
    id: idFromBytes(row.id),
    userId: idFromBytes(row.user_id),
    providerId: row.provider_id,
    subject: row.subject,
    createdAt: row.created_at,
  };
}
