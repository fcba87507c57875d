import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { compactDecrypt, createLocalJWKSet, jwtVerify } from "jose";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const ALGORITHMS = ["RSA-OAEP-256", "RSA-OAEP", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"];
const METHODS = ["A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"];
const APPLICATION = {
  publicClient: true,
  callbackURLs: [CALLBACK],
  skipLoginConsent: true,
};

describe("OIDC Core §10.2: ID tokens encrypted to the client", () => {
  let server: TestServer;
  let keyServer: Server;
  /** What the application answers where its keys are. */
  let served: { status: number; body: string };
  const privateKeys: Record<string, KeyObject> = {};
  const browser = new ScriptLessBrowser();

  before(async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const signs = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwks = {
      keys: [
        { ...rsa.publicKey.export({ format: "jwk" }), kid: "rsa", use: "enc" },
        { ...ec.publicKey.export({ format: "jwk" }), kid: "ec", use: "enc" },
        // Of the right kind, but not for this.
        { ...signs.publicKey.export({ format: "jwk" }), kid: "signs", use: "sig" },
      ],
    };
    Object.assign(privateKeys, { rsa: rsa.privateKey, ec: ec.privateKey });
    served = { status: 200, body: JSON.stringify(jwks) };
    keyServer = createServer((_request, response) => {
      response.writeHead(served.status, { "content-type": "application/json" }).end(served.body);
    });
    await new Promise<void>((resolve) => keyServer.listen(0, "localhost", resolve));
    const jwksUri = `http://localhost:${(keyServer.address() as AddressInfo).port}/jwks`;

    const combinations = ALGORITHMS.flatMap((algorithm) => METHODS.map((method) => ({ algorithm, method })));
    const applications = [
      ...combinations.map((encryption) => ({
        ...APPLICATION,
        clientId: `${encryption.algorithm} ${encryption.method}`.replace(" ", "_"),
        jwks,
        idToken: { encryption },
      })),
      { ...APPLICATION, clientId: "remote", jwksUri, idToken: { encryption: { algorithm: "ECDH-ES" } } },
      {
        ...APPLICATION,
        clientId: "keyless",
        jwks: { keys: jwks.keys.filter(({ use }) => use === "sig") },
        idToken: { encryption: { algorithm: "ECDH-ES" } },
      },
    ];
    const [acme] = organizations;
    server = await startServer({
      organizations: [{ ...acme, applications }],
      settings: { outboundAllowedHosts: ["localhost"] },
    });
  });
  after(async () => {
    await server.stop();
    keyServer.close();
  });

  /** The signed ID token within. */
  async function decrypt(idToken: string) {
    const { kid } = JSON.parse(Buffer.from(idToken.split(".")[0] as string, "base64url").toString());
    const { plaintext, protectedHeader } = await compactDecrypt(idToken, privateKeys[kid] as KeyObject);
    return { header: protectedHeader, signed: new TextDecoder().decode(plaintext) };
  }

  for (const algorithm of ALGORITHMS) {
    it(`signs, then encrypts with ${algorithm} and each of the content encryptions (OIDC Core §2, RFC 7519 §5.2)`, async () => {
      for (const method of METHODS) {
        const client = new TestClient(server, `${algorithm}_${method}`);
        const { body } = await client.exchange(await client.obtainCode({ nonce: "n" }, browser));
        const { header, signed } = await decrypt(body.id_token);
        assert.deepEqual([header.alg, header.enc, header.cty], [algorithm, method, "JWT"]);
        const { body: keys } = await client.get("/oauth2/jwks");
        const { payload } = await jwtVerify(signed, createLocalJWKSet(keys), {
          issuer: server.url("/oauth2/token"),
          audience: client.clientId,
          currentDate: new Date(server.clock.nowMilliseconds()),
        });
        assert.equal(payload.nonce, "n");
      }
    });
  }

  it("is encrypted at a refresh as well, by a key from the client's jwks_uri", async () => {
    const client = new TestClient(server, "remote");
    const { body } = await client.exchange(await client.obtainCode({}, browser));
    const first = claimsOf((await decrypt(body.id_token)).signed);
    const { body: refreshed } = await client.refresh(body.refresh_token);
    const second = claimsOf((await decrypt(refreshed.id_token)).signed);
    assert.deepEqual([second.sub, second.aud], [first.sub, first.aud]);
  });

  it("is an id_token_hint once the client has decrypted it (OIDC Core §3.1.2.1)", async () => {
    const client = new TestClient(server, "remote");
    const { body } = await client.exchange(await client.obtainCode({}, browser));
    const { signed } = await decrypt(body.id_token);
    const page = await client.authorize({ id_token_hint: signed, prompt: "none" }, browser);
    assert.ok(page.redirectedTo?.searchParams.get("code"));
  });

  it("issues nothing while the client's key cannot be had, and uses neither code nor refresh token up", async () => {
    const client = new TestClient(server, "remote");
    const good = served;
    server.clock.advance(601); // what was fetched is kept so long
    served = { status: 500, body: "" };
    const code = await client.obtainCode({}, new ScriptLessBrowser());
    const { status, body } = await client.exchange(code);
    assert.deepEqual([status, body.error, "access_token" in body], [400, "invalid_request", false]);
    assert.match(body.error_description, /key/);

    served = good;
    server.clock.advance(5); // no sooner is the client's server asked again
    const { status: later, body: tokens } = await client.exchange(code);
    assert.equal(later, 200);

    server.clock.advance(601);
    served = { status: 200, body: JSON.stringify({ keys: [] }) };
    assert.equal((await client.refresh(tokens.refresh_token)).body.error, "invalid_request");
    served = good;
    server.clock.advance(601);
    assert.equal((await client.refresh(tokens.refresh_token)).status, 200);
  });

  it("refuses for a client that has no key of the algorithm's kind for encryption (RFC 7517 §4.2)", async () => {
    const client = new TestClient(server, "keyless");
    const { status, body } = await client.exchange(await client.obtainCode({}, new ScriptLessBrowser()));
    assert.deepEqual([status, body.error], [400, "invalid_request"]);
  });

  it("is offered by discovery with just these algorithms (Discovery §3, security bar 20.6)", async () => {
    const { body } = await new TestClient(server, "remote").get("/.well-known/openid-configuration");
    assert.deepEqual([...body.id_token_encryption_alg_values_supported].sort(), [...ALGORITHMS].sort());
    assert.deepEqual([...body.id_token_encryption_enc_values_supported].sort(), [...METHODS].sort());
  });
});
