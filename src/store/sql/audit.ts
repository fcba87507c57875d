import type { Kysely } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { AuditEvent, AuditStore } from "../port/audit.ts";
import type { Database } from "../schema.ts";

/** The audit log: it is added to and read, never changed. Ids grow with time, so its order is that of its key. */
export function auditStore(db: Kysely<Database>, tenantId: Buffer): AuditStore {
  return {
    async add({ id, at, ...event }) {
      const document = JSON.stringify(event);
      await db
        .insertInto("audit_events")
        .values({ tenant_id: tenantId, id: idToBytes(id), at, action: event.action, document })
        .execute();
    },

    async list({ before, action, limit }) {
      let query = db.selectFrom("audit_events").selectAll().where("tenant_id", "=", tenantId);
      if (before !== undefined) query = query.where("id", "<", idToBytes(before));
      if (action !== undefined) query = query.where("action", "=", action);
      const rows = await query.orderBy("id", "desc").limit(limit).execute();
      return rows.map(({ id, at, document }) => ({
        ...(JSON.parse(document) as Omit<AuditEvent, "id" | "at">),
        id: idFromBytes(id),
        at,
      }));
    },
  };
}
