import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, extname, join } from "node:path";
import { assets } from "./samples.ts";

const assetDirectory = join(import.meta.dirname, "..", "..", "src", "pages", "assets");
const contentTypes: Readonly<Record<string, string>> = { ".css": "text/css", ".svg": "image/svg+xml" };

/** The policy the pages must live with: nothing from elsewhere, nothing inline (security bar 14.2). */
const contentSecurityPolicy =
  "default-src 'self'; script-src 'none'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'";

export type PageServer = AsyncDisposable & {
  /** The URL of the page with this name. */
  url(name: string): string;
};

/** Serves the given pages and our assets on a free port of loopback, until it is disposed of. */
export async function startPageServer(pages: ReadonlyMap<string, string>): Promise<PageServer> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    if (path.startsWith(`${assets}/`)) {
      response.setHeader("Content-Type", contentTypes[extname(path)] ?? "application/octet-stream");
      response.end(await readFile(join(assetDirectory, basename(path))));
      return;
    }
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.setHeader("Content-Security-Policy", contentSecurityPolicy);
    response.statusCode = pages.has(path.slice(1)) ? 200 : 404;
    response.end(pages.get(path.slice(1)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: (name) => `http://127.0.0.1:${port}/${encodeURIComponent(name)}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
