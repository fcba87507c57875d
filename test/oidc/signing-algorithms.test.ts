import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { createLocalJWKSet, jwtVerify } from "jose";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, headerOf, type Redeemable, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

/** Each with its hash, and the members of its public key. */
const ALGORITHMS = [
  ["RS256", "sha256", ["e", "n"]],
  ["PS256", "sha256", ["e", "n"]],
  ["ES256", "sha256", ["crv", "x", "y"]],
  ["RS384", "sha384", ["e", "n"]],
  ["RS512", "sha512", ["e", "n"]],
  ["PS384", "sha384", ["e", "n"]],
  ["PS512", "sha512", ["e", "n"]],
  ["ES384", "sha384", ["crv", "x", "y"]],
  ["ES512", "sha512", ["crv", "x", "y"]],
  ["EdDSA", "sha512", ["crv", "x"]],
  ["Ed25519", "sha512", ["crv", "x"]],
  ["ML-DSA-65", "shake256", ["pub"]],
] as const;
const NAMES: readonly string[] = ALGORITHMS.map(([name]) => name);
const OPT_IN = "ML-DSA-65";

const APPLICATION = { publicClient: true, callbackURLs: [CALLBACK], skipLoginConsent: true };

describe("RFC 7518 §3.1: tokens are signed with the algorithm that the application is configured for", () => {
  let server: TestServer;
  // Signs in once: that many sign-ins at once would be locked out.
  const browser = new ScriptLessBrowser();
  before(async () => {
    const applications = NAMES.map((algorithm) => ({
      ...APPLICATION,
      clientId: algorithm,
      idToken: { idTokenSignedResponseAlg: algorithm },
      accessToken: { type: "JWT", signingAlg: algorithm },
    }));
    const [acme] = organizations;
    server = await startServer({ organizations: [{ ...acme, applications }] });
  });
  after(() => server.stop());

  const advertised = async (tenant?: string): Promise<string[]> => {
    const { body } = await new TestClient(server, "RS256", tenant).get(
      "/oauth2/token/.well-known/openid-configuration",
    );
    return body.id_token_signing_alg_values_supported;
  };

  it("advertises all of them but the opt-in (OpenID Connect Discovery §3, security bar 20.3)", async () => {
    assert.deepEqual(
      await advertised(),
      NAMES.filter((name) => name !== OPT_IN),
    );
  });

  for (const [algorithm, hash, members] of ALGORITHMS) {
    it(`signs the ID token and the JWT access token with ${algorithm}, by a published key of its own`, async () => {
      const client = new TestClient(server, algorithm);
      const code = await client.obtainCode({}, browser);
      const { id_token, access_token, refresh_token } = (await client.exchange(code)).body;
      const { body: jwks } = await client.get("/oauth2/jwks");
      for (const token of [id_token, access_token]) {
        assert.equal(headerOf(token).alg, algorithm);
        assert.ok(headerOf(token).kid.endsWith(`_${algorithm}`));
        await jwtVerify(token, createLocalJWKSet(jwks), { algorithms: [algorithm], issuer: claimsOf(token).iss });
      }
      const key = jwks.keys.find(({ kid }: { kid: string }) => kid === headerOf(id_token).kid);
      assert.deepEqual(Object.keys(key).sort(), ["alg", "kid", "kty", "use", ...members].sort());
      assert.equal(key.use, "sig");
      assert.equal(claimsOf(id_token).at_hash, leftHalf(hash, access_token), "OIDC Core §3.1.3.6");
      assert.equal(claimsOf(id_token).c_hash, leftHalf(hash, code.code), "OIDC Core §3.3.2.11");

      assert.equal((await client.userinfo(access_token)).status, 200);
      const { body: refreshed } = await client.refresh(refresh_token);
      assert.equal(headerOf(refreshed.id_token).alg, algorithm);
      const url = client.authorizeUrl({ id_token_hint: id_token, prompt: "none" });
      const { redirectedTo } = await browser.open(url, CALLBACK);
      assert.ok(redirectedTo?.searchParams.has("code"), "it is an ID token that the server knows as its own");
    });
  }

  it("has published a key for each, and no two of one kid (security bar 20.4)", async () => {
    const { body } = await new TestClient(server, "RS256").get("/oauth2/jwks");
    const keys: { kid: string; alg: string }[] = body.keys;
    assert.deepEqual(keys.map(({ alg }) => alg).sort(), [...NAMES].sort());
    assert.equal(new Set(keys.map(({ kid }) => kid)).size, keys.length);
  });

  it("advertises the opt-in in the organization that has a key for it, and in no other", async () => {
    await server.configure([{ handle: "other" }]);
    assert.ok((await advertised()).includes(OPT_IN));
    assert.ok(!(await advertised("other")).includes(OPT_IN));
  });

  it("makes one key for an algorithm, however many requests need the first one at once", async () => {
    const [acme] = organizations;
    const application = { ...APPLICATION, clientId: "ES256", idToken: { idTokenSignedResponseAlg: "ES256" } };
    await server.configure([{ ...acme, handle: "keyless", applications: [application] }]);
    const client = new TestClient(server, "ES256", "keyless");
    const browser = new ScriptLessBrowser();
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

function leftHalf(hash: string, text: string): string {
  const digest = createHash(hash, hash === "shake256" ? { outputLength: 64 } : {})
    .update(text)
    .digest();
  return digest.subarray(0, digest.length / 2).toString("base64url");
}
