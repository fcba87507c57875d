import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as openid from "openid-client";
import { type Answer, claimsOf, headerOf, TestClient } from "../client.ts";
import { FapiClient, type FapiKeys, newFapiKeys } from "../fapi-client.ts";
import { CALLBACK } from "../organizations.ts";
import { newRequestKey, type RequestKey, requestClaims, signRequest } from "../request-objects.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith } from "../tenant-data.ts";

/** Each rule beside the module of the conformance suite that asks for it, without its prefix fapi2-security-profile-final. */
describe("FAPI 2.0 Message Signing", () => {
  let server: TestServer;
  let keys: FapiKeys;
  let fapi: FapiClient;
  before(async () => {
    keys = await newFapiKeys();
    server = await startServer({
      organizations: organizationsWith({
        clientId: "signing",
        callbackURLs: [CALLBACK],
        skipLoginConsent: true,
        fapiProfile: "FAPI2_MESSAGE_SIGNING",
        tokenEndpointAuthMethod: "private_key_jwt",
        jwks: { keys: [keys.assertion.jwk] },
        accessToken: { bindingType: "DPoP" },
      }),
    });
    fapi = new FapiClient(server, "signing", keys);
  });
  after(() => server.stop());

  const requestObject = (changes: Record<string, unknown> = {}, key: RequestKey = keys.assertion) =>
    signRequest(requestClaims(server, "signing", { response_mode: "jwt", ...changes }), key);
  const push = async (changes: Record<string, unknown> = {}, key?: RequestKey) =>
    fapi.post("/oauth2/par", { request: await requestObject(changes, key) });
  const assertRefused = ({ status, body }: Answer, error: string) =>
    assert.deepEqual([status, body.error], [400, error], JSON.stringify(body));

  it("openid-client: signed request, signed response, bound tokens (happy-flow)", async () => {
    const configuration = await openid.discovery(
      new URL(server.url("/oauth2/token")),
      "signing",
      {},
      openid.PrivateKeyJwt({ key: keys.assertion.privateKey, kid: keys.assertion.jwk.kid as string }),
      { execute: [openid.allowInsecureRequests, openid.useJwtResponseMode] },
    );
    const DPoP = openid.getDPoPHandle(configuration, await openid.randomDPoPKeyPair("ES256"));
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const expectedState = openid.randomState();
    const signed = await openid.buildAuthorizationUrlWithJAR(
      configuration,
      {
        redirect_uri: CALLBACK,
        scope: "openid email",
        state: expectedState,
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: "S256",
      },
      keys.assertion.privateKey,
    );
    const url = await openid.buildAuthorizationUrlWithPAR(configuration, signed.searchParams, { DPoP });
    const body = { request_uri: url.searchParams.get("request_uri") };
    const landed = await fapi.authorize({ status: 201, headers: new Headers(), body });
    assert.deepEqual([...landed.searchParams.keys()], ["response"]);
    const checks = { pkceCodeVerifier, expectedState, idTokenExpected: true };
    const tokens = await openid.authorizationCodeGrant(configuration, landed, checks, undefined, { DPoP });
    const info = await openid.fetchUserInfo(configuration, tokens.access_token, tokens.claims()?.sub as string, {
      DPoP,
    });
    assert.equal(info.email, "kim@example.com");
  });

  it("signs its response with an algorithm of the profile (§5.4.1)", async () => {
    const response = (await fapi.authorize(await push())).searchParams.get("response") as string;
    assert.equal(headerOf(response).alg, "PS256");
    const jwks = createRemoteJWKSet(new URL(server.url("/oauth2/jwks")));
    const issuer = server.url("/oauth2/token");
    const { payload } = await jwtVerify(response, jwks, { issuer, audience: "signing" });
    assert.equal(payload.state, "state of the object");
    assert.ok(payload.code);
  });

  it("takes no unsigned request (§5.3.1; ensure-unsigned-request-at-par-endpoint-fails)", async () => {
    assertRefused(await fapi.push({ response_mode: "jwt" }), "invalid_request");
  });

  it("takes no request for an unsigned response (§5.4)", async () => {
    assertRefused(await push({ response_mode: undefined }), "invalid_request");
    assertRefused(await push({ response_mode: "query" }), "invalid_request");
  });

  const accepted: readonly [what: string, changes: () => Record<string, unknown>][] = [
    [
      "ensure-request-object-with-multiple-aud-succeeds",
      () => ({ aud: [server.url("/oauth2/token"), "https://x.example"] }),
    ],
    ["ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted", () => ({ nbf: server.clock.now + 8 })],
    ["ensure-authorization-request-without-state-success", () => ({ state: undefined })],
  ];
  for (const [name, changes] of accepted) {
    it(`takes a request object in order (§5.3.1; ${name})`, async () => {
      assert.equal((await push(changes())).status, 201);
    });
  }

  const objects: readonly [what: string, name: string, changes: () => Record<string, unknown>][] = [
    ["without exp", "ensure-request-object-without-exp-fails", () => ({ exp: undefined })],
    ["without nbf", "ensure-request-object-without-nbf-fails", () => ({ nbf: undefined })],
    [
      "that has expired",
      "ensure-expired-request-object-fails",
      () => ({ nbf: server.clock.now - 400, exp: server.clock.now - 300 }),
    ],
    ["for more than an hour", "ensure-request-object-with-exp-over-60-fails", () => ({ exp: server.clock.now + 3601 })],
    [
      "from more than an hour ago",
      "ensure-request-object-with-nbf-over-60-fails",
      () => ({ nbf: server.clock.now - 3601, exp: server.clock.now - 30 }),
    ],
    ["for somebody else", "ensure-request-object-with-bad-aud-fails", () => ({ aud: "https://other.example" })],
  ];
  for (const [what, name, changes] of objects) {
    it(`takes no request object ${what} (§5.3.1; ${name})`, async () => {
      assertRefused(await push(changes()), "invalid_request_object");
    });
  }

  it("takes no request object with RS256 or another's key (§5.3.1; ensure-signed-request-object-with-RS256-fails, ensure-matching-key-in-authorization-request)", async () => {
    assertRefused(await push({}, await newRequestKey("RS256")), "invalid_request_object");
    assertRefused(await push({}, await newRequestKey("PS256")), "invalid_request_object");
  });

  it("reads the parameters of the object alone (§5.3.1; ensure-different-state-inside-and-outside-request-object)", async () => {
    const request = await requestObject();
    const landed = await fapi.authorize(await fapi.post("/oauth2/par", { request, state: "outer" }));
    assert.equal(claimsOf(landed.searchParams.get("response") as string).state, "state of the object");
  });

  it("is told about tokens in signed answers alone, asked for or not (§5.5)", async () => {
    const { access_token } = await new TestClient(server, "spa").obtainTokens();
    const { headers, body } = await fapi.post("/oauth2/introspect", { token: access_token });
    assert.equal(headers.get("content-type"), "application/token-introspection+jwt");
    assert.equal(headerOf(body).alg, "PS256");
    assert.equal(claimsOf(body).token_introspection.active, true);
  });
});
