import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { launchBrowser } from "../browser.ts";
import { claimsOf, newVerifier, TestClient } from "../client.ts";
import { organizations, PASSWORD } from "../organizations.ts";
import { type RpSite, startRpSite } from "../rp-site.ts";
import { startServer, type TestServer } from "../server.ts";

describe("OpenID Connect Front-Channel Logout 1.0", () => {
  let notes: RpSite;
  let mail: RpSite;
  let server: TestServer;
  before(async () => {
    [notes, mail] = await Promise.all([startRpSite(), startRpSite()]);
    const application = (clientId: string, { origin }: RpSite, more: object = {}) => ({
      clientId,
      publicClient: true,
      callbackURLs: [`${origin}/callback`],
      skipLoginConsent: true,
      ...more,
    });
    const applications = [
      application("notes", notes, { logout: { frontChannelLogoutUrl: `${notes.origin}/out` } }),
      application("mail", mail, { logout: { frontChannelLogoutUrl: `${mail.origin}/out?from=a%20b` } }),
      application("deaf", mail),
    ];
    server = await startServer({ organizations: [{ ...organizations[0], applications }] });
  });
  after(async () => {
    await server?.stop();
    await Promise.all([notes.close(), mail.close()]);
  });

  const callbackOf = (clientId: string) => `${(clientId === "notes" ? notes : mail).origin}/callback`;
  /** Signs kim in with the application. Returns its ID token. */
  const signIn = async (browser: ScriptLessBrowser, clientId: string): Promise<string> => {
    const redirect_uri = callbackOf(clientId);
    const client = new TestClient(server, clientId);
    const verifier = newVerifier();
    let page = await browser.open(client.authorizeUrl({ redirect_uri }, verifier), redirect_uri);
    if (page.form) {
      page = await browser.submit(page, { usernameUserInput: "kim", password: PASSWORD }, redirect_uri);
    }
    const code = page.redirectedTo?.searchParams.get("code") as string;
    return (await client.exchange({ code, redirect_uri, code_verifier: verifier })).body.id_token;
  };
  const logoutUrl = (hint: string, clientId: string) =>
    `${server.url("/oidc/logout")}?${new URLSearchParams({
      id_token_hint: hint,
      post_logout_redirect_uri: callbackOf(clientId),
      state: "s",
    })}`;
  const expected = (hint: string) =>
    new URLSearchParams({ iss: server.url("/oauth2/token"), sid: claimsOf(hint).sid }).toString();

  it("is announced by discovery (§3; oidcc-frontchannel-logout-discovery-endpoint-verification)", async () => {
    const { body } = await new TestClient(server, "notes").get("/oauth2/token/.well-known/openid-configuration");
    assert.equal(body.frontchannel_logout_supported, true);
    assert.equal(body.frontchannel_logout_session_supported, true);
  });

  it("ends on a page with a frame for each application of the session, with iss and sid, and a link on (§2, contract §9.3)", async () => {
    const browser = new ScriptLessBrowser();
    const hint = await signIn(browser, "notes");
    await signIn(browser, "mail");
    const { status, body, headers } = await browser.open(logoutUrl(hint, "notes"));
    assert.equal(status, 200);
    const frames = [...body.matchAll(/<iframe src="([^"]*)"/g)].map(([, url]) => url?.replaceAll("&amp;", "&"));
    assert.deepEqual(
      frames.sort(),
      [`${notes.origin}/out?${expected(hint)}`, `${mail.origin}/out?from=a%20b&${expected(hint)}`].sort(),
    );
    const next = `${callbackOf("notes")}?state=s`;
    assert.ok(body.includes(`<a href="${next}" id="continue">`), body);
    assert.ok(body.includes(`<noscript><meta http-equiv="refresh" content="1; url=${next}"></noscript>`), body);
    assert.equal(headers.get("refresh"), null, "which leads browsers with script there a second time");
    assert.equal(browser.cookie("commonAuthId"), undefined);
    assert.equal(headers.get("cache-control"), "no-store");
  });

  it("lets that page alone frame these sites alone, and nobody frame it (security bar 14.1, 14.2)", async () => {
    const browser = new ScriptLessBrowser();
    const hint = await signIn(browser, "notes");
    const { headers } = await browser.open(logoutUrl(hint, "notes"));
    const policy = headers.get("content-security-policy")?.split("; ");
    assert.ok(policy?.includes(`frame-src ${notes.origin}`));
    assert.ok(policy?.includes("script-src 'self'"));
    assert.ok(policy?.includes("frame-ancestors 'none'"));
    assert.equal(headers.get("x-frame-options"), "DENY");
    const signedOut = await browser.open(server.url("/authenticationendpoint/oauth2_logout.do"));
    assert.doesNotMatch(signedOut.headers.get("content-security-policy") as string, /frame-src|script-src/);
  });

  it("redirects at once when no application of the session listens", async () => {
    const browser = new ScriptLessBrowser();
    const page = await browser.open(logoutUrl(await signIn(browser, "deaf"), "deaf"), mail.origin);
    assert.equal(page.redirectedTo?.href, `${callbackOf("deaf")}?state=s`);
  });

  describe("in a browser", () => {
    let chromium: Browser;
    before(async () => {
      chromium = await launchBrowser();
    });
    after(() => chromium?.close());

    it("loads every frame, then returns to the application (§2; oidcc-frontchannel-rp-initiated-logout)", async () => {
      const context = await chromium.newContext();
      const complaints: string[] = [];
      context.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      const page = await context.newPage();
      const verifier = newVerifier();
      const client = new TestClient(server, "notes");
      const redirect_uri = callbackOf("notes");
      await page.goto(client.authorizeUrl({ redirect_uri }, verifier));
      await page.fill("#usernameUserInput", "kim");
      await page.fill("#password", PASSWORD);
      await page.click("#sign-in-button");
      await page.waitForURL(`${redirect_uri}**`);
      const code = new URL(page.url()).searchParams.get("code") as string;
      const { body } = await client.exchange({ code, redirect_uri, code_verifier: verifier });
      const mailUrl = new TestClient(server, "mail").authorizeUrl({ redirect_uri: callbackOf("mail") });
      await page.goto(mailUrl);
      await page.waitForURL(`${mail.origin}/**`);

      await page.goto(logoutUrl(body.id_token, "notes"));
      await page.waitForURL(`${redirect_uri}?state=s`);
      assert.ok(notes.asked.includes(`/out?${expected(body.id_token)}`));
      assert.ok(mail.asked.includes(`/out?from=a%20b&${expected(body.id_token)}`));
      const back = notes.asked.indexOf("/callback?state=s");
      assert.ok(notes.asked.indexOf(`/out?${expected(body.id_token)}`) < back, "told before the user is back");
      assert.deepEqual(complaints, []);
      await context.close();
    });
  });
});
