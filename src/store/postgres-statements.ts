import { type BatchRules, createBatcher } from "./batcher.ts";
import type { RowScope } from "./row-security.ts";
import type { IdQuery, PostgresConnection, RowQuery, SqlValue, Statements, Write } from "./statements.ts";
import { retryConflicts } from "./transaction.ts";

/** Statements under way at the same moment. The others of the pool's connections are for what asks through Kysely. */
const WRITING_LANES = 3;
const READING_LANES = 2;
const BATCHES = { largestBatch: 128, mostWaiting: 5_000 } satisfies Partial<BatchRules<unknown, unknown>>;

/** Runs the work on a connection of its own, which sees the rows of the scope. */
export type WithConnection = <T>(scope: RowScope, work: (connection: PostgresConnection) => Promise<T>) => Promise<T>;

interface WriteJob {
  readonly write: Write<unknown, unknown>;
  readonly tenantId: Buffer;
  readonly job: unknown;
}

interface ReadJob {
  readonly query: IdQuery<unknown>;
  readonly tenantId: Buffer;
  readonly id: Buffer;
}

type FoundRow = { row_id: Buffer };

/** Statements on PostgreSQL. What is asked of one tenant at the same moment shares a statement, its commit and its round trip. */
export function createPostgresStatements(withConnection: WithConnection): Statements {
  const writes = createBatcher<WriteJob, unknown>({
    ...BATCHES,
    lanes: WRITING_LANES,
    run([first, ...others]) {
      const { write, tenantId, job } = first as WriteJob;
      const jobs = [job, ...others.map((other) => other.job)];
      return retryConflicts(() => withConnection(tenantId, (connection) => write.many(connection, tenantId, jobs)));
    },
  });

  const reads = createBatcher<ReadJob, FoundRow | undefined>({
    ...BATCHES,
    lanes: READING_LANES,
    async run(jobs) {
      const { query, tenantId } = jobs[0] as ReadJob;
      const ids = jobs.map(({ id }) => id);
      const rows = await withConnection(tenantId, (connection) =>
        connection.query<FoundRow>(toStatement(query), [tenantId, ids]),
      );
      const found = new Map(rows.map((row) => [row.row_id.toString("latin1"), row]));
      return ids.map((id) => found.get(id.toString("latin1")));
    },
  });

  const findAll = <Row>(query: RowQuery<Row>, parameters: readonly SqlValue[]) =>
    withConnection(scopeOf(query, parameters), (connection) => connection.query<Row>(query, parameters));

  return {
    findById: (query, tenantId, id) =>
      reads(groupOf(query.name, tenantId), undefined, { query, tenantId, id }) as Promise<never>,
    findOne: async (query, parameters) => (await findAll(query, parameters))[0],
    findAll,
    write: (kind, tenantId, job) => {
      const write = kind as Write<unknown, unknown>;
      const key = write.key?.(job).toString("latin1");
      return writes(groupOf(write.name, tenantId), key, { write, tenantId, job }) as Promise<never>;
    },
  };
}

function scopeOf({ acrossTenants }: RowQuery<unknown>, [tenantId]: readonly SqlValue[]): RowScope {
  return !acrossTenants && Buffer.isBuffer(tenantId) ? tenantId : "all tenants";
}

function groupOf(name: string, tenantId: Buffer): string {
  return name + tenantId.toString("latin1");
}

function toStatement({ name, columns, from, table, where = "" }: IdQuery<unknown>): { name: string; sql: string } {
  const condition = `${table}.tenant_id = $1 and ${table}.id = any($2::bytea[]) ${where}`;
  return { name, sql: `select ${columns}, ${table}.id as row_id from ${from} where ${condition}` };
}
