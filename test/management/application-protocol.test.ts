import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import {
  createWithProtocol,
  APPLICATIONS as PATH,
  PLAIN,
  APPLICATION_SCOPES as SCOPES,
  statusWith,
  withAdministrator,
} from "./applications.ts";

describe("the protocol of applications (contract §17.1)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({ organizations: withAdministrator });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());

  const create = (oidc: object) => createWithProtocol(api, oidc);

  describe("its settings", () => {
    it("takes back all that it told, of every application", async () => {
      const { clients } = await tenantStore(server);
      const { body } = await api.call("GET", `${PATH}?limit=100`);
      assert.ok(body.applications.length > 5);
      for (const { id, clientId } of body.applications) {
        const at = `${PATH}/${id}/inbound-protocols/oidc`;
        const told = await api.call("GET", at);
        const before = await clients.find(clientId);
        assert.equal((await api.call("PUT", at, told.body)).status, 200, clientId);
        assert.deepEqual((await api.call("GET", at)).body, told.body, clientId);
        const { application: _, ...stored } = (await clients.find(clientId)) ?? {};
        const { application: _b, ...was } = before ?? {};
        assert.deepEqual(JSON.parse(JSON.stringify(stored)), JSON.parse(JSON.stringify(was)), clientId);
      }
    });

    it("takes and tells every setting (contract §15)", async () => {
      const { at } = await create(PLAIN);
      const sent = {
        grantTypes: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
        callbackURLs: [CALLBACK],
        allowedOrigins: ["https://app.example"],
        publicClient: true,
        pkce: { mandatory: true, supportPlainTransformAlgorithm: true },
        accessToken: {
          type: "JWT",
          userAccessTokenExpiryInSeconds: 600,
          applicationAccessTokenExpiryInSeconds: 700,
          bindingType: "DPoP",
          revokeTokensWhenIDPSessionTerminated: true,
          validateTokenBinding: true,
          accessTokenAttributes: ["email"],
          enableJwtScopeAsArray: true,
        },
        hybridFlow: { enable: true, responseType: "code id_token" },
        refreshToken: {
          expiryInSeconds: 800,
          extendRenewedRefreshTokenExpiryTime: false,
          renewRefreshToken: true,
          gracefulRefreshTokenRotationEnabled: true,
          gracefulRefreshTokenRotationValidityPeriod: 20,
          gracefulRefreshTokenReuseLimit: 1,
        },
        subjectToken: { enable: true, applicationSubjectTokenExpiryInSeconds: 90 },
        idToken: {
          expiryInSeconds: 900,
          audience: ["https://api.example"],
          idTokenSignedResponseAlg: "PS256",
          encryption: { enabled: false },
        },
        logout: {
          backChannelLogoutUrl: "https://app.example/back",
          frontChannelLogoutUrl: "https://app.example/front",
        },
        validateRequestObjectSignature: false,
        scopeValidators: ["Role based scope validator"],
        requestObject: { encryption: { algorithm: "RSA-OAEP", method: "A256GCM" } },
        pushAuthorizationRequest: { requirePushAuthorizationRequest: true },
        subject: { subjectType: "pairwise", sectorIdentifierUri: "https://app.example/sector" },
        isFAPIApplication: false,
        cibaAuthenticationRequest: { authReqExpiryTime: 60, notificationChannels: ["email"] },
      };
      assert.equal((await api.call("PUT", at, sent)).status, 200);
      const { body } = await api.call("GET", at);
      const { clientId: _, state, multipleClientSecretsConfigured, clientAuthentication, ...told } = body;
      assert.deepEqual(told, sent);
      assert.deepEqual([state, multipleClientSecretsConfigured], ["ACTIVE", false]);
      assert.deepEqual(clientAuthentication, { tokenEndpointAllowReusePvtKeyJwt: false });
    });

    it("puts the default in the place of what is left out", async () => {
      const { at } = await create({ ...PLAIN, accessToken: { type: "JWT", userAccessTokenExpiryInSeconds: 60 } });
      await api.call("PUT", at, PLAIN);
      const { accessToken } = (await api.call("GET", at)).body;
      assert.deepEqual([accessToken.type, accessToken.userAccessTokenExpiryInSeconds], ["Default", 3600]);
    });

    it("keeps several callback URLs as a list of literals (contract §3.4, security bar 2.4)", async () => {
      const entry = `regexp=(${CALLBACK}|https://app.example/other)`;
      const { at, clientId } = await create({ ...PLAIN, callbackURLs: [entry] });
      assert.deepEqual((await api.call("GET", at)).body.callbackURLs, [entry]);
      const client = new TestClient(server, clientId);
      assert.ok((await client.obtainTokens()).access_token);
      const page = await client.authorize({ redirect_uri: "https://app.example/otherwise" });
      assert.equal(page.redirectedTo?.searchParams.has("code") ?? false, false);
    });

    it("holds for the next request: an origin (CORS), a lifetime, a kind of token", async () => {
      const { at, clientId } = await create(PLAIN);
      const origin = "https://new.example";
      const preflight = async () => {
        const headers = { origin, "access-control-request-method": "POST" };
        const answer = await fetch(server.url("/oauth2/token"), { method: "OPTIONS", headers });
        return answer.headers.get("access-control-allow-origin");
      };
      assert.equal(await preflight(), null);
      const accessToken = { type: "JWT", userAccessTokenExpiryInSeconds: 90 };
      await api.call("PUT", at, { ...PLAIN, allowedOrigins: [origin], accessToken });
      assert.equal(await preflight(), origin);
      const tokens = await new TestClient(server, clientId).obtainTokens();
      assert.equal(tokens.expires_in, 90);
      assert.equal(tokens.access_token.split(".").length, 3);
    });

    it("tells the secret that a client needs from now on, once (security bar 6.6)", async () => {
      const { at, clientId } = await create(PLAIN);
      const confidential = { grantTypes: ["client_credentials"] };
      const { status, body } = await api.call("PUT", at, confidential);
      assert.equal(status, 200);
      assert.equal(await statusWith(server, clientId, body.clientSecret), 200);
      const again = await api.call("PUT", at, { ...confidential, clientSecret: body.clientSecret });
      assert.equal(again.body.clientSecret, undefined);
      assert.equal(await statusWith(server, clientId, body.clientSecret), 200);
      const own = "a-secret-that-an-administrator-has-chosen";
      await api.call("PUT", at, { ...confidential, clientSecret: own });
      assert.deepEqual(
        [await statusWith(server, clientId, own), await statusWith(server, clientId, body.clientSecret)],
        [200, 401],
      );
    });

    const refusals = [
      ["no grant types", {}, "UE-10000"],
      ["an empty list of grant types", { grantTypes: [] }, "UE-10000"],
      ["a member that is not known", { ...PLAIN, secret: "x" }, "UE-10000"],
      ["a lifetime that is no number", { ...PLAIN, idToken: { expiryInSeconds: "long" } }, "UE-10000"],
      ["another client id", { ...PLAIN, clientId: "another" }, "APP-60001"],
      ["a secret that is too short", { grantTypes: ["client_credentials"], clientSecret: "short" }, "APP-60001"],
      ["client credentials without a secret", { ...PLAIN, grantTypes: ["client_credentials"] }, "APP-60001"],
      ["an origin with a path", { ...PLAIN, allowedOrigins: ["https://app.example/path"] }, "APP-60001"],
      ["an algorithm that is not known", { ...PLAIN, idToken: { idTokenSignedResponseAlg: "none" } }, "APP-60001"],
      [
        "encryption without a key",
        { ...PLAIN, idToken: { encryption: { enabled: true, algorithm: "RSA-OAEP" } } },
        "APP-60001",
      ],
      ["FAPI for a public client", { ...PLAIN, isFAPIApplication: true }, "APP-60001"],
    ] as const;
    for (const [what, body, code] of refusals) {
      it(`refuses ${what}, and changes nothing`, async () => {
        const { at } = await create(PLAIN);
        const before = (await api.call("GET", at)).body;
        const answer = await api.call("PUT", at, body);
        assert.deepEqual([answer.status, answer.body.code], [400, code], JSON.stringify(answer.body));
        assert.deepEqual((await api.call("GET", at)).body, before);
      });
    }

    it("is deleted with all tokens, and put there again", async () => {
      const { at, clientId } = await create(PLAIN);
      const client = new TestClient(server, clientId);
      const { access_token, refresh_token } = await client.obtainTokens();
      assert.equal((await api.call("DELETE", at)).status, 204);
      for (const method of ["GET", "DELETE"]) {
        const { status, body } = await api.call(method, at);
        assert.deepEqual([status, body.code], [404, "APP-60502"]);
      }
      assert.equal((await new TestClient(server, "web").introspect(access_token)).body.active, false);
      const list = at.replace(/oidc$/, "");
      assert.deepEqual((await api.call("GET", list)).body, []);
      const again = await api.call("PUT", at, PLAIN);
      assert.equal(again.status, 201);
      assert.equal(again.headers.get("location"), `/t/acme${at}`);
      assert.equal(again.body.clientId, clientId);
      assert.equal((await client.refresh(refresh_token)).status, 400);
      const [protocol] = (await api.call("GET", list)).body;
      assert.deepEqual(protocol, { type: "oauth2", name: "oauth2", self: `/t/acme${at}` });
    });
  });

  it("is read, changed and put back of an application that registered itself (contract §12)", async () => {
    const registrar = await apiClient(server, ["internal_dcr_create"]);
    const metadata = {
      client_name: "Registered",
      redirect_uris: [CALLBACK],
      grant_types: ["authorization_code", "refresh_token"],
      ext_public_client: true,
      ext_pkce_mandatory: true,
      token_type_extension: "JWT",
    };
    const registered = await registrar.call("POST", "/api/identity/oauth2/dcr/v1.1/register", metadata);
    assert.equal(registered.status, 201, JSON.stringify(registered.body));
    const { applications } = (await api.call("GET", `${PATH}?filter=name eq Registered`)).body;
    assert.equal(applications[0].clientId, registered.body.client_id);
    const one = `${PATH}/${applications[0].id}`;
    const at = `${one}/inbound-protocols/oidc`;
    const before = (await api.call("GET", at)).body;
    const callbackURLs = [`regexp=(${CALLBACK}|https://app.example/other)`];
    const changed = { ...before, callbackURLs, allowedOrigins: ["https://app.example"] };
    assert.equal((await api.call("PUT", at, changed)).status, 200);
    assert.deepEqual((await api.call("GET", at)).body, changed);
    assert.equal((await api.call("PUT", at, before)).status, 200);
    assert.deepEqual((await api.call("GET", at)).body, before);
    const advancedConfigurations = { enableAPIBasedAuthentication: true };
    assert.equal((await api.call("PATCH", one, { advancedConfigurations })).status, 200);
    assert.equal((await api.call("GET", one)).body.advancedConfigurations.enableAPIBasedAuthentication, true);
    const attested = { advancedConfigurations: { attestationMetaData: { enableClientAttestation: true } } };
    assert.equal((await api.call("PATCH", one, attested)).status, 400, "nothing to hold it against (contract §14.1)");
    assert.ok((await new TestClient(server, applications[0].clientId).obtainTokens()).access_token);
  });
});
