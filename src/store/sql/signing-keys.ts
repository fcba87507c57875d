import type { Kysely, Selectable, Transaction } from "kysely";
import type { KeyStore, SigningKeyRecord, SigningKeyTimes } from "../port/signing-keys.ts";
import type { Database } from "../schema.ts";
import type { SqlDatabase } from "../sql-store.ts";
import { inTransaction } from "../transaction.ts";

/** A tenant's signing keys, numbered so that two processes cannot both make the next one. */
export function keyStore(
  db: Kysely<Database>,
  announceChange: SqlDatabase["announceChange"],
  tenantId: Buffer,
): KeyStore {
  const setTimes = async (transaction: Transaction<Database>, keys: readonly SigningKeyTimes[]) => {
    for (const { sequence, activatesAt, retiresAt } of keys) {
      await transaction
        .updateTable("signing_keys")
        .set({ activates_at: activatesAt, retires_at: retiresAt ?? null })
        .where("tenant_id", "=", tenantId)
        .where("sequence", "=", sequence)
        .execute();
    }
  };

  return {
    async list() {
      const rows = await db
        .selectFrom("signing_keys")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .orderBy("sequence")
        .execute();
      return rows.map(toRecord);
    },

    add(key, others = []) {
      return inTransaction(db, async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto("signing_keys")
          .values({
            tenant_id: tenantId,
            sequence: key.sequence,
            kid: key.kid,
            algorithm: key.algorithm,
            public_jwk: JSON.stringify(key.publicJwk),
            sealed_private_key: key.sealedPrivateKey,
            created_at: key.createdAt,
            activates_at: key.activatesAt,
            retires_at: key.retiresAt ?? null,
          })
          .onConflict((conflict) => conflict.columns(["tenant_id", "sequence"]).doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) return false;
        await setTimes(transaction, others);
        await announceChange(transaction);
        return true;
      });
    },

    setTimes(keys) {
      return inTransaction(db, async (transaction) => {
        await setTimes(transaction, keys);
        await announceChange(transaction);
      });
    },

    async reseal(sequence, sealedPrivateKey) {
      await inTransaction(db, async (transaction) => {
        await transaction
          .updateTable("signing_keys")
          .set({ sealed_private_key: sealedPrivateKey })
          .where("tenant_id", "=", tenantId)
          .where("sequence", "=", sequence)
          .execute();
        await announceChange(transaction);
      });
    },
  };
}

/** Deletes up to `limit` keys that retired before `now`. Returns how many went. Nobody asks for them any more. */
export async function dropRetiredKeys(db: Kysely<Database>, now: number, limit: number): Promise<number> {
  const retired = await db
    .selectFrom("signing_keys")
    .select(["tenant_id", "sequence"])
    .where("retires_at", "<", now)
    .limit(limit)
    .execute();
  for (const { tenant_id, sequence } of retired) {
    await db
      .deleteFrom("signing_keys")
      .where("tenant_id", "=", tenant_id)
      .where("sequence", "=", sequence)
      .where("retires_at", "<", now)
      .execute();
  }
  return retired.length;
}

function toRecord(row: Selectable<Database["signing_keys"]>): SigningKeyRecord {
  return {
    sequence: row.sequence,
    kid: row.kid,
    algorithm: row.algorithm,
    publicJwk: JSON.parse(row.public_jwk) as Record<string, unknown>,
    sealedPrivateKey: row.sealed_private_key,
    createdAt: row.created_at,
    activatesAt: row.activates_at,
    retiresAt: row.retires_at ?? undefined,
  };
}
