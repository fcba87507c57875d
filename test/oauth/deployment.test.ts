import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pino } from "pino";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { readSettings } from "../../src/settings.ts";
import { type Answer, answerOf, basic, type Redeemable, TestClient } from "../client.ts";
import { createDatabase } from "../postgres.ts";
import { sendRequest } from "../raw-http.ts";
import { startServer, type TestServer } from "../server.ts";

describe("security bar 27: what the server tells strangers", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  for (const path of [
    "/",
    "/.git/config",
    "/.git/HEAD",
    "/.env",
    "/package.json",
    "/data/tessera.db",
    "/src/main.ts",
    "/assets/../package.json",
    "/assets/%2e%2e/package.json",
    "/assets/..%2fpackage.json",
    "/server-status",
    "/metrics",
    "/debug/pprof",
    "/t/acme/.git/config",
    "/t/acme/.env",
    "/t/acme/oauth2/%2e%2e/%2e%2e/%2e%2e/.env",
  ]) {
    it(`is nothing at ${path} (security bar 27.6)`, async () => {
      const { status, headers, body } = await sendRequest(server, "GET", path);
      assert.ok([400, 404].includes(status), String(status));
      assert.match(headers.get("content-type") as string, /^application\/json/);
      assert.equal(headers.get("cache-control"), "no-store");
      assert.doesNotMatch(JSON.stringify(body), /\.git|\.env|tessera|node_modules|\.ts\b/i);
    });
  }

  it("is that it is well, and not how or what it is (security bar 27.6)", async () => {
    const { status, headers, body } = await sendRequest(server, "GET", "/health");
    assert.equal(status, 200);
    assert.deepEqual(body, { status: "ok" });
    for (const name of ["server", "x-powered-by", "via"]) assert.equal(headers.get(name), null);
  });

  it("waits ten seconds for headers and thirty for a request (security bar 27.4)", async () => {
    const app = await createHttpServer(readSettings({ flags: {}, env: {}, file: {} }), pino({ level: "silent" }));
    assert.deepEqual([app.server.headersTimeout, app.server.requestTimeout], [10_000, 30_000]);
    await app.close();
  });
});

describe("security bar 27.5: a server that has lost its database", () => {
  let server: TestServer;
  let browser: ScriptLessBrowser;
  let redeemable: Redeemable;
  let tokens: { access_token: string; refresh_token: string };
  let jwt: string;
  const client = (clientId = "spa") => new TestClient(server, clientId);

  before(async () => {
    const database = await createDatabase();
    server = await startServer({ settings: { databaseUrl: database.url } });
    browser = new ScriptLessBrowser();
    redeemable = await client().obtainCode({}, browser);
    tokens = await client().obtainTokens();
    jwt = (await client("jwt").obtainTokens()).access_token;
    await database.drop();
  });
  after(() => server.stop());

  const asks: [what: string, ask: () => Promise<Answer>][] = [
    ["a code", () => client().exchange(redeemable)],
    ["a refresh token", () => client().refresh(tokens.refresh_token)],
    ["a client's own token", () => client().post("/oauth2/token", OWN, basic("service", "acme-service-secret"))],
    ["an access token at userinfo", () => client().userinfo(tokens.access_token)],
    ["a JWT access token at userinfo, which may be revoked", () => client().userinfo(jwt)],
    ["an introspection", () => client().introspect(tokens.access_token)],
    ["a revocation", () => client().post("/oauth2/revoke", { token: tokens.refresh_token, client_id: "spa" })],
    [
      "a pushed request",
      () => client().post("/oauth2/par", Object.fromEntries(new URL(client().authorizeUrl()).searchParams)),
    ],
    ["its health", async () => answerOf(await fetch(new URL("/health", server.baseUrl)))],
  ];
  for (const [what, ask] of asks) {
    it(`answers ${what} with 503 and Retry-After, neither with yes nor with no (security bar 27.4, 27.5)`, async () => {
      const { status, headers, body } = await ask();
      assert.equal(status, 503, JSON.stringify(body));
      assert.ok(Number(headers.get("retry-after")) > 0);
      assert.equal(headers.get("cache-control"), "no-store");
      assert.deepEqual(body, { error: "temporarily_unavailable", error_description: "Service Unavailable Error." });
    });
  }

  for (const prompt of [undefined, "none", "login"]) {
    it(`shows people a page without details: prompt=${prompt} (security bar 27.5)`, async () => {
      const page = await browser.open(client().authorizeUrl({ prompt }));
      assert.equal(page.redirectedTo, undefined, "the client is told neither login_required nor anything else");
      assert.equal(page.status, 503);
      assert.ok(Number(page.headers.get("retry-after")) > 0);
      assert.match(page.headers.get("content-type") as string, /^text\/html/);
      const shown = page.body.replace(/<title>Error: /, "");
      assert.doesNotMatch(shown, /postgres|ECONNREFUSED|127\.0\.0\.1|SELECT|Error:|does not exist|\.ts\b/i);
    });
  }

  it("says in the log what failed", () => {
    assert.ok(server.logLines.some((line) => line.includes("the database does not answer")));
  });
});

const OWN = { grant_type: "client_credentials" };
