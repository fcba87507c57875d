import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { migrations, type SqlDialect } from "./migrations/index.ts";

const TABLE = "tessera_migrations";

/**
 * Runs the migrations that the database lacks, in one transaction. Of callers at the same moment one does it and the others
 * wait. Refuses a database that a newer version has changed.
 */
export async function migrateDatabase<T>(db: Kysely<T>, dialect: SqlDialect): Promise<void> {
  const provided = Object.entries(migrations).map(([name, run]) => [
    name,
    { up: (transaction: Kysely<unknown>) => run(transaction, dialect) },
  ]);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => Object.fromEntries(provided) },
    migrationTableName: TABLE,
    migrationLockTableName: `${TABLE}_lock`,
  });

  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const unknown = await findUnknownMigration(db);
  if (unknown === undefined) throw error;
  throw new Error(
    `the database was changed by a newer version of Tessera (migration ${unknown}): start that version, or a newer one`,
  );
}

async function findUnknownMigration<T>(db: Kysely<T>): Promise<string | undefined> {
  const rows = await (db as unknown as Kysely<Record<typeof TABLE, { name: string }>>)
    .selectFrom(TABLE)
    .select("name")
    .execute()
    // Without the table nothing was ever migrated: the error that led here says what is wrong.
    .catch(() => []);
  return rows.map(({ name }) => name).find((name) => !Object.hasOwn(migrations, name));
}
