import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { UnsecuredJWT } from "jose";
import { AskingClient, approach, CIBA, withCiba } from "../ciba.ts";
import { newRequestKey, type RequestKey, requestClaims, signRequest } from "../request-objects.ts";
import { startServer, type TestServer } from "../server.ts";

/** What FAPI-CIBA asks of the requests; the conformance suite's modules are named in the titles. */
describe("CIBA §7.1.1, FAPI-CIBA-ID1: signed authentication requests", () => {
  let server: TestServer;
  let key: RequestKey;
  let client: AskingClient;
  before(async () => {
    key = await newRequestKey("PS256");
    const signing = {
      clientId: "signing",
      name: "Signing",
      clientSecret: "acme-signing-secret",
      callbackURLs: [],
      grantTypes: [CIBA],
      jwks: { keys: [key.jwk] },
      requestObject: { required: true, requestObjectSigningAlg: "PS256" },
    };
    server = await startServer({ organizations: withCiba(signing) });
    client = new AskingClient(server, "signing");
  });
  after(() => server.stop());

  const NONE = { scope: undefined, login_hint: undefined };
  const claims = (changes: Record<string, unknown> = {}) =>
    requestClaims(server, "signing", {
      iat: server.clock.now,
      jti: randomUUID(),
      scope: "openid email",
      login_hint: "kim",
      binding_message: "Signed 42",
      response_type: undefined,
      redirect_uri: undefined,
      state: undefined,
      code_challenge: undefined,
      code_challenge_method: undefined,
      ...changes,
    });
  const send = async (changes: Record<string, unknown> = {}, by = key) =>
    client.ask({ ...NONE, request: await signRequest(claims(changes), by, {}) });

  it("takes the parameters out of the JWT (§7.1.1)", async () => {
    const { status, body } = await send();
    assert.equal(status, 200);
    assert.ok((await approach(body.auth_url)).body.includes("Signed 42"));
  });

  const wrong = [
    ["ensure-request-object-missing-aud-fails", { aud: undefined }],
    ["ensure-request-object-bad-aud-fails", { aud: "https://other.example" }],
    ["ensure-request-object-missing-iss-fails", { iss: undefined }],
    ["ensure-request-object-bad-iss-fails", { iss: "bank" }],
    ["ensure-request-object-missing-exp-fails", { exp: undefined }],
    ["ensure-request-object-missing-iat-fails", { iat: undefined }],
    ["ensure-request-object-missing-nbf-fails", { nbf: undefined }],
    ["ensure-request-object-missing-jti-fails", { jti: undefined }],
    ["ensure-request-object-missing-scope-fails", { scope: undefined }],
    ["ensure-request-object-no-hint-fails", { login_hint: undefined }],
  ] as const;
  for (const [module, changes] of wrong) {
    it(`refuses what is missing or somebody else's: ${module}`, async () => {
      const { status, body } = await send(changes);
      assert.deepEqual([status, body.error], [400, "invalid_request"]);
    });
  }

  const times: [string, (now: number) => Record<string, number>][] = [
    ["expired", (now) => ({ nbf: now - 300, iat: now - 300, exp: now - 120 })],
    ["not valid yet", (now) => ({ nbf: now + 600, exp: now + 900 })],
    ["good for seventy minutes", (now) => ({ exp: now + 4200 })],
    ["begun more than an hour ago", (now) => ({ nbf: now - 4200, exp: now + 60 })],
  ];
  for (const [what, timesAt] of times) {
    it(`refuses one that is ${what} (FAPI-CIBA §5.2.2)`, async () => {
      const { status, body } = await send(timesAt(server.clock.now));
      assert.deepEqual([status, body.error], [400, "invalid_request"]);
    });
  }

  it("refuses another key, another algorithm, none, and what is no JWT (security bar 20.1)", async () => {
    const others = [await newRequestKey("PS256"), await newRequestKey("RS256")];
    for (const other of others) assert.equal((await send({}, other)).body.error, "invalid_request");
    const unsecured = new UnsecuredJWT(claims()).encode();
    for (const request of [unsecured, "x", "a.b.c", "a.b.c.d.e"]) {
      const { status, body } = await client.ask({ ...NONE, request });
      assert.deepEqual([status, body.error], [400, "invalid_request"], request);
    }
  });

  it("refuses a JWT that comes again", async () => {
    const request = await signRequest(claims(), key, {});
    assert.equal((await client.ask({ ...NONE, request })).status, 200);
    assert.equal((await client.ask({ ...NONE, request })).body.error, "invalid_request");
  });

  it("takes times that are fractions (RFC 7519 §2)", async () => {
    const { status } = await send({ exp: server.clock.now + 299.5, nbf: server.clock.now - 0.5 });
    assert.equal(status, 200);
  });

  it("refuses parameters beside the JWT (§7.1.1)", async () => {
    const request = await signRequest(claims(), key, {});
    const { body } = await client.ask({ ...NONE, request, binding_message: "unsigned" });
    assert.equal(body.error, "invalid_request");
  });

  it("refuses an unsigned request of a client that has to sign", async () => {
    assert.equal((await client.ask()).body.error, "invalid_request");
  });
});
