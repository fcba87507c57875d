import assert from "node:assert/strict";
import { SignJWT, UnsecuredJWT } from "jose";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf } from "../client.ts";
import { clientOf, errorOf, open, type Parameters, requestOf, SUITE } from "./authorization.ts";
import { LISTENER_PATH, NOTICE_PATH } from "./conformance-server.ts";
import { assertNeedsUser } from "./errors.ts";
import { flow, type Outcome } from "./flow.ts";
import type { ModuleRun } from "./module.ts";
import { newClientKey, withRegistered } from "./registration.ts";

export const POST_LOGOUT_REDIRECT_URI = `${SUITE}/post_logout_redirect`;

/** Where a logout has come to, in the browser in which the user had signed in with the client of the run. */
export interface Logout {
  readonly run: ModuleRun;
  readonly browser: ScriptLessBrowser;
  readonly outcome: Outcome;
  readonly sent: Parameters;
  readonly page: Page;
}

/**
 * Runs the module with a client that may be logged out: one that registers itself with `metadata` for it, or the registered one that listens
 * as they say. A client that is told in a way that it has not asked for fails, as the suite does.
 */
export async function withLogoutClient(
  run: ModuleRun,
  metadata: Readonly<Record<string, string | boolean>>,
  use: (run: ModuleRun) => Promise<void>,
): Promise<void> {
  const { listening, site } = run.server;
  const uncalled = [
    ...("backchannel_logout_uri" in metadata ? [] : [LISTENER_PATH]),
    ...("frontchannel_logout_uri" in metadata ? [] : [NOTICE_PATH]),
  ];
  const calls = () => uncalled.map((path) => site.requestsOf(path).length);
  const before = calls();
  if (run.registration === "static_client") {
    const client =
      "backchannel_logout_uri" in metadata
        ? listening.backChannel
        : "frontchannel_logout_uri" in metadata
          ? listening.frontChannel
          : clientOf(run);
    await use({ ...run, clients: { client, client2: client, clientSecretPost: client } });
  } else {
    await withRegistered(run, { ...metadata, post_logout_redirect_uris: [POST_LOGOUT_REDIRECT_URI] }, use);
  }
  assert.deepEqual(calls(), before, uncalled.join(" and "));
}

/** A sign-in with a state of 128 characters, and the logout with what the module makes of the usual parameters. */
export async function logOut(
  run: ModuleRun,
  change: (usual: Parameters, outcome: Outcome) => Parameters | Promise<Parameters> = (usual) => usual,
): Promise<Logout> {
  const browser = new ScriptLessBrowser();
  const outcome = await flow(run, { state: longState() }, { browser });
  const sent = await change(usualParameters(outcome), outcome);
  return {
    run,
    browser,
    outcome,
    sent,
    page: await leadOn(browser, await browser.open(endSessionUrl(run, sent), SUITE)),
  };
}

export function longState(): string {
  return "0123456789abcdef".repeat(8);
}

export function usualParameters({ idToken }: Outcome): Parameters {
  return {
    id_token_hint: idToken,
    post_logout_redirect_uri: POST_LOGOUT_REDIRECT_URI,
    state: oauth.generateRandomState(),
  };
}

/** The end-session endpoint with the parameters, which `openid-client` puts there. */
export function endSessionUrl(run: ModuleRun, parameters: Parameters): URL {
  const { clientId } = clientOf(run);
  const configuration = new openid.Configuration(run.server.metadata as openid.ServerMetadata, clientId);
  const url = openid.buildEndSessionUrl(configuration, { ...parameters });
  // It names itself, which the suite's modules do not.
  url.searchParams.delete("client_id");
  return url;
}

/** What a browser without script does on the page that tells applications of the logout: it goes on as the page's head says. */
async function leadOn(browser: ScriptLessBrowser, page: Page): Promise<Page> {
  const next = /<noscript><meta http-equiv="refresh" content="\d+; url=([^"]*)">/.exec(page.body)?.[1];
  if (next === undefined) return page;
  const url = new URL(next.replaceAll("&amp;", "&"), page.url);
  return url.href.startsWith(SUITE) ? { ...page, redirectedTo: url } : browser.open(url.href);
}

/** The browser has come back to the client, with the state of the request, if it had one, and nothing else. */
export function assertReturned({ page, sent }: Pick<Logout, "page" | "sent">): void {
  const expected = new URL(POST_LOGOUT_REDIRECT_URI);
  if (sent.state !== undefined) expected.searchParams.set("state", sent.state);
  assert.equal(page.redirectedTo?.href, expected.href, page.body);
}

/** The server asks the user, and does not go to the client; when the user agrees, they are signed out. */
export async function assertAsked(logout: Logout): Promise<void> {
  const { browser, page } = logout;
  assert.equal(page.redirectedTo, undefined);
  assert.equal(page.status, 200);
  assert.ok(page.body.includes('id="approve"'), page.body);
  const answered = await browser.submit(page, { consent: "approve" }, SUITE);
  assertSignedOutPage(await leadOn(browser, answered));
  await assertSignedOut(logout);
}

/** The page that says so. */
export function assertSignedOutPage(page: Page): void {
  assert.equal(page.redirectedTo, undefined);
  assert.equal(page.status, 200);
  assert.match(page.url.pathname, /\/authenticationendpoint\/oauth2_logout\.do$/);
}

/** A request without questions ends with an error, since nobody is signed in any more. */
export async function assertSignedOut({ run, browser }: Pick<Logout, "run" | "browser">): Promise<void> {
  const request = requestOf(run, { prompt: "none", state: longState() });
  assertNeedsUser(errorOf(run, request, await open(run, request, browser)));
}

/** The ID token with `alg` "none" and without its signature. */
export function unsigned({ idToken }: Outcome): string {
  return new UnsecuredJWT(claimsOf(idToken)).encode();
}

/** Claims that speak of a client as the issuer, signed with a key that the server does not know. */
export async function signedBySomebodyElse(run: ModuleRun): Promise<string> {
  const { key } = await newClientKey();
  const { clientId } = clientOf(run);
  const { now } = run.server.server.clock;
  return new SignJWT({ iss: clientId, sub: "SubjectID", aud: run.server.metadata.issuer, nonce: "flibble" })
    .setProtectedHeader({ alg: "RS256" })
    .setIssuedAt(now)
    .setExpirationTime(now + 300)
    .sign(key);
}
