import type { Configuration } from "../configuration/configuration.ts";
import type { GivenSettings } from "../settings/read-rows.ts";
import { readSettings, type Settings } from "../settings.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { refuseStolenPasswords } from "./stolen-passwords.ts";

export type Flags = GivenSettings["flags"];

/** The settings of this process, and the configuration file they name. */
export interface Given {
  readonly settings: Settings;
  readonly configuration: Configuration | undefined;
}

/** Reads the flags, the environment and the configuration file, whose `server` section holds settings too. */
export async function readGiven(flags: Flags): Promise<Given> {
  const path = flags.config ?? (process.env.TESSERA_CONFIG || undefined);
  const configuration = path === undefined ? undefined : await loadConfiguration(path);
  const settings = readSettings({ flags, env: process.env, file: configuration?.server ?? {} });
  if (configuration !== undefined) await refuseStolenPasswords(configuration, settings);
  return { settings, configuration };
}
