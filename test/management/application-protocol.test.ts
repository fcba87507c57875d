import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { applicationManagement } from "../../src/management/applications/index.ts";
import { basic, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";
import { type ApiClient, adminApplication, apiClient } from "./api-client.ts";

const PATH = "/api/server/v1/applications";
const SCOPES = [...new Set(applicationManagement.map(({ scope }) => scope))];

describe("the protocol of applications (contract §17.1)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    const [acme, ...others] = organizations;
    const applications = [...(acme?.applications ?? []), adminApplication];
    server = await startServer({ organizations: [{ ...acme, applications }, ...others] });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());

  let made = 0;
  /** Makes an application, and answers the path of its protocol. */
  async function create(oidc: object): Promise<{ at: string; clientId: string; clientSecret: string }> {
    made += 1;
    const body = { name: `Application ${made}`, inboundProtocolConfiguration: { oidc } };
    const created = await api.call("POST", PATH, body);
    assert.equal(created.status, 201, JSON.stringify(created.body));
    return { ...created.body, at: `${PATH}/${created.body.id}/inbound-protocols/oidc` };
  }
  const service = () => create({ grantTypes: ["client_credentials"] });
  const spa = { grantTypes: ["authorization_code", "refresh_token"], callbackURLs: [CALLBACK], publicClient: true };

  async function statusWith(clientId: string, secret: string): Promise<number> {
    const form = { grant_type: "client_credentials" };
    return (await new TestClient(server, clientId).token(form, basic(clientId, secret))).status;
  }

  describe("its settings", () => {
    it("takes back all that it told, of every application", async () => {
      const { clients } = await tenantStore(server);
      const { body } = await api.call("GET", `${PATH}?limit=100`);
      assert.ok(body.applications.length >= organizations[0]?.applications.length);
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
      const { at } = await create(spa);
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
      const { at } = await create({ ...spa, accessToken: { type: "JWT", userAccessTokenExpiryInSeconds: 60 } });
      await api.call("PUT", at, spa);
      const { accessToken } = (await api.call("GET", at)).body;
      assert.deepEqual([accessToken.type, accessToken.userAccessTokenExpiryInSeconds], ["Default", 3600]);
    });

    it("keeps several callback URLs as a list of literals (contract §3.4, security bar 2.4)", async () => {
      const entry = `regexp=(${CALLBACK}|https://app.example/other)`;
      const { at, clientId } = await create({ ...spa, callbackURLs: [entry] });
      assert.deepEqual((await api.call("GET", at)).body.callbackURLs, [entry]);
      const client = new TestClient(server, clientId);
      assert.ok((await client.obtainTokens()).access_token);
      const page = await client.authorize({ redirect_uri: "https://app.example/otherwise" });
      assert.equal(page.redirectedTo?.searchParams.has("code") ?? false, false);
    });

    it("holds for the next request: an origin (CORS), a lifetime, a kind of token", async () => {
      const { at, clientId } = await create(spa);
      const origin = "https://new.example";
      const preflight = async () => {
        const headers = { origin, "access-control-request-method": "POST" };
        const answer = await fetch(server.url("/oauth2/token"), { method: "OPTIONS", headers });
        return answer.headers.get("access-control-allow-origin");
      };
      assert.equal(await preflight(), null);
      const accessToken = { type: "JWT", userAccessTokenExpiryInSeconds: 90 };
      await api.call("PUT", at, { ...spa, allowedOrigins: [origin], accessToken });
      assert.equal(await preflight(), origin);
      const tokens = await new TestClient(server, clientId).obtainTokens();
      assert.equal(tokens.expires_in, 90);
      assert.equal(tokens.access_token.split(".").length, 3);
    });

    it("tells the secret that a client needs from now on, once (security bar 6.6)", async () => {
      const { at, clientId } = await create(spa);
      const confidential = { grantTypes: ["client_credentials"] };
      const { status, body } = await api.call("PUT", at, confidential);
      assert.equal(status, 200);
      assert.equal(await statusWith(clientId, body.clientSecret), 200);
      const again = await api.call("PUT", at, { ...confidential, clientSecret: body.clientSecret });
      assert.equal(again.body.clientSecret, undefined);
      assert.equal(await statusWith(clientId, body.clientSecret), 200);
      const own = "a-secret-that-an-administrator-has-chosen";
      await api.call("PUT", at, { ...confidential, clientSecret: own });
      assert.deepEqual([await statusWith(clientId, own), await statusWith(clientId, body.clientSecret)], [200, 401]);
    });

    const refusals = [
      ["no grant types", {}, "UE-10000"],
      ["an empty list of grant types", { grantTypes: [] }, "UE-10000"],
      ["a member that is not known", { ...spa, secret: "x" }, "UE-10000"],
      ["a lifetime that is no number", { ...spa, idToken: { expiryInSeconds: "long" } }, "UE-10000"],
      ["another client id", { ...spa, clientId: "another" }, "APP-60001"],
      ["a secret that is too short", { grantTypes: ["client_credentials"], clientSecret: "short" }, "APP-60001"],
      ["client credentials without a secret", { ...spa, grantTypes: ["client_credentials"] }, "APP-60001"],
      ["an origin with a path", { ...spa, allowedOrigins: ["https://app.example/path"] }, "APP-60001"],
      ["an algorithm that is not known", { ...spa, idToken: { idTokenSignedResponseAlg: "none" } }, "APP-60001"],
      [
        "encryption without a key",
        { ...spa, idToken: { encryption: { enabled: true, algorithm: "RSA-OAEP" } } },
        "APP-60001",
      ],
      ["FAPI for a public client", { ...spa, isFAPIApplication: true }, "APP-60001"],
    ] as const;
    for (const [what, body, code] of refusals) {
      it(`refuses ${what}, and changes nothing`, async () => {
        const { at } = await create(spa);
        const before = (await api.call("GET", at)).body;
        const answer = await api.call("PUT", at, body);
        assert.deepEqual([answer.status, answer.body.code], [400, code], JSON.stringify(answer.body));
        assert.deepEqual((await api.call("GET", at)).body, before);
      });
    }

    it("is deleted with all tokens, and put there again", async () => {
      const { at, clientId } = await create(spa);
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
      const again = await api.call("PUT", at, spa);
      assert.equal(again.status, 201);
      assert.equal(again.headers.get("location"), `/t/acme${at}`);
      assert.equal(again.body.clientId, clientId);
      assert.equal((await client.refresh(refresh_token)).status, 400);
      const [protocol] = (await api.call("GET", list)).body;
      assert.deepEqual(protocol, { type: "oauth2", name: "oauth2", self: `/t/acme${at}` });
    });
  });

  describe("its secrets (security bar 6.6)", () => {
    it("are two at once, so that one can take the other's place", async () => {
      const { at, clientId, clientSecret } = await service();
      const { status, headers, body } = await api.call("POST", `${at}/secrets`);
      assert.equal(status, 201);
      assert.equal(headers.get("location"), `/t/acme${at}/secrets/${body.secretId}`);
      const { secretValue, ...described } = body;
      assert.deepEqual(
        [described.expiresAt, described.createdAt, described.status, described.latest],
        [0, server.clock.now, "ACTIVE", true],
      );
      assert.deepEqual([await statusWith(clientId, clientSecret), await statusWith(clientId, secretValue)], [200, 200]);
      assert.equal((await api.call("GET", at)).body.multipleClientSecretsConfigured, true);

      const { body: all } = await api.call("GET", `${at}/secrets`);
      assert.equal(all.count, 2);
      assert.deepEqual(all.list[0], described);
      assert.deepEqual((await api.call("GET", `${at}/secrets/${described.secretId}`)).body, described);
      const third = await api.call("POST", `${at}/secrets`, {});
      assert.deepEqual([third.status, third.body.code], [409, "APP-60008"]);

      const [latest, older] = all.list.map(({ secretId }: { secretId: string }) => `${at}/secrets/${secretId}`);
      assert.equal((await api.call("DELETE", latest)).status, 409);
      assert.equal((await api.call("DELETE", older)).status, 204);
      assert.deepEqual([await statusWith(clientId, clientSecret), await statusWith(clientId, secretValue)], [401, 200]);
      for (const method of ["GET", "DELETE"]) assert.equal((await api.call(method, older)).status, 404);
    });

    it("end when they say so", async () => {
      const { at, clientId } = await service();
      const { body } = await api.call("POST", `${at}/secrets`, { expiresAt: server.clock.now + 60 });
      assert.equal(await statusWith(clientId, body.secretValue), 200);
      server.clock.advance(61);
      assert.equal(await statusWith(clientId, body.secretValue), 401);
      assert.equal((await api.call("GET", `${at}/secrets/${body.secretId}`)).body.status, "EXPIRED");
      // One that is over makes room for another.
      assert.equal((await api.call("POST", `${at}/secrets`)).status, 201);
    });

    it("are refused a time that is over, and to a client that has none", async () => {
      const { at } = await service();
      for (const [path, body, code] of [
        [at, { expiresAt: server.clock.now }, "APP-60001"],
        [at, { expiresAt: "soon" }, "UE-10000"],
        [at, { until: 1 }, "UE-10000"],
        [(await create(spa)).at, {}, "APP-60001"],
      ] as const) {
        const answer = await api.call("POST", `${path}/secrets`, body);
        assert.deepEqual([answer.status, answer.body.code], [400, code]);
      }
    });

    it("are named by what cannot lead back to them", async () => {
      const { body } = await api.call("GET", `${PATH}?filter=clientId eq web`);
      const { list } = (await api.call("GET", `${PATH}/${body.applications[0].id}/inbound-protocols/oidc/secrets`))
        .body;
      assert.deepEqual(Object.keys(list[0]).sort(), ["expiresAt", "latest", "secretId", "status"]);
    });

    it("are all replaced by one, and what they were used for ends", async () => {
      const { at, clientId, clientSecret } = await service();
      const form = { grant_type: "client_credentials", client_secret: clientSecret };
      const { access_token } = (await new TestClient(server, clientId).token(form)).body;
      const { status, body } = await api.call("POST", `${at}/regenerate-secret`);
      assert.equal(status, 200);
      assert.deepEqual(
        [await statusWith(clientId, clientSecret), await statusWith(clientId, body.clientSecret)],
        [401, 200],
      );
      assert.equal((await new TestClient(server, "web").introspect(access_token)).body.active, false);
      const { audit } = await tenantStore(server);
      const events = await audit.list({ action: "application.secret.regenerate", limit: 10 });
      assert.ok(events.length > 0);
      assert.ok(!JSON.stringify([events, server.logLines]).includes(body.clientSecret));
    });
  });

  it("revokes a client until it has a new secret", async () => {
    const { at, clientId, clientSecret } = await service();
    assert.equal((await api.call("POST", `${at}/revoke`)).status, 200);
    assert.equal((await api.call("GET", at)).body.state, "REVOKED");
    assert.equal(await statusWith(clientId, clientSecret), 401);
    // Not even so.
    await api.call("PUT", at, { grantTypes: ["client_credentials"] });
    await api.call("PATCH", at.replace(/\/inbound.*/, ""), { applicationEnabled: true });
    assert.equal((await api.call("GET", at)).body.state, "REVOKED");
    assert.equal((await api.call("POST", `${at}/secrets`)).status, 400);
    const { body } = await api.call("POST", `${at}/regenerate-secret`);
    assert.equal(body.state, "ACTIVE");
    assert.equal(await statusWith(clientId, body.clientSecret), 200);
  });

  it("revokes a public client in the same way, with the tokens of its users", async () => {
    const { at, clientId } = await create(spa);
    const client = new TestClient(server, clientId);
    const { refresh_token } = await client.obtainTokens();
    await api.call("POST", `${at}/revoke`);
    assert.equal((await client.refresh(refresh_token)).body.error, "invalid_client");
    const { body } = await api.call("POST", `${at}/regenerate-secret`);
    assert.deepEqual([body.state, body.clientSecret], ["ACTIVE", undefined]);
    assert.equal((await client.refresh(refresh_token)).body.error, "invalid_grant");
    assert.ok((await client.obtainTokens()).access_token);
  });
});
