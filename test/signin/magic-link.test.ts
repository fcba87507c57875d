import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { linkIn, outboxOf } from "../outbox.ts";
import { returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

const steps = (...authenticators: string[]) =>
  authenticators.map((authenticator) => ({ options: [{ idp: "LOCAL", authenticator }] }));
const application = (clientId: string, ...authenticators: string[]) => ({
  clientId,
  name: clientId,
  publicClient: true,
  callbackURLs: [CALLBACK],
  skipLoginConsent: true,
  signInSteps: steps(...authenticators),
});
const organization = {
  handle: "acme",
  name: "Acme",
  users: ["kim", "lee"].map((userName) => ({
    userName,
    password: PASSWORD,
    claims: { email: `${userName}@example.com` },
  })),
  applications: [
    application("linked", "IdentifierExecutor", "MagicLinkAuthenticator"),
    application("both", "BasicAuthenticator", "MagicLinkAuthenticator"),
  ],
};

describe("signing in with a link by e-mail (contract §14.4)", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: [organization] });
  });
  after(() => server.stop());

  const begin = async (userName = "kim", browser = new ScriptLessBrowser()) => {
    const page = await browser.open(new TestClient(server, "linked").authorizeUrl());
    return { browser, page: await browser.submit(page, { usernameUserInput: userName }, CALLBACK) };
  };
  const latestLink = async (userName = "kim") => linkIn(await outboxOf(server).latest(`${userName}@example.com`));
  const press = (browser: ScriptLessBrowser, page: Page) => browser.submit(page, {}, CALLBACK);
  const assertNotSignedIn = (browser: ScriptLessBrowser, page: Page) => {
    assert.equal(page.redirectedTo, undefined);
    assert.equal(browser.cookie("commonAuthId"), undefined);
  };
  const later = () => server.clock.advance(7200);

  it("leads to a page of the same browser, whose button signs in (security bar 19.7)", async () => {
    later();
    const { browser, page } = await begin();
    assert.ok(!page.body.includes("k•••"), "a stranger is told nothing");
    const link = await latestLink();
    assert.equal(link.pathname, "/t/acme/commonauth");
    assert.match(link.searchParams.get("mlt") ?? "", /^[\w-]{64}$/);
    const confirm = await browser.open(link);
    assertNotSignedIn(browser, confirm);
    assert.ok(returned(await press(browser, confirm)).code);
  });

  it("is used up by no program that only looks at it (security bar 19.7)", async () => {
    later();
    const { browser } = await begin();
    const link = await latestLink();
    for (let looks = 0; looks < 3; looks++) await browser.open(link);
    await new ScriptLessBrowser().open(link);
    await fetch(link, { method: "HEAD" });
    assert.ok(returned(await press(browser, await browser.open(link))).code);
  });

  it("is refused in another browser than the one that asked (security bar 19.7)", async () => {
    later();
    await begin();
    const other = new ScriptLessBrowser();
    const page = await other.open(await latestLink());
    assert.equal(page.status, 403);
    assertNotSignedIn(other, page);
  });

  it("does not end the sign-in of a browser that a stranger's link is sent to (security bar 14.3)", async () => {
    later();
    const stranger = await begin("lee");
    const link = await latestLink("lee");
    const victim = await begin("kim");
    const page = await victim.browser.open(link);
    assert.equal(page.status, 403);
    const forged = await victim.browser.submit(
      victim.page,
      { mlt: link.searchParams.get("mlt") ?? "", authenticator: "MagicLinkAuthenticator", idp: "LOCAL" },
      CALLBACK,
    );
    assertNotSignedIn(victim.browser, forged);
    assert.ok(returned(await press(stranger.browser, await stranger.browser.open(link))).code);
  });

  it("works once (security bar 19.7)", async () => {
    later();
    const { browser } = await begin();
    const link = await latestLink();
    const confirm = await browser.open(link);
    assert.ok(returned(await press(browser, confirm)).code);
    const again = await browser.open(link);
    assert.equal(again.status, 400);
    assert.equal(again.form, undefined);
  });

  it("works for ten minutes (security bar 19.7)", async () => {
    later();
    const { browser } = await begin();
    const confirm = await browser.open(await latestLink());
    server.clock.advance(600);
    const page = await press(browser, confirm);
    assertNotSignedIn(browser, page);
    assert.ok(page.body.includes('role="alert"'));
  });

  it("is replaced by the one that is sent again", async () => {
    later();
    const { browser, page } = await begin();
    const old = await latestLink();
    await browser.submit(page, { pick: "MagicLinkAuthenticator:LOCAL" }, CALLBACK);
    const fresh = await latestLink();
    assert.notEqual(fresh.href, old.href);
    assertNotSignedIn(browser, await press(browser, await browser.open(old)));
    assert.ok(returned(await press(browser, await browser.open(fresh))).code);
  });

  it("is no form without the page's token (security bar 14.3)", async () => {
    later();
    const { browser } = await begin();
    const confirm = await browser.open(await latestLink());
    const { csrfToken, ...rest } = confirm.form?.hidden ?? {};
    assert.ok(csrfToken);
    const body = new URLSearchParams(rest);
    const refused = await browser.request(new URL(confirm.form?.action ?? "", confirm.url), { method: "POST", body });
    assert.equal(refused.status, 403);
    assertNotSignedIn(browser, refused);
  });

  it("is sent to nobody for a name that nobody has, behind the same page (security bar 18.4)", async () => {
    later();
    const before = (await outboxOf(server).all()).length;
    const { page } = await begin("nobody");
    assert.equal((await outboxOf(server).all()).length, before);
    const known = await begin("kim");
    const plain = ({ body }: Page, name: string) =>
      body
        .replaceAll(name, "NAME")
        .replace(/name="(csrfToken|sessionDataKey)" value="[^"]*"/g, "")
        .replace(/>[A-Z]<\/span>/g, ">");
    assert.equal(plain(page, "nobody"), plain(known.page, "kim"));
  });

  it("is a second step too, for which the address is shown in part", async () => {
    later();
    const browser = new ScriptLessBrowser();
    const first = await browser.open(new TestClient(server, "both").authorizeUrl());
    const page = await browser.submit(first, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK);
    assert.ok(page.body.includes("k•••@example.com"));
    assert.ok(returned(await press(browser, await browser.open(await latestLink()))).code);
  });

  it("leads nowhere when its token is made up", async () => {
    for (const mlt of ["", "x", "A".repeat(64), "A".repeat(10_000)]) {
      const page = await new ScriptLessBrowser().open(server.url(`/commonauth?mlt=${mlt}`));
      assert.ok(page.status >= 400 && page.status < 500, `${page.status}`);
    }
  });
});
