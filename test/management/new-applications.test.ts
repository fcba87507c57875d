import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { claimsOf, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import {
  createApplication,
  APPLICATIONS as PATH,
  APPLICATION_SCOPES as SCOPES,
  SINGLE_PAGE,
  singlePage,
  withAdministrator,
} from "./applications.ts";

const WEB = "b9c5e11e-fc78-484b-9bec-015d247561b8";

describe("creating applications (contract §17.1)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({ organizations: withAdministrator });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());
  const create = (body: object) => createApplication(api, body);

  it("answers where it is; its users can sign in at once", async () => {
    const { status, headers, body } = await api.call("POST", PATH, singlePage("My SPA"));
    assert.equal(status, 201);
    assert.equal(headers.get("location"), `/t/acme${PATH}/${body.id}`);
    assert.match(body.clientId, /^[A-Za-z0-9_]{27}a$/); // contract §12
    const tokens = await new TestClient(server, body.clientId).obtainTokens({ scope: "openid profile email" });
    const { username, email } = claimsOf(tokens.id_token);
    assert.deepEqual([username, email], ["kim", undefined]); // the template asks for the user name alone
  });

  it("tells a secret once, and keeps its hash alone (security bar 6.6)", async () => {
    const { id, clientId, clientSecret } = await create({ name: "M2M", templateId: "m2m-application" });
    assert.match(clientSecret ?? "", /^[A-Za-z0-9_-]{43}$/);
    const form = { grant_type: "client_credentials", client_secret: clientSecret };
    assert.equal((await new TestClient(server, clientId).token(form)).status, 200);
    const { body } = await api.call("GET", `${PATH}/${id}/inbound-protocols/oidc`);
    const { clients, audit } = await tenantStore(server);
    const stored = [await clients.find(clientId), await audit.list({ limit: 100 }), body, server.logLines];
    assert.ok(!JSON.stringify(stored).includes(clientSecret as string));
  });

  const callbackURLs = [CALLBACK];
  const templates = [
    [SINGLE_PAGE, { publicClient: true, type: "JWT", bindingType: "sso-session", renew: true, pkce: true }],
    ["mobile-application", { publicClient: true, type: "JWT", bindingType: "None", renew: true, pkce: true }],
    [WEB, { publicClient: false, type: "JWT", bindingType: "cookie", renew: true, pkce: false }],
    ["mcp-client-application", { publicClient: false, type: "Default", bindingType: "None", renew: true, pkce: false }],
  ] as const;
  for (const [templateId, expected] of templates) {
    it(`fills in what the template ${templateId} says (contract §15)`, async () => {
      const grantTypes = templateId === WEB ? ["authorization_code"] : ["authorization_code", "refresh_token"];
      const oidc = { grantTypes, callbackURLs };
      const { id } = await create({ name: `By ${templateId}`, templateId, inboundProtocolConfiguration: { oidc } });
      const { body } = await api.call("GET", `${PATH}/${id}/inbound-protocols/oidc`);
      const { publicClient, accessToken, refreshToken, pkce } = body;
      const { type, bindingType } = accessToken;
      const found = { publicClient, type, bindingType, renew: refreshToken.renewRefreshToken, pkce: pkce.mandatory };
      assert.deepEqual(found, expected);
      const { advancedConfigurations, associatedRoles, ...rest } = (await api.call("GET", `${PATH}/${id}`)).body;
      assert.equal(advancedConfigurations.skipLoginConsent, true);
      assert.equal(associatedRoles.allowedAudience, "APPLICATION");
      assert.equal(rest.templateId, templateId);
    });
  }

  it("takes the template from the query too, and none that it does not know", async () => {
    const { body } = await api.call("POST", `${PATH}?template=m2m-application`, { name: "By query" });
    assert.equal((await api.call("GET", `${PATH}/${body.id}`)).body.templateId, "m2m-application");
    const unknown = await api.call("POST", `${PATH}?template=none`, { name: "By none" });
    assert.deepEqual([unknown.status, unknown.body.code], [400, "APP-60001"]);
  });

  it("makes one that speaks no protocol yet", async () => {
    const { id } = await create({ name: "Bare", description: "Nothing yet" });
    const { body } = await api.call("GET", `${PATH}/${id}`);
    assert.deepEqual([body.inboundProtocols, body.clientId, body.description], [[], undefined, "Nothing yet"]);
  });

  it("takes an id and a secret of the administrator's own (contract §12)", async () => {
    const clientId = "my-own-client-id";
    const clientSecret = "a secret of our own, long enough".replaceAll(" ", "-");
    const oidc = { clientId, clientSecret, grantTypes: ["client_credentials"] };
    await create({ name: "Own id", inboundProtocolConfiguration: { oidc } });
    const form = { grant_type: "client_credentials", client_secret: clientSecret };
    assert.equal((await new TestClient(server, clientId).token(form)).status, 200);
    const again = await api.call("POST", PATH, { name: "Other", inboundProtocolConfiguration: { oidc } });
    assert.deepEqual([again.status, again.body.code], [409, "APP-60009"]);
  });

  it("refuses a name that another application has", async () => {
    await create(singlePage("Taken"));
    const { status, body } = await api.call("POST", PATH, singlePage("Taken"));
    assert.deepEqual([status, body.code], [409, "APP-60007"]);
  });

  const oidc = (changes: object) => ({
    inboundProtocolConfiguration: { oidc: { grantTypes: ["authorization_code"], callbackURLs, ...changes } },
  });
  const refusals = [
    ["no body", undefined, "UE-10000"],
    ["a body without a name", {}, "UE-10000"],
    ["a member that is not known", { nickname: "x" }, "UE-10000"],
    ["a protocol that is not served", { inboundProtocolConfiguration: { saml: {} } }, "UE-10000"],
    ["a grant type that is not known", oidc({ grantTypes: ["magic"] }), "APP-60001"],
    ["the code grant without a callback URL", oidc({ callbackURLs: [] }), "APP-60001"],
    ["a callback pattern (security bar 2.4)", oidc({ callbackURLs: ["regexp=https://.*"] }), "APP-60001"],
    ["a callback with a wildcard (security bar 2.3)", oidc({ callbackURLs: ["https://*.example"] }), "APP-60001"],
    ["a lifetime below a second", oidc({ accessToken: { userAccessTokenExpiryInSeconds: 0 } }), "APP-60001"],
    ["a short secret (security bar 6.6)", oidc({ clientSecret: "short" }), "APP-60001"],
    ["a malformed client id", oidc({ clientId: "a b" }), "APP-60001"],
    [
      "a key method without a key",
      oidc({ clientAuthentication: { tokenEndpointAuthMethod: "private_key_jwt" } }),
      "APP-60001",
    ],
    ["FAPI 1", oidc({ isFAPIApplication: true, fapiProfile: "FAPI1_ADVANCED" }), "APP-60001"],
    ["a script", { authenticationSequence: { script: "executeStep(1)" } }, "APP-60001"],
    ["a claim that is none", { claimConfiguration: { requestedClaims: [{ claim: { uri: "x" } }] } }, "APP-60001"],
  ] as const;
  for (const [what, body, code] of refusals) {
    it(`refuses ${what}`, async () => {
      const name = what === "a body without a name" ? {} : { name: `Refused: ${what}` };
      const answer = await api.call("POST", PATH, body && { ...name, ...body });
      assert.deepEqual([answer.status, answer.body.code], [400, code], JSON.stringify(answer.body));
      const { body: listed } = await api.call("GET", `${PATH}?filter=name eq Refused: ${what}`);
      assert.equal(listed.totalResults, 0);
    });
  }

  it("lists the templates, each with an application that it makes", async () => {
    const { body } = await api.call("GET", `${PATH}/templates`);
    assert.equal(body.templates.length, 5);
    for (const { id, name } of body.templates) {
      const template = await api.call("GET", `${PATH}/templates/${id}`);
      assert.equal(template.body.name, name);
      const { application } = template.body;
      Object.assign(application.inboundProtocolConfiguration.oidc, { callbackURLs: [CALLBACK] });
      await create({ ...application, name: `Made of ${name}` });
    }
    const { status, body: unknown } = await api.call("GET", `${PATH}/templates/none`);
    assert.deepEqual([status, unknown.message], [404, "Template not found."]);
    assert.equal((await api.call("GET", `${PATH}/templates?filter=x`)).status, 400);
  });
});
