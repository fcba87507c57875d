import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { applicationManagement } from "../../src/management/applications/index.ts";
import { claimsOf, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";
import { type ApiClient, adminApplication, apiClient, apiClientWith } from "./api-client.ts";

const PATH = "/api/server/v1/applications";
const SCOPES = [...new Set(applicationManagement.map(({ scope }) => scope))];
const SINGLE_PAGE = "6a90e4b0-fbff-42d7-bfde-1efd98f07cd7";
const WEB = "b9c5e11e-fc78-484b-9bec-015d247561b8";

const withAdministrator = organizations.map((organization) => ({
  ...organization,
  applications: [...organization.applications, adminApplication],
}));

describe("applications (contract §17.1)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({ organizations: withAdministrator });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());

  /** An application with the name, as the contract's smallest example has it. */
  const singlePage = (name: string) => ({
    name,
    templateId: SINGLE_PAGE,
    inboundProtocolConfiguration: {
      oidc: {
        grantTypes: ["authorization_code", "refresh_token"],
        callbackURLs: [CALLBACK],
        allowedOrigins: ["https://app.example"],
        publicClient: true,
        pkce: { mandatory: true, supportPlainTransformAlgorithm: false },
      },
    },
    authenticationSequence: {
      type: "DEFAULT",
      steps: [{ id: 1, options: [{ idp: "LOCAL", authenticator: "basic" }] }],
    },
    advancedConfigurations: { skipLoginConsent: true, discoverableByEndUsers: false },
  });

  async function create(body: object): Promise<{ id: string; clientId: string; clientSecret?: string }> {
    const { status, body: created } = await api.call("POST", PATH, body);
    assert.equal(status, 201, JSON.stringify(created));
    return created;
  }

  async function idOf(clientId: string): Promise<string> {
    const { body } = await api.call("GET", `${PATH}?filter=clientId eq ${clientId}`);
    return body.applications[0].id;
  }

  describe("who may do what (security bar 23.1)", () => {
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
  });

  describe("creating one", () => {
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
      [
        "mcp-client-application",
        { publicClient: false, type: "Default", bindingType: "None", renew: true, pkce: false },
      ],
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
      [
        "a second step to sign in",
        { authenticationSequence: { steps: [1, 2].map((id) => ({ id, options: [] })) } },
        "APP-60001",
      ],
      [
        "another way to sign in than the password",
        { authenticationSequence: { steps: [{ id: 1, options: [{ idp: "LOCAL", authenticator: "totp" }] }] } },
        "APP-60001",
      ],
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
  });

  describe("listing them", () => {
    it("lists those of a configuration file too, by name, and by page with links to the next and the one before", async () => {
      const { body } = await api.call("GET", `${PATH}?limit=2&offset=2`);
      assert.deepEqual([body.startIndex, body.count, body.applications.length], [3, 2, 2]);
      assert.deepEqual(body.links, [
        { href: `/t/acme${PATH}?offset=4&limit=2`, rel: "next" },
        { href: `/t/acme${PATH}?offset=0&limit=2`, rel: "previous" },
      ]);
      const all = await api.call("GET", `${PATH}?limit=100`);
      const names = all.body.applications.map(({ name }: { name: string }) => name);
      assert.deepEqual(names, [...names].sort());
      assert.ok(names.includes("Web App"));
      assert.equal(all.body.totalResults, names.length);
      const [first] = all.body.applications;
      assert.equal(first.self, `/t/acme${PATH}/${first.id}`);
      assert.equal(first.access, "WRITE");
    });

    const filters = [
      ["name eq Web App", ["web"]],
      ["name sw Web and clientId eq web", ["web"]],
      ["name ew Page or clientId eq web", ["spa", "web"]],
      ["clientId co stead", ["steady"]],
      ["name eq nothing", []],
      ["issuer eq web", []],
    ] as const;
    for (const [filter, expected] of filters) {
      it(`finds ${filter}`, async () => {
        const { body } = await api.call("GET", `${PATH}?filter=${encodeURIComponent(filter)}`);
        assert.deepEqual(body.applications.map(({ clientId }: { clientId: string }) => clientId).sort(), expected);
      });
    }

    it("tells more on demand", async () => {
      const attributes = "advancedConfigurations,templateId,associatedRoles.allowedAudience,applicationEnabled";
      const { body } = await api.call("GET", `${PATH}?filter=clientId eq web&attributes=${attributes}`);
      const [web] = body.applications;
      assert.equal(web.advancedConfigurations.skipLoginConsent, true);
      assert.deepEqual([web.applicationEnabled, web.associatedRoles.allowedAudience], [true, "ORGANIZATION"]);
    });

    for (const [query, status, code] of [
      ["filter=name", 400, "APP-60004"],
      ["filter=secret eq x", 400, "APP-60004"],
      ["attributes=secrets", 400, "APP-60001"],
      ["limit=many", 400, "UE-10000"],
      ["offset=-1", 400, "UE-10000"],
      ["sortBy=name", 501, "APP-65002"],
    ] as const) {
      it(`refuses ${query}`, async () => {
        const answer = await api.call("GET", `${PATH}?${query}`);
        assert.deepEqual([answer.status, answer.body.code], [status, code]);
      });
    }
  });

  describe("changing one", () => {
    it("changes what the body names and nothing else", async () => {
      const { id } = await create(singlePage("To be changed"));
      const before = (await api.call("GET", `${PATH}/${id}`)).body;
      const change = { description: "New", advancedConfigurations: { enableAPIBasedAuthentication: true } };
      assert.equal((await api.call("PATCH", `${PATH}/${id}`, change)).status, 200);
      const { body } = await api.call("GET", `${PATH}/${id}`);
      assert.deepEqual(body, {
        ...before,
        description: "New",
        advancedConfigurations: { ...before.advancedConfigurations, enableAPIBasedAuthentication: true },
      });
    });

    it("takes back all that it told", async () => {
      const id = await idOf("asking");
      const before = (await api.call("GET", `${PATH}/${id}`)).body;
      const { id: _, clientId: _c, inboundProtocols: _p, access: _a, ...model } = before;
      const { clients } = await tenantStore(server);
      const stored = await clients.find("asking");
      assert.equal((await api.call("PATCH", `${PATH}/${id}`, { name: model.name })).status, 200);
      assert.equal((await clients.find("asking"))?.requestedClaims, undefined);
      assert.equal((await api.call("PATCH", `${PATH}/${id}`, model)).status, 200);
      assert.deepEqual((await api.call("GET", `${PATH}/${id}`)).body, before);
      assert.equal((await clients.find("asking"))?.logoUri, stored?.logoUri);
    });

    it("decides which claims tokens hold, and whom they name (contract §7.5, §7.6)", async () => {
      const { id, clientId } = await create(singlePage("With claims"));
      const claim = (name: string) => ({ claim: { uri: `http://wso2.org/claims/${name}` }, mandatory: true });
      const requestedClaims = ["emailaddress", "givenname"].map(claim);
      const subject = { claim: { uri: "http://wso2.org/claims/username" } };
      await api.call("PATCH", `${PATH}/${id}`, { claimConfiguration: { requestedClaims, subject } });
      const { id_token } = await new TestClient(server, clientId).obtainTokens({ scope: "openid profile email" });
      const { sub, email, given_name, family_name } = claimsOf(id_token);
      assert.deepEqual([sub, email, given_name, family_name], ["kim", "kim@example.com", "Kim", undefined]);
      const { claimConfiguration } = (await api.call("GET", `${PATH}/${id}`)).body;
      assert.deepEqual(claimConfiguration.requestedClaims[0], {
        claim: {
          id: "aHR0cDovL3dzbzIub3JnL2NsYWltcy9lbWFpbGFkZHJlc3M",
          uri: "http://wso2.org/claims/emailaddress",
        },
        mandatory: true,
      });
    });

    it("switches one off, and on again", async () => {
      const { id, clientId } = await create(singlePage("Off and on"));
      const client = new TestClient(server, clientId);
      await api.call("PATCH", `${PATH}/${id}`, { applicationEnabled: false });
      const page = await client.authorize({}, new ScriptLessBrowser());
      assert.notEqual(page.redirectedTo?.origin, new URL(CALLBACK).origin);
      await api.call("PATCH", `${PATH}/${id}`, { applicationEnabled: true });
      assert.ok((await client.obtainTokens()).access_token);
    });

    it("holds a certificate for its keys (contract §15)", async () => {
      const { id } = await create(singlePage("With keys"));
      const certificate = { type: "JWKS", value: "https://app.example/jwks" };
      assert.equal((await api.call("PATCH", `${PATH}/${id}`, { advancedConfigurations: { certificate } })).status, 200);
      const { body } = await api.call("GET", `${PATH}/${id}`);
      assert.deepEqual(body.advancedConfigurations.certificate, certificate);
      const none = { advancedConfigurations: { certificate: { type: "", value: "" } } };
      assert.equal((await api.call("PATCH", `${PATH}/${id}`, none)).status, 200);
      const { clients } = await tenantStore(server);
      assert.equal((await clients.findByApplicationId(id))?.keys.jwksUri, undefined);
    });

    it("refuses a name that another one has, and not its own", async () => {
      const { id } = await create(singlePage("Named"));
      const taken = await api.call("PATCH", `${PATH}/${id}`, { name: "Web App" });
      assert.deepEqual([taken.status, taken.body.code], [409, "APP-60007"]);
      assert.equal((await api.call("PATCH", `${PATH}/${id}`, { name: "Named" })).status, 200);
    });

    it("refuses what cannot be", async () => {
      const id = await idOf("spa");
      for (const [body, code] of [
        ["no JSON", "UE-10000"],
        [{ clientId: "x" }, "UE-10000"],
        [{ applicationEnabled: "yes" }, "UE-10000"],
        [{ imageUrl: "javascript:alert(1)" }, "APP-60001"],
        [{ name: " blank " }, "APP-60001"],
        [{ advancedConfigurations: { certificate: { type: "PEM", value: "none" } } }, "APP-60001"],
      ] as const) {
        const answer = await api.call("PATCH", `${PATH}/${id}`, body);
        assert.deepEqual([answer.status, answer.body.code], [400, code], JSON.stringify(body));
      }
    });

    it("is found in the audit log, before and after (security bar 26.2)", async () => {
      const { id } = await create({ name: "Audited", templateId: "m2m-application" });
      await api.call("PATCH", `${PATH}/${id}`, { description: "Changed" });
      const { audit } = await tenantStore(server);
      const updates = await audit.list({ action: "application.update", limit: 100 });
      const update = updates.find(({ target }) => target.id === id);
      assert.deepEqual(update?.target, { kind: "application", id, name: "Audited" });
      assert.deepEqual(update?.actor, { kind: "application", id: "admin" });
      const [was, is] = [update?.before, update?.after] as { description?: string }[];
      assert.deepEqual([was?.description, is?.description], [undefined, "Changed"]);
    });
  });

  describe("deleting one", () => {
    it("ends its tokens, and takes its own roles with it", async () => {
      const { id, clientId } = await create(singlePage("To be deleted"));
      const { records } = await tenantStore(server);
      const role = { displayName: "Own", audience: { type: "application", value: id }, permissions: [] };
      await records.add("role", { id: "01890a5d-ac96-774b-bcce-b302099a8057", name: "own", document: role }, 0);
      const { body } = await api.call("GET", `${PATH}/${id}`);
      assert.deepEqual(body.associatedRoles.roles, [{ id: "01890a5d-ac96-774b-bcce-b302099a8057", name: "Own" }]);
      const { access_token } = await new TestClient(server, clientId).obtainTokens();
      assert.equal((await api.call("DELETE", `${PATH}/${id}`)).status, 204);
      assert.equal((await new TestClient(server, "web").introspect(access_token)).body.active, false);
      assert.equal((await api.call("GET", `${PATH}/${id}`)).status, 404);
      assert.equal((await api.call("DELETE", `${PATH}/${id}`)).status, 404);
      assert.equal(await records.find("role", "01890a5d-ac96-774b-bcce-b302099a8057"), undefined);
    });
  });

  const BODIES: Readonly<Record<string, unknown>> = {
    patchApplication: {},
    updateInboundOAuthConfiguration: { grantTypes: ["client_credentials"] },
    addAuthorizedAPI: { id: "none" },
    patchAuthorizedAPI: {},
  };
  for (const { id, method, path } of applicationManagement.filter((one) => one.path.includes("{applicationId}"))) {
    it(`${id} answers 404 for an application that is not there`, async () => {
      const unknown = path.replace("{applicationId}", "none").replaceAll(/\{[^}]+\}/g, "none");
      const { status, body } = await api.call(method, unknown, BODIES[id]);
      assert.deepEqual([status, body.code, body.message], [404, "APP-60006", "Application not found."]);
      assert.equal(typeof body.traceId, "string");
    });
  }

  it("knows an application of a configuration file by one id, however often the file is applied", async () => {
    const before = await idOf("web");
    assert.match(before, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    await api.call("PATCH", `${PATH}/${before}`, { description: "Kept" });
    await server.configure(
      withAdministrator.map((one) => ({
        ...one,
        applications: one.applications.map((each) => (each.clientId === "web" ? { ...each, name: "Web App 2" } : each)),
      })),
    );
    const { body } = await api.call("GET", `${PATH}/${before}`);
    assert.deepEqual([body.name, body.description], ["Web App 2", "Kept"]);
    await server.configure(withAdministrator);
  });

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
