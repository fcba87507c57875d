import type SqliteFile from "better-sqlite3";
import { createBatcher } from "./batcher.ts";
import type { LogSync } from "./sqlite-sync.ts";
import type { IdQuery, RowQuery, SqliteStatements, SqlValue, Statements, Write } from "./statements.ts";

/** Jobs in one commit: few enough that the event loop goes on after some milliseconds. */
const LARGEST_BATCH = 256;
const MOST_WAITING = 5_000;
/** For fewer jobs the event loop waits for the disk itself, which is sooner done than waking a thread for it. */
const JOBS_TO_WAKE_A_THREAD = 4;

export interface SqliteParts {
  readonly writer: SqliteFile.Database;
  /** Sees what is committed, and no transaction under way. */
  readonly reader: SqliteFile.Database;
  /** Runs the work with the writer to itself. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** Repeats the work while another process holds the lock, and tells other errors in the store's words. */
  readonly whenFree: <T>(work: () => T) => Promise<T>;
  readonly log: LogSync;
  /** Is called after each commit; never throws. */
  readonly committed: () => void;
}

interface Job {
  readonly write: Write<unknown, unknown>;
  readonly tenantId: Buffer;
  readonly job: unknown;
}

/**
 * Statements on SQLite. Writes that come together share one transaction and one commit, and the event loop goes on while the disk takes
 * it; a read is a look into the file's pages, at once.
 */
export function createSqliteStatements({ writer, reader, alone, whenFree, log, committed }: SqliteParts): Statements {
  const aside = prepareAll(reader);
  const write = prepareAll(writer);
  // Whenever another connection has committed, SQLite forgets the pages that a connection has read. So reads go where the writes
  // go, unless a transaction is under way there, whose rows nobody may see yet.
  const read = () => (writer.inTransaction ? aside : write);

  /** The jobs one after the other, and those that have come while another process held the lock, all or none. */
  function commitTogether(jobs: Job[], more: () => readonly Job[]): unknown[] {
    write.run("begin immediate");
    try {
      jobs.push(...more());
      const answers = jobs.map((each) => each.write.one(write, each.tenantId, each.job));
      write.run("commit");
      return answers;
    } catch (error) {
      // A full disk or a failed read has rolled the transaction back already.
      if (writer.inTransaction) write.run("rollback");
      throw error;
    }
  }

  let isLogInDoubt = false;

  /** Resolves once what was committed is on the disk. */
  async function bringToDisk(): Promise<void> {
    try {
      await log.sync();
    } catch {
      isLogInDoubt = true;
      await settleLog();
    }
  }

  /** After a failure nothing is answered until all of the log is in the database's file: what comes behind a gap in it would be lost. */
  async function settleLog(): Promise<void> {
    await alone(() => whenFree(log.writeBack));
    isLogInDoubt = false;
  }

  const batcher = createBatcher<Job, unknown>({
    async run(first, more) {
      const jobs = [...first];
      if (isLogInDoubt) await settleLog();
      const besideTheLoop = jobs.length >= JOBS_TO_WAKE_A_THREAD && log.isReady();
      const commit = () => commitTogether(jobs, more);
      const answers = await alone(() => whenFree(besideTheLoop ? () => log.withoutWaiting(commit) : commit));
      if (besideTheLoop) await bringToDisk();
      committed();
      return answers;
    },
    lanes: 1,
    largestBatch: LARGEST_BATCH,
    mostWaiting: MOST_WAITING,
  });

  return {
    findById: <Row>(query: IdQuery<Row>, tenantId: Buffer, id: Buffer) =>
      whenFree(() => {
        const row = read().get<Row & { row_id: Buffer }>(textOfIdQuery(query), tenantId, id);
        // Each Buffer that SQLite hands out costs as much as finding the row.
        if (row !== undefined) row.row_id = id;
        return row;
      }),
    findOne: <Row>({ sql, sqlite = sql }: RowQuery<Row>, parameters: readonly SqlValue[]) =>
      whenFree(() => read().get<Row>(textOfRowQuery(sqlite), ...parameters)),
    findAll: <Row>({ sql, sqlite = sql }: RowQuery<Row>, parameters: readonly SqlValue[]) =>
      whenFree(() => aside.all<Row>(textOfRowQuery(sqlite), ...parameters)),
    write: (kind, tenantId, job) =>
      batcher("", undefined, { write: kind as Write<unknown, unknown>, tenantId, job }) as Promise<never>,
  };
}

/** Preparing a statement takes longer than running it. The texts are constants, and few. */
function prepareAll(file: SqliteFile.Database): SqliteStatements {
  const prepared = new Map<string, SqliteFile.Statement<unknown[]>>();
  const prepare = (sql: string) => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = file.prepare<unknown[]>(sql);
      prepared.set(sql, statement);
    }
    return statement;
  };
  return {
    run: (sql, ...parameters) => prepare(sql).run(...parameters).changes,
    get: <Row>(sql: string, ...parameters: SqlValue[]) => prepare(sql).get(...parameters) as Row | undefined,
    all: <Row>(sql: string, ...parameters: SqlValue[]) => prepare(sql).all(...parameters) as Row[],
  };
}

const idTexts = new WeakMap<object, string>();

function textOfIdQuery(query: IdQuery<unknown>): string {
  let text = idTexts.get(query);
  if (text === undefined) {
    const { columns, from, table, where = "" } = query;
    text = `select ${columns} from ${from} where ${table}.tenant_id = ? and ${table}.id = ? ${where}`;
    idTexts.set(query, text);
  }
  return text;
}

const rowTexts = new Map<string, string>();

function textOfRowQuery(sql: string): string {
  let text = rowTexts.get(sql);
  if (text === undefined) {
    text = sql.replaceAll(/\$\d/g, "?");
    rowTexts.set(sql, text);
  }
  return text;
}
