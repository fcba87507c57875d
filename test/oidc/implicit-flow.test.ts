import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as openid from "openid-client";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, finish, TestClient } from "../client.ts";
import { delivered, halfHash, withFrontChannel } from "../front-channel.ts";
import { CALLBACK } from "../organizations.ts";
import { assertConsentPage, assertErrorPage } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

const WITHOUT_PKCE = { code_challenge: undefined, code_challenge_method: undefined };

describe("OIDC Core §3.2, RFC 6749 §4.2: the implicit flow, and the response type none", () => {
  let server: TestServer;
  let issuer: URL;
  before(async () => {
    const bound = { publicClient: true, callbackURLs: [CALLBACK], responseTypes: ["token", "id_token"] };
    const organizations = withFrontChannel([
      { ...bound, clientId: "dpop", accessToken: { bindingType: "DPoP" } },
      { ...bound, clientId: "certificate", accessToken: { bindingType: "certificate" } },
      { ...bound, clientId: "codeless", grantTypes: ["implicit"], responseTypes: ["code token"] },
    ]);
    server = await startServer({ organizations });
    issuer = new URL(server.url("/oauth2/token"));
  });
  after(() => server.stop());

  const client = (clientId = "implicit") => new TestClient(server, clientId);
  const request = { ...WITHOUT_PKCE, nonce: "the nonce", scope: "openid email" };
  const authorize = async (
    changes: Record<string, string | undefined>,
    clientId?: string,
    browser = new ScriptLessBrowser(),
  ) => delivered(await client(clientId).authorize({ ...request, ...changes }, browser));

  for (const [response_type, members] of [
    ["id_token", ["id_token", "session_state", "state", "iss"]],
    ["token", ["access_token", "token_type", "expires_in", "scope", "session_state", "state", "iss"]],
    [
      "id_token token",
      ["access_token", "token_type", "expires_in", "scope", "id_token", "session_state", "state", "iss"],
    ],
  ] as const) {
    it(`answers ${response_type} in the fragment: no code, no refresh token (OIDC Core §3.2.2.5; oidcc-server)`, async () => {
      const { channel, parameters } = await authorize({ response_type });
      assert.equal(channel, "fragment");
      assert.deepEqual(Object.keys(parameters), members);
      const { access_token, id_token } = parameters;
      if (access_token !== undefined) {
        assert.equal((await client().userinfo(access_token)).body.email, "kim@example.com");
        const { body } = await client().introspect(access_token);
        assert.deepEqual([body.active, body.client_id, body.scope], [true, "implicit", "email openid"]);
      }
      if (id_token === undefined) return;
      const claims = claimsOf(id_token);
      assert.deepEqual([claims.nonce, claims.aud, claims.iss], ["the nonce", "implicit", issuer.href]);
      assert.equal(claims.at_hash, access_token && halfHash(access_token), "OIDC Core §3.2.2.10");
      assert.equal(claims.s_hash, halfHash("the state"));
      assert.ok(!("c_hash" in claims));
    });
  }

  it("puts the claims of the scopes into an ID token that comes without an access token (OIDC Core §5.4; oidcc-scope-email)", async () => {
    const { parameters } = await authorize({ response_type: "id_token", scope: "openid email profile" });
    const { email, given_name } = claimsOf(parameters.id_token as string);
    assert.deepEqual([email, given_name], ["kim@example.com", "Kim"]);
  });

  it("issues an access token that can be revoked (RFC 7009 §2.1)", async () => {
    const { parameters } = await authorize({ response_type: "token" });
    const { access_token: token } = parameters;
    assert.equal((await client().post("/oauth2/revoke", { token, client_id: "implicit" })).status, 200);
    assert.equal((await client().userinfo(token as string)).status, 401);
  });

  it("answers none with nothing but where it came from, in the query (Multiple Response Types §4)", async () => {
    const { channel, parameters } = await authorize({ response_type: "none" }, "every");
    assert.equal(channel, "query");
    assert.deepEqual(Object.keys(parameters), ["session_state", "state", "iss"]);
    const refused = await authorize({ response_type: "none", prompt: "none" }, "every");
    assert.deepEqual([refused.channel, refused.parameters.error], ["query", "login_required"]);
  });

  it("asks for consent before it answers none, and tells a denial (Multiple Response Types §4)", async () => {
    const browser = new ScriptLessBrowser();
    await client("spa").authorize({}, browser, "lee");
    const page = await browser.open(client("every").authorizeUrl({ ...request, response_type: "none" }), CALLBACK);
    assertConsentPage(page);
    const denied = delivered(await browser.submit(page, { consent: "deny" }, CALLBACK));
    assert.deepEqual([denied.channel, denied.parameters.error], ["query", "access_denied"]);
  });

  it("tells a denial in the fragment (OIDC Core §3.2.2.6)", async () => {
    const browser = new ScriptLessBrowser();
    await client("spa").authorize({}, browser, "lee");
    const page = await browser.open(client("every").authorizeUrl({ ...request, response_type: "id_token" }), CALLBACK);
    const denied = delivered(await browser.submit(page, { consent: "deny" }, CALLBACK));
    assert.deepEqual(denied, {
      channel: "fragment",
      parameters: {
        error: "access_denied",
        error_description: "User denied the consent",
        state: "the state",
        iss: issuer.href,
      },
    });
  });

  const refusals = [
    ["code without its grant type", "implicit", { response_type: "code" }, "unauthorized_client"],
    [
      "a hybrid type without the grant type of its code",
      "codeless",
      { response_type: "code token" },
      "unauthorized_client",
    ],
    ["a hybrid type", "implicit", { response_type: "code token" }, "unauthorized_client"],
    ["none, which is not of the grant type implicit", "implicit", { response_type: "none" }, "unauthorized_client"],
    ["a missing nonce (security bar 1.17)", "implicit", { nonce: undefined }, "invalid_request"],
    ["the query (contract §3.3)", "implicit", { response_mode: "query" }, "invalid_request"],
    ["no openid", "implicit", { scope: "email" }, "invalid_request"],
    ["a mode that there is not (security bar 1.12)", "implicit", { response_mode: "web_message" }, "invalid_request"],
    ["a token that would have to be bound to a key", "dpop", { response_type: "token" }, "unauthorized_client"],
    ["one bound to a certificate", "certificate", { response_type: "token" }, "unauthorized_client"],
  ] as const;
  for (const [what, clientId, changes, error] of refusals) {
    it(`refuses ${what}: ${error}`, async () => {
      const { channel, parameters } = await authorize({ response_type: "id_token", ...changes }, clientId);
      const inQuery = "response_type" in changes && ["code", "none"].includes(changes.response_type);
      assert.equal(channel, inQuery ? "query" : "fragment");
      assert.equal(parameters.error, error);
    });
  }

  it("does without a nonce for the response type token (oidcc-ensure-request-without-nonce-fails)", async () => {
    const { parameters } = await authorize({ response_type: "token", nonce: undefined });
    assert.ok(parameters.access_token);
  });

  it("sends nothing to a redirect URI that is not registered (security bar 1.2; oidcc-ensure-registered-redirect-uri)", async () => {
    const page = await client().authorize({ ...request, response_type: "id_token", redirect_uri: `${CALLBACK}/` });
    assertErrorPage(page, "invalid_callback");
  });

  it("is accepted by openid-client: id_token, in the fragment and by form_post", async () => {
    const configuration = await openid.discovery(issuer, "implicit", {}, openid.None(), {
      execute: [openid.allowInsecureRequests, openid.useIdTokenResponseType],
    });
    for (const response_mode of ["fragment", "form_post"]) {
      const [expectedNonce, expectedState] = [openid.randomNonce(), openid.randomState()];
      const url = openid.buildAuthorizationUrl(configuration, {
        redirect_uri: CALLBACK,
        scope: "openid email",
        response_mode,
        nonce: expectedNonce,
        state: expectedState,
        max_age: "600",
      });
      const browser = new ScriptLessBrowser();
      const page = await finish(browser, await browser.open(url, CALLBACK));
      const body = new URLSearchParams(page.form?.hidden);
      const landed = page.redirectedTo ?? new Request(CALLBACK, { method: "POST", body });
      const claims = await openid.implicitAuthentication(configuration, landed, expectedNonce, {
        expectedState,
        maxAge: 600,
      });
      assert.equal(claims.email, "kim@example.com", response_mode);
    }
  });
});
