import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createLocalJWKSet, jwtVerify } from "jose";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, headerOf, type Redeemable, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const ALGORITHMS = ["RS256", "PS256", "ES256"];
const APPLICATION = { publicClient: true, callbackURLs: [CALLBACK], skipLoginConsent: true };

describe("RFC 7518 §3.1: tokens are signed with the algorithm that the application is configured for", () => {
  let server: TestServer;
  before(async () => {
    const applications = ALGORITHMS.map((algorithm) => ({
      ...APPLICATION,
      clientId: algorithm,
      idToken: { idTokenSignedResponseAlg: algorithm },
      accessToken: { type: "JWT", signingAlg: algorithm },
    }));
    const [acme] = organizations;
    server = await startServer({ organizations: [{ ...acme, applications }] });
  });
  after(() => server.stop());

  for (const algorithm of ALGORITHMS) {
    it(`signs the ID token and the JWT access token with ${algorithm}, by a published key of its own`, async () => {
      const client = new TestClient(server, algorithm);
      const { id_token, access_token, refresh_token } = await client.obtainTokens();
      const { body: jwks } = await client.get("/oauth2/jwks");
      for (const token of [id_token, access_token]) {
        assert.equal(headerOf(token).alg, algorithm);
        assert.ok(headerOf(token).kid.endsWith(`_${algorithm}`));
        await jwtVerify(token, createLocalJWKSet(jwks), { algorithms: [algorithm], issuer: claimsOf(token).iss });
      }
      assert.equal((await client.userinfo(access_token)).status, 200);
      const { body: refreshed } = await client.refresh(refresh_token);
      assert.equal(headerOf(refreshed.id_token).alg, algorithm);
    });
  }

  it("makes one key for an algorithm, however many requests need the first one at once", async () => {
    const [acme] = organizations;
    const application = { ...APPLICATION, clientId: "ES256", idToken: { idTokenSignedResponseAlg: "ES256" } };
    await server.configure([{ ...acme, handle: "keyless", applications: [application] }]);
    const client = new TestClient(server, "ES256", "keyless");
    const browser = new ScriptLessBrowser(); // signs in once: ten sign-ins at once would be locked out
    const codes: Redeemable[] = [];
    for (let made = 0; made < 10; made++) codes.push(await client.obtainCode({}, browser));

    const answers = await Promise.all(codes.map((code) => client.exchange(code)));
    assert.deepEqual(
      answers.map(({ body }) => headerOf(body.id_token).alg),
      codes.map(() => "ES256"),
    );
    const { body } = await client.get("/oauth2/jwks");
    const algorithms = body.keys.map(({ alg }: { alg: string }) => alg);
    assert.deepEqual(algorithms.sort(), ["ES256", "RS256"]);
  });

  it("has an RS256 key in the JWKS of a tenant that never signed anything", async () => {
    await server.configure([{ handle: "fresh" }]);
    const response = await fetch(server.url("/oauth2/jwks", "fresh"));
    const { keys } = (await response.json()) as { keys: { alg: string }[] };
    assert.deepEqual(
      keys.map(({ alg }) => alg),
      ["RS256"],
    );
  });
});
