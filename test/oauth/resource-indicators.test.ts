import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { basic, challengeOf, claimsOf, newVerifier, TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

const [CALENDAR, CONTACTS, PAYROLL] = [
  "https://calendar.example",
  "https://contacts.example/v1",
  "https://pay.example",
];
const SECRET = "a secret of the service application";
const authorizedAPIs = [
  { identifier: CALENDAR, scopes: ["calendar:read", "calendar:gone"] },
  { identifier: CONTACTS, scopes: ["contacts:read"] },
  { identifier: "https://gone.example", scopes: ["gone:read"] },
];
const APPLICATION = { publicClient: true, callbackURLs: [CALLBACK], skipLoginConsent: true, authorizedAPIs };
const acme = {
  handle: "acme",
  users: [{ userName: "kim", password: PASSWORD }],
  apiResources: [
    { identifier: CALENDAR, scopes: ["calendar:read", "calendar:write"] },
    { identifier: CONTACTS, scopes: ["contacts:read"] },
    { identifier: PAYROLL, scopes: ["pay:read"] },
  ],
  applications: [
    { ...APPLICATION, clientId: "opaque" },
    { ...APPLICATION, clientId: "jwt", accessToken: { type: "JWT", audience: ["https://always.example"] } },
    { clientId: "web", clientSecret: SECRET, callbackURLs: [], grantTypes: ["client_credentials"], authorizedAPIs },
  ],
};

describe("RFC 8707: resource indicators", () => {
  let server: TestServer;
  const browser = new ScriptLessBrowser();
  before(async () => {
    server = await startServer({ organizations: [acme] });
    await client().authorize({}, browser);
  });
  after(() => server.stop());
  const client = (clientId = "jwt") => new TestClient(server, clientId);

  const withResources = (values: readonly string[]) =>
    values.map((value) => `&${new URLSearchParams({ resource: value })}`);
  /** A code for the resources, by a URL that repeats them. */
  async function codeFor(resources: readonly string[], clientId?: string) {
    const verifier = newVerifier();
    const url =
      client(clientId).authorizeUrl({ code_challenge: challengeOf(verifier) }) + withResources(resources).join("");
    const { code } = returned(await browser.open(url, CALLBACK));
    assert.ok(code);
    return { grant_type: "authorization_code", code, redirect_uri: CALLBACK, code_verifier: verifier };
  }
  async function token(form: Record<string, string>, resources: readonly string[] = [], clientId = "jwt") {
    const body = new URLSearchParams([
      ...Object.entries({ client_id: clientId, ...form }),
      ...resources.map((value) => ["resource", value] as [string, string]),
    ]);
    const response = await fetch(server.url("/oauth2/token"), { method: "POST", body });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }
  const audienceOf = (accessToken: string | undefined) => claimsOf(accessToken as string).aud;
  const introspected = async (accessToken: string | undefined) =>
    (await client().post("/oauth2/introspect", { token: accessToken }, basic("web", SECRET))).body.aud;

  it("makes the one API that was named the audience (§2)", async () => {
    const { body } = await token(await codeFor([CALENDAR]));
    assert.equal(audienceOf(body.access_token), CALENDAR);
    assert.equal(await introspected(body.access_token), CALENDAR);
  });

  it("takes several, each sent by itself (§2)", async () => {
    const { body } = await token(await codeFor([CALENDAR, CONTACTS, CALENDAR]));
    assert.deepEqual(audienceOf(body.access_token), [CALENDAR, CONTACTS]);
  });

  it("remembers them all while the user is on the pages", async () => {
    const verifier = newVerifier();
    const fresh = new ScriptLessBrowser();
    const url =
      client().authorizeUrl({ code_challenge: challengeOf(verifier) }) + withResources([CALENDAR, CONTACTS]).join("");
    const page = await fresh.open(url, CALLBACK);
    const entered = { usernameUserInput: "kim", password: PASSWORD };
    const { code } = returned(await fresh.submit(page, entered, CALLBACK));
    const form = {
      grant_type: "authorization_code",
      code: code as string,
      redirect_uri: CALLBACK,
      code_verifier: verifier,
    };
    assert.deepEqual(audienceOf((await token(form)).body.access_token), [CALENDAR, CONTACTS]);
  });

  it("knows an API with or without the slash after its host (RFC 3986 §6.2.3), and names it as it is registered", async () => {
    assert.equal(audienceOf((await token(await codeFor([`${CALENDAR}/`]))).body.access_token), CALENDAR);
  });

  it("narrows the audience of one token, and never widens it (§2.2)", async () => {
    const { body } = await token(await codeFor([CALENDAR, CONTACTS]), [CONTACTS]);
    assert.equal(audienceOf(body.access_token), CONTACTS);
    const refresh = (refresh_token: string | undefined, resources: readonly string[]) =>
      token({ grant_type: "refresh_token", refresh_token: refresh_token as string }, resources);
    const second = await refresh(body.refresh_token, [CALENDAR]);
    assert.equal(audienceOf(second.body.access_token), CALENDAR);
    const third = await refresh(second.body.refresh_token, []);
    assert.deepEqual(audienceOf(third.body.access_token), [CALENDAR, CONTACTS]);
    const narrow = await token(await codeFor([CALENDAR]));
    const refused = await refresh(narrow.body.refresh_token, [CONTACTS]);
    assert.deepEqual([refused.status, refused.body.error], [400, "invalid_target"]);
    assert.equal((await refresh(narrow.body.refresh_token, [])).status, 200);
  });

  it("takes it at the token endpoint alone as well (§2.2)", async () => {
    const { body } = await token(await codeFor([]), [CONTACTS]);
    assert.equal(audienceOf(body.access_token), CONTACTS);
    const refused = await token(await codeFor([]), [PAYROLL]);
    assert.deepEqual([refused.status, refused.body.error], [400, "invalid_target"]);
  });

  it("tells the audience of an opaque token at introspection (RFC 7662 §2.2)", async () => {
    const { body } = await token(await codeFor([CALENDAR], "opaque"), [], "opaque");
    assert.equal(await introspected(body.access_token), CALENDAR);
  });

  it("serves a client that acts for itself (§2.2)", async () => {
    const ask = (resource: string) =>
      client().post("/oauth2/token", { grant_type: "client_credentials", resource }, basic("web", SECRET));
    assert.equal(await introspected((await ask(CALENDAR)).body.access_token), CALENDAR);
    assert.equal((await ask(PAYROLL)).body.error, "invalid_target");
  });

  it("leaves the audience as it is without one (contract §7.3)", async () => {
    assert.deepEqual(audienceOf((await token(await codeFor([]))).body.access_token), ["jwt", "https://always.example"]);
  });

  for (const [what, resource] of [
    ["that the client is not authorized for", PAYROLL],
    ["that the organization does not have any more", "https://gone.example"],
    ["that nobody knows", "https://unknown.example"],
    ["with a fragment", `${CALENDAR}#a`],
    ["with an empty fragment", `${CALENDAR}#`],
    ["that is relative", "/calendar"],
    ["below a known one", `${CALENDAR}/more`],
    ["that is no URI", "calendar"],
  ] as const) {
    it(`refuses a resource ${what} with invalid_target (§2)`, async () => {
      assert.equal(returned(await browser.open(client().authorizeUrl({ resource }), CALLBACK)).error, "invalid_target");
      const { searchParams } = new URL(client().authorizeUrl({ resource }));
      const pushed = await client().post("/oauth2/par", Object.fromEntries(searchParams));
      assert.deepEqual([pushed.status, pushed.body.error], [400, "invalid_target"]);
    });
  }

  describe("scopes of APIs (contract §5.6)", () => {
    it("grants those that the client is authorized for, and drops the others", async () => {
      const scope = "openid calendar:read calendar:write calendar:gone contacts:read gone:read pay:read nonsense";
      const tokens = await client().obtainTokens({ scope });
      assert.equal(tokens.scope, "calendar:read contacts:read openid");
    });

    it("grants them to a client that acts for itself", async () => {
      const ask = (scope: string) =>
        client().post("/oauth2/token", { grant_type: "client_credentials", scope }, basic("web", SECRET));
      assert.equal((await ask("calendar:read pay:read")).body.scope, "calendar:read");
      assert.equal((await ask("pay:read")).body.error, "invalid_scope");
    });
  });
});
