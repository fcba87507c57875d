import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, newVerifier, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SECTOR = "https://sector.example/uris.json";
const common = { publicClient: true, skipLoginConsent: true, subject: { subjectType: "pairwise" } };
const application = (clientId: string, callback: string, changes: object = {}) => ({
  ...common,
  clientId,
  callbackURLs: [callback],
  ...changes,
});

describe("OIDC Core §8.1: pairwise subjects", () => {
  let server: TestServer;
  before(async () => {
    const withSector = { subject: { subjectType: "pairwise", sectorIdentifierUri: SECTOR } };
    const applications = [
      application("one", CALLBACK),
      application("same-host", `${CALLBACK}/elsewhere`),
      application("other-host", "https://other.example/callback"),
      application("sector-a", "https://a.example/callback", withSector),
      application("sector-b", "https://b.example/callback", withSector),
      application("native-a", "com.example.native:/callback"),
      application("native-b", "com.example.native:/callback"),
      application("impostor", "com.example.impostor://app.example/callback"),
      application("loopback-a", "http://127.0.0.1/callback"),
      application("loopback-b", "http://127.0.0.1/callback"),
      application("jwt", CALLBACK, { accessToken: { type: "JWT" } }),
      application("public", CALLBACK, { subject: { subjectType: "public" } }),
    ];
    const callers = organizations.map(({ applications: all }) => all.filter(({ clientId }) => clientId === "web"));
    server = await startServer({
      organizations: organizations.map((organization, n) => ({
        ...organization,
        applications: [...applications, ...(callers[n] ?? [])],
      })),
    });
  });
  after(() => server.stop());

  /** Signs the user in, and returns what gets tokens for one client after the other. */
  async function signIn(tenant = "acme", userName = "kim") {
    const browser = new ScriptLessBrowser();
    await new TestClient(server, "one", tenant).authorize({}, browser, userName);
    return async (clientId: string, redirect_uri = CALLBACK) => {
      const client = new TestClient(server, clientId, tenant);
      const code_verifier = newVerifier();
      const page = await browser.open(client.authorizeUrl({ redirect_uri }, code_verifier), redirect_uri);
      const code = page.redirectedTo?.searchParams.get("code") as string;
      const { body } = await client.exchange({ code, redirect_uri, code_verifier });
      return { client, browser, ...body, subject: claimsOf(body.id_token).sub as string };
    };
  }

  type Registered = readonly [clientId: string, callback: string];
  const sectors: readonly (readonly [string, boolean, Registered, Registered])[] = [
    ["of one host", true, ["one", CALLBACK], ["same-host", `${CALLBACK}/elsewhere`]],
    ["of two hosts", false, ["one", CALLBACK], ["other-host", "https://other.example/callback"]],
    [
      "of two hosts with one sector identifier URI",
      true,
      ["sector-a", "https://a.example/callback"],
      ["sector-b", "https://b.example/callback"],
    ],
    [
      "with a private-use scheme, which names no host",
      false,
      ["native-a", "com.example.native:/callback"],
      ["native-b", "com.example.native:/callback"],
    ],
    [
      "with a private-use scheme in which a host is named that is another's",
      false,
      ["one", CALLBACK],
      ["impostor", "com.example.impostor://app.example/callback"],
    ],
    [
      "on loopback, which is everybody's host",
      false,
      ["loopback-a", "http://127.0.0.1/callback"],
      ["loopback-b", "http://127.0.0.1/callback"],
    ],
  ];
  for (const [what, alike, first, second] of sectors) {
    it(`knows the user of clients ${what} by ${alike ? "one name" : "two names"}`, async () => {
      const tokensOf = await signIn();
      const [a, b] = [await tokensOf(...first), await tokensOf(...second)];
      assert.equal(a.subject === b.subject, alike);
      for (const { subject } of [a, b]) assert.match(subject, UUID);
    });
  }

  it("is not the public subject, nor another user's, and the same at every sign-in", async () => {
    const tokensOf = await signIn();
    const { subject } = await tokensOf("one");
    assert.notEqual(subject, (await tokensOf("public")).subject);
    assert.notEqual(subject, (await (await signIn("acme", "lee"))("one")).subject);
    assert.equal(subject, (await (await signIn())("one")).subject);
  });

  it("follows from a secret of the organization's, which is none of another's", async () => {
    const salts = (await server.store.tenants.list()).map(({ subjectSalt }) => subjectSalt);
    assert.equal(new Set(salts).size, 2);
    for (const salt of salts) assert.equal(Buffer.from(salt, "base64url").length, 32);
    assert.notEqual((await (await signIn())("one")).subject, (await (await signIn("globex"))("one")).subject);
  });

  it("survives that the configuration is applied again and the organization renamed", async () => {
    const { subject } = await (await signIn())("one");
    await server.configure([{ handle: "acme", name: "Acme and Sons" }]);
    assert.equal((await (await signIn())("one")).subject, subject);
  });

  it("is the same in ID token, userinfo, JWT access token, introspection and at refreshes (Core §5.3.2, security bar 5.8)", async () => {
    const { client, access_token, refresh_token, subject } = await (await signIn())("jwt");
    assert.equal((await client.userinfo(access_token)).body.sub, subject);
    assert.equal(claimsOf(access_token).sub, subject);
    assert.equal((await client.introspect(access_token)).body.sub, subject);
    const { body } = await client.refresh(refresh_token);
    assert.equal(claimsOf(body.id_token).sub, subject);
  });

  it("names the user in an id_token_hint and at the end of the session (OIDC Core §3.1.2.1, RP-Initiated Logout §2)", async () => {
    const { client, browser, id_token } = await (await signIn())("one");
    const silent = await client.authorize({ id_token_hint: id_token, prompt: "none" }, browser);
    assert.ok(silent.redirectedTo?.searchParams.get("code"));
    const others = await (await signIn("acme", "lee"))("one");
    const refused = await client.authorize({ id_token_hint: others.id_token, prompt: "none" }, browser);
    assert.equal(refused.redirectedTo?.searchParams.get("error"), "login_required");

    const logout = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: CALLBACK });
    const page = await browser.open(`${server.url("/oidc/logout")}?${logout}`, CALLBACK);
    assert.equal(page.redirectedTo?.href, CALLBACK);
  });

  it("is offered by discovery (Discovery §3)", async () => {
    const { body } = await new TestClient(server, "one").get("/.well-known/openid-configuration");
    assert.deepEqual(body.subject_types_supported, ["public", "pairwise"]);
  });
});
