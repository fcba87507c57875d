import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TestClient } from "../client.ts";
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

describe("the secrets of applications (contract §17.1)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({ organizations: withAdministrator });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());

  const create = (oidc: object) => createWithProtocol(api, oidc);
  const service = () => create({ grantTypes: ["client_credentials"] });

  describe("those of a client (security bar 6.6)", () => {
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
      assert.deepEqual(
        [await statusWith(server, clientId, clientSecret), await statusWith(server, clientId, secretValue)],
        [200, 200],
      );
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
      assert.deepEqual(
        [await statusWith(server, clientId, clientSecret), await statusWith(server, clientId, secretValue)],
        [401, 200],
      );
      for (const method of ["GET", "DELETE"]) assert.equal((await api.call(method, older)).status, 404);
    });

    it("end when they say so", async () => {
      const { at, clientId } = await service();
      const { body } = await api.call("POST", `${at}/secrets`, { expiresAt: server.clock.now + 60 });
      assert.equal(await statusWith(server, clientId, body.secretValue), 200);
      server.clock.advance(61);
      assert.equal(await statusWith(server, clientId, body.secretValue), 401);
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
        [(await create(PLAIN)).at, {}, "APP-60001"],
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
        [await statusWith(server, clientId, clientSecret), await statusWith(server, clientId, body.clientSecret)],
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
    assert.equal(await statusWith(server, clientId, clientSecret), 401);
    // Not even so.
    await api.call("PUT", at, { grantTypes: ["client_credentials"] });
    await api.call("PATCH", at.replace(/\/inbound.*/, ""), { applicationEnabled: true });
    assert.equal((await api.call("GET", at)).body.state, "REVOKED");
    assert.equal((await api.call("POST", `${at}/secrets`)).status, 400);
    const { body } = await api.call("POST", `${at}/regenerate-secret`);
    assert.equal(body.state, "ACTIVE");
    assert.equal(await statusWith(server, clientId, body.clientSecret), 200);
  });

  it("revokes a public client in the same way, with the tokens of its users", async () => {
    const { at, clientId } = await create(PLAIN);
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
