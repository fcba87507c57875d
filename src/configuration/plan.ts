import type { Clock } from "../clock.ts";
import { masked } from "../crypto/masked.ts";
import type { Store } from "../store/port/store.ts";
import { applyConfiguration, type Change } from "./apply.ts";
import type { Sealing } from "./apply-applications.ts";
import type { Configuration } from "./configuration.ts";
import { dryRunStore } from "./dry-run.ts";
import type { Outcome } from "./outcome.ts";
import { FILE_KEYS } from "./to-client.ts";

/** What applying would do to one thing of the file, with the values where something is to change; secrets are masked. */
export interface PlannedChange extends Change {
  readonly differences: readonly Difference[];
}

export interface Difference {
  /** The file's name for it. */
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What applying the configuration would do. Writes nothing. */
export async function planConfiguration(
  configuration: Configuration,
  store: Store,
  clock: Clock,
  sealing: Sealing,
): Promise<PlannedChange[]> {
  const planned: PlannedChange[] = [];
  await applyConfiguration(configuration, dryRunStore(store), clock, sealing, undefined, (change, values) => {
    planned.push({ ...change, differences: differencesOf(change, values) });
  });
  return planned;
}

function differencesOf({ kind, fields = [] }: Change, values: Outcome["values"]): Difference[] {
  if (kind !== "changed") return [];
  const [before, after] = [values?.before, values?.after].map((value) => masked(value) as Record<string, unknown>);
  return fields.map((field) => {
    const member = Object.keys(FILE_KEYS).find((name) => FILE_KEYS[name] === field) ?? field;
    const [was, is] = [before, after].map((side) => side?.[member] ?? side?.[field]);
    return { field, before: was, after: is };
  });
}
