import type { Logger } from "pino";
import { createApp } from "../app.ts";
import { systemClock } from "../clock.ts";
import { createServerKeys } from "../crypto/sealing.ts";
import { createClientAuthorities } from "../http/client-authorities.ts";
import { type HttpsListener, listenHttps } from "../http/https-listener.ts";
import type { Settings } from "../settings.ts";
import type { Store } from "../store/port/store.ts";
import { aboutSecondPort, failureText } from "./failure.ts";
import { readTlsFiles } from "./tls-files.ts";

/** A server that answers until it is stopped. */
export interface ListeningServer {
  /** Takes no more connections, finishes what it has begun, and closes the database. */
  stop(): Promise<void>;
  /** Reads the certificates again, for new connections. What cannot be used is logged, and changes nothing. */
  reload(): Promise<void>;
}

/** Serves the store on the host and ports of the settings, which may be shared. Closes the store when it cannot. */
export async function startListening(
  settings: Settings,
  store: Store,
  encryptionKey: Buffer,
  log: Logger,
  { reusePort } = { reusePort: false },
): Promise<ListeningServer> {
  const clientAuthorities = createClientAuthorities();
  const keys = createServerKeys(encryptionKey);
  const app = await createApp({ settings, store, keys, log, clock: systemClock, clientAuthorities });
  let https: HttpsListener | undefined;
  const stop = async () => {
    await Promise.all([app.close(), https?.close()]);
    await store.close();
  };
  const { mtlsPort } = settings;
  const address = { host: settings.host, port: settings.port, reusePort };
  try {
    const files = await readTlsFiles(settings);
    clientAuthorities.use(files.clientCa);
    if (files.server === undefined) await app.listen(address);
    else https = await listenHttps(app, files, { ...address, mtlsPort });
  } catch (error) {
    await stop();
    throw aboutSecondPort(error, mtlsPort);
  }
  const reload = async () => {
    try {
      const files = await readTlsFiles(settings);
      clientAuthorities.use(files.clientCa);
      https?.use(files);
      log.info("the certificates were read again");
    } catch (error) {
      log.error({ reason: failureText(error) }, "the certificates stay as they were read before");
    }
  };
  return { stop, reload };
}
