import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { callRegistration, METADATA } from "../registration.ts";
import { newRequestKey, type RequestKey, requestClaims, signRequest } from "../request-objects.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith } from "../tenant-data.ts";

const DEEP = [
  ["lists", `${"[".repeat(1500)}${"]".repeat(1500)}`],
  ["objects", `${'{"a":'.repeat(1300)}1${"}".repeat(1300)}`],
] as const;

describe("security bar 7.6: JSON that is nested too deep", () => {
  let server: TestServer;
  let key: RequestKey;
  before(async () => {
    key = await newRequestKey("ES256");
    const [acme, ...others] = organizationsWith({
      clientId: "nesting",
      clientSecret: "s",
      grantTypes: ["authorization_code", "password", "refresh_token"],
      callbackURLs: [CALLBACK],
      pkce: { mandatory: false },
      authorizationDetailsTypes: ["event"],
      jwks: { keys: [key.jwk] },
    }) as [object, ...object[]];
    const apiResources = [{ identifier: "https://api.example", scopes: ["a"], authorizationDetailsTypes: ["event"] }];
    server = await startServer({ organizations: [{ ...acme, apiResources, clientRegistration: "open" }, ...others] });
  });
  after(() => server.stop());

  const post = (path: string, form: Record<string, string>) =>
    new TestClient(server, "").post(path, form, basic("nesting", "s"));
  const password = { grant_type: "password", username: "kim", password: PASSWORD, scope: "openid" };
  const push = { response_type: "code", redirect_uri: CALLBACK, scope: "openid" };

  for (const [what, json] of DEEP) {
    it(`is refused as authorization_details: ${what} (RFC 9396 §5)`, async () => {
      const form = { authorization_details: `[{"type":"event","x":${json}}]` };
      const { body: tokens } = await post("/oauth2/token", password);
      const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
      for (const [path, more] of [
        ["/oauth2/token", password],
        ["/oauth2/token", refresh],
        ["/oauth2/par", push],
      ] as const) {
        const { status, body } = await post(path, { ...more, ...form });
        assert.deepEqual([status, body.error], [400, "invalid_authorization_details"]);
      }
    });

    it(`is refused in the claims parameter: ${what} (OIDC Core §5.5)`, async () => {
      const { status, body } = await post("/oauth2/par", {
        ...push,
        claims: `{"id_token":{"sub":{"values":[${json}]}}}`,
      });
      assert.deepEqual([status, body.error], [400, "invalid_request"]);
    });

    it(`is refused in a request object: ${what} (RFC 9101 §6)`, async () => {
      const request = await signRequest(requestClaims(server, "nesting", { claims: JSON.parse(json) }), key);
      const { status, body } = await post("/oauth2/par", { request });
      assert.deepEqual([status, body.error], [400, "invalid_request_object"]);
    });

    it(`is refused in a key set that is registered: ${what} (RFC 7591 §3.2.2)`, async () => {
      const document = { ...METADATA, jwks: { keys: [{ ...key.jwk, x: key.jwk.x, more: "?" }] } };
      const body = JSON.stringify(document).replace('"?"', json);
      const answer = await callRegistration(server, { body });
      assert.deepEqual([answer.status, answer.body.error], [400, "invalid_client_metadata"]);
    });
  }
});
