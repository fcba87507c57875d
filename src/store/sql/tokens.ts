import { type Kysely, sql } from "kysely";
import { FAMILY_SIZE, readMember } from "../../crypto/id-families.ts";
import { idToBytes } from "../../crypto/ids.ts";
import type { TokenStore } from "../port/tokens.ts";
import type { Database } from "../schema.ts";
import type { Statements } from "../statements.ts";
import { toAccessTokenRow } from "./access-token-rows.ts";
import { findAccessToken, findRefreshToken } from "./find-tokens.ts";
import { toIssuedColumns } from "./issued-tokens.ts";
import { reuseRefreshToken } from "./reuse-refresh-token.ts";
import { rotateRefreshToken } from "./rotate-refresh-token.ts";
import { saveAccessToken } from "./save-access-token.ts";

/** Access and refresh tokens. They end with their authorization, which is looked at whenever one is found. */
export function tokenStore(db: Kysely<Database>, statements: Statements, tenantId: Buffer): TokenStore {
  return {
    findAccessToken: (id) => findAccessToken(statements, tenantId, id),
    findRefreshToken: (authorizationId) => findRefreshToken(statements, tenantId, authorizationId),

    saveAccessToken: (token) => statements.write(saveAccessToken, tenantId, toAccessTokenRow(token)),

    rotateRefreshToken: ({ authorizationId, generation }, next) =>
      statements.write(rotateRefreshToken, tenantId, {
        id: idToBytes(authorizationId),
        generation,
        end: Math.max(next.accessToken.expiresAt, next.refreshToken.expiresAt),
        issued: toIssuedColumns(next),
      }),

    reuseRefreshToken: ({ authorizationId, generation }, accessToken, limit) =>
      statements.write(reuseRefreshToken, tenantId, {
        id: idToBytes(authorizationId),
        generation,
        limit,
        accessToken: toAccessTokenRow(accessToken),
      }),

    async revokeAccessToken(id) {
      const bytes = idToBytes(id);
      const member = readMember(bytes);
      if (member === undefined) {
        await db.deleteFrom("access_tokens").where("tenant_id", "=", tenantId).where("id", "=", bytes).execute();
      } else {
        await db
          .updateTable("authorizations")
          .set({ access_secret_hash: null })
          .where("tenant_id", "=", tenantId)
          .where("id", "=", member.family)
          .where(sql`coalesce(refresh_generation, 0) % ${FAMILY_SIZE}`, "=", member.number)
          .execute();
      }
    },
  };
}
