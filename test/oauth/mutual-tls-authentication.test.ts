import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import * as openid from "openid-client";
import { findFreePort } from "../../src/free-port.ts";
import { makeCertificate, type TestCertificate } from "../certificates.ts";
import { basic, TestClient } from "../client.ts";
import { assertRefused } from "../client-assertions.ts";
import { httpsFetch, httpsRequest } from "../https-client.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith } from "../tenant-data.ts";
import { type CertificateFiles, certificateFiles } from "../tls/certificate-files.ts";

const SELF_SIGNED = makeCertificate({ subject: [{ CN: "self-signed" }] });
const OTHER = makeCertificate({ subject: [{ CN: "self-signed" }] });
const SUBJECT = [{ C: "DE" }, { O: "Acme, Inc." }, { CN: "machine" }];
const SUBJECT_DN = "CN=machine,O=Acme\\, Inc.,C=DE";

const jwkOf = ({ certificate }: TestCertificate) =>
  new X509Certificate(certificate).publicKey.export({ format: "jwk" });
const derOf = ({ certificate }: TestCertificate) => new X509Certificate(certificate).raw.toString("base64");

function applications(jwksUri?: string) {
  const machine = { grantTypes: ["client_credentials"] };
  const subject = { ...machine, tokenEndpointAuthMethod: "tls_client_auth", tlsClientAuthSubjectDn: SUBJECT_DN };
  const self = { ...machine, tokenEndpointAuthMethod: "self_signed_tls_client_auth" };
  return organizationsWith(
    {
      ...subject,
      clientId: "subject",
      grantTypes: ["client_credentials", "authorization_code"],
      callbackURLs: [CALLBACK],
    },
    { ...subject, clientId: "subject-off", enabled: false },
    { ...self, clientId: "key", jwks: { keys: [jwkOf(OTHER), jwkOf(SELF_SIGNED)] } },
    { ...self, clientId: "x5c", jwks: { keys: [{ ...jwkOf(SELF_SIGNED), x5c: [derOf(SELF_SIGNED)] }] } },
    { ...self, clientId: "other-x5c", jwks: { keys: [{ ...jwkOf(SELF_SIGNED), x5c: [derOf(OTHER)] }] } },
    { ...self, clientId: "certificate", certificate: SELF_SIGNED.certificate },
    { ...self, clientId: "encryption-key", jwks: { keys: [{ ...jwkOf(SELF_SIGNED), use: "enc" }] } },
    ...(jwksUri === undefined ? [] : [{ ...self, clientId: "fetched", jwksUri }]),
  );
}

describe("RFC 8705 §2: authentication by a certificate in the server's own TLS connection", () => {
  let files: CertificateFiles;
  let server: TestServer;
  let issued: TestCertificate;
  before(async () => {
    files = await certificateFiles();
    issued = makeCertificate({ subject: SUBJECT, issuer: files.clientAuthority, usage: "client" });
    const mtlsPort = await findFreePort("localhost");
    const settings = { ...files.settings, mtlsPort, mtlsBaseUrl: `https://localhost:${mtlsPort}` };
    server = await startServer({ settings, organizations: applications() });
  });
  after(async () => {
    await server.stop();
    await files[Symbol.asyncDispose]();
  });

  const configurationOf = (clientId: string, shown?: TestCertificate) =>
    openid.discovery(
      new URL(server.url("/oauth2/token")),
      clientId,
      { use_mtls_endpoint_aliases: true },
      openid.TlsClientAuth(),
      {
        [openid.customFetch]: httpsFetch({
          ca: files.authority.certificate,
          ...(shown && { cert: shown.certificate, key: shown.key }),
        }),
      },
    );

  for (const [method, clientId] of [
    ["tls_client_auth (§2.1)", "subject"],
    ["self_signed_tls_client_auth (§2.2)", "key"],
  ] as const) {
    it(`openid-client: ${method} at the token, introspection and revocation endpoints`, async () => {
      const configuration = await configurationOf(clientId, clientId === "key" ? SELF_SIGNED : issued);
      const { access_token } = await openid.clientCredentialsGrant(configuration);
      assert.equal((await openid.tokenIntrospection(configuration, access_token)).active, true);
      await openid.tokenRevocation(configuration, access_token);
      assert.equal((await openid.tokenIntrospection(configuration, access_token)).active, false);
    });
  }

  it("openid-client: tls_client_auth at the PAR endpoint (RFC 9126 §2)", async () => {
    const url = await openid.buildAuthorizationUrlWithPAR(await configurationOf("subject", issued), {
      redirect_uri: CALLBACK,
      scope: "openid",
      code_challenge: await openid.calculatePKCECodeChallenge(openid.randomPKCECodeVerifier()),
      code_challenge_method: "S256",
    });
    assert.ok(url.searchParams.has("request_uri"));
  });

  it("refuses whoever shows no certificate, or another one: invalid_client (security bar 6.8)", async () => {
    const expected = { code: "OAUTH_WWW_AUTHENTICATE_CHALLENGE", status: 401 };
    for (const [clientId, shown] of [
      ["subject", undefined],
      ["subject", SELF_SIGNED],
      ["key", undefined],
      ["key", issued],
    ] as const) {
      await assert.rejects(openid.clientCredentialsGrant(await configurationOf(clientId, shown)), expected);
    }
  });

  it("believes no header, since no proxy is trusted to send one (security bar 6.8)", async () => {
    const { status, body } = await httpsRequest(server.url("/oauth2/introspect"), {
      ca: files.authority.certificate,
      headers: { "client-cert": `:${derOf(issued)}:` },
      body: new URLSearchParams({ client_id: "subject", token: "abc" }),
    });
    assert.deepEqual([status, body.error], [401, "invalid_client"]);
  });

  it("is listed by discovery (RFC 8705 §2.1.1, §2.2.1)", async () => {
    const metadata = (await configurationOf("subject", issued)).serverMetadata();
    for (const endpoint of ["token", "revocation", "introspection"]) {
      const methods = metadata[`${endpoint}_endpoint_auth_methods_supported`] as string[];
      assert.ok(methods.includes("tls_client_auth") && methods.includes("self_signed_tls_client_auth"), endpoint);
    }
  });
});

describe("RFC 8705 §2: authentication by a certificate that a proxy passes on (RFC 9440)", () => {
  let files: CertificateFiles;
  let server: TestServer;
  let keySets: Server;
  /** What the client's web server answers. */
  let keySet: { keys: unknown[] } = { keys: [] };
  before(async () => {
    files = await certificateFiles();
    keySets = createServer((_request, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(keySet)),
    );
    await new Promise<void>((resolve) => keySets.listen(0, "localhost", resolve));
    const { port } = keySets.address() as AddressInfo;
    server = await startServer({
      organizations: applications(`http://localhost:${port}/jwks`),
      settings: {
        trustedProxies: ["127.0.0.1", "::1"],
        outboundAllowedHosts: ["localhost"],
        clientCertificateHeader: "Client-Cert",
        tlsClientCa: files.settings.tlsClientCa,
      },
    });
  });
  after(async () => {
    await server.stop();
    await new Promise((resolve) => keySets.close(resolve));
    await files[Symbol.asyncDispose]();
  });

  let addresses = 0;
  const headersOf = (shown: TestCertificate | undefined) => {
    addresses += 1;
    return {
      "x-forwarded-for": `10.0.0.${addresses}`,
      ...(shown && { "client-cert": `:${derOf(shown)}:` }),
    };
  };
  const send = (client_id: string, shown?: TestCertificate, form: Record<string, string> = {}, headers = {}) => {
    const sent = { token: "abc", client_id, ...form };
    return new TestClient(server, "").post("/oauth2/introspect", sent, { ...headersOf(shown), ...headers });
  };
  const issue = (subject: readonly Record<string, string>[] = SUBJECT, days = 2) =>
    makeCertificate({ subject, issuer: files.clientAuthority, usage: "client", days });

  type Case = [what: string, clientId: string, shown: () => TestCertificate | undefined];
  const served: Case[] = [
    ["the registered subject, of a trusted authority (§2.1)", "subject", () => issue()],
    ["a registered key (§2.2)", "key", () => SELF_SIGNED],
    ["a registered certificate in x5c (§2.2.2)", "x5c", () => SELF_SIGNED],
    ["a registered certificate", "certificate", () => SELF_SIGNED],
  ];
  for (const [what, clientId, shown] of served) {
    it(`serves ${what}`, async () => {
      const { status, body } = await send(clientId, shown());
      assert.deepEqual([status, body], [200, { active: false }]);
    });
  }

  const refused: Case[] = [
    ["no certificate", "subject", () => undefined],
    ["no certificate, where the key is registered", "key", () => undefined],
    ["another subject", "subject", () => issue([{ C: "DE" }, { O: "Acme, Inc." }, { CN: "other" }])],
    ["the subject's parts in another order", "subject", () => issue([...SUBJECT].reverse())],
    ["more parts than the subject has", "subject", () => issue([...SUBJECT, { CN: "machine" }])],
    ["another case", "subject", () => issue([{ C: "DE" }, { O: "ACME, INC." }, { CN: "machine" }])],
    ["the subject, of its own making", "subject", () => makeCertificate({ subject: SUBJECT })],
    [
      "the subject, of another authority",
      "subject",
      () => makeCertificate({ subject: SUBJECT, issuer: files.authority }),
    ],
    ["a certificate that has ended", "subject", () => issue(SUBJECT, -1)],
    ["a key that is not registered", "key", () => makeCertificate({ subject: [{ CN: "self-signed" }] })],
    ["a trusted certificate, where the key is registered", "key", () => issue([{ CN: "self-signed" }])],
    ["another certificate than the one in x5c, with the same key", "other-x5c", () => SELF_SIGNED],
    ["a key to encrypt to (RFC 7517 §4.2)", "encryption-key", () => SELF_SIGNED],
    ["a client nobody knows", "nobody", () => issue()],
    ["a client that has a secret", "service", () => issue()],
  ];
  for (const [what, clientId, shown] of refused) {
    it(`refuses ${what}: invalid_client (security bar 6.8)`, async () => assertRefused(await send(clientId, shown())));
  }

  it("refuses every other method than the client's (contract §5.3)", async () => {
    assertRefused(await send("subject", issue(), { client_secret: "any" }));
    assert.equal((await send("subject", issue(), {}, basic("subject", "any"))).status, 401);
  });

  it("refuses a client that is switched off", async () => {
    const { body } = await send("subject-off", issue());
    assert.equal(body.error_description, "Oauth application is not in active state");
  });

  it("leaves a client alone that has a secret and shows a certificate beside it (RFC 8705 §3)", async () => {
    const { status } = await send("service", SELF_SIGNED, {}, basic("service", "acme-service-secret"));
    assert.equal(status, 200);
  });

  it("leaves a public client alone that shows a certificate (RFC 8705 §4)", async () => {
    const form = { client_id: "spa", token: "abc" };
    const { status } = await new TestClient(server, "").post("/oauth2/revoke", form, headersOf(SELF_SIGNED));
    assert.equal(status, 200);
  });

  it("finds a new certificate in a key set that was fetched before (RFC 8705 §2.2.2)", async () => {
    keySet = { keys: [jwkOf(SELF_SIGNED)] };
    assert.equal((await send("fetched", SELF_SIGNED)).status, 200);
    const next = makeCertificate({ subject: [{ CN: "next" }], keyType: "rsa" });
    keySet = { keys: [jwkOf(next)] };
    assert.equal((await send("fetched", next)).status, 200);
    assertRefused(await send("fetched", SELF_SIGNED));
  });

  it("tells the operator why (security bar 26.2)", async () => {
    await send("subject", issue([{ CN: "other" }]));
    const line = server.logLines.findLast((text) => text.includes("client_authentication_failed")) as string;
    const { client, method, reason } = JSON.parse(line);
    assert.deepEqual([client, method, reason], ["subject", "tls_client_auth", "a certificate of another subject"]);
  });
});
