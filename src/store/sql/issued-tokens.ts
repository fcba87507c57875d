import { memberNumber, readMember } from "../../crypto/id-families.ts";
import { idToBytes } from "../../crypto/ids.ts";
import type { IssuedTokens } from "../port/authorizations.ts";
import type { SqlValue } from "../statements.ts";
import { documentToText, listToText } from "./columns.ts";
import { type ColumnTypes, ofItsJob, type RowOf } from "./table-columns.ts";

/** Of `authorizations`: the access token and the refresh token that were issued last, together (docs/decisions/0015). */
export const ISSUED_COLUMNS = {
  tokens_issued_at: "bigint",
  access_scope: "text",
  access_is_jwt: "integer",
  access_secret_hash: "bytea",
  access_expires_at: "bigint",
  access_extras: "text",
  refresh_generation: "integer",
  refresh_secret_hash: "bytea",
  refresh_expires_at: "bigint",
  refresh_reuse_count: "integer",
} as const satisfies ColumnTypes;

/** Those that are long. */
export const ROOM_COLUMNS = {
  tokens_issued_at: "bigint",
  access_secret_hash: "bytea",
  access_expires_at: "bigint",
  refresh_secret_hash: "bytea",
  refresh_expires_at: "bigint",
} as const satisfies ColumnTypes;

/** The SHA-256 of no secret. */
export const NO_HASH = Buffer.alloc(32);

export type IssuedColumns = RowOf<typeof ISSUED_COLUMNS>;

/** SQLite's assignments of them, in their order. */
export const ASSIGN_ISSUED = assignments(() => "?");

/** PostgreSQL's, of arrays with a value for each job, from the parameter of that number on. */
export function assignIssuedFrom(parameter: number): string {
  return assignments((type, n) => ofItsJob(type, parameter + n));
}

/** What the authorization says already is not said again. */
function assignments(value: (type: string, n: number) => string): string {
  return Object.entries(ISSUED_COLUMNS)
    .map(([name, type], n) => {
      const given = value(type, n);
      return `${name} = ${name === "access_scope" ? `nullif(${given}, scope)` : given}`;
    })
    .join(", ");
}

/**
 * What stands in a row until there are tokens, where a row keeps its place when it changes (SQLite): as long as they will be, so that
 * no page has to be split when they come.
 */
export function roomForTokens(time: SqlValue): RowOf<typeof ROOM_COLUMNS> {
  return {
    tokens_issued_at: time,
    access_secret_hash: NO_HASH,
    access_expires_at: time,
    refresh_secret_hash: NO_HASH,
    refresh_expires_at: time,
  };
}

/** The columns of tokens. Throws for an access token that would not be found there by its id. */
export function toIssuedColumns({ accessToken, refreshToken }: IssuedTokens) {
  const member = readMember(idToBytes(accessToken.id));
  if (member?.number !== memberNumber(refreshToken?.generation ?? 0)) {
    throw new Error(`${accessToken.id} is no id of an access token that its authorization keeps`);
  }
  return {
    tokens_issued_at: accessToken.issuedAt,
    access_scope: listToText(accessToken.scope),
    access_is_jwt: Number(accessToken.format === "jwt"),
    access_secret_hash: accessToken.secretHash,
    access_expires_at: accessToken.expiresAt,
    access_extras: documentToText(accessToken.extras),
    refresh_generation: refreshToken?.generation ?? null,
    refresh_secret_hash: refreshToken?.secretHash ?? null,
    refresh_expires_at: refreshToken?.expiresAt ?? null,
    refresh_reuse_count: refreshToken === undefined ? null : 0,
  } satisfies IssuedColumns;
}
