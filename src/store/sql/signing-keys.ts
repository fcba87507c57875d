import type { Kysely } from "kysely";
import type { Database } from "../schema.ts";
import type { KeyStore } from "../store.ts";

/** A tenant's signing keys, numbered so that two processes cannot both make the next one. */
export function keyStore(db: Kysely<Database>, tenantId: Buffer): KeyStore {
  return {
    async list() {
      const rows = await db
        .selectFrom("signing_keys")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .orderBy("sequence")
        .execute();
      return rows.map((row) => ({
        sequence: row.sequence,
        kid: row.kid,
        algorithm: row.algorithm,
        publicJwk: JSON.parse(row.public_jwk) as Record<string, unknown>,
        sealedPrivateKey: row.sealed_private_key,
        createdAt: row.created_at,
      }));
    },

    async add(key) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("signing_keys")
        .values({
          tenant_id: tenantId,
          sequence: key.sequence,
          kid: key.kid,
          algorithm: key.algorithm,
          public_jwk: JSON.stringify(key.publicJwk),
          sealed_private_key: key.sealedPrivateKey,
          created_at: key.createdAt,
        })
        .onConflict((conflict) => conflict.columns(["tenant_id", "sequence"]).doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },
  };
}
