import type { Selectable } from "kysely";
import { idFromBytes } from "../../crypto/ids.ts";
import type { Authorization, AuthorizationExtras } from "../../protocol/model/authorization.ts";
import type { AuthorizationRow } from "../schema.ts";
import { listFromText, optionalIdFromBytes } from "./columns.ts";

/** The columns that make an authorization, its code left aside. */
export type AuthorizationColumns = Pick<
  Selectable<AuthorizationRow>,
  "client_id" | "user_id" | "session_id" | "scope" | "amr" | "auth_time" | "created_at" | "extras"
>;

/** The authorization of a row. */
export function toAuthorization(row: AuthorizationColumns & { readonly row_id: Buffer }): Authorization {
  return {
    id: idFromBytes(row.row_id),
    clientId: row.client_id,
    userId: idFromBytes(row.user_id),
    scope: listFromText(row.scope),
    authTime: row.auth_time,
    amr: listFromText(row.amr),
    sessionId: optionalIdFromBytes(row.session_id),
    createdAt: row.created_at,
    ...(row.extras !== null && { extras: JSON.parse(row.extras) as AuthorizationExtras }),
  };
}
