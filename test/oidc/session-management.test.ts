import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Settings } from "../../src/settings.ts";
import { launchBrowser } from "../browser.ts";
import { TestClient } from "../client.ts";
import { organizations, PASSWORD } from "../organizations.ts";
import { type RpSite, startRpSite } from "../rp-site.ts";
import { startServer, type TestServer } from "../server.ts";
import { type CertificateFiles, certificateFiles } from "../tls/certificate-files.ts";

/** In the application's page: puts a question to the frame that was loaded from the URL, and returns its answer. */
const ASK = `async ([url, question]) => {
  let frame = document.querySelector("iframe");
  if (frame === null) {
    frame = document.createElement("iframe");
    frame.src = url;
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    document.body.append(frame);
    await loaded;
  }
  return new Promise((resolve) => {
    addEventListener("message", ({ data, origin }) => resolve([data, origin]), { once: true });
    frame.contentWindow.postMessage(question, new URL(url).origin);
  });
}`;

/** Browsers let a frame of another site read the cookie on https alone. */
for (const { how, secure } of [
  { how: "an application of another site, on https", secure: true },
  { how: "an application of the same site, on http", secure: false },
]) {
  describe(`OpenID Connect Session Management 1.0: ${how}`, () => {
    let site: RpSite;
    let files: CertificateFiles | undefined;
    let server: TestServer;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let origin: string;
    before(async () => {
      site = await startRpSite();
      origin = secure ? site.origin : site.siblingOrigin;
      files = secure ? await certificateFiles() : undefined;
      const settings: Partial<Settings> = files
        ? { tlsCert: files.settings.tlsCert, tlsKey: files.settings.tlsKey }
        : {};
      const callbackURLs = [`${origin}/callback`];
      const application = { clientId: "app", publicClient: true, callbackURLs, skipLoginConsent: true };
      const organization = { ...organizations[0], applications: [application] };
      server = await startServer({ organizations: [organization], settings });
      browser = await launchBrowser();
      context = await browser.newContext({ ignoreHTTPSErrors: true });
      page = await context.newPage();
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
      await files?.[Symbol.asyncDispose]();
      await site.close();
    });

    const frameUrl = () => server.url("/oidc/checksession?client_id=app");
    /** What the frame answers the page; the frame stays. */
    const ask = (question: unknown) =>
      page.evaluate(`(${ASK})(${JSON.stringify([frameUrl(), question])})`) as Promise<[string, string]>;
    /** Goes through sign-in and returns the `session_state` that came back. */
    const signIn = async (changes: Record<string, string> = {}) => {
      const client = new TestClient(server, "app");
      await page.goto(client.authorizeUrl({ redirect_uri: `${origin}/callback`, ...changes }));
      if (!page.url().startsWith(origin)) {
        await page.fill("#usernameUserInput", "kim");
        await page.fill("#password", PASSWORD);
        await page.click("#sign-in-button");
        await page.waitForURL(`${origin}/**`);
      }
      return new URL(page.url()).searchParams.get("session_state") as string;
    };

    it("answers unchanged while the session lasts, changed for any other state, error for what is none (§3.2, contract §9.2)", async () => {
      const state = await signIn();
      assert.match(state, /^[0-9a-f]{64}\.[\w-]+$/);
      assert.deepEqual(await ask(`app ${state}`), ["unchanged", new URL(server.baseUrl).origin]);
      assert.equal((await ask(`another ${state}`))[0], "changed");
      assert.equal((await ask(`app ${state}x`))[0], "changed");
      assert.equal((await ask(`app ${"0".repeat(64)}.salt`))[0], "changed");
      for (const question of ["", "app", state, ` ${state}`, "an app nonsense", null, 7, [`app ${state}`]]) {
        assert.equal((await ask(question))[0], "error", JSON.stringify(question));
      }
    });

    it("answers changed to a page of any other origin than the redirect URI's (§3.2)", async () => {
      const state = await signIn();
      const other = secure ? site.siblingOrigin : site.origin;
      await page.goto(`${other}/callback`);
      assert.equal((await ask(`app ${state}`))[0], "changed");
    });

    it("answers unchanged for the state of a silent renewal (§3.1)", async () => {
      const first = await signIn();
      const second = await signIn({ prompt: "none" });
      assert.notEqual(second, first);
      for (const state of [first, second]) assert.equal((await ask(`app ${state}`))[0], "unchanged");
    });

    it("answers changed once the user has signed in anew, and when they have signed out (§3.2; oidcc-session-management-rp-initiated-logout)", async () => {
      const first = await signIn();
      const second = await signIn({ prompt: "login" });
      assert.equal((await ask(`app ${first}`))[0], "changed");
      assert.equal((await ask(`app ${second}`))[0], "unchanged");

      const elsewhere = await context.newPage();
      await elsewhere.goto(server.url("/oidc/logout"));
      await elsewhere.click("#approve");
      await elsewhere.waitForURL("**/oauth2_logout.do");
      assert.equal((await ask(`app ${second}`))[0], "changed", "in the frame that was there before");
    });
  });
}

describe("the check-session page (security bar 14.1)", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  it("is announced by discovery (§2.1; oidcc-session-management-discovery-endpoint-verification)", async () => {
    const { body } = await new TestClient(server, "spa").get("/oauth2/token/.well-known/openid-configuration");
    assert.equal(body.check_session_iframe, server.url("/oidc/checksession"));
  });

  it("may be framed, as no other, and loads our script alone", async () => {
    const { status, headers } = await fetch(server.url("/oidc/checksession"));
    assert.equal(status, 200);
    assert.match(headers.get("content-type") as string, /^text\/html/);
    assert.equal(headers.get("x-frame-options"), null);
    const policy = "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'";
    assert.equal(headers.get("content-security-policy"), policy);
  });
});
