import { createHash, randomBytes } from "node:crypto";
import { type Page, ScriptLessBrowser } from "../demo/script-less-browser.ts";
import { type Run, startTessera } from "./cli/tessera.ts";

/** Where the demo's applications have their users sent back to. */
export const DEMO_CALLBACK = "http://localhost:5000";
export const DEMO_PUBLIC_CLIENT = "fv_LScHaB83PN4VPX1cHufphtHQa";
export const DEMO_CONFIDENTIAL_CLIENT = "bifrost-web";
export const DEMO_USER = "user1@bifrost.com";
const DEMO_PASSWORD = "Bifrost@2026";

/** The server as a user starts it, in a process of its own, with the demo that the first start creates. */
export interface DemoServer {
  /** `http://localhost:<port>`. */
  readonly baseUrl: string;
  /** The URL of a path of the demo's organization. */
  url(path: string): string;
  /** SIGKILL: the process gets no chance to finish anything. Resolves when it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts `tessera serve` with its data in the folder. Resolves once it listens. */
export async function startDemoServer(folder: string, port = 0): Promise<DemoServer> {
  const run = startTessera(folder, ["serve", "--port", String(port)], { TESSERA_LOG_LEVEL: "warn" });
  const baseUrl = /listens on (\S+)/.exec(await run.printed("listens on"))?.[1] as string;
  const end = async (signal: NodeJS.Signals, { process, ended }: Run) => {
    process.kill(signal);
    await ended;
  };
  return {
    baseUrl,
    url: (path) => `${baseUrl}/t/bifrost${path}`,
    kill: () => end("SIGKILL", run),
    stop: () => end("SIGTERM", run),
  };
}

/** What the demo's user brings back to an application: all that its token request needs. */
export interface DemoCode {
  readonly code: string;
  readonly codeVerifier: string;
}

/** Signs the demo's user in, where the browser is not signed in yet, and takes the code out of the redirect. */
export async function obtainDemoCode(
  server: DemoServer,
  clientId: string,
  browser = new ScriptLessBrowser(),
): Promise<DemoCode> {
  const codeVerifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: DEMO_CALLBACK,
    scope: "openid profile email",
    // The samples of the confidential client send no verifier.
    ...(clientId === DEMO_PUBLIC_CLIENT && {
      code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
      code_challenge_method: "S256",
    }),
  });
  const page = await passPages(
    browser,
    await browser.open(`${server.url("/oauth2/authorize")}?${query}`, DEMO_CALLBACK),
  );
  const code = page.redirectedTo?.searchParams.get("code");
  if (!code) throw new Error(`no code came back: ${page.status} ${page.redirectedTo} ${page.body.slice(0, 1000)}`);
  return { code, codeVerifier };
}

async function passPages(browser: ScriptLessBrowser, at: Page): Promise<Page> {
  let page = at;
  if (page.body.includes('id="usernameUserInput"')) {
    const entered = { usernameUserInput: DEMO_USER, password: DEMO_PASSWORD };
    page = await browser.submit(page, entered, DEMO_CALLBACK);
  }
  if (page.form !== undefined && "sessionDataKeyConsent" in page.form.hidden) {
    page = await browser.submit(page, { consent: "approve", hasApprovedAlways: "true" }, DEMO_CALLBACK);
  }
  return page;
}
