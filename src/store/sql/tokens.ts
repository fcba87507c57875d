import type { Kysely } from "kysely";
import { idToBytes } from "../../crypto/ids.ts";
import type { Database } from "../schema.ts";
import type { Statements } from "../statements.ts";
import type { TokenStore } from "../store.ts";
import { findAccessToken, findRefreshToken } from "./find-tokens.ts";
import { reuseRefreshToken } from "./reuse-refresh-token.ts";
import { rotateRefreshToken } from "./rotate-refresh-token.ts";
import { saveAccessToken } from "./save-access-token.ts";
import { toAccessTokenRow, toRefreshTokenRow } from "./token-rows.ts";

/** Access and refresh tokens. They end with their authorization, which is looked at whenever one is found. */
export function tokenStore(db: Kysely<Database>, statements: Statements, tenantId: Buffer): TokenStore {
  return {
    findAccessToken: (id) => findAccessToken(statements, tenantId, id),
    findRefreshToken: (id) => findRefreshToken(statements, tenantId, id),

    saveAccessToken: (token) => statements.write(saveAccessToken, tenantId, toAccessTokenRow(token)),

    rotateRefreshToken: (id, { accessToken, refreshToken }, now) =>
      statements.write(rotateRefreshToken, tenantId, {
        id: idToBytes(id),
        now,
        end: Math.max(accessToken.expiresAt, refreshToken.expiresAt),
        accessToken: toAccessTokenRow(accessToken),
        refreshToken: toRefreshTokenRow(refreshToken),
      }),

    reuseRefreshToken: (id, accessToken, limit) =>
      statements.write(reuseRefreshToken, tenantId, {
        id: idToBytes(id),
        limit,
        accessToken: toAccessTokenRow(accessToken),
      }),

    async revokeAccessToken(id) {
      await db.deleteFrom("access_tokens").where("tenant_id", "=", tenantId).where("id", "=", idToBytes(id)).execute();
    },
  };
}
