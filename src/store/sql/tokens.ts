import type { Kysely, Transaction } from "kysely";
import { idToBytes } from "../../crypto/ids.ts";
import type { Database } from "../schema.ts";
import type { TokenStore } from "../store.ts";
import { inTransaction } from "../transaction.ts";
import { findAccessToken, findRefreshToken } from "./find-tokens.ts";
import { insertAccessToken, insertRefreshToken } from "./insert-tokens.ts";

/** Access and refresh tokens. They end with their authorization, which is looked at whenever one is found. */
export function tokenStore(db: Kysely<Database>, tenantId: Buffer): TokenStore {
  return {
    findAccessToken: (id) => findAccessToken(db, tenantId, id),
    findRefreshToken: (id) => findRefreshToken(db, tenantId, id),

    async saveAccessToken(token) {
      await inTransaction(db, async (transaction) => {
        await insertAccessToken(transaction, tenantId, token);
        if (token.authorizationId === undefined) return;
        await extendAuthorization(transaction, tenantId, idToBytes(token.authorizationId), token.expiresAt);
      });
    },

    rotateRefreshToken(id, { accessToken, refreshToken }, now) {
      return inTransaction(db, async (transaction) => {
        const rotated = await transaction
          .updateTable("refresh_tokens")
          .set({ used_at: now, successor_id: idToBytes(refreshToken.id) })
          .where("tenant_id", "=", tenantId)
          .where("id", "=", idToBytes(id))
          .where("used_at", "is", null)
          .where(({ exists }) => exists(notRevoked(transaction, tenantId)))
          .returning(["authorization_id", "access_token_id"])
          .executeTakeFirst();
        if (rotated === undefined) return false;
        await insertRefreshToken(transaction, tenantId, refreshToken);
        await insertAccessToken(transaction, tenantId, accessToken);
        await deleteAccessToken(transaction, tenantId, rotated.access_token_id);
        const end = Math.max(accessToken.expiresAt, refreshToken.expiresAt);
        await extendAuthorization(transaction, tenantId, rotated.authorization_id, end);
        return true;
      });
    },

    reuseRefreshToken(id, accessToken, limit) {
      return inTransaction(db, async (transaction) => {
        const reused = await transaction
          .updateTable("refresh_tokens")
          .set((eb) => ({ reuse_count: eb("reuse_count", "+", 1) }))
          .where("tenant_id", "=", tenantId)
          .where("id", "=", idToBytes(id))
          .where("reuse_count", "<", limit)
          .where(({ exists }) => exists(unusedSuccessor(transaction, tenantId)))
          .where(({ exists }) => exists(notRevoked(transaction, tenantId)))
          .returning("authorization_id")
          .executeTakeFirst();
        if (reused === undefined) return false;
        await insertAccessToken(transaction, tenantId, accessToken);
        await extendAuthorization(transaction, tenantId, reused.authorization_id, accessToken.expiresAt);
        return true;
      });
    },

    async revokeAccessToken(id) {
      await deleteAccessToken(db, tenantId, idToBytes(id));
    },
  };
}

/** Of the refresh token in hand: the row of its authorization, unless that was revoked. */
function notRevoked(db: Kysely<Database>, tenantId: Buffer) {
  return db
    .selectFrom("authorizations")
    .select("authorizations.id")
    .where("authorizations.tenant_id", "=", tenantId)
    .whereRef("authorizations.id", "=", "refresh_tokens.authorization_id" as never)
    .where("authorizations.revoked_at", "is", null);
}

/** Of the refresh token in hand: the row of its successor, unless that was used. */
function unusedSuccessor(db: Kysely<Database>, tenantId: Buffer) {
  return db
    .selectFrom("refresh_tokens as successors")
    .select("successors.id")
    .where("successors.tenant_id", "=", tenantId)
    .whereRef("successors.id", "=", "refresh_tokens.successor_id" as never)
    .where("successors.used_at", "is", null);
}

/** Keeps the authorization's row for as long as the token, whose end it must outlive (security bar 4.3). */
async function extendAuthorization(
  transaction: Transaction<Database>,
  tenantId: Buffer,
  authorizationId: Buffer,
  end: number,
): Promise<void> {
  await transaction
    .updateTable("authorizations")
    .set({ expires_at: end })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", authorizationId)
    .where("expires_at", "<", end)
    .execute();
}

async function deleteAccessToken(db: Kysely<Database>, tenantId: Buffer, id: Buffer): Promise<void> {
  await db.deleteFrom("access_tokens").where("tenant_id", "=", tenantId).where("id", "=", id).execute();
}
