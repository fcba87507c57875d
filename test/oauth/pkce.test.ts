import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import type { Client } from "../../src/protocol/model/client.ts";
import { parseCodeChallenge, verifyCodeVerifier } from "../../src/protocol/pkce.ts";
import { challengeOf, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith, tenantStore } from "../tenant-data.ts";

const UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
const verifier = fc.string({ unit: fc.constantFrom(...UNRESERVED), minLength: 43, maxLength: 128 });
const notVerifier = fc.oneof(
  fc.string({ unit: fc.constantFrom(...UNRESERVED), maxLength: 42 }),
  fc.string({ unit: fc.constantFrom(...UNRESERVED), minLength: 129, maxLength: 200 }),
  fc
    .tuple(verifier, fc.constantFrom("+", "/", "=", " ", "\n", "é", "\0", "%"))
    .map(([text, odd]) => odd + text.slice(1)),
);

describe("RFC 7636: proof key for code exchange", () => {
  let server: TestServer;
  let client: Client;
  before(async () => {
    server = await startServer({
      organizations: organizationsWith({
        clientId: "plain",
        publicClient: true,
        callbackURLs: [CALLBACK],
        pkce: { supportPlainTransformAlgorithm: true },
        skipLoginConsent: true,
      }),
    });
    client = (await (await tenantStore(server)).clients.find("spa")) as Client;
  });
  after(() => server.stop());

  const parse = (form: Record<string, string>, pkce: Partial<Client["pkce"]> = {}) =>
    parseCodeChallenge(new Map(Object.entries(form)), { ...client, pkce: { ...client.pkce, ...pkce } });
  const s256 = (text: string) => ({ code_challenge: challengeOf(text), code_challenge_method: "S256" });

  it("accepts the pair of the specification (RFC 7636 appendix B)", () => {
    const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    const stored = parse({ code_challenge: challenge, code_challenge_method: "S256" });
    verifyCodeVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", stored);
  });

  it("accepts each verifier for its own challenge and no other (RFC 7636 §4.6)", () => {
    fc.assert(
      fc.property(verifier, verifier, (mine, other) => {
        const stored = parse(s256(mine));
        verifyCodeVerifier(mine, stored);
        if (other !== mine) assert.throws(() => verifyCodeVerifier(other, stored), { code: "invalid_grant" });
      }),
    );
  });

  it("refuses what is no verifier, also where its hash is the challenge (RFC 7636 §4.1)", () => {
    fc.assert(
      fc.property(notVerifier, (text) => {
        assert.throws(() => verifyCodeVerifier(text, parse(s256(text))), { code: "invalid_grant" });
      }),
    );
  });

  it("refuses the challenge itself as verifier under S256", () => {
    fc.assert(
      fc.property(verifier, (text) => {
        const stored = parse(s256(text));
        assert.throws(() => verifyCodeVerifier(stored.codeChallenge, stored), { code: "invalid_grant" });
      }),
    );
  });

  it("refuses a missing verifier where there is a challenge, and one where there is none (security bar 3.4, 3.5)", () => {
    fc.assert(
      fc.property(verifier, (text) => {
        assert.throws(() => verifyCodeVerifier(undefined, parse(s256(text))), { code: "invalid_grant" });
        const none = { codeChallenge: undefined, codeChallengeMethod: undefined };
        assert.throws(() => verifyCodeVerifier(text, none), { code: "invalid_grant" });
        verifyCodeVerifier(undefined, none);
      }),
    );
  });

  it("refuses a challenge that is not 43 base64url characters (RFC 7636 §4.2, security bar 3.3)", () => {
    const text = fc.string({ unit: "binary", minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(text, (challenge) => {
        fc.pre(!/^[A-Za-z0-9_-]{43}$/.test(challenge));
        const request = { code_challenge: challenge, code_challenge_method: "S256" };
        assert.throws(() => parse(request), { code: "invalid_request" });
      }),
    );
  });

  it("refuses a method it does not know, and names are not folded (security bar 3.2)", () => {
    for (const code_challenge_method of ["s256", "S512", "PLAIN", "none", "constructor", "S256 "]) {
      const request = { code_challenge: challengeOf("x"), code_challenge_method };
      assert.throws(() => parse(request, { plainAllowed: true }), { code: "invalid_request" });
    }
  });

  it("accepts plain, and no method at all, only where the client may (RFC 7636 §4.3, security bar 3.2)", () => {
    fc.assert(
      fc.property(verifier, verifier, fc.boolean(), (mine, other, named) => {
        const request = { code_challenge: mine, ...(named && { code_challenge_method: "plain" }) };
        assert.throws(() => parse(request), { code: "invalid_request" });
        const stored = parse(request, { plainAllowed: true });
        verifyCodeVerifier(mine, stored);
        if (other !== mine) assert.throws(() => verifyCodeVerifier(other, stored), { code: "invalid_grant" });
      }),
    );
  });

  it("asks a public client for a challenge whatever its settings say (RFC 9700 §2.1.1, security bar 3.1)", () => {
    assert.throws(() => parse({}, { mandatory: false }), { code: "invalid_request" });
    const confidential = { ...client, publicClient: false };
    const none = { codeChallenge: undefined, codeChallengeMethod: undefined };
    assert.deepEqual(
      parseCodeChallenge(new Map(), { ...confidential, pkce: { mandatory: false, plainAllowed: false } }),
      none,
    );
    assert.throws(
      () => parseCodeChallenge(new Map(), { ...confidential, pkce: { mandatory: true, plainAllowed: false } }),
      {
        code: "invalid_request",
      },
    );
  });

  it("trades a code under plain where the client may (RFC 7636 §4.6)", async () => {
    const plain = new TestClient(server, "plain");
    const code_challenge = "p".repeat(50);
    const redeemable = await plain.obtainCode({ code_challenge, code_challenge_method: "plain" });
    const { status } = await plain.exchange({ ...redeemable, code_verifier: code_challenge });
    assert.equal(status, 200);
    const again = await plain.obtainCode({ code_challenge, code_challenge_method: "plain" });
    assert.equal((await plain.exchange({ ...again, code_verifier: "q".repeat(50) })).body.error, "invalid_grant");
  });
});
