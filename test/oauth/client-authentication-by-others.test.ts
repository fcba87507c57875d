import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { exportJWK } from "jose";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { TestClient } from "../client.ts";
import { SECRET } from "../client-assertions.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith } from "../tenant-data.ts";

type KeyPair = Awaited<ReturnType<typeof oauth.generateKeyPair>>;

const ALGORITHMS = ["ES256", "PS256", "RS256", "Ed25519"];

describe("client authentication by assertion, by clients that others wrote", () => {
  let server: TestServer;
  let issuer: URL;
  const keyPairs = new Map<string, KeyPair>();
  before(async () => {
    for (const name of ALGORITHMS) keyPairs.set(name, await oauth.generateKeyPair(name));
    const keys = await Promise.all([...keyPairs.values()].map(({ publicKey }) => exportJWK(publicKey)));
    const grantTypes = ["client_credentials", "authorization_code"];
    const common = { grantTypes, callbackURLs: [CALLBACK] };
    server = await startServer({
      organizations: organizationsWith(
        { ...common, clientId: "key", tokenEndpointAuthMethod: "private_key_jwt", jwks: { keys } },
        { ...common, clientId: "secret", tokenEndpointAuthMethod: "client_secret_jwt", clientSecret: SECRET },
      ),
    });
    issuer = new URL(server.url("/oauth2/token"));
  });
  after(() => server.stop());

  const privateKey = (name: string) => (keyPairs.get(name) as KeyPair).privateKey;
  const methods = [
    ...ALGORITHMS.map((name) => ["key", `private_key_jwt with ${name}`, name] as const),
    ["secret", "client_secret_jwt", undefined] as const,
  ];
  for (const [clientId, what, name] of methods) {
    it(`openid-client: ${what} at the token, introspection, revocation and PAR endpoints`, async () => {
      const authentication =
        name === undefined ? openid.ClientSecretJwt(SECRET) : openid.PrivateKeyJwt(privateKey(name));
      const configuration = await openid.discovery(issuer, clientId, {}, authentication, {
        execute: [openid.allowInsecureRequests],
      });
      const { access_token } = await openid.clientCredentialsGrant(configuration);
      assert.equal((await openid.tokenIntrospection(configuration, access_token)).active, true);
      await openid.tokenRevocation(configuration, access_token);
      assert.equal((await openid.tokenIntrospection(configuration, access_token)).active, false);
      const url = await openid.buildAuthorizationUrlWithPAR(configuration, {
        redirect_uri: CALLBACK,
        scope: "openid",
        code_challenge: await openid.calculatePKCECodeChallenge(openid.randomPKCECodeVerifier()),
        code_challenge_method: "S256",
      });
      assert.match(url.searchParams.get("request_uri") as string, /^urn:ietf:params:oauth:/);
    });

    it(`oauth4webapi: ${what} at the token endpoint`, async () => {
      const insecure = { [oauth.allowInsecureRequests]: true };
      const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
      const authentication = name === undefined ? oauth.ClientSecretJwt(SECRET) : oauth.PrivateKeyJwt(privateKey(name));
      const client = { client_id: clientId };
      const response = await oauth.clientCredentialsGrantRequest(as, client, authentication, {}, insecure);
      assert.ok((await oauth.processClientCredentialsResponse(as, client, response)).access_token);
    });
  }

  it("tells them what there is (RFC 8414 §2)", async () => {
    const { body: metadata } = await new TestClient(server, "").get("/.well-known/openid-configuration");
    const confidential = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"];
    const listed = {
      token: [...confidential, "none"],
      revocation: [...confidential, "none"],
      introspection: confidential,
    };
    for (const [endpoint, expected] of Object.entries(listed)) {
      assert.deepEqual(metadata[`${endpoint}_endpoint_auth_methods_supported`], expected);
      const algorithms = metadata[`${endpoint}_endpoint_auth_signing_alg_values_supported`] as string[];
      for (const name of [...ALGORITHMS, "EdDSA", "HS256"]) assert.ok(algorithms.includes(name), name);
      assert.ok(!algorithms.includes("none"));
    }
  });
});
