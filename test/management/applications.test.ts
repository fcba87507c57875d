import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import {
  applicationId,
  createApplication,
  APPLICATIONS as PATH,
  APPLICATION_SCOPES as SCOPES,
  singlePage,
  withAdministrator,
} from "./applications.ts";

describe("applications (contract §17.1)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({ organizations: withAdministrator });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());
  const create = (body: object) => createApplication(api, body);
  const idOf = (clientId: string) => applicationId(api, clientId);

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
      const now = await clients.find("asking");
      assert.deepEqual([now?.logoUri, now?.requestedClaims], [stored?.logoUri, undefined]);
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

  it("has a key for what a new one is signed with before it can read the JWKS (OIDC Core §10.1.1)", async () => {
    const { inboundProtocolConfiguration, ...rest } = singlePage("Signed with ES384");
    const oidc = { ...inboundProtocolConfiguration.oidc, idToken: { idTokenSignedResponseAlg: "ES384" } };
    await create({ ...rest, inboundProtocolConfiguration: { oidc } });
    const { keys } = (await (await fetch(server.url("/oauth2/jwks"))).json()) as { keys: { alg: string }[] };
    assert.ok(keys.some(({ alg }) => alg === "ES384"));
  });

  it("tells how its users sign in, and takes no script", async () => {
    const { id } = await create(singlePage("Signing in"));
    const { body } = await api.call("GET", `${PATH}/${id}/authenticators`);
    const local = [{ name: "basic", type: "LOCAL" }];
    assert.deepEqual(body, [{ stepId: 1, localAuthenticators: local, federatedAuthenticators: [] }]);
    const at = `${PATH}/${id}/authenticationSequence/script`;
    assert.equal((await api.call("PUT", at, { script: "" })).status, 200);
    const refused = await api.call("PUT", at, { script: "executeStep(1)" });
    assert.deepEqual([refused.status, refused.body.code], [400, "APP-60001"]);
    assert.equal((await api.call("PUT", at, {})).status, 400);
  });

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
});
