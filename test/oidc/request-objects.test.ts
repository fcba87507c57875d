import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { CompactEncrypt, importJWK, SignJWT, UnsecuredJWT } from "jose";
import * as openid from "openid-client";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, finish, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { assertErrorPage, assertSignInPage, returned } from "../redirects.ts";
import { newRequestKey, type RequestKey, requestClaims, signRequest } from "../request-objects.ts";
import { startServer, type TestServer } from "../server.ts";

const APPLICATION = { publicClient: true, callbackURLs: [CALLBACK], skipLoginConsent: true };

describe("RFC 9101, OIDC Core §6: request objects", () => {
  let server: TestServer;
  let objects: Server;
  let place: string;
  /** What the application's web server answers. */
  let served: { status: number; type: string; body: string };
  let fetched = 0;
  let key: RequestKey;
  let other: RequestKey;
  let rsa: RequestKey;
  const signedIn = new ScriptLessBrowser();

  before(async () => {
    [key, other, rsa] = await Promise.all([newRequestKey("ES256"), newRequestKey("ES256"), newRequestKey("RS256")]);
    objects = createServer((_request, response) => {
      fetched += 1;
      response.writeHead(served.status, { "content-type": served.type }).end(served.body);
    });
    await new Promise<void>((resolve) => objects.listen(0, "localhost", resolve));
    place = `http://localhost:${(objects.address() as AddressInfo).port}/request.jwt`;
    const jwks = { keys: [key.jwk, rsa.jwk] };
    const applications = [
      { ...APPLICATION, clientId: "signing", jwks, requestObject: { requestUris: [`${place}#1`] } },
      { ...APPLICATION, clientId: "strict", jwks, requestObject: { required: true } },
      { ...APPLICATION, clientId: "pinned", jwks, requestObject: { requestObjectSigningAlg: "ES256" } },
      { ...APPLICATION, clientId: "keyless" },
    ];
    const [acme, ...others] = organizations as readonly (typeof organizations)[number][];
    server = await startServer({
      organizations: [{ ...acme, applications: [...(acme?.applications ?? []), ...applications] }, ...others],
      settings: { outboundAllowedHosts: ["localhost"] },
    });
    await new TestClient(server, "signing").authorize({}, signedIn);
  });
  after(async () => {
    objects.close();
    await server.stop();
  });

  const claims = (changes: Record<string, unknown> = {}, clientId = "signing") =>
    requestClaims(server, clientId, changes);
  /** Sends the object with nothing beside it but what RFC 9101 §5 asks for, and `outer`. */
  const send = (request: string, outer: Record<string, string> = {}, browser = signedIn) => {
    const query = new URLSearchParams({ client_id: "signing", request, ...outer });
    return browser.open(`${server.url("/oauth2/authorize")}?${query}`, CALLBACK);
  };

  it("takes the parameters of a signed object (RFC 9101 §5)", async () => {
    const answer = returned(await send(await signRequest(claims(), key)));
    assert.ok(answer.code);
    assert.equal(answer.state, "state of the object");
  });

  for (const typ of [undefined, "JWT", "application/oauth-authz-req+jwt"]) {
    it(`takes an object of the type ${typ} (RFC 9101 §10.8)`, async () => {
      assert.ok(returned(await send(await signRequest(claims(), key, typ === undefined ? {} : { typ }))).code);
    });
  }

  it("passes over everything beside the object (RFC 9101 §6.3, security bar 11.2)", async () => {
    const outer = { redirect_uri: "https://evil.example/", state: "outer", nonce: "outer", scope: "email" };
    const answer = returned(await send(await signRequest(claims({ state: undefined }), key), outer));
    assert.ok(answer.code);
    assert.ok(!("state" in answer));
  });

  it("takes the redirect URI of the object, and the one beside it for nothing (oidcc-ensure-request-object-with-redirect-uri)", async () => {
    const outer = { redirect_uri: `${CALLBACK}/other`, response_type: "code", scope: "openid" };
    assert.ok(returned(await send(await signRequest(claims(), key), outer)).code);
  });

  it("reads numbers, lists and objects as JSON has them (RFC 9101 §4)", async () => {
    const request = await signRequest(
      claims({ max_age: 100_000, claims: { id_token: { auth_time: { essential: true } } } }),
      key,
    );
    assert.ok(returned(await send(request)).code);
    assert.equal(returned(await send(await signRequest(claims({ max_age: -1 }), key))).error, "invalid_request");
  });

  it("still knows the request when its object has expired on the sign-in page", async () => {
    const browser = new ScriptLessBrowser();
    const page = await send(await signRequest(claims(), key), {}, browser);
    assertSignInPage(page);
    server.clock.advance(400);
    const answer = returned(await finish(browser, page));
    assert.ok(answer.code);
    assert.equal(answer.state, "state of the object");
  });

  it("checks the parameters of an object like any others (security bar 1.3)", async () => {
    const answer = returned(await send(await signRequest(claims({ code_challenge: undefined }), key)));
    assert.equal(answer.error, "invalid_request");
    assert.equal(answer.state, "state of the object");
    const elsewhere = await signRequest(claims({ redirect_uri: "https://evil.example/" }), key);
    assertErrorPage(await send(elsewhere), "invalid_callback");
  });

  const refused: readonly [what: string, make: () => Promise<string>][] = [
    ["without a signature", async () => new UnsecuredJWT(claims()).encode()],
    ["that another key has signed", () => signRequest(claims(), other)],
    ["whose signature is gone", async () => `${(await signRequest(claims(), key)).split(".", 2).join(".")}.`],
    ["that is signed with a secret", () => withSecret()],
    ["that has expired", () => signRequest(claims({ exp: server.clock.now - 61 }), key)],
    ["that is not valid yet", () => signRequest(claims({ nbf: server.clock.now + 61 }), key)],
    ["for another server", () => signRequest(claims({ aud: "https://other.example" }), key)],
    [
      "for the same organization elsewhere",
      () => signRequest(claims({ aud: server.url("/oauth2/token", "globex") }), key),
    ],
    ["without an audience", () => signRequest(claims({ aud: undefined }), key)],
    ["of another issuer", () => signRequest(claims({ iss: "spa" }), key)],
    ["without an issuer", () => signRequest(claims({ iss: undefined }), key)],
    ["of another client", () => signRequest(claims({ client_id: "spa" }), key)],
    ["of another response type than the one beside it", () => signRequest(claims({ response_type: "none" }), key)],
    ["that holds another", async () => signRequest(claims({ request: await signRequest(claims(), key) }), key)],
    ["that names another", () => signRequest(claims({ request_uri: place }), key)],
    ["that holds a null", () => signRequest(claims({ nonce: null }), key)],
    ["of the type of a token", () => signRequest(claims(), key, { typ: "at+jwt" })],
    [
      "with an unknown critical header",
      () => signRequest(claims(), key, { crit: ["exp"], exp: 1 }).catch(() => "e30.e30.e30"),
    ],
    ["that is no JWT", async () => "nonsense"],
    ["that nobody can decrypt", async () => "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMTI4R0NNIn0.a.b.c.d"],
  ];
  const withSecret = () =>
    new SignJWT(claims())
      .setProtectedHeader({ alg: "HS256", kid: key.jwk.kid as string })
      .sign(Buffer.from(JSON.stringify(key.jwk)));
  for (const [what, make] of refused) {
    it(`refuses an object ${what} (RFC 9101 §6, security bar 11.1, 11.2)`, async () => {
      const outer = { redirect_uri: CALLBACK, response_type: "code", state: "outer" };
      const answer = returned(await send(await make(), outer));
      assert.deepEqual([answer.error, answer.state], ["invalid_request_object", "outer"]);
    });
  }

  it("tells the fault on a page where the redirect URI came only from the object (security bar 11.1)", async () => {
    assertErrorPage(await send(await signRequest(claims(), other)), "invalid_request_object");
  });

  it("refuses a request and a reference at once, and either of them twice (RFC 9101 §5, security bar 1.1)", async () => {
    const request = await signRequest(claims(), key);
    const outer = { redirect_uri: CALLBACK };
    assert.equal(returned(await send(request, { ...outer, request_uri: place })).error, "invalid_request");
    const url = `${server.url("/oauth2/authorize")}?${new URLSearchParams({ client_id: "signing", ...outer })}`;
    const twice = await signedIn.open(`${url}&request=${request}&request=${request}`, CALLBACK);
    assert.equal(returned(twice).error, "invalid_request");
  });

  it("decrypts an encrypted object with the organization's key (RFC 9101 §6.1)", async () => {
    // The first attempt makes the keys, which the JWKS then shows.
    await send("eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMTI4R0NNIn0.a.b.c.d", { redirect_uri: CALLBACK });
    const { keys } = (await new TestClient(server, "signing").get("/oauth2/jwks")).body;
    const { body: metadata } = await new TestClient(server, "signing").get("/.well-known/openid-configuration");
    const encrypting = keys.filter(({ use }: { use: string }) => use === "enc");
    assert.ok(encrypting.length > 0);
    for (const jwk of encrypting) {
      assert.ok(metadata.request_object_encryption_alg_values_supported.includes(jwk.alg), jwk.alg);
      const encrypt = async (text: string) =>
        new CompactEncrypt(Buffer.from(text))
          .setProtectedHeader({ alg: jwk.alg, enc: "A256GCM", cty: "oauth-authz-req+jwt", kid: jwk.kid })
          .encrypt(await importJWK(jwk));
      assert.ok(returned(await send(await encrypt(await signRequest(claims(), key)))).code, jwk.alg);
      // Anybody can encrypt to the server: what is inside must be signed.
      const unsigned = await encrypt(JSON.stringify(claims()));
      assert.equal(returned(await send(unsigned, { redirect_uri: CALLBACK })).error, "invalid_request_object");
    }
  });

  it("holds a client to the algorithm that it has registered (security bar 11.1)", async () => {
    const pinned = { client_id: "pinned", redirect_uri: CALLBACK };
    const sign = (by: RequestKey) => signRequest(claims({}, "pinned"), by);
    assert.ok(returned(await send(await sign(key), pinned)).code);
    assert.equal(returned(await send(await sign(rsa), pinned)).error, "invalid_request_object");
  });

  it("refuses any object of a client without keys", async () => {
    const request = await signRequest(claims({}, "keyless"), key);
    const answer = returned(await send(request, { client_id: "keyless", redirect_uri: CALLBACK }));
    assert.equal(answer.error, "invalid_request_object");
  });

  it("refuses what is not signed of a client that is held to sign (RFC 9101 §10.5)", async () => {
    const strict = new TestClient(server, "strict");
    assert.equal(returned(await signedIn.open(strict.authorizeUrl(), CALLBACK)).error, "invalid_request");
    const request = await signRequest(claims({}, "strict"), key);
    assert.ok(returned(await send(request, { client_id: "strict" })).code);
  });

  describe("by reference (RFC 9101 §5.2, OIDC Core §6.2)", () => {
    const open = (requestUri: string, outer: Record<string, string> = {}) => {
      const query = new URLSearchParams({ client_id: "signing", request_uri: requestUri, ...outer });
      return signedIn.open(`${server.url("/oauth2/authorize")}?${query}`, CALLBACK);
    };
    const outer = { redirect_uri: CALLBACK, state: "outer" };

    for (const type of ["application/oauth-authz-req+jwt", "application/jwt", "text/plain;charset=utf-8"]) {
      it(`fetches a registered one as ${type}, with any hash of its contents behind it`, async () => {
        served = { status: 200, type, body: `${await signRequest(claims(), key)}\n` };
        for (const uri of [place, `${place}#1`, `${place}#2`]) assert.ok(returned(await open(uri)).code, uri);
      });
    }

    it("fetches nothing that is not registered (security bar 11.3)", async () => {
      const before = fetched;
      for (const uri of [
        `${place}?x`,
        place.replace("localhost", "127.0.0.1"),
        "https://evil.example/",
        "file:///etc/passwd",
        "x",
      ]) {
        assert.equal(returned(await open(uri, outer)).error, "request_uri_not_supported", uri);
        assertErrorPage(await open(uri), "request_uri_not_supported");
      }
      assert.equal(fetched, before);
    });

    it("says so when it cannot be fetched (RFC 9101 §7)", async () => {
      const body = await signRequest(claims(), key);
      for (const answer of [
        { status: 404, type: "text/plain", body },
        { status: 302, type: "text/plain", body },
        { status: 200, type: "text/html", body },
      ]) {
        served = answer;
        assert.equal(returned(await open(place, outer)).error, "invalid_request_uri");
        assertErrorPage(await open(place), "invalid_request_uri");
      }
    });

    it("believes nothing that is not signed (security bar 11.1)", async () => {
      served = { status: 200, type: "text/plain", body: new UnsecuredJWT(claims()).encode() };
      assert.equal(returned(await open(place, outer)).error, "invalid_request_object");
    });
  });

  it("openid-client: a signed request, code and tokens (RFC 9101)", async () => {
    const issuer = new URL(server.url("/oauth2/token"));
    const configuration = await openid.discovery(issuer, "signing", {}, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const expectedNonce = openid.randomNonce();
    // It signs by the machine's clock, which is minutes behind the server's by now.
    server.clock.advance(Math.floor(Date.now() / 1000) - server.clock.now);
    const url = await openid.buildAuthorizationUrlWithJAR(
      configuration,
      {
        redirect_uri: CALLBACK,
        scope: "openid",
        nonce: expectedNonce,
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: "S256",
      },
      { key: key.privateKey, kid: key.jwk.kid as string },
    );
    const browser = new ScriptLessBrowser();
    const { redirectedTo } = await finish(browser, await browser.open(url, CALLBACK));
    const tokens = await openid.authorizationCodeGrant(configuration, redirectedTo as URL, {
      pkceCodeVerifier,
      expectedNonce,
    });
    assert.equal(claimsOf(tokens.id_token as string).nonce, expectedNonce);
  });

  it("is told of by discovery, without `none` (OpenID Connect Discovery §3)", async () => {
    const { body } = await new TestClient(server, "signing").get("/.well-known/openid-configuration");
    assert.equal(body.request_parameter_supported, true);
    assert.equal(body.request_uri_parameter_supported, true);
    assert.equal(body.require_request_uri_registration, true);
    assert.ok(body.request_object_signing_alg_values_supported.includes("PS256"));
    assert.ok(!body.request_object_signing_alg_values_supported.includes("none"));
  });
});
