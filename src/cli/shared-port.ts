import { createServer } from "node:net";

/**
 * Whether the system gives each connection to one of the processes that listen on the port together. Node's own way, in which the
 * first process hands connections out, leaves those without an answer that are on their way to a worker when it dies.
 */
export const SYSTEM_SHARES_PORTS = process.platform === "linux";

/** Throws unless the port is free: processes that share ports would join another server's without a word. */
export async function refuseTakenPort(host: string, port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", reject);
    probe.listen({ host, port }, resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}
