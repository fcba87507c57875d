import { type RawBuilder, sql } from "kysely";
import type { Comparison, ResourceFilter, ResourceQuery } from "../port/queries.ts";

/** How the filters and the order of one kind of resource become SQL over the rows that are called `r`. */
export interface SearchedTable {
  readonly tenantId: Buffer;
  /** What is in a column of the row, or can be had from one. */
  readonly columns: Readonly<Record<string, SearchedColumn>>;
  /** The value of any other path, as it is compared. */
  comparable(path: string, value: string): string;
}

export interface SearchedColumn {
  /** Within it the rest of the condition, which names the value. */
  condition(hold: (value: RawBuilder<unknown>) => RawBuilder<boolean>): RawBuilder<boolean>;
  /** The value to compare with; undefined: nothing is equal to it. */
  comparable(value: string): string | number | Buffer | undefined;
  /** Where there is a value to sort by. */
  readonly order?: RawBuilder<unknown>;
  /** Some have no value. */
  readonly nullable?: true;
}

const NEVER = sql<boolean>`1 = 0`;
/** Behind all that begins with the text before it, in the order of the code points. */
const LAST_CHARACTER = "\u{10FFFF}";

/** The condition that the rows satisfy for which the filter holds. Every value in it is a bound parameter (security bar 23.4). */
export function conditionOf(filter: ResourceFilter, table: SearchedTable): RawBuilder<boolean> {
  switch (filter.kind) {
    case "and":
    case "or": {
      const terms = filter.terms.map((term) => conditionOf(term, table));
      return sql<boolean>`(${sql.join(terms, filter.kind === "and" ? sql` and ` : sql` or `)})`;
    }
    case "not":
      return sql<boolean>`not ${conditionOf(filter.term, table)}`;
    case "present":
      return presentIn(filter.paths, table);
    case "comparison":
      return comparisonOf(filter, table);
    case "element":
      return elementOf(filter, table);
  }
}

/**
 * By what the rows are ordered: the path's values, then the ids, both in one direction, so that an index over a column is read from either
 * end. What has no value comes last.
 */
export function ordersOf(sort: ResourceQuery["sort"], { tenantId, columns }: SearchedTable): RawBuilder<unknown>[] {
  if (sort === undefined) return [sql`r.id`];
  const direction = sort.descending ? sql`desc` : sql`asc`;
  const { order, nullable } = columns[sort.path] ?? {};
  // The first of a list. `min` would lead SQLite through the values of all users, once for each of them.
  const value =
    order ??
    sql`(select s.value from user_attributes s
      where s.tenant_id = ${tenantId} and s.user_id = r.id and s.path = ${sort.path} order by s.element limit 1)`;
  const isFull = order !== undefined && !nullable;
  return [...(isFull ? [] : [sql`(${value}) is null`]), sql`${value} ${direction}`, sql`r.id ${direction}`];
}

/** The rows in the order of these ids: what is passed over on the way to a page is not read in full. */
export function inOrderOf<Row extends { readonly id: Buffer }>(ids: readonly Buffer[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id.toString("latin1"), row]));
  return ids.flatMap((id) => byId.get(id.toString("latin1")) ?? []);
}

/** A column of the row itself. */
export function ownColumn(value: RawBuilder<unknown>, comparable: SearchedColumn["comparable"]): SearchedColumn {
  return { condition: (hold) => hold(value), comparable, order: value };
}

function presentIn(paths: readonly string[], { tenantId, columns }: SearchedTable): RawBuilder<boolean> {
  const [column] = paths.flatMap((path) => columns[path] ?? []);
  if (column !== undefined) return column.condition((value) => sql<boolean>`${value} is not null`);
  return sql<boolean>`r.id in (select a.user_id from user_attributes a
    where a.tenant_id = ${tenantId} and a.path in (${sql.join(paths)}))`;
}

type Compared = Extract<ResourceFilter, { kind: "comparison" }>;

function comparisonOf({ path, operator, value }: Compared, { tenantId, columns, comparable }: SearchedTable) {
  const column = columns[path];
  if (column !== undefined) {
    const wanted = column.comparable(value);
    return wanted === undefined ? NEVER : column.condition((own) => compare(own, operator, wanted));
  }
  const condition = compare(sql`a.value`, operator, comparable(path, value));
  return sql<boolean>`r.id in (select a.user_id from user_attributes a
    where a.tenant_id = ${tenantId} and a.path = ${path} and ${condition})`;
}

/** The rows with a list one of whose elements satisfies the filter, which is about its members alone. */
function elementOf({ paths, filter }: Extract<ResourceFilter, { kind: "element" }>, table: SearchedTable) {
  const { tenantId } = table;
  const ofElement = (each: ResourceFilter): RawBuilder<boolean> => {
    switch (each.kind) {
      case "and":
      case "or":
        return sql<boolean>`(${sql.join(each.terms.map(ofElement), each.kind === "and" ? sql` and ` : sql` or `)})`;
      case "not":
        return sql<boolean>`not ${ofElement(each.term)}`;
      case "present":
        return member(sql`b.path in (${sql.join(each.paths)})`);
      case "comparison":
        return member(
          sql`b.path = ${each.path} and ${compare(sql`b.value`, each.operator, table.comparable(each.path, each.value))}`,
        );
      case "element":
        return NEVER; // an element has no elements
    }
  };
  const member = (condition: RawBuilder<unknown>) => sql<boolean>`exists (select 1 from user_attributes b
    where b.tenant_id = ${tenantId} and b.user_id = a.user_id and b.element = a.element and ${condition})`;
  return sql<boolean>`r.id in (select a.user_id from user_attributes a
    where a.tenant_id = ${tenantId} and a.path in (${sql.join(paths)}) and ${ofElement(filter)})`;
}

const SIGNS = { eq: sql`=`, gt: sql`>`, ge: sql`>=`, lt: sql`<`, le: sql`<=` };

function compare(own: RawBuilder<unknown>, operator: Comparison, value: string | number | Buffer): RawBuilder<boolean> {
  switch (operator) {
    case "sw":
      // As a range, which an index can answer.
      return sql<boolean>`(${own} >= ${value} and ${own} < ${`${value}${LAST_CHARACTER}`})`;
    case "co":
      return sql<boolean>`${own} like ${`%${escaped(`${value}`)}%`} escape '!'`;
    case "ew":
      return sql<boolean>`${own} like ${`%${escaped(`${value}`)}`} escape '!'`;
    default:
      return sql<boolean>`${own} ${SIGNS[operator]} ${value}`;
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[%_!]/g, "!$&");
}
