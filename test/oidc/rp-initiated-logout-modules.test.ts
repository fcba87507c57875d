import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { SignJWT } from "jose";
import * as openid from "openid-client";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { assertErrorPage } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

const BYE = "https://app.example/bye";

/** The conformance suite's plan oidcc-rp-initiated-logout, one test to a module, with openid-client as the application. */
describe("RP-Initiated Logout 1.0, by the conformance suite's modules", () => {
  let server: TestServer;
  let application: openid.Configuration;
  before(async () => {
    const [acme] = organizations;
    const registered = {
      clientId: "suite",
      publicClient: true,
      callbackURLs: [CALLBACK],
      skipLoginConsent: true,
      logout: { postLogoutRedirectURLs: [BYE] },
    };
    server = await startServer({ organizations: [{ ...acme, applications: [registered] }] });
    const issuer = new URL(server.url("/oauth2/token"));
    application = await openid.discovery(issuer, "suite", {}, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
  });
  after(() => server?.stop());

  type Parameters = Readonly<Record<string, string>>;
  /** Signs kim in, and asks for the logout with what the module makes of the usual parameters. */
  const logOut = async (change: (usual: Parameters) => Parameters | Promise<Parameters>) => {
    const browser = new ScriptLessBrowser();
    const client = new TestClient(server, "suite");
    const { body } = await client.exchange(await client.obtainCode({}, browser));
    const parameters = await change({ id_token_hint: body.id_token, post_logout_redirect_uri: BYE, state: "s" });
    const url = openid.buildEndSessionUrl(application, parameters);
    // It names itself by default, which the modules do not.
    url.searchParams.delete("client_id");
    return { browser, page: await browser.open(url, "https://app.example") };
  };
  const without =
    (...names: string[]) =>
    (usual: Parameters) =>
      Object.fromEntries(Object.entries(usual).filter(([name]) => !names.includes(name)));
  const assertSignedOutPage = (page: Page) => {
    assert.equal(page.redirectedTo, undefined);
    assert.match(page.url.pathname, /\/oauth2_logout\.do$/);
  };

  it("oidcc-rp-initiated-logout-discovery-endpoint-verification: names the endpoint", () => {
    assert.equal(application.serverMetadata().end_session_endpoint, server.url("/oidc/logout"));
  });

  it("oidcc-rp-initiated-logout: returns with the state", async () => {
    const { page } = await logOut((usual) => usual);
    assert.equal(page.redirectedTo?.href, `${BYE}?state=s`);
  });

  it("oidcc-rp-initiated-logout-no-state: returns without one", async () => {
    const { page } = await logOut(without("state"));
    assert.equal(page.redirectedTo?.href, BYE);
  });

  it("oidcc-rp-initiated-logout-no-post-logout-redirect-uri: ends on a page of ours", async () => {
    assertSignedOutPage((await logOut(without("post_logout_redirect_uri", "state"))).page);
  });

  const refused: [module: string, uri: string][] = [
    ["oidcc-rp-initiated-logout-bad-post-logout-redirect-uri", "https://app.example/elsewhere"],
    ["oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri", `${BYE}?foo=bar`],
  ];
  for (const [module, uri] of refused) {
    it(`${module}: tells on a page, and does not go there`, async () => {
      const { page } = await logOut((usual) => ({ ...usual, post_logout_redirect_uri: uri }));
      assertErrorPage(page, "access_denied");
    });
  }

  const asked: [module: string, change: (usual: Parameters) => Parameters | Promise<Parameters>][] = [
    ["oidcc-rp-initiated-logout-no-params", () => ({})],
    ["oidcc-rp-initiated-logout-only-state", without("id_token_hint", "post_logout_redirect_uri")],
    ["oidcc-rp-initiated-logout-no-id-token-hint", without("id_token_hint")],
    ["oidcc-rp-initiated-logout-modified-id-token-hint", (usual) => ({ ...usual, id_token_hint: unsigned(usual) })],
    [
      "oidcc-rp-initiated-logout-bad-id-token-hint",
      async (usual) => ({ ...usual, id_token_hint: await forged(usual) }),
    ],
  ];
  for (const [module, change] of asked) {
    it(`${module}: asks the user, and does not return`, async () => {
      const { browser, page } = await logOut(change);
      assert.equal(page.status, 200);
      assert.equal(page.redirectedTo, undefined);
      assert.ok(page.body.includes('id="approve"'), page.body);
      assertSignedOutPage(await browser.submit(page, { consent: "approve" }, "https://app.example"));
    });
  }
});

/** The hint with `alg: none` and no signature. */
function unsigned({ id_token_hint = "" }: Readonly<Record<string, string>>): string {
  const header = Buffer.from('{"alg":"none"}').toString("base64url");
  return `${header}.${id_token_hint.split(".")[1]}.`;
}

/** The hint's claims, signed by somebody else. */
function forged({ id_token_hint = "" }: Readonly<Record<string, string>>): Promise<string> {
  const key = new TextEncoder().encode("a secret that the server does not know");
  return new SignJWT(claimsOf(id_token_hint)).setProtectedHeader({ alg: "HS256" }).sign(key);
}
