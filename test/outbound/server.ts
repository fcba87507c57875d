import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TestCertificate } from "../certificates.ts";

/** Somebody else's server, on loopback. */
export interface OtherServer {
  readonly port: number;
  /** Every request that came, in order. */
  readonly requests: readonly IncomingMessage[];
  close(): Promise<void>;
}

export async function startOtherServer(listener: RequestListener, tls?: TestCertificate): Promise<OtherServer> {
  const requests: IncomingMessage[] = [];
  const handle: RequestListener = (request, response) => {
    requests.push(request);
    listener(request, response);
  };
  const server =
    tls === undefined ? createServer(handle) : createSecureServer({ cert: tls.certificate, key: tls.key }, handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
