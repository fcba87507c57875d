import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { basic, claimsOf, finish, TestClient } from "../client.ts";
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

describe("RFC 7591: dynamic client registration", () => {
  let server: TestServer;
  let token: string;
  before(async () => {
    server = await startServer({ organizations: organizationsThatRegister() });
    token = await administratorToken(server);
  });
  after(() => server.stop());

  const call = (changes: RegistrationCall) => callRegistration(server, { body: METADATA, ...changes });

  it("answers with all that is registered, a secret of 256 bits, and what manages the client (§3.2.1, contract §12)", async () => {
    const { status, headers, body } = await call({ token });
    assert.equal(status, 201);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("location"), body.registration_client_uri);
    assert.match(body.client_id, /^[A-Za-z0-9_]{27}a$/);
    assert.match(body.client_secret, /^[A-Za-z0-9_-]{43}$/);
    assert.equal(body.client_secret_expires_at, 0);
    assert.equal(body.client_id_issued_at, server.clock.now);
    assert.equal(typeof body.registration_access_token, "string");
    assert.deepEqual(body.redirect_uris, [CALLBACK]);
    assert.equal(body.client_name, "Registered App");
  });

  it("fills in the defaults of RFC 7591 §2 and OIDC Registration §2", async () => {
    const { body } = await call({ token });
    const defaults = {
      grant_types: ["authorization_code"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_basic",
      application_type: "web",
      subject_type: "public",
      id_token_signed_response_alg: "RS256",
      require_auth_time: false,
      ext_pkce_mandatory: false,
    };
    for (const [name, value] of Object.entries(defaults)) assert.deepEqual(body[name], value, name);
    assert.ok(!("userinfo_signed_response_alg" in body));
  });

  it("makes no two clients with one id or secret, also for one name", async () => {
    const [first, second] = await Promise.all([call({ token }), call({ token })]);
    assert.equal(second.status, 201);
    for (const name of ["client_id", "client_secret", "registration_access_token"]) {
      assert.notEqual(first.body[name], second.body[name], name);
    }
  });

  it("keeps no secret and no registration access token that could be read (security bar 6.6)", async () => {
    const { body } = await call({ token });
    const stored = JSON.stringify(await (await tenantStore(server)).clients.find(body.client_id));
    for (const secret of [body.client_secret, body.registration_access_token]) {
      assert.ok(!stored.includes(secret));
      assert.ok(!server.logLines.some((line) => line.includes(secret)));
    }
  });

  const refusals: readonly (readonly [string, () => Promise<RegistrationCall>, number, RegExp])[] = [
    ["a request without a token (security bar 23.6)", async () => ({}), 401, /^Bearer resource_metadata=/],
    ["a token that is none", async () => ({ token: "abc" }), 401, /error="invalid_token"/],
    [
      "a token without the scope",
      async () => ({ token: await administratorToken(server, "viewer") }),
      403,
      /error="insufficient_scope", scope="internal_dcr_create"/,
    ],
    [
      "another organization's token (security bar 22.2)",
      async () => ({ token: await administratorToken(server, "registrar", "globex") }),
      401,
      /invalid_token/,
    ],
    [
      "another organization's token where anybody may register",
      async () => ({ token, tenant: "globex" }),
      401,
      /invalid_token/,
    ],
    [
      "a user's token, whatever its client may do (security bar 23.2)",
      async () => ({ token: await userToken() }),
      403,
      /insufficient_scope/,
    ],
  ];
  for (const [what, request, expected, challenge] of refusals) {
    it(`refuses ${what}: ${expected}, in the words of contract §16`, async () => {
      const { status, headers, body } = await call(await request());
      assert.equal(status, expected);
      assert.match(headers.get("www-authenticate") as string, challenge);
      assert.deepEqual(Object.keys(body), ["code", "message", "description", "traceId"]);
      assert.equal(body.code, expected);
    });
  }

  async function userToken(): Promise<string> {
    const { clients } = await tenantStore(server);
    const registrar = new TestClient(server, "registrar");
    const redeemable = await registrar.obtainCode({ scope: "openid internal_dcr_create" });
    const { body } = await registrar.exchange(redeemable, { client_secret: "acme-registrar-secret" });
    assert.ok((await clients.find("registrar"))?.authorizedApis[0]?.scopes.includes("internal_dcr_create"));
    assert.equal(body.scope, "openid");
    return body.access_token;
  }

  it("does not take the token from a cookie or a form (security bar 23.1)", async () => {
    const headers = { cookie: `token=${token}`, "content-type": "application/json" };
    const url = server.url("/api/identity/oauth2/dcr/v1.1/register");
    const body = JSON.stringify({ ...METADATA, access_token: token });
    assert.equal((await fetch(`${url}?access_token=${token}`, { method: "POST", headers, body })).status, 401);
  });

  it("takes JSON alone, and of every method but its own says which there are", async () => {
    assert.equal((await call({ token, type: "application/x-www-form-urlencoded", body: "client_name=a" })).status, 415);
    const { status, headers } = await call({ token, method: "PATCH" });
    assert.deepEqual([status, headers.get("allow")], [405, "POST, GET"]);
  });

  it("may be called by scripts of registered origins, and no others (security bar 8.5)", async () => {
    const preflight = async (origin: string) => {
      const asked = {
        origin,
        "access-control-request-method": "PUT",
        "access-control-request-headers": "authorization",
      };
      const url = server.url("/api/identity/oauth2/dcr/v1.1/register/abc");
      const { headers } = await fetch(url, { method: "OPTIONS", headers: asked });
      return headers.get("access-control-allow-methods")?.includes("PUT") ?? false;
    };
    assert.deepEqual(
      [await preflight(new URL(CALLBACK).origin), await preflight("https://evil.example")],
      [true, false],
    );
  });

  it("is not there where the organization has switched it off", async () => {
    const answers = await Promise.all([
      call({ tenant: "closed" }),
      call({ tenant: "closed", token }),
      callRegistration(server, { tenant: "closed", method: "GET", path: "/abc" }),
    ]);
    for (const { status } of answers) assert.equal(status, 404);
    const { body } = await new TestClient(server, "", "closed").get("/.well-known/openid-configuration");
    assert.ok(!("registration_endpoint" in body));
  });

  it("is in the metadata of the others (RFC 8414 §2)", async () => {
    for (const tenant of ["acme", "globex"]) {
      const { body } = await new TestClient(server, "", tenant).get("/.well-known/openid-configuration");
      assert.equal(body.registration_endpoint, server.url("/api/identity/oauth2/dcr/v1.1/register", tenant));
    }
  });

  describe("by clients that others wrote", () => {
    const insecure = { [oauth.allowInsecureRequests]: true };

    it("oauth4webapi registers, and its client signs a user in", async () => {
      const issuer = new URL(server.url("/oauth2/token", "globex"));
      const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
      const response = await oauth.dynamicClientRegistrationRequest(as, METADATA, insecure);
      const registered = await oauth.processDynamicClientRegistrationResponse(response);
      const client = new TestClient(server, registered.client_id, "globex");
      const code = await client.obtainCode({ scope: "openid email" });
      const header = basic(registered.client_id, registered.client_secret as string);
      const { status, body } = await client.token(
        { client_id: undefined, grant_type: "authorization_code", ...code },
        header,
      );
      assert.equal(status, 200);
      assert.equal(claimsOf(body.id_token).aud, registered.client_id);
    });

    it("openid-client registers with an access token, and its client signs a user in", async () => {
      const configuration = await openid.dynamicClientRegistration(
        new URL(server.url("/oauth2/token")),
        { ...METADATA, token_endpoint_auth_method: "client_secret_post" },
        openid.ClientSecretPost(),
        { initialAccessToken: token, execute: [openid.allowInsecureRequests] },
      );
      const { client_id } = configuration.clientMetadata();
      const pkceCodeVerifier = openid.randomPKCECodeVerifier();
      const url = openid.buildAuthorizationUrl(configuration, {
        redirect_uri: CALLBACK,
        scope: "openid",
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: "S256",
      });
      const browser = new ScriptLessBrowser();
      const landed = (await finish(browser, await browser.open(url, CALLBACK))).redirectedTo as URL;
      const tokens = await openid.authorizationCodeGrant(configuration, landed, { pkceCodeVerifier });
      assert.equal(tokens.claims()?.aud, client_id);
    });
  });

  describe("open to anybody (RFC 7591 §3)", () => {
    it("takes a registration without a token", async () => {
      assert.equal((await call({ tenant: "globex" })).status, 201);
    });

    for (const [what, metadata] of [
      ["a grant without a user", { grant_types: ["authorization_code", "client_credentials"] }],
      ["an id of its choice", { ext_param_client_id: "chosen_by_the_client" }],
      ["a secret of its choice", { ext_param_client_secret: "a secret that somebody has chosen for itself" }],
      ["longer lives for its tokens", { ext_user_token_lifetime: 31_536_000 }],
      ["authorization details", { authorization_details_types: ["payment"] }],
    ] as const) {
      it(`does not let a client take ${what} for itself`, async () => {
        const { status, body } = await call({ tenant: "globex", body: { ...METADATA, ...metadata } });
        assert.deepEqual([status, body.error], [400, "invalid_client_metadata"]);
      });
    }

    it("asks users for consent every time, whatever the client says (security bar 25.1)", async () => {
      const asking = { skip_consent: true, skipConsent: true, skipLoginConsent: true, ext_skip_login_consent: true };
      const { body } = await call({ tenant: "globex", body: { ...METADATA, ...asking } });
      const browser = new ScriptLessBrowser();
      const client = new TestClient(server, body.client_id, "globex");
      for (const _ of ["first", "second"]) {
        let page = await browser.open(client.authorizeUrl(), CALLBACK);
        if (page.body.includes("usernameUserInput")) {
          page = await browser.submit(page, { usernameUserInput: "kim", password: "correct horse battery" }, CALLBACK);
        }
        assert.ok(page.form && "sessionDataKeyConsent" in page.form.hidden);
        assert.ok((await finish(browser, page)).redirectedTo?.searchParams.get("code"));
      }
    });

    it("slows an address that registers very often (contract §1.5): 429", async () => {
      let last = await call({ tenant: "globex" });
      for (let n = 0; n < 60 && last.status === 201; n += 1) last = await call({ tenant: "globex" });
      assert.equal(last.status, 429);
      assert.ok(Number(last.headers.get("retry-after")) > 0);
      assert.equal((await call({ token })).status, 201, "another organization is not slowed");
      server.clock.advance(61);
      token = await administratorToken(server);
      assert.equal((await call({ tenant: "globex" })).status, 201);
    });

    it("slows an address whose clients change themselves very often (security bar 18.5): 429", async () => {
      server.clock.advance(61);
      const { body } = await call({ tenant: "globex" });
      const path = body.registration_client_uri;
      const change = () =>
        call({ tenant: "globex", method: "PUT", path, token: body.registration_access_token, body: METADATA });
      let last = await change();
      for (let n = 0; n < 60 && last.status === 200; n += 1) last = await change();
      assert.equal(last.status, 429);
      assert.ok(Number(last.headers.get("retry-after")) > 0);
      server.clock.advance(61);
      assert.equal((await change()).status, 200);
    });
  });
});
