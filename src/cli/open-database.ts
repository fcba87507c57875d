import { type Settings, SettingsError } from "../settings.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/port/store.ts";
import { StoreUnavailableError } from "../store/store-unavailable.ts";
import { fileFault } from "./failure.ts";

/** Opens the database with its schema up to date. Throws one line with the remedy when the system refuses it. */
export async function openDatabase(settings: Settings): Promise<Store> {
  let store: Store | undefined;
  try {
    store = await openStore(settings);
    await store.migrate();
    return store;
  } catch (error) {
    await store?.close();
    const cause = error instanceof StoreUnavailableError ? error.cause : error;
    // Without a code it is a fault of our own, whose stack is wanted.
    if (!(cause instanceof Error) || typeof (cause as NodeJS.ErrnoException).code !== "string") throw error;
    throw new SettingsError(
      settings.databaseUrl === undefined
        ? `the database in ${settings.dataDirectory} cannot be opened: ${fileFault(cause)}: set TESSERA_DATA_DIR to a folder that this user can write to`
        : `the database at TESSERA_DATABASE_URL cannot be opened: ${fileFault(cause)}: check its host, user and password`,
    );
  }
}
