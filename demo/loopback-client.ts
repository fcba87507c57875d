import { createServer } from "node:http";

/** The application's side of the redirect: a tiny server on loopback, as native applications have it (RFC 8252 §7.3). */
export interface LoopbackClient {
  readonly redirectUri: string;
  /** The parameters of the redirect, once the browser has come. */
  readonly arrived: Promise<URLSearchParams>;
  stop(): Promise<void>;
}

/** Listens on a free port of localhost until a browser is redirected there. */
export async function listenForRedirect(): Promise<LoopbackClient> {
  let arrive: (parameters: URLSearchParams) => void = () => {};
  const arrived = new Promise<URLSearchParams>((resolve) => {
    arrive = resolve;
  });
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (searchParams.has("code") || searchParams.has("error")) arrive(searchParams);
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end("<!doctype html><title>The application is back</title><p>You can close this window.");
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "localhost", port: 0 }, () => resolve((server.address() as { port: number }).port));
  });
  return {
    redirectUri: `http://localhost:${port}`,
    arrived,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
