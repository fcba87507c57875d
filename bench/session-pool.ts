import { ScriptLessBrowser } from "../demo/script-less-browser.ts";
import { authorizePath, newPkce } from "./authorization-requests.ts";
import { CALLBACK, PASSWORD, userName } from "./clients.ts";
import { postRequest } from "./requests.ts";
import type { Target } from "./target.ts";

/** As many browsers as take turns at the authorization endpoint. */
const SESSIONS = 32;

/** Browsers that users have signed in with through the real pages. */
export interface SessionPool {
  /** The `Cookie` headers of the browsers that a client's users are at; they sign in when they are first asked for. */
  cookies(clientId: string): Promise<readonly string[]>;
}

/** A pool that signs in at the target that `target` names once it runs. */
export function createSessionPool(target: () => Target): SessionPool {
  const signedIn = new Map<string, Promise<string[]>>();
  return {
    cookies(clientId) {
      let cookies = signedIn.get(clientId);
      if (cookies === undefined) {
        const users = Array.from({ length: SESSIONS }, (_, number) => userName(number));
        cookies = Promise.all(users.map((user) => signIn(target(), clientId, user)));
        signedIn.set(clientId, cookies);
      }
      return cookies;
    },
  };
}

/** Signs a user in on the page and returns the browser's `Cookie` header. */
export async function signIn(target: Target, clientId: string, user: string): Promise<string> {
  const browser = new ScriptLessBrowser();
  const page = await browser.open(firstUrl(target, clientId), CALLBACK);
  const end = await browser.submit(page, credentials(user), CALLBACK);
  if (!end.redirectedTo?.href.startsWith(CALLBACK))
    throw new Error(`${user} cannot sign in: ${end.status} ${end.body}`);
  return cookieHeader(browser, target.sessionCookies);
}

/** The POST that signs a user in, made of a page that was just opened; it works once. */
export async function prepareSignIn(target: Target, clientId: string, user: string): Promise<Buffer> {
  const browser = new ScriptLessBrowser();
  const { form, url, status, body } = await browser.open(firstUrl(target, clientId), CALLBACK);
  if (form === undefined) throw new Error(`there is no form to sign in with: ${status} ${body}`);
  const { pathname } = new URL(form.action, url);
  const cookie = cookieHeader(browser, target.formCookies);
  return postRequest(target, pathname, { ...form.hidden, ...credentials(user) }, { cookie });
}

function firstUrl(target: Target, clientId: string): string {
  return `http://${target.host}${authorizePath(target, { clientId, scope: "openid", state: "first", challenge: newPkce().challenge })}`;
}

function credentials(user: string) {
  return { usernameUserInput: user, password: PASSWORD };
}

function cookieHeader(browser: ScriptLessBrowser, names: readonly string[]): string {
  return names
    .map((name) => {
      const value = browser.cookie(name);
      if (value === undefined) throw new Error(`the server set no cookie ${name}`);
      return `${name}=${value}`;
    })
    .join("; ");
}
