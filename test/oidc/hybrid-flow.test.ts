import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { basic, claimsOf, finish, TestClient } from "../client.ts";
import { delivered, halfHash, withFrontChannel } from "../front-channel.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const WITHOUT_PKCE = { code_challenge: undefined, code_challenge_method: undefined };
const HYBRID = ["code id_token", "code token", "code id_token token"] as const;

describe("OIDC Core §3.3: the hybrid flow", () => {
  let server: TestServer;
  let client: TestClient;
  let issuer: URL;
  before(async () => {
    server = await startServer({ organizations: withFrontChannel() });
    client = new TestClient(server, "hybrid");
    issuer = new URL(server.url("/oauth2/token"));
  });
  after(() => server.stop());

  const request = { ...WITHOUT_PKCE, nonce: "the nonce", scope: "openid email" };
  const authorize = async (changes: Record<string, string | undefined>, browser = new ScriptLessBrowser()) =>
    delivered(await client.authorize({ ...request, ...changes }, browser));
  const exchange = (code: string | undefined) =>
    client.token(
      { grant_type: "authorization_code", client_id: undefined, code, redirect_uri: CALLBACK },
      basic("hybrid", "hybrid-secret"),
    );

  for (const [response_type, members] of [
    ["code id_token", ["code", "id_token", "session_state", "state", "iss"]],
    ["code token", ["code", "access_token", "token_type", "expires_in", "scope", "session_state", "state", "iss"]],
    [
      "code id_token token",
      ["code", "access_token", "token_type", "expires_in", "scope", "id_token", "session_state", "state", "iss"],
    ],
  ] as const) {
    it(`answers ${response_type} in the fragment, with its members and no others (OIDC Core §3.3.2.5; oidcc-server)`, async () => {
      const { channel, parameters } = await authorize({ response_type });
      assert.equal(channel, "fragment");
      assert.deepEqual(Object.keys(parameters), members);
      assert.equal(parameters.state, "the state");
      assert.equal(parameters.iss, issuer.href);
      if (parameters.access_token === undefined) return;
      assert.deepEqual(
        [parameters.token_type, parameters.expires_in, parameters.scope],
        ["Bearer", "3600", "email openid"],
      );
      const { status, body } = await client.userinfo(parameters.access_token);
      assert.deepEqual([status, body.email], [200, "kim@example.com"]);
    });

    it(`trades the code of ${response_type} for further tokens of the same user (OIDC Core §3.3.3)`, async () => {
      const { parameters } = await authorize({ response_type });
      const { status, body } = await exchange(parameters.code);
      assert.equal(status, 200);
      assert.ok(body.refresh_token);
      const later = claimsOf(body.id_token);
      assert.deepEqual([later.nonce, later.s_hash], ["the nonce", undefined]);
      assert.notEqual(body.access_token, parameters.access_token);
      if (parameters.id_token === undefined) return;
      const { sub, iss } = claimsOf(parameters.id_token);
      assert.deepEqual([later.sub, later.iss], [sub, iss]);
    });
  }

  it("binds the ID token to code, access token, state and nonce (OIDC Core §3.3.2.11, contract §7.2)", async () => {
    for (const response_type of ["code id_token", "code id_token token"]) {
      const { parameters } = await authorize({ response_type, max_age: "600" });
      const { code = "", access_token, id_token = "" } = parameters;
      const claims = claimsOf(id_token);
      assert.equal(claims.c_hash, halfHash(code));
      assert.equal(claims.at_hash, access_token && halfHash(access_token));
      assert.equal(claims.s_hash, halfHash("the state"));
      assert.deepEqual([claims.nonce, claims.aud, claims.email], ["the nonce", "hybrid", "kim@example.com"]);
      assert.equal(typeof claims.sid, "string");
      assert.equal(typeof claims.auth_time, "number");
    }
    const { parameters } = await authorize({ response_type: "code id_token", state: undefined });
    assert.ok(!("s_hash" in claimsOf(parameters.id_token as string)));
  });

  for (const response_type of ["id_token code", "token code", "token id_token code", "id_token code token"]) {
    it(`takes the words of a response type in any order: ${response_type} (RFC 6749 §3.1.1)`, async () => {
      const { parameters } = await authorize({ response_type });
      for (const word of response_type.split(" ")) {
        assert.ok(parameters[word === "token" ? "access_token" : word], word);
      }
    });
  }

  it("revokes the front channel's access token too when its code is replayed (security bar 4.3; oidcc-codereuse)", async () => {
    const { parameters } = await authorize({ response_type: "code token" });
    assert.equal((await exchange(parameters.code)).status, 200);
    assert.equal((await client.userinfo(parameters.access_token as string)).status, 200);
    assert.equal((await exchange(parameters.code)).body.error, "invalid_grant");
    assert.equal((await client.userinfo(parameters.access_token as string)).status, 401);
  });

  it("needs a nonce for an ID token from the front channel only (security bar 1.17; oidcc-ensure-request-without-nonce-fails)", async () => {
    for (const response_type of HYBRID) {
      const { channel, parameters } = await authorize({ response_type, nonce: undefined });
      assert.equal(channel, "fragment");
      const expected = response_type.includes("id_token") ? "invalid_request" : undefined;
      assert.equal(parameters.error, expected, response_type);
    }
  });

  const refusals = [
    ["the query for tokens (contract §3.3)", { response_mode: "query" }, "invalid_request"],
    ["the query for tokens in a JWT that anybody can read", { response_mode: "query.jwt" }, "invalid_request"],
    ["an ID token without the scope openid (OIDC Core §3.3.2.1)", { scope: "email" }, "invalid_request"],
    ["a type that it may not use (security bar 1.4)", { response_type: "id_token token" }, "unauthorized_client"],
    [
      "a type that there is not (security bar 1.4)",
      { response_type: "code token nonsense" },
      "unsupported_response_type",
    ],
    ["the same word twice", { response_type: "code token token" }, "unsupported_response_type"],
    ["prompt=none without a session (oidcc-prompt-none-not-logged-in)", { prompt: "none" }, "login_required"],
  ] as const;
  for (const [what, changes, error] of refusals) {
    it(`refuses ${what}: ${error}, in the fragment (OIDC Core §3.3.2.6)`, async () => {
      const page = await client.authorize({ ...request, response_type: "code id_token", ...changes });
      const signed = "response_mode" in changes && changes.response_mode === "query.jwt";
      const { channel, parameters } = delivered(page);
      const answer = signed ? claimsOf(parameters.response as string) : parameters;
      assert.equal(channel, "fragment");
      assert.deepEqual([answer.error, answer.state, answer.iss], [error, "the state", issuer.href]);
      for (const name of ["code", "id_token", "access_token"]) assert.ok(!(name in answer), name);
    });
  }

  it("still asks for a code_challenge where the client must send one (security bar 3.1)", async () => {
    const every = new TestClient(server, "every");
    const { parameters } = delivered(await every.authorize({ ...WITHOUT_PKCE, response_type: "code token" }));
    assert.equal(parameters.error, "invalid_request");
  });

  it("answers prompt=none in the mode of the request, once somebody is signed in (oidcc-prompt-none-logged-in)", async () => {
    const browser = new ScriptLessBrowser();
    const first = await authorize({ response_type: "code id_token" }, browser);
    const id_token_hint = first.parameters.id_token as string;
    const second = await authorize({ response_type: "code id_token token", prompt: "none", id_token_hint }, browser);
    assert.equal(second.channel, "fragment");
    assert.equal(claimsOf(second.parameters.id_token as string).sub, claimsOf(id_token_hint).sub);
  });

  it("is accepted by openid-client: code id_token, then the exchange", async () => {
    const secret = openid.ClientSecretBasic("hybrid-secret");
    const configuration = await openid.discovery(issuer, "hybrid", {}, secret, {
      execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks, openid.useCodeIdTokenResponseType],
    });
    const [pkceCodeVerifier, expectedState, expectedNonce] = [
      openid.randomPKCECodeVerifier(),
      openid.randomState(),
      openid.randomNonce(),
    ];
    for (const response_mode of ["fragment", "form_post"] as const) {
      const url = openid.buildAuthorizationUrl(configuration, {
        redirect_uri: CALLBACK,
        scope: "openid email",
        response_mode,
        state: expectedState,
        nonce: expectedNonce,
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: "S256",
      });
      const browser = new ScriptLessBrowser();
      const page = await finish(browser, await browser.open(url, CALLBACK));
      const body = new URLSearchParams(page.form?.hidden);
      const landed = page.redirectedTo ?? new Request(CALLBACK, { method: "POST", body });
      const checks = { pkceCodeVerifier, expectedState, expectedNonce };
      const tokens = await openid.authorizationCodeGrant(configuration, landed, checks);
      assert.equal(tokens.claims()?.email, "kim@example.com", response_mode);
    }
  });

  it("is accepted by oauth4webapi: code id_token, also as a detached signature, which needs s_hash", async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    const page = await client.authorize({ ...request, response_type: "code id_token", max_age: "600" });
    const [landed, known] = [page.redirectedTo as URL, { client_id: "hybrid" }];
    const checks = ["the nonce", "the state", 600, insecure] as const;
    const parameters = await oauth.validateCodeIdTokenResponse(as, known, landed, ...checks);
    assert.ok(parameters.get("code"));
    await oauth.validateDetachedSignatureResponse(as, known, landed, ...checks);
  });

  // The last one: it moves the clock, by which others judge.
  it("keeps the front channel's access token while nobody redeems the code", async () => {
    const { parameters } = await authorize({ response_type: "code token" });
    server.clock.advance(120);
    await server.store.sweep(server.clock.now, 1000);
    assert.equal((await client.userinfo(parameters.access_token as string)).status, 200);
    assert.equal((await exchange(parameters.code)).body.error, "invalid_grant");
  });
});
