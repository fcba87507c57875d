import { readFileSync, writeFileSync } from "node:fs";
import type { Setting } from "../src/settings/setting.ts";
import { SETTINGS } from "../src/settings.ts";

/** The document that holds the table of settings. */
export const DOCUMENT = new URL("../docs/configuration.md", import.meta.url);
const BEGIN = "<!-- settings: made by scripts/settings-table.ts -->";
const END = "<!-- end of settings -->";

/** The document with the table between its markers made anew from the rows. */
export function withSettingsTable(document: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`docs/configuration.md has no ${BEGIN} … ${END}`);
  return `${document.slice(0, begin)}${BEGIN}\n\n${settingsTable()}\n\n${document.slice(end)}`;
}

function settingsTable(): string {
  const rows = Object.entries(SETTINGS).map(([name, setting]: [string, Setting<unknown>]) => {
    const flag = setting.flag === undefined ? "" : `\`--${setting.flag}\``;
    const key = name === "config" ? "" : `\`${name}\``;
    const unit = setting.unit === undefined ? "" : ` ${setting.unit}`;
    const cells = [`\`${setting.env}\``, flag, key, `${setting.kind.name}${unit}`, defaultOf(setting), setting.about];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "| environment | flag | key under `server:` | value | default | what it is |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function defaultOf({ default: value }: Setting<unknown>): string {
  // The only default that is computed is the base URL's.
  if (typeof value === "function") return "`http://localhost:<port>`";
  return value === undefined || (Array.isArray(value) && value.length === 0) ? "" : `\`${value}\``;
}

if (import.meta.main) writeFileSync(DOCUMENT, withSettingsTable(readFileSync(DOCUMENT, "utf8")));
