import { createCachedStore } from "./cached-store.ts";
import type { Store } from "./port/store.ts";
import type { RowSecurity } from "./row-security.ts";
import { createSqlStore, type SqlDatabase } from "./sql-store.ts";

/**
 * Opens the store: the SQLite file `tessera.db` in the data directory, or the PostgreSQL that the URL names. Loads only the
 * driver it needs. Refuses any other URL. The schema is brought up to date by `migrate`, not by opening.
 */
export async function openStore({
  databaseUrl,
  dataDirectory,
  rowLevelSecurity = "off",
}: {
  databaseUrl: string | undefined;
  dataDirectory: string;
  rowLevelSecurity?: RowSecurity;
}): Promise<Store> {
  if (databaseUrl === undefined) {
    const { openSqlite } = await import("./sqlite.ts");
    return createStore(await openSqlite(dataDirectory));
  }
  // The message never quotes the URL: it holds a password.
  if (!/^postgres(ql)?:\/\//.test(databaseUrl) || !URL.canParse(databaseUrl)) {
    throw new Error(
      "TESSERA_DATABASE_URL must look like postgres://user:password@host:5432/database, with special characters percent-encoded; leave it out to use the SQLite file in the data directory",
    );
  }
  const { openPostgres } = await import("./postgres.ts");
  return createStore(openPostgres(databaseUrl, rowLevelSecurity));
}

function createStore(database: SqlDatabase): Store {
  return createCachedStore(createSqlStore(database), database.changes);
}
