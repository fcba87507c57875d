import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { challengeOf, newVerifier, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

/** An administrator has allowed `plain`, for an application that is being moved. */
const initech = {
  handle: "initech",
  users: organizations[0]?.users ?? [],
  applications: [
    {
      clientId: "old",
      publicClient: true,
      callbackURLs: [CALLBACK],
      skipLoginConsent: true,
      pkce: { supportPlainTransformAlgorithm: true },
    },
    // A public client cannot be let off.
    { clientId: "lax", publicClient: true, callbackURLs: [CALLBACK], pkce: { mandatory: false } },
  ],
};

describe("RFC 7636 §4.3: the code challenge of an authorization request", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: [...organizations, initech] });
  });
  after(() => server.stop());
  const errorOf = async (changes: Record<string, string | undefined>, clientId = "spa", tenant = "acme") =>
    returned(
      await new ScriptLessBrowser().open(new TestClient(server, clientId, tenant).authorizeUrl(changes), CALLBACK),
    );

  const MANDATORY =
    "PKCE is mandatory for this application. PKCE Challenge is not provided or is not upto RFC 7636 specification.";
  const MALFORMED = "Code challenge used is not up to RFC 7636 specifications.";
  // Asgardeo puts "plain" between quotation marks, which error_description must not hold (RFC 6749 §4.1.2.1).
  const NOT_PLAIN = "This application does not support plain transformation algorithm.";
  const refusals = [
    ["no challenge", { code_challenge: undefined, code_challenge_method: undefined }, MANDATORY],
    ["a method without a challenge", { code_challenge: undefined }, MALFORMED],
    ["the method plain", { code_challenge: newVerifier(), code_challenge_method: "plain" }, NOT_PLAIN],
    ["no method, which means plain", { code_challenge_method: undefined }, NOT_PLAIN],
    ["an unknown method", { code_challenge_method: "S512" }, "Unsupported PKCE Challenge Method"],
    ["a method in small letters", { code_challenge_method: "s256" }, "Unsupported PKCE Challenge Method"],
    ["a challenge of 42 characters", { code_challenge: "a".repeat(42) }, MALFORMED],
    ["a challenge of 44 characters", { code_challenge: "a".repeat(44) }, MALFORMED],
    ["a challenge with padding", { code_challenge: `${"a".repeat(42)}=` }, MALFORMED],
    ["a challenge in plain base64", { code_challenge: `${"a".repeat(42)}+` }, MALFORMED],
  ] as const;
  for (const [what, changes, description] of refusals) {
    it(`refuses ${what} (security bar 3.1 to 3.3, contract §3.3)`, async () => {
      const { error, error_description, state } = await errorOf(changes);
      assert.deepEqual([error, error_description, state], ["invalid_request", description, "the state"]);
    });
  }

  it("is asked of every public client, whatever its configuration (RFC 9700 §2.1.1)", async () => {
    const without = { code_challenge: undefined, code_challenge_method: undefined };
    assert.equal((await errorOf(without, "lax", "initech")).error_description, MANDATORY);
  });

  it("is held against what a confidential client sends too, although it need not (security bar 3.1)", async () => {
    assert.equal((await errorOf({ code_challenge_method: "plain" }, "web")).error, "invalid_request");
    const verifier = newVerifier();
    const code = await new TestClient(server, "web").obtainCode({ code_challenge: challengeOf(verifier) });
    const exchange = (code_verifier: string) =>
      new TestClient(server, "web").exchange({ ...code, code_verifier }, { client_secret: "acme-web-secret" });
    assert.equal((await exchange(verifier)).status, 200);
  });

  it("may be plain where an administrator allowed it (security bar 28.3)", async () => {
    const verifier = newVerifier();
    const client = new TestClient(server, "old", "initech");
    for (const code_challenge_method of ["plain", undefined]) {
      const code = await client.obtainCode({ code_challenge: verifier, code_challenge_method });
      assert.equal((await client.exchange({ ...code, code_verifier: verifier })).status, 200);
      const again = await client.obtainCode({ code_challenge: verifier, code_challenge_method });
      const { body } = await client.exchange({ ...again, code_verifier: newVerifier() });
      assert.equal(body.error, "invalid_grant");
    }
  });
});
