import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConfigurationError } from "../../src/configuration/configuration.ts";
import { parseConfiguration } from "../../src/configuration/parse.ts";
import { toClient } from "../../src/configuration/to-client.ts";

const STRONG = {
  clientId: "app",
  fapiProfile: "FAPI2_SECURITY",
  callbackURLs: ["https://app.example/cb"],
  tokenEndpointAuthMethod: "private_key_jwt",
  jwksUri: "https://app.example/jwks",
};

function parse(changes: object) {
  const organizations = [{ handle: "acme", applications: [{ ...STRONG, ...changes }] }];
  return parseConfiguration(JSON.stringify({ organizations }), "my.yaml", {});
}

describe("an application that is held to a profile (FAPI 2.0 Security Profile §5.3.2, §5.4.1)", () => {
  it("has everything signed by an algorithm of the profile where it names none", () => {
    const [application] = parse({}).organizations[0]?.applications ?? [];
    assert.ok(application);
    const { profile, accessToken, idToken, introspection, authorizationResponse, userinfo } = toClient(application);
    assert.equal(profile, "fapi2-security");
    for (const { signingAlgorithm } of [accessToken, idToken, introspection, authorizationResponse]) {
      assert.equal(signingAlgorithm, "PS256");
    }
    assert.equal(userinfo.signingAlgorithm, undefined);
  });

  it("keeps the algorithm that it names", () => {
    const [application] =
      parse({ idToken: { idTokenSignedResponseAlg: "ES256" } }).organizations[0]?.applications ?? [];
    assert.ok(application);
    assert.equal(toClient(application).idToken.signingAlgorithm, "ES256");
  });

  const contradictions: readonly [changes: object, told: RegExp][] = [
    [{ publicClient: true, tokenEndpointAuthMethod: "none" }, /publicClient/],
    [{ tokenEndpointAuthMethod: undefined, clientSecret: "a secret" }, /tokenEndpointAuthMethod/],
    [{ tokenEndpointAuthMethod: "client_secret_basic", clientSecret: "a secret" }, /tokenEndpointAuthMethod/],
    [{ tokenEndpointAuthMethod: "client_secret_jwt", clientSecret: "a secret" }, /tokenEndpointAuthMethod/],
    [{ tokenEndpointAuthSigningAlg: "RS256" }, /tokenEndpointAuthSigningAlg/],
    [{ grantTypes: ["authorization_code", "implicit"] }, /must not hold implicit/],
    [{ responseTypes: ["code id_token"] }, /responseTypes/],
    [{ hybridFlow: { enable: true, responseType: "code id_token" } }, /hybridFlow/],
    [{ pkce: { mandatory: false } }, /mandatory/],
    [{ pkce: { supportPlainTransformAlgorithm: true } }, /supportPlainTransformAlgorithm/],
    [{ accessToken: { bindingType: "cookie" } }, /bindingType/],
    [{ accessToken: { signingAlg: "RS256" } }, /signingAlg/],
    [{ idToken: { idTokenSignedResponseAlg: "RS256" } }, /idTokenSignedResponseAlg/],
    [{ requestObject: { requestObjectSigningAlg: "RS512" } }, /requestObjectSigningAlg/],
    [{ refreshToken: { renewRefreshToken: true } }, /renewRefreshToken/],
    [
      {
        fapiProfile: "FAPI2_MESSAGE_SIGNING",
        tokenEndpointAuthMethod: "tls_client_auth",
        tlsClientAuthSubjectDn: "CN=app",
        jwksUri: undefined,
      },
      /public key/,
    ],
  ];
  for (const [changes, told] of contradictions) {
    it(`cannot have ${JSON.stringify(changes)}`, () => {
      assert.throws(
        () => parse(changes),
        (error) => error instanceof ConfigurationError && told.test(error.message),
      );
    });
  }

  for (const changes of [
    { accessToken: { bindingType: "DPoP" } },
    { accessToken: { bindingType: "certificate" } },
    { grantTypes: ["client_credentials"], callbackURLs: [] },
    { fapiProfile: "FAPI2_MESSAGE_SIGNING" },
    { userinfo: { signedResponseAlg: "EdDSA" } },
  ]) {
    it(`can have ${JSON.stringify(changes)}`, () => {
      assert.doesNotThrow(() => parse(changes));
    });
  }
});
