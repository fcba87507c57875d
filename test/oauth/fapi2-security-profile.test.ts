import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { after, before, describe, it } from "node:test";
import * as openid from "openid-client";
import { makeCertificate } from "../certificates.ts";
import { type Answer, claimsOf, headerOf, TestClient } from "../client.ts";
import { newProofKey, resourceHeaders } from "../dpop-proofs.ts";
import { FapiClient, type FapiKeys, newFapiKeys } from "../fapi-client.ts";
import { CALLBACK } from "../organizations.ts";
import { newRequestKey } from "../request-objects.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, organizationsWith } from "../tenant-data.ts";

const CERTIFICATE = makeCertificate({ subject: [{ CN: "client" }] });
const SHOWN = { "client-cert": `:${new X509Certificate(CERTIFICATE.certificate).raw.toString("base64")}:` };

/** Each rule beside the module of the conformance suite that asks for it, without its prefix fapi2-security-profile-final. */
describe("FAPI 2.0 Security Profile", () => {
  let server: TestServer;
  let keys: FapiKeys;
  let fapi: FapiClient;
  before(async () => {
    keys = await newFapiKeys();
    const common = {
      callbackURLs: [CALLBACK],
      skipLoginConsent: true,
      fapiProfile: "FAPI2_SECURITY",
      tokenEndpointAuthMethod: "private_key_jwt",
      jwks: { keys: [keys.assertion.jwk] },
    };
    server = await startServer({
      // Longer than the profile allows.
      settings: {
        codeLifetimeSeconds: 600,
        trustedProxies: ["127.0.0.1", "::1"],
        clientCertificateHeader: "Client-Cert",
      },
      organizations: organizationsWith(
        { ...common, clientId: "fapi", accessToken: { type: "JWT" } },
        { ...common, clientId: "other" },
        {
          ...common,
          clientId: "tls",
          tokenEndpointAuthMethod: "self_signed_tls_client_auth",
          jwks: undefined,
          certificate: CERTIFICATE.certificate,
        },
      ),
    });
    fapi = new FapiClient(server, "fapi", keys);
  });
  after(() => server.stop());

  const assertRefused = ({ status, body }: Answer, ...errors: string[]) => {
    assert.ok(errors.includes(body.error), JSON.stringify(body));
    assert.equal(status, body.error === "invalid_client" ? 401 : 400);
  };
  const tokensOf = ({ status, body }: Answer) => {
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  it("openid-client: pushed request, bound code, bound tokens, kept refresh token, nonces on its own (happy-flow)", async () => {
    const configuration = await openid.discovery(
      new URL(server.url("/oauth2/token")),
      "fapi",
      {},
      openid.PrivateKeyJwt({ key: keys.assertion.privateKey, kid: keys.assertion.jwk.kid as string }),
      { execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks] },
    );
    const DPoP = openid.getDPoPHandle(configuration, await openid.randomDPoPKeyPair("ES256"));
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const request = {
      redirect_uri: CALLBACK,
      scope: "openid email",
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
    };
    const url = await openid.buildAuthorizationUrlWithPAR(configuration, request, { DPoP });
    const landed = await fapi.authorize({
      status: 201,
      headers: new Headers(),
      body: { request_uri: url.searchParams.get("request_uri") },
    });
    const checks = { pkceCodeVerifier, idTokenExpected: true };
    const tokens = await openid.authorizationCodeGrant(configuration, landed, checks, undefined, { DPoP });
    assert.equal(tokens.token_type, "dpop");
    for (const jwt of [tokens.id_token, tokens.access_token]) assert.equal(headerOf(jwt as string).alg, "PS256");
    const subject = tokens.claims()?.sub as string;
    const info = await openid.fetchUserInfo(configuration, tokens.access_token, subject, { DPoP });
    assert.equal(info.email, "kim@example.com");
    const renewed = await openid.refreshTokenGrant(configuration, tokens.refresh_token as string, {}, { DPoP });
    assert.equal(renewed.refresh_token, tokens.refresh_token);
    await openid.fetchUserInfo(configuration, renewed.access_token, subject, { DPoP });
  });

  it("keeps a refresh token as often as it is used (§5.3.2.1; refresh-token)", async () => {
    const { refresh_token } = tokensOf(await fapi.redeem());
    for (let use = 0; use < 3; use += 1) {
      const answer = await fapi.post(
        "/oauth2/token",
        { grant_type: "refresh_token", refresh_token },
        await fapi.proof(),
      );
      assert.equal(tokensOf(answer).refresh_token, refresh_token);
    }
  });

  it("takes no request that was not pushed (§5.3.2.2; ensure-unsigned-authorization-request-without-using-par-fails)", async () => {
    const page = await fapi.browser.open(new TestClient(server, "fapi").authorizeUrl(), CALLBACK);
    assert.equal(page.redirectedTo?.searchParams.get("error"), "invalid_request");
  });

  const requests: readonly [what: string, changes: Record<string, string | undefined>, errors: string[]][] = [
    [
      "without a code challenge (par-ensure-pkce-required)",
      { code_challenge: undefined, code_challenge_method: undefined },
      ["invalid_request"],
    ],
    [
      "with a plain one (par-plain-pkce-rejected)",
      { code_challenge: "a".repeat(43), code_challenge_method: "plain" },
      ["invalid_request"],
    ],
    [
      "for another response type (ensure-response-type-code-idtoken-fails)",
      { response_type: "code id_token", nonce: "n" },
      ["unauthorized_client"],
    ],
    ["for a token (ensure-response-type-token-fails)", { response_type: "token" }, ["unauthorized_client"]],
    [
      "without a redirect URI (ensure-redirect-uri-in-authorization-request)",
      { redirect_uri: undefined, scope: "email" },
      ["invalid_request"],
    ],
    [
      "with another redirect URI (ensure-registered-redirect-uri)",
      { redirect_uri: `${CALLBACK}/x` },
      ["invalid_request"],
    ],
    [
      "with a request_uri (par-authorization-request-containing-request_uri)",
      { request_uri: "urn:x" },
      ["invalid_request"],
    ],
  ];
  for (const [what, changes, errors] of requests) {
    it(`refuses a pushed request ${what} (§5.3.2.2)`, async () => {
      assertRefused(await fapi.push(changes), ...errors);
    });
  }

  it("holds the response types also where the application was given others (§5.3.2.2)", async () => {
    const undo = await changeClient(server, "fapi", { responseTypes: ["code id_token", "token"] });
    assertRefused(await fapi.push({ response_type: "code id_token", nonce: "n" }), "unauthorized_client");
    await undo();
  });

  it("issues no token to who holds neither a key nor a certificate (§5.3.2.1; ensure-holder-of-key-required)", async () => {
    assertRefused(await fapi.redeem({}, {}), "invalid_request");
  });

  it("binds to the certificate where there is no proof (§5.3.2.1; happy-flow with mtls)", async () => {
    const tls = new FapiClient(server, "tls", keys);
    const form = { client_id: "tls", client_assertion: undefined, client_assertion_type: undefined };
    const pushed = await tls.push(form, SHOWN);
    const code = (await tls.authorize(pushed)).searchParams.get("code");
    const redemption = { ...tls.redemption(code), ...form };
    const { token_type, access_token } = tokensOf(await tls.post("/oauth2/token", redemption, SHOWN));
    assert.equal(token_type, "Bearer");
    const authorization = `Bearer ${access_token}`;
    const ask = async (headers: Record<string, string>) =>
      (await new TestClient(server, "tls").get("/oauth2/userinfo", { authorization, ...headers })).status;
    assert.deepEqual([await ask(SHOWN), await ask({})], [200, 401]);
  });

  it("takes no authentication by a secret and no public client (§5.3.2.1)", async () => {
    const undoes = [
      await changeClient(server, "web", { profile: "fapi2-security" }),
      await changeClient(server, "spa", { profile: "fapi2-security" }),
    ];
    const form = { grant_type: "refresh_token", refresh_token: "x" };
    const bySecret = { client_id: "web", client_secret: "acme-web-secret" };
    const client = new TestClient(server, "web");
    assertRefused(await client.post("/oauth2/token", { ...form, ...bySecret }), "invalid_client");
    assertRefused(await client.post("/oauth2/token", { ...form, client_id: "spa" }), "invalid_client");
    for (const undo of undoes) await undo();
  });

  it("takes assertions for the issuer alone (§5.3.2.1; ensure-client-assertion-with-wrong-aud-fails)", async () => {
    for (const aud of [server.url("/oauth2/par"), [server.url("/oauth2/token")], "https://other.example"]) {
      assertRefused(await fapi.post("/oauth2/par", {}, {}, { aud }), "invalid_client");
    }
  });

  it("takes no assertion with RS256 (§5.4.1; ensure-signed-client-assertion-with-RS256-fails)", async () => {
    const weak = { ...keys.assertion, ...(await newRequestKey("RS256")) };
    assertRefused(await new FapiClient(server, "fapi", { ...keys, assertion: weak }).push(), "invalid_client");
  });

  it("ends codes after a minute, whatever the server's setting (§5.3.2.1; ensure-token-endpoint-fails-with-expired-auth-code)", async () => {
    const form = await fapi.obtainCode();
    server.clock.advance(60);
    assertRefused(await fapi.post("/oauth2/token", form, await fapi.proof()), "invalid_grant");
  });

  it("takes a code from its own client alone (ensure-authorization-code-is-bound-to-client)", async () => {
    const form = await fapi.obtainCode();
    const other = new FapiClient(server, "other", keys);
    assertRefused(await other.post("/oauth2/token", form, await other.proof()), "invalid_grant");
  });

  it("takes a code once (attempt-reuse-authorization-code-after-one-second)", async () => {
    const form = await fapi.obtainCode();
    tokensOf(await fapi.post("/oauth2/token", form, await fapi.proof()));
    server.clock.advance(1);
    assertRefused(await fapi.post("/oauth2/token", form, await fapi.proof()), "invalid_grant");
  });

  it("holds a code to its verifier (ensure-pkce-code-verifier-required, incorrect-pkce-code-verifier-rejected)", async () => {
    for (const code_verifier of [undefined, "x".repeat(43)]) {
      const form = { ...(await fapi.obtainCode()), code_verifier };
      assertRefused(await fapi.post("/oauth2/token", form, await fapi.proof()), "invalid_grant", "invalid_request");
    }
  });

  describe("DPoP (RFC 9449)", () => {
    for (const [what, changes] of [
      ["ensure-dpopproof-with-iat-10seconds-before-succeeds", () => ({ iat: server.clock.now - 10 })],
      ["ensure-dpopproof-with-iat-10seconds-after-succeeds", () => ({ iat: server.clock.now + 10 })],
      ["check-dpop-proof-nbf-exp", () => ({ nbf: server.clock.now, exp: server.clock.now + 300 })],
    ] as const) {
      it(`takes a proof in order (${what})`, async () => {
        const { access_token } = tokensOf(await fapi.redeem({}, await fapi.proof(changes())));
        assert.equal((await fapi.userinfo(access_token, changes())).status, 200);
      });
    }

    it("takes no proof with RS256 (§5.4.1; dpop-negative-tests)", async () => {
      const weak = await newProofKey("RS256");
      assertRefused(await fapi.redeem({}, await fapi.proof({}, weak)), "invalid_dpop_proof");
    });

    it("holds the code to dpop_jkt (ensure-token-endpoint-fails-with-mismatched-dpop-jkt, ensure-dpop-auth-code-binding-success)", async () => {
      tokensOf(await fapi.redeem({ dpop_jkt: keys.proof.thumbprint }));
      const other = await newProofKey();
      assertRefused(await fapi.redeem({ dpop_jkt: other.thumbprint }), "invalid_grant");
    });

    it("holds the code to the proof at the pushed request (ensure-dpopproof-at-par-endpoint-binding-success, ensure-mismatched-dpop-jkt-fails)", async () => {
      const redeem = async (pushed: Answer) => {
        const code = (await fapi.authorize(pushed)).searchParams.get("code");
        return fapi.post("/oauth2/token", fapi.redemption(code), await fapi.proof());
      };
      const other = await newProofKey();
      tokensOf(await redeem(await fapi.push({}, await fapi.proof({}, keys.proof, "/oauth2/par"))));
      assertRefused(await redeem(await fapi.push({}, await fapi.proof({}, other, "/oauth2/par"))), "invalid_grant");
      const mismatched = await fapi.proof({}, other, "/oauth2/par");
      assertRefused(await fapi.push({ dpop_jkt: keys.proof.thumbprint }, mismatched), "invalid_dpop_proof");
    });

    it("takes the scheme in any case (access-token-type-header-case-sensitivity)", async () => {
      const { access_token } = tokensOf(await fapi.redeem());
      assert.deepEqual(claimsOf(access_token).cnf, { jkt: keys.proof.thumbprint });
      const headers = await resourceHeaders(server, keys.proof, access_token, { nonce: await fapi.nonce() });
      const authorization = `dpop ${access_token}`;
      const { status } = await new TestClient(server, "fapi").get("/oauth2/userinfo", { ...headers, authorization });
      assert.equal(status, 200);
    });

    describe("nonces (RFC 9449 §8, §9, security bar 12.3)", () => {
      const assertAsked = ({ status, body, headers }: Answer, expected: number) => {
        assert.deepEqual([status, body.error], [expected, "use_dpop_nonce"]);
        assert.match(headers.get("dpop-nonce") as string, /^[\w-]{30}$/);
        assert.equal(/^DPoP error="use_dpop_nonce"/.test(headers.get("www-authenticate") ?? ""), expected === 401);
      };

      it("are asked for at the token endpoint, with pushed requests and at userinfo", async () => {
        const without = { nonce: undefined };
        const form = await fapi.obtainCode();
        assertAsked(await fapi.post("/oauth2/token", form, await fapi.proof(without)), 400);
        assertAsked(await fapi.push({}, await fapi.proof(without, keys.proof, "/oauth2/par")), 400);
        // The code is as good as before.
        const { access_token } = tokensOf(await fapi.post("/oauth2/token", form, await fapi.proof()));
        assertAsked(await fapi.userinfo(access_token, without), 401);
      });

      it("are ours, and at most five minutes old", async () => {
        const nonce = await fapi.nonce();
        const form = await fapi.obtainCode();
        for (const forged of ["", "nonsense", otherThan(nonce, 0), otherThan(nonce, 15)]) {
          assertAsked(await fapi.post("/oauth2/token", form, await fapi.proof({ nonce: forged })), 400);
        }
        server.clock.advance(300);
        tokensOf(await fapi.redeem({}, await fapi.proof({ nonce })));
        server.clock.advance(1);
        assertAsked(await fapi.redeem({}, await fapi.proof({ nonce })), 400);
      });
    });
  });
});

/** The text with another character at the place. */
function otherThan(text: string, place: number): string {
  return `${text.slice(0, place)}${text[place] === "A" ? "B" : "A"}${text.slice(place + 1)}`;
}
