import type { Kysely, Selectable } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { Session } from "../../protocol/model/session.ts";
import type { SessionStore } from "../port/sessions.ts";
import type { Database } from "../schema.ts";
import type { IdQuery, Statements } from "../statements.ts";
import { listFromText, listToText, optionalIdToBytes } from "./columns.ts";
import { touchSession } from "./touch-session.ts";

type SessionColumns = Pick<
  Selectable<Database["sessions"]>,
  | "user_id"
  | "user_organization_id"
  | "auth_time"
  | "amr"
  | "remembered"
  | "created_at"
  | "last_used_at"
  | "user_agent"
  | "address"
>;

const FIND_SESSION: IdQuery<SessionColumns & { secret_hash: Buffer }> = {
  name: "find_session",
  columns: `s.user_id, s.user_organization_id, s.secret_hash, s.auth_time, s.amr, s.remembered, s.created_at, s.last_used_at,
    s.user_agent, s.address`,
  from: "sessions s",
  table: "s",
};

/** Sessions; one that was ended is gone at once (security bar 15.2). */
export function sessionStore(db: Kysely<Database>, statements: Statements, tenantId: Buffer): SessionStore {
  return {
    async create(session, secretHash, expiresAt) {
      const values = {
        user_id: idToBytes(session.userId),
        user_organization_id: optionalIdToBytes(session.userOrganization),
        secret_hash: secretHash,
        auth_time: session.authTime,
        amr: listToText(session.amr),
        remembered: Number(session.remembered),
        created_at: session.createdAt,
        last_used_at: session.lastUsedAt,
        user_agent: session.userAgent ?? null,
        address: session.address ?? null,
        expires_at: expiresAt,
      };
      await db
        .insertInto("sessions")
        .values({ tenant_id: tenantId, id: idToBytes(session.id), ...values })
        .onConflict((conflict) => conflict.columns(["tenant_id", "id"]).doUpdateSet(values))
        .execute();
    },

    async find(id) {
      const row = await statements.findById(FIND_SESSION, tenantId, idToBytes(id));
      if (row === undefined) return undefined;
      return { session: toSession(row.row_id, row), secretHash: row.secret_hash };
    },

    touch: (id, lastUsedAt, expiresAt) =>
      statements.write(touchSession, tenantId, { id: idToBytes(id), lastUsedAt, expiresAt }),

    async end(id) {
      await db.deleteFrom("sessions").where("tenant_id", "=", tenantId).where("id", "=", idToBytes(id)).execute();
    },

    async listOf(userId) {
      const rows = await db
        .selectFrom("sessions")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", idToBytes(userId))
        .execute();
      return rows.map((row) => toSession(row.id, row));
    },

    async search({ userId, from, before, oldestFirst = false, now, limit }) {
      let meant = db.selectFrom("sessions").selectAll().where("tenant_id", "=", tenantId).where("expires_at", ">", now);
      if (userId !== undefined) meant = meant.where("user_id", "=", idToBytes(userId));
      if (from !== undefined) meant = meant.where("id", ">=", idToBytes(from));
      if (before !== undefined) meant = meant.where("id", "<", idToBytes(before));
      const rows = await meant
        .orderBy("id", oldestFirst ? "asc" : "desc")
        .limit(limit)
        .execute();
      return rows.map((row) => toSession(row.id, row));
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

function toSession(id: Buffer, row: SessionColumns): Session {
  return {
    id: idFromBytes(id),
    userId: idFromBytes(row.user_id),
    ...(row.user_organization_id !== null && { userOrganization: idFromBytes(row.user_organization_id) }),
    authTime: row.auth_time,
    amr: listFromText(row.amr),
    remembered: row.remembered === 1,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    ...(row.user_agent !== null && { userAgent: row.user_agent }),
    ...(row.address !== null && { address: row.address }),
  };
}
