import { createServer } from "node:net";

/** A port of the host that was free a moment ago. */
export async function findFreePort(host: string): Promise<number> {
  const probe = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    probe.once("error", reject);
    probe.listen({ host, port: 0 }, () => resolve((probe.address() as { port: number }).port));
  });
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
