import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../browser.ts";
import { type PageServer, startPageServer } from "./page-server.ts";
import { samplePages } from "./samples.ts";

/** Where the buttons of the rows are: from the row's end, and how wide, in parts of the row; how high, in pixels. */
interface Placed {
  readonly fromEnd: number;
  readonly width: number;
  readonly height: number;
}

describe("my account in a browser", () => {
  let browser: Browser;
  let server: PageServer;
  let tab: Page;
  before(async () => {
    const pages = ["en", "ar", "de"].map(
      (language) => [language, samplePages(language as "en").get("my account") ?? ""] as const,
    );
    [browser, server] = await Promise.all([launchBrowser(), startPageServer(new Map(pages))]);
    tab = await browser.newPage();
  });
  after(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  for (const [language, width] of [
    ["en", 1280],
    ["en", 375],
    ["ar", 375],
    ["de", 320],
  ] as const) {
    it(`has small buttons at the end of its rows, as tall as a finger needs: ${language}, ${width} px wide (WCAG 2.2 §2.5.8)`, async () => {
      await tab.setViewportSize({ width, height: 700 });
      await tab.goto(server.url(language));
      const placed = await tab.evaluate<Placed[]>(`[...document.querySelectorAll(".things li")].flatMap((row) => {
        const button = [...row.querySelectorAll("button")].at(-1);
        if (button === undefined) return [];
        const [around, at] = [row.getBoundingClientRect(), button.getBoundingClientRect()];
        const fromEnd = document.dir === "rtl" ? at.left - around.left : around.right - at.right;
        return [{ fromEnd: Math.round(fromEnd), width: at.width / around.width, height: at.height }];
      })`);
      assert.ok(placed.length >= 5);
      for (const { fromEnd, width, height } of placed) {
        assert.equal(fromEnd, 0);
        assert.ok(width < 0.7, `${width} of the row`);
        assert.ok(height >= 24 && height < 48, `${height}`);
      }
    });
  }
});
