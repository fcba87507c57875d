import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { type Answer, answerOf, TestClient } from "../client.ts";
import { PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const NAME = "asgardeo-e2e-test-app";
const SAMPLE = "https://localhost:5173";
const [AFTER_SIGN_IN, AFTER_SIGN_OUT] = [`${SAMPLE}/dashboard`, `${SAMPLE}/`];
const USER = { userName: "e2e-test-user", password: "E2e@Test1234" };

const DCR = "/api/identity/oauth2/dcr/v1.1/register";
const APPLICATIONS = "/api/server/v1/applications";

/** What the suite registers, by the names that Asgardeo adds to RFC 7591. */
const REGISTRATION = {
  client_name: NAME,
  grant_types: ["authorization_code", "refresh_token"],
  redirect_uris: [AFTER_SIGN_IN],
  token_type_extension: "JWT",
  application_type: "web",
  ext_public_client: true,
  ext_pkce_mandatory: true,
};

/** As its helper does: every character that means something in a pattern is escaped. */
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

describe("the set-up of the public SDK repository's end-to-end suite (contract §12, §17.1, §18.2)", () => {
  let server: TestServer;
  let clientId: string;
  let application: string;
  before(async () => {
    server = await startServer({
      settings: { managementBasicAuth: "on" },
      organizations: [
        {
          handle: "acme",
          users: [{ userName: "admin", password: PASSWORD, claims: {} }],
          roles: [{ displayName: "Administrator", users: ["admin"] }],
        },
      ],
    });
  });
  after(() => server.stop());

  /** With the name and the password of an administrator, as scripts for self-hosted servers call. */
  const call = async (method: string, path: string, body?: object, type = "application/json"): Promise<Answer> => {
    const authorization = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString("base64")}`;
    const headers = { authorization, ...(body && { "content-type": type }) };
    return answerOf(await fetch(server.url(path), { method, headers, ...(body && { body: JSON.stringify(body) }) }));
  };
  const oidc = () => `${APPLICATIONS}/${application}/inbound-protocols/oidc`;

  it("registers the application", async () => {
    const { status, body } = await call("POST", DCR, REGISTRATION);
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual([body.client_name, body.redirect_uris], [NAME, [AFTER_SIGN_IN]]);
    assert.deepEqual([body.ext_public_client, body.ext_pkce_mandatory, body.token_type_extension], [true, true, "JWT"]);
    clientId = body.client_id;
  });

  it("finds it by listing", async () => {
    const { body } = await call("GET", `${APPLICATIONS}?limit=30`);
    application = body.applications.find(({ name }: { name: string }) => name === NAME).id;
    assert.equal((await call("GET", oidc())).body.clientId, clientId);
  });

  it("reads its OpenID Connect configuration, sends it back with origins and callbacks, and reads that", async () => {
    const before = (await call("GET", oidc())).body;
    const { state: _, ...sent } = {
      ...before,
      allowedOrigins: [SAMPLE],
      callbackURLs: [`regexp=(${escaped(AFTER_SIGN_IN)}|${escaped(AFTER_SIGN_OUT)})`],
      publicClient: true,
      pkce: { mandatory: true, supportPlainTransformAlgorithm: false },
    };
    assert.equal((await call("PUT", oidc(), sent)).status, 200);
    const after = (await call("GET", oidc())).body;
    assert.deepEqual(after, { ...before, ...sent, callbackURLs: [`regexp=(${AFTER_SIGN_IN}|${AFTER_SIGN_OUT})`] });

    const { state: __, ...original } = before;
    assert.equal((await call("PUT", oidc(), original)).status, 200);
    assert.deepEqual((await call("GET", oidc())).body, before, "what it was can be put back");
    assert.equal((await call("PUT", oidc(), sent)).status, 200);
  });

  it("escapes what a host name has, and means the same by it (security bar 2.4)", async () => {
    const { state: _, ...before } = (await call("GET", oidc())).body;
    const urls = ["https://www.example.com/a", "https://example.com/b"];
    const callbackURLs = [`regexp=(${urls.map(escaped).join("|")})`];
    assert.equal((await call("PUT", oidc(), { ...before, callbackURLs })).status, 200);
    assert.deepEqual((await call("GET", oidc())).body.callbackURLs, [`regexp=(${urls.join("|")})`]);
    assert.equal((await call("PUT", oidc(), before)).status, 200);
  });

  it("switches on signing in over the API", async () => {
    const path = `${APPLICATIONS}/${application}`;
    const on = { advancedConfigurations: { enableAPIBasedAuthentication: true } };
    assert.equal((await call("PATCH", path, on)).status, 200);
    assert.equal((await call("GET", path)).body.advancedConfigurations.enableAPIBasedAuthentication, true);
  });

  it("creates the user, and takes it for done when the user is there already", async () => {
    const user = {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      ...USER,
      name: { givenName: "E2E", familyName: "TestUser" },
      emails: [{ value: "e2e-test-user@test.local", primary: true }],
    };
    const statuses = [];
    for (const _time of ["first", "second"]) {
      statuses.push((await call("POST", "/scim2/Users", user, "application/scim+json")).status);
    }
    assert.deepEqual(statuses, [201, 409]);
  });

  it("has then all that a sign-in needs, at each of the callbacks", async () => {
    const client = new TestClient(server, clientId);
    for (const redirect_uri of [AFTER_SIGN_IN, AFTER_SIGN_OUT]) {
      const browser = new ScriptLessBrowser();
      const form = await browser.open(client.authorizeUrl({ redirect_uri }), redirect_uri);
      const filled = { usernameUserInput: USER.userName, password: USER.password };
      const consent = await browser.submit(form, filled, redirect_uri);
      const page = await browser.submit(consent, { consent: "approve", hasApprovedAlways: "false" }, redirect_uri);
      assert.ok(page.redirectedTo?.searchParams.has("code"), redirect_uri);
    }
    const headers = { origin: SAMPLE, "access-control-request-method": "POST" };
    const preflight = await fetch(server.url("/oauth2/token"), { method: "OPTIONS", headers });
    assert.equal(preflight.headers.get("access-control-allow-origin"), SAMPLE);
  });

  it("removes it all again", async () => {
    assert.equal((await call("DELETE", `${APPLICATIONS}/${application}`)).status, 204);
    const filter = encodeURIComponent(`userName eq ${USER.userName}`);
    const { Resources } = (await call("GET", `/scim2/Users?filter=${filter}`)).body;
    assert.equal((await call("DELETE", `/scim2/Users/${Resources[0].id}`)).status, 204);
    assert.equal((await call("GET", `${DCR}/${clientId}`)).status, 401);
  });
});
