/** Draws the pictures of the hosted pages that the README shows: `npm run screenshots` writes them to docs/images/. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launchBrowser } from "../test/browser.ts";
import { startPageServer } from "../test/pages/page-server.ts";
import { samplePages } from "../test/pages/samples.ts";

const wide = { width: 1280, height: 800 };
const pictures = [
  { file: "sign-in.png", page: "sign-in", colorScheme: "light", viewport: wide },
  { file: "sign-in-dark.png", page: "sign-in", colorScheme: "dark", viewport: wide },
  { file: "consent.png", page: "consent", colorScheme: "light", viewport: { width: 1280, height: 860 } },
  { file: "error.png", page: "error", colorScheme: "light", viewport: wide },
  { file: "sign-in-phone.png", page: "sign-in", colorScheme: "light", viewport: { width: 390, height: 780 } },
] as const;

const target = join(import.meta.dirname, "..", "docs", "images");
await mkdir(target, { recursive: true });
await using server = await startPageServer(samplePages("en"));
await using browser = await launchBrowser();
for (const { file, page, colorScheme, viewport } of pictures) {
  const tab = await browser.newPage({ colorScheme, viewport });
  await tab.goto(server.url(page));
  await tab.screenshot({ path: join(target, file) });
  await tab.close();
  console.log(`docs/images/${file}`);
}
