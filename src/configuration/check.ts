import type { Fault } from "./faults.ts";
import type { Path } from "./source.ts";

/** A contradiction between settings: whether it is there, and what is told at which key. */
export type Check = [wrong: boolean, key: string[], message: string];

/** The faults that the checks of what stands at the path have found. */
export function failed(checks: readonly Check[], path: Path): Fault[] {
  return checks.filter(([wrong]) => wrong).map(([, key, message]) => ({ path: [...path, ...key], message }));
}
