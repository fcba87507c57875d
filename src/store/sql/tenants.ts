import { setTimeout } from "node:timers/promises";
import { type Kysely, type Selectable, sql } from "kysely";
import { idFromBytes, idToBytes } from "../../crypto/ids.ts";
import type {
  ApiResource,
  ApiResourceDocument,
  OidcScope,
  OidcScopeDocument,
} from "../../protocol/model/api-resource.ts";
import type { Tenant, TenantProperties, TenantSettings } from "../../protocol/model/tenant.ts";
import type { RecordKind } from "../port/records.ts";
import type { HandleCondition, TenantDirectory } from "../port/tenants.ts";
import type { Database } from "../schema.ts";
import type { SqlDatabase } from "../sql-store.ts";
import type { RowQuery, Statements } from "../statements.ts";
import { inTransaction } from "../transaction.ts";
import { canBeStored } from "./columns.ts";
import { emptyTenant } from "./empty-tenant.ts";

const FIND_TENANT: RowQuery<Row> = {
  name: "find_tenant",
  sql: "select id, handle, name, demo, enabled, settings, subject_salt, created_at from tenants where handle = $1",
};

/** After this long every process has heard of a change. */
const HEARD_MILLISECONDS = 1_000;

/** The records that a tenant is read with. */
export const KEPT_WITH_TENANTS: readonly RecordKind[] = ["api resource", "oidc scope"];

type Row = Omit<Selectable<Database["tenants"]>, "key_rotation_days">;
type Named = { readonly name: string; readonly document: string };

/** The tenants by handle. */
export function tenantDirectory(
  db: Kysely<Database>,
  statements: Statements,
  announceChange: SqlDatabase["announceChange"],
): TenantDirectory {
  const whole = async (row: Row | undefined): Promise<Tenant | undefined> => {
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

  const find = async (handle: string) =>
    canBeStored(handle) ? whole(await statements.findOne(FIND_TENANT, [handle])) : undefined;
  const setEnabled = (id: string, enabled: boolean) =>
    inTransaction(db, async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable("tenants")
        .set({ enabled: Number(enabled) })
        .where("id", "=", idToBytes(id))
        .executeTakeFirst();
      await announceChange(transaction);
      return numUpdatedRows === 1n;
    });

  return {
    find,
    setEnabled,
    async findById(id) {
      return whole(await db.selectFrom("tenants").selectAll().where("id", "=", idToBytes(id)).executeTakeFirst());
    },
    async handleOfOrganization(id) {
      const row = await db
        .selectFrom("organizations")
        .innerJoin("tenants", "tenants.id", "organizations.tenant_id")
        .select("tenants.handle")
        .where("organizations.id", "=", idToBytes(id))
        .executeTakeFirst();
      return row?.handle;
    },
    async list() {
      const rows = await db.selectFrom("tenants").selectAll().orderBy("handle").execute();
      return rows.map(toTenant);
    },
    async census() {
      const { total, demos } = await db
        .selectFrom("tenants")
        .select(({ fn }) => [fn.countAll().as("total"), fn.sum("demo").as("demos")])
        .executeTakeFirstOrThrow();
      return { total: Number(total), demos: Number(demos) };
    },
    async withKeyRotation() {
      const rows = await db
        .selectFrom("tenants")
        .select(["id", "handle", "key_rotation_days"])
        .where("key_rotation_days", ">", 0)
        .where("enabled", "=", 1)
        .execute();
      return rows.map(({ id, handle, key_rotation_days: days }) => ({
        id: idFromBytes(id),
        handle,
        everyDays: days as number,
      }));
    },
    async search({ filter, descending, offset, limit }) {
      let matching = db.selectFrom("tenants");
      if (filter !== undefined) {
        matching = matching.where(({ eb, or, and }) =>
          or(filter.map((group) => and(group.map((condition) => eb("handle", "like", patternOf(condition)))))),
        );
      }
      const { total } = await matching.select(({ fn }) => fn.countAll().as("total")).executeTakeFirstOrThrow();
      const rows = await matching
        .selectAll()
        .orderBy("handle", descending ? "desc" : "asc")
        .limit(limit)
        .offset(offset)
        .execute();
      return { total: Number(total), resources: rows.map(toTenant) };
    },
    async create(tenant) {
      const { id, enabled, createdAt } = tenant;
      await db
        .insertInto("tenants")
        .values({ id: idToBytes(id), enabled: Number(enabled), created_at: createdAt, ...columnsOf(tenant) })
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
    async changeSettings(id, change) {
      for (let changed = false; !changed; ) {
        const present = await db
          .selectFrom("tenants")
          .select("settings")
          .where("id", "=", idToBytes(id))
          .executeTakeFirst();
        if (present === undefined) return;
        const settings = settingsColumns(change(JSON.parse(present.settings)));
        changed = await inTransaction(db, async (transaction) => {
          const { numUpdatedRows } = await transaction
            .updateTable("tenants")
            .set(settings)
            .where("id", "=", idToBytes(id))
            .where("settings", "=", present.settings)
            .executeTakeFirst();
          await announceChange(transaction);
          return numUpdatedRows === 1n;
        });
      }
    },
    async remove(id) {
      if (!(await setEnabled(id, false))) return false;
      await setTimeout(HEARD_MILLISECONDS);
      await emptyTenant(db, idToBytes(id));
      return inTransaction(db, async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom("tenants")
          .where("id", "=", idToBytes(id))
          .executeTakeFirst();
        await announceChange(transaction);
        return numDeletedRows === 1n;
      });
    },
  };
}

/** A handle holds no sign that means something in a pattern; what is looked for may. Handles are written small. */
function patternOf({ operator, value }: HandleCondition) {
  const text = value.toLowerCase().replaceAll(/[\\%_]/g, "\\$&");
  const before = operator === "co" || operator === "ew" ? "%" : "";
  const after = operator === "co" || operator === "sw" ? "%" : "";
  return sql<string>`${before + text + after} escape '\\'`;
}

function columnsOf({ handle, name, demo, settings, subjectSalt }: TenantProperties) {
  return { handle, name, demo: Number(demo), ...settingsColumns(settings), subject_salt: subjectSalt };
}

function settingsColumns(settings: TenantSettings) {
  return { settings: JSON.stringify(settings), key_rotation_days: settings.keyRotation?.everyDays ?? null };
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

function toTenant(row: Row): TenantProperties {
  const { id, handle, name, demo, enabled, settings, subject_salt: subjectSalt, created_at: createdAt } = row;
  return {
    id: idFromBytes(id),
    handle,
    name,
    demo: demo === 1,
    enabled: enabled === 1,
    settings: JSON.parse(settings) as TenantSettings,
    subjectSalt,
    createdAt,
  };
}
