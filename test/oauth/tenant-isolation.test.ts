import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { PATHS } from "../../src/http/paths.ts";
import { type Answer, basic, claimsOf, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { FORM, sendRequest } from "../raw-http.ts";
import { startServer, type TestServer } from "../server.ts";

/** Every endpoint, with the method it takes. */
const ENDPOINTS = [
  ["POST", "/oauth2/token"],
  ["POST", "/oauth2/par"],
  ["POST", "/oauth2/device_authorize"],
  ["POST", "/oauth2/device"],
  ["POST", "/oauth2/ciba"],
  ["GET", "/oauth2/ciba_authorize"],
  ["GET", "/authenticationendpoint/device.do"],
  ["GET", "/authenticationendpoint/approval.do"],
  ["POST", "/oauth2/introspect"],
  ["POST", "/oauth2/revoke"],
  ["GET", "/oauth2/userinfo"],
  ["GET", "/oauth2/jwks"],
  ["GET", "/oauth2/authorize?client_id=spa"],
  ["GET", "/oidc/logout"],
  ["GET", "/authenticationendpoint/login.do"],
  ["POST", "/commonauth"],
  ["GET", "/oauth2/token/.well-known/openid-configuration"],
  ["GET", "/.well-known/openid-configuration"],
  ["GET", "/oauth2/token/.well-known/oauth-authorization-server"],
] as const;

describe("security bar 22: one tenant's things are nothing to another", () => {
  let server: TestServer;
  let acme: TestClient;
  let globex: TestClient;
  before(async () => {
    server = await startServer();
    acme = new TestClient(server, "spa");
    globex = new TestClient(server, "spa", "globex");
  });
  after(() => server.stop());

  it("gives users of one name two subjects, two issuers and no key in common (security bar 20.3)", async () => {
    const [one, other] = [
      claimsOf((await acme.obtainTokens()).id_token),
      claimsOf((await globex.obtainTokens()).id_token),
    ];
    assert.notEqual(one.sub, other.sub);
    assert.notEqual(one.iss, other.iss);
    const keys = async (client: TestClient) => (await client.get("/oauth2/jwks")).body.keys as { kid: string }[];
    const [ours, theirs] = [await keys(acme), await keys(globex)];
    for (const { kid } of ours) assert.ok(!theirs.some((key) => key.kid === kid), "kid is the thumbprint of its key");
  });

  type Tokens = { access_token: string; refresh_token: string };
  const foreign: [string, (tokens: Tokens) => Promise<Answer>, number][] = [
    ["an access token at userinfo", ({ access_token }) => acme.userinfo(access_token), 401],
    ["a refresh token", ({ refresh_token }) => acme.refresh(refresh_token), 400],
    ["a refresh token as an access token", ({ refresh_token }) => acme.userinfo(refresh_token), 401],
    ["a code", async () => acme.exchange(await globex.obtainCode()), 400],
    [
      "a JWT access token at userinfo",
      async () => acme.userinfo((await new TestClient(server, "jwt", "globex").obtainTokens()).access_token),
      401,
    ],
    [
      "a client's secret",
      () => acme.post("/oauth2/token", { grant_type: "client_credentials" }, basic("service", "globex-service-secret")),
      401,
    ],
  ];
  for (const [what, send, status] of foreign) {
    it(`refuses ${what} of another tenant with ${status} (security bar 22.2)`, async () => {
      assert.equal((await send(await globex.obtainTokens())).status, status);
    });
  }

  it("finds nothing of another tenant at introspection, and revokes nothing (security bar 22.2)", async () => {
    const tokens = await globex.obtainTokens();
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      assert.deepEqual((await acme.introspect(token)).body, { active: false });
      await acme.post("/oauth2/revoke", { token, client_id: "spa" });
      assert.equal((await globex.introspect(token)).body.active, true);
    }
  });

  it("does not know another tenant's session (security bar 22.2)", async () => {
    const browser = new ScriptLessBrowser();
    await acme.obtainCode({}, browser);
    const session = browser.cookie("commonAuthId") as string;
    const silent = async (client: TestClient) => {
      const headers = { cookie: `commonAuthId=${session}` };
      const answer = await fetch(client.authorizeUrl({ prompt: "none" }), { headers, redirect: "manual" });
      return new URL(answer.headers.get("location") as string).searchParams;
    };
    assert.ok((await silent(acme)).has("code"), "the session is good at home");
    assert.equal((await silent(globex)).get("error"), "login_required");
  });

  it("confines its cookies to the tenant's paths", async () => {
    const answers: Response[] = [];
    const browser = new ScriptLessBrowser(({ response }) => answers.push(response));
    await acme.obtainCode({}, browser);
    const cookies = answers.flatMap(({ headers }) => headers.getSetCookie());
    assert.ok(cookies.length > 0);
    for (const cookie of cookies) assert.match(cookie, /; path=\/t\/acme\/?(;|$)/i);
  });

  it("does not take up another tenant's pending request (security bar 22.2)", async () => {
    const browser = new ScriptLessBrowser();
    const page = await browser.open(acme.authorizeUrl(), CALLBACK);
    assert.equal(page.status, 200);
    const cookie = `sessionNonceCookie=${browser.cookie("sessionNonceCookie")}`;
    const abroad = page.url.href.replace("/t/acme/", "/t/globex/");
    assert.ok((await fetch(page.url, { headers: { cookie } })).status === 200, "it is there at home");
    const answer = await fetch(abroad, { headers: { cookie }, redirect: "manual" });
    assert.ok(!(await answer.text()).includes("usernameUserInput"));
    assert.ok(answer.status >= 300 && answer.status < 500);
  });

  for (const [method, path] of ENDPOINTS) {
    it(`answers ${method} ${path} of an unknown tenant with 404 as JSON (security bar 22.3)`, async () => {
      const { status, headers, body } = await sendRequest(server, method, `/t/nowhere${path}`, FORM);
      assert.equal(status, 404);
      assert.match(headers.get("content-type") as string, /^application\/json/);
      assert.equal(body.code, 404);
    });
  }

  it("says the same at every path of an unknown tenant, whatever the method (security bar 22.3)", async () => {
    for (const path of Object.values(PATHS)) {
      for (const method of ["GET", "POST", "OPTIONS"]) {
        const { status, body } = await sendRequest(server, method, `/t/nowhere${path}`, FORM);
        assert.deepEqual([status, body.message], [404, "invalid tenant domain : nowhere"], `${method} ${path}`);
      }
    }
  });

  it("answers the root metadata of an unknown tenant with 404 (security bar 22.3)", async () => {
    const path = "/.well-known/oauth-authorization-server/t/nowhere/oauth2/token";
    assert.equal((await sendRequest(server, "GET", path)).status, 404);
  });

  const tricks = [
    "/t/ACME/oauth2/jwks",
    "/t/Acme/oauth2/jwks",
    "/T/acme/oauth2/jwks",
    "/t/acme/../globex/oauth2/jwks",
    "/t/acme/%2e%2e/globex/oauth2/jwks",
    "/t/acme/.%2E/globex/oauth2/jwks",
    "/t/acme/..%2fglobex/oauth2/jwks",
    "/t/acme%2f..%2fglobex/oauth2/jwks",
    "/t/acme%2foauth2/jwks",
    "/t/acme/..;/globex/oauth2/jwks",
    "/t/acme;globex/oauth2/jwks",
    "/t/acme%5c..%5cglobex/oauth2/jwks",
    "/t/acme%252f..%252fglobex/oauth2/jwks",
    "/t/%2561cme/oauth2/jwks",
    "/t/acme%00/oauth2/jwks",
    "/t/acme%20/oauth2/jwks",
    "/t/acme%0a/oauth2/jwks",
    "/t/acme./oauth2/jwks",
    "/t//oauth2/jwks",
    "/t/*/oauth2/jwks",
    "/t/%25/oauth2/jwks",
    "/t/__proto__/oauth2/jwks",
    `/t/${"a".repeat(500)}/oauth2/jwks`,
    "/t/\u0430cme/oauth2/jwks".replace("\u0430", "%d0%b0"),
    "//t/acme/oauth2/jwks",
    "/./t/acme/oauth2/jwks",
  ];
  for (const path of tricks) {
    it(`reaches no tenant by ${path.slice(0, 60)} (security bar 22.3, 27.6)`, async () => {
      const { status, body } = await sendRequest(server, "GET", path);
      assert.ok([400, 404].includes(status), String(status));
      assert.equal(body.keys, undefined);
    });
  }

  it("decodes the path once: an encoded letter is that letter (RFC 3986 §6.2.2.2)", async () => {
    const { status, body } = await sendRequest(server, "GET", "/t/%61cme/oauth2/jwks");
    assert.equal(status, 200);
    assert.deepEqual(body, (await acme.get("/oauth2/jwks")).body);
  });

  it("names the tenant in each event of its log (security bar 22.4)", async () => {
    await globex.post("/oauth2/token", { grant_type: "client_credentials" }, basic("service", "acme-service-secret"));
    const last = server.logLines.findLast((line) => line.includes("client_authentication_failed"));
    assert.equal(JSON.parse(last as string).tenant, "globex");
  });
});
