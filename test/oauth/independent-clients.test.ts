import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { finish } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

/** Client libraries by others, which hold us to the specifications as they read them. */
describe("the code flow by clients that others wrote", () => {
  let server: TestServer;
  let issuer: URL;
  before(async () => {
    server = await startServer();
    issuer = new URL(server.url("/oauth2/token"));
  });
  after(() => server.stop());

  const scope = "openid profile email";
  async function signIn(authorizeUrl: URL): Promise<URL> {
    const browser = new ScriptLessBrowser();
    const page = await finish(browser, await browser.open(authorizeUrl, CALLBACK));
    assert.ok(page.redirectedTo, page.body);
    return page.redirectedTo;
  }

  const openidClients = [
    ["public", "spa", () => openid.None()],
    ["confidential by client_secret_basic", "web", () => openid.ClientSecretBasic("acme-web-secret")],
    ["confidential by client_secret_post", "web", () => openid.ClientSecretPost("acme-web-secret")],
    ["that wants JWT access tokens", "jwt", () => openid.None()],
  ] as const;
  for (const [kind, clientId, authentication] of openidClients) {
    it(`openid-client, ${kind}: code with PKCE, ID token, userinfo, refresh, introspection, revocation`, async () => {
      const configuration = await openid.discovery(issuer, clientId, {}, authentication(), {
        execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks],
      });
      const [pkceCodeVerifier, expectedState, expectedNonce] = [
        openid.randomPKCECodeVerifier(),
        openid.randomState(),
        openid.randomNonce(),
      ];
      const landed = await signIn(
        openid.buildAuthorizationUrl(configuration, {
          redirect_uri: CALLBACK,
          scope,
          code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
          code_challenge_method: "S256",
          state: expectedState,
          nonce: expectedNonce,
          max_age: "600",
        }),
      );

      const checks = { pkceCodeVerifier, expectedState, expectedNonce, maxAge: 600, idTokenExpected: true };
      const tokens = await openid.authorizationCodeGrant(configuration, landed, checks);
      const subject = tokens.claims()?.sub as string;
      assert.equal(tokens.scope, "email openid profile");
      assert.equal((await openid.fetchUserInfo(configuration, tokens.access_token, subject)).email, "kim@example.com");

      const renewed = await openid.refreshTokenGrant(configuration, tokens.refresh_token as string);
      assert.equal(renewed.claims()?.sub, subject);
      assert.notEqual(renewed.access_token, tokens.access_token);
      await openid.fetchUserInfo(configuration, renewed.access_token, subject);

      const resourceServer = await openid.discovery(issuer, "web", "acme-web-secret", undefined, {
        execute: [openid.allowInsecureRequests],
      });
      const isActive = async (token: string) => (await openid.tokenIntrospection(resourceServer, token)).active;
      assert.equal(await isActive(renewed.access_token), true);
      await openid.tokenRevocation(configuration, renewed.refresh_token as string);
      assert.equal(await isActive(renewed.access_token), false);
      await assert.rejects(openid.refreshTokenGrant(configuration, renewed.refresh_token as string), {
        error: "invalid_grant",
      });
      await assert.rejects(openid.fetchUserInfo(configuration, renewed.access_token, subject));
    });
  }

  it("openid-client: client_credentials", async () => {
    const configuration = await openid.discovery(issuer, "service", "acme-service-secret", undefined, {
      execute: [openid.allowInsecureRequests],
    });
    const tokens = await openid.clientCredentialsGrant(configuration, { scope: "email" });
    assert.deepEqual([tokens.scope, tokens.token_type], ["email", "bearer"]);
  });

  it("openid-client: the sign-out URL of discovery leads back (OIDC RP-Initiated Logout §2)", async () => {
    const configuration = await openid.discovery(issuer, "spa", {}, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    const url = openid.buildEndSessionUrl(configuration, { client_id: "spa", post_logout_redirect_uri: CALLBACK });
    const { status } = await new ScriptLessBrowser().open(url, CALLBACK);
    assert.ok(status < 400);
  });

  it("oauth4webapi: code with PKCE, ID token, userinfo, refresh, introspection, revocation", async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    const client: oauth.Client = { client_id: "spa" };
    const none = oauth.None();

    const verifier = oauth.generateRandomCodeVerifier();
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
    const authorizeUrl = new URL(as.authorization_endpoint as string);
    authorizeUrl.search = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: CALLBACK,
      response_type: "code",
      scope,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
    }).toString();
    const parameters = oauth.validateAuthResponse(as, client, await signIn(authorizeUrl), state);

    const tokenResponse = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      none,
      parameters,
      CALLBACK,
      verifier,
      insecure,
    );
    const expected = { expectedNonce: nonce, requireIdToken: true };
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, tokenResponse, expected);
    await oauth.validateApplicationLevelSignature(as, tokenResponse, insecure);
    const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub as string;

    const userinfo = await oauth.userInfoRequest(as, client, tokens.access_token, insecure);
    assert.equal((await oauth.processUserInfoResponse(as, client, subject, userinfo)).given_name, "Kim");

    const refresh = await oauth.refreshTokenGrantRequest(as, client, none, tokens.refresh_token as string, insecure);
    const renewed = await oauth.processRefreshTokenResponse(as, client, refresh);
    assert.equal(oauth.getValidatedIdTokenClaims(renewed)?.sub, subject);

    const resourceServer: oauth.Client = { client_id: "web" };
    const secret = oauth.ClientSecretBasic("acme-web-secret");
    const introspect = async () => {
      const answer = await oauth.introspectionRequest(as, resourceServer, secret, renewed.access_token, insecure);
      return (await oauth.processIntrospectionResponse(as, resourceServer, answer)).active;
    };
    assert.equal(await introspect(), true);
    const revocation = await oauth.revocationRequest(as, client, none, renewed.access_token, insecure);
    assert.equal(await oauth.processRevocationResponse(revocation), undefined);
    assert.equal(await introspect(), false);
  });

  it("oauth4webapi: a resource server accepts the JWT access token (RFC 9068 §4)", async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    const configuration = await openid.discovery(issuer, "jwt", {}, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const landed = await signIn(
      openid.buildAuthorizationUrl(configuration, {
        redirect_uri: CALLBACK,
        scope: "openid email",
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: "S256",
      }),
    );
    const { access_token } = await openid.authorizationCodeGrant(configuration, landed, { pkceCodeVerifier });
    const request = new Request("https://api.example/orders", { headers: { authorization: `Bearer ${access_token}` } });
    const claims = await oauth.validateJwtAccessToken(as, request, "https://api.example", insecure);
    assert.deepEqual([claims.client_id, claims.scope, claims.sub], ["jwt", "email openid", "kim"]);
  });
});
