import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import type { Client } from "../../src/protocol/model/client.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { assertConsentPage, assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

const LOOPBACK = "http://127.0.0.1/callback";
const PRIVATE_USE = "com.example.app:/callback";

describe("security bar 25.1, 1.3: applications that nobody vouches for", () => {
  let server: TestServer;
  before(async () => {
    const [acme] = organizations;
    const native = {
      publicClient: true,
      applicationType: "native",
      callbackURLs: [LOOPBACK, PRIVATE_USE, CALLBACK],
    };
    const applications = [
      { ...native, clientId: "native" },
      { ...native, clientId: "trusted", skipLoginConsent: true },
    ];
    server = await startServer({
      organizations: [{ ...acme, applications: [...(acme?.applications ?? []), ...applications] }],
    });
    await registerItself("asking", "self");
    await registerItself("spa", "approved");
  });
  after(() => server.stop());

  /** Makes a client that is like another, but registered itself (RFC 7591 §3). */
  async function registerItself(like: string, clientId: string): Promise<void> {
    const tenant = await server.store.tenants.find("acme");
    const { clients } = server.store.forTenant(tenant?.id as string);
    const registration = { accessTokenHash: "", issuedAt: server.clock.now, metadata: {} };
    const client = (await clients.find(like)) as Client;
    await clients.save({ ...client, clientId, registration, application: { ...client.application, id: randomUUID() } });
  }

  const client = (clientId: string) => new TestClient(server, clientId);
  const signedIn = async () => {
    const browser = new ScriptLessBrowser();
    await client("spa").authorize({}, browser);
    return browser;
  };
  const allow = (browser: ScriptLessBrowser, page: Page, redirectUri: string) =>
    browser.submit(page, { consent: "approveAlways" }, redirectUri);

  for (const [what, clientId, redirectUri] of [
    ["an application that registered itself", "self", CALLBACK],
    ["a native one on loopback (RFC 8252 §8.6)", "native", LOOPBACK],
    ["a native one with a scheme of its own (RFC 8252 §8.6)", "native", PRIVATE_USE],
  ] as const) {
    it(`asks every time for ${what}, whatever was answered before`, async () => {
      const browser = await signedIn();
      const open = (changes = {}) =>
        browser.open(client(clientId).authorizeUrl({ redirect_uri: redirectUri, ...changes }), redirectUri);
      const first = await open();
      assertConsentPage(first);
      assert.ok(!first.body.includes("hasApprovedAlways"), "nothing is offered that would not hold");
      assert.ok(returned(await allow(browser, first, redirectUri)).code);
      assertConsentPage(await open());
      assert.equal(returned(await open({ prompt: "none" })).error, "consent_required");
    });
  }

  it("asks once for a native application that is reached by https, and never for one that an administrator trusts", async () => {
    const browser = await signedIn();
    const first = await browser.open(client("native").authorizeUrl(), CALLBACK);
    assert.ok(first.body.includes("hasApprovedAlways"));
    await allow(browser, first, CALLBACK);
    assert.ok(returned(await browser.open(client("native").authorizeUrl(), CALLBACK)).code);
    const trusted = client("trusted").authorizeUrl({ redirect_uri: LOOPBACK });
    assert.ok(returned(await browser.open(trusted, LOOPBACK)).code);
    assert.ok(returned(await browser.open(client("approved").authorizeUrl(), CALLBACK)).code);
  });

  for (const changes of [{ response_type: "nonsense" }, { scope: "nonsense" }, { code_challenge: undefined }]) {
    it(`is no redirector for an application that registered itself: ${JSON.stringify(changes)} (RFC 9700 §4.11.2)`, async () => {
      const url = client("self").authorizeUrl(changes);
      const page = await new ScriptLessBrowser().open(url, CALLBACK);
      assert.deepEqual([page.redirectedTo, page.status], [undefined, 400]);
      const told = returned(await (await signedIn()).open(url, CALLBACK)).error;
      assert.ok(page.body.includes(`<code>${told}</code>`), `the page says ${told} too`);

      const vouchedFor = await new ScriptLessBrowser().open(client("asking").authorizeUrl(changes), CALLBACK);
      assert.equal(returned(vouchedFor).error, told);
    });
  }

  it("answers prompt=none of an application that registered itself: it shows no page (security bar 1.8)", async () => {
    const open = (changes: Record<string, string>) =>
      new ScriptLessBrowser().open(client("self").authorizeUrl({ prompt: "none", ...changes }), CALLBACK);
    assert.equal(returned(await open({})).error, "login_required");
    assert.equal(returned(await open({ scope: "nonsense" })).error, "invalid_scope");
  });

  it("signs the user in first, as for any other", async () => {
    assertSignInPage(await new ScriptLessBrowser().open(client("self").authorizeUrl(), CALLBACK));
  });
});
