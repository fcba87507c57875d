import type { Kysely, Selectable } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type {
  ApiResource,
  ApiResourceDocument,
  OidcScope,
  OidcScopeDocument,
  Tenant,
  TenantProperties,
  TenantSettings,
} from "../../protocol/model.ts";
import type { Database } from "../schema.ts";
import type { SqlDatabase } from "../sql-store.ts";
import type { RowQuery, Statements } from "../statements.ts";
import type { RecordKind, TenantDirectory } from "../store.ts";
import { inTransaction } from "../transaction.ts";
import { canBeStored } from "./columns.ts";

const FIND_TENANT: RowQuery<Selectable<Database["tenants"]>> = {
  name: "find_tenant",
  sql: "select id, handle, name, demo, settings, subject_salt from tenants where handle = $1",
};

/** The records that a tenant is read with. */
export const KEPT_WITH_TENANTS: readonly RecordKind[] = ["api resource", "oidc scope"];

type Named = { readonly name: string; readonly document: string };

/** The tenants by handle. */
export function tenantDirectory(
  db: Kysely<Database>,
  statements: Statements,
  announceChange: SqlDatabase["announceChange"],
): TenantDirectory {
  const find = async (handle: string): Promise<Tenant | undefined> => {
    if (!canBeStored(handle)) return undefined;
    const row = await statements.findOne(FIND_TENANT, [handle]);
    if (row === undefined) return undefined;
    const records = await db
      .selectFrom("records")
      .select(["kind", "name", "document"])
      .where("tenant_id", "=", row.id)
      .where("kind", "in", KEPT_WITH_TENANTS)
      .orderBy("name")
      .execute();
    const ofKind = (kind: RecordKind) => records.filter((record) => record.kind === kind);
    return {
      ...toTenant(row),
      apiResources: ofKind("api resource").map(toApiResource),
      oidcScopes: ofKind("oidc scope").map(toOidcScope),
    };
  };

  return {
    find,
    async list() {
      const rows = await db.selectFrom("tenants").selectAll().orderBy("handle").execute();
      return rows.map(toTenant);
    },
    async create(tenant) {
      await db
        .insertInto("tenants")
        .values({ id: idToBytes(tenant.id), ...columnsOf(tenant) })
        .onConflict((conflict) => conflict.column("handle").doNothing())
        .execute();
      const stored = await find(tenant.handle);
      if (stored === undefined) throw new Error(`tenant ${tenant.handle} was removed while it was created`);
      return stored;
    },
    async update(tenant) {
      await inTransaction(db, async (transaction) => {
        await transaction
          .updateTable("tenants")
          .set(columnsOf(tenant))
          .where("id", "=", idToBytes(tenant.id))
          .execute();
        await announceChange(transaction);
      });
    },
  };
}

function columnsOf({ handle, name, demo, settings, subjectSalt }: TenantProperties) {
  return { handle, name, demo: Number(demo), settings: JSON.stringify(settings), subject_salt: subjectSalt };
}

function toApiResource({ name: identifier, document }: Named): ApiResource {
  const { name, scopes, authorizationDetailsTypes } = JSON.parse(document) as ApiResourceDocument;
  return {
    identifier,
    name,
    scopes: scopes.map((scope) => scope.name),
    authorizationDetailsTypes: authorizationDetailsTypes.map(({ type }) => type),
  };
}

function toOidcScope({ name, document }: Named): OidcScope {
  return { name, claims: (JSON.parse(document) as OidcScopeDocument).claims };
}

function toTenant(row: Selectable<Database["tenants"]>): TenantProperties {
  const { id, handle, name, demo, settings, subject_salt: subjectSalt } = row;
  return {
    id: idFromBytes(id),
    handle,
    name,
    demo: demo === 1,
    settings: JSON.parse(settings) as TenantSettings,
    subjectSalt,
  };
}
