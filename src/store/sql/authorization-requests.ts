import type { Kysely, Selectable } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type { AuthorizationRequestStore, PendingRequest } from "../port/requests.ts";
import type { Database } from "../schema.ts";
import { optionalIdFromBytes, optionalIdToBytes } from "./columns.ts";

/** Authorization requests that wait for their user. */
export function authorizationRequestStore(db: Kysely<Database>, tenantId: Buffer): AuthorizationRequestStore {
  return {
    async create(request) {
      await db
        .insertInto("authorization_requests")
        .values({ tenant_id: tenantId, id: idToBytes(request.id), ...toRow(request) })
        .execute();
    },

    async change(request) {
      const { numUpdatedRows } = await db
        .updateTable("authorization_requests")
        .set(toRow(request))
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idToBytes(request.id))
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },

    async find(id) {
      const row = await db
        .selectFrom("authorization_requests")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idToBytes(id))
        .executeTakeFirst();
      return row && toRequest(row);
    },

    async take(id) {
      const row = await db
        .deleteFrom("authorization_requests")
        .where("tenant_id", "=", tenantId)
        .where("id", "=", idToBytes(id))
        .returningAll()
        .executeTakeFirst();
      return row && toRequest(row);
    },
  };
}

function toRow(request: PendingRequest) {
  return {
    browser_hash: request.browserHash,
    parameters: JSON.stringify(request.parameters),
    origin: request.origin === undefined ? null : JSON.stringify(request.origin),
    sign_in: request.signIn === undefined ? null : JSON.stringify(request.signIn),
    authenticated_session_id: optionalIdToBytes(request.authenticatedSessionId),
    selected_session_id: optionalIdToBytes(request.selectedSessionId),
    expires_at: request.expiresAt,
  };
}

function toRequest(row: Selectable<Database["authorization_requests"]>): PendingRequest {
  return {
    id: idFromBytes(row.id),
    browserHash: row.browser_hash,
    parameters: JSON.parse(row.parameters),
    ...(row.origin !== null && { origin: JSON.parse(row.origin) }),
    ...(row.sign_in !== null && { signIn: JSON.parse(row.sign_in) }),
    authenticatedSessionId: optionalIdFromBytes(row.authenticated_session_id),
    selectedSessionId: optionalIdFromBytes(row.selected_session_id),
    expiresAt: row.expires_at,
  };
}
