import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as oauth from "oauth4webapi";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, headerOf, TestClient } from "../client.ts";
import { CALLBACK, organizations, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const API = "https://api.example/orders";
const APPLICATION = {
  publicClient: true,
  callbackURLs: [CALLBACK],
  skipLoginConsent: true,
  accessToken: { type: "JWT" },
};
const PARTS = { street_address: "1 Main Street", locality: "Springfield", postal_code: "12345", country: "US" };
const AUTHORIZATION_DETAILS = [{ type: "payment", amount: "12.50" }];

describe("RFC 9068: JWT access tokens", () => {
  let server: TestServer;
  before(async () => {
    const [acme] = organizations as [(typeof organizations)[0]];
    const authorizedAPIs = [{ identifier: API, scopes: ["orders"] }];
    const applications = [
      ...acme.applications.filter(({ clientId }) => clientId === "web"),
      { ...acme.applications.find(({ clientId }) => clientId === "service"), accessToken: { type: "JWT" } },
      { ...APPLICATION, clientId: "plain" },
      { ...APPLICATION, clientId: "opaque", accessToken: {}, authorizedAPIs },
      { ...APPLICATION, clientId: "array", accessToken: { type: "JWT", enableJwtScopeAsArray: true } },
      { ...APPLICATION, clientId: "two", accessToken: { type: "JWT", audience: ["https://api.example"] } },
      { ...APPLICATION, clientId: "api", authorizedAPIs, authorizationDetailsTypes: ["payment"] },
      {
        ...APPLICATION,
        clientId: "claims",
        accessToken: {
          type: "JWT",
          accessTokenAttributes: ["email", "email_verified", "groups", "address", "updated_at", "username", "nickname"],
        },
      },
    ];
    const user = {
      userName: "alex",
      password: PASSWORD,
      claims: { email: "alex@example.com", email_verified: true, groups: ["staff"], ...PARTS },
    };
    const apiResources = [{ identifier: API, scopes: ["orders"], authorizationDetailsTypes: ["payment"] }];
    server = await startServer({
      organizations: [{ ...acme, users: [...acme.users, user], applications, apiResources }],
    });
  });
  after(() => server.stop());
  const client = (clientId: string) => new TestClient(server, clientId);

  async function tokensOf(clientId: string, changes = {}, exchangeChanges = {}) {
    const of = client(clientId);
    const { body } = await of.exchange(await of.obtainCode(changes, new ScriptLessBrowser(), "alex"), exchangeChanges);
    return body;
  }

  it("says who, for whom, by whom and since when the user is signed in (RFC 9068 §2.2, security bar 9.4)", async () => {
    const { access_token, id_token } = await tokensOf("plain", { scope: "openid email" });
    assert.equal(headerOf(access_token).typ, "at+jwt");
    const { jti, ...claims } = claimsOf(access_token);
    assert.match(jti, /^[0-9a-f-]{36}$/);
    const { now } = server.clock;
    assert.deepEqual(claims, {
      sub: claimsOf(id_token).sub,
      aut: "APPLICATION_USER",
      iss: server.url("/oauth2/token"),
      client_id: "plain",
      azp: "plain",
      aud: "plain",
      nbf: now,
      iat: now,
      exp: now + 3600,
      auth_time: now,
      scope: "email openid",
    });
  });

  it("keeps the time of the sign-in when it is refreshed (RFC 9068 §2.2.1)", async () => {
    const { access_token, refresh_token } = await tokensOf("plain");
    server.clock.advance(100);
    const { body } = await client("plain").refresh(refresh_token);
    assert.equal(claimsOf(body.access_token).auth_time, claimsOf(access_token).auth_time);
    assert.equal(claimsOf(body.access_token).iat, claimsOf(access_token).iat + 100);
  });

  it("says how the user signed in where the request asked (RFC 9068 §2.2.1, RFC 9470 §6.2)", async () => {
    const acr_values = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password";
    const { access_token, id_token } = await tokensOf("plain", { acr_values });
    assert.deepEqual([claimsOf(access_token).acr, claimsOf(id_token).acr], [acr_values, acr_values]);
    const opaque = await tokensOf("opaque", { acr_values });
    const { body } = await client("opaque").introspect(opaque.access_token);
    assert.deepEqual([body.acr, body.auth_time], [acr_values, server.clock.now]);
  });

  it("has no user's members when the client acts for itself (security bar 9.4)", async () => {
    const form = { grant_type: "client_credentials", client_secret: "acme-service-secret" };
    const claims = claimsOf((await client("service").token(form)).body.access_token);
    assert.deepEqual([claims.sub, claims.aut, "auth_time" in claims], ["service", "APPLICATION", false]);
  });

  it("lists the scope where the application wants an array (contract §7.3)", async () => {
    const { access_token } = await tokensOf("array", { scope: "openid email" });
    assert.deepEqual(claimsOf(access_token).scope, ["email", "openid"]);
    assert.equal((await client("array").introspect(access_token)).body.scope, "email openid"); // RFC 7662 §2.2
  });

  it("carries the user's claims that the application lists, in their types, and no others (contract §7.3, §7.6)", async () => {
    const { access_token } = await tokensOf("claims", { scope: "openid" });
    const { email, email_verified, groups, address, updated_at, username, ...others } = claimsOf(access_token);
    assert.deepEqual([email, email_verified, groups], ["alex@example.com", true, ["staff"]]);
    assert.deepEqual([address, typeof updated_at, username], [PARTS, "number", "alex"]);
    for (const name of ["nickname", "street_address"]) assert.ok(!(name in others), name);
  });

  it("is for the client and its further audiences, unless the request names APIs (RFC 8707 §2, RFC 9068 §3)", async () => {
    assert.deepEqual(claimsOf((await tokensOf("two")).access_token).aud, ["two", "https://api.example"]);
    const { access_token, refresh_token } = await tokensOf("api", { resource: API });
    assert.equal(claimsOf(access_token).aud, API);
    assert.equal((await client("api").introspect(access_token)).body.aud, API);
    const { body } = await client("api").refresh(refresh_token);
    assert.equal(claimsOf(body.access_token).aud, API);
    const opaque = await tokensOf("opaque", { resource: API });
    assert.equal((await client("opaque").introspect(opaque.access_token)).body.aud, API);
  });

  it("carries the authorization details that were granted (RFC 9396 §9.1, §9.2)", async () => {
    const { access_token } = await tokensOf("api", { authorization_details: JSON.stringify(AUTHORIZATION_DETAILS) });
    assert.deepEqual(claimsOf(access_token).authorization_details, AUTHORIZATION_DETAILS);
    const { body } = await client("api").introspect(access_token);
    assert.deepEqual(body.authorization_details, AUTHORIZATION_DETAILS);
  });

  it("oauth4webapi: the API accepts the token (RFC 9068 §4)", async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(server.url("/oauth2/token"));
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    const { access_token } = await tokensOf("api", { resource: API, scope: "openid orders" });
    const headers = { authorization: `Bearer ${access_token}` };
    const skew = Math.round(server.clock.now - Date.now() / 1000);
    const claims = await oauth.validateJwtAccessToken(as, new Request(API, { headers }), API, {
      ...insecure,
      [oauth.clockSkew]: skew,
    });
    assert.deepEqual([claims.client_id, claims.scope], ["api", "openid orders"]);
  });
});
