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
    before(async () => {
      axe = await readFile(axePath, "utf8");
    });

    for (const name of pageNames) {
      describe(`the ${name} page`, () => {
        let tab: Page;
        let refusals: string[];
        before(async () => {
          tab = await browser.newPage();
          refusals = await openWatched(tab, name, server.url(name));
          // By the debugger, which the page's content security policy does not bind.
          await tab.evaluate(axe);
        });
        after(() => tab.close());

        for (const { look, colorScheme, viewport } of looks) {
          it(`has no violation (${look})`, async () => {
            await tab.emulateMedia({ colorScheme });
            await tab.setViewportSize(viewport);
            // Colours that are still changing are of no look.
            await tab.evaluate("Promise.allSettled(document.getAnimations().map(({ finished }) => finished))");
            assert.deepEqual(await axeViolations(tab), []);
            assert.deepEqual(refusals, [], "the content security policy refuses nothing");
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
        for (const [name, page] of samplePages(language)) {
          const elements = await elementsOf(tab, page);
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
      fc.constantFrom(
        "</title><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' autofocus onfocus=alert(1) x='",
        "</bdi></p></main><form action=//evil.example>",
      ),
    );

    for (const name of pageNames) {
      it(`changes no element or attribute of the ${name} page, and reads back as it was given`, async () => {
        const tab = await browser.newPage();
        const marked = await elementsOf(tab, samplePages("en", (value) => `«${value}»`).get(name) ?? "");
        const property = fc.asyncProperty(hostile, async (text) => {
          const page = samplePages("en", () => text).get(name) ?? "";
          const expected = marked.map((element) => element.map((part) => part.replaceAll(/«[^»]*»/g, () => text)));
          assert.deepEqual(
            (await elementsOf(tab, page)).map((element) => element.map(asParsed)),
            expected.map((element) => element.map(asParsed)),
          );
        });
        await fc.assert(property, { numRuns: 25 });
        await tab.close();
      });
    }
  });
});

/** Opens the page at the URL and answers with a list that fills as the browser refuses something. */
async function openWatched(tab: Page, name: string, url: string): Promise<string[]> {
  const refusals: string[] = [];
  tab.on("console", (message) => {
    // The pages that go on by themselves are to stay, so their scripts are kept from running here, and frames from loading.
    const isExpected =
      (name.includes("passkey") && message.text().includes("passkey.js")) ||
      (name.endsWith("form post") && message.text().includes("form-post.js")) ||
      (name.endsWith("front-channel logout") && /front-channel-logout\.js|notes\.example/.test(message.text()));
    if (message.type() === "error" && !isExpected) refusals.push(message.text());
  });
  await servePictures(tab);
  await tab.goto(url);
  return refusals;
}

/** axe-core's violations of WCAG 2.2 AA, each with the elements that have it. */
async function axeViolations(tab: Page): Promise<unknown> {
  return tab.evaluate(`axe.run({ runOnly: ${JSON.stringify(wcagTags)}, rules: { "target-size": { enabled: true } } })
    .then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]))`);
}

/** The page as a browser reads it: each element with its attributes and, where it holds no other element, its text. */
function elementsOf(tab: Page, page: string): Promise<string[][]> {
  return tab.evaluate(`{
    const parsed = new DOMParser().parseFromString(${JSON.stringify(page)}, "text/html");
    [...parsed.querySelectorAll("*")].map((element) => [
      element.tagName,
      ...[...element.attributes].map(({ name, value }) => name + "=" + value),
      // What is hidden from readers is the first letter of a name.
      element.childElementCount === 0 && element.ariaHidden !== "true" ? element.textContent : "",
    ]);
  }`);
}

/** The text as HTML keeps it: U+0000 is dropped or replaced, and a line ends in LF (HTML §13.2.3.5, §13.2.5). */
function asParsed(text: string): string {
  return text.replaceAll(/[\0\uFFFD]/g, "").replaceAll(/\r\n?/g, "\n");
}
