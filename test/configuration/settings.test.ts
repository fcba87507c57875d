import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { DOCUMENT, withSettingsTable } from "../../scripts/settings-table.ts";
import { readSettings, SettingsError } from "../../src/settings.ts";

const KEY = "qk3Zc0yC1mVdM2xWZ7y0uHnR5tPoLs9eJb8fGa6iXwQ";

describe("settings", () => {
  it("take their defaults when nothing is given", () => {
    const settings = readSettings({ flags: {}, env: {}, file: {} });
    assert.equal(settings.host, "localhost");
    assert.equal(settings.baseUrl, "http://localhost:9763");
    assert.equal(settings.dataDirectory, "./data");
    assert.equal(settings.databaseUrl, undefined);
    assert.equal(settings.encryptionKey, undefined);
    assert.equal(settings.codeLifetimeSeconds, 60);
  });

  it("rank flag, environment, file and default in this order", () => {
    const file = { port: { value: 1003, place: "my.yaml:2:9" } };
    const env = { TESSERA_PORT: "1002" };
    assert.equal(readSettings({ flags: { port: "1001" }, env, file }).port, 1001);
    assert.equal(readSettings({ flags: {}, env, file }).port, 1002);
    assert.equal(readSettings({ flags: {}, env: { TESSERA_PORT: "" }, file }).port, 1003);
    assert.equal(readSettings({ flags: {}, env: {}, file: {} }).port, 9763);
  });

  it("derive the base URL from the port", () => {
    assert.equal(readSettings({ flags: { port: "8080" }, env: {}, file: {} }).baseUrl, "http://localhost:8080");
    assert.equal(readSettings({ flags: { port: "80" }, env: {}, file: {} }).baseUrl, "http://localhost");
  });

  it("read a list from the environment and from the file", () => {
    const expected = ["10.0.0.5", "fd00::/8"];
    const env = { TESSERA_TRUSTED_PROXIES: "10.0.0.5, fd00::/8" };
    assert.deepEqual(readSettings({ flags: {}, env, file: {} }).trustedProxies, expected);
    const file = { trustedProxies: { value: expected, place: "my.yaml:2:3" } };
    assert.deepEqual(readSettings({ flags: {}, env: {}, file }).trustedProxies, expected);
  });

  it("read hosts as URLs write them (security bar 21.4)", () => {
    const env = { TESSERA_OUTBOUND_ALLOWED_HOSTS: "App.Internal, localhost:08443,[::0:1]:443,0x7f.1" };
    const { outboundAllowedHosts } = readSettings({ flags: {}, env, file: {} });
    assert.deepEqual(outboundAllowedHosts, ["app.internal", "localhost:8443", "[::1]:443", "127.0.0.1"]);
  });

  for (const [form, text] of [
    ["base64url", KEY],
    ["base64", Buffer.from(KEY, "base64url").toString("base64")],
    ["hex", Buffer.from(KEY, "base64url").toString("hex")],
  ] as const) {
    it(`read an encryption key in ${form}`, () => {
      const { encryptionKey } = readSettings({ flags: {}, env: { TESSERA_ENCRYPTION_KEY: text }, file: {} });
      assert.equal(encryptionKey?.toString("base64url"), KEY);
    });
  }

  const noKey = "is not 32 bytes in base64url, base64 or hex: make one with `tessera new-encryption-key`";
  const noRandomKey =
    "is no random key (a sample, a pattern or typed text): make one with `tessera new-encryption-key`";
  it("take a domain above the base URL's, and the origins that use passkeys (Web Authentication §5.1.3)", () => {
    const android = `android:apk-key-hash:${"x".repeat(43)}`;
    const env = {
      TESSERA_BASE_URL: "https://id.example.com",
      TESSERA_PASSKEY_DOMAIN: "example.com",
      TESSERA_PASSKEY_ORIGINS: `https://app.example.com, http://localhost:5173,${android}`,
    };
    const { passkeyDomain, passkeyOrigins } = readSettings({ flags: {}, env, file: {} });
    assert.equal(passkeyDomain, "example.com");
    assert.deepEqual(passkeyOrigins, ["https://app.example.com", "http://localhost:5173", android]);
  });

  it("take an operator's token as a Bearer token is written (RFC 6750 §2.1)", () => {
    const { operatorToken } = readSettings({ flags: {}, env: { TESSERA_OPERATOR_TOKEN: KEY }, file: {} });
    assert.equal(operatorToken, KEY);
  });

  const faults: [env: Record<string, string>, message: string][] = [
    [{ TESSERA_PORT: "http" }, 'TESSERA_PORT "http" must be a whole number from 0 to 65535'],
    [{ TESSERA_PORT: "65536" }, 'TESSERA_PORT "65536" must be a whole number from 0 to 65535'],
    [{ TESSERA_PORT: "1e3" }, 'TESSERA_PORT "1e3" must be a whole number from 0 to 65535'],
    [
      { TESSERA_CODE_LIFETIME_SECONDS: "601" },
      'TESSERA_CODE_LIFETIME_SECONDS "601" must be a whole number from 1 to 600',
    ],
    [{ TESSERA_PROT: "1" }, 'TESSERA_PROT is not a setting: did you mean "TESSERA_PORT"?'],
    [
      { TESSERA_BASE_URL: "id.example.com" },
      'TESSERA_BASE_URL "id.example.com" is not an http or https URL: write it as https://id.example.com',
    ],
    [
      { TESSERA_BASE_URL: "http://id.example.com" },
      'TESSERA_BASE_URL "http://id.example.com" uses plain http, which is for loopback hosts only: write it as https://id.example.com, with TLS ended by a proxy',
    ],
    ...[
      "https://id.example.com/",
      "https://id.example.com/a",
      "https://id.example.com?a",
      "https://id.example.com#a",
    ].map((url): [Record<string, string>, string] => [
      { TESSERA_BASE_URL: url },
      `TESSERA_BASE_URL "${url}" is more or other than scheme, host and port: write it as https://id.example.com`,
    ]),
    [
      { TESSERA_LOG_LEVEL: "verbose" },
      'TESSERA_LOG_LEVEL "verbose" is not known: use one of fatal, error, warn, info, debug, trace, silent',
    ],
    [
      { TESSERA_HOST: "300.1.1.1" },
      'TESSERA_HOST "300.1.1.1" is not a host name or IP address: use localhost for this machine only, or 0.0.0.0 for all its addresses',
    ],
    [
      { TESSERA_TRUSTED_PROXIES: "10.0.0.5,10.0.0.0/33" },
      'TESSERA_TRUSTED_PROXIES "10.0.0.5,10.0.0.0/33" holds "10.0.0.0/33", which is not an IP address or network: write them as 10.0.0.5,10.1.0.0/16',
    ],
    ...["https://a.example", "a.example/x", "a.example:70000", "a b", "user@a.example", "::1", "*.example", ""].map(
      (host): [Record<string, string>, string] => [
        { TESSERA_OUTBOUND_ALLOWED_HOSTS: `b.example,${host}` },
        `TESSERA_OUTBOUND_ALLOWED_HOSTS "b.example,${host}" holds "${host}", which is not a host: write them as app.internal,10.0.0.5:8443`,
      ],
    ),
    ...["app.example", "http://app.example", "https://app.example/", "https://*.example", "android:apk-key-hash:x"].map(
      (origin): [Record<string, string>, string] => [
        { TESSERA_PASSKEY_ORIGINS: `https://a.example,${origin}` },
        `TESSERA_PASSKEY_ORIGINS "https://a.example,${origin}" holds "${origin}", which is not an origin: write them as https://app.example.com`,
      ],
    ),
    ...["example.org", "d.example.com", "com.", "127.0.0.1"].map((domain): [Record<string, string>, string] => [
      { TESSERA_PASSKEY_DOMAIN: domain, TESSERA_BASE_URL: "https://id.example.com" },
      domain.endsWith(".")
        ? `TESSERA_PASSKEY_DOMAIN "${domain}" is not a host name or IP address: use localhost for this machine only, or 0.0.0.0 for all its addresses`
        : `TESSERA_PASSKEY_DOMAIN ${domain} is neither the host of TESSERA_BASE_URL https://id.example.com nor a domain above it`,
    ]),
    [
      { TESSERA_DATABASE_URL: "mysql://root:hidden@db" },
      "TESSERA_DATABASE_URL is not a PostgreSQL URL: write it as postgres://user:password@host/database, or leave it out for SQLite",
    ],
    ...[
      ["random-4fJ2kQ9xZ1mN7pR", "is shorter than 32 characters"],
      ["a secret with blanks in it, which is long", "holds characters that a Bearer token has not"],
      ["abcabcabcabcabcabcabcabcabcabcabcabc", "is no random secret (a sample or a pattern)"],
    ].map(([token, fault]): [Record<string, string>, string] => [
      { TESSERA_OPERATOR_TOKEN: token as string },
      `TESSERA_OPERATOR_TOKEN ${fault}: make one with \`tessera new-encryption-key\``,
    ]),
    [{ TESSERA_ENCRYPTION_KEY: "secret" }, `TESSERA_ENCRYPTION_KEY ${noKey}`],
    [{ TESSERA_ENCRYPTION_KEY: `${KEY}AAAA` }, `TESSERA_ENCRYPTION_KEY ${noKey}`],
    [{ TESSERA_ENCRYPTION_KEY: "00".repeat(32) }, `TESSERA_ENCRYPTION_KEY ${noRandomKey}`],
    [{ TESSERA_ENCRYPTION_KEY: "0123456789abcdef".repeat(4) }, `TESSERA_ENCRYPTION_KEY ${noRandomKey}`],
    [
      { TESSERA_ENCRYPTION_KEY: Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString("hex") },
      `TESSERA_ENCRYPTION_KEY ${noRandomKey}`,
    ],
    [
      { TESSERA_ENCRYPTION_KEY: Buffer.from("correct horse battery staple 123").toString("base64") },
      `TESSERA_ENCRYPTION_KEY ${noRandomKey}`,
    ],
  ];
  for (const [env, message] of faults) {
    it(`stop the start with one line: ${message}`, () => {
      assert.throws(() => readSettings({ flags: {}, env, file: {} }), new SettingsError(message));
    });
  }

  it("name the flag or the place in the file that a wrong value came from", () => {
    assert.throws(
      () => readSettings({ flags: { port: "x" }, env: {}, file: {} }),
      new SettingsError('--port "x" must be a whole number from 0 to 65535'),
    );
    const at = (key: string, value: unknown) => ({
      flags: {},
      env: {},
      file: { [key]: { value, place: "my.yaml:3:9" } },
    });
    assert.throws(
      () => readSettings(at("port", "x")),
      new SettingsError('my.yaml:3:9: server.port "x" must be a whole number from 0 to 65535'),
    );
    assert.throws(
      () => readSettings(at("prt", 1)),
      new SettingsError('my.yaml:3:9: server.prt is not a setting: did you mean "port"?'),
    );
    assert.throws(
      () => readSettings(at("port", { a: 1 })),
      new SettingsError("my.yaml:3:9: server.port is not a single value: write a text, a number, or a list of them"),
    );
  });

  it("stand in the manual as they are in the table", () => {
    const document = readFileSync(DOCUMENT, "utf8");
    assert.equal(document, withSettingsTable(document), "stale: run node scripts/settings-table.ts");
  });
});
