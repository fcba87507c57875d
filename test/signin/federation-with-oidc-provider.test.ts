import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import Provider from "oidc-provider";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { claimsOf, TestClient } from "../client.ts";
import { applicationWith, CLIENT_ID, CLIENT_SECRET, connectionTo, VERIFIER } from "../federation.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

describe("node-oidc-provider as the provider", () => {
  let server: TestServer;
  let provider: { readonly origin: string; readonly listening: Server };
  let store: TenantStore;
  const client = () => new TestClient(server, "federated");

  before(async () => {
    server = await startServer({ settings: { outboundAllowedHosts: ["localhost"] } });
    provider = await startProvider(server);
    const { origin } = provider;
    const metadata = await fetch(`${origin}/.well-known/openid-configuration`);
    const discovery = (await metadata.json()) as Readonly<Record<string, string>>;
    const [acme, globex] = organizations;
    const connection = connectionTo(origin, "Partner", {
      properties: {
        OAuth2AuthzEPUrl: discovery.authorization_endpoint as string,
        OAuth2TokenEPUrl: discovery.token_endpoint as string,
        UserInfoUrl: discovery.userinfo_endpoint as string,
        OIDCLogoutEPUrl: discovery.end_session_endpoint as string,
        Scopes: "openid email",
        IsBasicAuthEnabled: "true",
      },
      document: { issuer: discovery.issuer, jwksUri: discovery.jwks_uri },
    });
    await server.configure([
      {
        ...acme,
        applications: [applicationWith("federated", ["OpenIDConnectAuthenticator:Partner"])],
        identityProviders: [connection],
      },
      globex as object,
    ]);
    store = await tenantStore(server, "acme");
  });
  after(async () => {
    provider.listening.closeAllConnections();
    await Promise.all([server.stop(), new Promise((resolve) => provider.listening.close(resolve))]);
  });

  /** Signs in there and allows what is asked for, and comes back. */
  async function signIn(browser: ScriptLessBrowser, login: string): Promise<Page> {
    let page = await browser.open(client().authorizeUrl({ scope: "openid email" }, VERIFIER), CALLBACK);
    for (let forms = 0; forms < 2 && page.redirectedTo === undefined && page.form !== undefined; forms++) {
      assert.ok(page.url.href.startsWith(provider.origin), `${page.url} ${page.body}`);
      page = await browser.submit(page, { login, password: "any" }, CALLBACK);
    }
    assert.ok(page.redirectedTo?.searchParams.has("code"), `${page.url} ${page.body}`);
    return page;
  }

  const sessions = async () => (await store.sessions.search({ now: server.clock.now, limit: 10 })).length;

  it("signs a user in, its answer naming its issuer (RFC 9207 §2.4)", async () => {
    const page = await signIn(new ScriptLessBrowser(), "ola");
    const code = page.redirectedTo?.searchParams.get("code") as string;
    const { body } = await client().exchange({ code, redirect_uri: CALLBACK, code_verifier: VERIFIER });
    assert.equal(claimsOf(body.id_token).email, "ola@partner.example");
    const record = await store.records.findByName("identity provider", "Partner");
    const association = await store.federatedAssociations.find(record?.id as string, "ola");
    assert.equal(association?.userId, claimsOf(body.id_token).sub);
  });

  it("ends its session with ours, and leads back (RP-Initiated Logout §2)", async () => {
    const browser = new ScriptLessBrowser();
    await signIn(browser, "ida");
    const asked = await browser.open(server.url("/oidc/logout"));
    const there = await browser.submit(asked, { consent: "approve" });
    assert.ok(there.url.href.startsWith(`${provider.origin}/session/end`), `${there.url}`);
    const back = await browser.submit(there, { logout: "yes" });
    assert.match(back.url.href, /\/t\/acme\/authenticationendpoint\/oauth2_logout\.do$/);
  });

  it("ends our session when its own ends (Back-Channel Logout §2.5)", async () => {
    const browser = new ScriptLessBrowser();
    await signIn(browser, "una");
    const before = await sessions();
    const asked = await browser.open(`${provider.origin}/session/end`);
    await browser.submit(asked, { logout: "yes" });
    assert.equal(await sessions(), before - 1);
  });
});

async function startProvider(server: TestServer): Promise<{ origin: string; listening: Server }> {
  // Its issuer has to be known before it listens.
  const listening = createServer();
  await new Promise<void>((resolve) => listening.listen(0, "localhost", resolve));
  const origin = `http://localhost:${(listening.address() as AddressInfo).port}`;
  const provider = new Provider(origin, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [server.url("/commonauth")],
        post_logout_redirect_uris: [server.url("/commonauth")],
        backchannel_logout_uri: server.url("/identity/oidc/slo"),
        backchannel_logout_session_required: true,
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: `${id}@partner.example`, email_verified: true }),
    }),
    features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true } },
    cookies: { keys: ["a key of the provider's cookies"] },
    // Without these it says on the console that it uses its own.
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    // Its own refuses loopback.
    fetch: (url: string | URL | Request, options?: RequestInit) =>
      globalThis.fetch(url, { method: options?.method, headers: options?.headers, body: options?.body } as RequestInit),
  });
  listening.on("request", provider.callback());
  return { origin, listening };
}
