import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Answer, basic, TestClient } from "../client.ts";
import { FORM, sendRequest } from "../raw-http.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient } from "../tenant-data.ts";

const REGISTERED = "https://app.example";
const METADATA = [
  "/t/acme/oauth2/token/.well-known/openid-configuration",
  "/t/acme/.well-known/openid-configuration",
  "/t/acme/oauth2/jwks",
  "/.well-known/oauth-authorization-server/t/acme/oauth2/token",
];

describe("security bar 8: response headers", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  const spa = () => new TestClient(server, "spa");

  const answers: [string, () => Promise<Answer>, number][] = [
    ["a token response", async () => spa().exchange(await spa().obtainCode()), 200],
    ["a refused token request", () => spa().token({}), 400],
    ["a refused client", () => spa().token({ grant_type: "client_credentials", client_id: "nobody" }), 401],
    ["an introspection", () => spa().introspect("abc"), 200],
    ["a refused introspection", () => spa().post("/oauth2/introspect", {}), 401],
    ["a revocation", () => spa().post("/oauth2/revoke", { token: "abc", client_id: "spa" }), 200],
    ["a refused revocation", () => spa().post("/oauth2/revoke", {}), 401],
    ["a userinfo response", async () => spa().userinfo((await spa().obtainTokens()).access_token), 200],
    ["userinfo without a token", () => spa().get("/oauth2/userinfo"), 401],
    ["userinfo with a bad token", () => spa().userinfo("abc"), 401],
    ["a pushed request", () => spa().post("/oauth2/par", pushable(spa())), 201],
    ["a refused pushed request", () => spa().post("/oauth2/par", { client_id: "spa" }), 400],
    ["a refused device", () => spa().post("/oauth2/device_authorize", { client_id: "spa" }), 400],
    ["a refused CIBA request", () => spa().post("/oauth2/ciba", { client_id: "spa" }), 400],
    ["a registration that is a form", () => spa().post("/api/identity/oauth2/dcr/v1.1/register", {}), 415],
    ["a wrong method", () => spa().get("/oauth2/token"), 405],
    ["an unknown tenant", () => new TestClient(server, "spa", "nowhere").token({}), 404],
    ["a path that is not there", () => spa().get("/.env"), 404],
  ];
  for (const [what, send, expected] of answers) {
    it(`marks ${what} as nothing to store or to guess at (security bar 8.1, 8.2)`, async () => {
      const { status, headers, body } = await send();
      assert.equal(status, expected);
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      if (body !== "") assert.match(headers.get("content-type") as string, /^application\/json; charset=utf-8$/);
      for (const name of ["server", "x-powered-by", "via"]) assert.equal(headers.get(name), null, name);
      assert.equal(headers.get("strict-transport-security"), null, "not on http");
    });
  }

  it("asks for https for a year where the public URL is https (security bar 8.2)", async () => {
    const secure = await startServer({ settings: { baseUrl: "https://id.example.com" } });
    try {
      const { headers } = await new TestClient(secure, "spa").token({});
      const maxAge = /max-age=(\d+)/.exec(headers.get("strict-transport-security") as string)?.[1];
      assert.ok(Number(maxAge) >= 31_536_000);
    } finally {
      await secure.stop();
    }
  });

  it("answers a callback parameter with JSON, not with script (security bar 8.8)", async () => {
    const { headers, body } = await spa().get("/oauth2/jwks?callback=alert");
    assert.match(headers.get("content-type") as string, /^application\/json/);
    assert.ok(Array.isArray(body.keys));
  });

  const endpoints = ["token", "par", "device_authorize", "introspect", "revoke", "userinfo"];
  const send = (path: string, origin: string, method = "POST", headers = {}) =>
    sendRequest(
      server,
      method,
      path,
      { ...FORM, origin, ...headers },
      method === "POST" ? "client_id=spa&token=a" : undefined,
    );
  const assertNoCors = ({ headers }: Answer) => {
    const names = [...headers.keys()].filter((name) => name.startsWith("access-control-"));
    assert.deepEqual(names, []);
  };

  for (const endpoint of endpoints) {
    it(`lets a registered origin read ${endpoint}, refusals too (security bar 8.5)`, async () => {
      const { headers } = await send(`/t/acme/oauth2/${endpoint}`, REGISTERED);
      assert.equal(headers.get("access-control-allow-origin"), REGISTERED);
      assert.equal(headers.get("access-control-allow-credentials"), "true");
      assert.match(headers.get("vary") as string, /\borigin\b/i);
    });

    const strangers = [
      "https://evil.example",
      "null",
      `${REGISTERED}.evil.example`,
      "http://app.example",
      "https://APP.example",
    ];
    for (const origin of [...strangers, `${REGISTERED}:8443`, `${REGISTERED}/`, "*"]) {
      it(`does not let ${origin} read ${endpoint} (security bar 8.5)`, async () => {
        assertNoCors(await send(`/t/acme/oauth2/${endpoint}`, origin));
        const ask = { "access-control-request-method": "POST", "access-control-request-headers": "authorization" };
        assertNoCors(await send(`/t/acme/oauth2/${endpoint}`, origin, "OPTIONS", ask));
      });
    }

    it(`answers a registered origin's preflight at ${endpoint}, without authentication (security bar 8.6)`, async () => {
      const { status, headers } = await send(`/t/acme/oauth2/${endpoint}`, REGISTERED, "OPTIONS", {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,dpop",
      });
      assert.ok([200, 204].includes(status), String(status));
      assert.equal(headers.get("access-control-allow-origin"), REGISTERED);
      assert.match(headers.get("access-control-allow-methods") as string, /\bPOST\b/);
      const allowed = (headers.get("access-control-allow-headers") as string).toLowerCase().split(/, */);
      for (const name of ["authorization", "content-type", "dpop"]) assert.ok(allowed.includes(name), name);
    });
  }

  it("knows an origin in the tenant that registered it only, and only while the application is on (security bar 8.5)", async () => {
    await server.configure([
      {
        handle: "initech",
        applications: [{ clientId: "only", publicClient: true, callbackURLs: ["https://other.example/callback"] }],
      },
    ]);
    const allowed = async (origin: string, tenant: string) =>
      (await send(`/t/${tenant}/oauth2/token`, origin)).headers.get("access-control-allow-origin");
    assert.equal(await allowed("https://other.example", "initech"), "https://other.example");
    assert.equal(await allowed("https://other.example", "acme"), null);
    assert.equal(await allowed(REGISTERED, "initech"), null);

    const undo = await changeClient(server, "spa", { allowedOrigins: ["https://once.example"] });
    assert.equal(await allowed("https://once.example", "acme"), "https://once.example");
    await changeClient(server, "spa", { enabled: false });
    assert.equal(await allowed("https://once.example", "acme"), null);
    await undo();
  });

  for (const path of [
    "/t/acme/oauth2/authorize?client_id=spa",
    "/t/acme/authenticationendpoint/login.do",
    "/t/acme/oidc/logout",
  ]) {
    it(`gives ${path} no CORS header, whatever the origin (security bar 8.4)`, async () => {
      assertNoCors(await send(path, REGISTERED, "GET"));
      assertNoCors(await send(path, REGISTERED, "OPTIONS", { "access-control-request-method": "GET" }));
    });
  }

  for (const path of METADATA) {
    it(`lets everybody read ${path} and keep it for an hour (security bar 8.7)`, async () => {
      for (const origin of ["https://anybody.example", "null"]) {
        const { status, headers } = await send(path, origin, "GET");
        assert.equal(status, 200);
        assert.equal(headers.get("access-control-allow-origin"), "*");
        assert.equal(headers.get("access-control-allow-credentials"), null);
        assert.match(headers.get("vary") as string, /\borigin\b/i);
        const maxAge = Number(/max-age=(\d+)/.exec(headers.get("cache-control") as string)?.[1]);
        assert.ok(maxAge > 0 && maxAge <= 3600);
      }
    });
  }

  it("lets a registered origin send its cookies along for the metadata: then the answer names it (security bar 8.5)", async () => {
    for (const path of METADATA) {
      const { headers } = await send(path, REGISTERED, "GET");
      const allowed = headers.get("access-control-allow-origin");
      const credentials = headers.get("access-control-allow-credentials");
      assert.ok(allowed === REGISTERED || (allowed === "*" && credentials === null), `${path}: ${allowed}`);
    }
  });

  it("takes a client's credentials from a registered origin as from anywhere", async () => {
    const headers = { ...basic("service", "acme-service-secret"), origin: REGISTERED };
    const form = { grant_type: "client_credentials" };
    assert.equal((await spa().post("/oauth2/token", form, headers)).status, 200);
  });
});

/** The parameters of an authorization request in order. */
function pushable(client: TestClient): Record<string, string> {
  return Object.fromEntries(new URL(client.authorizeUrl()).searchParams);
}
