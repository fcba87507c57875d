import { idToBytes } from "../../crypto/ids.ts";
import type { AuthorizationCode } from "../../protocol/model.ts";
import type { Write } from "../statements.ts";
import { listToText, optionalIdToBytes } from "./columns.ts";
import { arraysOf, insertMany, insertOne, type RowOf, valuesOf } from "./table-columns.ts";

const COLUMNS = {
  id: "bytea",
  client_id: "text",
  user_id: "bytea",
  session_id: "bytea",
  scope: "text",
  amr: "text",
  auth_time: "bigint",
  created_at: "bigint",
  code_secret_hash: "bytea",
  code_expires_at: "bigint",
  redirect_uri: "text",
  code_challenge: "text",
  code_challenge_method: "text",
  nonce: "text",
  auth_time_requested: "integer",
  expires_at: "bigint",
} as const;

type Row = RowOf<typeof COLUMNS>;

const ONE = insertOne("authorizations", COLUMNS);
const MANY = { name: "create_authorizations", sql: insertMany("authorizations", COLUMNS) };

/** Stores an authorization with its one code. */
export const createAuthorization: Write<Row, void> = {
  name: "create_authorization",
  one(sqlite, tenantId, row) {
    sqlite.run(ONE, tenantId, ...valuesOf(COLUMNS, row));
  },
  async many({ query }, tenantId, rows) {
    await query(MANY, [tenantId, ...arraysOf(COLUMNS, rows)]);
    return rows.map(() => undefined);
  },
};

/** The row of an authorization whose code is new. */
export function toAuthorizationRow({ authorization, ...code }: AuthorizationCode): Row {
  return {
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
    redirect_uri: code.redirectUri ?? null,
    code_challenge: code.codeChallenge ?? null,
    code_challenge_method: code.codeChallengeMethod ?? null,
    nonce: code.nonce === undefined ? null : JSON.stringify(code.nonce),
    auth_time_requested: Number(code.authTimeRequested),
    expires_at: code.expiresAt,
  };
}
