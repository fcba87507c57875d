import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Client } from "../../src/protocol/model/client.ts";
import { expandCallbackUrl, isRegisteredRedirectUri, redirectUriFault } from "../../src/protocol/redirect-uri.ts";

const REGISTERED = ["https://app.example/cb?x=1", "http://127.0.0.1/cb", "http://[::1]:4000/cb", "com.example.app:/cb"];
const accepts = (redirectUri: string, publicClient: boolean) =>
  isRegisteredRedirectUri({ redirectUris: REGISTERED, publicClient } as unknown as Client, redirectUri);
const isLoopbackWithPort = (uri: string) => /^http:\/\/(127\.0\.0\.1|\[::1\])(:\d{1,5})?\/cb$/.test(uri);

/** A registered URI with some characters put in, taken out or replaced. */
const nearMiss = fc
  .tuple(
    fc.constantFrom(...REGISTERED),
    fc.nat(40),
    fc.nat(3),
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 4 }),
      fc.constantFrom(
        "/",
        "//",
        "\\",
        "@",
        "@evil.example",
        ":1",
        ":65536",
        "#",
        "?",
        "&",
        "%2e",
        "..",
        ".",
        " ",
        "\r\n",
        "\0",
        "A",
      ),
    ),
  )
  .map(([uri, at, length, text]) => uri.slice(0, at) + text + uri.slice(at + length));

describe("RFC 9700 §2.1: which redirect URI is the registered one", () => {
  it("is the same string, for every kind of client", () => {
    for (const uri of REGISTERED) assert.ok(accepts(uri, true) && accepts(uri, false), uri);
  });

  it("is nothing that differs from it, for a confidential client", () => {
    const property = fc.property(fc.oneof(nearMiss, fc.webUrl(), fc.string()), (uri) => {
      assert.equal(accepts(uri, false), REGISTERED.includes(uri));
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it("is nothing that differs from it but a loopback port, for a public client (RFC 8252 §7.3)", () => {
    const property = fc.property(fc.oneof(nearMiss, fc.webUrl(), fc.string()), (uri) => {
      if (accepts(uri, true))
        assert.ok(REGISTERED.includes(uri) || (isLoopbackWithPort(uri) && URL.canParse(uri)), uri);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it("may have any port on a loopback address, for a public client, and leads nowhere else", () => {
    const property = fc.property(fc.constantFrom("127.0.0.1", "[::1]"), fc.nat(65_535), (host, port) => {
      const uri = `http://${host}:${port}/cb`;
      assert.ok(accepts(uri, true));
      assert.equal(new URL(uri).hostname, host);
    });
    fc.assert(property);
  });
});

describe("security bar 2.3: what can be registered", () => {
  const refused = [
    ["a relative URI", "/callback"],
    ["no scheme", "//app.example/callback"],
    ["no host", "https://"],
    ["an empty text", ""],
    ["a fragment (RFC 6749 §3.1.2)", "https://app.example/#x"],
    ["an empty fragment", "https://app.example/#"],
    ["user info", "https://user:secret@app.example/"],
    ["a user name", "https://user@app.example/"],
    ["a wildcard host", "https://*.example/"],
    ["a wildcard path", "https://app.example/*"],
    ["a blank", "https://app.example/a b"],
    ["a line break", "https://app.example/\r\nX: y"],
    ["letters beyond ASCII, which no header can hold", "https://app.example/ü"],
    ["a host beyond ASCII", "https://例え.example/"],
    ["a script", "javascript:alert(1)"],
    ["data", "data:text/html,x"],
    ["a file", "file:///etc/passwd"],
    ["a blob", "blob:https://app.example/x"],
    ["a custom scheme without a dot (RFC 8252 §7.1)", "myapp:/callback"],
    ["http outside loopback", "http://app.example/callback"],
    ["http on an address of the network", "http://192.168.0.1/callback"],
    ["http on a name that begins like loopback", "http://localhost.example/callback"],
    ["http on a name that begins like an address", "http://127.0.0.1.example/callback"],
    ["a port beyond the last", "http://127.0.0.1:65536/callback"],
  ] as const;
  for (const [what, uri] of refused) {
    it(`is not ${what}`, () => assert.equal(typeof redirectUriFault(uri), "string"));
  }

  for (const uri of [
    "https://app.example",
    "https://app.example:8443/a/b?c=d&e=%20",
    "http://localhost:5000",
    "http://127.0.0.1/cb",
    "http://[::1]:8080/cb",
    "com.example.app:/oauth2redirect",
    "com.example.app://callback",
  ]) {
    it(`is ${uri}`, () => assert.equal(redirectUriFault(uri), undefined));
  }

  it("is nothing that a Location header cannot hold, or that leads to another origin than it shows", () => {
    const property = fc.property(fc.oneof(nearMiss, fc.string({ unit: "binary" })), (uri) => {
      if (redirectUriFault(uri) !== undefined) return;
      assert.match(uri, /^[\x21-\x7e]+$/);
      assert.ok(URL.canParse(uri) && !uri.includes("#"));
    });
    fc.assert(property, { numRuns: 2000 });
  });
});

describe("security bar 2.4: Asgardeo's regexp=(a|b)", () => {
  const entries = [
    ["https://a.example/cb", ["https://a.example/cb"]],
    ["regexp=(https://a.example/cb)", ["https://a.example/cb"]],
    ["regexp=(https://a.example/cb|https://b.example/cb)", ["https://a.example/cb", "https://b.example/cb"]],
    [
      "regexp=(https://a\\.example/cb\\?x=1|https://b\\.example/\\|)",
      ["https://a.example/cb?x=1", "https://b.example/|"],
    ],
    ["regexp=(https://a.example/\\d)", undefined],
    ["regexp=(https://a.example/cb\\)", undefined],
    ["regexp=https://a.example/.*", undefined],
    ["regexp=(https://a.example/.*)", undefined],
    ["regexp=(https://[ab].example/cb)", undefined],
    ["regexp=(https://a.example/(x|y))", undefined],
    ["regexp=(https://a.example/cb|https://b.example/cb)x", undefined],
    ["regexp=()", undefined],
  ] as const;
  for (const [entry, expected] of entries) {
    it(`reads ${entry} as ${expected?.join(" and ") ?? "a pattern, which is refused"}`, () => {
      assert.deepEqual(expandCallbackUrl(entry), expected);
    });
  }
});
