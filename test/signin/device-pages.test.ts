import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { sha256 } from "../../src/crypto/hashes.ts";
import { Device, withDevices } from "../devices.ts";
import { PASSWORD } from "../organizations.ts";
import { assertSignInPage } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

describe("RFC 8628 §3.3: the pages where a user allows a device", () => {
  let server: TestServer;
  let tv: Device;
  let browser: ScriptLessBrowser;
  before(async () => {
    server = await startServer({ organizations: withDevices() });
    tv = new Device(server, "tv");
  });
  beforeEach(() => {
    browser = new ScriptLessBrowser();
    server.clock.advance(600); // wrong codes of the test before are forgotten
  });
  after(() => server.stop());

  const isAsked = (page: Page) => page.url.pathname.endsWith("/authenticationendpoint/approval.do");
  const isRefused = (page: Page) =>
    assert.match(page.url.href, /\/authenticationendpoint\/device\.do\?error=invalid\.code$/);

  describe("the code's page", () => {
    for (const [how, typed] of [
      ["as it is shown", (code: string) => code],
      ["in lower case", (code: string) => code.toLowerCase()],
      ["without the hyphen", (code: string) => code.replace("-", "")],
      ["with blanks", (code: string) => ` ${code.replace("-", " ").toLowerCase()} `],
      ["with a long dash", (code: string) => code.replace("-", "–")],
    ] as const) {
      it(`takes the code ${how} (§6.1)`, async () => {
        assertSignInPage(await tv.enter(typed((await tv.start()).user_code), browser));
      });
    }

    for (const typed of ["", "BBBB-BBBB", "AEIO-UYAE", "x".repeat(5000), "<b>\"'", "1234-5678"]) {
      it(`comes again for ${JSON.stringify(typed.slice(0, 20))}: error=invalid.code (contract §11.1)`, async () => {
        const page = await tv.enter(typed, browser);
        isRefused(page);
        assert.ok(page.body.includes('id="device-alert"'));
      });
    }

    it("is filled by verification_uri_complete, and confirms nothing by that (§3.3.1, security bar 13.3)", async () => {
      const { device_code, user_code, verification_uri_complete } = await tv.start();
      const page = await browser.open(verification_uri_complete);
      assert.ok(page.body.includes(`value="${user_code}"`));
      assert.equal((await tv.poll(device_code)).body.error, "authorization_pending");
      const asked = await browser.submit(await browser.submit(page, { user_code }), {
        usernameUserInput: "kim",
        password: PASSWORD,
      });
      assert.ok(isAsked(asked), asked.body);
    });

    it("shows whatever stands in the link as text (security bar 14.4)", async () => {
      const page = await browser.open(
        server.url(`/authenticationendpoint/device.do?user_code=${encodeURIComponent('"><b>x')}`),
      );
      assert.ok(!page.body.includes("<b>x"));
      assert.ok(page.body.includes("&quot;&gt;&lt;b&gt;x"), page.body);
    });

    it("takes no form of another site (security bar 14.3)", async () => {
      const body = new URLSearchParams({ user_code: (await tv.start()).user_code });
      const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
      const page = await browser.request(server.url("/oauth2/device"), { method: "POST", body, headers });
      assert.equal(page.status, 403);
    });
  });

  describe("guessing (§5.1, security bar 13.1)", () => {
    it("lets five wrong codes pass from an address, and then not even a right one: 429", async () => {
      for (let turn = 0; turn < 5; turn++) isRefused(await tv.enter("BBBB-BBBB"));
      const { user_code } = await tv.start();
      const page = await tv.enter(user_code);
      assert.equal(page.status, 429);
      assert.ok(Number(page.headers.get("retry-after")) > 0);
      server.clock.advance(600);
      assertSignInPage(await tv.enter((await tv.start()).user_code));
    });

    it("gains nothing by guessing side by side", async () => {
      const pages = await Promise.all(Array.from({ length: 12 }, () => tv.enter("BBBB-BBBB")));
      assert.equal(pages.filter(({ status }) => status === 429).length, 7);
    });

    it("slows nobody in another tenant", async () => {
      for (let turn = 0; turn < 5; turn++) await tv.enter("BBBB-BBBB");
      const foreign = new Device(server, "tv", "globex");
      assertSignInPage(await foreign.enter((await foreign.start()).user_code));
    });
  });

  describe("the decision (security bar 13.3)", () => {
    it("shows application, code, account, organization and scopes in words", async () => {
      const { user_code } = await tv.start();
      const page = await tv.approach(user_code, browser);
      assert.ok(isAsked(page), page.body);
      for (const text of ["Television", user_code, "Kim Larsen", "Acme", "See your email address"]) {
        assert.ok(page.body.includes(text), text);
      }
    });

    it("needs no second sign-in of a user who is signed in, and asks all the same", async () => {
      await tv.decide((await tv.start()).user_code, "approve", browser);
      const page = await tv.enter((await tv.start()).user_code, browser);
      assert.ok(isAsked(page), page.body);
    });

    for (const [consent, path] of [
      ["approve", /\/authenticationendpoint\/device_success\.do$/],
      ["deny", /\/authenticationendpoint\/device_denied\.do$/],
    ] as const) {
      it(`ends on a page after ${consent}, and cannot be made again`, async () => {
        const { user_code } = await tv.start();
        const asked = await tv.approach(user_code, browser);
        assert.match((await browser.submit(asked, { consent })).url.pathname, path);
        assert.equal((await browser.submit(asked, { consent: "approve" })).status, 400);
        isRefused(await tv.enter(user_code, browser));
      });
    }

    for (const answer of [{ consent: "nonsense" }, {}] as Record<string, string>[]) {
      it(`is a denial by ${JSON.stringify(answer)}`, async () => {
        const { device_code, user_code } = await tv.start();
        await browser.submit(await tv.approach(user_code, browser), answer);
        assert.equal((await tv.poll(device_code)).body.error, "access_denied");
      });
    }

    it("is one user's: of two who have the page open the first decides", async () => {
      const { device_code, user_code } = await tv.start();
      const other = new ScriptLessBrowser();
      const pages = [await tv.approach(user_code, browser), await tv.approach(user_code, other, "lee")] as const;
      assert.equal((await browser.submit(pages[0], { consent: "deny" })).status, 200);
      assert.equal((await other.submit(pages[1], { consent: "approve" })).status, 400);
      assert.equal((await tv.poll(device_code)).body.error, "access_denied");
    });

    it("can be made by another account: the user is asked again as that one", async () => {
      const { device_code, user_code } = await tv.start();
      const signIn = await browser.submit(await tv.approach(user_code, browser), { account: "other" });
      assertSignInPage(signIn);
      const asked = await browser.submit(signIn, { usernameUserInput: "lee", password: PASSWORD });
      assert.ok(asked.body.includes('<bdi class="name">lee</bdi>'), asked.body);
      await browser.submit(asked, { consent: "approve" });
      const { body } = await tv.poll(device_code);
      assert.equal((await tv.userinfo(body.access_token)).body.email, "lee@example.com");
    });

    it("is asked of the user who is there now: another sign-in starts it over (security bar 15.7)", async () => {
      const { device_code, user_code } = await tv.start();
      const asked = await tv.approach(user_code, browser);
      const elsewhere = await browser.submit(await tv.enter(user_code, browser), { account: "other" });
      await browser.submit(elsewhere, { usernameUserInput: "lee", password: PASSWORD });
      const again = await browser.submit(asked, { consent: "approve" });
      assert.ok(isAsked(again) && again.body.includes("Lee"), again.body);
      assert.equal((await tv.poll(device_code)).body.error, "authorization_pending");
    });

    const forgeries: [string, (page: Page) => Record<string, string>][] = [
      ["without its token", () => ({ csrfToken: "" })],
      ["with a token that was tampered with", (page) => ({ csrfToken: `${page.form?.hidden.csrfToken}x` })],
    ];
    for (const [what, entered] of forgeries) {
      it(`is refused ${what} (security bar 14.3)`, async () => {
        const { device_code, user_code } = await tv.start();
        const asked = await tv.approach(user_code, browser);
        assert.equal((await browser.submit(asked, { ...entered(asked), consent: "approve" })).status, 403);
        assert.equal((await tv.poll(device_code)).body.error, "authorization_pending");
      });
    }

    it("is refused with the token of another request, from another site, and in another browser (security bar 14.3)", async () => {
      const { device_code, user_code } = await tv.start();
      const asked = await tv.approach(user_code, browser);
      const other = await tv.approach((await tv.start()).user_code, browser);
      const csrfToken = other.form?.hidden.csrfToken ?? "";
      assert.equal((await browser.submit(asked, { csrfToken, consent: "approve" })).status, 403);
      const body = new URLSearchParams({ ...asked.form?.hidden, consent: "approve" });
      const headers = { origin: "https://evil.example" };
      assert.equal((await browser.request(asked.url, { method: "POST", body, headers })).status, 403);
      assert.equal((await new ScriptLessBrowser().submit(asked, { consent: "approve" })).status, 403);
      assert.equal((await tv.poll(device_code)).body.error, "authorization_pending");
    });

    it("is not taken from a query: it is a POST", async () => {
      const { device_code, user_code } = await tv.start();
      const asked = await tv.approach(user_code, browser);
      await browser.open(
        `${asked.url.origin}${asked.url.pathname}?${new URLSearchParams({ ...asked.form?.hidden, consent: "approve" })}`,
      );
      assert.equal((await tv.poll(device_code)).body.error, "authorization_pending");
    });

    it("comes too late when the code has expired (§3.5)", async () => {
      const asked = await tv.approach((await tv.start()).user_code, browser);
      server.clock.advance(600);
      assert.equal((await browser.submit(asked, { consent: "approve" })).status, 400);
    });

    it("takes a new sign-in where the session has ended", async () => {
      const asked = await tv.approach((await tv.start()).user_code, browser);
      const logout = await browser.open(server.url("/oidc/logout"));
      await browser.submit(logout, { consent: "approve" });
      assertSignInPage(await browser.submit(asked, { consent: "approve" }));
    });

    it("is no authorization request: its key is good for nothing there", async () => {
      const asked = await tv.approach((await tv.start()).user_code, browser);
      const key = asked.form?.hidden.sessionDataKey ?? "";
      for (const path of [
        "/oauth2/authorize?sessionDataKey=",
        "/authenticationendpoint/select_account.do?sessionDataKey=",
        "/authenticationendpoint/oauth2_consent.do?sessionDataKeyConsent=",
      ]) {
        assert.equal((await browser.open(server.url(`${path}${key}`))).status, 400, path);
      }
    });
  });

  it("cannot be framed, runs no script and leads nowhere else: each of the pages (security bar 14.1, 14.2)", async () => {
    const pages = [
      await browser.open(server.url("/authenticationendpoint/device.do")),
      await tv.enter("BBBB-BBBB", browser),
      await tv.enter((await tv.start()).user_code, browser),
      await tv.approach((await tv.start()).user_code, browser),
      await tv.decide((await tv.start()).user_code, "approve", browser),
      await tv.decide((await tv.start()).user_code, "deny", browser),
    ];
    for (const { url, headers } of pages) {
      assert.equal(
        headers.get("content-security-policy"),
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        url.pathname,
      );
      assert.equal(headers.get("x-frame-options"), "DENY", url.pathname);
      assert.equal(headers.get("cache-control"), "no-store", url.pathname);
    }
  });

  it("keeps the device code as a hash, and logs neither code (security bar 26.1, 26.3)", async () => {
    const { device_code, user_code } = await tv.start();
    await tv.decide(user_code, "approve", browser);
    const { transients } = await tenantStore(server);
    const handle = sha256(device_code).toString("base64url");
    const stored = JSON.stringify(await transients.find("device code", handle, server.clock.now));
    assert.match(stored, /"kind":"allowed"/);
    for (const code of [device_code, user_code]) assert.ok(!stored.includes(code));

    assert.equal((await tv.poll(device_code)).status, 200);
    assert.ok(!server.logLines.some((line) => line.includes(device_code) || line.includes(user_code)));
    assert.ok(server.logLines.some((line) => line.includes('"event":"device_code_allowed"')));
  });
});
