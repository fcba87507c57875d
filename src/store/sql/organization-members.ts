import type { Kysely } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { OrganizationMemberStore } from "../port/organizations.ts";
import type { Database } from "../schema.ts";
import type { RowQuery, Statements } from "../statements.ts";
import { inTransaction } from "../transaction.ts";
import { listFromText, listToText } from "./columns.ts";
import { enterWorld, leaveWorld } from "./member-in-world.ts";
import { holdOrganization } from "./organizations.ts";

const FIND_MEMBER: RowQuery<{ scope: string }> = {
  name: "find_organization_member",
  sql: "select scope from organization_members where tenant_id = $1 and organization_id = $2 and user_id = $3",
};

/** Who may act in an organization, and with which scopes. */
export function organizationMemberStore(
  db: Kysely<Database>,
  statements: Statements,
  tenantId: Buffer,
): OrganizationMemberStore {
  return {
    async find(organizationId, userId) {
      const row = await statements.findOne(FIND_MEMBER, [tenantId, idToBytes(organizationId), idToBytes(userId)]);
      return row && listFromText(row.scope);
    },

    async organizationsOf(userId) {
      const rows = await db
        .selectFrom("organization_members")
        .select("organization_id")
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", idToBytes(userId))
        .orderBy("organization_id")
        .execute();
      return rows.map(({ organization_id }) => idFromBytes(organization_id));
    },

    async list(organizationId) {
      const rows = await db
        .selectFrom("organization_members")
        .select(["user_id", "scope"])
        .where("tenant_id", "=", tenantId)
        .where("organization_id", "=", idToBytes(organizationId))
        .orderBy("user_id")
        .execute();
      return rows.map(({ user_id, scope }) => ({ userId: idFromBytes(user_id), scope: listFromText(scope) }));
    },

    async hasAny(organizationId) {
      const row = await db
        .selectFrom("organization_members")
        .select("user_id")
        .where("tenant_id", "=", tenantId)
        .where("organization_id", "=", idToBytes(organizationId))
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    save(organizationId, { userId, scope }) {
      const values = { scope: listToText(scope) };
      return inTransaction(db, async (transaction) => {
        if (!(await holdOrganization(transaction, tenantId, organizationId))) return false;
        await transaction
          .insertInto("organization_members")
          .values({
            tenant_id: tenantId,
            organization_id: idToBytes(organizationId),
            user_id: idToBytes(userId),
            ...values,
          })
          .onConflict((conflict) => conflict.columns(["tenant_id", "organization_id", "user_id"]).doUpdateSet(values))
          .execute();
        await enterWorld(transaction, tenantId, organizationId, userId);
        return true;
      });
    },

    remove(organizationId, userId) {
      return inTransaction(db, async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom("organization_members")
          .where("tenant_id", "=", tenantId)
          .where("organization_id", "=", idToBytes(organizationId))
          .where("user_id", "=", idToBytes(userId))
          .executeTakeFirst();
        await leaveWorld(transaction, organizationId, userId);
        return numDeletedRows === 1n;
      });
    },
  };
}
