import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { type Answer, basic, claimsOf, finish, newVerifier, TestClient } from "../client.ts";
import { newProofKey, type ProofKey, proofHeader, resourceHeaders } from "../dpop-proofs.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith } from "../tenant-data.ts";

const VERIFIER = newVerifier();

describe("RFC 9449: access tokens that are bound to a key (DPoP)", () => {
  let server: TestServer;
  let key: ProofKey;
  let other: ProofKey;
  const signedIn = new ScriptLessBrowser();
  before(async () => {
    [key, other] = [await newProofKey(), await newProofKey("PS256")];
    const common = { callbackURLs: [CALLBACK], skipLoginConsent: true };
    server = await startServer({
      organizations: organizationsWith(
        { ...common, clientId: "bound", publicClient: true, accessToken: { bindingType: "DPoP" } },
        { ...common, clientId: "machine", clientSecret: "machine-secret", grantTypes: ["client_credentials"] },
      ),
    });
    await client("spa").authorize({}, signedIn);
  });
  after(() => server.stop());

  const client = (clientId: string) => new TestClient(server, clientId);
  /** A token request that needs no user. */
  const ask = (headers: Record<string, string>) =>
    client("machine").post(
      "/oauth2/token",
      { grant_type: "client_credentials" },
      {
        ...headers,
        ...basic("machine", "machine-secret"),
      },
    );
  const redeem = async (clientId: string, headers: Record<string, string>, changes: Record<string, string> = {}) => {
    const redeemable = await client(clientId).obtainCode(changes, signedIn);
    return client(clientId).token({ grant_type: "authorization_code", ...redeemable }, headers);
  };
  const tokensOf = ({ status, body }: Answer) => {
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const assertRefused = ({ status, body, headers }: Answer, error = "invalid_dpop_proof", text?: string) => {
    assert.deepEqual([status, body.error], [400, error]);
    assert.equal(headers.get("cache-control"), "no-store");
    if (text !== undefined) assert.equal(body.error_description, text);
  };
  const userinfo = (headers: Record<string, string>) => client("spa").get("/oauth2/userinfo", headers);
  const assertChallenged = ({ status, headers, body }: Answer, error: string) => {
    assert.deepEqual([status, body.error], [401, error]);
    assert.match(headers.get("www-authenticate") as string, new RegExp(`^DPoP error="${error}".* algs="PS256 .*ES256`));
  };

  describe("at the token endpoint (§5)", () => {
    it("binds the token to the key of the proof", async () => {
      const { token_type, access_token } = tokensOf(await ask(await proofHeader(server, key)));
      assert.equal(token_type, "DPoP");
      const { body } = await client("web").introspect(access_token);
      assert.deepEqual([body.token_type, body.cnf], ["DPoP", { jkt: key.thumbprint }]);
      assert.deepEqual([body.binding_type, body.binding_ref], ["DPoP", key.thumbprint]); // contract §8.1
    });

    it("says so in a JWT (§6.1)", async () => {
      const { access_token } = tokensOf(await redeem("jwt", await proofHeader(server, key)));
      assert.deepEqual(claimsOf(access_token).cnf, { jkt: key.thumbprint });
    });

    it("binds nothing without a proof, unless the application is held to it", async () => {
      assert.equal(tokensOf(await ask({})).token_type, "Bearer");
      assertRefused(await redeem("bound", {}), "invalid_dpop_proof", "DPoP header is required.");
    });
  });

  describe("refresh tokens of public clients (§5, security bar 12.2)", () => {
    it("are worth nothing without their key", async () => {
      const { refresh_token } = tokensOf(await redeem("spa", await proofHeader(server, key)));
      const text = "Invalid token binding value is present in the request."; // contract §6.2
      assertRefused(await client("spa").refresh(refresh_token), "invalid_grant", text);
      const byOther = await proofHeader(server, other);
      assertRefused(await client("spa").refresh(refresh_token, {}, byOther), "invalid_grant", text);

      const renewed = tokensOf(await client("spa").refresh(refresh_token, {}, await proofHeader(server, key)));
      assert.equal(renewed.token_type, "DPoP");
      assertRefused(await client("spa").refresh(renewed.refresh_token), "invalid_grant", text);
    });

    it("keep what else the authorization remembers", async () => {
      const claims = JSON.stringify({ userinfo: { email: null } });
      const { access_token } = tokensOf(await redeem("spa", await proofHeader(server, key), { claims }));
      assert.equal((await userinfo(await resourceHeaders(server, key, access_token))).body.email, "kim@example.com");
    });

    it("of a client with a secret may change their key", async () => {
      const credentials = basic("web", "acme-web-secret");
      const redeemable = await client("web").obtainCode({}, signedIn);
      const first = await client("web").post(
        "/oauth2/token",
        { grant_type: "authorization_code", ...redeemable },
        { ...credentials, ...(await proofHeader(server, key)) },
      );
      const refresh = { grant_type: "refresh_token", refresh_token: tokensOf(first).refresh_token };
      const headers = { ...credentials, ...(await proofHeader(server, other)) };
      const { access_token } = tokensOf(await client("web").post("/oauth2/token", refresh, headers));
      assert.equal((await userinfo(await resourceHeaders(server, other, access_token))).status, 200);
    });
  });

  describe("codes that are bound to a key (§10, security bar 12.3)", () => {
    it("are redeemed with its proof alone", async () => {
      const dpop_jkt = key.thumbprint;
      tokensOf(await redeem("spa", await proofHeader(server, key), { dpop_jkt }));
      const text = "dpop_jkt does not match the thumbprint.";
      assertRefused(await redeem("spa", await proofHeader(server, other), { dpop_jkt }), "invalid_grant", text);
      assertRefused(await redeem("spa", {}, { dpop_jkt }), "invalid_grant", text);
    });

    it("are so by a proof at the pushed request too, which dpop_jkt may not contradict (§10.1)", async () => {
      const push = async (by: ProofKey, form: Record<string, string> = {}) => {
        const { searchParams } = new URL(client("spa").authorizeUrl(form, VERIFIER));
        const headers = await proofHeader(server, by, "/oauth2/par");
        return client("spa").post("/oauth2/par", Object.fromEntries(searchParams), headers);
      };
      assertRefused(await push(key, { dpop_jkt: other.thumbprint }));
      const exchange = async (by: ProofKey) => {
        const { body } = await push(key);
        const url = `${server.url("/oauth2/authorize")}?client_id=spa&request_uri=${body.request_uri}`;
        const { redirectedTo } = await signedIn.open(url, CALLBACK);
        const code = redirectedTo?.searchParams.get("code") as string;
        const form = { code, redirect_uri: CALLBACK, code_verifier: VERIFIER, grant_type: "authorization_code" };
        return client("spa").token(form, await proofHeader(server, by));
      };
      assertRefused(await exchange(other), "invalid_grant");
      tokensOf(await exchange(key));
    });
  });

  describe("at a protected resource (§7)", () => {
    let token: string;
    before(async () => {
      token = tokensOf(await redeem("spa", await proofHeader(server, key))).access_token;
    });

    it("is taken with a proof about it, with GET and POST", async () => {
      assert.equal((await userinfo(await resourceHeaders(server, key, token))).status, 200);
      const headers = await resourceHeaders(server, key, token, { htm: "POST" });
      assert.equal((await client("spa").post("/oauth2/userinfo", {}, headers)).status, 200);
    });

    it("is refused as a Bearer token, in the header and in the form (§7.2, security bar 12.2)", async () => {
      assertChallenged(await client("spa").userinfo(token), "invalid_token");
      const { dpop } = await resourceHeaders(server, key, token);
      assertChallenged(await userinfo({ authorization: `Bearer ${token}`, dpop }), "invalid_token");
      const answer = await client("spa").post("/oauth2/userinfo", { access_token: token }, { dpop });
      assertChallenged(answer, "invalid_token");
    });

    it("is refused with another key's proof (§7.1, security bar 12.2)", async () => {
      assertChallenged(await userinfo(await resourceHeaders(server, other, token)), "invalid_token");
    });

    it("is refused without a proof", async () => {
      assertChallenged(await userinfo({ authorization: `DPoP ${token}` }), "invalid_dpop_proof");
    });

    for (const [what, changes] of [
      ["about no token", { ath: undefined }],
      ["about another token", { ath: "x" }],
      ["for another method", { htm: "POST" }],
    ] as const) {
      it(`is refused with a proof ${what} (§4.3, security bar 12.1)`, async () => {
        assertChallenged(await userinfo(await resourceHeaders(server, key, token, changes)), "invalid_dpop_proof");
      });
    }

    it("takes a proof once (§11.1)", async () => {
      const headers = await resourceHeaders(server, key, token);
      assert.equal((await userinfo(headers)).status, 200);
      assertChallenged(await userinfo(headers), "invalid_dpop_proof");
    });

    it("refuses a token by the scheme DPoP that is not bound, and one that is none (§7.1)", async () => {
      const { access_token } = await client("spa").obtainTokens();
      assertChallenged(await userinfo(await resourceHeaders(server, key, access_token)), "invalid_token");
      assertChallenged(await userinfo(await resourceHeaders(server, key, "nonsense")), "invalid_token");
      assertChallenged(await userinfo({ authorization: "DPoP" }), "invalid_token");
    });

    it("may be asked by scripts of registered origins, which see the challenge and the nonce (security bar 8.6)", async () => {
      const { headers } = await userinfo({ origin: "https://app.example" });
      const exposed = headers.get("access-control-expose-headers")?.split(", ");
      for (const name of ["www-authenticate", "dpop-nonce"]) assert.ok(exposed?.includes(name), name);
    });
  });

  describe("clients that others wrote", () => {
    it("openid-client: code bound to the key, bound tokens, userinfo, refresh", async () => {
      const configuration = await openid.discovery(new URL(server.url("/oauth2/token")), "bound", {}, openid.None(), {
        execute: [openid.allowInsecureRequests],
      });
      assert.ok(configuration.serverMetadata().dpop_signing_alg_values_supported?.includes("ES256"));
      const DPoP = openid.getDPoPHandle(configuration, await openid.randomDPoPKeyPair("ES256"));
      const pkceCodeVerifier = openid.randomPKCECodeVerifier();
      const url = openid.buildAuthorizationUrl(configuration, {
        redirect_uri: CALLBACK,
        scope: "openid email",
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: "S256",
        dpop_jkt: await DPoP.calculateThumbprint(),
      });
      const browser = new ScriptLessBrowser();
      const { redirectedTo } = await finish(browser, await browser.open(url, CALLBACK));
      const checks = { pkceCodeVerifier, idTokenExpected: true };
      const tokens = await openid.authorizationCodeGrant(configuration, redirectedTo as URL, checks, undefined, {
        DPoP,
      });
      assert.equal(tokens.token_type, "dpop");
      const subject = tokens.claims()?.sub as string;
      const info = await openid.fetchUserInfo(configuration, tokens.access_token, subject, { DPoP });
      assert.equal(info.email, "kim@example.com");
      const renewed = await openid.refreshTokenGrant(configuration, tokens.refresh_token as string, {}, { DPoP });
      await openid.fetchUserInfo(configuration, renewed.access_token, subject, { DPoP });
      await assert.rejects(openid.refreshTokenGrant(configuration, renewed.refresh_token as string));
    });

    it("oauth4webapi: bound tokens of a client that acts for itself", async () => {
      const issuer = new URL(server.url("/oauth2/token"));
      const options = { [oauth.allowInsecureRequests]: true };
      const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
      const by: oauth.Client = { client_id: "machine" };
      const DPoP = oauth.DPoP(by, await oauth.generateKeyPair("PS256"));
      const authentication = oauth.ClientSecretBasic("machine-secret");
      const sent = { ...options, DPoP };
      const answer = await oauth.clientCredentialsGrantRequest(as, by, authentication, {}, sent);
      assert.equal((await oauth.processClientCredentialsResponse(as, by, answer)).token_type, "dpop");
    });
  });
});
