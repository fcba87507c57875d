import { createHash, randomBytes } from "node:crypto";
import { type Page, ScriptLessBrowser } from "../demo/script-less-browser.ts";
import { CALLBACK, PASSWORD } from "./organizations.ts";
import type { TestServer } from "./server.ts";

type Form = Readonly<Record<string, string | undefined>>;

/** What a client holds after a user came back with a code: all that the token request needs. */
export interface Redeemable {
  readonly code: string;
  readonly redirect_uri: string;
  readonly code_verifier: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into the body that it expects
  readonly body: any;
}

/** An application of a tenant, as the tests play it: it sends users to sign in and calls the endpoints. */
export class TestClient {
  readonly server: Pick<TestServer, "url">;
  readonly clientId: string;
  readonly tenant: string;

  constructor(server: Pick<TestServer, "url">, clientId: string, tenant = "acme") {
    this.server = server;
    this.clientId = clientId;
    this.tenant = tenant;
  }

  /** The URL of an authorization request in order, changed by `changes`; undefined takes a parameter out. */
  authorizeUrl(changes: Form = {}, verifier = newVerifier()): string {
    const parameters = withChanges(
      {
        response_type: "code",
        client_id: this.clientId,
        redirect_uri: CALLBACK,
        scope: "openid",
        state: "the state",
        code_challenge: challengeOf(verifier),
        code_challenge_method: "S256",
      },
      changes,
    );
    return `${this.server.url("/oauth2/authorize", this.tenant)}?${parameters}`;
  }

  /** Sends a user through sign-in and consent, as far as the pages ask, and returns the page that leads to the client. */
  async authorize(changes: Form = {}, browser = new ScriptLessBrowser(), userName = "kim"): Promise<Page> {
    return finish(browser, await browser.open(this.authorizeUrl(changes), CALLBACK), userName);
  }

  /** The same, and takes the code out of the redirect. */
  async obtainCode(changes: Form = {}, browser = new ScriptLessBrowser(), userName = "kim"): Promise<Redeemable> {
    const verifier = newVerifier();
    const page = await finish(browser, await browser.open(this.authorizeUrl(changes, verifier), CALLBACK), userName);
    const code = page.redirectedTo?.searchParams.get("code");
    if (!code) throw new Error(`no code came back: ${page.status} ${page.redirectedTo} ${page.body.slice(0, 1000)}`);
    return { code, redirect_uri: changes.redirect_uri ?? CALLBACK, code_verifier: verifier };
  }

  /** POST to the token endpoint with the client's id in the form; undefined takes a parameter out. */
  token(form: Form, headers: Record<string, string> = {}): Promise<Answer> {
    return this.post("/oauth2/token", { client_id: this.clientId, ...form }, headers);
  }

  /** Trades a code, with `changes` to the request in order. */
  exchange(redeemable: Redeemable, changes: Form = {}): Promise<Answer> {
    return this.token({ grant_type: "authorization_code", ...redeemable, ...changes });
  }

  refresh(refreshToken: string, changes: Form = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.token({ grant_type: "refresh_token", refresh_token: refreshToken, ...changes }, headers);
  }

  /** Signs a user in, trades the code, and returns the token response's body. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into the body that it expects
  async obtainTokens(changes: Form = {}, exchangeChanges: Form = {}): Promise<any> {
    const { status, body } = await this.exchange(await this.obtainCode(changes), exchangeChanges);
    if (status !== 200) throw new Error(`no tokens came back: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  userinfo(accessToken: string): Promise<Answer> {
    return this.get("/oauth2/userinfo", { authorization: `Bearer ${accessToken}` });
  }

  /** Introspects with the credentials of the tenant's `web`. */
  introspect(token: string, form: Form = {}): Promise<Answer> {
    return this.post("/oauth2/introspect", { token, ...form }, basic("web", `${this.tenant}-web-secret`));
  }

  async post(path: string, form: Form, headers: Record<string, string> = {}): Promise<Answer> {
    const url = this.server.url(path, this.tenant);
    return answerOf(await fetch(url, { method: "POST", body: withChanges({}, form), headers, redirect: "manual" }));
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return answerOf(await fetch(this.server.url(path, this.tenant), { headers, redirect: "manual" }));
  }
}

/** The answer, its body parsed where it is JSON. */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /^application\/(scim\+)?json\b/.test(response.headers.get("content-type") ?? "");
  return { status: response.status, headers: response.headers, body: isJson && text !== "" ? JSON.parse(text) : text };
}

/** The header of `client_secret_basic` (RFC 6749 §2.3.1). */
export function basic(clientId: string, secret: string): Record<string, string> {
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

/** Fills in the pages until the browser is sent to the client. */
export async function finish(browser: ScriptLessBrowser, at: Page, userName = "kim"): Promise<Page> {
  let page = at;
  if (page.body.includes('id="usernameUserInput"')) {
    page = await browser.submit(page, { usernameUserInput: userName, password: PASSWORD }, CALLBACK);
  }
  if (page.form !== undefined && "sessionDataKeyConsent" in page.form.hidden) {
    page = await browser.submit(page, { consent: "approve", hasApprovedAlways: "true" }, CALLBACK);
  }
  return page;
}

export function newVerifier(): string {
  return randomBytes(32).toString("base64url");
}

export function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

function withChanges(parameters: Form, changes: Form): URLSearchParams {
  const kept = Object.entries({ ...parameters, ...changes }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  return new URLSearchParams(kept);
}

/** The claims of a JWT, unverified. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into the claims that it expects
export function claimsOf(jwt: string): any {
  return JSON.parse(Buffer.from(jwt.split(".")[1] as string, "base64url").toString());
}

/** The header of a JWT, unverified. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into the header that it expects
export function headerOf(jwt: string): any {
  return JSON.parse(Buffer.from(jwt.split(".")[0] as string, "base64url").toString());
}
