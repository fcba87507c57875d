import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readSettings, SettingsError } from "../../src/settings.ts";

const TLS = { TESSERA_TLS_CERT: "server.pem", TESSERA_TLS_KEY: "server.key" };
const read = (env: Record<string, string>) => readSettings({ flags: {}, env, file: {} });

describe("settings of TLS and client certificates", () => {
  it("makes the base URL https where the server ends TLS", () => {
    assert.equal(read({ ...TLS, TESSERA_PORT: "8443" }).baseUrl, "https://localhost:8443");
    assert.equal(read({ ...TLS, TESSERA_PORT: "443" }).baseUrl, "https://localhost");
    assert.equal(read({}).baseUrl, "http://localhost:9763");
  });

  it("makes the URL of the second port from the base URL's host", () => {
    const env = { ...TLS, TESSERA_BASE_URL: "https://id.example.com", TESSERA_MTLS_PORT: "9764" };
    assert.equal(read(env).mtlsBaseUrl, "https://id.example.com:9764");
    const named = { ...env, TESSERA_MTLS_BASE_URL: "https://mtls.id.example.com" };
    assert.equal(read(named).mtlsBaseUrl, "https://mtls.id.example.com");
    assert.equal(read(TLS).mtlsBaseUrl, undefined);
  });

  const proxied = { TESSERA_CLIENT_CERTIFICATE_HEADER: "Client-Cert", TESSERA_TRUSTED_PROXIES: "10.0.0.5" };
  it("takes a proxy's header without TLS of its own", () => {
    const settings = read({ ...proxied, TESSERA_TLS_CLIENT_CA: "ca.pem" });
    assert.equal(settings.clientCertificateHeader, "Client-Cert");
    assert.equal(settings.mtlsBaseUrl, undefined);
  });

  const refusals: [string, Record<string, string>, RegExp][] = [
    [
      "a certificate without a key",
      { TESSERA_TLS_CERT: "server.pem" },
      /^TESSERA_TLS_CERT is set without TESSERA_TLS_KEY: name /,
    ],
    [
      "a key without a certificate",
      { TESSERA_TLS_KEY: "server.key" },
      /^TESSERA_TLS_KEY is set without TESSERA_TLS_CERT: name /,
    ],
    [
      "http as the URL of a server that speaks https",
      { ...TLS, TESSERA_BASE_URL: "http://localhost:9763" },
      /^TESSERA_BASE_URL http:\/\/localhost:9763 uses http, .*: write it with https$/,
    ],
    [
      "a second port without TLS",
      { TESSERA_MTLS_PORT: "9764" },
      /^TESSERA_MTLS_PORT needs https: set TESSERA_TLS_CERT /,
    ],
    [
      "one port for both",
      { ...TLS, TESSERA_PORT: "9764", TESSERA_MTLS_PORT: "9764" },
      /^TESSERA_MTLS_PORT 9764 is TESSERA_PORT too: set it to another port$/,
    ],
    [
      "http as the URL of the second port",
      { ...TLS, TESSERA_MTLS_PORT: "9764", TESSERA_MTLS_BASE_URL: "http://localhost:9764" },
      /^TESSERA_MTLS_BASE_URL http:\/\/localhost:9764 uses http, .*: write it with https$/,
    ],
    [
      "a header that nobody is trusted to send (security bar 6.8)",
      { TESSERA_CLIENT_CERTIFICATE_HEADER: "Client-Cert" },
      /^TESSERA_CLIENT_CERTIFICATE_HEADER is read from trusted proxies alone: name them in TESSERA_TRUSTED_PROXIES$/,
    ],
    [
      "a header that can be none",
      { ...proxied, TESSERA_CLIENT_CERTIFICATE_HEADER: "client cert" },
      /^TESSERA_CLIENT_CERTIFICATE_HEADER "client cert" is not a header's name: write it as Client-Cert$/,
    ],
    [
      "authorities for no certificates",
      { ...TLS, TESSERA_TLS_CLIENT_CA: "ca.pem" },
      /^TESSERA_TLS_CLIENT_CA is set, but /,
    ],
    [
      "a URL for no certificates",
      { ...TLS, TESSERA_MTLS_BASE_URL: "https://mtls.example.com" },
      /^TESSERA_MTLS_BASE_URL is set, but /,
    ],
  ];
  for (const [what, env, line] of refusals) {
    it(`refuses ${what} in one line`, () => {
      assert.throws(
        () => read(env),
        (error) => {
          assert.ok(error instanceof SettingsError);
          assert.match(error.message, line);
          return !error.message.includes("\n");
        },
      );
    });
  }
});
