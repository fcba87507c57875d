import type { Kysely, Selectable } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { MessageStore, QueuedMessage } from "../port/messages.ts";
import type { Database } from "../schema.ts";

type Row = Pick<Selectable<Database["messages"]>, "tenant_id" | "id" | "sealed" | "attempts" | "expires_at">;

const COLUMNS = ["tenant_id", "id", "sealed", "attempts", "expires_at"] as const;

/** Messages on their way. Each change names how often the message was taken, so that of two who want it one is told false. */
export function messageStore(whole: Kysely<Database>, ofTenant: (tenantId: Buffer) => Kysely<Database>): MessageStore {
  const change = async (
    { tenantId, id, attempts }: QueuedMessage,
    values: Partial<Pick<Database["messages"], "attempts" | "due_at" | "expires_at">>,
  ): Promise<boolean> => {
    const tenant = idToBytes(tenantId);
    const { numUpdatedRows } = await ofTenant(tenant)
      .updateTable("messages")
      .set(values)
      .where("tenant_id", "=", tenant)
      .where("id", "=", idToBytes(id))
      .where("attempts", "=", attempts)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  };

  return {
    async add({ id, tenantId, sealed, attempts, dueAt, expiresAt }) {
      const tenant = idToBytes(tenantId);
      await ofTenant(tenant)
        .insertInto("messages")
        .values({ tenant_id: tenant, id: idToBytes(id), sealed, attempts, due_at: dueAt, expires_at: expiresAt })
        .execute();
    },

    async tenantsWithDue(now) {
      const rows = await whole
        .selectFrom("messages")
        .select("tenant_id")
        .distinct()
        .where("due_at", "<=", now)
        .execute();
      return rows.map(({ tenant_id: id }) => idFromBytes(id));
    },

    async take(tenantId, now, until, limit) {
      const tenant = idToBytes(tenantId);
      const rows = await ofTenant(tenant)
        .selectFrom("messages")
        .select(COLUMNS)
        .where("tenant_id", "=", tenant)
        .where("due_at", "<=", now)
        .orderBy("due_at")
        .orderBy("id")
        .limit(limit)
        .execute();
      const taken: QueuedMessage[] = [];
      for (const message of rows.map(toMessage)) {
        const attempts = message.attempts + 1;
        if (await change(message, { attempts, due_at: until })) taken.push({ ...message, attempts });
      }
      return taken;
    },

    postpone: (message, dueAt) => change(message, { due_at: dueAt }),

    keep: (message, expiresAt) => change(message, { due_at: null, expires_at: expiresAt }),

    async remove({ tenantId, id, attempts }) {
      const tenant = idToBytes(tenantId);
      const { numDeletedRows } = await ofTenant(tenant)
        .deleteFrom("messages")
        .where("tenant_id", "=", tenant)
        .where("id", "=", idToBytes(id))
        .where("attempts", "=", attempts)
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },

    async listKept(limit, now) {
      const rows = await whole
        .selectFrom("messages")
        .select(COLUMNS)
        .where("due_at", "is", null)
        .where("expires_at", ">", now)
        .orderBy("id", "desc")
        .limit(limit)
        .execute();
      return rows.map(toMessage);
    },

    async listAfter(tenantId, id, limit) {
      const tenant = idToBytes(tenantId);
      let query = ofTenant(tenant).selectFrom("messages").select(COLUMNS).where("tenant_id", "=", tenant);
      if (id !== undefined) query = query.where("id", ">", idToBytes(id));
      return (await query.orderBy("id").limit(limit).execute()).map(toMessage);
    },

    async reseal({ tenantId, id }, sealed) {
      const tenant = idToBytes(tenantId);
      await ofTenant(tenant)
        .updateTable("messages")
        .set({ sealed })
        .where("tenant_id", "=", tenant)
        .where("id", "=", idToBytes(id))
        .execute();
    },
  };
}

function toMessage({ tenant_id: tenantId, id, sealed, attempts, expires_at: expiresAt }: Row): QueuedMessage {
  return { id: idFromBytes(id), tenantId: idFromBytes(tenantId), sealed, attempts, expiresAt };
}
