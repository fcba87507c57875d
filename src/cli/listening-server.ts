import type { Logger } from "pino";
import { createApp } from "../app.ts";
import { systemClock } from "../clock.ts";
import { createServerKeys } from "../crypto/sealing.ts";
import type { Settings } from "../settings.ts";
import type { Store } from "../store/store.ts";

/** A server that answers until it is stopped. */
export interface ListeningServer {
  /** Takes no more connections, finishes what it has begun, and closes the database. */
  stop(): Promise<void>;
}

/** Serves the store on the host and port of the settings, which may be shared. Closes the store when it cannot. */
export async function startListening(
  settings: Settings,
  store: Store,
  encryptionKey: Buffer,
  log: Logger,
  { reusePort } = { reusePort: false },
): Promise<ListeningServer> {
  const app = await createApp({ settings, store, keys: createServerKeys(encryptionKey), log, clock: systemClock });
  const stop = async () => {
    await app.close();
    await store.close();
  };
  const address = { host: settings.host, port: settings.port, reusePort };
  try {
    await app.listen(address);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}
