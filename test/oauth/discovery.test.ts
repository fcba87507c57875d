import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { claimsOf, headerOf, TestClient } from "../client.ts";
import { delivered, withFrontChannel } from "../front-channel.ts";
import { CALLBACK } from "../organizations.ts";
import { sendRequest } from "../raw-http.ts";
import { startServer, type TestServer } from "../server.ts";

const OPENID_CONFIGURATION = [
  "/oauth2/token/.well-known/openid-configuration",
  "/oauth2/oidcdiscovery/.well-known/openid-configuration",
  "/.well-known/openid-configuration",
];
const ENDPOINTS = {
  authorization_endpoint: "/oauth2/authorize",
  pushed_authorization_request_endpoint: "/oauth2/par",
  device_authorization_endpoint: "/oauth2/device_authorize",
  backchannel_authentication_endpoint: "/oauth2/ciba",
  token_endpoint: "/oauth2/token",
  userinfo_endpoint: "/oauth2/userinfo",
  introspection_endpoint: "/oauth2/introspect",
  revocation_endpoint: "/oauth2/revoke",
  jwks_uri: "/oauth2/jwks",
  end_session_endpoint: "/oidc/logout",
  registration_endpoint: "/api/identity/oauth2/dcr/v1.1/register",
  webfinger_endpoint: "/.well-known/webfinger",
  check_session_iframe: "/oidc/checksession",
};

describe("OpenID Connect Discovery 1.0 and RFC 8414", () => {
  let server: TestServer;
  let client: TestClient;
  before(async () => {
    server = await startServer({ organizations: withFrontChannel() });
    client = new TestClient(server, "spa");
  });
  after(() => server.stop());

  const metadata = async () => (await client.get(OPENID_CONFIGURATION[0] as string)).body;
  const rootMetadata = (issuer: string) =>
    sendRequest(server, "GET", `/.well-known/oauth-authorization-server${new URL(issuer).pathname}`);

  it("says the same at the three places where clients look (contract §1.2)", async () => {
    const documents = await Promise.all(OPENID_CONFIGURATION.map((path) => client.get(path)));
    for (const { status, headers, body } of documents) {
      assert.equal(status, 200);
      assert.match(headers.get("content-type") as string, /^application\/json/);
      assert.deepEqual(body, documents[0]?.body);
    }
  });

  it("lists this tenant's endpoints, below the issuer's host (contract §2.1)", async () => {
    const document = await metadata();
    assert.equal(document.issuer, server.url("/oauth2/token"));
    for (const [name, path] of Object.entries(ENDPOINTS)) assert.equal(document[name], server.url(path), name);
  });

  it("lists what works and nothing else (Discovery §3, security bar 20.3)", async () => {
    const document = await metadata();
    const types = ["code", "none", "id_token", "token", "id_token token", "code id_token", "code token"];
    assert.deepEqual(document.response_types_supported, [...types, "code id_token token"]);
    assert.deepEqual(document.grant_types_supported, [
      "authorization_code",
      "refresh_token",
      "client_credentials",
      "password",
      "organization_switch",
      "urn:ietf:params:oauth:grant-type:device_code",
      "urn:ietf:params:oauth:grant-type:token-exchange",
      "urn:ietf:params:oauth:grant-type:jwt-bearer",
      "urn:openid:params:grant-type:ciba",
      "implicit",
    ]);
    assert.deepEqual(document.code_challenge_methods_supported, ["S256"]); // security bar 3.6
    assert.deepEqual(document.subject_types_supported, ["public", "pairwise"]);
    assert.ok(document.id_token_signing_alg_values_supported.includes("RS256"));
    assert.ok(document.scopes_supported.includes("openid"));
    assert.equal(document.authorization_response_iss_parameter_supported, true); // RFC 9207 §3
    const methods = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"];
    assert.deepEqual(document.token_endpoint_auth_methods_supported, [...methods, "none"]);
    assert.deepEqual(document.introspection_endpoint_auth_methods_supported, methods); // security bar 6.9
    const algorithms = Object.entries(document).filter(([name]) => name.endsWith("alg_values_supported"));
    for (const [name, values] of algorithms) assert.ok(!(values as string[]).includes("none"), name);
    for (const name of [
      "request_parameter_supported",
      "request_uri_parameter_supported",
      "claims_parameter_supported",
    ]) {
      assert.equal(document[name], true, name);
    }
  });

  it("serves every endpoint that it lists (security bar 9.2)", async () => {
    const document = await metadata();
    const urls = Object.entries(document).filter(([name]) => /_endpoint$|_uri$|_iframe$/.test(name));
    assert.equal(urls.length, Object.keys(ENDPOINTS).length);
    for (const [name, url] of urls) {
      const { status } = await fetch(url as string, { redirect: "manual" });
      assert.ok(status !== 404 && status < 500, `${name}: ${status}`);
    }
  });

  it("serves every response type that it lists to an application that may have it", async () => {
    const document = await metadata();
    const every = new TestClient(server, "every");
    for (const response_type of document.response_types_supported) {
      const { parameters } = delivered(await every.authorize({ response_type, nonce: "n" }));
      assert.deepEqual([parameters.error, parameters.state], [undefined, "the state"], response_type);
    }
  });

  it("serves every response mode, prompt and claim that it lists by name", async () => {
    const document = await metadata();
    for (const response_mode of document.response_modes_supported) {
      const page = await client.authorize({ response_mode, prompt: "none" });
      const { channel, parameters } = delivered(page);
      const { error } = parameters.response === undefined ? parameters : claimsOf(parameters.response);
      assert.equal(error, "login_required", response_mode);
      assert.equal(channel, response_mode === "jwt" ? "query" : response_mode.replace(".jwt", ""));
    }
    const { id_token } = await client.obtainTokens({ scope: "openid email profile", nonce: "n", max_age: "100" });
    for (const name of Object.keys(claimsOf(id_token))) assert.ok(document.claims_supported.includes(name), name);
  });

  it("answers RFC 8414 at the host's root and below the issuer, with the same issuer (RFC 8414 §3.1, security bar 9.2, 28.1)", async () => {
    const { issuer, ...openidDocument } = await metadata();
    const { status, headers, body } = await rootMetadata(issuer);
    assert.equal(status, 200);
    assert.match(headers.get("content-type") as string, /^application\/json/);
    assert.equal(body.issuer, issuer);
    assert.deepEqual((await client.get("/oauth2/token/.well-known/oauth-authorization-server")).body, body);
    for (const [name, value] of Object.entries(body)) {
      if (name !== "issuer") assert.deepEqual(openidDocument[name], value, name);
    }
    for (const name of ["userinfo_endpoint", "id_token_signing_alg_values_supported", "claims_supported"]) {
      assert.ok(!(name in body), `${name} is OpenID Connect's`);
    }
  });

  it("has one issuer in metadata, authorization responses and tokens (security bar 9.1)", async () => {
    const { issuer } = await metadata();
    const jwt = new TestClient(server, "jwt");
    const { id_token, access_token } = await jwt.obtainTokens();
    const success = await client.authorize();
    const failure = await client.authorize({ prompt: "none" });
    assert.equal(claimsOf(id_token).iss, issuer);
    assert.equal(claimsOf(access_token).iss, issuer);
    assert.equal((await client.introspect(access_token)).body.iss, issuer);
    for (const { redirectedTo } of [success, failure]) assert.equal(redirectedTo?.searchParams.get("iss"), issuer);
  });

  it("does not take its URLs from Host or forwarded headers (security bar 27.1)", async () => {
    const before = await metadata();
    const path = `/t/acme${OPENID_CONFIGURATION[0]}`;
    const foreign: Record<string, string>[] = [
      { host: "evil.example" },
      { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-port": "1" },
      { forwarded: "host=evil.example;proto=https" },
    ];
    for (const headers of foreign) assert.deepEqual((await sendRequest(server, "GET", path, headers)).body, before);
  });

  it("answers HEAD without a body", async () => {
    for (const path of [...OPENID_CONFIGURATION, "/oauth2/jwks"]) {
      const { status, body } = await sendRequest(server, "HEAD", `/t/acme${path}`);
      assert.deepEqual([status, body], [200, ""]);
    }
  });

  it("publishes public keys only, each with its own kid, use and alg (RFC 7517 §4, security bar 20.4)", async () => {
    const { body } = await client.get("/oauth2/jwks");
    assert.deepEqual(Object.keys(body), ["keys"]);
    assert.ok(body.keys.length > 0);
    assert.equal(new Set(body.keys.map(({ kid }: { kid: string }) => kid)).size, body.keys.length);
    for (const key of body.keys) {
      for (const name of ["kty", "kid", "use", "alg"]) assert.equal(typeof key[name], "string", name);
      assert.equal(key.use, "sig");
      for (const name of ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]) assert.ok(!(name in key), name);
      if (key.kty !== "RSA") continue;
      assert.match(key.kid, /_[A-Z]{2}\d{3}$/); // contract §2.2
      assert.ok(Buffer.from(key.n, "base64url").length >= 256, "RSA of 2048 bits or more (security bar 20.3)");
    }
    const { id_token } = await client.obtainTokens();
    assert.ok(body.keys.some(({ kid }: { kid: string }) => kid === headerOf(id_token).kid));
  });

  for (const algorithm of ["oidc", "oauth2"] as const) {
    it(`passes the discovery of oauth4webapi: ${algorithm}`, async () => {
      const issuer = new URL(server.url("/oauth2/token"));
      const response = await oauth.discoveryRequest(issuer, { algorithm, [oauth.allowInsecureRequests]: true });
      const found = await oauth.processDiscoveryResponse(issuer, response);
      assert.equal(found.issuer, issuer.href);
      assert.equal(found.token_endpoint, issuer.href);
    });

    it(`passes the discovery of openid-client: ${algorithm}`, async () => {
      const issuer = new URL(server.url("/oauth2/token"));
      const configuration = await openid.discovery(issuer, "spa", { redirect_uris: [CALLBACK] }, openid.None(), {
        algorithm,
        execute: [openid.allowInsecureRequests],
      });
      assert.equal(configuration.serverMetadata().issuer, issuer.href);
      assert.ok(configuration.serverMetadata().supportsPKCE());
    });
  }
});
