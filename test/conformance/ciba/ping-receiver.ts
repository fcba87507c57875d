import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";

/** Where clients are told that their user has decided (CIBA §10.2), on loopback. */
export interface PingReceiver {
  readonly url: string;
  /** How the next pings are answered: with a status, a body and a header. */
  answer: { readonly status: number; readonly body?: string; readonly location?: string };
  /** Every ping that came since the last reset. */
  readonly pings: Ping[];
  /** Forgets what came, and answers as in order again. */
  reset(): void;
  /** The first ping; fails when none comes. */
  first(): Promise<Ping>;
  close(): Promise<void>;
}

export interface Ping {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const LONGEST_MILLISECONDS = 5000;

export async function startPingReceiver(): Promise<PingReceiver> {
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join("");
    const { status, body: answered = "", location } = receiver.answer;
    response.writeHead(status, location === undefined ? {} : { location }).end(answered);
    receiver.pings.push({ path: request.url as string, headers: request.headers, body });
    came.resolve();
  });
  let came = Promise.withResolvers<void>();
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const receiver: PingReceiver = {
    url: `http://localhost:${(server.address() as AddressInfo).port}/notified`,
    answer: { status: 204 },
    pings: [],
    reset() {
      receiver.answer = { status: 204 };
      receiver.pings.length = 0;
      came = Promise.withResolvers();
    },
    async first() {
      await Promise.race([came.promise, setTimeout(LONGEST_MILLISECONDS, undefined, { ref: false })]);
      const [ping] = receiver.pings;
      if (ping === undefined) throw new Error("the client was not told");
      return ping;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
