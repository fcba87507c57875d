import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, get } from "node:https";
import { connect as connectPlainly } from "node:net";
import { after, before, describe, it } from "node:test";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { findFreePort } from "../../src/free-port.ts";
import { httpsRequest } from "../https-client.ts";
import { startServer, type TestServer } from "../server.ts";
import { type CertificateFiles, certificateFiles } from "./certificate-files.ts";

const DISCOVERY = "/oauth2/token/.well-known/openid-configuration";

describe("serving https (security bar 27, RFC 9325)", () => {
  let files: CertificateFiles;
  let server: TestServer;
  let port: number;
  let mtlsPort: number;
  before(async () => {
    files = await certificateFiles("rsa");
    mtlsPort = await findFreePort("localhost");
    const mtlsBaseUrl = `https://localhost:${mtlsPort}`;
    server = await startServer({ settings: { ...files.settings, mtlsPort, mtlsBaseUrl } });
    port = Number(new URL(server.baseUrl).port);
  });
  after(async () => {
    await server.stop();
    await files[Symbol.asyncDispose]();
  });
  const handshake = async (options: ConnectionOptions, at = port): Promise<TLSSocket> => {
    const ca = files.authority.certificate;
    const socket = connect({ host: "localhost", servername: "localhost", port: at, ca, ...options });
    await once(socket, "secureConnect");
    return socket;
  };
  const ask = (url: string, headers = {}) => httpsRequest(url, { ca: files.authority.certificate, headers });

  const accepted: [string, ConnectionOptions][] = [
    ["TLSv1.3", {}],
    ["TLSv1.2", { maxVersion: "TLSv1.2" }],
  ];
  for (const [version, options] of accepted) {
    it(`speaks ${version} with whoever offers no better`, async () => {
      for (const at of [port, mtlsPort]) {
        const socket = await handshake(options, at);
        assert.equal(socket.getProtocol(), version);
        assert.equal(socket.authorized, true);
        socket.destroy();
      }
    });
  }

  for (const suite of ["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384"]) {
    it(`takes ${suite} (RFC 9325 §4.2)`, async () => {
      const socket = await handshake({ maxVersion: "TLSv1.2", ciphers: suite });
      assert.equal(socket.getCipher().name, suite);
      socket.destroy();
    });
  }

  const weak: [string, string][] = [
    ["CBC", "ECDHE-RSA-AES128-SHA256"],
    ["CBC and SHA-1", "ECDHE-RSA-AES256-SHA"],
    ["no forward secrecy", "AES128-GCM-SHA256"],
    ["finite-field Diffie-Hellman", "DHE-RSA-AES128-GCM-SHA256"],
  ];
  for (const [what, suite] of weak) {
    it(`refuses ${suite}: ${what} (RFC 9325 §4.2)`, async () => {
      for (const at of [port, mtlsPort]) {
        await assert.rejects(handshake({ maxVersion: "TLSv1.2", ciphers: suite }, at), {
          code: "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE",
        });
      }
    });
  }

  for (const version of ["TLSv1", "TLSv1.1"] as const) {
    it(`refuses ${version} (RFC 8996)`, async () => {
      const old: ConnectionOptions = { minVersion: "TLSv1", maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" };
      for (const at of [port, mtlsPort]) {
        await assert.rejects(handshake(old, at), { code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION" });
      }
    });
  }

  it("resumes no session on the port for client certificates, which are checked each time", async () => {
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const first = await handshake({ maxVersion }, mtlsPort);
      first.write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await once(first, "data"); // with TLS 1.3 a ticket would have come before
      const session = first.getSession();
      first.destroy();
      const second = await handshake({ maxVersion, ...(session && { session }) }, mtlsPort);
      assert.equal(second.isSessionReused(), false);
      second.destroy();
    }
  });

  it("closes a connection that speaks no TLS, and serves on", async () => {
    for (const at of [port, mtlsPort]) {
      const socket = connectPlainly(at, "localhost");
      socket.write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
      socket.on("error", () => {}).resume();
      await once(socket, "close");
      assert.equal((await ask(`https://localhost:${at}/health`)).status, 200);
    }
  });

  it("answers what is no HTTP request as it does without TLS (security bar 7.9)", async () => {
    for (const at of [port, mtlsPort]) {
      const socket = await handshake({}, at);
      socket.write("nonsense\r\n\r\n");
      const [received] = await once(socket.setEncoding("utf8"), "data");
      assert.match(received, /^HTTP\/1\.1 400 /);
      await once(socket, "close");
    }
  });

  it("has browsers come back over https alone (security bar 8.2)", async () => {
    const { headers } = await ask(server.url(DISCOVERY));
    assert.equal(headers.get("strict-transport-security"), "max-age=31536000; includeSubDomains");
  });

  it("marks its cookies Secure (security bar 15.3)", async () => {
    const query = new URLSearchParams({
      response_type: "code",
      client_id: "spa",
      redirect_uri: "https://app.example/callback",
      scope: "openid",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
    });
    const cookies = (await ask(server.url(`/oauth2/authorize?${query}`))).headers.getSetCookie();
    assert.ok(cookies.length > 0);
    for (const cookie of cookies) assert.match(cookie, /^__Secure-.*; Secure/);
  });

  it("tells where clients with certificates go, and that tokens can be bound to them (RFC 8705 §3.3, §5)", async () => {
    const { body } = await ask(server.url(DISCOVERY));
    assert.equal(body.issuer, `${server.baseUrl}/t/acme/oauth2/token`);
    assert.equal(body.tls_client_certificate_bound_access_tokens, true);
    for (const name of ["token", "revocation", "introspection"]) {
      const methods: string[] = body[`${name}_endpoint_auth_methods_supported`];
      for (const method of ["tls_client_auth", "self_signed_tls_client_auth"])
        assert.ok(methods.includes(method), name);
    }
    const aliases: Record<string, string> = body.mtls_endpoint_aliases;
    for (const name of ["token", "revocation", "introspection", "userinfo"]) {
      const path = new URL(body[`${name}_endpoint`]).pathname;
      assert.equal(aliases[`${name}_endpoint`], `https://localhost:${mtlsPort}${path}`);
    }
    for (const name of Object.keys(aliases)) assert.ok(name in body, `${name} is an endpoint`);
    for (const name of ["authorization_endpoint", "jwks_uri", "end_session_endpoint"]) {
      assert.equal(name in aliases, false, `${name} is for browsers and everybody`);
    }
  });

  it("tells the same at each place of its metadata, under the same issuer on both ports (security bar 27.1)", async () => {
    const root = "/.well-known/oauth-authorization-server/t/acme/oauth2/token";
    const below = "/t/acme/oauth2/token/.well-known/oauth-authorization-server";
    for (const base of [server.baseUrl, `https://localhost:${mtlsPort}`]) {
      for (const path of [root, below, `/t/acme${DISCOVERY}`]) {
        const { body } = await ask(`${base}${path}`);
        assert.equal(body.issuer, `${server.baseUrl}/t/acme/oauth2/token`);
        assert.equal(body.mtls_endpoint_aliases.token_endpoint, `https://localhost:${mtlsPort}/t/acme/oauth2/token`);
      }
    }
  });
});

describe("ending in order over https", () => {
  it("waits for nobody who only keeps a connection", async () => {
    await using files = await certificateFiles();
    const mtlsPort = await findFreePort("localhost");
    const server = await startServer({ settings: { ...files.settings, mtlsPort }, organizations: [] });
    const agent = new Agent({ keepAlive: true, ca: files.authority.certificate });
    for (const base of [server.baseUrl, `https://localhost:${mtlsPort}`]) {
      const [response] = await once(get(`${base}/health`, { agent }), "response");
      assert.equal(response.statusCode, 200);
      response.resume();
      await once(response, "end");
    }
    await server.stop();
    agent.destroy();
    await assert.rejects(httpsRequest(`https://localhost:${mtlsPort}/`, {}), { code: "ECONNREFUSED" });
  });
});

describe("metadata where client certificates cannot or can come (RFC 8705 §3.3, §5)", () => {
  const metadataOf = async (settings: object) => {
    const server = await startServer({ settings });
    try {
      return (await (await fetch(server.url(DISCOVERY))).json()) as Record<string, unknown>;
    } finally {
      await server.stop();
    }
  };

  it("says nothing of them where nobody asks for one", async () => {
    const metadata = await metadataOf({});
    assert.equal("tls_client_certificate_bound_access_tokens" in metadata, false);
    assert.doesNotMatch(String(metadata.token_endpoint_auth_methods_supported), /tls_client_auth/);
    assert.equal("mtls_endpoint_aliases" in metadata, false);
  });

  it("has no aliases where a proxy takes certificates at every endpoint", async () => {
    const metadata = await metadataOf({ clientCertificateHeader: "Client-Cert", trustedProxies: ["10.0.0.1"] });
    assert.equal(metadata.tls_client_certificate_bound_access_tokens, true);
    assert.equal("mtls_endpoint_aliases" in metadata, false);
    const methods = metadata.token_endpoint_auth_methods_supported as string[];
    assert.ok(methods.includes("self_signed_tls_client_auth"));
    assert.ok(!methods.includes("tls_client_auth"), "no authority was named");
  });
});
