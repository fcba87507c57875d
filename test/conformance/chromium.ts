import type { Page as BrowserPage } from "playwright-core";
import type { Page } from "../../demo/script-less-browser.ts";
import { type Parameters, REDIRECT_URI } from "./authorization.ts";
import { complete, type Outcome } from "./flow.ts";
import type { ModuleRun } from "./module.ts";

/** Lets the module use a browser that runs scripts, in which nobody is signed in, and to which the suite is where its URLs say. */
export async function withScriptingBrowser(run: ModuleRun, use: (page: BrowserPage) => Promise<void>): Promise<void> {
  const browser = await run.server.browser();
  const proxy = { server: run.server.site.proxyUrl, bypass: "localhost" };
  const context = await browser.newContext({ ignoreHTTPSErrors: true, proxy });
  try {
    await use(await context.newPage());
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
