import type { Kysely, Selectable } from "kysely";
import { idToBytes } from "../../crypto/ids.ts";
import type { AuthorizationStore, IssuedTokens } from "../port/authorizations.ts";
import type { AuthorizationRow, Database } from "../schema.ts";
import type { IdQuery, Statements } from "../statements.ts";
import { inTransaction } from "../transaction.ts";
import { toAccessTokenRow } from "./access-token-rows.ts";
import { toAuthorization } from "./authorization-row.ts";
import { documentToText, listFromText } from "./columns.ts";
import {
  createAuthorization,
  issueAuthorization,
  toAuthorizationRow,
  toIssuedAuthorizationRow,
} from "./create-authorization.ts";
import { type ISSUED_COLUMNS, toIssuedColumns } from "./issued-tokens.ts";
import { redeemCode } from "./redeem-code.ts";

const FIND_CODE: IdQuery<CodeColumns> = {
  name: "find_code",
  columns: `a.client_id, a.user_id, a.session_id, a.scope, a.amr, a.auth_time, a.created_at, a.code_secret_hash,
    a.code_expires_at, a.code_used_at, a.redirect_uri, a.code_challenge, a.code_challenge_method, a.nonce,
    a.auth_time_requested, a.extras, a.revoked_at`,
  from: "authorizations a",
  table: "a",
};

type CodeColumns = Omit<Selectable<AuthorizationRow>, "tenant_id" | "id" | "expires_at" | keyof typeof ISSUED_COLUMNS>;

/** Authorizations, each in one row with its one code (docs/decisions/0001). */
export function authorizationStore(db: Kysely<Database>, statements: Statements, tenantId: Buffer): AuthorizationStore {
  return {
    create(code, accessToken) {
      const row = toAuthorizationRow(code);
      return statements.write(createAuthorization, tenantId, {
        authorization: { ...row, expires_at: Math.max(code.expiresAt, accessToken?.expiresAt ?? 0) },
        accessToken: accessToken && toAccessTokenRow(accessToken),
      });
    },

    issue: (authorization, tokens) =>
      statements.write(issueAuthorization, tenantId, {
        authorization: toIssuedAuthorizationRow(authorization, endOf(tokens)),
        issued: toIssuedColumns(tokens),
      }),

    async findCode(authorizationId) {
      const row = await statements.findById(FIND_CODE, tenantId, idToBytes(authorizationId));
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

    redeemCode: (authorizationId, { extras, ...tokens }, now) =>
      statements.write(redeemCode, tenantId, {
        id: idToBytes(authorizationId),
        now,
        // Security bar 4.3: the record of the used code stays as long as the tokens it bought.
        end: endOf(tokens),
        issued: toIssuedColumns(tokens),
        extras: documentToText(extras),
      }),

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

    async clientsOfSession(sessionId, userId) {
      const rows = await db
        .selectFrom("authorizations")
        .select("client_id")
        .distinct()
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", idToBytes(userId))
        .where("session_id", "=", idToBytes(sessionId))
        .where("revoked_at", "is", null)
        .execute();
      return rows.map((row) => row.client_id);
    },

    async revokeOfSession(session, clientIds, now) {
      await inTransaction(db, (transaction) =>
        transaction
          .updateTable("authorizations")
          .set({ revoked_at: now })
          .where("tenant_id", "=", tenantId)
          .where("user_id", "=", idToBytes(session.userId))
          .where("session_id", "=", idToBytes(session.id))
          .where("client_id", "in", clientIds)
          .where("revoked_at", "is", null)
          .execute(),
      );
    },

    async revokeAllOf(userId, now, exceptId) {
      // Many rows at once can meet another caller's in the other order.
      await inTransaction(db, (transaction) => {
        const all = transaction
          .updateTable("authorizations")
          .set({ revoked_at: now })
          .where("tenant_id", "=", tenantId)
          .where("user_id", "=", idToBytes(userId))
          .where("revoked_at", "is", null);
        return (exceptId === undefined ? all : all.where("id", "!=", idToBytes(exceptId))).execute();
      });
    },

    async revokeOfClient(userId, clientId, now) {
      await inTransaction(db, (transaction) =>
        transaction
          .updateTable("authorizations")
          .set({ revoked_at: now })
          .where("tenant_id", "=", tenantId)
          .where("user_id", "=", idToBytes(userId))
          .where("client_id", "=", clientId)
          .where("revoked_at", "is", null)
          .execute(),
      );
    },

    async grantsOf(userId, now) {
      const rows = await db
        .selectFrom("authorizations")
        .select(["client_id", "scope"])
        .distinct()
        .where("tenant_id", "=", tenantId)
        .where("user_id", "=", idToBytes(userId))
        .where("revoked_at", "is", null)
        .where("expires_at", ">", now)
        .execute();
      return rows.map(({ client_id, scope }) => ({ clientId: client_id, scope: listFromText(scope) }));
    },
  };
}

function endOf({ accessToken, refreshToken }: IssuedTokens): number {
  return Math.max(accessToken.expiresAt, refreshToken?.expiresAt ?? 0);
}
