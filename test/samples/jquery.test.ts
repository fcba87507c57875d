import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../browser.ts";
import { temporaryFolder } from "../cli/tessera.ts";
import {
  DEMO_CONFIDENTIAL_CLIENT,
  DEMO_PUBLIC_CLIENT,
  type DemoCode,
  type DemoServer,
  obtainDemoCode,
  startDemoServer,
} from "../demo-server.ts";
import { type SampleSite, startSampleSite } from "./sample-site.ts";
import { assertTokenResponse } from "./token-response.ts";

/** The demo's applications allow it, and `http://localhost:5001` not. */
const ALLOWED_ORIGIN = "http://localhost:5000";

describe("the samples for jQuery, as they stand, in a browser", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: DemoServer;
  let site: SampleSite;
  let browser: Browser;
  before(async () => {
    folder = await temporaryFolder();
    server = await startDemoServer(folder.path);
    site = await startSampleSite(server.baseUrl);
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
    await server?.stop();
    await folder?.[Symbol.asyncDispose]();
  });

  const samples = [
    ["public/jquery.html", DEMO_PUBLIC_CLIENT],
    ["confidential/jquery.html", DEMO_CONFIDENTIAL_CLIENT],
  ] as const;
  for (const [sample, clientId] of samples) {
    it(`${sample} trades a code from an allowed origin (contract §5.4)`, async () => {
      const { answer } = await openSample(sample, ALLOWED_ORIGIN, await obtainDemoCode(server, clientId));
      await assertTokenResponse(server, answer, clientId);
    });

    it(`${sample} reads nothing from an origin that is not allowed (security bar 8.5)`, async () => {
      const code = await obtainDemoCode(server, clientId);
      const { answer, errors } = await openSample(sample, "http://localhost:5001", code);
      assert.equal(answer.trim(), "refused: 0");
      assert.match(errors, /blocked by CORS policy: No 'Access-Control-Allow-Origin' header/);
    });
  }

  it("public/jquery.html reads the RFC's error across origins too (RFC 6749 §5.2)", async () => {
    const { answer } = await openSample("public/jquery.html", ALLOWED_ORIGIN, {
      code: "nonsense",
      codeVerifier: "v".repeat(43),
    });
    assert.match(answer, /^refused: 400 \{.*"error":"invalid_grant"/);
  });

  /** What the page shows once the request has ended, and what the browser says of it to a developer. */
  async function openSample(sample: string, origin: string, { code, codeVerifier }: DemoCode) {
    const context = await browser.newContext({ proxy: site.proxy });
    try {
      const page = await context.newPage();
      const errors: string[] = [];
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      const values = new URLSearchParams({ code, code_verifier: codeVerifier, base_url: server.baseUrl });
      await page.goto(`${origin}/examples/token-request/${sample}?${values}`);
      await page.waitForFunction('document.querySelector("#answer").textContent !== ""');
      return { answer: (await page.textContent("#answer")) ?? "", errors: errors.join("\n") };
    } finally {
      await context.close();
    }
  }
});
