import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { exportJWK, SignJWT } from "jose";
import { type Answer, basic, TestClient } from "../client.ts";
import { newProofKey, type ProofKey, proofClaims, proofHeader, signProof } from "../dpop-proofs.ts";
import { startServer, type TestServer } from "../server.ts";

type Changes = Readonly<Record<string, unknown>>;

describe("RFC 9449 §4.3: checking a DPoP proof", () => {
  let server: TestServer;
  let key: ProofKey;
  let other: ProofKey;
  before(async () => {
    [key, other] = [await newProofKey(), await newProofKey("PS256")];
    server = await startServer();
  });
  after(() => server.stop());

  /** A token request that needs no user. */
  const ask = (headers: Record<string, string>) =>
    new TestClient(server, "service").post(
      "/oauth2/token",
      { grant_type: "client_credentials" },
      { ...headers, ...basic("service", "acme-service-secret") },
    );
  const tokensOf = ({ status, body }: Answer) => {
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const assertRefused = ({ status, body, headers }: Answer, error = "invalid_dpop_proof", text?: string) => {
    assert.deepEqual([status, body.error], [400, error]);
    assert.equal(headers.get("cache-control"), "no-store");
    if (text !== undefined) assert.equal(body.error_description, text);
  };

  for (const algorithm of ["ES256", "ES384", "PS256", "RS256", "EdDSA"]) {
    it(`takes a proof with ${algorithm}`, async () => {
      assert.equal(tokensOf(await ask(await proofHeader(server, await newProofKey(algorithm)))).token_type, "DPoP");
    });
  }

  const accepted: readonly [what: string, changes: () => Changes][] = [
    ["made 10 seconds ahead of our clock", () => ({ iat: server.clock.now + 10 })],
    ["made a minute ago", () => ({ iat: server.clock.now - 60 })],
    ["whose URL has a query and a fragment", () => ({ htu: `${server.url("/oauth2/token")}?a=b#c` })],
    ["whose URL is written in capitals", () => ({ htu: server.url("/oauth2/token").replace("http://l", "HTTP://L") })],
  ];
  for (const [what, changes] of accepted) {
    it(`takes a proof ${what} (§4.3, security bar 12.1)`, async () => {
      tokensOf(await ask(await proofHeader(server, key, undefined, changes())));
    });
  }

  const faults: readonly [what: string, claims: () => Changes, header?: Changes, text?: string][] = [
    ["for another method", () => ({ htm: "GET" })],
    ["whose method is written otherwise", () => ({ htm: "post" })],
    ["without a method", () => ({ htm: undefined })],
    ["for another endpoint", () => ({ htu: server.url("/oauth2/userinfo") })],
    ["for another organization", () => ({ htu: server.url("/oauth2/token", "globex") })],
    ["for another host", () => ({ htu: "https://evil.example/t/acme/oauth2/token" })],
    ["for no URL", () => ({ htu: "token" })],
    ["without a URL", () => ({ htu: undefined })],
    ["without jti", () => ({ jti: undefined })],
    ["with an empty jti", () => ({ jti: "" })],
    ["without iat", () => ({ iat: undefined })],
    ["made over a minute ago", () => ({ iat: server.clock.now - 61 }), {}, "Expired DPoP Proof"],
    ["made over a minute ahead", () => ({ iat: server.clock.now + 61 })],
    ["that ended", () => ({ exp: server.clock.now - 61 })],
    ["of no type", () => ({}), { typ: undefined }],
    ["of another type", () => ({}), { typ: "JWT" }],
    ["without a key", () => ({}), { jwk: undefined }],
    ["with a symmetric key", () => ({}), { jwk: { kty: "oct", k: "c2VjcmV0" } }],
    ["with a key of another type", () => ({}), { jwk: { kty: "RSA", n: "AQAB", e: "AQAB" } }],
  ];
  for (const [what, changes, header, text = "Invalid DPoP Proof"] of faults) {
    it(`refuses a proof ${what} (§4.3, security bar 12.1)`, async () => {
      const proof = await signProof(proofClaims(server, undefined, changes()), key, header);
      assertRefused(await ask({ dpop: proof }), "invalid_dpop_proof", text);
    });
  }

  it("refuses a proof with the private key (§4.3)", async () => {
    const jwk = await exportJWK(key.privateKey);
    assertRefused(await ask({ dpop: await signProof(proofClaims(server), key, { jwk }) }));
  });

  it("refuses a proof that another key signed (§4.3)", async () => {
    const another = await newProofKey();
    assertRefused(await ask({ dpop: await signProof(proofClaims(server), key, { jwk: another.jwk }) }));
  });

  it("refuses what has no signature, and a secret's (§11.6, security bar 20.1)", async () => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const unsigned = `${encode({ typ: "dpop+jwt", alg: "none", jwk: key.jwk })}.${encode(proofClaims(server))}.`;
    const hmac = await new SignJWT(proofClaims(server))
      .setProtectedHeader({ typ: "dpop+jwt", alg: "HS256", jwk: key.jwk })
      .sign(Buffer.from(JSON.stringify(key.jwk)));
    for (const dpop of [unsigned, hmac, "", "e30.e30.e30", "nonsense"]) assertRefused(await ask({ dpop }));
  });

  it("refuses two proofs in one request (§4.3, contract §13)", async () => {
    const [first, second] = [await proofHeader(server, key), await proofHeader(server, key)];
    assertRefused(await ask({ dpop: `${first.dpop}, ${second.dpop}` }));
  });

  it("takes a proof once (§11.1)", async () => {
    const proof = await proofHeader(server, key);
    tokensOf(await ask(proof));
    assertRefused(await ask(proof));
  });

  it("takes one of 20 requests that send the same proof at once (§11.1)", async () => {
    const proof = await proofHeader(server, key);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(proof)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    for (const answer of answers.filter(({ status }) => status !== 200)) assertRefused(answer);
  });

  it("does not mistake one key's jti for another's", async () => {
    const claims = proofClaims(server);
    tokensOf(await ask({ dpop: await signProof(claims, key) }));
    tokensOf(await ask({ dpop: await signProof(claims, other) }));
  });

  it("takes no proof in which any byte is changed (§4.3)", async () => {
    const change = fc.record({
      part: fc.integer({ min: 0, max: 2 }),
      place: fc.nat(),
      bits: fc.integer({ min: 1, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ part, place, bits }) => {
        const parts = (await proofHeader(server, key)).dpop.split(".").map((text) => Buffer.from(text, "base64url"));
        const bytes = parts[part] as Buffer;
        const at = place % bytes.length;
        bytes[at] = (bytes[at] as number) ^ bits;
        const dpop = parts.map((changed) => changed.toString("base64url")).join(".");
        assertRefused(await ask({ dpop }));
      }),
      { numRuns: 100 },
    );
  });
});
