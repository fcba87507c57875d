import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import type { User } from "../../src/protocol/model/user.ts";
import { basic, claimsOf, newVerifier, type Redeemable, TestClient } from "../client.ts";
import { type LogoutReceiver, startLogoutReceiver } from "../logout-receiver.ts";
import { addPerson, changePerson, worldOf } from "../organization-people.ts";
import { organizationOf, request, switchingOrganizations, switchTo } from "../organization-switching.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, tenantStore } from "../tenant-data.ts";
import { ACCESS_TOKEN, TOKEN_EXCHANGE } from "../token-exchange.ts";

const MEMBERS = ["org_id", "org_name", "org_handle", "user_org"] as const;
const SCOPE = "openid profile email roles groups internal_login orders:read orders:write internal_org_user_mgt_list";

describe("contract §21.3: tokens of people who signed in to their organization", () => {
  let server: TestServer;
  let receiver: LogoutReceiver;
  let pat: User;
  /** What is said of pat's tokens. */
  let said: object;
  before(async () => {
    receiver = await startLogoutReceiver();
    server = await startServer({
      organizations: switchingOrganizations(),
      settings: { outboundAllowedHosts: ["localhost"] },
    });
    pat = await addPerson(server, "west", "pat", {
      claims: { given_name: "Pat", email: "pat@west.example", groups: ["Westerners"] },
      permissions: ["orders:read", "orders:delete"],
    });
    const { id } = await organizationOf(server, "west");
    said = { org_id: id, org_name: "The West", org_handle: "west", user_org: id };
  });
  after(() => Promise.all([server.stop(), receiver.close()]));

  const codeOf = async (
    clientId: string,
    changes: Record<string, string> = {},
    browser = new ScriptLessBrowser(),
  ): Promise<Redeemable> => {
    const code_verifier = newVerifier();
    const url = new TestClient(server, clientId).authorizeUrl(
      { orgHandle: "west", scope: SCOPE, ...changes },
      code_verifier,
    );
    let page = await browser.open(url, CALLBACK);
    if (page.redirectedTo === undefined) {
      page = await browser.submit(page, { usernameUserInput: "pat", password: PASSWORD }, CALLBACK);
    }
    const { code } = returned(page);
    assert.ok(code, page.body);
    return { code, redirect_uri: CALLBACK, code_verifier };
  };
  const redeem = (clientId: string, redeemable: Redeemable) =>
    request(server, clientId, { grant_type: "authorization_code", ...redeemable });
  const tokensOf = async (clientId = "portal", changes = {}, browser?: ScriptLessBrowser) => {
    const { status, body } = await redeem(clientId, await codeOf(clientId, changes, browser));
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const organizationIn = (claims: Record<string, unknown>) =>
    Object.fromEntries(MEMBERS.filter((name) => name in claims).map((name) => [name, claims[name]]));
  const introspect = async (text: string) => (await new TestClient(server, "").introspect(text)).body;
  const userinfo = (text: string) => new TestClient(server, "").userinfo(text);
  const refresh = (refresh_token: string, clientId = "portal", form = {}) =>
    request(server, clientId, { grant_type: "refresh_token", refresh_token, ...form });

  it("are of the tenant's issuer and name the organization and where the user is at home (contract §7.2, §7.3)", async () => {
    const { access_token, id_token } = await tokensOf("portal-jwt");
    for (const claims of [claimsOf(access_token), claimsOf(id_token), await introspect(access_token)]) {
      assert.deepEqual(organizationIn(claims), said);
      assert.deepEqual([claims.iss, claims.sub], [server.url("/oauth2/token"), pat.id]);
    }
    const opaque = await tokensOf();
    assert.deepEqual(organizationIn(await introspect(opaque.access_token)), said);
    assert.deepEqual(organizationIn((await userinfo(opaque.access_token)).body), said);
  });

  it("tell the user's claims, groups and roles as the organization has them (contract §7.6)", async () => {
    const { access_token, id_token } = await tokensOf();
    for (const claims of [claimsOf(id_token), (await userinfo(access_token)).body]) {
      const { given_name, username, email, groups, roles } = claims;
      assert.deepEqual(
        { given_name, username, email, groups, roles },
        {
          given_name: "Pat",
          username: "pat",
          email: "pat@west.example",
          groups: ["Westerners"],
          roles: ["Role of pat"],
        },
      );
    }
  });

  it("have the scopes that the application may have and the user's roles there allow (security bar 23.2)", async () => {
    const { scope } = await tokensOf();
    assert.equal(scope, "email groups internal_login openid orders:read profile roles");
    const url = new TestClient(server, "portal").authorizeUrl({ orgHandle: "west", scope: "orders:write" });
    const browser = new ScriptLessBrowser();
    const page = await browser.open(url);
    const refused = await browser.submit(page, { usernameUserInput: "pat", password: PASSWORD }, CALLBACK);
    assert.equal(returned(refused).error, "invalid_scope");
  });

  it("name the user in introspection apart from the tenant's people of that name (contract §8.1)", async () => {
    const { username } = await introspect((await tokensOf()).access_token);
    assert.equal(username, `pat@${(await organizationOf(server, "west")).id}`);
  });

  it("are about the user's id, for names in organizations are given twice (contract §7.5)", async () => {
    const undo = await changeClient(server, "portal", { subjectClaim: "username" });
    const { id_token } = await tokensOf();
    assert.equal(claimsOf(id_token).sub, pat.id);
    await undo();
    const pairwise = await changeClient(server, "portal", { subject: { type: "pairwise" } });
    assert.notEqual(claimsOf((await tokensOf()).id_token).sub, pat.id);
    await pairwise();
  });

  it("are refreshed into the same (contract §7.7)", async () => {
    const { refresh_token } = await tokensOf("portal-jwt");
    const { body } = await refresh(refresh_token, "portal-jwt");
    for (const text of [body.access_token, body.id_token]) {
      assert.deepEqual(organizationIn(claimsOf(text)), said);
      assert.equal(claimsOf(text).sub, pat.id);
    }
    assert.deepEqual(organizationIn(await introspect(body.access_token)), said);
  });

  it("also come in the front channel (OIDC Core §3.3)", async () => {
    const undo = await changeClient(server, "portal", { responseTypes: ["code id_token token"] });
    const browser = new ScriptLessBrowser();
    const changes = { orgHandle: "west", response_type: "code id_token token", nonce: "n" };
    const page = await browser.open(new TestClient(server, "portal").authorizeUrl(changes));
    const { redirectedTo } = await browser.submit(page, { usernameUserInput: "pat", password: PASSWORD }, CALLBACK);
    const answer = new URLSearchParams(redirectedTo?.hash.slice(1));
    assert.deepEqual(organizationIn(claimsOf(answer.get("id_token") ?? "")), said);
    assert.deepEqual(organizationIn(await introspect(answer.get("access_token") ?? "")), said);
    await undo();
  });

  it("say of the tenant's own people who are members where these are at home", async () => {
    const browser = new ScriptLessBrowser();
    await new TestClient(server, "portal").obtainCode({}, browser, "kim");
    const { id_token, scope } = await tokensOf("portal", {}, browser);
    const tenant = await server.store.tenants.find("acme");
    assert.deepEqual(organizationIn(claimsOf(id_token)), { ...said, user_org: tenant?.id });
    assert.ok(scope.includes("orders:write") && scope.includes("internal_org_user_mgt_list"), scope);
  });

  const endings: [what: string, end: () => Promise<() => Promise<unknown>>][] = [
    ["the user is disabled", () => changePerson(server, "west", "pat", { enabled: false })],
    ["the organization is disabled", () => changeOrganization("west", { status: "DISABLED" })],
    ["the application is shared with it no more", () => changeClient(server, "portal", { sharing: { with: "none" } })],
  ];
  for (const [what, end] of endings) {
    it(`are worth nothing from the moment on that ${what} (security bar 23.2)`, async () => {
      const { access_token, refresh_token } = await tokensOf();
      const redeemable = await codeOf("portal");
      const undo = await end();
      for (const text of [access_token, refresh_token]) assert.deepEqual(await introspect(text), { active: false });
      assert.equal((await userinfo(access_token)).status, 401);
      assert.equal((await refresh(refresh_token)).body.error, "invalid_grant");
      if (what !== "the application is shared with it no more") {
        assert.equal((await redeem("portal", redeemable)).body.error, "invalid_grant");
      }
      await undo();
      assert.equal((await introspect(access_token)).active, true);
      assert.equal((await refresh(refresh_token)).status, 200);
    });
  }

  it("are worth nothing when the user is removed", async () => {
    await addPerson(server, "west", "gone");
    const browser = new ScriptLessBrowser();
    const page = await browser.open(new TestClient(server, "portal").authorizeUrl({ orgHandle: "west" }));
    await browser.submit(page, { usernameUserInput: "gone", password: PASSWORD }, CALLBACK);
    const { access_token, refresh_token } = await tokensOf("portal", {}, browser);
    const { users } = (await worldOf(server, "west")).store;
    await users.remove((await users.findByName("gone"))?.user.id as string, server.clock.now);
    for (const text of [access_token, refresh_token]) assert.deepEqual(await introspect(text), { active: false });
    const silent = new TestClient(server, "portal").authorizeUrl({ orgHandle: "west", prompt: "none" });
    assert.equal(returned(await browser.open(silent, CALLBACK)).error, "login_required");
  });

  it("lose at once a scope that the user's roles allow no more (security bar 23.2)", async () => {
    const { access_token, refresh_token } = await tokensOf();
    const { store } = await worldOf(server, "west");
    const [role] = await store.roleMembers.rolesOf(pat.id);
    assert.ok(role);
    await store.roleMembers.change(role.id, { removedUsers: [pat.id] });
    for (const text of [access_token, refresh_token]) {
      assert.equal((await introspect(text)).scope, "email groups internal_login openid profile roles");
    }
    await store.roleMembers.change(role.id, { addedUsers: [pat.id] });
    assert.match((await introspect(access_token)).scope, /orders:read/);
  });

  it("are switched into no other organization, below or beside (security bar 13.5)", async () => {
    const { access_token } = await tokensOf();
    for (const handle of ["south", "east"]) {
      const { status, body } = await switchTo(server, "portal", access_token, handle);
      assert.deepEqual([status, body.error], [400, "invalid_grant"], handle);
    }
  });

  it("are traded for tokens that say the same (RFC 8693)", async () => {
    const { access_token } = await tokensOf();
    const form = { grant_type: TOKEN_EXCHANGE, subject_token: access_token, subject_token_type: ACCESS_TOKEN };
    const { status, body } = await request(server, "portal", form);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(organizationIn(await introspect(body.access_token)), said);
    assert.equal((await userinfo(body.access_token)).body.sub, pat.id);
  });

  it("open nothing of the tenant's own (security bar 23.1)", async () => {
    const { access_token } = await tokensOf();
    const { status } = await new TestClient(server, "").get("/scim2/Me", { authorization: `Bearer ${access_token}` });
    assert.equal(status, 403);
  });

  it("open what is the user's own in the organization, until they delete it (contract §21.3, §24)", async () => {
    const leaver = await addPerson(server, "west", "leaver");
    const undo = await changeClient(server, "portal", { skipConsent: false });
    const browser = new ScriptLessBrowser();
    const page = await browser.open(new TestClient(server, "portal").authorizeUrl({ orgHandle: "west" }));
    const asked = await browser.submit(page, { usernameUserInput: "leaver", password: PASSWORD });
    await browser.submit(asked, { consent: "approve", hasApprovedAlways: "true" }, CALLBACK);
    await undo();
    const { access_token } = await tokensOf("portal", {}, browser);
    const call = (method: string, path: string) =>
      fetch(server.url(`/o${path}`), { method, headers: { authorization: `Bearer ${access_token}` } });
    const me = await call("GET", "/scim2/Me");
    assert.equal(((await me.json()) as { id: string }).id, leaver.id);
    const sessions = (await (await call("GET", "/api/users/v1/me/sessions")).json()) as { sessions: unknown[] };
    assert.equal(sessions.sessions.length, 1);

    assert.equal((await call("DELETE", "/scim2/Me")).status, 204);
    assert.deepEqual(await introspect(access_token), { active: false });
    const kept = await tenantStore(server);
    assert.deepEqual(await kept.sessions.listOf(leaver.id), []);
    assert.deepEqual(await kept.consents.listOf(leaver.id), []);
    assert.deepEqual(await kept.authorizations.grantsOf(leaver.id, server.clock.now), []);
  });

  it("are hints of who is to be signed in (OIDC Core §3.1.2.1)", async () => {
    const browser = new ScriptLessBrowser();
    const { id_token } = await tokensOf("portal", {}, browser);
    const client = new TestClient(server, "portal");
    const silent = (hint: string, where: Record<string, string> = { orgHandle: "west" }) =>
      browser.open(client.authorizeUrl({ ...where, prompt: "none", id_token_hint: hint }), CALLBACK);
    assert.ok(returned(await silent(id_token)).code);
    assert.equal(returned(await silent(id_token, {})).error, "login_required");
    const { id_token: other } = (
      await request(server, "portal", {
        grant_type: "password",
        username: "kim",
        password: PASSWORD,
        scope: "openid",
      })
    ).body;
    assert.equal(returned(await silent(other)).error, "login_required");
  });

  it("end by a logout that they hint at, of which applications are told (Back-Channel Logout §2.4)", async () => {
    const { logout } = (await (await tenantStore(server)).clients.find("portal")) ?? {};
    assert.ok(logout);
    const backChannelUri = `${receiver.origin}/portal`;
    const undo = await changeClient(server, "portal", { logout: { ...logout, backChannelUri } });
    const browser = new ScriptLessBrowser();
    const { id_token } = await tokensOf("portal", {}, browser);
    const query = new URLSearchParams({ id_token_hint: id_token });
    const page = await browser.open(`${server.url("/oidc/logout")}?${query}`);
    assert.match(page.url.pathname, /oauth2_logout\.do$/);
    const [told] = receiver.tokensAt("/portal").map(claimsOf);
    assert.deepEqual([told.sub, told.sid, told.iss], [pat.id, claimsOf(id_token).sid, server.url("/oauth2/token")]);
    await undo();
  });

  it("do not come by a password that a program was told: that grant is for the tenant's own people", async () => {
    const form = { grant_type: "password", username: "pat", password: PASSWORD, orgHandle: "west" };
    const { body } = await new TestClient(server, "").token({ client_id: undefined, ...form }, basic("portal", "s"));
    assert.equal(body.error, "invalid_grant");
  });

  describe("contract §1.1: the endpoints of the organization itself", () => {
    let id: string;
    /** Of an application that belongs to the organization. */
    let own: TestClient;
    before(async () => {
      ({ id } = await organizationOf(server, "west"));
      const spa = await (await tenantStore(server)).clients.find("spa");
      assert.ok(spa);
      const { application: _, ...settings } = spa;
      await (await worldOf(server, "west")).store.clients.save({
        ...settings,
        clientId: "western",
        allowedOrigins: ["https://west.example"],
        accessToken: { ...spa.accessToken, format: "jwt" },
      });
      own = new TestClient({ url: (path, tenant) => server.url(`/o/${id}${path}`, tenant) }, "western");
    });

    it("have an issuer of their own, with its metadata and its keys (contract §7.7)", async () => {
      const issuer = server.url(`/o/${id}/oauth2/token`);
      const { body } = await own.get("/oauth2/token/.well-known/openid-configuration");
      assert.equal(body.issuer, issuer);
      assert.equal(body.jwks_uri, server.url(`/o/${id}/oauth2/jwks`));
      assert.equal(body.registration_endpoint, undefined);
      const root = new URL(`/.well-known/oauth-authorization-server${new URL(issuer).pathname}`, issuer);
      assert.equal(((await (await fetch(root)).json()) as { issuer: string }).issuer, issuer);
      const [key] = (await own.get("/oauth2/jwks")).body.keys;
      const [tenantsOwn] = (await new TestClient(server, "").get("/oauth2/jwks")).body.keys;
      assert.ok(key.kid && key.kid !== tenantsOwn.kid);
    });

    it("serve an application that belongs to it, and its people alone", async () => {
      const browser = new ScriptLessBrowser();
      const redeemable = await own.obtainCode({ scope: "openid profile" }, browser, "pat");
      const { status, body } = await own.exchange(redeemable);
      assert.equal(status, 200, JSON.stringify(body));
      for (const claims of [claimsOf(body.id_token), claimsOf(body.access_token)]) {
        assert.deepEqual(organizationIn(claims), said);
        assert.deepEqual([claims.iss, claims.sub], [server.url(`/o/${id}/oauth2/token`), pat.id]);
      }
      assert.deepEqual(organizationIn((await own.userinfo(body.access_token)).body), said);
      assert.equal((await own.refresh(body.refresh_token)).status, 200);
      const silent = await browser.open(own.authorizeUrl({ prompt: "none" }), CALLBACK);
      assert.ok(returned(silent).code, "single sign-on");

      assert.equal((await userinfo(body.access_token)).status, 401, "is no token of the tenant's");
      assert.deepEqual(await introspect(body.access_token), { active: false });
      const stranger = await own.authorize({}, new ScriptLessBrowser(), "lee");
      assert.ok(stranger.body.includes('id="sign-in-alert"'), "lee has a password at the tenant alone");
    });

    it("keep sessions apart from the tenant's and other organizations' (security bar 15.4)", async () => {
      const browser = new ScriptLessBrowser();
      await own.obtainCode({}, browser, "pat");
      const silent = { orgHandle: "west", prompt: "none" };
      const page = await browser.open(new TestClient(server, "portal").authorizeUrl(silent), CALLBACK);
      assert.equal(returned(page).error, "login_required");
    });

    it("send the user of an application that is shared with it to the tenant's (contract §21.3)", async () => {
      const url = new URL(new TestClient(server, "portal").authorizeUrl({ scope: "openid" }));
      url.pathname = url.pathname.replace("/oauth2/", `/o/${id}/oauth2/`);
      const browser = new ScriptLessBrowser();
      const page = await browser.open(url);
      assert.equal(page.url.pathname, "/t/acme/authenticationendpoint/login.do");
      assert.ok(returned(await browser.submit(page, { usernameUserInput: "pat", password: PASSWORD }, CALLBACK)).code);
      const { searchParams } = url;
      const posted = await browser.request(`${url.origin}${url.pathname}`, { method: "POST", body: searchParams });
      assert.equal(posted.redirectedTo?.searchParams.get("orgId"), id);
    });

    it("allow the origins of its own applications (security bar 8.5)", async () => {
      const allowed = async (url: string) => {
        const headers = { origin: "https://west.example" };
        return (await fetch(url, { method: "POST", headers })).headers.get("access-control-allow-origin");
      };
      assert.equal(await allowed(server.url(`/o/${id}/oauth2/token`)), "https://west.example");
      assert.equal(await allowed(server.url("/oauth2/token")), null);
      const east = await organizationOf(server, "east");
      assert.equal(await allowed(server.url(`/o/${east.id}/oauth2/token`)), null);
      assert.equal(await allowed(server.url(`/o/${id}/oauth2/token`, "globex")), null);
    });

    it("are not there for an organization that is disabled, unknown or another tenant's (security bar 22.2)", async () => {
      const path = "/oauth2/jwks";
      const closed = await organizationOf(server, "closed");
      for (const [of, tenant] of [
        [closed.id, "acme"],
        [crypto.randomUUID(), "acme"],
        ["west", "acme"],
        [id, "globex"],
      ] as const) {
        const response = await fetch(server.url(`/o/${of}${path}`, tenant));
        assert.equal(response.status, 404);
        assert.equal(((await response.json()) as { message: string }).message, `invalid organization : ${of}`);
      }
    });
  });

  async function changeOrganization(handle: string, changes: object) {
    const { organizations } = await tenantStore(server);
    const before = await organizationOf(server, handle);
    await organizations.update({ ...before, ...changes });
    return () => organizations.update(before);
  }
});
