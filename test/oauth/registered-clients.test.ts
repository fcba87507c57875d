import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { SignJWT } from "jose";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { basic, finish, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import {
  administratorToken,
  callRegistration,
  METADATA,
  organizationsThatRegister,
  type RegistrationCall,
} from "../registration.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

const OTHER_CALLBACK = "https://app.example/other";

describe("RFC 7592: a client after its registration", () => {
  let server: TestServer;
  let administrator: string;
  before(async () => {
    server = await startServer({ organizations: organizationsThatRegister() });
    administrator = await administratorToken(server);
  });
  after(() => server.stop());

  const call = (changes: RegistrationCall) => callRegistration(server, { tenant: "globex", ...changes });
  const register = async (changes: object = {}) => (await call({ body: { ...METADATA, ...changes } })).body;
  // biome-ignore lint/suspicious/noExplicitAny: what the endpoint answered
  const manage = (client: any, method: string, body?: unknown, token = client.registration_access_token) =>
    call({ method, path: client.registration_client_uri, token, body });

  it("tells the client what it has registered, but not its secret again (§2.1, security bar 6.6)", async () => {
    const { client_secret, ...registered } = await register({ contacts: ["ops@app.example"], software_id: "app" });
    const { status, body } = await manage(registered, "GET");
    assert.equal(status, 200);
    assert.equal(typeof client_secret, "string");
    assert.deepEqual(body, registered);
  });

  it("replaces what the client has registered, and puts what is left out back to its default (§2.2)", async () => {
    const registered = await register({ redirect_uris: [OTHER_CALLBACK], policy_uri: "https://app.example/policy" });
    const changes = { client_id: registered.client_id, client_name: "New Name", redirect_uris: [CALLBACK] };
    const { status, body } = await manage(registered, "PUT", changes);
    assert.equal(status, 200);
    assert.deepEqual([body.client_name, body.redirect_uris], ["New Name", [CALLBACK]]);
    assert.ok(!("policy_uri" in body) && !("client_secret" in body));
    assert.deepEqual((await manage(registered, "GET")).body, body);

    const client = new TestClient(server, registered.client_id, "globex");
    const code = await client.obtainCode();
    const header = basic(registered.client_id, registered.client_secret);
    const exchanged = await client.token({ client_id: undefined, grant_type: "authorization_code", ...code }, header);
    assert.equal(exchanged.status, 200, "the secret is still the same");
  });

  it("does not let a client that nobody vouches for manage its user's account (security bar 23.2)", async () => {
    for (const scope of [undefined, "openid internal_login"]) {
      const { client_id } = await register({ token_endpoint_auth_method: "none", scope });
      const client = new TestClient(server, client_id, "globex");
      assert.equal((await client.obtainTokens({ scope: "openid internal_login" })).scope, "openid");
    }
  });

  it("does not tell a client that nobody vouches for what its user is called, unless they allowed that (OIDC Core §8.1)", async () => {
    const { client_id, client_secret } = await register({ subject_type: "pairwise" });
    const client = new TestClient(server, client_id, "globex");
    const header = basic(client_id, client_secret);
    for (const [scope, username] of [
      ["openid", undefined],
      ["openid profile", "kim@globex"],
    ] as const) {
      const code = await client.obtainCode({ scope });
      const { body } = await client.token({ client_id: undefined, grant_type: "authorization_code", ...code }, header);
      const { body: told } = await client.post("/oauth2/introspect", { token: body.access_token }, header);
      assert.deepEqual([told.active, told.username], [true, username]);
    }
  });

  it("takes back unchanged what it has told", async () => {
    const registered = await register({
      response_types: ["code id_token"],
      grant_types: ["authorization_code", "implicit"],
    });
    const { client_secret: _, ...expected } = registered;
    const { status, body } = await manage(registered, "PUT", registered);
    assert.deepEqual([status, body], [200, expected]);
  });

  for (const [what, change] of [
    ["another id", { client_id: "another" }],
    ["a secret of its choice", { client_secret: "a secret that somebody has chosen for itself" }],
    ["a grant that nobody has allowed it", { grant_types: ["authorization_code", "client_credentials"] }],
    ["metadata that cannot be", { redirect_uris: ["http://app.example/"] }],
  ] as const) {
    it(`does not give a client ${what} (§2.2)`, async () => {
      const registered = await register();
      const { status } = await manage(registered, "PUT", { ...METADATA, ...change });
      assert.equal(status, 400);
      assert.deepEqual((await manage(registered, "GET")).body.redirect_uris, [CALLBACK]);
    });
  }

  it("gives a secret to a client that begins to need one, and takes it from one that needs none any more", async () => {
    const registered = await register({ token_endpoint_auth_method: "none" });
    assert.ok(!("client_secret" in registered));
    const confidential = await manage(registered, "PUT", METADATA);
    assert.match(confidential.body.client_secret, /^[\w-]{43}$/);
    const again = await manage(registered, "PUT", { ...METADATA, token_endpoint_auth_method: "none" });
    assert.ok(!("client_secret_expires_at" in again.body));
    const { clients } = await tenantStore(server, "globex");
    assert.deepEqual((await clients.find(registered.client_id))?.secrets, []);
  });

  it("can prove itself with a JWT of the secret that it was given (OIDC Core §9)", async () => {
    const method = { token_endpoint_auth_method: "client_secret_jwt", token_endpoint_auth_signing_alg: "HS512" };
    const registered = await register(method);
    const client = new TestClient(server, registered.client_id, "globex");
    const client_assertion = await new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: "HS512" })
      .setIssuer(registered.client_id)
      .setSubject(registered.client_id)
      .setAudience(server.url("/oauth2/token", "globex"))
      .setIssuedAt(server.clock.now)
      .setExpirationTime(server.clock.now + 60)
      .sign(Buffer.from(registered.client_secret));
    const proof = { client_assertion, client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" };
    const { status, body } = await client.exchange(await client.obtainCode(), proof);
    assert.equal(status, 200, JSON.stringify(body));
    const kept = await manage(registered, "PUT", { ...METADATA, ...method });
    assert.ok(!("client_secret" in kept.body), "the sealed secret still does");
  });

  it("ends the client and every token of it (§2.3)", async () => {
    const registered = await register({
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
    });
    const client = new TestClient(server, registered.client_id, "globex");
    const { access_token, refresh_token } = await client.obtainTokens();
    assert.equal((await client.userinfo(access_token)).status, 200);

    const { status, body } = await manage(registered, "DELETE");
    assert.deepEqual([status, body], [204, ""]);
    assert.equal((await client.userinfo(access_token)).status, 401);
    assert.deepEqual((await client.introspect(access_token)).body, { active: false });
    assert.equal((await client.refresh(refresh_token)).body.error, "invalid_client");
    assert.match((await client.authorize()).body, /application\.not\.found|invalid_client/);
    assert.equal((await manage(registered, "GET")).status, 401);
  });

  it("does not give a later client of the same id what an earlier one was allowed", async () => {
    const id = { ext_param_client_id: "proposed_by_admin", token_endpoint_auth_method: "none" };
    const token = administrator;
    const create = () => callRegistration(server, { token, body: { ...METADATA, ...id } });
    const registered = (await create()).body;
    assert.equal(registered.client_id, "proposed_by_admin");
    const client = new TestClient(server, registered.client_id);
    const { access_token } = await client.obtainTokens();
    await callRegistration(server, { method: "DELETE", path: registered.registration_client_uri, token });
    assert.equal((await create()).status, 201);
    assert.equal((await client.userinfo(access_token)).status, 401);
  });

  for (const method of ["GET", "PUT", "DELETE"]) {
    it(`says no more of a wrong token than of a client that is not there: ${method}, 401 (§2.1, §2.2, §2.3, contract §12)`, async () => {
      const [registered, other] = [await register(), await register()];
      const body = method === "PUT" ? METADATA : undefined;
      const answers = await Promise.all([
        manage(registered, method, body, "abc"),
        manage(registered, method, body, other.registration_access_token),
        manage({ ...registered, registration_client_uri: "/not_there" }, method, body),
        call({
          tenant: "acme",
          method,
          path: `/${registered.client_id}`,
          token: registered.registration_access_token,
          body,
        }),
        call({ method, path: registered.registration_client_uri, body }),
      ]);
      const unlike = ({ traceId: _, ...rest }: Record<string, unknown>) => rest;
      for (const answer of answers) {
        assert.equal(answer.status, 401);
        assert.match(answer.headers.get("www-authenticate") as string, /^Bearer /);
        assert.deepEqual(unlike(answer.body), unlike(answers[0]?.body));
      }
      assert.equal((await manage(registered, "GET")).status, 200);
    });
  }

  describe("in the hands of an administrator (contract §12)", () => {
    const administer = (method: string, path: string, body?: unknown, token = administrator) =>
      callRegistration(server, { method, path, token, body });

    it("is found by its name, and by its id, without its registration access token", async () => {
      const { client_id } = (await administer("POST", "", { ...METADATA, client_name: "Sought App" })).body;
      const byName = await administer("GET", "?client_name=Sought%20App");
      assert.equal(byName.body.client_id, client_id);
      const byId = await administer("GET", `/${client_id}`);
      assert.deepEqual(byId.body, byName.body);
      assert.ok(!("registration_access_token" in byId.body));
      assert.equal((await administer("GET", "?client_name=Nobody")).status, 401);
    });

    it("keeps what metadata cannot say, such as whether users are asked for consent", async () => {
      const before = (await administer("GET", "/spa")).body;
      const { status } = await administer("PUT", "/spa", { ...before, client_name: "Renamed" });
      assert.equal(status, 200);
      const spa = await (await tenantStore(server)).clients.find("spa");
      assert.deepEqual([spa?.name, spa?.skipConsent, spa?.pkce.mandatory], ["Renamed", true, true]);
      const page = await new TestClient(server, "spa").authorize();
      assert.ok(page.redirectedTo?.searchParams.get("code"));
    });

    it("has the id and the secret that were proposed for it, unless somebody has that id (security bar 6.11)", async () => {
      const proposed = {
        ext_param_client_id: "proposed_client_id",
        ext_param_client_secret: "a secret that is long enough".replaceAll(" ", "-").padEnd(40, "x"),
      };
      const { body } = await administer("POST", "", { ...METADATA, ...proposed });
      assert.equal(body.client_id, proposed.ext_param_client_id);
      assert.equal(body.client_secret, proposed.ext_param_client_secret);
      const { users, clients } = await tenantStore(server);
      const kim = await users.findByName("kim");
      await users.save(
        { ...(kim?.user as NonNullable<typeof kim>["user"]), id: crypto.randomUUID(), userName: "User_Of_That_Name" },
        undefined,
      );
      for (const id of [
        "proposed_client_id",
        "user_of_that_name",
        kim?.user.id,
        "short",
        "white space is in it",
        "https://app.example/",
      ]) {
        const refused = await administer("POST", "", { ...METADATA, ext_param_client_id: id });
        assert.deepEqual([refused.status, refused.body.error], [400, "invalid_client_metadata"], id);
      }
      assert.equal((await clients.find("proposed_client_id"))?.name, METADATA.client_name);
      for (const secret of ["short", "with a blank in it, which is long enough otherwise"]) {
        assert.equal((await administer("POST", "", { ...METADATA, ext_param_client_secret: secret })).status, 400);
      }
    });

    it("may have what nobody takes for itself", async () => {
      const { status, body } = await administer("POST", "", {
        client_name: "Service",
        grant_types: ["client_credentials"],
        ext_application_token_lifetime: 60,
        ext_token_type: "JWT",
      });
      assert.deepEqual([status, body.response_types], [201, []]);
      const client = new TestClient(server, body.client_id);
      const answer = await client.token(
        { grant_type: "client_credentials", client_id: undefined },
        basic(body.client_id, body.client_secret),
      );
      assert.deepEqual([answer.status, answer.body.expires_in], [200, 60]);
    });

    it("needs a scope for each thing (security bar 23.1)", async () => {
      const viewer = await administratorToken(server, "viewer");
      assert.equal((await administer("GET", "/web", undefined, viewer)).status, 200);
      assert.equal((await administer("PUT", "/web", METADATA, viewer)).status, 403);
      assert.equal((await administer("DELETE", "/web", undefined, viewer)).status, 403);
    });
  });

  it("signs a user in with PKCE alone when it has no secret, and never without", async () => {
    const { client_id, ext_pkce_mandatory } = await register({
      token_endpoint_auth_method: "none",
      ext_pkce_mandatory: false,
    });
    assert.equal(ext_pkce_mandatory, true);
    const client = new TestClient(server, client_id, "globex");
    assert.ok((await client.obtainTokens()).access_token);
    const browser = new ScriptLessBrowser();
    const none = { code_challenge: undefined, code_challenge_method: undefined };
    await client.authorize({}, browser);
    const page = await finish(browser, await browser.open(client.authorizeUrl(none), CALLBACK));
    assert.equal(page.redirectedTo?.searchParams.get("error"), "invalid_request");
  });
});
