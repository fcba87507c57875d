import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { compactDecrypt, createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import { claimsOf, headerOf, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const APPLICATION = { publicClient: true, callbackURLs: [CALLBACK], skipLoginConsent: true };
const encryption = { algorithm: "RSA-OAEP-256" };
const SCOPE = "openid email";

describe("OIDC Core §5.3.2: userinfo answers as JWTs", () => {
  let server: TestServer;
  let privateKey: oauth.CryptoKey;
  before(async () => {
    const pair = await generateKeyPair("RSA-OAEP-256", { extractable: true });
    privateKey = pair.privateKey;
    const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: "mine", use: "enc" }] };
    const [acme] = organizations;
    const applications = [
      { ...APPLICATION, clientId: "RS256", userinfo: { signedResponseAlg: "RS256" } },
      { ...APPLICATION, clientId: "ES256", userinfo: { signedResponseAlg: "ES256" } },
      { ...APPLICATION, clientId: "secret", jwks, userinfo: { encryption } },
      { ...APPLICATION, clientId: "both", jwks, userinfo: { signedResponseAlg: "PS256", encryption } },
      // Right for RSA-OAEP-256 only.
      { ...APPLICATION, clientId: "keyless", jwks, userinfo: { encryption: { algorithm: "ECDH-ES" } } },
      { ...APPLICATION, clientId: "plain" },
    ];
    server = await startServer({ organizations: [{ ...acme, applications }] });
  });
  after(() => server.stop());

  async function userinfo(clientId: string) {
    const client = new TestClient(server, clientId);
    const { access_token, id_token } = await client.obtainTokens({ scope: SCOPE });
    return { ...(await client.userinfo(access_token)), subject: claimsOf(id_token).sub };
  }

  async function verify(jwt: string, audience: string) {
    const { body: keys } = await new TestClient(server, "plain").get("/oauth2/jwks");
    const issuer = server.url("/oauth2/token");
    return (await jwtVerify(jwt, createLocalJWKSet(keys), { issuer, audience })).payload;
  }

  for (const algorithm of ["RS256", "ES256"]) {
    it(`signs with ${algorithm}, and names issuer and client`, async () => {
      const { status, headers, body, subject } = await userinfo(algorithm);
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), "application/jwt");
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(headerOf(body).alg, algorithm);
      assert.deepEqual(await verify(body, algorithm), {
        iss: server.url("/oauth2/token"),
        aud: algorithm,
        sub: subject,
        email: "kim@example.com",
        email_verified: true,
      });
    });
  }

  it("encrypts the claims alone for a client that wants no signature", async () => {
    const { headers, body, subject } = await userinfo("secret");
    assert.equal(headers.get("content-type"), "application/jwt");
    const { plaintext, protectedHeader } = await compactDecrypt(body, privateKey);
    assert.deepEqual([protectedHeader.alg, protectedHeader.enc], ["RSA-OAEP-256", "A256GCM"]);
    assert.equal(protectedHeader.cty, undefined);
    assert.equal(JSON.parse(new TextDecoder().decode(plaintext)).sub, subject);
  });

  it("signs, then encrypts for a client that wants both (RFC 7519 §11.2)", async () => {
    const { body, subject } = await userinfo("both");
    const { plaintext, protectedHeader } = await compactDecrypt(body, privateKey);
    assert.equal(protectedHeader.cty, "JWT");
    const signed = new TextDecoder().decode(plaintext);
    assert.equal(headerOf(signed).alg, "PS256");
    assert.equal((await verify(signed, "both")).sub, subject);
  });

  it("answers JSON to a client that is not configured for anything else", async () => {
    const { headers, body, subject } = await userinfo("plain");
    assert.match(headers.get("content-type") as string, /^application\/json/);
    assert.deepEqual(body, { sub: subject, email: "kim@example.com", email_verified: true });
  });

  it("tells a client without a fitting key what is wrong, and no claims", async () => {
    const { status, body } = await userinfo("keyless");
    assert.deepEqual([status, body.error, body.email], [400, "invalid_request", undefined]);
  });

  it("cannot be used as an id_token_hint (RFC 8725 §3.11)", async () => {
    const { body } = await userinfo("RS256");
    const page = await new TestClient(server, "RS256").authorize({ id_token_hint: body });
    assert.equal(page.redirectedTo?.searchParams.get("error"), "invalid_request");
  });

  it("oauth4webapi: accepts the signed and the encrypted answer", async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(server.url("/oauth2/token"));
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    for (const [clientId, algorithm] of [
      ["RS256", "RS256"],
      ["both", "PS256"],
    ] as const) {
      assert.ok(as.userinfo_signing_alg_values_supported?.includes(algorithm));
      const client: oauth.Client = { client_id: clientId, userinfo_signed_response_alg: algorithm };
      const { access_token, id_token } = await new TestClient(server, clientId).obtainTokens();
      const response = await oauth.userInfoRequest(as, client, access_token, insecure);
      const decrypting = {
        async [oauth.jweDecrypt](jwe: string) {
          return new TextDecoder().decode((await compactDecrypt(jwe, privateKey)).plaintext);
        },
      };
      const { sub } = claimsOf(id_token);
      const claims = await oauth.processUserInfoResponse(as, client, sub, response, decrypting);
      assert.equal(claims.iss, as.issuer);
    }
  });
});
