import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import { languages } from "../../src/pages/languages/language.ts";
import { launchBrowser } from "../browser.ts";
import { type PageServer, servePictures, startPageServer } from "./page-server.ts";
import { samplePages } from "./samples.ts";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const wcagTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const pageNames = [...samplePages("en").keys()];

const PHONE = { width: 320, height: 640 };
const DESKTOP = { width: 1280, height: 720 };
const looks = [
  { look: "light", colorScheme: "light", viewport: DESKTOP },
  { look: "dark", colorScheme: "dark", viewport: DESKTOP },
  { look: "light, phone width", colorScheme: "light", viewport: PHONE },
] as const;
/** What a page has one of, each. */
const PARTS = ["FOOTER", "H1", "HEADER", "HTML", "MAIN"];

const ATTACKS = [
  "</title><script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus=alert(1) x='",
  "</bdi></p></main><form action=//evil.example>",
];

describe("the pages in a browser", () => {
  let browser: Browser;
  let server: PageServer;

  before(async () => {
    [browser, server] = await Promise.all([launchBrowser(), startPageServer(samplePages("en"))]);
  });

  after(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  describe("WCAG 2.2 AA: the pages in a browser", () => {
    let axe: string;
    let watched: WatchedTab;
    before(async () => {
      axe = await readFile(axePath, "utf8");
      watched = await watchedTab(browser, server);
    });
    after(() => watched?.tab.close());

    for (const name of pageNames) {
      describe(`the ${name} page`, () => {
        before(async () => {
          await watched.open(name);
          // By the debugger, which the page's content security policy does not bind.
          await watched.tab.evaluate(axe);
        });

        for (const { look, colorScheme, viewport } of looks) {
          it(`has no violation (${look})`, async () => {
            const { tab, refusals } = watched;
            // Colours that are still changing are of no look.
            await tab.emulateMedia({ colorScheme, reducedMotion: "reduce" });
            await tab.setViewportSize(viewport);
            assert.deepEqual(await axeViolations(tab), []);
            assert.deepEqual(refusals(), [], "the content security policy refuses nothing");
            // WCAG 2.2 §1.4.10: nothing has to be scrolled sideways.
            assert.ok(
              await tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
            );
          });
        }
      });
    }

    it("names the language, one heading and one main part on every page in every language", async () => {
      const tab = await browser.newPage();
      for (const language of languages) {
        const pages = samplePages(language);
        const parsed = await elementsOf(tab, [...pages.values()]);
        for (const [index, name] of [...pages.keys()].entries()) {
          const elements = parsed[index] ?? [];
          const parts = elements.map(([tag = ""]) => tag).filter((tag) => PARTS.includes(tag));
          assert.deepEqual(parts.sort(), PARTS, `${language} ${name}`);
          assert.ok(elements[0]?.includes(`lang=${language}`), `${language} ${name}`);
        }
      }
      await tab.close();
    });
  });

  describe("the sign-in page by keyboard", () => {
    const orders = [
      { page: "sign-in", order: ["usernameUserInput", "password", "chkRemember", "sign-in-button"] },
      { page: "sign-in, refused", order: ["password", "chkRemember", "sign-in-button"] },
    ];
    for (const { page, order } of orders) {
      it(`starts in the first empty field and goes on in reading order (${page})`, async () => {
        const tab = await browser.newPage();
        await tab.goto(server.url(page));
        const seen: unknown[] = [];
        for (const _ of order) {
          seen.push(await tab.evaluate("document.activeElement.id"));
          await tab.keyboard.press("Tab");
        }
        assert.deepEqual(seen, order);
        await tab.close();
      });
    }
  });

  describe("security bar 14.4: values stay where they are put", () => {
    const nasty = fc.constantFrom(
      "<",
      ">",
      '"',
      "'",
      "&",
      "`",
      "</",
      "<!--",
      "-->",
      "]]>",
      "&lt;",
      " onload=",
      "{application}",
      "{host}",
    );
    const hostile = fc.oneof(
      fc.string({ unit: "binary", minLength: 1 }),
      fc
        .array(fc.oneof(nasty, fc.string({ unit: "grapheme", minLength: 1 })), { minLength: 1, maxLength: 12 })
        .map((parts) => parts.join("")),
      fc.constantFrom(...ATTACKS),
    );

    it("change no element or attribute of any page, and read back as they were given", async () => {
      const tab = await browser.newPage();
      const marked = await elementsOf(tab, [...samplePages("en", (value) => `«${value}»`).values()]);
      const property = fc.asyncProperty(hostile, async (text) => {
        const seen = await elementsOf(tab, [...samplePages("en", () => text).values()]);
        for (const [index, name] of pageNames.entries()) {
          const expected = marked[index]?.map((element) =>
            element.map((part) => part.replaceAll(/«[^»]*»/g, () => text)),
          );
          assert.deepEqual(
            seen[index]?.map((element) => element.map(asParsed)),
            expected?.map((element) => element.map(asParsed)),
            name,
          );
        }
      });
      await fc.assert(property, { numRuns: 40, examples: [...ATTACKS, "two\nlines"].map((text): [string] => [text]) });
      await tab.close();
    });
  });
});

/** A tab that shows one page after the other, and what the browser has refused to the one that is open. */
interface WatchedTab {
  readonly tab: Page;
  open(name: string): Promise<void>;
  refusals(): readonly string[];
}

async function watchedTab(browser: Browser, server: PageServer): Promise<WatchedTab> {
  const tab = await browser.newPage();
  let opened = "";
  let refusals: string[] = [];
  tab.on("console", (message) => {
    // The pages that go on by themselves are to stay, so their scripts are kept from running here, and frames from loading.
    const isExpected =
      (opened.includes("passkey") && message.text().includes("passkey.js")) ||
      (opened.endsWith("form post") && message.text().includes("form-post.js")) ||
      (opened.endsWith("front-channel logout") && /front-channel-logout\.js|notes\.example/.test(message.text()));
    if (message.type() === "error" && !isExpected) refusals.push(message.text());
  });
  await servePictures(tab);
  return {
    tab,
    async open(name) {
      [opened, refusals] = [name, []];
      await tab.goto(server.url(name));
    },
    refusals: () => refusals,
  };
}

/** axe-core's violations of WCAG 2.2 AA, each with the elements that have it. */
async function axeViolations(tab: Page): Promise<unknown> {
  return tab.evaluate(`axe.run({ runOnly: ${JSON.stringify(wcagTags)}, rules: { "target-size": { enabled: true } } })
    .then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]))`);
}

/** Each page as a browser reads it: its elements with their attributes and, where one holds no other element, its text. */
function elementsOf(tab: Page, pages: readonly string[]): Promise<string[][][]> {
  return tab.evaluate(`${JSON.stringify(pages)}.map((page) => {
    const parsed = new DOMParser().parseFromString(page, "text/html");
    return [...parsed.querySelectorAll("*")].map((element) => [
      element.tagName,
      ...[...element.attributes].map(({ name, value }) => name + "=" + value),
      // What is hidden from readers is the first letter of a name.
      element.childElementCount === 0 && element.ariaHidden !== "true" ? element.textContent : "",
    ]);
  })`);
}

/** The text as HTML keeps it: U+0000 is dropped or replaced, and a line ends in LF (HTML §13.2.3.5, §13.2.5). */
function asParsed(text: string): string {
  return text.replaceAll(/[\0\uFFFD]/g, "").replaceAll(/\r\n?/g, "\n");
}
