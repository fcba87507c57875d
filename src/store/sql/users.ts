import type { Kysely, Selectable } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { User } from "../../protocol/model.ts";
import type { Database } from "../schema.ts";
import type { IdQuery, Statements } from "../statements.ts";
import type { UserStore } from "../store.ts";
import { canBeStored } from "./columns.ts";

type UserColumns = Pick<Selectable<Database["users"]>, "id" | "user_name" | "enabled" | "claims" | "updated_at">;

const FIND_USER: IdQuery<UserColumns> = {
  name: "find_user",
  columns: "u.id, u.user_name, u.enabled, u.claims, u.updated_at",
  from: "users u",
  table: "u",
};

/** Users by id and by name. */
export function userStore(db: Kysely<Database>, statements: Statements, tenantId: Buffer): UserStore {
  return {
    async find(id) {
      const row = await statements.findById(FIND_USER, tenantId, idToBytes(id));
      return row && toUser(row);
    },

    async findByName(userName) {
      if (!canBeStored(userName)) return undefined;
      const row = await db
        .selectFrom("users")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .where("user_name_folded", "=", fold(userName))
        .executeTakeFirst();
      return row && { user: toUser(row), passwordHash: row.password_hash ?? undefined };
    },

    async save(user, passwordHash) {
      const values = {
        user_name: user.userName,
        user_name_folded: fold(user.userName),
        enabled: Number(user.enabled),
        claims: JSON.stringify(user.claims),
        password_hash: passwordHash ?? null,
        updated_at: user.updatedAt,
      };
      await db
        .insertInto("users")
        .values({ tenant_id: tenantId, id: idToBytes(user.id), ...values })
        .onConflict((conflict) => conflict.columns(["tenant_id", "id"]).doUpdateSet(values))
        .execute();
    },

    async setPasswordHash(id, passwordHash) {
      await db
        .updateTable("users")
        .set({ password_hash: passwordHash })
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idToBytes(id))
        .execute();
    },
  };
}

function fold(userName: string): string {
  return userName.normalize("NFC").toLowerCase();
}

function toUser(row: UserColumns): User {
  return {
    id: idFromBytes(row.id),
    userName: row.user_name,
    enabled: row.enabled === 1,
    claims: JSON.parse(row.claims),
    updatedAt: row.updated_at,
  };
}
