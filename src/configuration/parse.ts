import { type Configuration, ConfigurationError } from "./configuration.ts";
import { type Fault, faultsOf, lineOf } from "./faults.ts";
import { resolveReferences } from "./references.ts";
import { rulesBroken } from "./rules.ts";
import { configurationSchema } from "./schema/configuration.ts";
import { parseSource, type Source } from "./source.ts";

/**
 * Reads a configuration file's text. Throws a ConfigurationError that lists all faults, one per line in the order of the file,
 * each with file, line, column, key path and what is expected. `env` is where `${NAME}` references are looked up.
 */
export function parseConfiguration(
  text: string,
  fileName: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Configuration {
  const source = parseSource(text, fileName);
  const { resolved, faults } = resolveReferences(source.value ?? {}, env);
  const parsed = configurationSchema.safeParse(resolved);
  const demo = (resolved as { demo?: unknown }).demo === true;

  // What refers to an unset variable is not also missing.
  const unset = new Set(faults.map(({ path }) => path.join(".")));
  const found = [...faultsOf(parsed.error?.issues ?? [], resolved), ...rulesBroken(resolved, demo)];
  faults.push(...found.filter(({ path }) => !unset.has(path.join("."))));
  if (faults.length > 0 || !parsed.success) throw new ConfigurationError(linesOf(faults, source).join("\n"));

  const server = Object.entries(parsed.data.server).map(([key, value]) => [
    key,
    { value, place: source.place(["server", key]) },
  ]);
  return { ...parsed.data, server: Object.fromEntries(server) };
}

function linesOf(faults: readonly Fault[], source: Source): string[] {
  const lines = faults.map((fault) => lineOf(fault, source));
  return [...new Set(lines)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}
