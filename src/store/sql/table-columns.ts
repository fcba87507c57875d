import type { SqlValue } from "../statements.ts";

/** A table's columns, `tenant_id` left aside, with their types on PostgreSQL. */
export type ColumnTypes = Readonly<Record<string, "bytea" | "text" | "bigint" | "integer">>;

/** The values of a row to insert, by column. */
export type RowOf<Columns extends ColumnTypes> = { readonly [Name in keyof Columns]: SqlValue };

/** SQLite's statement for one row: the tenant's id, then the columns in their order. */
export function insertOne(table: string, columns: ColumnTypes): string {
  const names = Object.keys(columns);
  return `insert into ${table} (tenant_id, ${names.join(", ")}) values (?, ${names.map(() => "?").join(", ")})`;
}

/** The row's values in the order of the columns. */
export function valuesOf<Columns extends ColumnTypes>(columns: Columns, row: RowOf<Columns>): SqlValue[] {
  return Object.keys(columns).map((name) => row[name] as SqlValue);
}

/** PostgreSQL's statement for many rows: the tenant's id is `$1`, and each column is an array, from `$2` on. */
export function insertMany(table: string, columns: ColumnTypes): string {
  const names = Object.keys(columns).join(", ");
  const arrays = Object.values(columns).map((type, n) => `$${n + 2}::${type}[]`);
  return `insert into ${table} (tenant_id, ${names})
    select $1::bytea, ${names} from unnest(${arrays.join(", ")}) as rows (${names})`;
}

/** The columns of the rows as arrays, in the order of `insertMany`. */
export function arraysOf<Columns extends ColumnTypes>(columns: Columns, rows: readonly RowOf<Columns>[]): SqlValue[][] {
  return Object.keys(columns).map((name) => rows.map((row) => row[name] as SqlValue));
}

/** On PostgreSQL the value for a row from the array in the parameter, which has one for each of the jobs whose ids are in `$2`. */
export function ofItsJob(type: string, parameter: number): string {
  // Looked up in the array: joined to the rows, PostgreSQL may choose to read the whole tenant.
  return `($${parameter}::${type}[])[array_position($2::bytea[], id)]`;
}
