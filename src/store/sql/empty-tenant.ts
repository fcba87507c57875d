import { type Kysely, sql } from "kysely";
import type { Database } from "../schema.ts";

/** So few that the writes of those who wait for an answer come in between. */
const ROWS_AT_ONCE = 500;

type TenantTable = Exclude<keyof Database, "tenants">;

/** The tables by their primary keys, of which the first member is always the tenant. */
const KEYS: { readonly [Table in TenantTable]: readonly (keyof Database[Table] & string)[] } = {
  access_tokens: ["id"],
  authorizations: ["id"],
  authorization_requests: ["id"],
  sessions: ["id"],
  transients: ["id"],
  messages: ["id"],
  attempts: ["id"],
  consents: ["user_id", "client_id"],
  role_users: ["role_id", "user_id"],
  role_groups: ["role_id", "group_id"],
  group_members: ["group_id", "user_id"],
  user_groups: ["id"],
  consent_receipts: ["user_id", "id"],
  credentials: ["user_id", "kind", "id"],
  federated_associations: ["user_id", "id"],
  user_attributes: ["user_id", "path", "element"],
  users: ["id"],
  client_origins: ["origin", "client_id"],
  clients: ["client_id"],
  signing_keys: ["sequence"],
  organization_members: ["organization_id", "user_id"],
  records: ["kind", "id"],
  audit_events: ["id"],
  // The last: until they are gone it is known whose worlds are the tenant's too.
  organizations: ["id"],
};

/** Deletes all rows of the tenant and of the worlds of its organizations, some at a time. */
export async function emptyTenant(db: Kysely<Database>, tenantId: Buffer): Promise<void> {
  const organizations = await db.selectFrom("organizations").select("id").where("tenant_id", "=", tenantId).execute();
  for (const { id } of organizations) await emptyTenant(db, id);
  for (const [table, key] of Object.entries(KEYS)) {
    const columns = sql.join(key.map((name) => sql.ref(name)));
    for (let deleted = ROWS_AT_ONCE; deleted === ROWS_AT_ONCE; ) {
      const step = sql`select ${columns} from ${sql.table(table)} where tenant_id = ${tenantId} limit ${ROWS_AT_ONCE}`;
      const { numAffectedRows = 0n } =
        await sql`delete from ${sql.table(table)} where tenant_id = ${tenantId} and (${columns}) in (${step})`.execute(
          db,
        );
      deleted = Number(numAffectedRows);
    }
  }
}
