import { existsSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../clock.ts";
import type { Change, Noted } from "../configuration/apply.ts";
import type { SessionsEnded } from "../configuration/apply-world.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { createServerKeys } from "../crypto/sealing.ts";
import type { NoticeParts } from "../session-notices.ts";
import type { Settings } from "../settings.ts";
import type { Store } from "../store/port/store.ts";
import type { TenantCensus } from "../store/port/tenants.ts";
import { refuseDemoOffLoopback } from "./demo-guard.ts";
import type { Given } from "./given.ts";
import { DEMO_FILE, loadConfiguration } from "./load-configuration.ts";
import { demoEncryptionKey, requireEncryptionKey } from "./master-key.ts";
import { openDatabase } from "./open-database.ts";
import { SHOWN_ORGANIZATIONS, type ShownOrganizations } from "./start-message.ts";

export interface PreparedStore {
  readonly store: Store;
  readonly encryptionKey: Buffer;
  /** The file that the demo's key was just made in. */
  readonly keyMadeIn: string | undefined;
  readonly organizations: ShownOrganizations;
  /** The file of the demo that is among the organizations, if one is. */
  readonly demo: Configuration | undefined;
}

/**
 * Opens the database, with the schema and the configuration applied; an empty one without a configuration gets the demo. What may
 * not be served is refused before anything is written.
 */
export async function prepareStore({ settings, configuration: named }: Given): Promise<PreparedStore> {
  const isNew = settings.databaseUrl === undefined && !existsSync(join(settings.dataDirectory, "tessera.db"));
  refuseEarly(settings, named, isNew);

  const store = await openDatabase(settings);
  try {
    const stored = await store.tenants.census();
    const configuration = named ?? (stored.total === 0 ? await loadConfiguration(DEMO_FILE) : undefined);
    const demo = configuration?.demo === true || stored.demos > 0;
    if (demo) refuseDemoOffLoopback(settings);

    const { key, madeIn } = await keyFor(settings, configuration, stored);
    if (configuration !== undefined) {
      await apply(configuration, { settings, store, keys: async () => createServerKeys(key) });
    }
    const { total, resources } = await store.tenants.search({ offset: 0, limit: SHOWN_ORGANIZATIONS });
    const organizations = { total, first: resources.map(({ handle }) => handle) };
    const demoFile = demo ? await storedDemo(store, configuration) : undefined;
    return { store, encryptionKey: key, keyMadeIn: madeIn, organizations, demo: demoFile };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Applies a configuration at the present time, and keeps how things are then. */
export async function apply(
  configuration: Configuration,
  { settings, store, keys }: Pick<NoticeParts, "settings" | "store" | "keys">,
  noted?: Noted,
): Promise<Change[]> {
  const { applyConfiguration } = await import("../configuration/apply.ts");
  const { makeFirstKeys } = await import("./first-keys.ts");
  const { rememberApplied } = await import("../configuration/drift/applied.ts");
  const sessionsEnded: SessionsEnded = async (...ended) => {
    const { createSessionNotices } = await import("../session-notices.ts");
    const record: NoticeParts["record"] = (event, details) => console.error(event.replaceAll("_", " "), details);
    await createSessionNotices({ settings, store, clock: systemClock, keys, record })(...ended);
  };
  const changes = await applyConfiguration(configuration, store, systemClock, keys, sessionsEnded, noted);
  await makeFirstKeys(configuration, { settings, store, keys });
  await rememberApplied(configuration, store, systemClock);
  return changes;
}

/** The demo's key where there is nothing but a demo; everywhere else the operator's, which is demanded. */
export async function keyFor(
  settings: Settings,
  configuration: Configuration | undefined,
  stored: TenantCensus,
): Promise<{ key: Buffer; madeIn: string | undefined }> {
  const onlyDemo = stored.demos === stored.total && (configuration?.demo ?? stored.total > 0);
  return onlyDemo ? demoEncryptionKey(settings) : { key: requireEncryptionKey(settings), madeIn: undefined };
}

/** The demo's file, which has the passwords: the database has their hashes. Undefined when it is not what is stored. */
async function storedDemo(store: Store, named: Configuration | undefined): Promise<Configuration | undefined> {
  const file = named ?? (await loadConfiguration(DEMO_FILE));
  const stored = await Promise.all(file.organizations.map(({ handle }) => store.tenants.find(handle)));
  return file.demo && !stored.includes(undefined) ? file : undefined;
}

/** What can be told without the database, so that a refused start leaves no file behind. */
function refuseEarly(settings: Settings, configuration: Configuration | undefined, isNew: boolean): void {
  if (configuration === undefined ? isNew : configuration.demo) refuseDemoOffLoopback(settings);
  if (configuration !== undefined && !configuration.demo) requireEncryptionKey(settings);
}
