import { findFreePort } from "../free-port.ts";
import { createLog } from "../log.ts";
import type { Settings } from "../settings.ts";
import { demoSignIn } from "./demo-sign-in.ts";
import { type Flags, type Given, readGiven } from "./given.ts";
import type { ListeningServer } from "./listening-server.ts";
import { type PreparedStore, prepareStore } from "./prepare-store.ts";
import { startMessage } from "./start-message.ts";
import { readTlsFiles } from "./tls-files.ts";
import { version } from "./version.ts";

/** Ctrl-C reaches this process from the terminal and once more from npm: what comes so soon after is the same signal. */
const SAME_SIGNAL_MILLISECONDS = 500;
const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15 };

/** Starts the server and says so. Resolves once it listens; it runs until it is told to stop. */
export async function serve(flags: Flags): Promise<void> {
  const given = await withFreePort(flags, await readGiven(flags));
  await readTlsFiles(given.settings); // what cannot be used is refused before anything is written
  const prepared = await prepareStore(given);
  const server = await startServer(given.settings, prepared);
  stopOnSignal(server.stop);
  reloadOnSignal(given.settings, server);
  process.stdout.write(messageOf(given.settings, prepared));
}

/** In this process, or in workers: then this one holds no connection to the database. */
async function startServer(settings: Settings, { store, encryptionKey }: PreparedStore): Promise<ListeningServer> {
  const log = createLog(settings.logLevel);
  if (settings.workers === 1) {
    const { startListening } = await import("./listening-server.ts");
    return startListening(settings, store, encryptionKey, log);
  }
  await store.close();
  const { startWorkers } = await import("./workers.ts");
  return startWorkers(settings.workers, { settings, encryptionKey }, log);
}

/** The base URL holds the port, so a free one is picked before anything is made of it. */
async function withFreePort(flags: Flags, given: Given): Promise<Given> {
  if (given.settings.port !== 0) return given;
  const port = await findFreePort(given.settings.host);
  return readGiven({ ...flags, port: String(port) });
}

function messageOf(
  { baseUrl, mtlsBaseUrl }: Settings,
  { organizations, keyMadeIn, demo: file }: PreparedStore,
): string {
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const demo = file && demoSignIn(file, baseUrl);
  return startMessage({ version: version(), baseUrl, mtlsBaseUrl, organizations, demo, keyMadeIn }, colour);
}

/** A renewed certificate needs no restart. Without TLS the signal ends the server, as it ends every program. */
function reloadOnSignal({ tlsCert, tlsClientCa }: Settings, server: ListeningServer): void {
  if (tlsCert !== undefined || tlsClientCa !== undefined) process.on("SIGHUP", () => void server.reload());
}

/** The first signal ends the server in order, with exit code 0; a second one ends the process at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  let firstAt: number | undefined;
  const onSignal = (signal: keyof typeof SIGNAL_NUMBERS) => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    } else if (performance.now() - firstAt > SAME_SIGNAL_MILLISECONDS) {
      process.exit(128 + SIGNAL_NUMBERS[signal]);
    }
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
}
