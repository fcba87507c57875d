import type { Change } from "../configuration/apply.ts";
import { createServerKeys } from "../crypto/sealing.ts";
import { applyingProgress, thingsOf } from "./applying-progress.ts";
import { refuseDemoOffLoopback } from "./demo-guard.ts";
import { type Flags, readGiven } from "./given.ts";
import { openDatabase } from "./open-database.ts";
import { apply, keyFor } from "./prepare-store.ts";

const SIGNS = { created: "+", changed: "~", unchanged: "=" };

/** `tessera apply`: makes the database hold what the file says, and prints what that changed. */
export async function applyFile(file: string, flags: Flags): Promise<void> {
  const { settings, configuration } = await readGiven({ ...flags, config: file });
  if (configuration === undefined) return;
  if (configuration.demo) refuseDemoOffLoopback(settings);
  const store = await openDatabase(settings);
  try {
    const keys = async () => {
      const { key } = await keyFor(settings, configuration, await store.tenants.census());
      return createServerKeys(key);
    };
    const progress = applyingProgress(thingsOf(configuration));
    const changes = await apply(configuration, { settings, store, keys }, progress.noted);
    progress.end();
    console.log([...changes.map(lineOf), summaryOf(changes)].join("\n"));
  } finally {
    await store.close();
  }
}

function lineOf({ kind, what, fields }: Change): string {
  return `${SIGNS[kind]} ${what}${fields === undefined ? "" : ` (${fields.join(", ")})`}`;
}

function summaryOf(changes: readonly Change[]): string {
  const count = (kind: Change["kind"]) => changes.filter((change) => change.kind === kind).length;
  return `${count("created")} created, ${count("changed")} changed, ${count("unchanged")} unchanged`;
}
