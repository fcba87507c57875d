/** What a statement of the hot path takes and answers with. */
export type SqlValue = Buffer | string | number | null;

/**
 * The statements that every exchange waits for, hand-written and prepared once. Each database has a way of its own to run many
 * of them at once. Everything else asks through Kysely.
 */
export interface Statements {
  /** The row of the tenant that has the id. */
  findById<Row>(query: IdQuery<Row>, tenantId: Buffer, id: Buffer): Promise<(Row & { row_id: Buffer }) | undefined>;
  /** The first row. */
  findOne<Row>(query: RowQuery<Row>, parameters: readonly SqlValue[]): Promise<Row | undefined>;
  /** All rows, read beside the writes, so that looking through much costs them nothing they keep in memory. */
  findAll<Row>(query: RowQuery<Row>, parameters: readonly SqlValue[]): Promise<Row[]>;
  /** Resolves after the commit. */
  write<Job, Answer>(write: Write<Job, Answer>, tenantId: Buffer, job: Job): Promise<Answer>;
}

/** A question for rows by their ids: on PostgreSQL those that are asked at the same moment are asked together. */
export interface IdQuery<Row> {
  readonly name: string;
  readonly columns: string;
  readonly from: string;
  /** The table, or its alias, whose `tenant_id` and `id` are meant. */
  readonly table: string;
  /** Further conditions, each beginning with "and". */
  readonly where?: string;
  readonly row?: Row;
}

/** A question with the parameters `$1`, `$2` … each once and in this order. */
export interface RowQuery<Row> {
  readonly name: string;
  readonly sql: string;
  /** SQLite's own way to ask it. */
  readonly sqlite?: string;
  /** Asks for rows of whatever tenant. Every other one names its tenant first, or asks for no tenant's rows. */
  readonly acrossTenants?: true;
  readonly row?: Row;
}

/** One kind of change, as each of the databases does many at once. */
export interface Write<Job, Answer> {
  readonly name: string;
  /** Jobs with one key are done one after the other. */
  readonly key?: (job: Job) => Buffer;
  /** SQLite: one job of many within a transaction. Parameters are written `?`. */
  readonly one: (sqlite: SqliteStatements, tenantId: Buffer, job: Job) => Answer;
  /** PostgreSQL: all the jobs, which are of one tenant and of different keys; all or none. */
  readonly many: (connection: PostgresConnection, tenantId: Buffer, jobs: readonly Job[]) => Promise<readonly Answer[]>;
}

/** SQLite's statements, prepared once by their text. */
export interface SqliteStatements {
  /** How many rows changed. */
  run(sql: string, ...parameters: SqlValue[]): number;
  get<Row>(sql: string, ...parameters: SqlValue[]): Row | undefined;
  all<Row>(sql: string, ...parameters: SqlValue[]): Row[];
}

/**
 * A connection to PostgreSQL, or to what speaks like it. No statement changes two tables: Citus refuses to insert in a `with`,
 * and CockroachDB to change one table twice.
 */
export interface PostgresConnection {
  /** Answers with the rows. A statement is prepared once for each connection, under its name. */
  query<Row>(
    statement: { readonly name: string; readonly sql: string },
    parameters: readonly unknown[],
  ): Promise<Row[]>;
  /** Runs the work between `begin` and `commit`. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
}
