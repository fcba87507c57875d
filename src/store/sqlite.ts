import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";
import SqliteFile from "better-sqlite3";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
} from "kysely";
import { migrateDatabase } from "./migrate.ts";
import type { Database } from "./schema.ts";
import type { SqlDatabase } from "./sql-store.ts";
import { watchDataVersion } from "./sqlite-changes.ts";
import { createLogKeeper } from "./sqlite-log.ts";
import { createSqliteStatements } from "./sqlite-statements.ts";
import { createLogSync } from "./sqlite-sync.ts";
import { StoreUnavailableError } from "./store-unavailable.ts";

const FILE_NAME = "tessera.db";
const BUSY_TIMEOUT_MILLISECONDS = 5_000;
/** Most hold the lock for less. So long it is asked for in each round of the event loop, which goes on meanwhile, and then less often. */
const BUSY_SHORTLY_MILLISECONDS = 0.3;
const BUSY_POLL_MILLISECONDS = 1;
const BUSY_FORGOTTEN_MILLISECONDS = 1_000;
const PREPARED_STATEMENTS = 256;
/** 49 MB. The longer the log, the more changes of a page are written back at once. */
const LONG_LOG_PAGES = 12_000;

/**
 * Opens `tessera.db` in the directory, and makes both where they are missing; the directory only its owner can enter. A commit
 * has reached the disk when it is answered (WAL with `synchronous=FULL`).
 */
export async function openSqlite(dataDirectory: string): Promise<SqlDatabase> {
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const path = join(dataDirectory, FILE_NAME);
  const whenFree = createWaiting(() => emptyLog(writer));
  const writer: SqliteFile.Database = await createWaiting()(() => openFile(path, WRITER));
  // Of its own, so that it never sees what a transaction has not committed yet.
  const reader = await whenFree(() => openFile(path, READER));
  const db = new Kysely<Database>({ dialect: new TesseraSqliteDialect(writer, whenFree) });
  const log = createLogKeeper(writer, LONG_LOG_PAGES);
  const logSync = createLogSync(writer);
  // Kysely has one connection: whoever holds it keeps its transactions, and the batches, out.
  const alone = <T>(work: () => Promise<T>) => db.connection().execute(work);
  return {
    db,
    ofTenant: () => db,
    statements: createSqliteStatements({ writer, reader, alone, whenFree, log: logSync, committed: log.committed }),
    changes: watchDataVersion(writer),
    announceChange: async () => {}, // SQLite counts
    migrate: () => migrateDatabase(db, "sqlite"),
    async close() {
      await log.close();
      await logSync.close();
      reader.close();
      await db.destroy();
      writer.close();
    },
  };
}

const WRITER = [
  "case_sensitive_like = on", // as on PostgreSQL
  "journal_mode = WAL",
  "synchronous = FULL",
  "cache_size = -16384",
  "journal_size_limit = 67108864",
  // Only for what the thread does not manage (sqlite-log.ts): it stops the event loop.
  "wal_autocheckpoint = 20000",
];
// Each commit of the writer makes it forget what it has read.
const READER = ["query_only = on", "cache_size = -2048"];

function openFile(path: string, pragmas: readonly string[]): SqliteFile.Database {
  // SQLite's own waiting stops the event loop, and with it whoever holds the lock in this process: see createWaiting.
  const file = new SqliteFile(path, { timeout: 0 });
  try {
    for (const pragma of pragmas) file.pragma(pragma);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** The log is written back once it is long. On a disk that is full before, nothing would make it shorter. */
function emptyLog(writer: SqliteFile.Database): void {
  try {
    writer.pragma("wal_checkpoint");
  } catch {
    // No room for that either, or a transaction is open: whoever writes is told that the disk is full.
  }
}

type WhenFree = <T>(work: () => T | Promise<T>) => Promise<T>;

/**
 * Makes a function that does its work again and again while another process or connection holds the database's lock, and
 * refuses once that has lasted five seconds. Whoever asks after that is refused at once, so that no queue builds up. `onFull` is called
 * when the disk is full.
 */
function createWaiting(onFull = () => {}): WhenFree {
  let refusedSince = Number.NEGATIVE_INFINITY;
  let refusedLast = Number.NEGATIVE_INFINITY;
  return async (work) => {
    for (;;) {
      try {
        const result = await work();
        refusedLast = Number.NEGATIVE_INFINITY;
        return result;
      } catch (error) {
        if (!(error instanceof SqliteFile.SqliteError)) throw error;
        if (error.code === "SQLITE_FULL") onFull();
        if (!error.code.startsWith("SQLITE_BUSY")) throw translateError(error);
        const now = performance.now();
        if (now - refusedLast > BUSY_FORGOTTEN_MILLISECONDS) refusedSince = now;
        refusedLast = now;
        if (now - refusedSince > BUSY_TIMEOUT_MILLISECONDS) throw translateError(error);
        await (now - refusedSince < BUSY_SHORTLY_MILLISECONDS ? setImmediate() : setTimeout(BUSY_POLL_MILLISECONDS));
      }
    }
  };
}

function translateError(error: InstanceType<typeof SqliteFile.SqliteError>): Error {
  return /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|NOMEM|PROTOCOL)/.test(error.code)
    ? new StoreUnavailableError(error)
    : error;
}

class TesseraSqliteDialect extends SqliteDialect {
  readonly #file: SqliteFile.Database;
  readonly #whenFree: WhenFree;

  constructor(file: SqliteFile.Database, whenFree: WhenFree) {
    super({ database: file });
    this.#file = file;
    this.#whenFree = whenFree;
  }

  override createDriver(): Driver {
    return new TesseraSqliteDriver(this.#file, this.#whenFree);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  /** SQLite rolls tables back too. With it Kysely migrates in one transaction, whose lock keeps other processes out. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class TesseraSqliteDriver extends SqliteDriver {
  readonly #file: SqliteFile.Database;
  readonly #whenFree: WhenFree;
  #connection: DatabaseConnection | undefined;

  constructor(file: SqliteFile.Database, whenFree: WhenFree) {
    super({ database: { prepare: prepareOnce(file), close: () => file.close() } });
    this.#file = file;
    this.#whenFree = whenFree;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const plain = await super.acquireConnection();
    this.#connection ??= {
      executeQuery: (query) => this.#whenFree(() => plain.executeQuery(query)),
      streamQuery: (query, chunkSize) => plain.streamQuery(query, chunkSize),
    };
    return this.#connection;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    // Takes the write lock at once: a transaction that has read already cannot wait for it, it can only fail.
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A full disk or a failed read has rolled the transaction back already.
    if (this.#file.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** Preparing a statement takes longer than running it, and the server asks the same few over and over. */
function prepareOnce(file: SqliteFile.Database): (sql: string) => SqliteFile.Statement<unknown[]> {
  const prepared = new Map<string, SqliteFile.Statement<unknown[]>>();
  return (sql) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = file.prepare<unknown[]>(sql);
    if (prepared.size === PREPARED_STATEMENTS) prepared.delete(prepared.keys().next().value as string);
    prepared.set(sql, statement);
    return statement;
  };
}
