import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
};

export interface SampleSite extends AsyncDisposable {
  /** For a browser's context: every origin is this site, but the server's own, which is reached directly. */
  readonly proxy: { readonly server: string; readonly bypass: string };
}

/**
 * Serves the repository's files as a proxy does, under whichever origin the browser asks for: port 5000 may be taken on this machine.
 * The token request does not pass through it, so that its CORS is between the browser and the server alone.
 */
export async function startSampleSite(serverUrl: string): Promise<SampleSite> {
  const site = createServer(async (request, response) => {
    const { pathname } = new URL(request.url as string);
    const content = await readFile(join(ROOT, pathname)).catch(() => undefined);
    response.statusCode = content === undefined ? 404 : 200;
    response.setHeader("content-type", CONTENT_TYPES[extname(pathname)] ?? "application/octet-stream");
    response.end(content);
  });
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  const { port } = site.address() as AddressInfo;
  return {
    // Chromium would reach all of loopback directly, but for the first rule.
    proxy: { server: `http://127.0.0.1:${port}`, bypass: `<-loopback>,${new URL(serverUrl).host}` },
    async [Symbol.asyncDispose]() {
      site.closeAllConnections();
      site.close();
      await once(site, "close");
    },
  };
}
