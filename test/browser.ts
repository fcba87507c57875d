import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Browser, chromium } from "playwright-core";

const packageDirectory = dirname(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))));
const cacheDirectory = join(import.meta.dirname, "..", "node_modules", ".cache");

/** The package's own fonts have no Arabic letters. */
const arabicFonts = dirname(fileURLToPath(import.meta.resolve("@expo-google-fonts/noto-sans-arabic")));

/**
 * A headless Chromium that comes with `npm ci`: program, libraries and fonts are the package's own, nothing of the system's.
 * Its web security is on, so what it refuses (CORS, CSP) a user's browser refuses too. The caller closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  const directory = await unpackedBrowser();
  return chromium.launch({
    executablePath: join(directory, "chromium"),
    headless: true,
    chromiumSandbox: false, // Containers and continuous integration run as root, where Chromium's sandbox cannot start.
    args: [
      "--headless=shell",
      "--no-zygote",
      "--disable-gpu",
      "--font-render-hinting=none",
      "--no-pings",
      "--disable-domain-reliability",
      "--disable-sync",
      // Nothing outside this machine is ever looked up: not even by the browser's own background services.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ],
    env: {
      ...process.env,
      FONTCONFIG_PATH: join(directory, "fonts"),
      LD_LIBRARY_PATH: join(directory, "al2023", "lib"),
      XDG_CACHE_HOME: join(directory, "cache"),
    },
  });
}

/** The directory that holds the unpacked browser: unpacked at the first start, and again after the package changed. */
async function unpackedBrowser(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageDirectory, "package.json"), "utf8")) as { version: string };
  const directory = join(cacheDirectory, `chromium-and-fonts-${version}`);
  if (existsSync(directory)) return directory;

  // Two test processes may come here at once: each unpacks for itself and the first rename wins, so nobody sees half a browser.
  await mkdir(cacheDirectory, { recursive: true });
  const unpacking = await mkdtemp(join(cacheDirectory, "unpacking-"));
  try {
    // The package unpacks into the temporary directory of its process, so it gets a process of its own.
    const archives = ["chromium.br", "fonts.tar.br", "al2023.tar.br", "swiftshader.tar.br"];
    const unpack = `import { inflate } from "@sparticuz/chromium";
      await Promise.all(${JSON.stringify(archives.map((archive) => join(packageDirectory, "bin", archive)))}.map(inflate));`;
    await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", unpack], {
      cwd: import.meta.dirname,
      env: { ...process.env, TMPDIR: unpacking },
    });
    for (const file of ["400Regular/NotoSansArabic_400Regular.ttf", "700Bold/NotoSansArabic_700Bold.ttf"]) {
      await copyFile(join(arabicFonts, file), join(unpacking, "fonts", "fonts", basename(file)));
    }
    // The package's own configuration keeps its cache in whichever folder the tests run in.
    const fonts = `<fontconfig><dir prefix="relative">fonts</dir><cachedir>${join(directory, "font-cache")}</cachedir></fontconfig>`;
    await writeFile(join(unpacking, "fonts", "fonts.conf"), `<?xml version="1.0"?>\n${fonts}\n`);
    await rename(unpacking, directory).catch((error: unknown) => {
      if (!existsSync(directory)) throw error;
    });
  } finally {
    await rm(unpacking, { recursive: true, force: true });
  }
  return directory;
}
