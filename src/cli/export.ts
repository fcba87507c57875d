import { writeFile } from "node:fs/promises";
import { writeConfiguration } from "../configuration/export/write-configuration.ts";
import { SettingsError } from "../settings.ts";
import { fileFault } from "./failure.ts";
import type { Flags } from "./given.ts";
import { requireNamed, withOrganizations } from "./organizations.ts";

export interface ExportFlags {
  readonly output?: string;
  readonly hashes?: boolean;
}

/** Only its owner may read it: it may hold hashes, and who works here. */
const FILE_MODE = 0o600;

/** `tessera export`: writes what the database holds of the organizations, or of all, as a configuration file. */
export async function exportConfiguration(named: readonly string[], options: ExportFlags, flags: Flags): Promise<void> {
  await withOrganizations(undefined, flags, async ({ store, tenants }) => {
    const handles = requireNamed(named, tenants);
    const text = await writeConfiguration(handles, store, { hashes: options.hashes === true });
    if (options.output === undefined) process.stdout.write(text);
    else await save(options.output, text);
  });
}

async function save(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: FILE_MODE }).catch((error: unknown) => {
    throw new SettingsError(`${path} cannot be written: ${fileFault(error)}: name another file with --output`);
  });
  console.error(`${path} holds ${text.split("\n").length - 1} lines`);
}
