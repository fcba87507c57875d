import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { frameWords } from "../../src/pages/languages/frame.ts";
import { type Language, languages } from "../../src/pages/languages/language.ts";
import { launchBrowser } from "../browser.ts";
import { type PageServer, servePictures, startPageServer } from "./page-server.ts";
import { samplePages } from "./samples.ts";

const samples = new Map(languages.map((language) => [language, samplePages(language)] as const));
const names = [...(samples.get("en")?.keys() ?? [])];
/** The one with the longest words, the one without blanks, and the one from right to left. */
const FARTHEST: readonly Language[] = ["de", "ja", "ar"];
/** As wide as a phone, and as 1280 pixels are at four times their size (WCAG 2.2 §1.4.10). */
const NARROW = { width: 320, height: 640 };
const DESKTOP = { width: 1280, height: 720 };
/** A desktop's window zoomed to 200 % (WCAG 2.2 §1.4.4). */
const ZOOMED = { width: 640, height: 360 };

/** Text as far apart as readers may set it (WCAG 2.2 §1.4.12). */
const SPACED = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }`;

const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";

describe("WCAG 2.2 AA: whoever uses the pages, and however", () => {
  let browser: Browser;
  let server: PageServer;
  let tab: Page;
  before(async () => {
    const pages = [...samples].flatMap(([language, ofLanguage]) =>
      [...ofLanguage].map(([name, page]) => [`${language} ${name}`, page] as const),
    );
    [browser, server] = await Promise.all([launchBrowser(), startPageServer(new Map(pages))]);
    tab = await browser.newPage();
    await servePictures(tab);
  });
  after(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  const open = (name: string, language = "en") => tab.goto(server.url(`${language} ${name}`));
  const spoken = (name: string, wanted: readonly Language[] = languages) =>
    wanted.filter((language) => samples.get(language)?.has(name));
  const isWithinItsWidth = () =>
    tab.evaluate<boolean>("document.documentElement.scrollWidth <= document.documentElement.clientWidth");

  for (const name of names) {
    describe(`the ${name} page`, () => {
      before(async () => {
        await tab.setViewportSize(DESKTOP);
        await open(name);
      });

      if (/role="alert"(?![^>]*hidden)/.test(samples.get("en")?.get(name) ?? "")) {
        // Before anything else is done on the page: the cursor is put where it belongs when the page is first drawn.
        it("says first what went wrong, and has the cursor where it is said (§2.4.2, 3.3.1, 4.1.3)", async () => {
          for (const language of spoken(name)) {
            const [, title = ""] = /<title>([^<]*)/.exec(samples.get(language)?.get(name) ?? "") ?? [];
            assert.ok(title.startsWith(`${frameWords[language].error}: `), `${language}: ${title}`);
          }
          await tab.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
          const isAtIt = await tab.evaluate(
            `{ const { activeElement } = document; const alert = document.querySelector("[role=alert]:not([hidden])");
               activeElement === alert || (activeElement.getAttribute("aria-describedby") ?? "").split(" ").includes(alert.id) }`,
          );
          assert.ok(isAtIt, "what has the focus is the alert, or is described by it");
        });
      }

      it("is walked through by keyboard alone, in reading order, each stop to be seen (§2.1.1, 2.1.2, 2.4.3, 2.4.7)", async () => {
        // Radio buttons of a group are one stop: the arrows go on from there.
        await tab.evaluate(`{
          document.activeElement?.blur();
          globalThis.stops = [...document.querySelectorAll(${JSON.stringify(CONTROLS)})]
            .filter((control) => control.checkVisibility() && (control.type !== "radio" || control.checked));
        }`);
        const count = await tab.evaluate<number>("globalThis.stops.length");
        // Where the browser starts after a blur is its own affair: from the first stop on it is the page's.
        if (count > 0) await tab.evaluate("globalThis.stops[0].focus()");
        for (let index = 0; index < count; index++) {
          const seen = await tab.evaluate<[number, string, number]>(
            `{ const { activeElement } = document; const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
               [globalThis.stops.indexOf(activeElement), outlineStyle, parseFloat(outlineWidth)] }`,
          );
          assert.equal(seen[0], index, "the next control has the focus");
          if (index > 0) assert.ok(seen[1] !== "none" && seen[2] >= 2, `stop ${index} has an outline`);
          await tab.keyboard.press("Tab");
        }
      });

      it("keeps every control's edge where colours are forced, and moves nothing for whom that is too much (§1.4.11, 2.3.3)", async () => {
        await tab.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
        const bare = await tab.evaluate(
          `[...document.querySelectorAll("button, input:not([type=hidden], [type=checkbox], [type=radio])")]
             .filter((control) => control.checkVisibility() && getComputedStyle(control).borderTopStyle === "none")
             .map(({ outerHTML }) => outerHTML)`,
        );
        const moving = await tab.evaluate<number>(
          `[...document.querySelectorAll("*")].filter((element) => {
             const { transitionDuration, animationName } = getComputedStyle(element);
             return animationName !== "none" || transitionDuration.split(", ").some((time) => parseFloat(time) > 0);
           }).length`,
        );
        await tab.emulateMedia({ forcedColors: "none", reducedMotion: "no-preference" });
        assert.deepEqual(bare, []);
        assert.equal(moving, 0);
      });

      it("is shown whole zoomed to 200 %, and on a phone with text far apart (§1.4.4, 1.4.10, 1.4.12)", async () => {
        await tab.setViewportSize(ZOOMED);
        assert.ok(await isWithinItsWidth(), "at 200 %");
        await tab.setViewportSize(NARROW);
        // By the debugger, which the page's content security policy does not bind.
        await tab.evaluate(`{
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(${JSON.stringify(SPACED)});
          document.adoptedStyleSheets = [sheet];
        }`);
        assert.ok(await isWithinItsWidth(), "with text far apart");
      });

      for (const language of spoken(name, FARTHEST)) {
        describe(`in ${language}`, () => {
          before(() => open(name, language));

          it("is shown whole on a phone (§1.4.10)", async () => {
            await tab.setViewportSize(NARROW);
            assert.ok(await isWithinItsWidth());
          });

          if (language === "ar") {
            it("runs from right to left, the sheet beside the picture as everything else", async () => {
              await tab.setViewportSize(DESKTOP);
              const [direction, left, layout] = await tab.evaluate<[string, number, string]>(
                `[getComputedStyle(document.body).direction, document.querySelector(".sheet").getBoundingClientRect().left, document.body.className]`,
              );
              assert.equal(direction, "rtl");
              if (layout === "left-image") assert.ok(left < 640, `the sheet begins at ${left}`);
            });
          }
        });
      }
    });
  }
});
