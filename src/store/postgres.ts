import { Kysely, PostgresDialect, type PostgresPool } from "kysely";
import { LRUCache } from "lru-cache";
import pg from "pg";
import { migrateDatabase } from "./migrate.ts";
import { createAnnouncement, listenForChanges } from "./postgres-changes.ts";
import { createPostgresStatements, type WithConnection } from "./postgres-statements.ts";
import { applyRowSecurity, enterScope, type RowScope, type RowSecurity } from "./row-security.ts";
import type { Database } from "./schema.ts";
import type { SqlDatabase } from "./sql-store.ts";
import { StoreUnavailableError } from "./store-unavailable.ts";

const POOL_SIZE = 10;
const TIMEOUT_MILLISECONDS = 5_000;
const INT8 = 20;
const SCOPED_TENANTS = 1_000;

/**
 * Connects to the PostgreSQL of the URL when it is first asked. A parameter in the URL wins over what is set here. With row security the
 * database itself hides from each statement the rows of other tenants than the one that it is about.
 */
export function openPostgres(url: string, rowLevelSecurity: RowSecurity = "off"): SqlDatabase {
  const rowSecurity = rowLevelSecurity === "on";
  const pool = createPool(url, {
    max: POOL_SIZE,
    // What a statement may see is told in the same round trip.
    pipeline: rowSecurity,
    statement_timeout: TIMEOUT_MILLISECONDS,
    // Of a server that has fallen silent its own time-out is never heard.
    query_timeout: TIMEOUT_MILLISECONDS + 1_000,
    idle_in_transaction_session_timeout: TIMEOUT_MILLISECONDS,
    onConnect: preferIndexes,
  });
  const db = createKysely(pool, rowSecurity ? "all tenants" : undefined);
  const scoped = new LRUCache<string, Kysely<Database>>({ max: SCOPED_TENANTS });
  const listener = listenForChanges(
    () => new pg.Client({ ...CONNECTION, query_timeout: TIMEOUT_MILLISECONDS, connectionString: url }),
  );
  return {
    db,
    ofTenant(tenantId) {
      if (!rowSecurity) return db;
      const key = tenantId.toString("latin1");
      const known = scoped.get(key) ?? createKysely(pool, tenantId);
      scoped.set(key, known);
      return known;
    },
    statements: createPostgresStatements(withConnection(pool, rowSecurity)),
    changes: listener,
    announceChange: createAnnouncement(),
    async migrate() {
      // Without time-outs: who comes second waits for the first, however long its migrations take.
      const patient = createPool(url, { max: 1 });
      const patientDb = createKysely(patient, undefined);
      try {
        await migrateDatabase(patientDb, "postgres");
        await applyRowSecurity(patientDb, rowLevelSecurity);
      } finally {
        await patientDb.destroy();
        await patient.end();
      }
    },
    async close() {
      await Promise.all([db.destroy(), listener.close()]);
      await pool.end();
    },
  };
}

const CONNECTION = {
  connectionTimeoutMillis: TIMEOUT_MILLISECONDS,
  application_name: "tessera",
  keepAlive: true,
} satisfies pg.ClientConfig;

function createPool(url: string, settings: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    ...settings,
    ...CONNECTION,
    connectionString: url,
    // Times and counts stay far below 2^53.
    types: {
      getTypeParser: ((oid: number, format?: "text" | "binary") =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
    },
  });
  // An idle connection was lost: the pool has dropped it and the next question opens another.
  pool.on("error", () => {});
  return pool;
}

/**
 * Every question has an index. Of a table that is still small PostgreSQL would rather read all rows, and a prepared statement
 * would go on doing so while the table grows, until its statistics are next gathered.
 */
async function preferIndexes(client: pg.ClientBase): Promise<void> {
  await client.query("set enable_seqscan = off").catch(() => {}); // a lost connection; or one that plans without it
}

function createKysely(pool: pg.Pool, scope: RowScope | undefined): Kysely<Database> {
  // Whoever made the pool ends it.
  const kyselyPool = { options: pool.options, connect: () => connect(pool, scope), end: async () => {} };
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool: kyselyPool as unknown as PostgresPool }) });
}

/**
 * A connection of the pool, with its failures told in the store's words, and without returning a lost one. With a scope it sees the rows
 * of that alone.
 */
async function connect(pool: pg.Pool, scope: RowScope | undefined) {
  const client = await pool.connect().catch((error: unknown) => {
    throw new StoreUnavailableError(error);
  });
  let lost = false;
  // A connection that is lost between two statements tells nobody but its listener, and ends the process without one.
  const onError = () => {
    lost = true;
  };
  client.on("error", onError);

  return {
    async query(text: string | pg.QueryConfig, values?: readonly unknown[]): Promise<pg.QueryResult> {
      try {
        if (scope === undefined) return await client.query(text as string, values as unknown[]);
        const entered = enterScope(client, scope);
        const [result] = await Promise.all([client.query(text as string, values as unknown[]), entered]);
        return result;
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) lost = true;
        throw translateError(error);
      }
    },
    release(destroy?: boolean) {
      client.off("error", onError);
      client.release(destroy === true || lost);
    },
  };
}

function withConnection(pool: pg.Pool, rowSecurity: boolean): WithConnection {
  return async (scope, work) => {
    const connection = await connect(pool, rowSecurity ? scope : undefined);
    let unclear = false;
    try {
      return await work({
        async query<Row>({ name, sql }: { name: string; sql: string }, values: readonly unknown[]) {
          const { rows } = await connection.query({ name, text: sql, values: [...values] });
          return rows as Row[];
        },
        async transaction(steps) {
          unclear = true;
          await connection.query("begin");
          try {
            const result = await steps();
            await connection.query("commit");
            unclear = false;
            return result;
          } catch (error) {
            await connection.query("rollback").then(
              () => {
                unclear = false;
              },
              () => {}, // the connection is closed, and with it the transaction
            );
            throw error;
          }
        },
      });
    } finally {
      connection.release(unclear);
    }
  };
}

/**
 * PostgreSQL's error classes (its manual, appendix A): connection, resources, not in the right state, operator's
 * intervention and time-outs, system errors, a server that only reads.
 */
const UNAVAILABLE = /^(08|53|55|57|58|25006)/;
/** Serialization failure and deadlock: the transaction lost against another. */
const CONFLICT = /^(40001|40P01)$/;

function translateError(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return new StoreUnavailableError(error);
  const code = error.code ?? "";
  if (CONFLICT.test(code)) return new StoreUnavailableError(error, true);
  return UNAVAILABLE.test(code) ? new StoreUnavailableError(error) : error;
}
