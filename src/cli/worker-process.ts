import { createLog } from "../log.ts";
import type { Settings } from "../settings.ts";
import { openStore } from "../store/open-store.ts";
import { failureText } from "./failure.ts";
import { type ListeningServer, startListening } from "./listening-server.ts";
import { SYSTEM_SHARES_PORTS } from "./shared-port.ts";

/** What a worker serves, on a database that is ready. */
export interface WorkerTask {
  readonly settings: Settings;
  readonly encryptionKey: Buffer;
}

/** What the first process tells a worker. */
export type ToWorker = { readonly kind: "serve"; readonly task: WorkerTask } | { readonly kind: "stop" | "reload" };

/** What a worker tells: `ready` asks for its task, since a message that comes before somebody listens is lost. */
export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "listening" }
  /** It ends. `reason` is for a person. */
  | { readonly kind: "failed"; readonly reason: string };

let server: ListeningServer | undefined;

// A terminal or a service manager signals every process at once, and the first one tells its workers what to do.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
process.on("message", (message: ToWorker) => {
  const done = message.kind === "serve" ? serve(message.task) : message.kind === "stop" ? stop() : server?.reload();
  done?.catch((error: unknown) => {
    tell({ kind: "failed", reason: failureText(error) }, () => process.exit(1));
  });
});
tell({ kind: "ready" });

async function serve({ settings, encryptionKey }: WorkerTask): Promise<void> {
  const log = createLog(settings.logLevel).child({ worker: process.pid });
  const store = await openStore(settings);
  server = await startListening(settings, store, encryptionKey, log, { reusePort: SYSTEM_SHARES_PORTS });
  tell({ kind: "listening" });
}

async function stop(): Promise<void> {
  await server?.stop();
  process.exit(0);
}

function tell(message: FromWorker, then?: () => void): void {
  // The callback also takes the error of a first process that is gone, with which a worker ends anyway.
  process.send?.(message, undefined, undefined, () => then?.());
}
