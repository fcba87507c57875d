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

const DESKTOP = { width: 1120, height: 720 };
const PHONE = { width: 390, height: 720 };
/** What a page's four pictures are made smaller by, and the room between them in pixels. */
const SCALE = 0.5;
const GAP = 12;
/** Runs in the browser: a row of pictures as the data URL of a WebP. */
const DRAW_ROW = `async (sources) => {
  const read = async (source) => createImageBitmap(await (await fetch(source)).blob());
  const images = await Promise.all(sources.map(read));
  const canvas = document.createElement("canvas");
  canvas.width = images.reduce((sum, { width }) => sum + width * ${SCALE} + ${GAP}, -${GAP});
  canvas.height = Math.max(...images.map(({ height }) => height * ${SCALE}));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  let left = 0;
  for (const image of images) {
    context.drawImage(image, left, 0, image.width * ${SCALE}, image.height * ${SCALE});
    left += image.width * ${SCALE} + ${GAP};
  }
  return canvas.toDataURL("image/webp", 0.7);
}`;

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
const easel = await browser.newPage();
const entries: string[] = [];
for (const name of samplePages("en").keys()) {
  const pictures: Buffer[] = [];
  for (const { language, ...look } of looks) pictures.push(await draw(browser, `${language} ${name}`, look, "jpeg"));
  const file = `${name.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase()}.webp`;
  await writeFile(join(images, "pages", file), await inARow(easel, pictures));
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
  const picture = await tab.screenshot({ type, fullPage: type === "jpeg", ...(type === "jpeg" && { quality: 95 }) });
  await tab.close();
  return picture;
}

/** The pictures beside each other, whole, as one WebP: a screenshot can be none, a canvas can. */
async function inARow(tab: Page, pictures: readonly Buffer[]): Promise<Buffer> {
  const sources = pictures.map((picture) => `data:image/jpeg;base64,${picture.toString("base64")}`);
  const row = await tab.evaluate<string>(`(${DRAW_ROW})(${JSON.stringify(sources)})`);
  return Buffer.from(row.slice(row.indexOf(",") + 1), "base64");
}
