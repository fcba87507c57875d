import { type Kysely, sql } from "kysely";
import type pg from "pg";
import type { Database } from "./schema.ts";

/** Whose rows a connection sees: one tenant's, or those of all. */
export type RowScope = Buffer | "all tenants";

const POLICY = "tessera_tenant";
const SETTING = "tessera.tenant";
const ENTER = { name: "enter_scope", text: `select set_config('${SETTING}', $1, false)` };

/** The scope that each connection has at the time. */
const entered = new WeakMap<object, string>();

/** Tells the database what the connection may see, unless it knows. */
export async function enterScope(client: pg.ClientBase, scope: RowScope): Promise<void> {
  const wanted = scope === "all tenants" ? "*" : `\\x${scope.toString("hex")}`;
  if (entered.get(client) === wanted) return;
  entered.set(client, wanted);
  try {
    await client.query({ ...ENTER, values: [wanted] });
  } catch (error) {
    entered.delete(client);
    throw error;
  }
}

/** `off`: there must be none. */
export type RowSecurity = "off" | "on" | "remove";

/**
 * Gives every table of tenants the policy that hides other tenants' rows, or takes it away. Changes nothing where it is so already.
 * Refuses a role that no policy holds for, and to go on without what a database has: such a process would see no rows.
 */
export async function applyRowSecurity(db: Kysely<Database>, wanted: RowSecurity): Promise<void> {
  if (wanted === "on") await refuseMightyRole(db);
  const find = (among: Kysely<Database>) => tablesWith(among, wanted !== "on");
  // What is not quite PostgreSQL may know of no such thing, and then has none.
  const others = await find(db).catch((error: unknown) => (wanted === "on" ? Promise.reject(error) : []));
  if (others.length === 0) return;
  if (wanted === "off") {
    throw new RowSecurityError("the database has it: set TESSERA_ROW_LEVEL_SECURITY to on, or to remove to do without");
  }
  await db.transaction().execute(async (transaction) => {
    // Of processes that start together one does it.
    await sql`select pg_advisory_xact_lock(hashtext(${POLICY}))`.execute(transaction);
    for (const table of await find(transaction)) await secure(transaction, table, wanted === "on");
  });
}

async function secure(transaction: Kysely<Database>, table: string, wanted: boolean): Promise<void> {
  const change = (words: string) => sql`alter table ${sql.table(table)} ${sql.raw(words)}`.execute(transaction);
  await sql`drop policy if exists ${sql.id(POLICY)} on ${sql.table(table)}`.execute(transaction);
  if (wanted) {
    await sql`create policy ${sql.id(POLICY)} on ${sql.table(table)} using (
      tenant_id = (select nullif(current_setting(${sql.lit(SETTING)}, true), '')::bytea)
      or (select current_setting(${sql.lit(SETTING)}, true) = '*'))`.execute(transaction);
  }
  await change(wanted ? "enable row level security" : "disable row level security");
  // Without it the policy does not hold for the role that the tables belong to, which is this one.
  await change(wanted ? "force row level security" : "no force row level security");
}

/** The tables of tenants of which the rows are secured, or are not. */
async function tablesWith(db: Kysely<Database>, secured: boolean): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
      and c.relrowsecurity = ${secured} order by 1`.execute(db);
  return rows.map(({ name }) => name);
}

async function refuseMightyRole(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ name: string; mighty: boolean }>`select rolname as name,
    rolsuper or rolbypassrls as mighty from pg_roles where rolname = current_user`.execute(db);
  if (!rows[0]?.mighty) return;
  throw new RowSecurityError(
    `no policy holds for the role ${rows[0].name}: connect as one that is no superuser and has no BYPASSRLS`,
  );
}

/** Row-level security is not as the setting says, or cannot be. */
export class RowSecurityError extends Error {
  constructor(fault: string) {
    super(`TESSERA_ROW_LEVEL_SECURITY: ${fault}`);
    this.name = "RowSecurityError";
  }
}
