import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { assertSignInPage } from "../redirects.ts";
import type { ConformanceClient } from "./conformance-server.ts";
import type { ModuleRun } from "./module.ts";

/** The suite's own address as it runs on a developer's machine, with the alias that demo/conformance.yaml is written for. */
export const SUITE = "https://localhost.emobix.co.uk:8443/test/a/tessera";
export const REDIRECT_URI = `${SUITE}/callback`;

export type Parameters = Readonly<Record<string, string>>;
type Changes = Readonly<Record<string, string | undefined>>;

/** The client that the variant authenticates as. */
export function clientOf({ variant, clients }: ModuleRun): ConformanceClient {
  return variant.clientAuthentication === "client_secret_post" ? clients.clientSecretPost : clients.client;
}

/** An authorization request in order, changed by `changes`; undefined takes a parameter out. */
export function requestOf(run: ModuleRun, changes: Changes = {}, client = clientOf(run)): Parameters {
  const parameters = {
    client_id: client.clientId,
    redirect_uri: REDIRECT_URI,
    scope: "openid",
    state: randomBytes(10).toString("hex"),
    nonce: randomBytes(10).toString("hex"),
    response_type: run.variant.responseType,
    ...(run.variant.responseMode === "form_post" && { response_mode: "form_post" }),
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

/** Where the browser comes with the request, before anybody does anything there. */
export function open(run: ModuleRun, request: Parameters, browser = new ScriptLessBrowser()): Promise<Page> {
  return browser.open(`${run.server.metadata.authorization_endpoint}?${new URLSearchParams(request)}`, REDIRECT_URI);
}

/** Sends the user through the sign-in page, which has to be there, and the consent page if it comes, to the answer for the client. */
export async function signIn(run: ModuleRun, at: Page, browser: ScriptLessBrowser): Promise<Page> {
  assertSignInPage(at);
  const { userName, password } = run.server.user;
  const page = await browser.submit(at, { usernameUserInput: userName, password }, REDIRECT_URI);
  if (page.form === undefined || !("sessionDataKeyConsent" in page.form.hidden)) return page;
  return browser.submit(page, { consent: "approve", hasApprovedAlways: "true" }, REDIRECT_URI);
}

/** The request, and the sign-in that it leads to. */
export async function authorize(run: ModuleRun, request: Parameters, browser = new ScriptLessBrowser()): Promise<Page> {
  return signIn(run, await open(run, request, browser), browser);
}

/**
 * The parameters of the answer. Fails unless they came to the redirect URI in the way that the variant says and in that alone (Multiple
 * Response Types §5, Form Post Response Mode §2), with the request's state and the issuer (RFC 9207 §2.4).
 */
export function answerOf(run: ModuleRun, request: Parameters, page: Page): Parameters {
  const parameters = delivered(page, channelOf(run, request), request.redirect_uri as string);
  assert.equal(parameters.state, request.state);
  assert.equal(parameters.iss, run.server.metadata.issuer);
  return parameters;
}

function channelOf({ variant }: ModuleRun, request: Parameters): "query" | "fragment" | "form_post" {
  if (variant.responseMode === "form_post") return "form_post";
  // Without a response type there is none that would put its answer into the fragment.
  return request.response_type === undefined || variant.responseType === "code" ? "query" : "fragment";
}

function delivered(page: Page, channel: "query" | "fragment" | "form_post", redirectUri: string): Parameters {
  if (channel === "form_post") {
    assert.equal(page.redirectedTo, undefined);
    assert.equal(page.status, 200);
    assert.equal(page.form?.action, redirectUri, `${page.status} ${page.url} ${page.body}`);
    assert.match(page.body, /<form method="post"(?![^>]*enctype)/);
    return page.form?.hidden ?? {};
  }
  assert.ok(page.redirectedTo, `no redirect at ${page.url}: ${page.status} ${page.body}`);
  const { href, hash } = page.redirectedTo;
  assert.ok(href.startsWith(redirectUri), href);
  // Whatever query the redirect URI has itself comes first.
  const query = href.slice(redirectUri.length, href.length - hash.length);
  assert.match(query, new URL(redirectUri).search === "" ? /^(\?|$)/ : /^(&|$)/);
  assert.equal(channel === "query" ? hash : query, "", "in one of query and fragment");
  return Object.fromEntries(new URLSearchParams((channel === "query" ? query : hash).slice(1)));
}

/** The answer as a URL whose fragment holds it, which is how libraries read answers of every response mode. */
export function asFragment(parameters: Parameters): URL {
  return new URL(`${REDIRECT_URI}#${new URLSearchParams(parameters)}`);
}

const OF_AN_ERROR = ["error", "error_description", "error_uri", "state", "session_state", "iss"];

/** The error's code. Fails unless it is an error in order and nothing but one (OIDC Core §3.1.2.6, RFC 6749 §4.1.2.1). */
export function errorOf(run: ModuleRun, request: Parameters, page: Page): string {
  const answer = answerOf(run, request, page);
  assert.deepEqual(
    Object.keys(answer).filter((name) => !OF_AN_ERROR.includes(name)),
    [],
  );
  assert.match(answer.error_description ?? "", /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/);
  assert.match(answer.error_uri ?? "", /^[\x21\x23-\x5b\x5d-\x7e]*$/);
  assert.ok(answer.error, "an error");
  return answer.error;
}

/**
 * The code of the error that a request without a user's doing ends with. A client that registered itself is not told: a link to this server
 * must not lead wherever it likes (security bar 1.3); the error is on the server's own page.
 */
export function refusalOf(run: ModuleRun, request: Parameters, page: Page): string {
  if (run.registration === "static_client") return errorOf(run, request, page);
  assert.equal(page.redirectedTo, undefined);
  assert.equal(page.status, 400);
  assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
  return /<code>(\w+)<\/code>/.exec(page.body)?.[1] ?? page.body;
}
