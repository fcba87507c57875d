import type { Kysely } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { Database } from "../schema.ts";
import type { SessionStore } from "../store.ts";
import { listFromText, listToText } from "./columns.ts";

/** Sessions; one that was ended is gone at once (security bar 15.2). */
export function sessionStore(db: Kysely<Database>, tenantId: Buffer): SessionStore {
  return {
    async create(session, secretHash, expiresAt) {
      await db
        .insertInto("sessions")
        .values({
          tenant_id: tenantId,
          id: idToBytes(session.id),
          user_id: idToBytes(session.userId),
          secret_hash: secretHash,
          auth_time: session.authTime,
          amr: listToText(session.amr),
          remembered: Number(session.remembered),
          created_at: session.createdAt,
          last_used_at: session.lastUsedAt,
          expires_at: expiresAt,
        })
        .execute();
    },

    async find(id) {
      const row = await db
        .selectFrom("sessions")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idToBytes(id))
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const session = {
        id: idFromBytes(row.id),
        userId: idFromBytes(row.user_id),
        authTime: row.auth_time,
        amr: listFromText(row.amr),
        remembered: row.remembered === 1,
        createdAt: row.created_at,
        lastUsedAt: row.last_used_at,
      };
      return { session, secretHash: row.secret_hash };
    },

    async touch(id, lastUsedAt, expiresAt) {
      await db
        .updateTable("sessions")
        .set({ last_used_at: lastUsedAt, expires_at: expiresAt })
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idToBytes(id))
        .execute();
    },

    async end(id) {
      await db.deleteFrom("sessions").where("tenant_id", "=", tenantId).where("id", "=", idToBytes(id)).execute();
    },

    async endAllOf(userId) {
      await db
        .deleteFrom("sessions")
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", idToBytes(userId))
        .execute();
    },
  };
}
