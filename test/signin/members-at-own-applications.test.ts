import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { replacePassword } from "../../src/accounts/replace-password.ts";
import type { Client } from "../../src/protocol/model/client.ts";
import { memberIdIn } from "../../src/protocol/model/user.ts";
import { launchBrowser } from "../browser.ts";
import { claimsOf, newVerifier, type TestClient } from "../client.ts";
import { DEVICE_CODE, Device } from "../devices.ts";
import { type LogoutReceiver, startLogoutReceiver } from "../logout-receiver.ts";
import { apiClientWith } from "../management/api-client.ts";
import { type OwnPlace, ownApplication, placeOf } from "../organization-applications.ts";
import { addPerson, changePerson, toOtherPeople } from "../organization-people.ts";
import { rootTokens, switchingOrganizations } from "../organization-switching.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { giveApp } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

const MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
const ROLE = crypto.randomUUID();

describe("the tenant's people who are members of an organization, at its own applications (contract §1.1, §21.3)", () => {
  let server: TestServer;
  let west: OwnPlace;
  let client: TestClient;
  let kim: string;
  let receiver: LogoutReceiver;
  before(async () => {
    receiver = await startLogoutReceiver();
    const settings = { outboundAllowedHosts: ["localhost"] };
    server = await startServer({ organizations: switchingOrganizations(), settings });
    west = await placeOf(server, "west");
    client = await own("west", { authTimeRequired: true });
    await own("east");
    await addPerson(server, "west", "pat");
    kim = (await (await tenantStore(server)).users.findByName("kim"))?.user.id ?? "";
  });
  after(async () => {
    await server?.stop();
    await receiver.close();
  });
  beforeEach(() => server.clock.advance(600));

  const own = (handle: string, changes: Partial<Client> = {}) =>
    ownApplication(server, handle, "mobile", { authorizedApis: [], ...changes });
  const title = (page: Page) => /<title>(?<title>[^<]*)</.exec(page.body)?.groups?.title;
  const open = (
    browser: ScriptLessBrowser,
    changes: Record<string, string> = {},
    verifier = newVerifier(),
    at = client,
  ) => browser.open(at.authorizeUrl({ scope: "openid profile internal_login", ...changes }, verifier), CALLBACK);
  const cross = (browser: ScriptLessBrowser, page: Page) => browser.submit(page, toOtherPeople(page), CALLBACK);
  const enter = (browser: ScriptLessBrowser, page: Page, usernameUserInput = "kim", password = PASSWORD) =>
    browser.submit(page, { usernameUserInput, password }, CALLBACK);
  const tokensOf = async (page: Page, verifier: string, at = client) => {
    const { code = "" } = returned(page);
    return (await at.exchange({ code, redirect_uri: CALLBACK, code_verifier: verifier })).body;
  };
  const atTenantsPage = (page: Page) => {
    assertSignInPage(page);
    assert.equal(page.url.pathname, "/t/acme/authenticationendpoint/login.do");
    assert.equal(title(page), "Sign in · Acme");
    assert.match(page.body, /id="goes-on">.*The West/);
  };
  /** A browser in which kim is signed in at west's application, and the tokens of it. */
  async function signedIn() {
    const browser = new ScriptLessBrowser();
    const verifier = newVerifier();
    const page = await enter(browser, await cross(browser, await open(browser, {}, verifier)));
    return { browser, tokens: await tokensOf(page, verifier) };
  }
  const isSignedIn = async (browser: ScriptLessBrowser) =>
    returned(await open(browser, { prompt: "none" })).code !== undefined;
  const isActive = async (token: string) => (await client.userinfo(token)).status === 200;

  it("go to the tenant's page and back, with tokens of the organization's own issuer about the same subject", async () => {
    const browser = new ScriptLessBrowser();
    const verifier = newVerifier();
    const first = await open(browser, {}, verifier);
    assert.equal(title(first), "Sign in · The West");
    const second = await cross(browser, first);
    atTenantsPage(second);
    const policy = second.headers.get("content-security-policy") ?? "";
    assert.ok(
      policy.includes(`form-action 'self' ${new URL(CALLBACK).origin}`),
      "browsers hold the whole way against it",
    );
    const { id_token, access_token, refresh_token } = await tokensOf(await enter(browser, second), verifier);
    const { iss, sub, org_id, user_org } = claimsOf(id_token);
    const { id } = west.world.organization;
    assert.deepEqual([iss, sub, org_id], [west.url("/oauth2/token"), kim, id]);
    assert.equal(user_org, (await server.store.tenants.find("acme"))?.id);
    const { body } = await client.userinfo(access_token);
    assert.deepEqual([body.sub, body.username], [kim, "kim"]);
    const refreshed = await client.token({ grant_type: "refresh_token", refresh_token });
    assert.equal(claimsOf(refreshed.body.id_token).sub, kim);
    assert.ok(await isSignedIn(browser), "and are signed in from then on");
  });

  it("do so in Chromium, which holds redirects after forms against the page's policy, and sends the sessions of both", async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const arrive = async (changes: Record<string, string>, ...steps: (() => Promise<void>)[]) => {
        const verifier = newVerifier();
        const arrival = page.waitForRequest((request) => request.url().startsWith(CALLBACK));
        // Nobody is at the callback URL.
        await page.goto(client.authorizeUrl({ scope: "openid", ...changes }, verifier)).catch(() => undefined);
        for (const step of steps) await step();
        return new URL((await arrival).url()).searchParams.has("code");
      };
      const cross = () => page.click("#other-people");
      const enter = async () => {
        await page.fill("#usernameUserInput", "kim");
        await page.fill("#password", PASSWORD);
        await page.click("#sign-in-button");
      };
      assert.ok(await arrive({}, cross, enter));
      assert.ok(await arrive({ prompt: "none" }));
      assert.ok(await arrive({ prompt: "login" }, enter), "straight at the tenant's page");
    } finally {
      await browser.close();
    }
  });

  it("are parted from the opener of a pop-up at the tenant, which cannot tell who has begun it (security bar 8.3)", async () => {
    const policies: (string | null)[] = [];
    const browser = new ScriptLessBrowser(({ response }) => {
      policies.push(response.headers.get("cross-origin-opener-policy"));
    });
    const referer = `${new URL(CALLBACK).origin}/`;
    const url = client.authorizeUrl({ scope: "openid", display: "popup" });
    const { redirectedTo } = await browser.request(url, { method: "GET", headers: { referer } });
    const page = await browser.open(redirectedTo as URL);
    assert.deepEqual(new Set(policies.splice(0)), new Set(["unsafe-none"]));
    await cross(browser, page);
    assert.equal(policies.at(-1), "same-origin");
  });

  it("cannot type their password at the organization's page (security bar 22.2)", async () => {
    const browser = new ScriptLessBrowser();
    assertSignInPage(await enter(browser, await open(browser)));
    assert.equal(await isSignedIn(browser), false);
  });

  it("are not asked again at the tenant where they are signed in there, and go back to the organization's people", async () => {
    const { browser } = await signedIn();
    const client = await own("south");
    const page = await cross(browser, await open(browser, {}, newVerifier(), client));
    assert.ok(returned(page).code, "one session of the tenant serves each of their organizations");

    const other = new ScriptLessBrowser();
    const across = await cross(other, await open(other));
    const back = await cross(other, across);
    assert.equal(title(back), "Sign in · The West");
    assert.ok(returned(await enter(other, back, "pat")).code);
  });

  it("are told when they are no members, and are at the organization's page again", async () => {
    const browser = new ScriptLessBrowser();
    const client = await own("east");
    const page = await cross(browser, await open(browser, {}, newVerifier(), client));
    const refused = await enter(browser, page, "lee");
    assert.equal(title(refused), "Error: Sign in · The East");
    assert.match(refused.body, /role="alert"[^>]*>This account is not a member of the organization/);
    const silent = await open(browser, { prompt: "none" }, newVerifier(), client);
    assert.equal(returned(silent).error, "login_required");
  });

  for (const [name, changes] of [
    ["prompt=login", { prompt: "login" }],
    ["max_age=60", { max_age: "60" }],
    ["max_age=0", { max_age: "0" }],
  ] as const) {
    it(`prove at the tenant anew who they are with ${name}, and auth_time says when (security bar 1.9)`, async () => {
      const { browser } = await signedIn();
      server.clock.advance(120);
      const verifier = newVerifier();
      const page = await open(browser, changes, verifier);
      atTenantsPage(page);
      const key = page.form?.hidden.sessionDataKey ?? "";
      atTenantsPage(
        await browser.open(server.url(`/authenticationendpoint/member.do?sessionDataKey=${key}`), CALLBACK),
      );
      const { id_token } = await tokensOf(await enter(browser, page), verifier);
      assert.equal(claimsOf(id_token).auth_time, server.clock.now);
    });
  }

  it("prove the factor that they lack at the tenant", async () => {
    const app = await giveApp(server, "kim");
    const { browser } = await signedIn();
    const verifier = newVerifier();
    const page = await open(browser, { acr_values: MULTI_FACTOR }, verifier);
    assert.equal(title(page), "How do you want to sign in? · Acme");
    const picked = await browser.submit(page, { pick: "totp:LOCAL" });
    const { id_token } = await tokensOf(await browser.submit(picked, { token: app.code() }, CALLBACK), verifier);
    assert.ok(claimsOf(id_token).amr.includes("totp"));
  });

  it("who cannot prove it are sent back to the application, which is told why (RFC 9470 §5)", async () => {
    // A password alone makes no passkey beside it.
    await giveApp(server, "lee");
    const browser = new ScriptLessBrowser();
    const page = await cross(browser, await open(browser, { acr_values: "phr" }));
    const { error, iss } = returned(await enter(browser, page, "lee"));
    assert.deepEqual([error, iss], ["unmet_authentication_requirements", west.url("/oauth2/token")]);
  });

  const endings: [what: string, end: () => Promise<() => Promise<unknown>>, isOver?: true][] = [
    ["is disabled at home", () => changeKim({ enabled: false })],
    ["is disabled in the organization", () => changePerson(server, "west", "kim", { enabled: false })],
    ["is no member any more", leave, true],
    ["finds the organization disabled", disableWest],
  ];
  for (const [what, end, isOver] of endings) {
    it(`lets nobody on who ${what}: session, tokens and refresh tokens (security bar 5.9, 10.4, 15.5)`, async () => {
      const { browser, tokens } = await signedIn();
      assert.deepEqual([await isSignedIn(browser), await isActive(tokens.access_token)], [true, true]);
      const undo = await end();
      const silent = await open(browser, { prompt: "none" });
      assert.ok(!silent.redirectedTo?.searchParams.has("code"));
      assert.equal(await isActive(tokens.access_token), false);
      const { refresh_token } = tokens;
      assert.ok(refresh_token);
      assert.notEqual((await client.token({ grant_type: "refresh_token", refresh_token })).status, 200);
      await undo();
      // Whoever becomes a member again begins anew.
      assert.equal(await isSignedIn(browser), isOver !== true);
      if (isOver) assert.equal(await isActive(tokens.access_token), false);
    });
  }

  it("are signed out there when the session at the tenant ends, and prolong it by being there (security bar 15.5)", async () => {
    const { browser } = await signedIn();
    for (let minutes = 0; minutes < 30; minutes += 10) {
      server.clock.advance(600);
      assert.ok(await isSignedIn(browser));
    }
    const asked = await browser.open(server.url("/oidc/logout"));
    await browser.submit(asked, { consent: "approve" });
    assert.equal(await isSignedIn(browser), false);
  });

  it("are signed out of applications that are told so, by the organization's own issuer (Back-Channel Logout §2.5)", async () => {
    const backChannelUri = `${receiver.origin}/told`;
    await west.world.store.clients.save({ ...(await present("west-own")), logout: { backChannelUri } } as Client);
    const { browser, tokens } = await signedIn();
    const { sid } = claimsOf(tokens.id_token);
    await browser.submit(await browser.open(server.url("/oidc/logout")), { consent: "approve" });
    const [token = "", ...others] = receiver.tokensAt("/told");
    assert.deepEqual(others, []);
    const told = claimsOf(token);
    assert.deepEqual([told.iss, told.sub, told.sid], [west.url("/oauth2/token"), kim, sid]);
  });

  it("lose with the session at the tenant what an application is to lose with it (contract §13)", async () => {
    const { accessToken } = await present("west-own");
    const bound = await own("west", { clientId: "bound", accessToken: { ...accessToken, endsWithSession: true } });
    const { browser, tokens } = await signedIn();
    const verifier = newVerifier();
    const { access_token } = await tokensOf(await open(browser, {}, verifier, bound), verifier, bound);
    assert.ok(await isActive(access_token));
    await browser.submit(await browser.open(server.url("/oidc/logout")), { consent: "approve" });
    assert.deepEqual([await isActive(access_token), await isActive(tokens.access_token)], [false, true]);
  });

  it("are signed out of those too that they have opened before they proved anew who they are (Back-Channel Logout §2.5)", async () => {
    const backChannelUri = `${receiver.origin}/earlier`;
    const { logout } = await present("west-own");
    const earlier = await own("west", { clientId: "earlier", logout: { ...logout, backChannelUri } });
    const { browser } = await signedIn();
    assert.ok(returned(await open(browser, {}, newVerifier(), earlier)).code);
    assert.ok(returned(await enter(browser, await open(browser, { prompt: "login" }))).code);
    assert.deepEqual(receiver.tokensAt("/earlier"), []);
    await browser.submit(await browser.open(server.url("/oidc/logout")), { consent: "approve" });
    assert.equal(receiver.tokensAt("/earlier").length, 1);
  });

  it("sign out of the organization's applications alone there (RP-Initiated Logout §2)", async () => {
    const { browser, tokens } = await signedIn();
    await browser.open(west.url(`/oidc/logout?id_token_hint=${tokens.id_token}`));
    assert.equal(await isSignedIn(browser), false);
    assert.ok(returned(await cross(browser, await open(browser))).code, "and are signed in at the tenant still");
  });

  it("lose with a new password what the old one has opened (security bar 17.4)", async () => {
    const { browser, tokens } = await signedIn();
    const store = await tenantStore(server);
    const found = await store.users.find(kim);
    assert.ok(found);
    const world = { store, root: { store }, now: server.clock.now, sessionsEnded: async () => {} };
    await replacePassword(found, PASSWORD, world);
    assert.deepEqual([await isSignedIn(browser), await isActive(tokens.access_token)], [false, false]);
    const { refresh_token } = tokens;
    assert.equal((await client.token({ grant_type: "refresh_token", refresh_token })).body.error, "invalid_grant");
  });

  it("do there what their roles in the organization allow, by the id that they have in it (security bar 23.2)", async () => {
    const role = { displayName: "Readers", audience: { type: "organization", value: west.world.organization.id } };
    const { records, roleMembers } = west.world.store;
    const document = { ...role, permissions: ["internal_org_user_mgt_list"] };
    await records.add("role", { id: ROLE, name: "organization readers", document }, server.clock.now);
    const scopes = ["internal_org_user_mgt_list", "internal_org_user_mgt_create"];
    const authorizedApis = [{ identifier: "/o/scim2/Users", scopes, policy: "RBAC" as const }];
    const application = await own("west", { clientId: "listing", authorizedApis, scopes: undefined });
    const browser = new ScriptLessBrowser();
    const scope = `openid roles internal_login ${scopes.join(" ")}`;
    const ask = async () => {
      const verifier = newVerifier();
      const first = await open(browser, { scope }, verifier, application);
      const page = first.form === undefined ? first : await enter(browser, await cross(browser, first));
      return tokensOf(page, verifier, application);
    };
    assert.equal((await ask()).scope, "internal_login openid roles");
    const localId = memberIdIn(west.world.organization.id, kim);
    await roleMembers.change(ROLE, { addedUsers: [localId] });
    const { access_token, scope: granted, id_token } = await ask();
    assert.equal(granted, "internal_login internal_org_user_mgt_list openid roles");
    assert.deepEqual(claimsOf(id_token).roles, ["Readers"]);
    const call = (path: string) => apiClientWith(server, access_token).call("GET", path);
    assert.equal((await call("/o/scim2/Users")).status, 200);
    assert.equal((await call("/o/scim2/Me")).body.id, localId);
    for (const path of ["/scim2/Me", "/api/users/v1/me/organizations"]) {
      assert.equal((await call(path)).status, 403, `${path} of the tenant`);
    }
  });

  it("are none of those whose sessions the organization's administrators list", async () => {
    await addPerson(server, "west", "ada", { permissions: ["internal_org_session_view"] });
    const authorizedApis = [
      { identifier: "/o/api/users/v1", scopes: ["internal_org_session_view"], policy: "RBAC" as const },
    ];
    const application = await own("west", { clientId: "watching", authorizedApis, scopes: undefined });
    const { browser } = await signedIn();
    assert.ok(await isSignedIn(browser));
    const verifier = newVerifier();
    const admin = new ScriptLessBrowser();
    const first = await open(admin, { scope: "openid internal_org_session_view" }, verifier, application);
    const { access_token } = await tokensOf(await enter(admin, first, "ada"), verifier, application);
    const { status, body } = await apiClientWith(server, access_token).call("GET", "/o/api/users/v1/sessions");
    assert.equal(status, 200, JSON.stringify(body));
    const users = new Set(body.Resources.map(({ userId }: { userId: string }) => userId));
    assert.ok(!users.has(kim));
    assert.ok(users.size > 0);
  });

  it("see at the tenant what they have allowed there, and take it back (security bar 25.3)", async () => {
    const { tokens } = await signedIn();
    const { access_token } = await rootTokens(server, "mobile", { scope: "openid internal_login" });
    const api = apiClientWith(server, access_token);
    const apps = "/api/users/v2/me/authorized-apps";
    const { body } = await api.call("GET", apps);
    const own = body.find(({ clientId }: { clientId: string }) => clientId === "west-own");
    assert.ok(own?.approvedScopes.includes("profile"));
    assert.equal((await api.call("DELETE", `${apps}/${own.id}`)).status, 204);
    assert.equal(await isActive(tokens.access_token), false);
    const { refresh_token } = tokens;
    assert.equal((await client.token({ grant_type: "refresh_token", refresh_token })).body.error, "invalid_grant");
    const left = (await api.call("GET", apps)).body.map(({ clientId }: { clientId: string }) => clientId);
    assert.ok(!left.includes("west-own") && left.includes("mobile"));
  });

  it("have their account at the tenant", async () => {
    const { browser } = await signedIn();
    const page = await browser.open(west.url("/myaccount"));
    assert.deepEqual([page.status, page.url.pathname], [200, "/t/acme/myaccount"]);
  });

  it("decide nothing about an organization's devices, and see no way across there (RFC 8628 §3.3)", async () => {
    const { browser } = await signedIn();
    const tv = new Device({ ...server, url: west.url }, "west-tv");
    await own("west", { clientId: "west-tv", grantTypes: [DEVICE_CODE] });
    const { user_code } = await tv.start();
    const page = await tv.approach(user_code, browser);
    assertSignInPage(page);
    assert.doesNotMatch(page.body, /other-people/);
  });

  it("see no way across to an application that asks for a connection of the organization's", async () => {
    const signInSteps = [{ options: [{ idp: "Corporate", authenticator: "OpenIDConnectAuthenticator" }] }];
    const both = [
      { options: [...(signInSteps[0]?.options ?? []), { idp: "LOCAL", authenticator: "BasicAuthenticator" }] },
    ];
    for (const [steps, isThere] of [
      [signInSteps, false],
      [both, true],
    ] as const) {
      const application = await own("west", { clientId: "corporate", signInSteps: steps });
      const page = await open(new ScriptLessBrowser(), {}, newVerifier(), application);
      assert.equal(/other-people/.test(page.body), isThere);
    }
  });

  it("have proven nothing to the organization's connection by one of the tenant's of the same name (security bar 24.1)", async () => {
    const option = { idp: "Corporate", authenticator: "OpenIDConnectAuthenticator" };
    const either = [{ options: [option, { idp: "LOCAL", authenticator: "BasicAuthenticator" }] }];
    const application = await own("west", { clientId: "of-corporate", signInSteps: either });
    const { sessions } = await tenantStore(server);
    /** As kim would have signed in at the tenant, whose connection it is, and then come to the organization's page. */
    const comeFrom = async (amr: readonly string[]) => {
      await sessions.endAllOf(kim);
      const { browser } = await signedIn();
      const [{ id = "" } = {}] = await sessions.listOf(kim);
      const found = await sessions.find(id);
      assert.ok(found);
      await sessions.end(id);
      await sessions.create({ ...found.session, amr }, found.secretHash, found.session.lastUsedAt + 600);
      await west.world.store.sessions.end(id);
      return { browser, page: await cross(browser, await open(browser, {}, newVerifier(), application)) };
    };
    const ofCorporate = "OpenIDConnectAuthenticator:Corporate";
    const { page: asked } = await comeFrom([ofCorporate]);
    assert.equal(asked.url.pathname, "/t/acme/authenticationendpoint/login.do");
    assert.match(asked.body, /name="password"/);
    const { browser, page } = await comeFrom([ofCorporate, "BasicAuthenticator"]);
    assert.ok(returned(page).code);
    await own("west", { clientId: "of-corporate", signInSteps: [{ options: [option] }] });
    const silent = await open(browser, { prompt: "none" }, newVerifier(), application);
    assert.equal(returned(silent).error, "login_required");
  });

  describe("the ticket from the tenant to the organization", () => {
    /** The way up to the last step, which is not gone. */
    async function ticketed() {
      const browser = new ScriptLessBrowser();
      const page = await cross(browser, await open(browser));
      const done = await browser.submit(page, { usernameUserInput: "kim", password: PASSWORD }, west.url("/"));
      const url = done.redirectedTo;
      if (url === undefined) throw new Error(done.body);
      assert.ok(url.searchParams.has("ticket"));
      return { browser, url };
    }

    it("opens the session once, in the browser that began (security bar 1.18)", async () => {
      const { browser, url } = await ticketed();
      assert.equal((await new ScriptLessBrowser().open(url)).status, 403, "another browser, which has no name");
      const stranger = new ScriptLessBrowser();
      await open(stranger);
      assert.equal((await stranger.open(url)).status, 403, "another browser");
      assert.ok(returned(await browser.open(url, CALLBACK)).code);
      assert.equal((await browser.open(url)).status, 400, "again");
    });

    it("leaves the session as it is that another one has opened a moment ago, and the request goes on (security bar 15.2)", async () => {
      const browser = new ScriptLessBrowser();
      await browser.submit(await browser.open(server.url("/myaccount")), {
        usernameUserInput: "kim",
        password: PASSWORD,
      });
      const urls: URL[] = [];
      for (let count = 0; count < 4; count += 1) {
        const first = await open(browser);
        // To the tenant and back.
        let page = await browser.submit(first, toOtherPeople(first), server.url("/authenticationendpoint/member.do"));
        page = await browser.open(page.redirectedTo as URL, west.url("/"));
        urls.push(page.redirectedTo as URL);
      }
      const [first, ...others] = urls;
      assert.ok(returned(await browser.open(first as URL, CALLBACK)).code);
      const before = browser.cookie("commonAuthId");
      const pages = await Promise.all(others.map((url) => browser.open(url, CALLBACK)));
      for (const page of pages) assert.ok(returned(page).code);
      assert.equal(browser.cookie("commonAuthId"), before);
    });

    it("is for the one request, and is used up by any other (security bar 15.7)", async () => {
      const { browser, url } = await ticketed();
      const attacker = await ticketed();
      const mixed = new URL(attacker.url);
      mixed.searchParams.set("ticket", url.searchParams.get("ticket") ?? "");
      assert.equal((await attacker.browser.open(mixed)).status, 400);
      assert.equal(await isSignedIn(attacker.browser), false);
      assert.equal((await browser.open(url)).status, 400);
    });

    it("is worth nothing a minute later, nor when the user has been signed out meanwhile", async () => {
      const late = await ticketed();
      server.clock.advance(60);
      assert.equal((await late.browser.open(late.url)).status, 400);
      const out = await ticketed();
      const asked = await out.browser.open(server.url("/oidc/logout"));
      await out.browser.submit(asked, { consent: "approve" });
      assert.equal((await out.browser.open(out.url)).status, 400);
    });

    it("is not given out for a request that nobody has begun, or of another organization", async () => {
      const { browser } = await signedIn();
      const east = await placeOf(server, "east");
      const waiting = new ScriptLessBrowser();
      const { hidden } = (await open(waiting)).form ?? {};
      for (const [organization, request] of [
        [west.world.organization.id, crypto.randomUUID()],
        [east.world.organization.id, hidden?.sessionDataKey ?? ""],
        [crypto.randomUUID(), hidden?.sessionDataKey ?? ""],
        ["", ""],
      ] as const) {
        const query = new URLSearchParams({ organization, request });
        const page = await browser.open(server.url(`/authenticationendpoint/member.do?${query}`));
        assert.equal(page.status, 400);
      }
    });

    it("signs nobody in in the browser of whoever lured them here (security bar 1.18)", async () => {
      const { browser } = await signedIn();
      const attacker = new ScriptLessBrowser();
      const { hidden } = (await open(attacker)).form ?? {};
      const query = new URLSearchParams({
        organization: west.world.organization.id,
        request: hidden?.sessionDataKey ?? "",
      });
      const page = await browser.open(server.url(`/authenticationendpoint/member.do?${query}`));
      assert.equal(page.status, 403, "the victim's own browser is refused");
      assert.equal(await isSignedIn(attacker), false);
    });
  });

  async function present(clientId: string): Promise<Client> {
    const found = await west.world.store.clients.find(clientId);
    assert.ok(found);
    return found;
  }

  async function changeKim(changes: { enabled: boolean }) {
    const { users } = await tenantStore(server);
    const found = await users.findByName("kim");
    assert.ok(found);
    await users.save({ ...found.user, ...changes }, found.passwordHash);
    return () => users.save(found.user, found.passwordHash);
  }

  async function leave() {
    const { organizationMembers } = await tenantStore(server);
    const { id } = west.world.organization;
    const scope = (await organizationMembers.find(id, kim)) ?? [];
    await organizationMembers.remove(id, kim);
    return () => organizationMembers.save(id, { userId: kim, scope });
  }

  async function disableWest() {
    const { organizations } = await tenantStore(server);
    await organizations.update({ ...west.world.organization, status: "DISABLED" });
    return () => organizations.update(west.world.organization);
  }
});
