import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, newVerifier, TestClient } from "../client.ts";
import { addPerson, toOtherPeople } from "../organization-people.ts";
import { rootTokens, switchingOrganizations } from "../organization-switching.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { giveApp, type HeldApp } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

const MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

describe("a member of an organization who has to prove anew who they are (OIDC Core §3.1.2.1, contract §21.3)", () => {
  let server: TestServer;
  let client: TestClient;
  let app: HeldApp;
  let browser: ScriptLessBrowser;
  before(async () => {
    server = await startServer({ organizations: switchingOrganizations() });
    const { clients } = await tenantStore(server);
    const mobile = await clients.find("mobile");
    assert.ok(mobile);
    await clients.save({ ...mobile, sharing: { with: "all" }, authTimeRequired: true });
    client = new TestClient(server, "mobile");
    await addPerson(server, "west", "pat");
    app = await giveApp(server, "kim");
  });
  after(() => server.stop());
  // Signed in as a member, some time ago.
  beforeEach(async () => {
    server.clock.advance(600);
    browser = new ScriptLessBrowser();
    const across = await cross(await open({}));
    assert.ok(returned(await enter(across, "kim")).code);
    server.clock.advance(120);
  });

  const open = (changes: Record<string, string>, verifier = newVerifier()) =>
    browser.open(client.authorizeUrl({ orgHandle: "west", ...changes }, verifier), CALLBACK);
  const enter = (page: Page, usernameUserInput: string) =>
    browser.submit(page, { usernameUserInput, password: PASSWORD }, CALLBACK);
  /** Presses the button to the other people's page. */
  const cross = (page: Page) => browser.submit(page, toOtherPeople(page), CALLBACK);
  const title = (page: Page) => /<title>(?<title>[^<]*)</.exec(page.body)?.groups?.title;
  const atTenantsPage = (page: Page) => {
    assertSignInPage(page);
    assert.match(title(page) ?? "", /^Sign in · Acme$/);
    assert.match(page.body, /id="goes-on">.*The West/);
  };
  /** The claims of the ID token that the page has come to. */
  const claims = async (page: Page, verifier: string) => {
    const { code = "" } = returned(page);
    const { body } = await client.exchange({ code, redirect_uri: CALLBACK, code_verifier: verifier });
    return claimsOf(body.id_token);
  };

  for (const [name, changes] of [
    ["prompt=login", { prompt: "login" }],
    ["max_age=60, after more than that", { max_age: "60" }],
    ["max_age=0", { max_age: "0" }],
  ] as const) {
    it(`does so at the tenant's page with ${name}, and auth_time says when (security bar 1.9)`, async () => {
      const verifier = newVerifier();
      const page = await open(changes, verifier);
      atTenantsPage(page);
      const { auth_time, org_handle } = await claims(await enter(page, "kim"), verifier);
      assert.deepEqual([auth_time, org_handle], [server.clock.now, "west"]);
    });

    it(`is not let on by the session that was there with ${name}, wherever they turn (security bar 1.9)`, async () => {
      const page = await open(changes);
      const { sessionDataKey = "" } = page.form?.hidden ?? {};
      atTenantsPage(await browser.open(server.url(`/oauth2/authorize?sessionDataKey=${sessionDataKey}`), CALLBACK));
      const wrong = await browser.submit(page, { usernameUserInput: "kim", password: "wrong" }, CALLBACK);
      assertSignInPage(wrong);
      const back = await cross(page);
      assert.equal(title(back), "Sign in · The West");
      atTenantsPage(await cross(back));
    });
  }

  it("is not asked where the session is young enough for max_age", async () => {
    const verifier = newVerifier();
    const { auth_time } = await claims(await open({ max_age: "600" }, verifier), verifier);
    assert.equal(auth_time, server.clock.now - 120);
  });

  it("proves every factor anew with prompt=login and acr_values", async () => {
    const verifier = newVerifier();
    const page = await open({ prompt: "login", acr_values: MULTI_FACTOR }, verifier);
    atTenantsPage(page);
    const second = await enter(page, "kim");
    assert.match(second.body, /totp/);
    const picked = await browser.submit(second, { pick: "totp:LOCAL" });
    const done = await browser.submit(picked, { token: app.code() }, CALLBACK);
    const { auth_time, amr } = await claims(done, verifier);
    assert.deepEqual([auth_time, amr.includes("totp")], [server.clock.now, true]);
  });

  it("gives way to one of the organization's own people, who prove it at the organization's page", async () => {
    const verifier = newVerifier();
    const back = await cross(await open({ prompt: "login" }, verifier));
    const { user_org, org_id } = await claims(await enter(back, "pat"), verifier);
    assert.equal(user_org, org_id);
    assert.equal(title(await open({ prompt: "login" })), "Sign in · The West", "who is asked there again");
  });

  it("is no member any more when somebody else of the tenant signs in who is none", async () => {
    const { organizationMembers, organizations, users } = await tenantStore(server);
    const west = await organizations.findByHandle("west");
    const lee = await users.findByName("lee");
    assert.ok(west && lee);
    await organizationMembers.remove(west.id, lee.user.id);
    const refused = await enter(await open({ prompt: "login" }), "lee");
    assert.equal(title(refused), "Error: Sign in · The West");
    await organizationMembers.save(west.id, { userId: lee.user.id, scope: ["orders:read"] });
  });

  it("is asked at the organization's page where the hint names somebody else", async () => {
    const { id_token } = await rootTokens(server, "mobile", { username: "lee", scope: "openid" });
    assert.equal(title(await open({ id_token_hint: id_token })), "Sign in · The West");
    const own = await rootTokens(server, "mobile", { scope: "openid" });
    atTenantsPage(await open({ id_token_hint: own.id_token, prompt: "login" }));
  });

  it("stays at the tenant's page that they have gone across to when the request is asked for again", async () => {
    browser = new ScriptLessBrowser();
    const across = await cross(await open({}));
    const { sessionDataKey = "" } = across.form?.hidden ?? {};
    atTenantsPage(await browser.open(server.url(`/oauth2/authorize?sessionDataKey=${sessionDataKey}`), CALLBACK));
  });
});
