import type { BrowserContext, Page as BrowserPage } from "playwright-core";
import type { Page } from "../../demo/script-less-browser.ts";
import { type Parameters, REDIRECT_URI, SUITE } from "./authorization.ts";
import { complete, type Outcome } from "./flow.ts";
import type { ModuleRun } from "./module.ts";

/** Somebody's browser, that runs scripts and meets the suite's own pages at the suite's address. */
export interface ScriptingBrowser {
  readonly page: BrowserPage;
  /** What it has asked of the suite, in order. */
  readonly asked: readonly URL[];
}

/** Lets the module use a browser in which nobody is signed in. `pages`: what the suite's paths answer; the others are empty. */
export async function withScriptingBrowser(
  run: ModuleRun,
  pages: (path: string) => string | undefined,
  use: (browser: ScriptingBrowser) => Promise<void>,
): Promise<void> {
  const browser = await run.server.browser();
  const context: BrowserContext = await browser.newContext({ ignoreHTTPSErrors: true });
  try {
    const asked: URL[] = [];
    // The suite's host name leads nowhere here.
    await context.route(`${new URL(SUITE).origin}/**`, async (route) => {
      const url = new URL(route.request().url());
      asked.push(url);
      const body = pages(url.pathname.slice(new URL(SUITE).pathname.length)) ?? "<title>The suite</title>";
      await route.fulfill({ contentType: "text/html; charset=utf-8", body });
    });
    await use({ page: await context.newPage(), asked });
  } finally {
    await context.close();
  }
}

/** The request, with the sign-in and the consent that it leads to, to the end of its flow. */
export async function flowInBrowser(run: ModuleRun, page: BrowserPage, request: Parameters): Promise<Outcome> {
  await page.goto(authorizationUrl(run, request));
  const { userName, password } = run.server.user;
  await page.fill("#usernameUserInput", userName);
  await page.fill("#password", password);
  await page.click("#sign-in-button");
  await page.waitForURL((url) => url.href.startsWith(REDIRECT_URI) || url.pathname.endsWith("/oauth2_consent.do"));
  if (!page.url().startsWith(REDIRECT_URI)) {
    await page.click("#approve");
    await page.waitForURL(`${REDIRECT_URI}**`);
  }
  return complete(run, request, answered(page));
}

/** The same where nobody is asked anything. */
export async function openInBrowser(run: ModuleRun, page: BrowserPage, request: Parameters): Promise<Page> {
  await page.goto(authorizationUrl(run, request));
  await page.waitForURL(`${REDIRECT_URI}**`);
  return answered(page);
}

function authorizationUrl({ server }: ModuleRun, request: Parameters): string {
  return `${server.metadata.authorization_endpoint}?${new URLSearchParams(request)}`;
}

/** The page of the client where the browser is, as the redirect that led there. */
function answered(page: BrowserPage): Page {
  const url = new URL(page.url());
  return { url, redirectedTo: url, status: 302, headers: new Headers(), body: "", form: undefined };
}
