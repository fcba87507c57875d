import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Answer } from "../client.ts";
import { FORM, sendBytes, sendRequest } from "../raw-http.ts";
import { startServer, type TestServer } from "../server.ts";

describe("security bar 7.5, 7.9: what is hardly an HTTP request", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  const path = "/t/acme/oauth2/token";
  function assertRefused({ status, headers, body }: Answer) {
    assert.ok([414, 431].includes(status), String(status));
    assert.equal(headers.get("content-type"), "application/json; charset=utf-8");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(body.error, "invalid_request");
  }

  it("refuses a head above 16 KiB, be it the headers or the URL (security bar 7.5)", async () => {
    const long = "x".repeat(17_000);
    assertRefused(await sendRequest(server, "POST", path, { ...FORM, "x-long": long }, "client_id=spa"));
    assertRefused(await sendRequest(server, "POST", `${path}?x=${long}`, FORM, "client_id=spa"));
  });

  const smuggling = [
    ["Transfer-Encoding beside Content-Length", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"],
    ["a length that is no number", "Content-Length: +5\r\n\r\nabcde"],
    ["a blank before a header's colon", "Content-Length : 5\r\n\r\nabcde"],
  ] as const;
  for (const [what, rest] of smuggling) {
    it(`refuses ${what} and closes the connection (security bar 7.9)`, async () => {
      const head =
        "POST /t/acme/oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
      const second = "GET /t/acme/oauth2/jwks HTTP/1.1\r\nHost: localhost\r\n\r\n";
      const received = await sendBytes(server, `${head}${rest}${second}`);
      assert.match(received, /^HTTP\/1\.1 400 [^{]*\r\nCache-Control: no-store\r\n[^{]*\{"error":"invalid_request"/);
      assert.equal(received.match(/HTTP\/1\.1 /g)?.length, 1, "the second request is not served");
    });
  }

  for (const target of ["/t/acme/oauth2/%zz", "/t/%/oauth2/token", "/t/acme/oauth2/token/%c3%28"]) {
    it(`answers the path ${target} with 400 or 404 as JSON (security bar 22.3)`, async () => {
      const { status, headers, body } = await sendRequest(server, "POST", target, FORM, "client_id=spa");
      assert.ok([400, 404].includes(status), String(status));
      assert.match(headers.get("content-type") as string, /^application\/json; charset=utf-8$/);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(typeof body, "object");
    });
  }
});
