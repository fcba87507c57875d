import { systemClock } from "../clock.ts";
import { type PlannedChange, planConfiguration } from "../configuration/plan.ts";
import { createServerKeys } from "../crypto/sealing.ts";
import { linesOf } from "./changes.ts";
import { CHANGES, NO_CHANGES } from "./exit-codes.ts";
import { type Flags, readGiven } from "./given.ts";
import { openDatabase } from "./open-database.ts";
import { keyFor } from "./prepare-store.ts";

/** `tessera plan`: prints what `tessera apply` would change. Resolves to 2 when it would change something, else to 0. */
export async function planFile(file: string, { json }: { readonly json?: boolean }, flags: Flags): Promise<number> {
  const { settings, configuration } = await readGiven({ ...flags, config: file });
  if (configuration === undefined) return NO_CHANGES;
  const store = await openDatabase(settings);
  try {
    const keys = async () => {
      const { key } = await keyFor(settings, configuration, await store.tenants.census());
      return createServerKeys(key);
    };
    const planned = await planConfiguration(configuration, store, systemClock, keys);
    const changes = planned.filter(({ kind }) => kind !== "unchanged");
    console.log(json ? JSON.stringify({ changes }, undefined, 2) : textOf(changes, planned.length));
    return changes.length > 0 ? CHANGES : NO_CHANGES;
  } finally {
    await store.close();
  }
}

function textOf(changes: readonly PlannedChange[], all: number): string {
  const lines = changes.flatMap(({ kind, what, differences }) =>
    kind === "unchanged" ? [] : linesOf(kind, what, differences),
  );
  const count = (wanted: PlannedChange["kind"]) => changes.filter(({ kind }) => kind === wanted).length;
  const summary = `${count("created")} to create, ${count("changed")} to change, ${all - changes.length} unchanged`;
  return [...lines, summary].join("\n");
}
