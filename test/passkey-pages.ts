import assert from "node:assert/strict";
import { type Page, ScriptLessBrowser } from "../demo/script-less-browser.ts";
import { TestClient } from "./client.ts";
import { CALLBACK, PASSWORD } from "./organizations.ts";
import { startServer, type TestServer } from "./server.ts";

const local = (authenticator: string) => ({ idp: "LOCAL", authenticator });
const [password, identifier, passkey] = ["BasicAuthenticator", "IdentifierExecutor", "FIDOAuthenticator"].map(local);

/** An application with these steps of signing in. */
const application = (clientId: string, ...steps: (object | undefined)[][]) => ({
  clientId,
  name: clientId,
  publicClient: true,
  callbackURLs: [CALLBACK],
  skipLoginConsent: true,
  signInSteps: steps.map((options) => ({ options })),
});

const organization = (handle: string) => ({
  handle,
  users: ["kim", "lee", "mia", "noa", "pia", "rio"].map((userName) => ({ userName, password: PASSWORD })),
  applications: [
    application("plain", [password]),
    application("either", [password, passkey]),
    application("passkey", [passkey]),
    application("second", [password], [passkey]),
    application("named", [identifier], [passkey, password]),
    { ...application("shared", [password], [passkey]), sharedWith: "all" },
  ],
  subOrganizations: [{ handle: `${handle}-west` }],
});

/** Two organizations with applications that ask for passkeys, by the names of what they ask for. */
export function startPasskeyServer(): Promise<TestServer> {
  return startServer({
    organizations: [organization("acme"), organization("globex")],
    settings: { passkeyOrigins: ["https://app.example"] },
  });
}

/** Where a browser has come to. */
export interface Place {
  readonly browser: ScriptLessBrowser;
  readonly page: Page;
}

/** The sign-in of an application, with an authorization request of its own. */
export async function openSignIn(server: TestServer, clientId: string, changes = {}): Promise<Place> {
  const browser = new ScriptLessBrowser();
  return { browser, page: await browser.open(new TestClient(server, clientId).authorizeUrl(changes), CALLBACK) };
}

/** The same after the password. */
export async function openAfterPassword(
  server: TestServer,
  clientId: string,
  user: string,
  changes = {},
): Promise<Place> {
  const { browser, page } = await openSignIn(server, clientId, changes);
  const entered = { usernameUserInput: user, password: PASSWORD };
  return { browser, page: await browser.submit(page, entered, CALLBACK) };
}

/** The same after the user name alone. */
export async function openAfterName(server: TestServer, user: string): Promise<Place> {
  const { browser, page } = await openSignIn(server, "named");
  const next = await browser.submit(page, { ...identifier, usernameUserInput: user }, CALLBACK);
  return { browser, page: await browser.submit(next, { pick: "FIDOAuthenticator:LOCAL" }, CALLBACK) };
}

/** What a page sends with the device's answer. */
export function fieldsWith(tokenResponse: string): Record<string, string> {
  return { authenticator: "FIDOAuthenticator", idp: "LOCAL", tokenResponse };
}

/** Sends the device's answer, as the page's script would. */
export function answerWith({ browser, page }: Place, credential: object): Promise<Page> {
  return browser.submit(page, fieldsWith(JSON.stringify(credential)), CALLBACK);
}

/** What the page gives its script. */
// biome-ignore lint/suspicious/noExplicitAny: options of Web Authentication
export function optionsOf({ page: { body, url } }: Pick<Place, "page">): any {
  const text = /data-options="([^"]*)"/.exec(body)?.[1];
  if (text === undefined) throw new Error(`no passkey is asked for at ${url}: ${body.slice(0, 1500)}`);
  return JSON.parse(text.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
}

/** Asserts that the page says that the passkey did not do. */
export function assertRefused(page: Page): void {
  assert.equal(page.redirectedTo, undefined, String(page.redirectedTo));
  assert.equal(page.url.searchParams.get("authFailureMsg"), "passkey_failed");
  assert.match(page.body, /role="alert" id="sign-in-alert"[^>]*>The passkey could not be used/);
}
