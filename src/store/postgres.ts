import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import pg from "pg";
import { migrateDatabase } from "./migrate.ts";
import type { Database } from "./schema.ts";
import type { SqlDatabase } from "./sql-store.ts";
import { StoreUnavailableError } from "./store-unavailable.ts";

const POOL_SIZE = 10;
const TIMEOUT_MILLISECONDS = 5_000;
const INT8 = 20;

/** Connects to the PostgreSQL of the URL when it is first asked. A parameter in the URL wins over what is set here. */
export function openPostgres(url: string): SqlDatabase {
  const db = connect(url, {
    max: POOL_SIZE,
    statement_timeout: TIMEOUT_MILLISECONDS,
    // Of a server that has fallen silent its own time-out is never heard.
    query_timeout: TIMEOUT_MILLISECONDS + 1_000,
    idle_in_transaction_session_timeout: TIMEOUT_MILLISECONDS,
  });
  return {
    db,
    async migrate() {
      // Without time-outs: who comes second waits for the first, however long its migrations take.
      const patient = connect(url, { max: 1 });
      try {
        await migrateDatabase(patient, "postgres");
      } finally {
        await patient.destroy();
      }
    },
    close: () => db.destroy(),
  };
}

function connect(url: string, settings: pg.PoolConfig): Kysely<Database> {
  const pool = async () => {
    const created = new pg.Pool({
      ...settings,
      connectionString: url,
      connectionTimeoutMillis: TIMEOUT_MILLISECONDS,
      application_name: "tessera",
      keepAlive: true,
      // Times and counts stay far below 2^53.
      types: {
        getTypeParser: ((oid: number, format?: "text" | "binary") =>
          oid === INT8 ? Number : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
      },
    });
    // An idle connection was lost: the pool has dropped it and the next question opens another.
    created.on("error", () => {});
    return watch(created);
  };
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

/** The pool, with its failures told in the store's words, and without returning a lost connection to it. */
function watch(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw new StoreUnavailableError(error);
      });
      let lost = false;
      // A connection that is lost between two statements tells nobody but its listener, and ends the process without one.
      const onError = () => {
        lost = true;
      };
      client.on("error", onError);

      const query = async (sql: string, parameters: readonly unknown[]) => {
        try {
          return await client.query(sql, [...parameters]);
        } catch (error) {
          if (!(error instanceof pg.DatabaseError)) lost = true;
          throw translateError(error);
        }
      };
      const release = (destroy?: boolean) => {
        client.off("error", onError);
        client.release(destroy === true || lost);
      };
      // Kysely's type asks for cursors too, which nothing here opens.
      return { query: query as unknown as PostgresPoolClient["query"], release };
    },
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
