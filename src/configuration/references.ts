import type { Fault } from "./faults.ts";
import type { Path } from "./source.ts";

const REFERENCE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;
/** Where `${NAME}` stands for an environment variable; everywhere below `server` too. */
const KEYS = ["password", "clientSecret", "previousClientSecret", "androidAttestationServiceCredentials"];
/** The same for all texts below these. */
const HOLDERS = ["secrets"];
/** Below these nothing is a reference: they hold what others have written. */
const QUOTED = ["document", "preference", "value", "kept", "attributes", "otherClaims", "schema", "jwks"];

/**
 * The file's value with each `${NAME}` replaced by that environment variable, so that secrets need not stand in the file. An
 * unset or empty variable is a fault.
 */
export function resolveReferences(
  value: unknown,
  env: Readonly<Record<string, string | undefined>>,
): { resolved: unknown; faults: Fault[] } {
  const faults: Fault[] = [];
  const resolve = (current: unknown, path: Path): unknown => {
    if (Array.isArray(current)) return current.map((entry, index) => resolve(entry, [...path, index]));
    if (typeof current === "object" && current !== null) {
      return Object.fromEntries(Object.entries(current).map(([key, entry]) => [key, resolve(entry, [...path, key])]));
    }
    if (typeof current !== "string" || !mayRefer(path)) return current;
    const name = REFERENCE.exec(current)?.[1];
    if (name === undefined) return current;
    const found = env[name];
    if (found !== undefined && found !== "") return found;
    faults.push({ path, message: `refers to the environment variable ${name}, which is not set` });
    return undefined;
  };
  return { resolved: resolve(value, []), faults };
}

function mayRefer(path: Path): boolean {
  if (path[0] === "server") return true;
  const steps = path.map(String);
  if (steps.some((step) => QUOTED.includes(step))) return false;
  return KEYS.includes(steps.at(-1) ?? "") || steps.some((step) => HOLDERS.includes(step));
}
