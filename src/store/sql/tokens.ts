import type { Kysely } from "kysely";
import { idToBytes } from "../../crypto/ids.ts";
import type { TokenStore } from "../port/tokens.ts";
import type { Database } from "../schema.ts";
import type { Statements } from "../statements.ts";
import { findAccessToken, findRefreshToken } from "./find-tokens.ts";
import { reuseRefreshToken } from "./reuse-refresh-token.ts";
import { rotateRefreshToken } from "./rotate-refresh-token.ts";
import { saveAccessToken } from "./save-access-token.ts";
import { toAccessTokenRow, toRefreshTokenColumns } from "./token-rows.ts";

/** Access and refresh tokens. They end with their authorization, which is looked at whenever one is found. */
export function tokenStore(db: Kysely<Database>, statements: Statements, tenantId: Buffer): TokenStore {
  return {
    findAccessToken: (id) => findAccessToken(statements, tenantId, id),
    findRefreshToken: (authorizationId) => findRefreshToken(statements, tenantId, authorizationId),

    saveAccessToken: (token) => statements.write(saveAccessToken, tenantId, toAccessTokenRow(token)),

    rotateRefreshToken: (old, { accessToken, refreshToken }) =>
      statements.write(rotateRefreshToken, tenantId, {
        id: idToBytes(old.authorizationId),
        generation: old.generation,
        endedAccessTokenId: idToBytes(old.accessTokenId),
        end: Math.max(accessToken.expiresAt, refreshToken.expiresAt),
        accessToken: toAccessTokenRow(accessToken),
        refreshToken: toRefreshTokenColumns(refreshToken),
      }),

    reuseRefreshToken: ({ authorizationId, generation }, accessToken, limit) =>
      statements.write(reuseRefreshToken, tenantId, {
        id: idToBytes(authorizationId),
        generation,
        limit,
        accessToken: toAccessTokenRow(accessToken),
      }),

    async revokeAccessToken(id) {
      await db.deleteFrom("access_tokens").where("tenant_id", "=", tenantId).where("id", "=", idToBytes(id)).execute();
    },
  };
}
