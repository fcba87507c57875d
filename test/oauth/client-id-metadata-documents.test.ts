import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { after, before, beforeEach, describe, it } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { SignJWT } from "jose";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { makeCertificate } from "../certificates.ts";
import { claimsOf, newVerifier, TestClient } from "../client.ts";
import { CALLBACK, organizations, PASSWORD } from "../organizations.ts";
import { type OtherServer, startOtherServer } from "../outbound/server.ts";
import { assertConsentPage, assertErrorPage } from "../redirects.ts";
import { newRequestKey } from "../request-objects.ts";
import { startServer, type TestServer } from "../server.ts";

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

describe("Client ID Metadata Documents (draft-ietf-oauth-client-id-metadata-document)", () => {
  let server: TestServer;
  let place: OtherServer;
  let answer: RequestListener;
  let number = 0;
  /** A URL of its own for each test, so that nothing of another one is remembered. */
  let url: string;
  const usualAuthorities = getCACertificates();
  before(async () => {
    const tls = makeCertificate({ subject: [{ CN: "localhost" }], subjectAltNames: ["dns:localhost"] });
    setDefaultCACertificates([...usualAuthorities, tls.certificate]);
    place = await startOtherServer((request, response) => answer(request, response), tls);
    server = await startServer({
      organizations: organizations.map((organization) => ({
        ...organization,
        clientIdMetadataDocuments: organization.handle === "acme",
      })),
      settings: { outboundAllowedHosts: [`localhost:${place.port}`] },
    });
  });
  after(async () => {
    await server.stop();
    await place.close();
    setDefaultCACertificates(usualAuthorities);
  });
  beforeEach(() => {
    server.clock.advance(61); // nobody is slowed for what another test did
    number += 1;
    url = `https://localhost:${place.port}/client-${number}.json`;
    serve({});
  });

  /** Serves a document that is in order but for `changes`. */
  function serve(changes: object, { status = 200, type = "application/json", headers = {} } = {}): void {
    const document = { client_id: url, client_name: "Travelling App", redirect_uris: [CALLBACK], ...changes };
    answer = (_request, response) =>
      response.writeHead(status, { "content-type": type, ...headers }).end(JSON.stringify(document));
  }
  const client = (tenant?: string) => new TestClient(server, url, tenant);
  const open = (changes = {}) => new ScriptLessBrowser().open(client().authorizeUrl(changes), CALLBACK);
  const fetches = async (work: () => Promise<unknown>) => {
    const before = place.requests.length;
    await work();
    return place.requests.length - before;
  };

  it("signs a user in with a client that nobody has registered", async () => {
    const grants = ["authorization_code", "refresh_token"];
    serve({ grant_types: grants, token_endpoint_auth_method: "none" });
    const tokens = await client().obtainTokens({ scope: "openid email" });
    assert.equal(claimsOf(tokens.id_token).aud, url);
    assert.equal((await client().userinfo(tokens.access_token)).body.email, "kim@example.com");
    assert.equal((await client().introspect(tokens.access_token)).body.client_id, url);
    assert.equal((await client().refresh(tokens.refresh_token)).status, 200);
  });

  it("takes a pushed request of one (RFC 9126)", async () => {
    const code_verifier = newVerifier();
    const parameters = new URL(client().authorizeUrl({}, code_verifier)).searchParams;
    const pushed = await client().post("/oauth2/par", Object.fromEntries(parameters));
    assert.equal(pushed.status, 201);
    const page = await open({ request_uri: pushed.body.request_uri });
    assert.equal(page.status, 200);
  });

  it("takes the assertion of one that has keys (RFC 7523), and no request without", async () => {
    const key = await newRequestKey("ES256");
    serve({ token_endpoint_auth_method: "private_key_jwt", jwks: { keys: [key.jwk] } });
    const redeemable = await client().obtainCode();
    const unproven = await client().exchange(redeemable);
    assert.equal(unproven.body.error, "invalid_client");
    const client_assertion = await new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: "ES256", kid: key.jwk.kid as string })
      .setIssuer(url)
      .setSubject(url)
      .setAudience(server.url("/oauth2/token"))
      .setIssuedAt(server.clock.now)
      .setExpirationTime(server.clock.now + 60)
      .sign(key.privateKey);
    const proof = { client_assertion, client_assertion_type: ASSERTION_TYPE };
    assert.equal((await client().exchange(redeemable, proof)).status, 200);
  });

  it("shows the host that the application comes from, and asks every time (§8, security bar 25.1)", async () => {
    const browser = new ScriptLessBrowser();
    for (const _ of ["first", "second"]) {
      let page = await browser.open(client().authorizeUrl(), CALLBACK);
      if (page.body.includes("usernameUserInput")) {
        page = await browser.submit(page, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK);
      }
      assertConsentPage(page);
      assert.match(page.body, new RegExp(`id="applicationHost".*localhost:${place.port}`));
      assert.ok(!page.body.includes("hasApprovedAlways"));
      await browser.submit(page, { consent: "approveAlways" }, CALLBACK);
    }
  });

  it("does not let it manage its user's account (security bar 23.2)", async () => {
    const { scope } = await client().obtainTokens({ scope: "openid internal_login" });
    assert.equal(scope, "openid");
  });

  it("tells it that the session of its user has ended (Back-Channel Logout §2.5)", async () => {
    serve({ backchannel_logout_uri: `https://localhost:${place.port}/logged-out` });
    const browser = new ScriptLessBrowser();
    await client().obtainCode({}, browser);
    await browser.submit(await browser.open(server.url("/oidc/logout")), { consent: "approve" });
    const last = place.requests.at(-1);
    assert.deepEqual([last?.method, last?.url], ["POST", "/logged-out"]);
  });

  it("sends nobody there by a logout without a session or an ID token (security bar 16.2)", async () => {
    serve({ post_logout_redirect_uris: [CALLBACK] });
    const query = new URLSearchParams({ client_id: url, post_logout_redirect_uri: CALLBACK });
    const logOut = async (browser: ScriptLessBrowser, hint: object = {}) => {
      const more = new URLSearchParams(Object.entries(hint));
      return browser.open(`${server.url("/oidc/logout")}?${query}&${more}`, CALLBACK);
    };
    assert.equal((await logOut(new ScriptLessBrowser())).redirectedTo, undefined);

    const browser = new ScriptLessBrowser();
    const { body } = await client().exchange(await client().obtainCode({}, browser));
    const page = await browser.submit(await logOut(browser), { consent: "approve" }, CALLBACK);
    assert.equal(page.redirectedTo?.href, CALLBACK, "its user has confirmed it");
    const hinted = await logOut(new ScriptLessBrowser(), { id_token_hint: body.id_token });
    assert.equal(hinted.redirectedTo?.href, CALLBACK);
  });

  it("needs PKCE with every request", async () => {
    const browser = new ScriptLessBrowser();
    await client().authorize({}, browser);
    const page = await client().authorize({ code_challenge: undefined, code_challenge_method: undefined }, browser);
    assert.equal(page.redirectedTo?.searchParams.get("error"), "invalid_request");
  });

  it("passes over grant types that are not for it", async () => {
    serve({ grant_types: ["authorization_code", "client_credentials", "password", "urn:example:other"] });
    assert.ok((await client().obtainTokens()).access_token);
    const { body } = await client().token({ grant_type: "client_credentials" });
    assert.equal(body.error, "unauthorized_client");
  });

  it("lets a redirect URI count that the document lists, and no other (§8.1)", async () => {
    assertErrorPage(await open({ redirect_uri: `https://localhost:${place.port}/callback` }), "invalid_callback");
  });

  const refused: readonly (readonly [string, () => void])[] = [
    ["of another URL (§4)", () => serve({ client_id: `${url}?` })],
    ["with a secret (§4)", () => serve({ client_secret: "a secret that everybody can read" })],
    ["that says when a secret ends (§4)", () => serve({ client_secret_expires_at: 0 })],
    [
      "of a client that authenticates with a secret (§4)",
      () => serve({ token_endpoint_auth_method: "client_secret_basic" }),
    ],
    ["without a redirect URI", () => serve({ redirect_uris: [] })],
    [
      "with a redirect URI that is not safe (security bar 2.3)",
      () => serve({ redirect_uris: ["http://app.example/"] }),
    ],
    ["that is not found (§5)", () => serve({}, { status: 404 })],
    ["that is elsewhere (§5)", () => serve({}, { status: 302, headers: { location: "/client-0.json" } })],
    ["of another media type (§5)", () => serve({}, { type: "text/html" })],
    ["of more than 64 KiB (§8.7)", () => serve({ client_name: "a".repeat(65_536) })],
    [
      "that is a list",
      () => (answer = (_, response) => response.writeHead(200, { "content-type": "application/json" }).end("[]")),
    ],
    [
      "that is no JSON",
      () => (answer = (_, response) => response.writeHead(200, { "content-type": "application/json" }).end("{")),
    ],
  ];
  for (const [what, prepare] of refused) {
    it(`does not know a client with a document ${what}`, async () => {
      prepare();
      assertErrorPage(await open(), "invalid_client");
      assert.equal(
        (await client().token({ grant_type: "authorization_code", code: "a" })).body.error,
        "invalid_client",
      );
    });
  }

  const NO_URLS = [
    ["with http", (text: string) => text.replace("https:", "http:")],
    ["without a path", (text: string) => new URL(text).origin],
    ["with dot segments", (text: string) => text.replace("/client", "/a/../client")],
    ["with encoded dot segments", (text: string) => text.replace("/client", "/%2e/client")],
    ["with a fragment", (text: string) => `${text}#a`],
    ["with a user", (text: string) => text.replace("https://", "https://user@")],
    ["in upper case", (text: string) => text.replace("localhost", "LOCALHOST")],
    ["of more than 255 characters", (text: string) => `${text}?${"a".repeat(255)}`],
  ] as const;
  for (const [what, change] of NO_URLS) {
    it(`fetches nothing for an id ${what} (§3)`, async () => {
      url = change(url);
      serve({});
      assert.equal(await fetches(async () => assertErrorPage(await open(), "invalid_client")), 0);
    });
  }

  it("fetches nothing where the organization has not switched it on (security bar 21.1)", async () => {
    const browser = new ScriptLessBrowser();
    const work = async () =>
      assertErrorPage(await browser.open(client("globex").authorizeUrl(), CALLBACK), "invalid_client");
    assert.equal(await fetches(work), 0);
  });

  it("fetches nothing from the internal network (§8.6, security bar 21.2)", async () => {
    url = url.replace("localhost", "127.0.0.1");
    serve({});
    assert.equal(await fetches(async () => assertErrorPage(await open(), "invalid_client")), 0);
  });

  for (const [cacheControl, seconds] of [
    [undefined, 3600],
    ["max-age=120", 120],
    ["no-store", 60],
    ["max-age=604800", 86_400],
  ] as const) {
    it(`keeps a document for ${seconds} seconds with ${cacheControl ?? "no Cache-Control"} (§5.2)`, async () => {
      serve({}, { headers: cacheControl === undefined ? {} : { "cache-control": cacheControl } });
      assert.equal(await fetches(open), 1);
      server.clock.advance(seconds - 1);
      assert.equal(await fetches(open), 0);
      server.clock.advance(1);
      assert.equal(await fetches(open), 1);
    });
  }

  it("keeps no failure (§5.2), and fetches a document once for those who ask at the same time", async () => {
    serve({}, { status: 500 });
    await open();
    serve({});
    assert.equal(await fetches(() => Promise.all([open(), open(), open()])), 1);
    assert.equal((await open()).status, 200);
  });

  it("asks in vain for one address so many times in a while, and no more", async () => {
    const ask = (n: number) => client().get(`/oauth2/authorize?${new URLSearchParams({ client_id: `${url}?${n}` })}`);
    const askOften = async () => {
      for (let n = 0; n < 70; n += 1) await ask(n);
    };
    assert.equal(await fetches(askOften), 60);
    server.clock.advance(61);
    assert.equal(await fetches(open), 1);
  });

  it("is in the metadata of the organization (§6)", async () => {
    for (const [tenant, expected] of [
      ["acme", true],
      ["globex", false],
    ] as const) {
      for (const name of ["openid-configuration", "oauth-authorization-server"]) {
        const { body } = await client(tenant).get(`/oauth2/token/.well-known/${name}`);
        assert.equal(body.client_id_metadata_document_supported, expected);
      }
    }
  });
});
