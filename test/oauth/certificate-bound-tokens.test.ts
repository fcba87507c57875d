import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { after, before, describe, it } from "node:test";
import * as openid from "openid-client";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { findFreePort } from "../../src/free-port.ts";
import { makeCertificate, type TestCertificate } from "../certificates.ts";
import { type Answer, basic, claimsOf, TestClient } from "../client.ts";
import { newProofKey, proofHeader, resourceHeaders } from "../dpop-proofs.ts";
import { httpsFetch } from "../https-client.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith } from "../tenant-data.ts";
import { certificateFiles } from "../tls/certificate-files.ts";

const SHOWN = makeCertificate({ subject: [{ CN: "client" }] });
const OTHER = makeCertificate({ subject: [{ CN: "client" }] });

const derOf = ({ certificate }: TestCertificate) => new X509Certificate(certificate).raw;
const thumbprintOf = (certificate: TestCertificate) =>
  createHash("sha256").update(derOf(certificate)).digest("base64url");
/** As a proxy tells of the certificate that it was shown (RFC 9440 §2.2). */
const showing = (certificate: TestCertificate) => ({ "client-cert": `:${derOf(certificate).toString("base64")}:` });

const common = { callbackURLs: [CALLBACK], skipLoginConsent: true };
const bound = { accessToken: { bindingType: "certificate" } };
const applications = [
  { ...common, ...bound, clientId: "public", publicClient: true },
  { ...common, accessToken: { ...bound.accessToken, type: "JWT" }, clientId: "public-jwt", publicClient: true },
  {
    ...common,
    ...bound,
    clientId: "confidential",
    clientSecret: "confidential-secret",
    grantTypes: ["client_credentials", "authorization_code", "refresh_token"],
  },
];

describe("RFC 8705 §3: access tokens that are bound to a certificate (security bar 12.4)", () => {
  let server: TestServer;
  const signedIn = new ScriptLessBrowser();
  before(async () => {
    server = await startServer({
      settings: { trustedProxies: ["127.0.0.1", "::1"], clientCertificateHeader: "Client-Cert" },
      organizations: organizationsWith(...applications),
    });
    await client("spa").authorize({}, signedIn);
  });
  after(() => server.stop());

  const client = (clientId: string) => new TestClient(server, clientId);
  const redeem = async (clientId: string, headers: Record<string, string>) => {
    const redeemable = await client(clientId).obtainCode({}, signedIn);
    return client(clientId).token({ grant_type: "authorization_code", ...redeemable }, headers);
  };
  const tokensOf = ({ status, body }: Answer) => {
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const userinfo = (accessToken: string, headers: Record<string, string> = {}) =>
    client("spa").get("/oauth2/userinfo", { authorization: `Bearer ${accessToken}`, ...headers });
  const assertInvalidToken = ({ status, headers, body }: Answer) => {
    assert.deepEqual([status, body.error], [401, "invalid_token"]);
    assert.match(headers.get("www-authenticate") as string, /^Bearer error="invalid_token"/);
  };

  it("stands in introspection answers and in JWTs (§3.1, §3.2)", async () => {
    const { access_token, token_type } = tokensOf(await redeem("public", showing(SHOWN)));
    assert.equal(token_type, "Bearer");
    const cnf = { "x5t#S256": thumbprintOf(SHOWN) };
    const { body } = await client("web").introspect(access_token);
    assert.deepEqual([body.cnf, body.binding_type], [cnf, "certificate"]);
    assert.deepEqual(claimsOf(tokensOf(await redeem("public-jwt", showing(SHOWN))).access_token).cnf, cnf);
  });

  it("is asked for where the application is held to it, and of nobody else", async () => {
    const { status, body } = await redeem("public", {});
    assert.deepEqual([status, body.error], [400, "invalid_request"]);
    const { access_token } = tokensOf(await redeem("spa", showing(SHOWN)));
    assert.equal((await userinfo(access_token)).status, 200);
  });

  it("makes the token worth nothing with another certificate or with none (§3)", async () => {
    const { access_token } = tokensOf(await redeem("public", showing(SHOWN)));
    assert.equal((await userinfo(access_token, showing(SHOWN))).status, 200);
    assertInvalidToken(await userinfo(access_token, showing(OTHER)));
    assertInvalidToken(await userinfo(access_token));
  });

  it("binds the refresh tokens of public clients (§4)", async () => {
    const { refresh_token } = tokensOf(await redeem("public", showing(SHOWN)));
    const { status, body } = await client("public").refresh(refresh_token, {}, showing(OTHER));
    assert.deepEqual([status, body.error], [400, "invalid_grant"]);
    const renewed = tokensOf(await client("public").refresh(refresh_token, {}, showing(SHOWN)));
    assertInvalidToken(await userinfo(renewed.access_token));
    assert.equal((await userinfo(renewed.access_token, showing(SHOWN))).status, 200);
  });

  it("lets a client with a secret change its certificate (§4)", async () => {
    const credentials = basic("confidential", "confidential-secret");
    const redeemable = await client("confidential").obtainCode({}, signedIn);
    const post = (form: Record<string, string>, certificate: TestCertificate) =>
      client("confidential").post("/oauth2/token", form, { ...credentials, ...showing(certificate) });
    const first = tokensOf(await post({ grant_type: "authorization_code", ...redeemable }, SHOWN));
    const refresh = { grant_type: "refresh_token", refresh_token: first.refresh_token };
    const { access_token } = tokensOf(await post(refresh, OTHER));
    assert.equal((await userinfo(access_token, showing(OTHER))).status, 200);
    assertInvalidToken(await userinfo(access_token, showing(SHOWN)));
  });

  it("goes together with a key: then both are needed", async () => {
    const key = await newProofKey();
    const headers = { ...showing(SHOWN), ...(await proofHeader(server, key)) };
    const { access_token } = tokensOf(await redeem("public", headers));
    const ask = async (certificate: Record<string, string>) =>
      client("spa").get("/oauth2/userinfo", { ...(await resourceHeaders(server, key, access_token)), ...certificate });
    assert.equal((await ask(showing(SHOWN))).status, 200);
    assert.equal((await ask({})).status, 401);
    assert.equal((await userinfo(access_token, showing(SHOWN))).status, 401);
  });
});

describe("RFC 8705 §5: bound tokens over the server's own TLS", () => {
  it("are had and used by openid-client at the aliases, with DPoP too", async () => {
    await using files = await certificateFiles();
    const mtlsPort = await findFreePort("localhost");
    const settings = { ...files.settings, mtlsPort, mtlsBaseUrl: `https://localhost:${mtlsPort}` };
    const server = await startServer({ settings, organizations: organizationsWith(...applications) });
    try {
      const discover = (shown: TestCertificate) =>
        openid.discovery(
          new URL(server.url("/oauth2/token")),
          "confidential",
          { use_mtls_endpoint_aliases: true, client_secret: "confidential-secret" },
          undefined,
          {
            [openid.customFetch]: httpsFetch({
              ca: files.authority.certificate,
              cert: shown.certificate,
              key: shown.key,
            }),
          },
        );
      const configuration = await discover(SHOWN);
      assert.equal(configuration.serverMetadata().tls_client_certificate_bound_access_tokens, true);
      const { access_token } = await openid.clientCredentialsGrant(configuration);
      const { cnf } = await openid.tokenIntrospection(configuration, access_token);
      assert.deepEqual(cnf, { "x5t#S256": thumbprintOf(SHOWN) });

      const DPoP = openid.getDPoPHandle(configuration, await openid.randomDPoPKeyPair("ES256"));
      const both = await openid.clientCredentialsGrant(configuration, {}, { DPoP });
      assert.equal(both.token_type, "dpop");
      const confirmation = (await openid.tokenIntrospection(configuration, both.access_token)).cnf as object;
      assert.deepEqual(Object.keys(confirmation), ["jkt", "x5t#S256"]);
    } finally {
      await server.stop();
    }
  });
});
