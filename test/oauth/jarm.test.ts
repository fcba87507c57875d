import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as jose from "jose";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, finish, headerOf, TestClient } from "../client.ts";
import { delivered, withFrontChannel } from "../front-channel.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

describe("JWT Secured Authorization Response Mode (JARM)", () => {
  let server: TestServer;
  let issuer: URL;
  let keys: Record<"rsa" | "ec", jose.GenerateKeyPairResult>;
  before(async () => {
    const [rsa, ec] = await Promise.all([jose.generateKeyPair("RSA-OAEP-256"), jose.generateKeyPair("ECDH-ES")]);
    keys = { rsa, ec };
    const jwk = async (key: jose.CryptoKey, kid: string) => ({ ...(await jose.exportJWK(key)), kid, use: "enc" });
    const jwks = { keys: [await jwk(rsa.publicKey, "rsa-1"), await jwk(ec.publicKey, "ec-1")] };
    const common = {
      publicClient: true,
      callbackURLs: [CALLBACK],
      skipLoginConsent: true,
      responseTypes: ["none", "id_token", "code id_token", "code id_token token"],
    };
    const encrypted = (algorithm: string, method?: string) => ({
      authorizationResponse: { encryption: { algorithm, ...(method && { method }) } },
    });
    server = await startServer({
      organizations: withFrontChannel([
        { ...common, clientId: "signed" },
        { ...common, clientId: "es256", authorizationResponse: { signedResponseAlg: "ES256" } },
        { ...common, clientId: "ps256", authorizationResponse: { signedResponseAlg: "PS256" } },
        { ...common, clientId: "rsa", ...encrypted("RSA-OAEP-256"), jwks },
        { ...common, clientId: "ec", ...encrypted("ECDH-ES", "A128GCM"), jwks },
        { ...common, clientId: "keyless", ...encrypted("RSA-OAEP-256"), jwks: { keys: jwks.keys.slice(1) } },
      ]),
    });
    issuer = new URL(server.url("/oauth2/token"));
  });
  after(() => server.stop());

  const request = { nonce: "the nonce", scope: "openid email" };
  const authorize = async (clientId: string, changes: Record<string, string | undefined>) =>
    delivered(await new TestClient(server, clientId).authorize({ ...request, ...changes }));
  const verify = async (jwt: string, audience: string) => {
    const jwks = jose.createRemoteJWKSet(new URL(server.url("/oauth2/jwks")));
    return jose.jwtVerify(jwt, jwks, { issuer: issuer.href, audience });
  };

  for (const [response_mode, response_type, channel] of [
    ["jwt", "code", "query"],
    ["jwt", "none", "query"],
    ["jwt", "id_token", "fragment"],
    ["jwt", "code id_token", "fragment"],
    ["query.jwt", "code", "query"],
    ["fragment.jwt", "code", "fragment"],
    ["form_post.jwt", "code", "form_post"],
    ["fragment.jwt", "code id_token token", "fragment"],
    ["form_post.jwt", "code id_token token", "form_post"],
  ] as const) {
    it(`answers ${response_type} by ${response_mode} with the one parameter response, by ${channel} (JARM §2.3)`, async () => {
      const answer = await authorize("signed", { response_mode, response_type });
      assert.equal(answer.channel, channel);
      assert.deepEqual(Object.keys(answer.parameters), ["response"], "no iss, no state, no code beside it");
      const { payload } = await verify(answer.parameters.response as string, "signed");
      for (const word of response_type.replace("none", "state").split(" ")) {
        assert.ok(payload[word === "token" ? "access_token" : word], word);
      }
      assert.deepEqual([payload.state, payload.aud, payload.iss], ["the state", "signed", issuer.href]);
      assert.equal(payload.exp, server.clock.now + 600);
    });
  }

  it("has the response's parameters as texts, and no others (JARM §2.1)", async () => {
    const { parameters } = await authorize("signed", { response_mode: "jwt", response_type: "code id_token token" });
    const { exp, ...claims } = claimsOf(parameters.response as string);
    assert.equal(typeof exp, "number");
    const response = ["code", "access_token", "token_type", "expires_in", "scope", "id_token", "session_state"];
    assert.deepEqual(Object.keys(claims).sort(), [...response, "state", "iss", "aud"].sort());
    for (const [name, value] of Object.entries(claims)) assert.equal(typeof value, "string", name);
  });

  it("is signed with the application's algorithm (contract §10)", async () => {
    for (const [clientId, algorithm] of [
      ["signed", "RS256"],
      ["es256", "ES256"],
      ["ps256", "PS256"],
    ] as const) {
      const { parameters } = await authorize(clientId, { response_mode: "jwt" });
      const { protectedHeader } = await verify(parameters.response as string, clientId);
      assert.equal(protectedHeader.alg, algorithm);
    }
  });

  for (const [clientId, key, alg, enc] of [
    ["rsa", "rsa", "RSA-OAEP-256", "A256GCM"],
    ["ec", "ec", "ECDH-ES", "A128GCM"],
  ] as const) {
    it(`is encrypted to the application after it was signed: ${alg} (JARM §2.2)`, async () => {
      const decrypt = async (jwe: string) => {
        const { plaintext, protectedHeader } = await jose.compactDecrypt(jwe, keys[key].privateKey);
        assert.deepEqual([protectedHeader.alg, protectedHeader.enc, protectedHeader.cty], [alg, enc, "JWT"]);
        assert.equal(protectedHeader.kid, `${key}-1`);
        return (await verify(new TextDecoder().decode(plaintext), clientId)).payload;
      };
      const success = await authorize(clientId, { response_mode: "jwt" });
      assert.ok((await decrypt(success.parameters.response as string)).code);
      const error = await authorize(clientId, { response_mode: "jwt", prompt: "none" });
      assert.equal((await decrypt(error.parameters.response as string)).error, "login_required");

      const tokens = await authorize(clientId, { response_mode: "query.jwt", response_type: "code id_token token" });
      assert.equal(tokens.channel, "query", "nobody can read the tokens in it (JARM §2.3.1)");
      assert.ok((await decrypt(tokens.parameters.response as string)).access_token);
    });
  }

  it("goes out in no other way when it cannot be encrypted", async () => {
    const page = await new TestClient(server, "keyless").authorize({ response_mode: "jwt" });
    assert.deepEqual([page.redirectedTo, page.status], [undefined, 400]);
    assert.ok(page.body.includes("<code>invalid_request</code>"), page.body);
  });

  for (const response_type of ["id_token", "code id_token", "code id_token token"]) {
    it(`refuses query.jwt for ${response_type} when anybody could read it (JARM §2.3.1, contract §3.3)`, async () => {
      const { channel, parameters } = await authorize("signed", { response_mode: "query.jwt", response_type });
      const { error, error_description } = claimsOf(parameters.response as string);
      assert.equal(channel, "fragment");
      assert.deepEqual([error, error_description], ["invalid_request", "invalid.response.type.for.query.jwt"]);
    });
  }

  for (const [what, changes, error, channel] of [
    ["prompt=none without a session", { prompt: "none" }, "login_required", "query"],
    ["an unknown response type", { response_type: "nonsense" }, "unsupported_response_type", "query"],
    ["one that it may not use", { response_type: "token" }, "unauthorized_client", "fragment"],
    ["a repeated word in prompt", { prompt: "none login" }, "invalid_request", "query"],
    [
      "a missing challenge",
      { code_challenge: undefined, code_challenge_method: undefined },
      "invalid_request",
      "query",
    ],
  ] as const) {
    it(`tells errors the same way: ${what} (JARM §2.1, RFC 9207 §2)`, async () => {
      const answer = await authorize("signed", { response_mode: "jwt", ...changes });
      assert.deepEqual([answer.channel, Object.keys(answer.parameters)], [channel, ["response"]]);
      const { payload } = await verify(answer.parameters.response as string, "signed");
      assert.deepEqual([payload.error, payload.state], [error, "the state"]);
    });
  }

  it("is no ID token hint (security bar 1.10)", async () => {
    const { parameters } = await authorize("signed", { response_mode: "jwt" });
    assert.equal(headerOf(parameters.response as string).typ, undefined);
    const refused = await authorize("signed", { id_token_hint: parameters.response });
    assert.equal(refused.parameters.error, "invalid_request");
  });

  it("is accepted by openid-client", async () => {
    const known = { authorization_signed_response_alg: "ES256" };
    const configuration = await openid.discovery(issuer, "es256", known, openid.None(), {
      execute: [openid.allowInsecureRequests, openid.useJwtResponseMode],
    });
    const [pkceCodeVerifier, expectedState, expectedNonce] = [
      openid.randomPKCECodeVerifier(),
      openid.randomState(),
      openid.randomNonce(),
    ];
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: CALLBACK,
      scope: "openid email",
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
    });
    const browser = new ScriptLessBrowser();
    const page = await finish(browser, await browser.open(url, CALLBACK));
    const checks = { pkceCodeVerifier, expectedState, expectedNonce };
    const tokens = await openid.authorizationCodeGrant(configuration, page.redirectedTo as URL, checks);
    assert.equal(tokens.claims()?.email, "kim@example.com");
  });

  it("is accepted by oauth4webapi, as success and as error", async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    const known = { client_id: "signed", authorization_signed_response_alg: "RS256" };
    const answer = async (changes: Record<string, string>) => {
      const page = await new TestClient(server, "signed").authorize({ ...request, response_mode: "jwt", ...changes });
      return oauth.validateJwtAuthResponse(as, known, page.redirectedTo as URL, "the state", insecure);
    };
    assert.ok((await answer({})).get("code"));
    await assert.rejects(answer({ prompt: "none" }), { error: "login_required" });
  });

  it("is in the metadata with what works (JARM §4)", async () => {
    const { body } = await new TestClient(server, "signed").get("/.well-known/openid-configuration");
    for (const mode of ["jwt", "query.jwt", "fragment.jwt", "form_post.jwt"]) {
      assert.ok(body.response_modes_supported.includes(mode), mode);
    }
    for (const algorithm of ["RS256", "PS256", "ES256"]) {
      assert.ok(body.authorization_signing_alg_values_supported.includes(algorithm), algorithm);
    }
    assert.ok(body.authorization_encryption_alg_values_supported.includes("RSA-OAEP-256"));
    assert.ok(body.authorization_encryption_enc_values_supported.includes("A256GCM"));
    assert.ok(!body.authorization_signing_alg_values_supported.includes("none"));
  });
});
