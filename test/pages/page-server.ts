import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, extname, join } from "node:path";
import type { Page } from "playwright-core";
import { stylesheetOf } from "../../src/branding/stylesheet.ts";
import { assets, BRAND_STYLESHEETS, PICTURES } from "./samples.ts";

const assetDirectory = join(import.meta.dirname, "..", "..", "src", "pages", "assets");
const contentTypes: Readonly<Record<string, string>> = { ".css": "text/css", ".svg": "image/svg+xml" };

/** Two brands that have chosen their colours without a thought for who is to read them. */
const brandStylesheets: Readonly<Record<string, string>> = {
  [BRAND_STYLESHEETS.centered]: stylesheetOf(
    {
      colors: { primary: { main: "#ff7300" }, background: { body: { main: "#f3ead9" }, surface: { main: "#ffffff" } } },
      buttons: { primary: { base: { border: { borderRadius: "22px" }, font: { color: "#ffffff" } } } },
    },
    "light",
  ),
  [BRAND_STYLESHEETS["right-image"]]: stylesheetOf(
    {
      colors: { primary: { main: "#5b2bd9" }, background: { body: { main: "#101018" } }, text: { primary: "#555555" } },
    },
    "dark",
  ),
};

/** The policy the pages must live with: nothing from elsewhere, nothing inline (security bar 14.2). */
const contentSecurityPolicy = `default-src 'self'; img-src 'self' ${PICTURES}; script-src 'none'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'`;

export type PageServer = AsyncDisposable & {
  /** The URL of the page with this name. */
  url(name: string): string;
};

/** Serves the given pages and our assets on a free port of loopback, until it is disposed of. */
export async function startPageServer(pages: ReadonlyMap<string, string>): Promise<PageServer> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const branded = brandStylesheets[path];
    if (branded !== undefined) {
      response.setHeader("Content-Type", "text/css");
      response.end(branded);
      return;
    }
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

/** Lets the tab have the pictures of brands, if the page's policy does. */
export function servePictures(tab: Page): Promise<unknown> {
  const body = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 48"><rect width="160" height="48" rx="8" fill="#8a8a8a"/></svg>`;
  return tab.route(`${PICTURES}/**`, (route) => route.fulfill({ contentType: "image/svg+xml", body }));
}
