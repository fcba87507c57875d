import { didYouMean } from "./nearest-word.ts";
import type { ChosenSettings, Setting } from "./setting.ts";
import { SettingsError } from "./settings-error.ts";

/** What was given, by source. */
export interface GivenSettings {
  /** By the setting's name. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The `server` section of the configuration file. */
  readonly file: ServerSection;
}

/** The value of each key, and where it stands (`my.yaml:3:9`). */
export type ServerSection = Readonly<Record<string, { readonly value: unknown; readonly place: string }>>;

/** `readSettings` for a table of rows. */
export function readRows<Settings extends { readonly port: number; readonly tlsCert: string | undefined }>(
  rows: { readonly [Name in keyof Settings]: Setting<Settings[Name]> },
  given: GivenSettings,
): Settings {
  const names = Object.keys(rows) as (keyof Settings & string)[];
  refuseUnknownVariables(
    names.map((name) => rows[name].env),
    given.env,
  );
  // Which file to read cannot stand in the file.
  refuseUnknownKeys(
    names.filter((name) => name !== "config"),
    given.file,
  );

  const values = new Map<string, unknown>(names.map((name) => [name, readGiven(name, rows[name], given)]));
  const port = (values.get("port") as number | undefined) ?? (rows.port.default as number);
  const chosen = { port, tls: values.get("tlsCert") !== undefined };
  const settings = names.map((name) => [name, values.get(name) ?? defaultOf(rows[name], chosen)]);
  return Object.fromEntries(settings) as unknown as Settings;
}

function refuseUnknownVariables(known: readonly string[], env: GivenSettings["env"]): void {
  for (const variable of Object.keys(env)) {
    if (!variable.startsWith("TESSERA_") || known.includes(variable)) continue;
    throw new SettingsError(`${variable} is not a setting: ${didYouMean(variable, known)}`);
  }
}

function refuseUnknownKeys(known: readonly string[], file: ServerSection): void {
  for (const [key, { place }] of Object.entries(file)) {
    if (known.includes(key)) continue;
    throw new SettingsError(`${place}: server.${key} is not a setting: ${didYouMean(key, known)}`);
  }
}

/** Undefined when nobody gave it. */
function readGiven(name: string, setting: Setting<unknown>, { flags, env, file }: GivenSettings): unknown {
  const flag = flags[name];
  if (flag !== undefined) return parse(setting, flag, `--${setting.flag}`);
  const variable = env[setting.env];
  if (variable !== undefined && variable !== "") return parse(setting, variable, setting.env);
  const entry = file[name];
  if (entry === undefined) return undefined;
  const origin = `${entry.place}: server.${name}`;
  return parse(setting, textOf(entry.value, origin), origin);
}

function parse(setting: Setting<unknown>, text: string, origin: string): unknown {
  try {
    return setting.kind.parse(text);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const shown = setting.kind.secret ? "" : ` ${JSON.stringify(text)}`;
    throw new SettingsError(`${origin}${shown} ${error.message}`);
  }
}

/** A YAML scalar as the text an environment variable would hold; of a list, its entries with commas. */
function textOf(value: unknown, origin: string): string {
  const values = Array.isArray(value) ? value : [value];
  if (values.every((one) => ["string", "number", "boolean"].includes(typeof one))) return values.join(",");
  throw new SettingsError(`${origin} is not a single value: write a text, a number, or a list of them`);
}

function defaultOf(setting: Setting<unknown>, chosen: ChosenSettings): unknown {
  return typeof setting.default === "function" ? setting.default(chosen) : setting.default;
}
