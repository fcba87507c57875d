/**
 * Draws the pictures of the hosted pages: `npm run screenshots` writes those of the README to docs/images/, and to docs/images/pages/ one of
 * each page in light, in dark, on a phone and from right to left, with docs/pages.md to look at them.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../test/browser.ts";
import { servePictures, startPageServer } from "../test/pages/page-server.ts";
import { samplePages } from "../test/pages/samples.ts";

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 800 };
/** Of the strip in which a page's four pictures stand, in pixels. */
const STRIP = { width: 1200, height: 230 };

const looks = [
  { language: "en", colorScheme: "light", viewport: DESKTOP },
  { language: "en", colorScheme: "dark", viewport: DESKTOP },
  { language: "ar", colorScheme: "light", viewport: DESKTOP },
  { language: "en", colorScheme: "light", viewport: PHONE },
] as const;

const documents = join(import.meta.dirname, "..", "docs");
const images = join(documents, "images");

const ofLanguages = (["en", "ar"] as const).flatMap((language) =>
  [...samplePages(language)].map(([name, page]) => [`${language} ${name}`, page] as const),
);
await using server = await startPageServer(new Map(ofLanguages));
await using browser = await launchBrowser();

for (const colorScheme of ["light", "dark"] as const) {
  const picture = await draw(browser, "en sign-in, other ways", { colorScheme, viewport: DESKTOP }, "png");
  await writeFile(join(images, colorScheme === "light" ? "sign-in.png" : "sign-in-dark.png"), picture);
}

await rm(join(images, "pages"), { recursive: true, force: true });
await mkdir(join(images, "pages"), { recursive: true });
const strip = await browser.newPage({ viewport: STRIP });
const entries: string[] = [];
for (const name of samplePages("en").keys()) {
  const pictures: Buffer[] = [];
  for (const { language, ...look } of looks) pictures.push(await draw(browser, `${language} ${name}`, look, "jpeg"));
  const file = `${name.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase()}.jpg`;
  await writeFile(join(images, "pages", file), await inARow(strip, pictures));
  entries.push(
    `## ${name}\n\n![The page "${name}" in light, in dark, in Arabic and on a phone](images/pages/${file})\n`,
  );
}
await writeFile(
  join(documents, "pages.md"),
  `# The hosted pages\n\nEach of them in light, in dark, from right to left and on a phone. \`npm run screenshots\` draws them.\n\n${entries.join("\n")}`,
);
console.log(`${entries.length} pages`);

async function draw(
  of: Browser,
  name: string,
  look: { readonly colorScheme: "light" | "dark"; readonly viewport: typeof DESKTOP },
  type: "png" | "jpeg",
): Promise<Buffer> {
  const tab = await of.newPage(look);
  await servePictures(tab);
  await tab.goto(server.url(name));
  const picture = await tab.screenshot({ type, ...(type === "jpeg" && { quality: 85 }) });
  await tab.close();
  return picture;
}

/** The pictures beside each other, all of one height, as one JPEG. */
async function inARow(tab: Page, pictures: readonly Buffer[]): Promise<Buffer> {
  const shown = pictures.map((picture) => `<img src="data:image/jpeg;base64,${picture.toString("base64")}">`);
  const style = "body{margin:0;display:flex;justify-content:space-between;background:#fff}img{height:230px}";
  await tab.setContent(`<!doctype html><style>${style}</style>${shown.join("")}`);
  return tab.screenshot({ type: "jpeg", quality: 72 });
}
