import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { JWTPayload } from "jose";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, finish, TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { returned } from "../redirects.ts";
import { newRequestKey, type RequestKey, requestClaims, signRequest } from "../request-objects.ts";
import { startServer, type TestServer } from "../server.ts";

describe("FAPI 2.0 Message Signing §5.3.1: signed requests, pushed", () => {
  let server: TestServer;
  let client: TestClient;
  let key: RequestKey;
  let rsa: RequestKey;
  before(async () => {
    [key, rsa] = await Promise.all([newRequestKey("ES256"), newRequestKey("RS256")]);
    const signing = {
      clientId: "signing",
      tokenEndpointAuthMethod: "private_key_jwt",
      callbackURLs: [CALLBACK],
      jwks: { keys: [key.jwk, rsa.jwk] },
      fapiProfile: "FAPI2_MESSAGE_SIGNING",
    };
    const users = [{ userName: "kim", password: PASSWORD }];
    server = await startServer({ organizations: [{ handle: "acme", users, applications: [signing] }] });
    client = new TestClient(server, "signing");
  });
  after(() => server.stop());

  const claims = (changes: Record<string, unknown> = {}) =>
    requestClaims(server, "signing", { response_mode: "jwt", ...changes });
  async function push(form: Record<string, string>) {
    const { iss, aud, nbf, exp } = requestClaims(server, "signing");
    const assertion = { iss, sub: iss, aud, iat: nbf, exp, jti: randomUUID() } as JWTPayload;
    return client.post("/oauth2/par", {
      client_id: "signing",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: await signRequest(assertion, key, {}),
      ...form,
    });
  }

  it("takes one in order, by its reference alone", async () => {
    const { status, body } = await push({ request: await signRequest(claims(), key) });
    assert.equal(status, 201, JSON.stringify(body));
    const browser = new ScriptLessBrowser();
    const query = new URLSearchParams({ client_id: "signing", request_uri: body.request_uri });
    const page = await browser.open(`${server.url("/oauth2/authorize")}?${query}`, CALLBACK);
    const { response } = returned(await finish(browser, page));
    assert.ok(claimsOf(response as string).code);
  });

  it("refuses one that is not signed", async () => {
    const plain = Object.entries(claims()).filter(([, value]) => typeof value === "string") as [string, string][];
    const { status, body } = await push(Object.fromEntries(plain));
    assert.deepEqual([status, body.error], [400, "invalid_request"]);
    assert.match(body.error_description, /^Signed request objects/);
  });

  it("refuses one that was not pushed (FAPI 2.0 Security Profile §5.3.2.2)", async () => {
    const request = await signRequest(claims({ response_mode: undefined }), key);
    const query = new URLSearchParams({ client_id: "signing", request });
    const page = await new ScriptLessBrowser().open(`${server.url("/oauth2/authorize")}?${query}`, CALLBACK);
    assert.equal(returned(page).error, "invalid_request");
  });

  for (const [what, changes] of [
    ["without exp", () => ({ exp: undefined })],
    ["without nbf", () => ({ nbf: undefined })],
    ["for more than an hour", () => ({ exp: server.clock.now + 3601 })],
    ["from more than an hour ago", () => ({ nbf: server.clock.now - 3601, exp: server.clock.now - 30 })],
  ] as const) {
    it(`refuses one ${what}`, async () => {
      const { status, body } = await push({ request: await signRequest(claims(changes()), key) });
      assert.deepEqual([status, body.error], [400, "invalid_request_object"]);
    });
  }

  it("refuses one that is signed with RS256 (FAPI 2.0 Security Profile §5.4.1)", async () => {
    const { body } = await push({ request: await signRequest(claims(), rsa) });
    assert.equal(body.error, "invalid_request_object");
  });

  it("refuses one without a redirect URI, although there is only one (FAPI 2.0 Security Profile §5.3.2.2)", async () => {
    const request = await signRequest(claims({ redirect_uri: undefined, scope: undefined }), key);
    assert.equal((await push({ request })).body.error_description, "invalid.redirect.uri");
  });
});
