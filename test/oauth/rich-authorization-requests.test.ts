import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { basic, claimsOf, finish, TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { assertConsentPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

const APPLICATION = { publicClient: true, callbackURLs: [CALLBACK] };
const acme = {
  handle: "acme",
  name: "Acme",
  users: [{ userName: "kim", password: PASSWORD }],
  apiResources: [
    { identifier: "https://bank.example", scopes: ["pay"], authorizationDetailsTypes: ["payment", "account"] },
    { identifier: "https://files.example", authorizationDetailsTypes: ["file"] },
  ],
  applications: [
    { ...APPLICATION, clientId: "shop", authorizationDetailsTypes: ["payment", "account", "unknown"] },
    { ...APPLICATION, clientId: "jwt", accessToken: { type: "JWT" }, authorizationDetailsTypes: ["payment"] },
    { ...APPLICATION, clientId: "plain", skipLoginConsent: true },
    {
      clientId: "web",
      clientSecret: "acme-web-secret",
      callbackURLs: [],
      grantTypes: ["client_credentials"],
      authorizationDetailsTypes: ["payment"],
    },
  ],
};

const payment = {
  type: "payment",
  actions: ["initiate", "status"],
  locations: ["https://bank.example/payments"],
  instructedAmount: { currency: "EUR", amount: "123.50" },
  creditorName: "<b>Merchant</b> & Sons",
};
const account = { type: "account", actions: ["read"] };

describe("RFC 9396: rich authorization requests", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: [acme] });
  });
  after(() => server.stop());
  const client = (clientId = "shop") => new TestClient(server, clientId);
  const text = (...details: readonly object[]) => JSON.stringify(details);
  const signIn = (browser: ScriptLessBrowser, page: Page) =>
    browser.submit(page, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK);

  const malformed: readonly [what: string, details: string, clientId?: string][] = [
    ["that are no JSON", "payment"],
    ["that are no list", JSON.stringify(payment)],
    ["that are empty", "[]"],
    ["that hold a text", '["payment"]'],
    ["that hold a list", "[[]]"],
    ["without a type", '[{"actions":["read"]}]'],
    ["whose type is no text", '[{"type":1}]'],
    ["whose actions are no list of texts", '[{"type":"payment","actions":"read"}]'],
    ["whose locations are no list of texts", '[{"type":"payment","locations":[1]}]'],
    ["whose identifier is no text", '[{"type":"payment","identifier":{}}]'],
    ["of a type that no API knows", '[{"type":"unknown"}]'],
    ["of a type that the client is not authorized for", '[{"type":"file"}]'],
    ["of a client that is authorized for none", text(payment), "plain"],
    ["one of which is not allowed", text(payment, { type: "file" })],
    ["that are too many", text(...Array.from({ length: 21 }, () => account))],
    ["that are too long", text({ ...payment, note: "x".repeat(16_384) })],
  ];
  for (const [what, authorization_details, clientId] of malformed) {
    it(`refuses details ${what} (§5)`, async () => {
      const url = new URL(client(clientId).authorizeUrl({ authorization_details }));
      const pushed = await client(clientId).post("/oauth2/par", Object.fromEntries(url.searchParams));
      assert.deepEqual([pushed.status, pushed.body.error], [400, "invalid_authorization_details"]);
      if (url.href.length > 12_000) return; // longer than a URL can be
      const page = await new ScriptLessBrowser().open(url, CALLBACK);
      assert.equal(returned(page).error, "invalid_authorization_details");
    });
  }

  it("shows the details on the consent page in words and escaped (§11.1, security bar 25.2)", async () => {
    const browser = new ScriptLessBrowser();
    const url = client().authorizeUrl({ authorization_details: text(payment, account) });
    const page = await signIn(browser, await browser.open(url, CALLBACK));
    assertConsentPage(page);
    for (const part of [
      "<bdi>payment</bdi>",
      "<bdi>initiate, status</bdi>",
      "<bdi>https://bank.example/payments</bdi>",
      "<bdi>instructedAmount.amount</bdi>",
      "<bdi>123.50</bdi>",
      "<bdi>&lt;b&gt;Merchant&lt;/b&gt; &amp; Sons</bdi>",
      "<bdi>account</bdi>",
    ]) {
      assert.ok(page.body.includes(part), part);
    }
    assert.ok(!page.body.includes("<b>Merchant"));
    assert.ok(!page.body.includes("hasApprovedAlways"));
  });

  it("asks for consent each time, whatever was allowed before (security bar 25.1)", async () => {
    const browser = new ScriptLessBrowser();
    const request = { authorization_details: text(payment) };
    assert.ok(returned(await client().authorize({}, browser)).code);
    assert.ok(returned(await browser.open(client().authorizeUrl(), CALLBACK)).code);
    for (const _ of [1, 2]) {
      const page = await browser.open(client().authorizeUrl(request), CALLBACK);
      assertConsentPage(page);
      assert.ok(returned(await finish(browser, page)).code);
    }
    const silent = await browser.open(client().authorizeUrl({ ...request, prompt: "none" }), CALLBACK);
    assert.equal(returned(silent).error, "consent_required");
  });

  it("answers with the granted details, and tells them at introspection (§7, §9.2)", async () => {
    const tokens = await client().obtainTokens({ authorization_details: text(payment, account) });
    assert.deepEqual(tokens.authorization_details, [payment, account]);
    const { body } = await client().introspect(tokens.access_token);
    assert.deepEqual(body.authorization_details, [payment, account]);
    const renewed = await client().refresh(tokens.refresh_token);
    assert.deepEqual(renewed.body.authorization_details, [payment, account]);
  });

  it("puts them into a JWT access token (§9.1)", async () => {
    const tokens = await client("jwt").obtainTokens({ authorization_details: text(payment) });
    assert.deepEqual(claimsOf(tokens.access_token).authorization_details, [payment]);
  });

  it("narrows them for one token, and never widens them (§6)", async () => {
    const request = { authorization_details: text(payment, account) };
    const tokens = await client().obtainTokens(request, { authorization_details: text(account) });
    assert.deepEqual(tokens.authorization_details, [account]);
    const renewed = await client().refresh(tokens.refresh_token, { authorization_details: text(payment) });
    assert.deepEqual(renewed.body.authorization_details, [payment]);
    const refreshToken = renewed.body.refresh_token;
    const more = { ...payment, instructedAmount: { currency: "EUR", amount: "9999.00" } };
    for (const details of [text(more), text({ type: "payment" }), "x", "[]"]) {
      const { status, body } = await client().refresh(refreshToken, { authorization_details: details });
      assert.deepEqual([status, body.error], [400, "invalid_authorization_details"], details);
    }
    // A refusal costs nothing.
    assert.equal((await client().refresh(refreshToken)).status, 200);
  });

  it("gives a client that acts for itself the details it may have (§5)", async () => {
    const ask = (authorization_details: string) =>
      client("web").post(
        "/oauth2/token",
        { grant_type: "client_credentials", authorization_details },
        basic("web", "acme-web-secret"),
      );
    assert.deepEqual((await ask(text(payment))).body.authorization_details, [payment]);
    assert.equal((await ask(text(account))).body.error, "invalid_authorization_details");
  });

  it("lists the types in discovery (§10)", async () => {
    for (const path of ["/.well-known/openid-configuration", "/oauth2/token/.well-known/oauth-authorization-server"]) {
      const { body } = await client().get(path);
      assert.deepEqual(body.authorization_details_types_supported, ["payment", "account", "file"]);
    }
  });
});
