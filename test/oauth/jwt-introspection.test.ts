import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { compactDecrypt, createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import { basic, headerOf, TestClient } from "../client.ts";
import { organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const MEDIA_TYPE = "application/token-introspection+jwt";

describe("RFC 9701: introspection answers as JWTs", () => {
  let server: TestServer;
  let privateKey: oauth.CryptoKey;
  before(async () => {
    const pair = await generateKeyPair("ECDH-ES", { extractable: true });
    privateKey = pair.privateKey;
    const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), use: "enc" }] };
    const [acme] = organizations as [(typeof organizations)[0]];
    const api = { clientSecret: "api-secret", grantTypes: ["client_credentials"], callbackURLs: [] };
    const encryption = { algorithm: "ECDH-ES", method: "A128GCM" };
    const applications = [
      ...acme.applications,
      { ...api, clientId: "api" },
      { ...api, clientId: "api-es256", introspection: { signedResponseAlg: "ES256" } },
      { ...api, clientId: "api-encrypted", jwks, introspection: { encryption } },
      { ...api, clientId: "api-keyless", jwks, introspection: { encryption: { algorithm: "RSA-OAEP" } } },
    ];
    server = await startServer({ organizations: [{ ...acme, applications }] });
  });
  after(() => server.stop());
  const spa = () => new TestClient(server, "spa");

  const introspect = (clientId: string, token: string, accept = MEDIA_TYPE) =>
    spa().post("/oauth2/introspect", { token }, { ...basic(clientId, "api-secret"), accept });

  async function verify(jwt: string, audience: string) {
    const { body: keys } = await spa().get("/oauth2/jwks");
    const issuer = server.url("/oauth2/token");
    const options = { issuer, audience, typ: "token-introspection+jwt" };
    return (await jwtVerify(jwt, createLocalJWKSet(keys), options)).payload;
  }

  for (const [clientId, algorithm] of [
    ["api", "RS256"],
    ["api-es256", "ES256"],
  ] as const) {
    it(`signs the answer for ${clientId} with ${algorithm}, as one claim beside iss, aud and iat (RFC 9701 §5)`, async () => {
      const { access_token } = await spa().obtainTokens({ scope: "openid email" });
      const { status, headers, body } = await introspect(clientId, access_token);
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), MEDIA_TYPE);
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(headerOf(body).alg, algorithm);
      const { token_introspection: answer, ...claims } = await verify(body, clientId);
      assert.deepEqual(claims, { iss: server.url("/oauth2/token"), aud: clientId, iat: server.clock.now });
      assert.deepEqual(answer, (await introspect(clientId, access_token, "application/json")).body);
    });
  }

  it("tells of a token that is not active just that, signed (RFC 9701 §5, security bar 10.4)", async () => {
    const { body } = await introspect("api", "nonsense");
    assert.deepEqual((await verify(body, "api")).token_introspection, { active: false });
  });

  it("encrypts the signed answer to the caller (RFC 9701 §5)", async () => {
    const { access_token } = await spa().obtainTokens();
    const { headers, body } = await introspect("api-encrypted", access_token);
    assert.equal(headers.get("content-type"), MEDIA_TYPE);
    const { plaintext, protectedHeader } = await compactDecrypt(body, privateKey);
    assert.deepEqual([protectedHeader.alg, protectedHeader.enc, protectedHeader.cty], ["ECDH-ES", "A128GCM", "JWT"]);
    const { token_introspection: answer } = await verify(new TextDecoder().decode(plaintext), "api-encrypted");
    assert.equal((answer as { active: boolean }).active, true);
  });

  it("tells a caller without a fitting key what is wrong, and nothing of the token", async () => {
    const { access_token } = await spa().obtainTokens();
    const { status, body } = await introspect("api-keyless", access_token);
    assert.deepEqual([status, body.error, body.active], [400, "invalid_request", undefined]);
  });

  for (const [accept, isJwt] of [
    [`${MEDIA_TYPE}, application/json;q=0.5`, true],
    [`Application/Token-Introspection+JWT; q=0.9`, true],
    [`${MEDIA_TYPE};q=0, application/json`, false],
    ["*/*", false],
    ["application/jwt", false],
  ] as const) {
    it(`answers Accept: ${accept} with ${isJwt ? "a JWT" : "JSON"} (RFC 9701 §4, RFC 9110 §12.5.1)`, async () => {
      const { headers } = await introspect("api", "nonsense", accept);
      assert.equal(headers.get("content-type") === MEDIA_TYPE, isJwt);
    });
  }

  it("answers errors as JSON (RFC 7662 §2.3)", async () => {
    const { status, headers, body } = await spa().post("/oauth2/introspect", { token: "x" }, { accept: MEDIA_TYPE });
    assert.deepEqual([status, body.error], [401, "invalid_client"]);
    assert.match(headers.get("content-type") as string, /^application\/json/);
  });

  it("cannot be used as an access token or an id_token_hint (RFC 9701 §8.1)", async () => {
    const { body } = await introspect("api", "nonsense");
    assert.equal((await spa().userinfo(body)).status, 401);
    const page = await spa().authorize({ id_token_hint: body });
    assert.equal(page.redirectedTo?.searchParams.get("error"), "invalid_request");
  });

  it("oauth4webapi: a resource server accepts the signed answer", async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(server.url("/oauth2/token"));
    const request = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: "oauth2" });
    const as = await oauth
      .processDiscoveryResponse(issuer, request)
      .catch(async () => oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure)));
    assert.ok(as.introspection_signing_alg_values_supported?.includes("ES256"));
    const { access_token } = await spa().obtainTokens();
    const client: oauth.Client = { client_id: "api-es256", introspection_signed_response_alg: "ES256" };
    const secret = oauth.ClientSecretBasic("api-secret");
    const answer = await oauth.introspectionRequest(as, client, secret, access_token, {
      ...insecure,
      requestJwtResponse: true,
    });
    const described = await oauth.processIntrospectionResponse(as, client, answer);
    assert.deepEqual([described.active, described.client_id], [true, "spa"]);
  });
});
