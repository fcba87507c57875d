import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import type { Answer } from "../client.ts";
import { FORM, sendBytes, sendRequest } from "../raw-http.ts";
import { startServer, type TestServer } from "../server.ts";

const POST_ONLY = ["token", "introspect", "revoke", "par", "device_authorize", "ciba"];
/** RFC 6749 §5.2. */
const DESCRIPTION = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;

describe("security bar 7: requests that are not in order", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  const post = (endpoint: string, body?: string | Uint8Array, headers: Record<string, string> = FORM) =>
    sendRequest(server, "POST", `/t/acme/oauth2/${endpoint}`, headers, body);

  function assertRefused({ status, headers, body }: Answer, expected: number | readonly number[], error?: string) {
    assert.ok([expected].flat().includes(status), `${status} ${JSON.stringify(body)}`);
    assert.match(headers.get("content-type") as string, /^application\/json; charset=utf-8$/);
    assert.equal(headers.get("cache-control"), "no-store");
    if (error !== undefined) assert.equal(body.error, error);
    assert.match(body.error_description, DESCRIPTION);
  }

  for (const endpoint of POST_ONLY) {
    for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]) {
      it(`answers ${method} at ${endpoint} with 405 and Allow: POST (security bar 7.1)`, async () => {
        const { status, headers } = await sendRequest(server, method, `/t/acme/oauth2/${endpoint}`);
        assert.deepEqual([status, headers.get("allow")], [405, "POST"]);
        assert.equal(headers.get("cache-control"), "no-store");
      });
    }

    it(`answers a method that is wrong before a body that is, at ${endpoint} (security bar 7.1)`, async () => {
      const json = { "content-type": "application/json" };
      const { status, headers } = await sendRequest(server, "PUT", `/t/acme/oauth2/${endpoint}`, json, "{");
      assert.deepEqual([status, headers.get("allow")], [405, "POST"]);
    });

    for (const type of ["application/json", "multipart/form-data; boundary=x", "text/plain", "nonsense"]) {
      it(`reads no body of type ${type} at ${endpoint} (security bar 7.2)`, async () => {
        const body = type.endsWith("json") ? '{"grant_type":"client_credentials"}' : "grant_type=client_credentials";
        assertRefused(await post(endpoint, body, { "content-type": type }), [400, 415], "invalid_request");
      });
    }

    it(`reads no body without a type at ${endpoint} (security bar 7.2)`, async () => {
      assertRefused(await post(endpoint, "grant_type=client_credentials", {}), [400, 415], "invalid_request");
    });

    it(`refuses an empty request at ${endpoint}`, async () => {
      assertRefused(await post(endpoint, "", {}), [400, 401]);
      assertRefused(await post(endpoint, ""), [400, 401]);
    });

    for (const [what, form] of [
      ["with two values", "client_id=spa&token=a&token=b"],
      ["with one value twice", "client_id=spa&client_id=spa&token=a"],
      ["first empty", "client_id=spa&token=&token=a"],
      ["that nobody knows", "client_id=spa&token=a&x=1&x=1"],
    ] as const) {
      it(`refuses a repeated parameter ${what} at ${endpoint} (security bar 7.3)`, async () => {
        assertRefused(await post(endpoint, `grant_type=refresh_token&refresh_token=r&${form}`), 400, "invalid_request");
      });
    }

    it(`merges no query parameters in at ${endpoint} (security bar 7.3, 28.2)`, async () => {
      const form = "grant_type=client_credentials&token=a";
      assertRefused(await post(`${endpoint}?client_id=spa`, form), 401, "invalid_client");
    });

    it(`refuses a body above 64 KiB at ${endpoint}, whether its length is announced or not (security bar 7.5)`, async () => {
      const body = `client_id=spa&x=${"x".repeat(65_536)}`;
      assertRefused(await post(endpoint, body), 413, "invalid_request");
      const head = `POST /t/acme/oauth2/${endpoint} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${FORM["content-type"]}\r\n`;
      const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
      const received = await sendBytes(
        server,
        `${head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunk}`,
      );
      assert.match(received, /^HTTP\/1\.1 413 /);
    });

    it(`refuses thousands of parameters at ${endpoint} (security bar 7.5)`, async () => {
      const body = Array.from({ length: 5000 }, (_, n) => `p${n}=1`).join("&");
      assertRefused(await post(endpoint, `client_id=spa&${body}`), [400, 413], "invalid_request");
    });

    const broken = [
      ["broken percent-encoding", "token=%zz%&client_id=spa%2"],
      ["percent-encoded invalid UTF-8", "token=%ff%fe&client_id=%c3%28"],
      ["invalid UTF-8", Buffer.from([0x74, 0x3d, 0xff, 0xfe, 0x26, 0xc3, 0x28])],
      ["a raw NUL", "token=a\0b&client_id=spa"],
      ["an encoded NUL in a value", "token=a%00b&client_id=spa"],
      ["an encoded NUL in a name", "to%00ken=a&client_id=spa"],
      ["a NUL as client", "token=a&client_id=%00&client_secret=%00"],
      ["lone surrogates", "token=%ed%a0%80&client_id=%ed%b0%80&client_secret=a"],
      ["nothing but separators", "&&=&==&;"],
    ] as const;
    for (const [what, text] of broken) {
      it(`refuses ${what} at ${endpoint}, or answers that nothing is known (security bar 7.6)`, async () => {
        const grant = typeof text === "string" ? `grant_type=refresh_token&refresh_token=r&${text}` : text;
        assertRefused(await post(endpoint, grant), [400, 401]);
      });
    }

    for (const encoding of ["gzip", "deflate", "br", "zstd"]) {
      it(`reads no body that is compressed by ${encoding} at ${endpoint} (security bar 7.9)`, async () => {
        const answer = await post(endpoint, gzipSync("client_id=spa&token=a"), {
          ...FORM,
          "content-encoding": encoding,
        });
        assertRefused(answer, 415, "invalid_request");
      });
    }

    it(`refuses a NUL in the query at ${endpoint}, and lives on (security bar 7.6)`, async () => {
      const { status } = await post(`${endpoint}?a=%00&b`, "client_id=spa&grant_type=x&token=a");
      assert.ok(status < 500);
      assert.ok((await post(`${endpoint}?%00=%zz`, "client_id=spa&grant_type=x&token=a")).status < 500);
    });
  }

  const grantTypes = [
    ["none", "", "invalid_request"],
    ["an empty one", "grant_type=", "invalid_request"],
    ["one it does not have", "grant_type=urn:ietf:params:oauth:grant-type:saml2-bearer", "unsupported_grant_type"],
    ["a name every object has", "grant_type=__proto__", "unsupported_grant_type"],
    ["another name every object has", "grant_type=constructor", "unsupported_grant_type"],
    ["one in capitals", "grant_type=CLIENT_CREDENTIALS", "unsupported_grant_type"],
    ["one in brackets (security bar 7.4)", "grant_type[]=client_credentials", "invalid_request"],
    ["one not allowed to the client", "grant_type=client_credentials", "unauthorized_client"],
  ] as const;
  for (const [what, form, error] of grantTypes) {
    it(`refuses as grant type ${what}: ${error} (security bar 7.7, 28.2)`, async () => {
      assertRefused(await post("token", `client_id=spa&${form}`), 400, error);
    });
  }

  it("takes names that every object has for unknown parameters (security bar 7.4)", async () => {
    const names = "__proto__=1&constructor=2&toString=3&a[b]=c&code[]=x&__proto__[grant_type]=password";
    const form = `grant_type=client_credentials&client_id=service&client_secret=acme-service-secret&${names}`;
    assert.equal((await post("token", form)).status, 200);
  });

  it("lets resource and audience repeat (RFC 8707 §2)", async () => {
    const form = "grant_type=client_credentials&client_id=service&client_secret=acme-service-secret";
    const { status, body } = await post("token", `${form}&audience=a&audience=b`);
    assert.equal(status, 200, JSON.stringify(body));
    const refused = await post("token", `${form}&resource=https://a.example&resource=https://b.example`);
    assert.equal(refused.body.error, "invalid_target"); // not for the repetition, but because acme has no such APIs
  });

  for (const name of ["client_secret", "client_assertion", "code", "code_verifier", "refresh_token", "password"]) {
    it(`refuses ${name} in the URL (contract §5.2)`, async () => {
      const form = "grant_type=client_credentials&client_id=service&client_secret=acme-service-secret";
      assertRefused(await post(`token?${name}=x`, form), 400, "invalid_request");
    });
  }

  it("reads a form whose type says its character set", async () => {
    const type = { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" };
    assertRefused(await post("token", "client_id=spa&grant_type=x", type), 400, "unsupported_grant_type");
  });
});
