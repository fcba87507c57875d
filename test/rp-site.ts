import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An application's site on loopback. */
export interface RpSite {
  /** Of another site than the server. */
  readonly origin: string;
  /** Of the server's site, which is `localhost` with any port. */
  readonly siblingOrigin: string;
  /** Paths with their queries, in the order in which they were asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Serves the pages by path; every other path is an empty page. */
export async function startRpSite(pages: Readonly<Record<string, string>> = {}): Promise<RpSite> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url as string, "http://site");
    if (pathname !== "/favicon.ico") asked.push(`${pathname}${search}`);
    response.setHeader("content-type", "text/html; charset=utf-8").end(pages[pathname] ?? "<title>A site</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    siblingOrigin: `http://localhost:${port}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
