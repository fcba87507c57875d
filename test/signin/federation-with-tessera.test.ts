import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { claimsOf, TestClient } from "../client.ts";
import { applicationWith, connectionTo, VERIFIER } from "../federation.ts";
import { CALLBACK, organizations, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

const OIDC = "OpenIDConnectAuthenticator";
const WAY = `${OIDC}:Globex`;

describe("another tenant of this server as the provider", () => {
  let server: TestServer;
  let acme: TenantStore;
  let globex: TenantStore;
  const client = () => new TestClient(server, "federated");

  before(async () => {
    server = await startServer({ settings: { outboundAllowedHosts: ["localhost"] } });
    const [ours, theirs] = organizations as [(typeof organizations)[0], (typeof organizations)[0]];
    const url = (path: string) => server.url(path, "globex");
    const connection = connectionTo("", "Globex", {
      properties: {
        OAuth2AuthzEPUrl: url("/oauth2/authorize"),
        OAuth2TokenEPUrl: url("/oauth2/token"),
        UserInfoUrl: url("/oauth2/userinfo"),
        OIDCLogoutEPUrl: url("/oidc/logout"),
        Scopes: "openid email profile",
      },
      document: { issuer: url("/oauth2/token"), jwksUri: url("/oauth2/jwks"), homeRealmIdentifier: "globex.example" },
    });
    await server.configure([
      {
        ...ours,
        applications: [applicationWith("federated", [WAY]), applicationWith("choice", ["BasicAuthenticator", WAY])],
        identityProviders: [connection],
      },
      {
        ...theirs,
        users: [{ userName: "gus", password: PASSWORD, claims: { name: "Gus", email: "gus@globex.example" } }],
        applications: [
          {
            clientId: "us",
            name: "Acme",
            clientSecret: "the secret that they know us by",
            callbackURLs: [server.url("/commonauth")],
            grantTypes: ["authorization_code"],
            skipLoginConsent: true,
            logout: { backChannelLogoutUrl: server.url("/identity/oidc/slo") },
          },
        ],
      },
    ]);
    acme = await tenantStore(server, "acme");
    globex = await tenantStore(server, "globex");
  });
  after(() => server.stop());

  /** Signs in at the provider, and comes back to the application. */
  async function signIn(browser: ScriptLessBrowser, changes: Readonly<Record<string, string>> = {}, by = client()) {
    const page = await browser.open(by.authorizeUrl(changes, VERIFIER), CALLBACK);
    return atProvider(browser, page);
  }

  async function atProvider(browser: ScriptLessBrowser, page: Page): Promise<Page> {
    if (page.redirectedTo !== undefined) return page;
    assert.ok(page.url.href.startsWith(server.url("/", "globex")), `${page.url} ${page.body}`);
    return browser.submit(page, { usernameUserInput: "gus", password: PASSWORD }, CALLBACK);
  }

  async function tokensOf(page: Page, by = client()) {
    const code = page.redirectedTo?.searchParams.get("code");
    assert.ok(code, `${page.status} ${page.url} ${page.body}`);
    return (await by.exchange({ code, redirect_uri: CALLBACK, code_verifier: VERIFIER })).body;
  }

  const sessionsHere = async () => (await acme.sessions.search({ now: server.clock.now, limit: 10 })).length;
  const sessionsThere = async () => (await globex.sessions.search({ now: server.clock.now, limit: 10 })).length;

  it("signs a user in, with what userinfo tells beside the ID token (OIDC Core §5.3.2)", async () => {
    const browser = new ScriptLessBrowser();
    const { id_token: idToken } = await tokensOf(await signIn(browser, { scope: "openid email profile" }));
    const claims = claimsOf(idToken);
    assert.deepEqual([claims.name, claims.email, claims.amr], ["Gus", "gus@globex.example", [OIDC]]);
    assert.equal(claims.iss, server.url("/oauth2/token"));
    // Single sign-on: the session here does for the next application without another way round.
    const silent = await browser.open(client().authorizeUrl({ prompt: "none" }), CALLBACK);
    assert.ok(silent.redirectedTo?.searchParams.get("code"));
  });

  for (const fidp of ["Globex", "globex.example"]) {
    it(`is gone to at once by fidp=${fidp} (contract §3.1)`, async () => {
      const by = new TestClient(server, "choice");
      await tokensOf(await signIn(new ScriptLessBrowser(), { fidp }, by), by);
    });
  }

  it("is a button beside the password otherwise, and another fidp changes nothing (contract §3.1)", async () => {
    const by = new TestClient(server, "choice");
    const browser = new ScriptLessBrowser();
    const page = await browser.open(by.authorizeUrl({ fidp: "Nowhere" }, VERIFIER), CALLBACK);
    assert.match(page.body, /id="usernameUserInput"/);
    assert.match(page.body, /Continue with/);
    await tokensOf(await atProvider(browser, await browser.submit(page, { pick: WAY }, CALLBACK)), by);
  });

  it("ends its session with ours, and leads back to the application (RP-Initiated Logout §2)", async () => {
    const browser = new ScriptLessBrowser();
    const { id_token: idToken } = await tokensOf(await signIn(browser));
    const [here, there] = [await sessionsHere(), await sessionsThere()];
    const query = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: CALLBACK, state: "out" });
    const page = await browser.open(`${server.url("/oidc/logout")}?${query}`, CALLBACK);
    assert.equal(page.redirectedTo?.href, `${CALLBACK}?state=out`);
    assert.deepEqual([await sessionsHere(), await sessionsThere()], [here - 1, there - 1]);
  });

  it("ends its session after the user has confirmed the logout, too (RP-Initiated Logout §2)", async () => {
    const browser = new ScriptLessBrowser();
    await tokensOf(await signIn(browser));
    const there = await sessionsThere();
    const asked = await browser.open(server.url("/oidc/logout"));
    const page = await browser.submit(asked, { consent: "approve" });
    assert.match(page.url.pathname, /oauth2_logout\.do$/);
    assert.equal(await sessionsThere(), there - 1);
  });

  it("leads a logout's answer to where it began, once, and in its own browser alone (security bar 16.2)", async () => {
    const browser = new ScriptLessBrowser();
    const { id_token: idToken } = await tokensOf(await signIn(browser));
    const query = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: CALLBACK });
    const away = await browser.open(`${server.url("/oidc/logout")}?${query}`, server.url("/oidc/logout", "globex"));
    const state = away.redirectedTo?.searchParams.get("state") as string;
    const back = `${server.url("/commonauth")}?${new URLSearchParams({ state })}`;
    const stranger = await new ScriptLessBrowser().open(back, CALLBACK);
    assert.match(stranger.url.pathname, /oauth2_logout\.do$/);
    assert.equal((await browser.open(back, CALLBACK)).redirectedTo?.href, CALLBACK);
    assert.match((await browser.open(back, CALLBACK)).url.pathname, /oauth2_logout\.do$/);
  });

  it("ends our session when its own ends (Back-Channel Logout §2.5)", async () => {
    const browser = new ScriptLessBrowser();
    await tokensOf(await signIn(browser));
    const before = await sessionsHere();
    const asked = await browser.open(server.url("/oidc/logout", "globex"));
    await browser.submit(asked, { consent: "approve" });
    assert.equal(await sessionsHere(), before - 1);
    const silent = await browser.open(client().authorizeUrl({ prompt: "none" }), CALLBACK);
    assert.equal(silent.redirectedTo?.searchParams.get("error"), "login_required");
  });
});
