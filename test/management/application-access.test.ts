import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { applicationManagement } from "../../src/management/applications/index.ts";
import { startServer, type TestServer } from "../server.ts";
import { type ApiClient, apiClient, apiClientWith } from "./api-client.ts";
import {
  applicationId,
  createApplication,
  APPLICATIONS as PATH,
  APPLICATION_SCOPES as SCOPES,
  singlePage,
  withAdministrator,
} from "./applications.ts";

describe("who may do what with applications (security bar 23.1)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({ organizations: withAdministrator });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());
  const create = (body: object) => createApplication(api, body);
  const idOf = (clientId: string) => applicationId(api, clientId);

  for (const { id, method, path, scope } of applicationManagement) {
    const at = async () => path.replace("{applicationId}", await idOf("web")).replaceAll(/\{[^}]+\}/g, "none");

    it(`${id} refuses whoever has no token`, async () => {
      const { status, headers } = await apiClientWith(server, undefined).call(method, await at());
      assert.equal(status, 401);
      assert.match(headers.get("www-authenticate") ?? "", /^Bearer /);
    });

    it(`${id} refuses a token without ${scope}`, async () => {
      const without = await apiClient(server, [...SCOPES.filter((one) => one !== scope), "internal_dcr_view"]);
      const { status, body } = await without.call(method, await at());
      assert.deepEqual([status, body.message], [403, "Forbidden"]);
    });

    it(`${id} refuses another organization's token (security bar 22.2)`, async () => {
      const { token } = await apiClient(server, SCOPES, "globex");
      assert.equal((await apiClientWith(server, token).call(method, await at())).status, 401);
    });
  }

  it("knows no application of another organization", async () => {
    const { id } = await create(singlePage("Acme's own"));
    const other = await apiClient(server, SCOPES, "globex");
    assert.equal((await other.call("GET", `${PATH}/${id}`)).status, 404);
    assert.equal((await other.call("DELETE", `${PATH}/${id}`)).status, 404);
    assert.equal((await api.call("GET", `${PATH}/${id}`)).status, 200);
  });

  const BODIES: Readonly<Record<string, unknown>> = {
    patchApplication: {},
    updateInboundOAuthConfiguration: { grantTypes: ["client_credentials"] },
    addAuthorizedAPI: { id: "none" },
    patchAuthorizedAPI: {},
    updateAuthenticationScript: { script: "" },
  };
  for (const { id, method, path } of applicationManagement.filter((one) => one.path.includes("{applicationId}"))) {
    it(`${id} answers 404 for an application that is not there`, async () => {
      const unknown = path.replace("{applicationId}", "none").replaceAll(/\{[^}]+\}/g, "none");
      const { status, body } = await api.call(method, unknown, BODIES[id]);
      assert.deepEqual([status, body.code, body.message], [404, "APP-60006", "Application not found."]);
      assert.equal(typeof body.traceId, "string");
    });
  }

  it("tells what a form about the protocol needs (contract §15)", async () => {
    const { status, body } = await api.call("GET", `${PATH}/meta/inbound-protocols/oidc`);
    assert.equal(status, 200);
    const grant = (name: string) => body.allowedGrantTypes.options.find((one: { name: string }) => one.name === name);
    assert.deepEqual(grant("client_credentials"), {
      name: "client_credentials",
      displayName: "Client Credential",
      publicClientAllowed: false,
    });
    assert.equal(grant("authorization_code").displayName, "Code");
    assert.equal(body.defaultRefreshTokenExpiryTime, "86400");
    assert.deepEqual(body.allowedIssuers, [{ value: server.url("/oauth2/token"), tenantDomain: "acme" }]);
    const { body: protocols } = await api.call("GET", `${PATH}/meta/inbound-protocols`);
    assert.deepEqual(protocols, [{ name: "oidc", displayName: "OpenID Connect" }]);
  });
});
