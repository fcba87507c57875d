import type { CreateTableBuilder, Kysely, RawBuilder } from "kysely";
import { sql } from "kysely";
import type { SqlDialect } from "./index.ts";

/** The first schema. Primary keys lead with the tenant, so that a cluster can keep each tenant's rows on one node. */
export async function initial(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const bytes: RawBuilder<unknown> = dialect === "sqlite" ? sql`blob` : sql`bytea`;
  // What is sorted and compared in order, alike on both databases and whatever the place's language.
  const ordered: RawBuilder<unknown> = dialect === "sqlite" ? sql`text` : sql`text collate "C"`;

  const create = async (
    table: string,
    columns: Readonly<Record<string, RawBuilder<unknown> | "text" | "integer" | "bigint">>,
    key: readonly string[],
  ) => {
    let builder: CreateTableBuilder<string, string> = db.schema.createTable(table);
    for (const [name, type] of Object.entries(columns)) {
      const nullable = name.endsWith("?");
      builder = builder.addColumn(nullable ? name.slice(0, -1) : name, type, (column) =>
        nullable ? column : column.notNull(),
      );
    }
    builder = builder.addPrimaryKeyConstraint(`${table}_key`, [...key]);
    // Rows lie in the order of their primary key: one tree to read and to append to instead of two.
    await (dialect === "sqlite" ? builder.modifyEnd(sql`without rowid`) : builder).execute();
  };
  const index = (table: string, columns: readonly string[]) =>
    db.schema
      .createIndex(`${table}_by_${columns.at(-1)}`)
      .on(table)
      .columns([...columns]);

  await create(
    "tenants",
    {
      id: bytes,
      handle: ordered,
      name: "text",
      demo: "integer",
      enabled: "integer",
      settings: "text",
      "key_rotation_days?": "integer",
      subject_salt: "text",
      created_at: "bigint",
    },
    ["id"],
  );
  await index("tenants", ["handle"]).unique().execute();
  await index("tenants", ["key_rotation_days"]).execute();

  await create("clients", { tenant_id: bytes, client_id: "text", application_id: "text", document: "text" }, [
    "tenant_id",
    "client_id",
  ]);
  await index("clients", ["tenant_id", "application_id"]).unique().execute();
  await create("client_origins", { tenant_id: bytes, origin: "text", client_id: "text" }, [
    "tenant_id",
    "origin",
    "client_id",
  ]);
  await index("client_origins", ["tenant_id", "client_id"]).execute();

  await create(
    "users",
    {
      tenant_id: bytes,
      id: bytes,
      user_name: "text",
      user_name_folded: ordered,
      enabled: "integer",
      claims: "text",
      attributes: "text",
      "password_hash?": "text",
      version: "integer",
      created_at: "bigint",
      updated_at: "bigint",
    },
    ["tenant_id", "id"],
  );
  await index("users", ["tenant_id", "user_name_folded"]).unique().execute();
  // Counting users, and passing over them on the way to a page, would read their rows in full.
  if (dialect === "sqlite") await index("users", ["tenant_id", "id"]).execute();
  await create(
    "user_attributes",
    { tenant_id: bytes, user_id: bytes, path: "text", element: "integer", value: ordered },
    ["tenant_id", "user_id", "path", "element"],
  );
  await index("user_attributes", ["tenant_id", "path", "value"]).execute();

  await create(
    "user_groups",
    {
      tenant_id: bytes,
      id: bytes,
      name: "text",
      name_folded: ordered,
      "external_id?": ordered,
      version: "integer",
      created_at: "bigint",
      modified_at: "bigint",
    },
    ["tenant_id", "id"],
  );
  await index("user_groups", ["tenant_id", "name_folded"]).unique().execute();
  await create("group_members", { tenant_id: bytes, group_id: bytes, user_id: bytes }, [
    "tenant_id",
    "group_id",
    "user_id",
  ]);
  await index("group_members", ["tenant_id", "user_id"]).execute();

  await create(
    "sessions",
    {
      tenant_id: bytes,
      id: bytes,
      user_id: bytes,
      "user_organization_id?": bytes,
      secret_hash: bytes,
      auth_time: "bigint",
      amr: "text",
      remembered: "integer",
      created_at: "bigint",
      last_used_at: "bigint",
      "user_agent?": "text",
      "address?": "text",
      expires_at: "bigint",
    },
    ["tenant_id", "id"],
  );
  await index("sessions", ["tenant_id", "user_id"]).execute();

  await create(
    "authorization_requests",
    {
      tenant_id: bytes,
      id: bytes,
      browser_hash: bytes,
      parameters: "text",
      "origin?": "text",
      "sign_in?": "text",
      "authenticated_session_id?": bytes,
      "selected_session_id?": bytes,
      expires_at: "bigint",
    },
    ["tenant_id", "id"],
  );

  await create(
    "authorizations",
    {
      tenant_id: bytes,
      id: bytes,
      client_id: "text",
      user_id: bytes,
      "session_id?": bytes,
      scope: "text",
      amr: "text",
      auth_time: "bigint",
      created_at: "bigint",
      code_secret_hash: bytes,
      code_expires_at: "bigint",
      "code_used_at?": "bigint",
      "redirect_uri?": "text",
      "code_challenge?": "text",
      "code_challenge_method?": "text",
      "nonce?": "text",
      auth_time_requested: "integer",
      "extras?": "text",
      "revoked_at?": "bigint",
      "tokens_issued_at?": "bigint",
      "access_scope?": "text",
      "access_is_jwt?": "integer",
      "access_secret_hash?": bytes,
      "access_expires_at?": "bigint",
      "access_extras?": "text",
      "refresh_generation?": "integer",
      "refresh_secret_hash?": bytes,
      "refresh_expires_at?": "bigint",
      "refresh_reuse_count?": "integer",
      expires_at: "bigint",
    },
    ["tenant_id", "id"],
  );
  await index("authorizations", ["tenant_id", "user_id"]).execute();

  await create(
    "access_tokens",
    {
      tenant_id: bytes,
      id: bytes,
      "authorization_id?": bytes,
      "client_id?": "text",
      scope: "text",
      is_jwt: "integer",
      secret_hash: bytes,
      issued_at: "bigint",
      expires_at: "bigint",
      "extras?": "text",
    },
    ["tenant_id", "id"],
  );

  await create(
    "consents",
    { tenant_id: bytes, user_id: bytes, client_id: "text", scope: "text", updated_at: "bigint" },
    ["tenant_id", "user_id", "client_id"],
  );

  await create(
    "consent_receipts",
    { tenant_id: bytes, user_id: bytes, id: bytes, document: "text", version: "integer", created_at: "bigint" },
    ["tenant_id", "user_id", "id"],
  );
  await index("consent_receipts", ["tenant_id", "id"]).unique().execute();

  await create(
    "federated_associations",
    { tenant_id: bytes, user_id: bytes, id: bytes, provider_id: "text", subject: "text", created_at: "bigint" },
    ["tenant_id", "user_id", "id"],
  );
  await index("federated_associations", ["tenant_id", "provider_id", "subject"]).unique().execute();

  await create(
    "credentials",
    {
      tenant_id: bytes,
      user_id: bytes,
      kind: "text",
      id: "text",
      document: "text",
      version: "integer",
      created_at: "bigint",
      "last_used_at?": "bigint",
    },
    ["tenant_id", "user_id", "kind", "id"],
  );
  await index("credentials", ["tenant_id", "kind", "id"]).unique().execute();

  await create(
    "signing_keys",
    {
      tenant_id: bytes,
      sequence: "integer",
      kid: "text",
      algorithm: "text",
      public_jwk: "text",
      sealed_private_key: "text",
      created_at: "bigint",
      activates_at: "bigint",
      "retires_at?": "bigint",
    },
    ["tenant_id", "sequence"],
  );
  await index("signing_keys", ["retires_at"]).execute();

  await create(
    "attempts",
    {
      tenant_id: bytes,
      id: bytes,
      tries: "integer",
      locked_until: "bigint",
      next_lock_seconds: "bigint",
      last_at: "bigint",
      expires_at: "bigint",
    },
    ["tenant_id", "id"],
  );

  await create(
    "transients",
    { tenant_id: bytes, id: bytes, document: "text", version: "integer", expires_at: "bigint" },
    ["tenant_id", "id"],
  );

  await create(
    "messages",
    { tenant_id: bytes, id: bytes, sealed: "text", attempts: "integer", "due_at?": "bigint", expires_at: "bigint" },
    ["tenant_id", "id"],
  );
  await index("messages", ["tenant_id", "due_at"]).execute();

  await create(
    "organizations",
    {
      tenant_id: bytes,
      id: bytes,
      handle: "text",
      name: "text",
      "description?": "text",
      active: "integer",
      "parent_id?": bytes,
      attributes: "text",
      created_at: "bigint",
      modified_at: "bigint",
    },
    ["tenant_id", "id"],
  );
  await index("organizations", ["tenant_id", "handle"]).unique().execute();
  await index("organizations", ["tenant_id", "parent_id"]).execute();
  await index("organizations", ["tenant_id", "name"]).execute();
  await index("organizations", ["id"]).execute();

  await create("organization_members", { tenant_id: bytes, organization_id: bytes, user_id: bytes, scope: "text" }, [
    "tenant_id",
    "organization_id",
    "user_id",
  ]);

  await create(
    "records",
    {
      tenant_id: bytes,
      kind: "text",
      id: "text",
      name: "text",
      document: "text",
      version: "integer",
      created_at: "bigint",
      modified_at: "bigint",
    },
    ["tenant_id", "kind", "id"],
  );
  await index("records", ["tenant_id", "kind", "name"]).unique().execute();

  await create("role_users", { tenant_id: bytes, role_id: bytes, user_id: bytes }, ["tenant_id", "role_id", "user_id"]);
  await index("role_users", ["tenant_id", "user_id"]).execute();
  await create("role_groups", { tenant_id: bytes, role_id: bytes, group_id: bytes }, [
    "tenant_id",
    "role_id",
    "group_id",
  ]);
  await index("role_groups", ["tenant_id", "group_id"]).execute();

  await create("audit_events", { tenant_id: bytes, id: bytes, at: "bigint", action: "text", document: "text" }, [
    "tenant_id",
    "id",
  ]);

  if (dialect === "sqlite") await describeToPlanner(db);
}

/**
 * Unless told, SQLite takes a tenant to have ten rows, and reads them all rather than those of one user. The numbers are rows
 * in all, per tenant, per user; of organizations per parent.
 */
async function describeToPlanner(db: Kysely<unknown>): Promise<void> {
  await sql`analyze`.execute(db);
  await sql`delete from sqlite_stat1`.execute(db);
  for (const [table, owner] of [
    ["sessions", "user_id"],
    ["authorizations", "user_id"],
    ["organizations", "parent_id"],
  ] as const) {
    await sql`insert into sqlite_stat1 (tbl, idx, stat) values
      (${table}, ${table}, '1000000 100000 1'),
      (${table}, ${`${table}_by_${owner}`}, '1000000 100000 10 1')`.execute(db);
  }
  await sql`insert into sqlite_stat1 (tbl, idx, stat) values
    ('organizations', 'organizations_by_handle', '1000000 100000 1'),
    ('organizations', 'organizations_by_name', '1000000 100000 1'),
    ('organizations', 'organizations_by_id', '1000000 1')`.execute(db);
  await sql`analyze sqlite_schema`.execute(db);
}
