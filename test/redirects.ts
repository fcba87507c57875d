import assert from "node:assert/strict";
import type { Page } from "../demo/script-less-browser.ts";

/** The parameters that came back to the client in the query of the redirect. */
export function returned(page: Page): Readonly<Record<string, string>> {
  return Object.fromEntries(locationOf(page).searchParams);
}

/** The same for `response_mode=fragment`. */
export function returnedInFragment(page: Page): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(locationOf(page).hash.slice(1)));
}

/** Asserts that the browser ended on the error page with the code, and not at any client. */
export function assertErrorPage(page: Page, code: string): void {
  assert.equal(page.redirectedTo, undefined);
  assert.equal(page.status, 400);
  assert.match(page.headers.get("content-type") as string, /^text\/html/);
  assert.match(page.url.pathname, /\/authenticationendpoint\/oauth2_error\.do$/);
  assert.ok(page.body.includes(`<code>${code}</code>`), page.body);
}

/** Asserts that the page is the one that asks for user name and password. */
export function assertSignInPage(page: Page): void {
  assert.equal(page.status, 200, page.body);
  assert.match(page.url.pathname, /\/authenticationendpoint\/login\.do$/);
  assert.ok(page.body.includes('id="usernameUserInput"'));
}

/** Asserts that the page is the one that asks for consent. */
export function assertConsentPage(page: Page): void {
  assert.equal(page.status, 200, page.body);
  assert.match(page.url.pathname, /\/authenticationendpoint\/oauth2_consent\.do$/);
}

function locationOf(page: Page): URL {
  assert.ok(page.redirectedTo, `no redirect at ${page.url}: ${page.status} ${page.body.slice(0, 500)}`);
  return page.redirectedTo;
}
