import type { Kysely } from "kysely";
import { idToBytes } from "../../crypto/ids.ts";
import type { Database } from "../schema.ts";
import type { AuthorizationStore } from "../store.ts";
import { inTransaction } from "../transaction.ts";
import { toAuthorization } from "./authorization-row.ts";
import { listToText, optionalIdToBytes } from "./columns.ts";
import { insertAccessToken, insertRefreshToken } from "./insert-tokens.ts";

/** Authorizations, each in one row with its one code (docs/decisions/0001). */
export function authorizationStore(db: Kysely<Database>, tenantId: Buffer): AuthorizationStore {
  return {
    async create({ authorization, ...code }) {
      await db
        .insertInto("authorizations")
        .values({
          tenant_id: tenantId,
          id: idToBytes(authorization.id),
          client_id: authorization.clientId,
          user_id: idToBytes(authorization.userId),
          session_id: optionalIdToBytes(authorization.sessionId),
          scope: listToText(authorization.scope),
          amr: listToText(authorization.amr),
          auth_time: authorization.authTime,
          created_at: authorization.createdAt,
          code_secret_hash: code.secretHash,
          code_expires_at: code.expiresAt,
          code_used_at: null,
          redirect_uri: code.redirectUri ?? null,
          code_challenge: code.codeChallenge ?? null,
          code_challenge_method: code.codeChallengeMethod ?? null,
          nonce: code.nonce === undefined ? null : JSON.stringify(code.nonce),
          auth_time_requested: Number(code.authTimeRequested),
          revoked_at: null,
          expires_at: code.expiresAt,
        })
        .execute();
    },

    async findCode(authorizationId) {
      const row = await db
        .selectFrom("authorizations")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idToBytes(authorizationId))
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const code = {
        authorization: toAuthorization(row),
        secretHash: row.code_secret_hash,
        redirectUri: row.redirect_uri ?? undefined,
        codeChallenge: row.code_challenge ?? undefined,
        codeChallengeMethod: row.code_challenge_method ?? undefined,
        nonce: row.nonce === null ? undefined : (JSON.parse(row.nonce) as string),
        authTimeRequested: row.auth_time_requested === 1,
        expiresAt: row.code_expires_at,
      };
      return { code, used: row.code_used_at !== null || row.revoked_at !== null };
    },

    redeemCode(authorizationId, { accessToken, refreshToken }, now) {
      // Security bar 4.3: the record of the used code stays as long as the tokens it bought.
      const end = Math.max(accessToken.expiresAt, refreshToken?.expiresAt ?? 0);
      return inTransaction(db, async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable("authorizations")
          .set({ code_used_at: now, expires_at: end })
          .where("tenant_id", "=", tenantId)
          .where("id", "=", idToBytes(authorizationId))
          .where("code_used_at", "is", null)
          .where("revoked_at", "is", null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await insertAccessToken(transaction, tenantId, accessToken);
        if (refreshToken !== undefined) await insertRefreshToken(transaction, tenantId, refreshToken);
        return true;
      });
    },

    async voidCode(authorizationId, now) {
      await db
        .updateTable("authorizations")
        .set({ code_used_at: now })
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idToBytes(authorizationId))
        .where("code_used_at", "is", null)
        .execute();
    },

    async revoke(authorizationId, now) {
      await db
        .updateTable("authorizations")
        .set({ revoked_at: now })
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idToBytes(authorizationId))
        .where("revoked_at", "is", null)
        .execute();
    },

    async revokeAllOf(userId, now) {
      // Many rows at once can meet another caller's in the other order.
      await inTransaction(db, (transaction) =>
        transaction
          .updateTable("authorizations")
          .set({ revoked_at: now })
          .where("tenant_id", "=", tenantId)
          .where("user_id", "=", idToBytes(userId))
          .where("revoked_at", "is", null)
          .execute(),
      );
    },
  };
}
