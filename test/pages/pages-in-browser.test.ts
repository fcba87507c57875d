import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import { languages } from "../../src/pages/languages/language.ts";
import { launchBrowser } from "../browser.ts";
import { type PageServer, startPageServer } from "./page-server.ts";
import { samplePages } from "./samples.ts";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const wcagTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const pageNames = [...samplePages("en").keys()];

let browser: Browser;
let server: PageServer;

before(async () => {
  const pages = languages.flatMap((language) =>
    [...samplePages(language)].map(([name, page]) => [language === "en" ? name : `${language} ${name}`, page] as const),
  );
  [browser, server] = await Promise.all([launchBrowser(), startPageServer(new Map(pages))]);
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

  const views = [
    { look: "light", options: { colorScheme: "light" } },
    { look: "dark", options: { colorScheme: "dark" } },
    { look: "light, phone width", options: { colorScheme: "light", viewport: { width: 320, height: 640 } } },
  ] as const;
  for (const { look, options } of views) {
    for (const name of pageNames) {
      it(`finds no violation on the ${name} page (${look})`, async () => {
        const tab = await browser.newPage(options);
        const refusals = await openWatched(tab, name);
        const violations = await axeViolations(tab, axe);
        assert.deepEqual(violations, []);
        assert.deepEqual(refusals, [], "the content security policy refuses nothing");
        // WCAG 2.2 §1.4.10: nothing has to be scrolled sideways.
        assert.ok(await tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        await tab.close();
      });
    }
  }

  it("names the language, one heading and one main part on every page in every language", async () => {
    const tab = await browser.newPage();
    for (const language of languages) {
      for (const name of pageNames) {
        await tab.goto(server.url(language === "en" ? name : `${language} ${name}`));
        assert.equal(await tab.locator("html").getAttribute("lang"), language);
        for (const part of ["h1", "header", "main", "footer"]) assert.equal(await tab.locator(part).count(), 1, part);
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
      await fc.assert(property, { numRuns: 60 });
      await tab.close();
    });
  }
});

/** Opens the page and answers with a list that fills as the browser refuses something. */
async function openWatched(tab: Page, name: string): Promise<string[]> {
  const refusals: string[] = [];
  tab.on("console", (message) => {
    // The pages that go on by themselves are to stay, so their scripts are kept from running here, and frames from loading.
    const isExpected =
      (name.endsWith("form post") && message.text().includes("form-post.js")) ||
      (name.endsWith("front-channel logout") && /front-channel-logout\.js|notes\.example/.test(message.text()));
    if (message.type() === "error" && !isExpected) refusals.push(message.text());
  });
  await tab.goto(server.url(name));
  return refusals;
}

/** axe-core's violations of WCAG 2.2 AA, each with the elements that have it. */
async function axeViolations(tab: Page, axe: string): Promise<unknown> {
  // Evaluated by the debugger, which the page's content security policy does not bind.
  await tab.evaluate(axe);
  return tab.evaluate(`axe.run({ runOnly: ${JSON.stringify(wcagTags)} })
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
