import { idToBytes } from "../../crypto/ids.ts";
import type { Authorization, AuthorizationCode } from "../../protocol/model/authorization.ts";
import type { Write } from "../statements.ts";
import {
  ACCESS_TOKEN_COLUMNS,
  type AccessTokenRow,
  INSERT_ACCESS_TOKEN,
  insertAccessTokens,
} from "./access-token-rows.ts";
import { documentToText, listToText, optionalIdToBytes } from "./columns.ts";
import { ISSUED_COLUMNS, type IssuedColumns, NO_HASH, ROOM_COLUMNS, roomForTokens } from "./issued-tokens.ts";
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
  code_used_at: "bigint",
  redirect_uri: "text",
  code_challenge: "text",
  code_challenge_method: "text",
  nonce: "text",
  auth_time_requested: "integer",
  extras: "text",
  expires_at: "bigint",
} as const;

export type AuthorizationInsert = RowOf<typeof COLUMNS>;

const WITH_TOKENS = { ...COLUMNS, ...ISSUED_COLUMNS } as const;
const WITH_ROOM = { ...COLUMNS, ...ROOM_COLUMNS } as const;

const ONE = insertOne("authorizations", WITH_ROOM);
const MANY = { name: "create_authorizations", sql: insertMany("authorizations", COLUMNS) };
const ISSUE_ONE = insertOne("authorizations", WITH_TOKENS);
const ISSUE_MANY = { name: "issue_authorizations", sql: insertMany("authorizations", WITH_TOKENS) };
interface Creation {
  readonly authorization: AuthorizationInsert;
  /** What is given out beside the code. */
  readonly accessToken: AccessTokenRow | undefined;
}

/** Stores an authorization with its one code. */
export const createAuthorization: Write<Creation, void> = {
  name: "create_authorization",
  one(sqlite, tenantId, { authorization, accessToken }) {
    const row = { ...authorization, ...roomForTokens(authorization.created_at) };
    sqlite.run(ONE, tenantId, ...valuesOf(WITH_ROOM, row));
    if (accessToken !== undefined) {
      sqlite.run(INSERT_ACCESS_TOKEN, tenantId, ...valuesOf(ACCESS_TOKEN_COLUMNS, accessToken));
    }
  },
  async many(connection, tenantId, jobs) {
    const rows = jobs.map(({ authorization }) => authorization);
    const create = () => connection.query(MANY, [tenantId, ...arraysOf(COLUMNS, rows)]);
    const accessTokens = jobs.flatMap(({ accessToken }) => accessToken ?? []);
    if (accessTokens.length === 0) {
      await create();
    } else {
      await connection.transaction(async () => {
        await create();
        await insertAccessTokens(connection, tenantId, accessTokens);
      });
    }
    return jobs.map(() => undefined);
  },
};

interface Issuance {
  readonly authorization: AuthorizationInsert;
  readonly issued: IssuedColumns;
}

/** Stores an authorization that has no code, and its first tokens. */
export const issueAuthorization: Write<Issuance, void> = {
  name: "issue_authorization",
  one(sqlite, tenantId, issuance) {
    sqlite.run(ISSUE_ONE, tenantId, ...valuesOf(WITH_TOKENS, wholeRowOf(issuance)));
  },
  async many({ query }, tenantId, jobs) {
    await query(ISSUE_MANY, [tenantId, ...arraysOf(WITH_TOKENS, jobs.map(wholeRowOf))]);
    return jobs.map(() => undefined);
  },
};

function wholeRowOf({ authorization, issued }: Issuance): RowOf<typeof WITH_TOKENS> {
  const access_scope = issued.access_scope === authorization.scope ? null : issued.access_scope;
  return { ...authorization, ...issued, access_scope };
}

/** The row of an authorization whose code is new. */
export function toAuthorizationRow({ authorization, ...code }: AuthorizationCode): AuthorizationInsert {
  return {
    ...columnsOf(authorization),
    code_secret_hash: code.secretHash,
    code_expires_at: code.expiresAt,
    code_used_at: null,
    redirect_uri: code.redirectUri ?? null,
    code_challenge: code.codeChallenge ?? null,
    code_challenge_method: code.codeChallengeMethod ?? null,
    nonce: code.nonce === undefined ? null : JSON.stringify(code.nonce),
    auth_time_requested: Number(code.authTimeRequested),
    expires_at: code.expiresAt,
  };
}

/** The row of an authorization that has no code. */
export function toIssuedAuthorizationRow(authorization: Authorization, end: number): AuthorizationInsert {
  return {
    ...columnsOf(authorization),
    code_secret_hash: NO_HASH, // RFC 6749 §4.1: nothing could redeem it
    code_expires_at: authorization.createdAt,
    code_used_at: authorization.createdAt,
    redirect_uri: null,
    code_challenge: null,
    code_challenge_method: null,
    nonce: null,
    auth_time_requested: 0,
    expires_at: end,
  };
}

function columnsOf(authorization: Authorization) {
  return {
    id: idToBytes(authorization.id),
    client_id: authorization.clientId,
    user_id: idToBytes(authorization.userId),
    session_id: optionalIdToBytes(authorization.sessionId),
    scope: listToText(authorization.scope),
    amr: listToText(authorization.amr),
    auth_time: authorization.authTime,
    created_at: authorization.createdAt,
    extras: documentToText(authorization.extras),
  };
}
