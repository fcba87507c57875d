import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { readTlsFiles } from "../../src/cli/tls-files.ts";
import { systemClock } from "../../src/clock.ts";
import { findFreePort } from "../../src/free-port.ts";
import { createClientAuthorities } from "../../src/http/client-authorities.ts";
import { clientCertificateOf } from "../../src/http/client-certificate.ts";
import { type HttpsListener, listenHttps } from "../../src/http/https-listener.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { readSettings, type Settings } from "../../src/settings.ts";
import { makeCertificate, type TestCertificate } from "../certificates.ts";
import { httpsRequest } from "../https-client.ts";
import { type CertificateFiles, certificateFiles } from "./certificate-files.ts";

/** A server that answers every request with the certificate it sees. */
interface Mirror {
  readonly app: FastifyInstance;
  readonly settings: Settings;
  https?: HttpsListener;
}

async function mirror(changes: Partial<Settings>): Promise<Mirror> {
  const settings = { ...readSettings({ flags: {}, env: {}, file: {} }), ...changes };
  const clientAuthorities = createClientAuthorities((await readTlsFiles(settings)).clientCa);
  const app = await createHttpServer(settings, pino({ level: "silent" }));
  app.get("/", (request, reply) => {
    const certificate = clientCertificateOf(request, { settings, clientAuthorities, clock: systemClock });
    const { der, ...rest } = certificate ?? {};
    return reply.send({ ...rest, der: der?.toString("base64") });
  });
  return { app, settings };
}

const derOf = ({ certificate }: TestCertificate) => new X509Certificate(certificate).raw;
const SELF_SIGNED = makeCertificate({ subject: [{ O: "Acme" }, { CN: "self-signed" }] });

describe("client certificates of the server's own connections (RFC 8705 §2, security bar 6.8)", () => {
  let files: CertificateFiles;
  let server: Mirror;
  let issued: TestCertificate;
  before(async () => {
    files = await certificateFiles();
    issued = makeCertificate({
      subject: [{ C: "DE" }, { O: "Acme, Inc." }, { OU: "a", CN: "client\nO=Other" }],
      subjectAltNames: [
        "dns:client.example",
        "dns:a, DNS:evil.example",
        "uri:spiffe://acme/client",
        "ip:10.0.0.7",
        "ip:20010db8000000000000000000000007",
        "email:client@acme.example",
      ],
      issuer: files.clientAuthority,
      usage: "client",
    });
    const [port, mtlsPort] = [await findFreePort("localhost"), await findFreePort("localhost")];
    server = await mirror({ ...files.settings, port, mtlsPort });
    const address = { host: "localhost", port, mtlsPort, reusePort: false };
    server.https = await listenHttps(server.app, await readTlsFiles(server.settings), address);
  });
  after(async () => {
    await Promise.all([server.app.close(), server.https?.close()]);
    await files[Symbol.asyncDispose]();
  });
  const ask = async (shown?: TestCertificate, port = server.settings.mtlsPort, headers = {}) => {
    const { certificate: cert, key } = shown ?? {};
    const options = { ca: files.authority.certificate, headers, ...(shown && { cert, key }) };
    return (await httpsRequest(`https://localhost:${port}/`, options)).body;
  };

  it("knows the certificate, its thumbprint and key, and whom it names (RFC 8705 §2.1.2, §3.1)", async () => {
    const seen = await ask(issued);
    assert.equal(seen.der, derOf(issued).toString("base64"));
    assert.equal(seen.thumbprint, createHash("sha256").update(derOf(issued)).digest("base64url"));
    assert.deepEqual(seen.publicKeyJwk, new X509Certificate(issued.certificate).publicKey.export({ format: "jwk" }));
    assert.equal(seen.subject, "OU=a + CN=client\\0AO=Other,O=Acme\\, Inc.,C=DE");
    assert.deepEqual(seen.subjectAltNames, {
      dns: ["client.example", "a, DNS:evil.example"],
      uri: ["spiffe://acme/client"],
      ip: ["10.0.0.7", "2001:db8::7"],
      email: ["client@acme.example"],
    });
    assert.equal(seen.trusted, true);
  });

  it("knows no certificate of a client that shows none, and does not refuse it", async () => {
    assert.deepEqual(await ask(), {});
  });

  it("asks for none on the first port", async () => {
    assert.deepEqual(await ask(issued, server.settings.port), {});
  });

  it("believes no header, which nobody was trusted to send (RFC 9440 §4)", async () => {
    const headers = { "client-cert": `:${derOf(issued).toString("base64")}:` };
    assert.deepEqual(await ask(undefined, server.settings.mtlsPort, headers), {});
  });

  const untrusted: [string, () => TestCertificate][] = [
    ["who signs for themselves (§2.2)", () => SELF_SIGNED],
    [
      "whom somebody else vouches for",
      () => makeCertificate({ subject: [{ CN: "client" }], issuer: files.authority, usage: "client" }),
    ],
    [
      "whose certificate has ended",
      () => makeCertificate({ subject: [{ CN: "client" }], issuer: files.clientAuthority, days: -1 }),
    ],
    [
      "whose certificate is for servers",
      () => makeCertificate({ subject: [{ CN: "client" }], issuer: files.clientAuthority, usage: "server" }),
    ],
  ];
  for (const [who, make] of untrusted) {
    it(`lets in, and does not trust, a client ${who}`, async () => {
      const shown = make();
      const seen = await ask(shown);
      assert.equal(seen.der, derOf(shown).toString("base64"));
      assert.equal(seen.trusted, false);
    });
  }
});

describe("client certificates that a proxy passes on (RFC 9440, security bar 6.8, 27.2)", () => {
  let files: CertificateFiles;
  let issued: TestCertificate;
  let server: Mirror;
  before(async () => {
    files = await certificateFiles();
    issued = makeCertificate({ subject: [{ CN: "client" }], issuer: files.clientAuthority, usage: "client" });
    server = await mirror({
      clientCertificateHeader: "Client-Cert",
      trustedProxies: ["10.0.0.0/8", "2001:db8::1"],
      tlsClientCa: files.settings.tlsClientCa,
    });
  });
  after(async () => {
    await server.app.close();
    await files[Symbol.asyncDispose]();
  });
  const ask = async (headers: Record<string, string | string[]>, remoteAddress = "10.1.2.3", to = server) =>
    (await to.app.inject({ url: "/", headers, remoteAddress })).json();
  const asByteSequence = (shown: TestCertificate) => `:${derOf(shown).toString("base64")}:`;

  const formats: [string, (shown: TestCertificate) => string][] = [
    ["a byte sequence (RFC 9440 §2)", asByteSequence],
    ["a byte sequence with parameters (RFC 8941 §3.3)", (shown) => `${asByteSequence(shown)};a=1`],
    ["PEM with percent encoding, as nginx sends it", (shown) => encodeURIComponent(shown.certificate)],
  ];
  for (const [format, write] of formats) {
    it(`reads ${format}`, async () => {
      const seen = await ask({ "client-cert": write(issued) });
      assert.equal(seen.der, derOf(issued).toString("base64"));
      assert.equal(seen.trusted, true);
    });
  }

  for (const [address, known] of [
    ["2001:db8::1", true],
    ["::ffff:10.1.2.3", true],
    ["11.0.0.1", false],
    ["127.0.0.1", false],
    ["2001:db8::2", false],
  ] as const) {
    it(`${known ? "believes" : "does not believe"} ${address}`, async () => {
      const { der } = await ask({ "client-cert": asByteSequence(issued) }, address);
      assert.equal(der !== undefined, known);
    });
  }

  it("looks at who connects, and not at an address that a header names (security bar 27.2)", async () => {
    const headers = { "client-cert": asByteSequence(issued), "x-forwarded-for": "10.1.2.3" };
    assert.deepEqual(await ask(headers, "192.0.2.1"), {});
  });

  it("reads the header that was named, and no other", async () => {
    assert.deepEqual(await ask({ "x-ssl-cert": encodeURIComponent(issued.certificate) }), {});
  });

  it("does not take a proxy's word for a certificate that nobody vouches for", async () => {
    assert.equal((await ask({ "client-cert": asByteSequence(SELF_SIGNED) })).trusted, false);
    const made = { subject: [{ CN: "client" }], issuer: files.clientAuthority };
    for (const wrong of [makeCertificate({ ...made, days: -1 }), makeCertificate({ ...made, usage: "server" })]) {
      assert.equal((await ask({ "client-cert": asByteSequence(wrong) })).trusted, false);
    }
    // Of the same name, with a key of its own.
    const impostor = makeCertificate({ subject: files.clientAuthority.subject, authority: true });
    const forged = makeCertificate({ subject: [{ CN: "client" }], issuer: impostor });
    assert.equal((await ask({ "client-cert": asByteSequence(forged) })).trusted, false);
  });

  it("trusts no certificate where no authority was named", async () => {
    const other = await mirror({ clientCertificateHeader: "Client-Cert", trustedProxies: ["10.0.0.0/8"] });
    const seen = await ask({ "client-cert": asByteSequence(issued) }, "10.1.2.3", other);
    assert.equal(seen.trusted, false);
    await other.app.close();
  });

  const malformed: [string, string | (() => string)][] = [
    ["that is empty", ""],
    ["of bytes that are no certificate", ":AAAA:"],
    ["without its colons", () => derOf(issued).toString("base64")],
    ["that holds two certificates", () => `${asByteSequence(issued)}, ${asByteSequence(issued)}`],
    ["of two certificates in PEM", () => encodeURIComponent(issued.certificate + SELF_SIGNED.certificate)],
    ["whose encoding is broken", "%E0%A4%A"],
  ];
  for (const [what, value] of malformed) {
    it(`ignores a header ${what} (RFC 8941 §4.2)`, async () => {
      assert.deepEqual(await ask({ "client-cert": typeof value === "string" ? value : value() }), {});
    });
  }

  it("takes the proxy's own certificate for nobody's", async () => {
    const [port, mtlsPort] = [await findFreePort("localhost"), await findFreePort("localhost")];
    const proxied = await mirror({
      ...files.settings,
      clientCertificateHeader: "Client-Cert",
      trustedProxies: ["127.0.0.1", "::1"],
    });
    const address = { host: "localhost", port, mtlsPort, reusePort: false };
    const https = await listenHttps(proxied.app, await readTlsFiles(proxied.settings), address);
    const shown = { ca: files.authority.certificate, cert: issued.certificate, key: issued.key };
    const url = `https://localhost:${mtlsPort}/`;
    assert.deepEqual((await httpsRequest(url, shown)).body, {});
    const headers = { "client-cert": asByteSequence(SELF_SIGNED) };
    const { body } = await httpsRequest(url, { ...shown, headers });
    assert.equal(body.der, derOf(SELF_SIGNED).toString("base64"));
    await Promise.all([proxied.app.close(), https.close()]);
  });

  it("follows the file of authorities when it is read again", async () => {
    const authorities = createClientAuthorities();
    const certificate = new X509Certificate(issued.certificate);
    assert.equal(authorities.issued(certificate, Date.now()), false);
    await writeFile(files.settings.tlsClientCa, SELF_SIGNED.certificate + files.clientAuthority.certificate);
    authorities.use((await readTlsFiles(server.settings)).clientCa);
    assert.equal(authorities.issued(certificate, Date.now()), true);
  });
});
