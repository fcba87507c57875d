import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { type Answer, TestClient } from "../client.ts";
import { FORM, sendRequest } from "../raw-http.ts";
import { startServer, type TestServer } from "../server.ts";

const ENDPOINTS = ["token", "device_authorize", "ciba", "introspect", "revoke", "userinfo"] as const;
/** RFC 6749 §5.2. */
const DESCRIPTION = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;
const REFUSALS = [400, 401, 403, 413, 415, 429, 431];

describe("security bar 7.6, 8.1, 8.9: any request at all", () => {
  let server: TestServer;
  let known: string[];
  before(async () => {
    server = await startServer();
    const spa = new TestClient(server, "spa");
    const jwt = await new TestClient(server, "jwt").obtainTokens();
    const tokens = await spa.obtainTokens();
    const { code } = await spa.obtainCode();
    // What an attacker may hold, so that the requests get further than the first check.
    known = [code, tokens.access_token, tokens.refresh_token, tokens.id_token, jwt.access_token];
  });
  after(() => server.stop());

  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.string({ maxLength: 40 }));
  const name = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("grant_type", "client_id", "client_secret", "code", "code_verifier") },
    { weight: 6, arbitrary: fc.constantFrom("redirect_uri", "refresh_token", "scope", "token", "token_type_hint") },
    { weight: 2, arbitrary: fc.constantFrom("access_token", "__proto__", "client_assertion", "resource", "callback") },
    { weight: 1, arbitrary: text },
  );
  const value = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom("authorization_code", "refresh_token", "client_credentials", "spa", "web"),
    },
    { weight: 2, arbitrary: fc.constantFrom("service", "acme-service-secret", "openid email", "", "__proto__", "\0") },
    { weight: 3, arbitrary: fc.nat({ max: 4 }).map((n) => ({ known: n })) },
    { weight: 2, arbitrary: text },
  );
  const valueText = (picked: string | { known: number }) =>
    typeof picked === "string" ? picked : (known[picked.known] as string);

  const pairs = fc.array(fc.tuple(name, value), { maxLength: 8 });
  const body = fc.oneof({ weight: 4, arbitrary: pairs }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) });
  function encode(sent: Uint8Array | [string, string | { known: number }][]): Uint8Array | string {
    if (sent instanceof Uint8Array) return sent;
    const encoded = new URLSearchParams();
    // What is no Unicode text cannot be form-encoded; the bytes hold such.
    for (const [key, picked] of sent) encoded.append(key.toWellFormed(), valueText(picked).toWellFormed());
    return encoded.toString();
  }

  const headerText = fc.string({
    unit: fc.integer({ min: 0x20, max: 0xff }).map((n) => (n === 0x7f ? " " : String.fromCharCode(n))),
    maxLength: 60,
  });
  const authorization = fc.oneof(
    fc.constant(undefined),
    headerText,
    fc.base64String().map((pair) => `Basic ${pair}`),
    fc.tuple(text, text).map(([id, secret]) => `basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`),
    fc.constant(`Basic ${Buffer.from("service:acme-service-secret").toString("base64")}`),
    fc.constant(`Basic ${Buffer.from("web:acme-web-secret").toString("base64")}`),
    headerText.map((token) => `Bearer ${token}`),
  );
  const extraHeaders = fc.dictionary(
    fc.constantFrom("accept", "origin", "x-forwarded-for", "forwarded", "cookie", "content-encoding", "x-http-method"),
    headerText,
    { maxKeys: 2 },
  );
  const query = fc.oneof(
    { weight: 3, arbitrary: fc.constant("") },
    { weight: 1, arbitrary: fc.webQueryParameters().map((text) => `?${text}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("?%00=%00", "?a=%zz", "?client_id=spa&client_id=spa", "?__proto__=1", "???"),
    },
  );

  for (const endpoint of ENDPOINTS) {
    it(`gets 200 or a refusal in JSON from ${endpoint}, never a failure`, async () => {
      await fc.assert(
        fc.asyncProperty(body, authorization, extraHeaders, query, async (sent, credentials, extra, search) => {
          const headers = { ...FORM, ...extra, ...(credentials !== undefined && { authorization: credentials }) };
          // Too slow a guesser to be stopped for it, and quick enough for the tokens to live.
          server.clock.advance(4);
          assertShape(await sendRequest(server, "POST", `/t/acme/oauth2/${endpoint}${search}`, headers, encode(sent)));
        }),
        { numRuns: 150 },
      );
    });
  }

  function assertShape({ status, headers, body: answer }: Answer): void {
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    if (status === 200 && answer === "") return; // revocation
    assert.match(headers.get("content-type") as string, /^application\/json; charset=utf-8$/);
    if (status === 200) {
      assert.equal(typeof answer, "object");
      return;
    }
    assert.ok(REFUSALS.includes(status), `${status} ${JSON.stringify(answer)}`);
    assert.deepEqual(Object.keys(answer), ["error", "error_description"]);
    assert.match(answer.error, /^[a-z_]+$/);
    assert.match(answer.error_description, DESCRIPTION);
  }

  it("leaves nothing in the log that says the server was at fault", () => {
    const failures = server.logLines.filter((line) => JSON.parse(line).level >= 50);
    assert.deepEqual(failures, []);
  });
});
