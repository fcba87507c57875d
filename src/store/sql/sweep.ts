import { randomInt } from "node:crypto";
import type { Store } from "../port/store.ts";
import type { Database } from "../schema.ts";
import type { RowQuery, Statements, Write } from "../statements.ts";

const EXPIRING = [
  "access_tokens",
  "authorizations",
  "authorization_requests",
  "sessions",
  "attempts",
  "transients",
  "messages",
] as const satisfies readonly (keyof Database)[];

type ExpiringTable = (typeof EXPIRING)[number];

/** A row's primary key. */
interface Key {
  readonly tenant_id: Buffer;
  readonly id: Buffer;
}

const BEFORE_ALL: Key = { tenant_id: Buffer.alloc(0), id: Buffer.alloc(0) };

/** So few that the writes of those who wait for an answer come in between. */
const TENANTS_AT_ONCE = 16;

/** Two deletions never share a statement. */
const ALONE = Buffer.alloc(0);

/** A row that has ended, or on SQLite the first of a step that its tenant has, with the last one's id. */
interface Ended extends Key {
  readonly last_id?: Buffer;
}

interface Deletion {
  readonly ended: readonly Ended[];
  readonly now: number;
}

const TABLES = EXPIRING.map((table) => ({ ...walkOf(table), deletion: deletionFrom(table) }));

/**
 * The store's sweep: a walk through one table after the other in the order of their keys, which needs no index over time. It begins
 * somewhere in one of them, so that several processes do not walk together, and one that never lives long gets everywhere.
 */
export function createSweep(
  statements: Statements,
  dropRetiredKeys: (now: number, limit: number) => Promise<number>,
): Store["sweep"] {
  let position: { table: number; after: Key } | undefined;

  return async (now, limit) => {
    position ??= await somewhere(statements);
    const { table, after } = position;
    const { end, over, deletion } = TABLES[table] as (typeof TABLES)[number];

    const [last] = await statements.findAll(end, [after.tenant_id, after.id, limit - 1]);
    const ended = await statements.findAll(over, [after.tenant_id, after.id, limit, now]);
    let deleted = await deleteRows(statements, deletion, ended, now);

    const next = (table + 1) % TABLES.length;
    position = last === undefined ? { table: next, after: BEFORE_ALL } : { table, after: last };
    const roundOver = last === undefined && next === 0;
    // They are few, and an index tells which.
    if (roundOver) deleted += await dropRetiredKeys(now, limit);
    return { deleted, roundOver };
  };
}

/** A place between the first and the last row of a table. */
async function somewhere(statements: Statements): Promise<{ table: number; after: Key }> {
  const table = randomInt(TABLES.length);
  const { first, last } = TABLES[table] as (typeof TABLES)[number];
  const [low] = await statements.findAll(first, []);
  const [high] = await statements.findAll(last, []);
  return { table, after: low && high ? between(low, high) : BEFORE_ALL };
}

function between(low: Key, high: Key): Key {
  const numberOf = ({ tenant_id, id }: Key) => BigInt(`0x${tenant_id.toString("hex")}${id.toString("hex")}`);
  const steps = 2 ** 32;
  const from = numberOf(low);
  const chosen = from + ((numberOf(high) - from) * BigInt(randomInt(steps))) / BigInt(steps);
  const width = low.tenant_id.length + low.id.length;
  const bytes = Buffer.from(chosen.toString(16).padStart(2 * width, "0"), "hex");
  return { tenant_id: bytes.subarray(0, low.tenant_id.length), id: bytes.subarray(low.tenant_id.length) };
}

async function deleteRows(
  statements: Statements,
  deletion: Write<Deletion, number>,
  rows: readonly Ended[],
  now: number,
): Promise<number> {
  let deleted = 0;
  // Each statement for one tenant: in a cluster that is one node's work.
  const tenants = [...Map.groupBy(rows, ({ tenant_id }) => tenant_id.toString("latin1")).values()];
  for (let start = 0; start < tenants.length; start += TENANTS_AT_ONCE) {
    const counts = tenants
      .slice(start, start + TENANTS_AT_ONCE)
      .map((ended) => statements.write(deletion, ended[0]?.tenant_id as Buffer, { ended, now }));
    for (const count of await Promise.all(counts)) deleted += count;
  }
  return deleted;
}

/**
 * The questions of the walk. Rows are compared whole and in order, up to a limit: whatever a planner believes, it enters the primary
 * key's index at the place and reads on from there.
 */
function walkOf(table: ExpiringTable) {
  const query = <Row extends Key = Key>(name: string, sql: string, sqlite = sql): RowQuery<Row> => ({
    name: `sweep_${name}_${table}`,
    sql,
    sqlite,
    acrossTenants: true,
  });
  const onwards = `from ${table} where (tenant_id, id) > ($1, $2) order by tenant_id, id`;
  const ended = `from (select tenant_id, id, expires_at ${onwards} limit $3) as step where expires_at < $4`;
  return {
    first: query("first", `select tenant_id, id from ${table} order by tenant_id, id limit 1`),
    last: query("last", `select tenant_id, id from ${table} order by tenant_id desc, id desc limit 1`),
    // Of the rows that live on nothing is handed over but the last one's key.
    end: query("end", `select tenant_id, id ${onwards} limit 1 offset $3`),
    // SQLite finds a row in a fifth of the time that it takes to hand it over.
    over: query<Ended>(
      "over",
      `select tenant_id, id ${ended}`,
      `select tenant_id, min(id) as id, max(id) as last_id ${ended} group by tenant_id`,
    ),
  };
}

/** Deletes rows that were found to have ended, unless they have been used since and given more time. Answers how many went. */
function deletionFrom(table: ExpiringTable): Write<Deletion, number> {
  // They lie one behind the other, so SQLite goes there once; what has ended between them since may go too.
  const one = `delete from ${table} where tenant_id = ? and id >= ? and id <= ? and expires_at < ?`;
  const many = {
    name: `delete_${table}`,
    sql: `delete from ${table} where tenant_id = $1 and id = any($2::bytea[]) and expires_at < $3 returning id`,
  };
  return {
    name: many.name,
    key: () => ALONE,
    one: (sqlite, tenantId, { ended: [range], now }) =>
      sqlite.run(one, tenantId, range?.id as Buffer, range?.last_id as Buffer, now),
    many: async ({ query }, tenantId, [job]) => {
      const { ended, now } = job as Deletion;
      return [(await query(many, [tenantId, ended.map(({ id }) => id), now])).length];
    },
  };
}
