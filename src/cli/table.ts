import { shownText } from "./shown-text.ts";

/** The rows in columns, for people. */
export function asTable(given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map(shownText));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return rows.map((row) => lineOf(row).trimEnd()).join("\n");
}
